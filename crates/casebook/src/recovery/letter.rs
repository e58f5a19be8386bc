//! Letters: their blanks filled from the case for some payments of one institution. What is
//! missing is marked in words and never guessed, and the client reads a letter before it goes.

mod blanks;
mod words;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::knowledge::{LetterFile, Recovery};
use super::money;
use super::parts::View;
use super::{NOTICE, told};
use crate::case::{Case, Claim, Item, Payment};
use crate::paper::{Block, Paper};

/// What a letter is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The payments, by their numbers; none means all that the letter fits.
    pub payments: Vec<u64>,
    /// To whom it goes, where the case does not say so, such as a credit agency.
    pub to: Option<String>,
}

/// A letter that is written, as far as the case goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Letter {
    /// Its name.
    pub id: String,
    /// What it says, in a line.
    pub title: String,
    /// To whom it goes, in words.
    pub to: String,
    /// How and by when it is sent.
    pub send: String,
    /// What to add.
    pub enclose: Vec<String>,
    /// The payments that it is about.
    pub payments: Vec<u64>,
    /// What is missing, marked in the text in the same words.
    pub missing: Vec<String>,
    /// What to know and to do before it goes.
    pub before: Vec<String>,
    /// Its words.
    pub text: String,
    /// The same, laid out.
    pub paper: Paper,
}

/// A letter that can be written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Offer {
    /// The letter.
    pub letter: String,
    /// What it says, in a line.
    pub title: String,
    /// To whom it goes, as far as the case says.
    pub to: String,
    /// The payments that it would be about, all of one institution.
    pub payments: Vec<u64>,
    /// How and by when it is sent.
    pub send: String,
    /// How many things are missing for it.
    pub missing: usize,
}

/// Why a letter cannot be written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// There is no such letter.
    #[error("there is no letter {name}; there are: {known}")]
    NoLetter {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// There is no such payment in the case.
    #[error("the case has no payment {payment}; `hangup case show` lists its parts with numbers")]
    NoPayment {
        /// Its number.
        payment: u64,
    },
    /// The payments went through different firms.
    #[error("one letter goes to one firm, and these payments went to several: {groups}")]
    Several {
        /// The firms with their payments.
        groups: String,
    },
    /// The letter is for another country.
    #[error("this letter rests on the rules of {countries}, and the case is in {country}")]
    Abroad {
        /// Where it fits.
        countries: String,
        /// Where the case is.
        country: String,
    },
    /// The letter is for the other of the two cases.
    #[error(
        "this letter is only for payments of the case `{wanted}`, and payment {payment} is of the \
         other; say so with `hangup case amend-payment` if that is wrong"
    )]
    OtherCase {
        /// The case for which it is.
        wanted: &'static str,
        /// The payment.
        payment: u64,
    },
}

/// Writes a letter.
///
/// # Errors
/// [`Refused`] where it does not fit the case, or is about several firms.
pub fn letter(
    case: &Case,
    recovery: &Recovery,
    name: &str,
    wanted: &Wanted,
    today: Date,
) -> Result<Letter, Refused> {
    let Some(file) = recovery.letters.get(name) else {
        let known: Vec<&str> = recovery.letters.keys().map(String::as_str).collect();
        return Err(Refused::NoLetter { name: name.to_owned(), known: known.join(", ") });
    };
    let payments = chosen(case, recovery, file, wanted)?;
    Ok(write(case, recovery, file, payments, wanted.to.as_deref(), today))
}

/// The letters that can be written for a case: those of its money clocks and of its steps, one for
/// each firm.
#[must_use]
pub fn letters(case: &Case, recovery: &Recovery, today: Date) -> Vec<Offer> {
    let mut offers = Vec::new();
    for file in in_order(case, recovery) {
        let fitting = fitting(case, recovery, file);
        let groups = groups(file, &fitting);
        for (to, payments) in groups {
            let letter = write(case, recovery, file, payments.clone(), None, today);
            offers.push(Offer {
                letter: file.id.clone(),
                title: file.title.clone(),
                to: to.unwrap_or_else(|| file.to.clone()),
                payments: payments.iter().map(|payment| payment.number).collect(),
                send: file.send.clone(),
                missing: letter.missing.len(),
            });
        }
    }
    offers
}

/// The letters that fit something of the case, in the order in which the data name them.
fn in_order<'r>(case: &Case, recovery: &'r Recovery) -> Vec<&'r LetterFile> {
    let mut ids: Vec<&String> = Vec::new();
    for payment in &case.payments {
        let Some(file) = money_file(case, recovery, &payment.value) else { continue };
        ids.extend(file.unauthorised.letters.iter().chain(&file.deceived.letters));
    }
    let steps = super::plan::held(case, recovery).into_iter();
    let situations = steps.filter_map(|held| recovery.situations.get(&held.id));
    for step in situations.flat_map(|situation| &situation.steps) {
        let own = recovery.steps.get(step).into_iter().flat_map(|step| &step.letters);
        ids.extend(own);
    }
    let mut files: Vec<&LetterFile> = Vec::new();
    for file in ids.into_iter().filter_map(|id| recovery.letters.get(id)) {
        let known = files.iter().any(|known| known.id == file.id);
        let place = fits_place(file, case.client.country.as_deref());
        if !known && place && (needs_no_payment(file) || !fitting(case, recovery, file).is_empty())
        {
            files.push(file);
        }
    }
    files
}

fn money_file<'r>(
    case: &Case,
    recovery: &'r Recovery,
    payment: &Payment,
) -> Option<&'r super::knowledge::MoneyFile> {
    let country = payment.country.as_ref().or(case.client.country.as_ref())?;
    recovery.money.get(&(country.clone(), money::id(payment.way)))
}

fn needs_no_payment(file: &LetterFile) -> bool {
    !file.has("payments") && !file.has("transaction")
}

fn fits_place(file: &LetterFile, country: Option<&str>) -> bool {
    country.is_some_and(|country| file.countries.iter().any(|each| each == country))
}

/// The payments that a letter is about if nobody chooses: those whose money clock names it, in a
/// case that may hold.
fn fitting<'c>(case: &'c Case, recovery: &Recovery, file: &LetterFile) -> Vec<&'c Item<Payment>> {
    if needs_no_payment(file) {
        return Vec::new();
    }
    let fits = |payment: &&Item<Payment>| {
        let Some(money) = money_file(case, recovery, &payment.value) else { return false };
        file.case.iter().any(|deceit| {
            let way = match deceit {
                crate::case::Deceit::Deceived => &money.deceived,
                crate::case::Deceit::Unauthorised => &money.unauthorised,
            };
            let open = payment.value.deceit.is_none_or(|known| known == *deceit);
            open && way.letters.contains(&file.id)
        })
    };
    case.payments.iter().filter(fits).collect()
}

type Group<'c> = (Option<String>, Vec<&'c Item<Payment>>);

/// Payments by the firm to which a letter about them goes.
fn groups<'c>(file: &LetterFile, payments: &[&'c Item<Payment>]) -> Vec<Group<'c>> {
    let mut groups: Vec<Group<'c>> = Vec::new();
    if payments.is_empty() {
        return vec![(None, Vec::new())];
    }
    for payment in payments {
        let to = addressee(file, &payment.value);
        match groups.iter_mut().find(|(known, _)| *known == to) {
            Some((_, group)) => group.push(payment),
            None => groups.push((to, vec![payment])),
        }
    }
    groups
}

/// The firm to which a letter about a payment goes: whoever carried it, or whoever received it.
fn addressee(file: &LetterFile, payment: &Payment) -> Option<String> {
    let carried = file.has("institution");
    if carried { payment.institution.clone() } else { payment.recipient.clone() }
}

/// The payments that are meant, all of one firm.
fn chosen<'c>(
    case: &'c Case,
    recovery: &Recovery,
    file: &LetterFile,
    wanted: &Wanted,
) -> Result<Vec<&'c Item<Payment>>, Refused> {
    let country = case.client.country.as_deref();
    let paid = if wanted.payments.is_empty() {
        fitting(case, recovery, file)
    } else {
        let find = |number: &u64| {
            let payment = case.payments.iter().find(|payment| payment.number == *number);
            payment.ok_or(Refused::NoPayment { payment: *number })
        };
        wanted.payments.iter().map(find).collect::<Result<_, _>>()?
    };
    let place = paid.first().and_then(|payment| payment.value.country.as_deref()).or(country);
    if let Some(country) = place
        && !fits_place(file, Some(country))
    {
        let countries = file.countries.join(", ");
        return Err(Refused::Abroad { countries, country: country.to_owned() });
    }
    let other = |payment: &&&Item<Payment>| {
        payment.value.deceit.is_some_and(|deceit| !file.case.contains(&deceit))
    };
    if let (Some(payment), Some(wanted)) = (paid.iter().find(other), file.case.first()) {
        return Err(Refused::OtherCase { wanted: wanted.words(), payment: payment.number });
    }
    let groups = groups(file, &paid);
    if groups.len() > 1 && wanted.to.is_none() {
        return Err(Refused::Several { groups: named(&groups) });
    }
    Ok(paid)
}

fn named(groups: &[Group<'_>]) -> String {
    let named = groups.iter().map(|(to, payments)| {
        let numbers: Vec<String> =
            payments.iter().map(|payment| payment.number.to_string()).collect();
        let to = to.as_deref().unwrap_or("a firm that is not known");
        format!("{to} (payment {})", numbers.join(", "))
    });
    named.collect::<Vec<_>>().join("; ")
}

/// The claims that a letter tells of: those about its payments, of the kind that it follows, the
/// last one where it follows none in particular.
fn followed<'c>(
    case: &'c Case,
    file: &LetterFile,
    payments: &[&Item<Payment>],
) -> Vec<&'c Item<Claim>> {
    let about = |claim: &&Item<Claim>| {
        let claimed = &claim.value.payments;
        claimed.is_empty() || payments.iter().any(|payment| claimed.contains(&payment.number))
    };
    let kind = |claim: &&Item<Claim>| file.follows.is_none_or(|kind| claim.value.kind == kind);
    let mut claims: Vec<&Item<Claim>> = case.claims.iter().filter(about).filter(kind).collect();
    claims.sort_by_key(|claim| (claim.value.sent, claim.number));
    claims.pop().into_iter().collect()
}

fn write(
    case: &Case,
    recovery: &Recovery,
    file: &LetterFile,
    payments: Vec<&Item<Payment>>,
    to: Option<&str>,
    today: Date,
) -> Letter {
    let numbers = payments.iter().map(|payment| payment.number).collect();
    let claims = followed(case, file, &payments);
    let place = payments.first().and_then(|payment| payment.value.country.as_deref());
    let view = View {
        country: place.or(case.client.country.as_deref()),
        payments,
        claims,
        ..View::whole(case, recovery)
    };
    let written = words::write(file, &blanks::Blanks { view, to, today });
    Letter {
        id: file.id.clone(),
        title: file.title.clone(),
        to: file.to.clone(),
        send: file.send.clone(),
        enclose: file.enclose.clone(),
        payments: numbers,
        before: before(case, file, &written.missing),
        missing: written.missing,
        text: written.text,
        paper: Paper { title: written.subject, blocks: written.blocks },
    }
}

/// What to know before a letter goes.
fn before(case: &Case, file: &LetterFile, missing: &[String]) -> Vec<String> {
    let mut before = vec![
        "Read it word by word, and change whatever is not exactly true. It goes in your name."
            .to_owned(),
    ];
    if !missing.is_empty() {
        before.push(format!("Still missing, and marked in the letter: {}.", missing.join("; ")));
    }
    if file.has("what_happened") && told::lacks_own_words(case) {
        before.push(
            "What happened is not written in your own words yet; write it, and shorten it."
                .to_owned(),
        );
    }
    before.push(NOTICE.to_owned());
    before
}

impl Letter {
    /// The sheet that goes with the letter and not into it: how to send it, and what is missing.
    #[must_use]
    pub fn cover(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> =
            self.before.iter().map(|text| Block::Warning { text: text.clone() }).collect();
        blocks.push(Block::Paragraph { text: self.send.clone() });
        blocks.push(Block::List { items: self.enclose.clone() });
        blocks
    }
}
