//! Chance for the bounded runners: input that looks random and is the same on every run.

/// Numbers that look random and are the same on every run (Knuth's multiplier).
pub struct Chance(pub u64);

impl Chance {
    /// A number below a bound; 0 where the bound is 0.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound.max(1)
    }
}
