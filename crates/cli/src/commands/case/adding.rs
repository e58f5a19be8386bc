//! What is added to a case, and what is taken back.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use casebook::case::{
    Act, Attachment, Call, Client, Deceit, Direction, Machine, Note, Payment, Way,
};
use casebook::chain::hexadecimal;
use casebook::store::ATTACHMENT_BYTES_MAX;
use clap::Args;
use evidence::judge::judge;
use evidence::knowledge::Rules;
use jiff::Timestamp;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::Desk;
use crate::brief;
use crate::circumstances::CircumstancesArguments;
use crate::country;
use crate::input::{Found, Source};
use crate::outcome::Outcome;
use crate::page::{complain, safe};

/// The arguments of `hangup case new`.
#[derive(Debug, Args)]
pub struct New {
    /// What to call it
    title: String,
    /// The name of the person it happened to
    #[arg(long, value_name = "NAME")]
    client: Option<String>,
    /// The country where they live, two letters: it decides rights and reports
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// How to reach them
    #[arg(long)]
    phone: Option<String>,
    /// How to reach them
    #[arg(long)]
    email: Option<String>,
}

/// The arguments of commands that name a case and nothing else.
#[derive(Debug, Args)]
pub struct Named {
    /// The case: its number in this casebook, or its id
    case: String,
}

/// The arguments of `hangup case add-call`.
#[derive(Debug, Args)]
pub struct AddCall {
    /// The case: its number in this casebook, or its id
    case: String,
    /// What was said, in any form that `hangup check` reads; `-` is standard input
    file: PathBuf,
    /// When it began, as in 2026-03-14T14:00Z
    #[arg(long, value_name = "TIME")]
    began: Option<Timestamp>,
    /// When it ended
    #[arg(long, value_name = "TIME")]
    ended: Option<Timestamp>,
    /// Who rang whom: in, out or not-known
    #[arg(long, value_name = "WAY", value_parser = worded::<Direction>)]
    direction: Option<Direction>,
    /// The number that the telephone showed
    #[arg(long, value_name = "NUMBER")]
    number_shown: Option<String>,
    /// A number that the caller gave to ring back; several times for several
    #[arg(long, value_name = "NUMBER")]
    number_given: Vec<String>,
    /// A site that the caller named; several times for several
    #[arg(long, value_name = "SITE")]
    site_given: Vec<String>,
    #[command(flatten)]
    circumstances: CircumstancesArguments,
}

/// The arguments of `hangup case add-note`.
#[derive(Debug, Args)]
pub struct AddNote {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The words; otherwise they are read from standard input
    text: Option<String>,
    /// Whose words they are
    #[arg(long, value_name = "NAME")]
    whose: Option<String>,
}

/// The arguments of `hangup case add-payment`.
#[derive(Debug, Args)]
pub struct AddPayment {
    /// The case: its number in this casebook, or its id
    case: String,
    /// How: card, debit, transfer, gift-card, crypto, cash or transfer-app
    #[arg(long, value_parser = worded::<Way>)]
    way: Way,
    /// How much, as in 499.99
    #[arg(long, value_parser = minor_units)]
    amount: Option<i64>,
    /// The currency, three letters
    #[arg(long, value_parser = currency)]
    currency: Option<String>,
    /// The day of the payment, as in 2026-03-14
    #[arg(long)]
    date: Option<Date>,
    /// To whom
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// The client made it, because they were deceived
    #[arg(long, conflicts_with = "unauthorised")]
    deceived: bool,
    /// Somebody else made it, without the client's consent
    #[arg(long)]
    unauthorised: bool,
    /// What else is known, such as a reference
    #[arg(long)]
    note: Option<String>,
}

/// The arguments of `hangup case add-checkup`.
#[derive(Debug, Args)]
pub struct AddCheckup {
    /// The case: its number in this casebook, or its id
    case: String,
    /// What `hangup checkup --json` printed
    file: PathBuf,
    /// What to call the computer
    #[arg(long, default_value = "the computer")]
    name: String,
}

/// The arguments of `hangup case attach`.
#[derive(Debug, Args)]
pub struct Attach {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The file
    file: PathBuf,
}

/// The arguments of `hangup case happened`.
#[derive(Debug, Args)]
pub struct Happened {
    /// The case: its number in this casebook, or its id
    case: String,
    /// What has happened, such as connected or paid-gift-card
    #[arg(required = true)]
    what: Vec<String>,
    /// It has not happened after all
    #[arg(long)]
    not: bool,
}

/// The arguments of `hangup case withdraw`.
#[derive(Debug, Args)]
pub struct Withdraw {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The number of the part, as `hangup case show` tells it
    part: u64,
}

impl Desk<'_> {
    pub(super) async fn begin(&self, new: &New) -> Result<Outcome> {
        if new.title.trim().is_empty() {
            bail!("the title is empty; say in a few words whose case it is");
        }
        let country = new.country.as_deref().map(country::parse).transpose()?;
        let case = self.book.begin(&new.title, self.hand()).await?;
        let client = Client {
            name: new.client.clone(),
            country,
            phone: new.phone.clone(),
            email: new.email.clone(),
            address: None,
        };
        if client != Client::default() {
            self.book.change(case.id, &Act::Client(client), self.hand()).await?;
        }
        self.show_case(case.id).await
    }

    pub(super) async fn add_call(&self, wanted: &AddCall) -> Result<Outcome> {
        let id = self.find(&wanted.case).await?;
        let knowledge = self.arguments.knowledge.load(Rules::Proven)?;
        let circumstances = wanted.circumstances.read(&knowledge)?;
        let [source] = &Source::all(std::slice::from_ref(&wanted.file))[..] else {
            bail!("name one file");
        };
        let progress = crate::progress::Progress::new(None);
        let mut added = 0;
        for found in source.open(&knowledge.reading, &progress)? {
            let found = match found? {
                Found::Call(call) => call,
                Found::Problem(problem) => {
                    complain(&format!("note: {}: {}", source.name(), problem.message));
                    continue;
                }
            };
            let judgement = judge(&found.transcript, &circumstances, &knowledge);
            let line = brief::line(&found.name, &judgement);
            let call = wanted.call(found.transcript, judgement, &circumstances.context);
            self.book.change(id, &Act::Call(Box::new(call)), self.hand()).await?;
            complain(&format!("added: {}", safe(&line)));
            added += 1;
        }
        if added == 0 {
            bail!("{}: there is no call in it", source.name());
        }
        self.show_case(id).await
    }

    pub(super) async fn add_note(&self, note: &AddNote) -> Result<Outcome> {
        let text = match &note.text {
            Some(text) => text.clone(),
            None => std::io::read_to_string(std::io::stdin()).context("reading the note")?,
        };
        if text.trim().is_empty() {
            bail!("the note is empty");
        }
        let act = Act::Note(Note { whose: note.whose.clone(), text: text.trim().to_owned() });
        self.add(&note.case, act).await
    }

    pub(super) async fn add_payment(&self, payment: &AddPayment) -> Result<Outcome> {
        let deceit = match (payment.deceived, payment.unauthorised) {
            (true, _) => Some(Deceit::Deceived),
            (_, true) => Some(Deceit::Unauthorised),
            _ => None,
        };
        let act = Act::Payment(Payment {
            way: payment.way,
            deceit,
            amount_minor: payment.amount,
            currency: payment.currency.clone(),
            date: payment.date,
            recipient: payment.to.clone(),
            country: None,
            note: payment.note.clone(),
        });
        self.add(&payment.case, act).await
    }

    pub(super) async fn add_checkup(&self, checkup: &AddCheckup) -> Result<Outcome> {
        let text = fs::read_to_string(&checkup.file)
            .with_context(|| format!("reading {}", checkup.file.display()))?;
        let findings: serde_json::Value = serde_json::from_str(&text)
            .with_context(|| format!("{} is no JSON", checkup.file.display()))?;
        if findings.get("sessions").is_none() || findings.get("observations").is_none() {
            bail!("{} is not what `hangup checkup --json` prints", checkup.file.display());
        }
        let machine = Machine { name: checkup.name.clone(), findings };
        self.add(&checkup.case, Act::Machine(Box::new(machine))).await
    }

    pub(super) async fn attach(&self, attach: &Attach) -> Result<Outcome> {
        let id = self.find(&attach.case).await?;
        let content = bytes(&attach.file)?;
        let sha256 = hexadecimal(&Sha256::digest(&content));
        self.book.keep(id, &sha256, &content).await?;
        let name = attach.file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let bytes = u64::try_from(content.len()).unwrap_or(u64::MAX);
        self.add(&attach.case, Act::Attachment(Attachment { name, bytes, sha256 })).await
    }

    pub(super) async fn happened(&self, happened: &Happened) -> Result<Outcome> {
        let knowledge = self.arguments.knowledge.load(Rules::Proven)?;
        crate::circumstances::check_happened(&happened.what, &knowledge)?;
        let what = happened.what.clone();
        let act = if happened.not { Act::NotHappened { what } } else { Act::Happened { what } };
        self.add(&happened.case, act).await
    }

    pub(super) async fn withdraw(&self, withdraw: &Withdraw) -> Result<Outcome> {
        self.add(&withdraw.case, Act::Withdrawn { part: withdraw.part }).await
    }

    pub(super) async fn close(&self, named: &Named) -> Result<Outcome> {
        self.add(&named.case, Act::Closed).await
    }

    pub(super) async fn reopen(&self, named: &Named) -> Result<Outcome> {
        self.add(&named.case, Act::Reopened).await
    }

    pub(super) async fn add(&self, case: &str, act: Act) -> Result<Outcome> {
        let id = self.find(case).await?;
        self.book.change(id, &act, self.hand()).await?;
        self.show_case(id).await
    }
}

impl AddCall {
    fn call(
        &self,
        transcript: evidence::transcript::Transcript,
        judgement: evidence::judgement::Judgement,
        context: &Option<String>,
    ) -> Call {
        Call {
            began: self.began,
            ended: self.ended,
            direction: self.direction.unwrap_or_default(),
            context: context.clone(),
            number_shown: self.number_shown.clone(),
            numbers_given: self.number_given.clone(),
            sites_given: self.site_given.clone(),
            form: transcript.form,
            utterances: transcript.utterances,
            judgement: Some(judgement),
            note: None,
        }
    }
}

/// The bytes of a file, if it is not too large to be kept.
fn bytes(path: &Path) -> Result<Vec<u8>> {
    let context = || format!("reading {}", path.display());
    let file = fs::File::open(path).with_context(context)?;
    let limit = u64::try_from(ATTACHMENT_BYTES_MAX).unwrap_or(u64::MAX);
    let mut content = Vec::new();
    file.take(limit + 1).read_to_end(&mut content).with_context(context)?;
    Ok(content)
}

/// Reads a value by the word that it has in JSON.
fn worded<T: DeserializeOwned>(word: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::from(word)).map_err(|error| error.to_string())
}

/// "499.99" to 49,999; a currency without hundredths is not known here, and is written as 500.00.
fn minor_units(text: &str) -> Result<i64, String> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let hundredths = format!("{rest:0<2}");
    let both = format!("{whole}{hundredths}");
    let digits = !whole.is_empty() && both.bytes().all(|byte| byte.is_ascii_digit());
    let amount = both.parse().ok().filter(|_| digits && rest.len() <= 2);
    amount.ok_or_else(|| "write an amount as in 499.99, without a sign or a currency".to_owned())
}

fn currency(text: &str) -> Result<String, String> {
    if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(text.to_uppercase());
    }
    Err("a currency has three letters, as in GBP".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_to_the_hundredth() {
        for (text, amount) in [("500", 50_000), ("499.9", 49_990), ("0.05", 5)] {
            assert_eq!(minor_units(text), Ok(amount), "{text}");
        }
        for text in ["", ".5", "-3", "5.123", "1,000", "12e3", "99999999999999999999"] {
            assert!(minor_units(text).is_err(), "{text}");
        }
    }
}
