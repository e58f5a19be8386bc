//! What is known of recovery: the files of `advice/recovery` in the shapes that its README
//! describes. A key that is not in these shapes is refused.

mod check;
mod files;
mod source;

use std::collections::BTreeMap;

use evidence::facts::Fact;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::clock::Whose;
use crate::case::{ClaimKind, Deceit};

pub use self::files::{
    Blank, Context, FieldKind, Form, FormField, LetterFile, Part, PartKind, Read, Seen, Tool,
};
use self::source::day;
pub use self::source::{Source, SourceStanding};

/// All that is known of recovery.
#[derive(Debug, Clone)]
pub struct Recovery {
    /// Rights, by their ids.
    pub rights: BTreeMap<String, Right>,
    /// Ways of paying, by country and way.
    pub money: BTreeMap<(String, String), MoneyFile>,
    /// What can have happened, by its id.
    pub situations: BTreeMap<String, Situation>,
    /// Steps, by their ids.
    pub steps: BTreeMap<String, StepFile>,
    /// Letters, by their ids.
    pub letters: BTreeMap<String, LetterFile>,
    /// Report forms, by their ids.
    pub forms: BTreeMap<String, Form>,
    /// What follows a payment.
    pub watch: Watch,
    /// The blanks of letters, by their names.
    pub blanks: BTreeMap<String, Blank>,
    /// The parts of a case, by their paths.
    pub parts: BTreeMap<String, Part>,
    pub(crate) facts: BTreeMap<String, Fact>,
    pub(crate) contexts: Vec<Context>,
    pub(crate) tools: BTreeMap<String, Tool>,
}

/// A right, a rule or a practice.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Right {
    /// Its name.
    pub id: String,
    /// The right in one line.
    pub title: String,
    /// Where it holds.
    pub countries: Vec<String>,
    /// What it rests on.
    pub kind: RightKind,
    /// For which of the two cases.
    pub case: Vec<Deceit>,
    /// The right in plain words.
    pub says: String,
    /// Law and section, or rule.
    pub basis: String,
    /// What the client bears.
    pub liability: String,
    /// When it does not hold.
    pub exceptions: String,
    /// What could not be verified.
    pub uncertain: String,
    /// The day after which it must be looked at again.
    #[serde(deserialize_with = "day")]
    pub review_by: Date,
    /// Its clocks.
    pub deadline: Vec<Deadline>,
    /// Where it was read.
    pub source: Vec<Source>,
}

/// What a right rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RightKind {
    /// The law.
    Law,
    /// A code that the banks signed.
    Code,
    /// The rules of a card network or a payment service.
    Scheme,
    /// The policy of an authority or a network.
    Policy,
    /// Nobody must, but many do.
    Practice,
}

/// A clock of a right.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// Whose.
    pub whose: Whose,
    /// What is to be done.
    pub act: String,
    /// How many units; none only for `at-once`.
    pub number: Option<u32>,
    /// The unit.
    pub unit: Unit,
    /// What it counts from.
    pub from: Event,
    /// Whether missing it costs the right or a part of it.
    pub hard: bool,
    /// What then.
    pub missed: String,
}

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the units of time are known to everybody")]
pub enum Unit {
    Minutes,
    Hours,
    Days,
    BusinessDays,
    Weeks,
    Months,
    Years,
    AtOnce,
}

/// What a clock counts from; `advice/recovery/README.md` says which day each is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the README of the data has the table")]
pub enum Event {
    Payment,
    LastPayment,
    Statement,
    Discovery,
    Notice,
    Contract,
    Claim,
    Complaint,
    Cancellation,
    RefundDue,
    FinalAnswer,
}

/// A way of paying in a country.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoneyFile {
    /// The way.
    pub id: String,
    /// The country.
    pub country: String,
    /// What it is called.
    pub title: String,
    /// What counts as this way there.
    pub covers: String,
    /// Values of the slot `payment` that suggest it.
    pub payment: Vec<String>,
    /// Values of the slot `happened` that suggest it.
    pub happened: Vec<String>,
    /// Where somebody else made the payment.
    pub unauthorised: MoneyCase,
    /// Where the client made it, deceived.
    pub deceived: MoneyCase,
}

/// One of the two cases of a way of paying.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MoneyCase {
    /// Rights, best first.
    pub rights: Vec<String>,
    /// Whom to call, in order.
    pub call: Vec<String>,
    /// What to say.
    pub say: String,
    /// What to have ready.
    pub proof: Vec<String>,
    /// Letters, in the order in which they are sent.
    pub letters: Vec<String>,
    /// What could not be verified.
    pub uncertain: String,
}

/// One thing that has happened.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// Its name.
    pub id: String,
    /// What happened.
    pub title: String,
    /// Values of the slot `happened` that lead to it.
    pub happened: Vec<String>,
    /// A part of the case that leads to it, too.
    pub shown_by: Option<ShownBy>,
    /// Whether it holds only where no other does.
    #[serde(default)]
    pub alone: bool,
    /// What it means.
    pub says: String,
    /// What to do.
    pub steps: Vec<String>,
}

/// A part of a case that shows what happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ShownBy {
    /// A payment.
    Payment,
    /// A session in which somebody was on the computer.
    Session,
}

/// A step.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepFile {
    /// Its name.
    pub id: String,
    /// The step in whose place it stands in its countries.
    pub instead_of: Option<String>,
    /// 1 is first.
    pub order: u32,
    /// The step in a few words.
    pub title: String,
    /// Who does it.
    pub who: Who,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Exactly what.
    #[serde(rename = "do")]
    pub acts: Vec<String>,
    /// The reason.
    pub why: String,
    /// Steps that come first.
    pub after: Vec<String>,
    /// How one knows that it is done.
    pub done_when: String,
    /// Only there.
    #[serde(default)]
    pub countries: Vec<String>,
    /// Letters that belong to it.
    #[serde(default)]
    pub letters: Vec<String>,
    /// Report forms that belong to it.
    #[serde(default)]
    pub reports: Vec<String>,
    /// Facts on which it rests.
    #[serde(default)]
    pub facts: Vec<String>,
}

/// Who does a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Who {
    /// The person it happened to.
    Client,
    /// A relative or a friend.
    Helper,
    /// A technician.
    Technician,
    /// The bank.
    Bank,
}

/// How urgent a step is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// Before anything else.
    Now,
    /// On the same day.
    Today,
    /// Within the week.
    ThisWeek,
    /// After that.
    Later,
}

/// What follows a payment, and how to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// Its name.
    pub id: String,
    /// What it is.
    pub title: String,
    /// What it is, in plain words.
    pub says: String,
    /// A sentence to say.
    pub answer: String,
    /// What to do.
    #[serde(rename = "do")]
    pub acts: Vec<String>,
    /// The day after which it must be looked at again.
    #[serde(deserialize_with = "day")]
    #[schemars(with = "String")]
    pub review_by: Date,
    /// Shapes in which it comes.
    pub comes_as: Vec<Shape>,
    /// Signs by which to know it.
    pub sign: Vec<Shape>,
    /// Where it was read.
    pub source: Vec<Source>,
}

/// A shape or a sign of what follows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Shape {
    /// Its name.
    pub id: String,
    /// What it is.
    pub title: String,
    /// What it is, in plain words.
    pub says: String,
    /// Facts on which it rests.
    #[serde(default)]
    pub facts: Vec<String>,
}

impl Who {
    /// Who it is, in words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Client => "the person it happened to",
            Self::Helper => "a relative or friend",
            Self::Technician => "a technician",
            Self::Bank => "the bank",
        }
    }
}

impl Urgency {
    /// How urgent, in a word or two.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Now => "now",
            Self::Today => "today",
            Self::ThisWeek => "this week",
            Self::Later => "later",
        }
    }
}

impl Deceit {
    /// The case in the first person, as a form asks for it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Unauthorised => "Somebody else made it",
            Self::Deceived => "I made it, because I was deceived",
        }
    }
}

impl ClaimKind {
    /// What it is called.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Claim => "claim",
            Self::Complaint => "complaint",
            Self::Cancellation => "cancellation",
        }
    }
}
