//! Who is let in: by what the server was told at its start.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::rates::Rates;
use super::secret::Token;
use super::tries::Tries;
use crate::error::Error;
use crate::options::Options;
use crate::who::{Person, Role};

/// So many requests a minute of one person, program or address, where others can reach the server.
const REQUESTS_MAX: u32 = 1_200;
/// So many of whoever has the whole machine.
const OWN_REQUESTS_MAX: u32 = 120_000;
/// So many reports of visitors from one address in an hour.
const REPORTS_MAX: u32 = 5;
/// So many refusals of one person are written down in an hour: more would push out what matters.
const REFUSALS_NOTED_MAX: u32 = 30;
/// See [`REPORTS_MAX`].
const HOUR: Duration = Duration::from_secs(60 * 60);
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
    tries: Tries,
    reports: Rates<IpAddr>,
    refusals: Rates<String>,
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
            tries: Tries::default(),
            reports: Rates::new(REPORTS_MAX, HOUR),
            refusals: Rates::new(REFUSALS_NOTED_MAX, HOUR),
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
        self.tries.allow(&shortened(name), network(from), Instant::now())
    }

    /// Somebody came in.
    pub fn came_in(&self, from: IpAddr, name: &str) {
        self.tries.welcome(&shortened(name), network(from));
    }

    /// Whether a visitor may leave one more report.
    pub fn may_report(&self, from: IpAddr) -> bool {
        self.reports.allow(network(from), Instant::now())
    }

    /// Whether one more refusal of somebody is written down.
    pub fn may_note_refusal(&self, person: &str) -> bool {
        self.refusals.allow(shortened(person), Instant::now())
    }
}

/// A name as it is counted.
fn shortened(name: &str) -> String {
    name.chars().take(crate::desk::LINE_CHARS_MAX).collect()
}

/// Whoever has one address of IPv6 has all of its network.
pub(crate) fn network(address: IpAddr) -> IpAddr {
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
