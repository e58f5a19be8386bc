//! The money clock: for a payment the rights that apply, best first, each with its deadlines
//! counted; whom to call, what to say and what to have ready. Whether the client made the payment
//! is asked and never guessed: until it is known both cases are shown.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::clock::{self, Clock, Day, Reader, Whose};
use super::date::written;
use super::knowledge::{Event, MoneyCase, Recovery, Right, RightKind, Source, SourceStanding};
use super::parts;
use crate::case::{Case, Claim, ClaimKind, Deceit, Item, Payment, Way};

/// The clock of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct MoneyClock {
    /// The number of the payment.
    pub payment: u64,
    /// The payment in a line.
    pub words: String,
    /// The country whose rules these are.
    pub country: Option<String>,
    /// The way of paying and its country, as the data call it; none where there are no data.
    pub title: Option<String>,
    /// What counts as this way there.
    pub covers: Option<String>,
    /// Whether the client made it; none where that must be asked.
    pub deceit: Option<Deceit>,
    /// The case that holds, or both while it is not known.
    pub cases: Vec<Branch>,
    /// What is missing or special, in words.
    pub notes: Vec<String>,
}

/// What holds in one of the two cases.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Branch {
    /// Which of the two.
    pub deceit: Deceit,
    /// Rights, best first; none where none applies.
    pub rights: Vec<RightHeld>,
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

/// A right that applies, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct RightHeld {
    /// Its name.
    pub id: String,
    /// The right in one line.
    pub title: String,
    /// What it rests on.
    pub kind: RightKind,
    /// Where it holds.
    pub countries: Vec<String>,
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
    #[schemars(with = "String")]
    pub review_by: Date,
    /// Whether that day has passed.
    pub stale: bool,
    /// Whether nothing but memory stands behind it.
    pub from_memory: bool,
    /// Its clocks.
    pub clocks: Vec<Clock>,
    /// Where it was read.
    pub sources: Vec<Source>,
}

/// The clock of a payment of a case.
pub(crate) fn clock(
    case: &Case,
    payment: &Item<Payment>,
    recovery: &Recovery,
    today: Date,
) -> MoneyClock {
    let paid = &payment.value;
    let country = paid.country.as_deref().or(case.client.country.as_deref());
    let file = country.and_then(|country| recovery.money.get(&(country.to_owned(), id(paid.way))));
    let reader = Reader { today, country };
    let deceits = match paid.deceit {
        Some(deceit) => vec![deceit],
        None => vec![Deceit::Deceived, Deceit::Unauthorised],
    };
    let branch = |deceit: &Deceit| {
        let file = file?;
        let way = if *deceit == Deceit::Deceived { &file.deceived } else { &file.unauthorised };
        Some(branch(*deceit, way, Subject { case, payment, recovery }, reader))
    };
    MoneyClock {
        payment: payment.number,
        words: words(paid, country),
        country: country.map(str::to_owned),
        title: file.map(|file| file.title.clone()),
        covers: file.map(|file| file.covers.clone()),
        deceit: paid.deceit,
        cases: deceits.iter().filter_map(branch).collect(),
        notes: notes(case, paid, country, file.is_some()),
    }
}

/// The name of a way's file in `advice/recovery/money`.
pub(crate) fn id(way: Way) -> String {
    parts::way(way).replace(' ', "-")
}

/// A payment in a line, with what is missing named.
pub(crate) fn words(payment: &Payment, country: Option<&str>) -> String {
    let sum = parts::sum(payment, country).unwrap_or_else(|| "an amount not known".to_owned());
    let day = payment.date.map_or_else(
        || "on a day not known".to_owned(),
        |date| format!("on {}", written(date, country)),
    );
    let to = payment.recipient.as_ref().map_or_else(String::new, |to| format!(" to {to}"));
    format!("{sum} by {}{to}, {day}", parts::way(payment.way))
}

fn notes(case: &Case, payment: &Payment, country: Option<&str>, known: bool) -> Vec<String> {
    let mut notes = Vec::new();
    match country {
        None => notes.push(
            "The country is not known. It decides the rights: say in which country the client's \
             bank or card is."
                .to_owned(),
        ),
        Some(country) if !known => notes.push(format!(
            "Nothing is known here about rights in {country}. The common steps hold everywhere: \
             tell the bank or firm at once, ask it to stop the payment and for a reference \
             number, and report it to the police."
        )),
        Some(_) => {}
    }
    if let (Some(own), Some(home)) = (&payment.country, &case.client.country)
        && own != home
    {
        notes.push(format!(
            "These are the rules of {own}, where the payment was made from; the client lives in \
             {home}."
        ));
    }
    if payment.date.is_none() {
        notes.push("The day of the payment is not known, so its clocks cannot be read.".to_owned());
    }
    notes
}

/// What rights are counted for.
#[derive(Clone, Copy)]
struct Subject<'s> {
    case: &'s Case,
    payment: &'s Item<Payment>,
    recovery: &'s Recovery,
}

fn branch(deceit: Deceit, way: &MoneyCase, subject: Subject<'_>, reader: Reader<'_>) -> Branch {
    let rights = way.rights.iter().filter_map(|id| subject.recovery.rights.get(id));
    Branch {
        deceit,
        rights: rights.map(|right| right_held(right, subject, reader)).collect(),
        call: way.call.clone(),
        say: way.say.clone(),
        proof: way.proof.clone(),
        letters: way.letters.clone(),
        uncertain: way.uncertain.clone(),
    }
}

fn right_held(right: &Right, subject: Subject<'_>, reader: Reader<'_>) -> RightHeld {
    let read = |standing: &Source| standing.standing == SourceStanding::Known;
    RightHeld {
        id: right.id.clone(),
        title: right.title.clone(),
        kind: right.kind,
        countries: right.countries.clone(),
        says: right.says.clone(),
        basis: right.basis.clone(),
        liability: right.liability.clone(),
        exceptions: right.exceptions.clone(),
        uncertain: right.uncertain.clone(),
        review_by: right.review_by,
        stale: right.review_by < reader.today,
        from_memory: right.source.iter().all(read),
        clocks: clocks(right, subject, reader),
        sources: right.source.clone(),
    }
}

fn clocks(right: &Right, subject: Subject<'_>, reader: Reader<'_>) -> Vec<Clock> {
    let mut clocks: Vec<Clock> = Vec::new();
    for deadline in &right.deadline {
        let day = if deadline.from == Event::RefundDue {
            let seller = clocks.iter().find(|clock| clock.whose == Whose::Institution);
            Day { date: seller.and_then(|clock| clock.due), stands_in: false }
        } else {
            day(deadline.from, subject)
        };
        clocks.push(clock::read(deadline, day, reader));
    }
    clocks
}

/// The day of an event.
fn day(event: Event, subject: Subject<'_>) -> Day {
    let payment = &subject.payment.value;
    let known = |date: Option<Date>| Day { date, stands_in: false };
    let or_payment = |date: Option<Date>| Day {
        date: date.or(payment.date),
        stands_in: date.is_none() && payment.date.is_some(),
    };
    match event {
        Event::Payment | Event::Contract => known(payment.date),
        Event::LastPayment => known(last_like(subject)),
        Event::Statement => or_payment(payment.statement_date),
        Event::Discovery => or_payment(payment.discovered),
        Event::Notice => known(payment.told),
        Event::Claim => known(sent(subject, ClaimKind::Claim)),
        Event::Complaint => known(sent(subject, ClaimKind::Complaint)),
        Event::Cancellation => known(sent(subject, ClaimKind::Cancellation)),
        Event::FinalAnswer => known(answered(subject)),
        Event::RefundDue => Day::default(),
    }
}

/// The last payment of the fraud that went the same way through the same firm; a later payment by
/// another way must not move a clock.
fn last_like(subject: Subject<'_>) -> Option<Date> {
    let this = &subject.payment.value;
    this.date?;
    let like = subject.case.payments.iter().map(|payment| &payment.value).filter(|other| {
        other.way == this.way
            && other.deceit == this.deceit
            && other.country == this.country
            && other.institution == this.institution
    });
    like.filter_map(|payment| payment.date).max()
}

/// The claims that are about a payment.
fn about(subject: Subject<'_>) -> impl Iterator<Item = &Claim> {
    let number = subject.payment.number;
    let claims = subject.case.claims.iter().map(|claim| &claim.value);
    claims.filter(move |claim| claim.payments.is_empty() || claim.payments.contains(&number))
}

/// The first day on which something of a kind was sent: of several the one whose clock ends first.
fn sent(subject: Subject<'_>, kind: ClaimKind) -> Option<Date> {
    about(subject).filter(|claim| claim.kind == kind).filter_map(|claim| claim.sent).min()
}

/// The day of the final answer: that to a complaint, otherwise that to a claim.
fn answered(subject: Subject<'_>) -> Option<Date> {
    let first = |kind: ClaimKind| {
        about(subject).filter(|claim| claim.kind == kind).filter_map(|claim| claim.answered).min()
    };
    first(ClaimKind::Complaint).or_else(|| first(ClaimKind::Claim))
}
