//! How often somebody may ask: a bucket for each that fills at a steady rate. The table is bounded,
//! and the time is an argument.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// So many askers are remembered.
const ASKERS_MAX: usize = 10_000;

/// How often each asker may ask.
#[derive(Debug)]
pub struct Rates<K> {
    most: u32,
    per: Duration,
    askers: Mutex<HashMap<K, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    left: f64,
    at: Instant,
}

impl<K: Hash + Eq> Rates<K> {
    /// At most so often in so long.
    #[must_use]
    pub fn new(most: u32, per: Duration) -> Self {
        Self { most, per, askers: Mutex::default() }
    }

    /// Whether somebody may ask once more, now.
    pub fn allow(&self, asker: K, now: Instant) -> bool {
        // Whoever panicked with the table in hand left it whole.
        let mut askers = self.askers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if askers.len() >= ASKERS_MAX && !askers.contains_key(&asker) {
            askers.retain(|_, bucket| now.saturating_duration_since(bucket.at) < self.per);
            if askers.len() >= ASKERS_MAX {
                // So many at once are an attack, in which a newcomer counts as one of them.
                return false;
            }
        }
        let most = f64::from(self.most);
        let bucket = askers.entry(asker).or_insert(Bucket { left: most, at: now });
        let passed = now.saturating_duration_since(bucket.at).as_secs_f64();
        bucket.left = (bucket.left + passed * most / self.per.as_secs_f64()).min(most);
        bucket.at = now;
        let allowed = bucket.left >= 1.0;
        if allowed {
            bucket.left -= 1.0;
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let rates = Rates::new(3, Duration::from_secs(60));
        let now = Instant::now();
        let asked: Vec<bool> = (0..5).map(|_| rates.allow("a", now)).collect();
        assert_eq!(asked, [true, true, true, false, false]);
        assert!(rates.allow("b", now), "another one has a bucket of their own");
        assert!(!rates.allow("a", now + Duration::from_secs(19)));
        assert!(rates.allow("a", now + Duration::from_secs(41)));
    }

    #[test]
    fn the_table_is_bounded() {
        let rates = Rates::new(1, Duration::from_secs(60));
        let now = Instant::now();
        let allowed = (0..ASKERS_MAX + 500).filter(|asker| rates.allow(*asker, now)).count();
        assert_eq!(allowed, ASKERS_MAX);
        assert!(rates.allow(usize::MAX, now + Duration::from_secs(61)), "old ones are forgotten");
    }
}
