//! What a server is started with.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use casebook::store::Address;
use evidence::knowledge::Knowledge;

/// What a server is started with. The knowledge is loaded once for as long as the program runs.
#[derive(Debug, Clone)]
pub struct Options {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where the cases are.
    pub casebook: Address,
    /// By what calls are judged.
    pub knowledge: &'static Knowledge,
    /// The speech model, if one is installed: without it nothing is heard, only read.
    pub words: Option<PathBuf>,
    /// The model that tells voices apart, if it is installed.
    pub voices: Option<PathBuf>,
    /// Who is let in.
    pub access: Access,
}

/// Who is let in. On this machine alone, nobody has to sign in unless something is told here.
#[derive(Clone, Default)]
pub struct Access {
    /// By what programs are known that send `Authorization: Bearer`.
    pub token: Option<String>,
    /// Names under which others reach this server.
    pub hosts: Vec<String>,
    /// A proxy before this server speaks TLS with the browser.
    pub behind_tls: bool,
}

impl fmt::Debug for Access {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let token = self.token.as_ref().map(|_| "…");
        let mut shown = formatter.debug_struct("Access");
        let shown = shown.field("token", &token).field("hosts", &self.hosts);
        shown.field("behind_tls", &self.behind_tls).finish()
    }
}

/// The port on which it listens unless told otherwise.
pub const PORT: u16 = 4747;

/// This machine alone.
pub const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), PORT);
