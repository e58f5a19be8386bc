//! Payments of a case: added, and amended as more becomes known.

use casebook::case::{Act, Payment};

use super::{Desk, words};
use crate::problem::Problem;
use crate::who::Person;

/// So many characters of a card or account are kept: the whole must not lie about in a case.
const ACCOUNT_CHARS_MAX: usize = 4;

impl Desk {
    /// Adds a payment. Returns its number within the case.
    ///
    /// # Errors
    /// [`Problem`], as in all functions of the desk.
    pub async fn add_payment(
        &self,
        person: &Person,
        case: &str,
        payment: Payment,
    ) -> Result<u64, Problem> {
        self.change(person, case, &Act::Payment(cleaned(payment)?)).await
    }

    /// Says all that is known of a payment now; replaces what was known.
    ///
    /// # Errors
    /// See [`Self::add_payment`].
    pub async fn amend_payment(
        &self,
        person: &Person,
        case: &str,
        (payment, known): (u64, Payment),
    ) -> Result<u64, Problem> {
        let known = Box::new(cleaned(known)?);
        self.change(person, case, &Act::PaymentAmended { payment, known }).await
    }
}

fn cleaned(payment: Payment) -> Result<Payment, Problem> {
    let currency = words::maybe_line("the currency", payment.currency)?;
    let is_code = |code: &String| code.len() == 3 && code.bytes().all(|b| b.is_ascii_alphabetic());
    if currency.as_ref().is_some_and(|code| !is_code(code)) {
        return Err(words::unfit("the currency", "It has three letters, as in GBP."));
    }
    if payment.amount_minor.is_some_and(|amount| amount < 0) {
        return Err(words::unfit("the amount", "Write it without a sign."));
    }
    if payment.amount_minor.is_some() && currency.is_none() {
        return Err(words::unfit("the amount", "Say its currency, three letters as in GBP."));
    }
    let account = words::maybe_line("the account", payment.account)?;
    if account.as_ref().is_some_and(|end| end.chars().count() > ACCOUNT_CHARS_MAX) {
        let advice = "Give only the last four digits; the client adds the rest by hand.";
        return Err(words::unfit("the client's card or account", advice));
    }
    Ok(Payment {
        currency: currency.map(|code| code.to_uppercase()),
        account,
        recipient: words::maybe_line("the recipient", payment.recipient)?,
        country: words::country(payment.country)?,
        note: words::maybe_text("the note", payment.note)?,
        institution: words::maybe_line("the bank", payment.institution)?,
        to_account: words::maybe_line("the account that received it", payment.to_account)?,
        reference: words::maybe_line("the number of the transaction", payment.reference)?,
        promised: words::maybe_line("what was promised", payment.promised)?,
        ..payment
    })
}
