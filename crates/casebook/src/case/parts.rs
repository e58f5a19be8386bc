//! The parts of a case. What is not known is absent, never guessed.

use evidence::judgement::Judgement;
use evidence::transcript::{Form, Side, Transcript, Utterance};
use jiff::Timestamp;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A part of a case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ItemOf{T}")]
pub struct Item<T> {
    /// The number of the change that added it; its name within the case.
    pub number: u64,
    /// When it was added.
    #[schemars(with = "String")]
    pub added: Timestamp,
    /// What it is.
    #[serde(flatten)]
    pub value: T,
}

impl<T> Item<T> {
    /// A part that a change adds.
    pub fn new(number: u64, added: Timestamp, value: T) -> Self {
        Self { number, added, value }
    }
}

/// The person it happened to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
pub struct Client {
    /// Their name.
    pub name: Option<String>,
    /// Where they live: a country (ISO 3166-1, two letters), which decides rights and reports.
    pub country: Option<String>,
    /// How to reach them.
    pub phone: Option<String>,
    /// See `phone`.
    pub email: Option<String>,
    /// See `phone`.
    pub address: Option<String>,
}

/// Somebody who rang.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
pub struct Caller {
    /// The names that they gave.
    pub names: Vec<String>,
    /// For whom they said that they work.
    pub organisations: Vec<String>,
    /// What else is known.
    pub note: Option<String>,
}

/// Who rang whom.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "CallDirection")]
pub enum Direction {
    /// They rang the client.
    In,
    /// The client rang them.
    Out,
    /// Nobody says.
    #[default]
    NotKnown,
}

/// A call.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
pub struct Call {
    /// When it began.
    #[schemars(with = "Option<String>")]
    pub began: Option<Timestamp>,
    /// When it ended; none while it is going on, or where nobody knows.
    #[schemars(with = "Option<String>")]
    pub ended: Option<Timestamp>,
    /// Who rang whom.
    pub direction: Direction,
    /// How it came about: an id of `advice/contexts.toml`.
    pub context: Option<String>,
    /// The number that the telephone showed.
    pub number_shown: Option<String>,
    /// Numbers that the caller gave to ring back.
    pub numbers_given: Vec<String>,
    /// Sites that the caller named.
    pub sites_given: Vec<String>,
    /// How the words are written down.
    #[schemars(with = "String")]
    pub form: Form,
    /// What was said.
    #[schemars(with = "Vec<serde_json::Value>")]
    pub utterances: Vec<Utterance>,
    /// What was made of it when it was heard.
    pub judgement: Option<Judgement>,
    /// Whoever followed it says that it was no scam.
    pub is_cleared: bool,
    /// What else is known.
    pub note: Option<String>,
}

impl Call {
    /// What was said, as it is judged.
    #[must_use]
    pub fn transcript(&self) -> Transcript {
        Transcript { id: None, form: self.form, utterances: self.utterances.clone() }
    }
}

/// What is true of a call, as whoever followed it puts it right.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct CallCorrection {
    /// How it came about: an id of `advice/contexts.toml`.
    pub context: Option<String>,
    /// The side of each utterance, in order.
    pub sides: Vec<Side>,
    /// Whether it was no scam.
    pub is_cleared: bool,
}

/// What the end of a call brings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct CallEnd {
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// What was made of it.
    pub judgement: Option<Judgement>,
    /// How it came to its end, where that is worth knowing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A machine that was examined.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Machine {
    /// What people call it.
    pub name: String,
    /// What the check-up found, in the shape of `hangup checkup --json`.
    pub findings: serde_json::Value,
}

/// How something was paid.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// With a credit card.
    Card,
    /// With a debit card.
    Debit,
    /// By bank transfer.
    Transfer,
    /// With gift cards.
    GiftCard,
    /// With cryptocurrency.
    Crypto,
    /// In cash, by post or by messenger.
    Cash,
    /// With a transfer app.
    TransferApp,
}

/// Whether the client made the payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Deceit {
    /// Somebody else made it, without the client's consent.
    Unauthorised,
    /// The client made it, because they were deceived.
    Deceived,
}

/// Something that was paid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Payment {
    /// How.
    pub way: Way,
    /// Whether the client made it; none where that has not been asked yet.
    pub deceit: Option<Deceit>,
    /// How much, in the smallest unit of the currency.
    pub amount_minor: Option<i64>,
    /// The currency (ISO 4217, three letters).
    pub currency: Option<String>,
    /// The day of the payment, where it was made.
    #[schemars(with = "Option<String>")]
    pub date: Option<Date>,
    /// To whom.
    pub recipient: Option<String>,
    /// The country whose bank, card or app it was (ISO 3166-1); none means the client's.
    pub country: Option<String>,
    /// What else is known, such as a reference.
    pub note: Option<String>,
}

/// What somebody said in their own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Note {
    /// Whose words.
    pub whose: Option<String>,
    /// The words.
    pub text: String,
}

/// Something that is to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Task {
    /// What.
    pub title: String,
    /// By when.
    #[schemars(with = "Option<String>")]
    pub due: Option<Date>,
    /// The step of the recovery plan that it is.
    pub step: Option<String>,
    /// When it was done.
    #[schemars(with = "Option<String>")]
    pub done: Option<Timestamp>,
}

/// A file that belongs to a case; its bytes are kept beside the case, under their hash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Attachment {
    /// What it is called.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
}
