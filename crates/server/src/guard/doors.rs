//! Who is let in: by what the server was told at its start.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::rates::Rates;
use super::secret::Token;
use crate::error::Error;
use crate::options::Options;
use crate::who::{Person, Role};

/// So many requests a minute of one person, program or address, where others can reach the server.
const REQUESTS_MAX: u32 = 1_200;
/// So many of whoever has the whole machine.
const OWN_REQUESTS_MAX: u32 = 120_000;
/// So many tries to sign in from one address in [`TRIES_TIME`].
const TRIES_MAX: u32 = 10;
/// So many with one name, from wherever; more would let others lock somebody out.
const TRIES_OF_NAME_MAX: u32 = 60;
/// See [`TRIES_MAX`].
const TRIES_TIME: Duration = Duration::from_secs(15 * 60);
/// A shorter token is guessed.
pub const TOKEN_CHARS_MIN: usize = 20;

/// Who is let in, and how often.
#[derive(Debug)]
pub struct Doors {
    /// Whoever asks has to show who they are.
    guarded: bool,
    /// Whether the way to the browser is encrypted.
    pub behind_tls: bool,
    token: Option<Token>,
    hosts: Vec<String>,
    requests: Rates<String>,
    tries: Rates<IpAddr>,
    tries_of_name: Rates<String>,
}

impl Doors {
    /// The doors of a server; `people` says whether anybody can sign in.
    ///
    /// # Errors
    /// [`Error::OpenToAll`] where others can reach it and nobody would have to sign in,
    /// [`Error::Token`] where the token is too short.
    pub fn new(options: &Options, people: bool) -> Result<Self, Error> {
        let access = &options.access;
        let own = options.listen.ip().is_loopback() && access.hosts.is_empty();
        let guarded = !own || access.behind_tls || access.token.is_some();
        if guarded && access.token.is_none() && !people {
            return Err(Error::OpenToAll { address: options.listen });
        }
        let token = access.token.as_deref().map(str::trim);
        if token.is_some_and(|token| token.chars().count() < TOKEN_CHARS_MIN) {
            return Err(Error::Token { chars_min: TOKEN_CHARS_MIN });
        }
        let requests = if guarded { REQUESTS_MAX } else { OWN_REQUESTS_MAX };
        Ok(Self {
            guarded,
            behind_tls: access.behind_tls,
            token: token.map(Token::given),
            hosts: access.hosts.iter().map(|host| host.to_lowercase()).collect(),
            requests: Rates::new(requests, Duration::from_secs(60)),
            tries: Rates::new(TRIES_MAX, TRIES_TIME),
            tries_of_name: Rates::new(TRIES_OF_NAME_MAX, TRIES_TIME),
        })
    }

    /// Whoever asks where nobody has to sign in.
    #[must_use]
    pub fn own(&self) -> Option<Person> {
        let person = || Person { name: "this computer's user".to_owned(), role: Role::Admin };
        (!self.guarded).then(person)
    }

    /// Who a program is that shows this token.
    #[must_use]
    pub fn program(&self, given: &Token) -> Option<Person> {
        let person = || Person { name: "a program".to_owned(), role: Role::Technician };
        self.token.as_ref().filter(|token| token.is(given)).map(|_| person())
    }

    /// Whether a server of this name is meant. A page of somebody else whose name leads here (DNS
    /// rebinding) is thereby refused; a bare address cannot be made to lead elsewhere.
    #[must_use]
    pub fn is_host(&self, host: &str) -> bool {
        let name = bare_name(host).to_lowercase();
        let address = name.trim_start_matches('[').trim_end_matches(']');
        name == "localhost" || address.parse::<IpAddr>().is_ok() || self.hosts.contains(&name)
    }

    /// Whether somebody may ask once more.
    pub fn may_ask(&self, asker: String) -> bool {
        self.requests.allow(asker, Instant::now())
    }

    /// Whether somebody may try once more to sign in.
    pub fn may_try(&self, from: IpAddr, name: &str) -> bool {
        let name = name.chars().take(crate::desk::LINE_CHARS_MAX).collect();
        let now = Instant::now();
        self.tries.allow(network(from), now) && self.tries_of_name.allow(name, now)
    }
}

/// Whoever has one address of IPv6 has all of its network.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(six) => match six.to_ipv4_mapped() {
            Some(four) => IpAddr::V4(four),
            None => IpAddr::V6((six.to_bits() >> 64 << 64).into()),
        },
    }
}

/// The host without its port.
fn bare_name(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    }
}
