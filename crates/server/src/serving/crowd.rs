//! How many connections one address has open at once, so that nobody takes all of them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::guard::network;

/// So many connections of one address are open at once; further ones are closed unheard.
const OF_ONE_MAX: usize = 200;

/// Whoever is connected, by address. This machine is not counted: a proxy speaks for many.
#[derive(Debug, Clone, Default)]
pub(super) struct Crowd(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// One that is connected; leaves when it is dropped.
#[derive(Debug)]
pub(super) struct Guest {
    crowd: Crowd,
    from: IpAddr,
}

impl Crowd {
    /// Lets one more in; none where its address has too many already.
    pub(super) fn enter(&self, from: IpAddr) -> Option<Guest> {
        let from = network(from);
        let mut all = self.all();
        let count = all.entry(from).or_insert(0);
        if *count >= OF_ONE_MAX && !from.is_loopback() {
            return None;
        }
        *count += 1;
        drop(all);
        Some(Guest { crowd: self.clone(), from })
    }

    fn all(&self) -> MutexGuard<'_, HashMap<IpAddr, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Guest {
    fn drop(&mut self) {
        let mut all = self.crowd.all();
        if let Some(count) = all.get_mut(&self.from) {
            *count -= 1;
            if *count == 0 {
                all.remove(&self.from);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_does_not_take_all_places() {
        let crowd = Crowd::default();
        let [one, other] = [[203, 0, 113, 1], [203, 0, 113, 2]].map(IpAddr::from);
        let guests: Vec<Guest> = (0..500).filter_map(|_| crowd.enter(one)).collect();
        assert_eq!(guests.len(), OF_ONE_MAX);
        let another = crowd.enter(other);
        assert!(another.is_some(), "others come in");
        drop(guests);
        assert!(crowd.enter(one).is_some(), "who left makes room");
        drop(another);
        assert!(crowd.all().is_empty(), "nobody is remembered");
        let here = IpAddr::from([127, 0, 0, 1]);
        assert_eq!((0..500).filter_map(|_| crowd.enter(here)).count(), 500);
    }
}
