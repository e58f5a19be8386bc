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
    /// Their age in years, if they want to say it.
    pub age: Option<u8>,
    /// What made them easier to deceive, such as illness or grief, if they want to say it.
    pub circumstances: Option<String>,
    /// Papers, official numbers and personal data that they gave.
    pub papers_given: Vec<String>,
}

/// Whoever fills in reports and letters, if it is not the client.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
pub struct Reporter {
    /// Their name.
    pub name: Option<String>,
    /// What they are to the client.
    pub relation: Option<String>,
    /// How to reach them.
    pub phone: Option<String>,
    /// See `phone`.
    pub email: Option<String>,
}

/// Somebody who rang.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case")]
pub struct Caller {
    /// The names that they gave.
    pub names: Vec<String>,
    /// For whom they said that they work.
    pub organisations: Vec<String>,
    /// E-mail addresses that they used.
    pub emails: Vec<String>,
    /// Postal addresses that they gave, or that stand on an invoice.
    pub addresses: Vec<String>,
    /// Staff, badge and case numbers that they gave.
    pub staff_ids: Vec<String>,
    /// The language in which they spoke.
    pub language: Option<String>,
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
    /// By cheque.
    Cheque,
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
    /// The date of the first statement on which it stands.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub statement_date: Option<Date>,
    /// The day on which the client learnt of it, or learnt that it was a fraud.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub discovered: Option<Date>,
    /// The day on which the institution was told, in any form.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub told: Option<Date>,
    /// The bank, card company, app, exchange, carrier or gift card company that carried it.
    #[serde(default)]
    pub institution: Option<String>,
    /// The last four digits of the client's card or account.
    #[serde(default)]
    pub account: Option<String>,
    /// The account, wallet address or gift card that received or carried it.
    #[serde(default)]
    pub to_account: Option<String>,
    /// The number of the transaction, the parcel or the receipt.
    #[serde(default)]
    pub reference: Option<String>,
    /// What was promised for it.
    #[serde(default)]
    pub promised: Option<String>,
}

impl Payment {
    /// A payment of which nothing but the way is known.
    #[must_use]
    pub fn by(way: Way) -> Self {
        Self {
            way,
            deceit: None,
            amount_minor: None,
            currency: None,
            date: None,
            recipient: None,
            country: None,
            note: None,
            statement_date: None,
            discovered: None,
            told: None,
            institution: None,
            account: None,
            to_account: None,
            reference: None,
            promised: None,
        }
    }
}

/// What is asked of an institution or a seller.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ClaimKind {
    /// The money back.
    Claim,
    /// Another decision.
    Complaint,
    /// Nothing: the seller is told that there is no contract any more.
    Cancellation,
}

/// A claim of money back, a complaint, or a cancellation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Claim {
    /// To whom.
    pub to: String,
    /// Of which kind.
    pub kind: ClaimKind,
    /// The payments that it is about, by their numbers; none means all.
    #[serde(default)]
    pub payments: Vec<u64>,
    /// When it was sent, or arrived if that is known.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub sent: Option<Date>,
    /// The number that the other side gave it.
    #[serde(default)]
    pub reference: Option<String>,
    /// When the final answer came.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub answered: Option<Date>,
    /// What was answered, in a line.
    #[serde(default)]
    pub answer: Option<String>,
}

/// A report that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Report {
    /// To whom.
    pub to: String,
    /// The form: an id of `advice/recovery/reports`.
    #[serde(default)]
    pub form: Option<String>,
    /// The number that it got.
    #[serde(default)]
    pub number: Option<String>,
    /// When it was sent.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub sent: Option<Date>,
}

/// A step of the recovery plan that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Done {
    /// When it was noted as done.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Who did it, if somebody said.
    #[serde(default)]
    pub by: Option<String>,
    /// What else was said about it.
    #[serde(default)]
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
