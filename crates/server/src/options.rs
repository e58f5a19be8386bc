//! What a server is started with.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use casebook::store::Address;
use evidence::knowledge::Knowledge;
use hear::telephony::door::Addresses;

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
    /// Where telephone systems ring.
    pub doors: Addresses,
}

/// The port on which it listens unless told otherwise.
pub const PORT: u16 = 4747;

/// This machine alone.
pub const LOOPBACK: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), PORT);
