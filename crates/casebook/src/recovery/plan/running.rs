//! The clocks of a plan in one list, for whoever asks what ends when.

use super::Plan;
use crate::case::Deceit;
use crate::recovery::Clock;

impl Plan {
    /// All clocks, those without an end first and then by their last day, each with the payment
    /// and the right that it belongs to, and with the case where that is still open.
    #[must_use]
    pub fn running(&self) -> Vec<Running<'_>> {
        let mut running = Vec::new();
        for money in &self.money {
            for case in &money.cases {
                for right in &case.rights {
                    running.extend(right.clocks.iter().map(|clock| Running {
                        payment: money.payment,
                        only_if: money.deceit.is_none().then_some(case.deceit),
                        right: &right.title,
                        clock,
                    }));
                }
            }
        }
        running.sort_by_key(|each| each.clock.due);
        running
    }
}

/// A clock with what it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Running<'p> {
    /// The payment.
    pub payment: u64,
    /// It counts only in this case, which is not known yet.
    pub only_if: Option<Deceit>,
    /// The title of the right.
    pub right: &'p str,
    /// The clock.
    pub clock: &'p Clock,
}
