//! How often somebody may try to sign in: so often from one address, and so often with one name
//! from wherever. Strangers who try a name all day do not lock its owner out: who has come in from
//! an address before, or sits at this machine, is counted by their own address alone.

use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::rates::Rates;

/// So many tries from one address in [`TIME`].
const FROM_ONE_MAX: u32 = 10;
/// So many with one name, from all addresses that are new to it.
const OF_NAME_MAX: u32 = 60;
/// See [`FROM_ONE_MAX`].
const TIME: Duration = Duration::from_secs(15 * 60);
/// So many who came in are remembered, with the address that they came from.
const WELCOMED_MAX: usize = 2_000;

/// Tries to sign in.
#[derive(Debug)]
pub(super) struct Tries {
    from: Rates<IpAddr>,
    of_name: Rates<String>,
    welcomed: Mutex<VecDeque<(String, IpAddr)>>,
}

impl Default for Tries {
    fn default() -> Self {
        Self {
            from: Rates::new(FROM_ONE_MAX, TIME),
            of_name: Rates::new(OF_NAME_MAX, TIME),
            welcomed: Mutex::default(),
        }
    }
}

impl Tries {
    /// Whether somebody may try once more, now.
    pub(super) fn allow(&self, name: &str, from: IpAddr, now: Instant) -> bool {
        self.from.allow(from, now)
            && (from.is_loopback()
                || self.knows(name, from)
                || self.of_name.allow(name.to_owned(), now))
    }

    /// Somebody came in: their try does not count, and they are known from now on.
    pub(super) fn welcome(&self, name: &str, from: IpAddr) {
        self.from.give_back(&from);
        self.of_name.give_back(&name.to_owned());
        let mut welcomed = self.welcomed();
        welcomed.retain(|(known, address)| (known.as_str(), *address) != (name, from));
        if welcomed.len() >= WELCOMED_MAX {
            welcomed.pop_front();
        }
        welcomed.push_back((name.to_owned(), from));
    }

    fn knows(&self, name: &str, from: IpAddr) -> bool {
        self.welcomed().iter().any(|(known, address)| (known.as_str(), *address) == (name, from))
    }

    fn welcomed(&self) -> MutexGuard<'_, VecDeque<(String, IpAddr)>> {
        self.welcomed.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An address of those kept for documentation.
    fn address(last: u8) -> IpAddr {
        IpAddr::from([203, 0, 113, last])
    }

    #[test]
    fn guessing_ends_for_an_address_and_for_a_name() {
        let (tries, now) = (Tries::default(), Instant::now());
        let from_one = (0..20).filter(|_| tries.allow("Anna", address(1), now)).count();
        assert_eq!(from_one, 10);
        let from_many = (2..200).filter(|last| tries.allow("Anna", address(*last), now)).count();
        assert_eq!(from_many, 50, "of sixty with one name ten were used up");
        assert!(tries.allow("Omar", address(200), now), "others are not concerned");
    }

    #[test]
    fn nobody_can_lock_the_owner_out() {
        let (tries, now) = (Tries::default(), Instant::now());
        let home = address(250);
        assert!(tries.allow("Anna", home, now));
        tries.welcome("Anna", home);
        for last in 0..100 {
            let _ = tries.allow("Anna", address(last), now);
        }
        assert!(!tries.allow("Anna", address(101), now), "the name is used up for strangers");
        assert!(tries.allow("Anna", home, now), "and open where its owner has come in before");
        let here = IpAddr::from([127, 0, 0, 1]);
        assert!(tries.allow("Anna", here, now), "and at the machine itself");
    }

    #[test]
    fn who_comes_in_is_not_counted() {
        let (tries, now) = (Tries::default(), Instant::now());
        for name in 0..100 {
            let name = format!("person {name}");
            assert!(tries.allow(&name, address(1), now), "a whole office has one address");
            tries.welcome(&name, address(1));
        }
    }
}
