//! Payments of a case: added, and amended as more becomes known.

use anyhow::{Context as _, Result, bail};
use casebook::case::{Act, Deceit, Payment, Way};
use casebook::recovery::minor_units;
use clap::Args;
use jiff::civil::Date;

use super::Desk;
use super::adding::worded;
use crate::country;
use crate::outcome::Outcome;

/// The arguments of `hangup case add-payment`.
#[derive(Debug, Args)]
pub struct AddPayment {
    /// The case: its number in this casebook, or its id
    case: String,
    /// How: card, debit, transfer, gift-card, crypto, cash, transfer-app or cheque
    #[arg(long, value_parser = worded::<Way>)]
    way: Way,
    #[command(flatten)]
    known: Known,
}

/// The arguments of `hangup case amend-payment`.
#[derive(Debug, Args)]
pub struct AmendPayment {
    /// The case: its number in this casebook, or its id
    case: String,
    /// The number of the payment, as `hangup case show` tells it
    payment: u64,
    /// How: card, debit, transfer, gift-card, crypto, cash, transfer-app or cheque
    #[arg(long, value_parser = worded::<Way>)]
    way: Option<Way>,
    #[command(flatten)]
    known: Known,
}

/// What is known of a payment.
#[derive(Debug, Args)]
struct Known {
    /// How much, as in 499.99
    #[arg(long)]
    amount: Option<String>,
    /// The currency, three letters
    #[arg(long, value_parser = currency)]
    currency: Option<String>,
    /// The day of the payment, as in 2026-03-14: the clocks count from it
    #[arg(long)]
    date: Option<Date>,
    /// To whom, as the statement or the receipt says
    #[arg(long, value_name = "NAME")]
    to: Option<String>,
    /// The client made it, because they were deceived
    #[arg(long, conflicts_with = "unauthorised")]
    deceived: bool,
    /// Somebody else made it, without the client's consent
    #[arg(long)]
    unauthorised: bool,
    /// The country whose bank, card or app it was, if it is not the client's
    #[arg(long, value_name = "CC")]
    country: Option<String>,
    /// The date of the first statement on which it stands
    #[arg(long, value_name = "DATE")]
    statement_date: Option<Date>,
    /// The day on which the client learnt of it, or that it was a fraud
    #[arg(long, value_name = "DATE")]
    discovered: Option<Date>,
    /// The day on which the bank or firm was told
    #[arg(long, value_name = "DATE")]
    told: Option<Date>,
    /// The bank, card company, app, exchange, carrier or gift card company that carried it
    #[arg(long, value_name = "NAME")]
    institution: Option<String>,
    /// The last four digits of the client's card or account; never more
    #[arg(long, value_name = "DIGITS", value_parser = last_four)]
    account: Option<String>,
    /// The account, wallet address or gift card number that received or carried it
    #[arg(long, value_name = "NUMBER")]
    to_account: Option<String>,
    /// The number of the transaction, the parcel or the receipt
    #[arg(long, value_name = "NUMBER")]
    reference: Option<String>,
    /// What was promised for it
    #[arg(long, value_name = "WORDS")]
    promised: Option<String>,
    /// What else is known
    #[arg(long)]
    note: Option<String>,
}

impl Desk<'_> {
    pub(super) async fn add_payment(&self, added: &AddPayment) -> Result<Outcome> {
        let mut payment = Payment::by(added.way);
        added.known.tell(&mut payment)?;
        self.add(&added.case, Act::Payment(payment)).await
    }

    pub(super) async fn amend_payment(&self, amended: &AmendPayment) -> Result<Outcome> {
        let case = self.book.case(self.find(&amended.case).await?).await?;
        let payment = case.payments.iter().find(|payment| payment.number == amended.payment);
        let payment = payment.with_context(|| {
            format!("the case has no payment {}; `hangup case show` lists them", amended.payment)
        })?;
        let mut known = payment.value.clone();
        known.way = amended.way.unwrap_or(known.way);
        amended.known.tell(&mut known)?;
        let act = Act::PaymentAmended { payment: amended.payment, known: Box::new(known) };
        self.add(&amended.case, act).await
    }
}

impl Known {
    /// Puts what was told into a payment; what was not told stays as it is.
    fn tell(&self, payment: &mut Payment) -> Result<()> {
        set(&mut payment.currency, &self.currency);
        if let Some(amount) = &self.amount {
            let amount = minor_units(amount, payment.currency.as_deref()).with_context(|| {
                "write an amount as in 499.99, without a sign or a currency, and with no more \
                 decimals than the currency has"
            })?;
            payment.amount_minor = Some(amount);
        }
        payment.deceit = match (self.deceived, self.unauthorised) {
            (true, _) => Some(Deceit::Deceived),
            (_, true) => Some(Deceit::Unauthorised),
            _ => payment.deceit,
        };
        let country = self.country.as_deref().map(country::parse).transpose()?;
        set(&mut payment.country, &country);
        set(&mut payment.date, &self.date);
        set(&mut payment.statement_date, &self.statement_date);
        set(&mut payment.discovered, &self.discovered);
        set(&mut payment.told, &self.told);
        set(&mut payment.recipient, &self.to);
        set(&mut payment.institution, &self.institution);
        set(&mut payment.account, &self.account);
        set(&mut payment.to_account, &self.to_account);
        set(&mut payment.reference, &self.reference);
        set(&mut payment.promised, &self.promised);
        set(&mut payment.note, &self.note);
        if payment.amount_minor.is_some() && payment.currency.is_none() {
            bail!("an amount needs its --currency, three letters as in GBP");
        }
        Ok(())
    }
}

/// Takes over what was told.
fn set<T: Clone>(known: &mut Option<T>, told: &Option<T>) {
    if told.is_some() {
        known.clone_from(told);
    }
}

fn currency(text: &str) -> Result<String, String> {
    if text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return Ok(text.to_uppercase());
    }
    Err("a currency has three letters, as in GBP".to_owned())
}

/// The end of the number of a card or an account; the whole must not lie about in a case.
fn last_four(text: &str) -> Result<String, String> {
    if (1..=4).contains(&text.chars().count()) {
        return Ok(text.to_owned());
    }
    Err("give only the last four digits; the client adds the rest by hand".to_owned())
}
