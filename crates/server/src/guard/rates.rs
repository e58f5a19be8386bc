//! How often somebody may ask: a bucket for each that fills at a steady rate. The table is bounded:
//! who has not asked for the longest time is forgotten first, so that however many strangers ask,
//! nobody else is shut out. The time is an argument.

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

impl<K: Hash + Eq + Clone> Rates<K> {
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
            // Whoever goes has not asked while all others did, so their bucket is nearly full.
            let oldest = askers.iter().min_by_key(|(_, bucket)| bucket.at);
            if askers.len() >= ASKERS_MAX
                && let Some(oldest) = oldest.map(|(asker, _)| asker.clone())
            {
                askers.remove(&oldest);
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

    /// Takes back that somebody asked: it was not to count.
    pub fn give_back(&self, asker: &K) {
        let mut askers = self.askers.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(bucket) = askers.get_mut(asker) {
            bucket.left = (bucket.left + 1.0).min(f64::from(self.most));
        }
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
    fn the_table_is_bounded_and_nobody_is_shut_out() {
        let rates = Rates::new(1, Duration::from_secs(3_600));
        let now = Instant::now();
        assert!(rates.allow(usize::MAX, now) && !rates.allow(usize::MAX, now));
        let later = now + Duration::from_secs(1);
        let allowed = (0..ASKERS_MAX + 500).filter(|asker| rates.allow(*asker, later)).count();
        assert_eq!(allowed, ASKERS_MAX + 500, "every newcomer is let in");
        assert_eq!(rates.askers.lock().unwrap().len(), ASKERS_MAX);
        assert!(!rates.allow(ASKERS_MAX + 499, later), "and is then counted");
    }

    #[test]
    fn what_was_not_to_count_is_given_back() {
        let rates = Rates::new(1, Duration::from_secs(60));
        let now = Instant::now();
        assert!(rates.allow("a", now));
        rates.give_back(&"a");
        rates.give_back(&"a");
        assert!(rates.allow("a", now) && !rates.allow("a", now));
    }
}
