//! How money comes back, what to do in which order, and what to write. What the law and the banks
//! say is data in `advice/recovery`, which its README describes; here it is counted, ordered and
//! filled in. It is no legal advice, and says so wherever it is shown.

mod amount;
mod date;
mod clock;
pub mod knowledge;
mod told;
mod parts;
mod money;
mod plan;
mod letter;

pub use self::amount::{minor_units, written as written_amount};
pub use self::clock::{Clock, Standing, Whose};
pub use self::date::written as written_date;
pub use self::knowledge::Recovery;
pub use self::letter::{Letter, Offer, Refused, Wanted, letter, letters};
pub(crate) use self::money::words as payment_words;
pub use self::money::{Branch, MoneyClock, RightHeld};
pub use self::parts::View;
pub(crate) use self::parts::{rows, sessions};
pub use self::plan::{
    Answer, Asked, FactCited, Held, Plan, Question, ReportOffer, Running, StepShown, plan,
};

/// What stands over every plan, letter and draft.
pub const NOTICE: &str = "This is no legal advice. It says what the law and the banks' own rules \
    were on the day on which they were read, which stands beside each; rules change and cases \
    differ, so ask your bank, a free advice centre or a lawyer before you rely on it.";

#[cfg(test)]
pub(crate) mod tests;
