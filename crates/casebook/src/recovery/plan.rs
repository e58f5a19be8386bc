//! The plan: what has happened leads to steps, in their order, with the clocks of the money, the
//! questions that are open, the letters and reports that belong, and what to expect next.

mod running;
mod situations;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::knowledge::{Recovery, Source, StepFile, Urgency, Watch, Who};
use super::letter::{Offer, letters};
use super::money::{self, MoneyClock};
use super::parts::{View, sessions};
use super::{NOTICE, parts};
use crate::case::{Case, Deceit, Done};

pub use self::running::Running;
pub use self::situations::Held;
pub(crate) use self::situations::held;

/// A plan of recovery.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Plan {
    /// The day on which it was made; all days left count from it.
    #[schemars(with = "String")]
    pub today: Date,
    /// The client's country, if it is known.
    pub country: Option<String>,
    /// That it is no legal advice.
    pub notice: String,
    /// What is special about this plan, such as a country without data.
    pub notes: Vec<String>,
    /// What has happened.
    pub situations: Vec<Held>,
    /// What must be asked, because it changes the plan.
    pub questions: Vec<Question>,
    /// The clock of each payment.
    pub money: Vec<MoneyClock>,
    /// What to do, in this order.
    pub steps: Vec<StepShown>,
    /// Letters that can be written.
    pub letters: Vec<Offer>,
    /// Reports that can be made.
    pub reports: Vec<ReportOffer>,
    /// What follows, and how to know it.
    pub watch: Watch,
    /// Whether what is known of that must be looked at again.
    pub watch_stale: bool,
}

/// A question on whose answer the plan depends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "PlanQuestion")]
pub struct Question {
    /// What it decides.
    pub about: Asked,
    /// The question.
    pub ask: String,
    /// Its answers, with what each would mean.
    pub answers: Vec<Answer>,
}

/// What a question decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "what", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Asked {
    /// In which country the client lives.
    Country,
    /// What has happened at all.
    Happened,
    /// Which of several situations hold.
    Situation,
    /// Whether the client made a payment.
    Deceit {
        /// The payment.
        payment: u64,
    },
    /// On which day a payment was made.
    Date {
        /// The payment.
        payment: u64,
    },
}

/// An answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "PlanAnswer")]
pub struct Answer {
    /// The word by which a program names it.
    pub value: String,
    /// The answer.
    pub says: String,
    /// What it would mean.
    pub means: String,
}

/// A step of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct StepShown {
    /// Its name.
    pub id: String,
    /// The step in a few words.
    pub title: String,
    /// Its place in the order of all steps.
    pub order: u32,
    /// Who does it.
    pub who: Who,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Exactly what.
    pub acts: Vec<String>,
    /// The reason.
    pub why: String,
    /// Steps of this plan that come first.
    pub after: Vec<String>,
    /// Those of them that are not done yet.
    pub waits_for: Vec<String>,
    /// How one knows that it is done.
    pub done_when: String,
    /// Whether and when it was done.
    pub done: Option<Done>,
    /// Letters that belong to it.
    pub letters: Vec<String>,
    /// Report forms that belong to it.
    pub reports: Vec<String>,
    /// Facts on which it rests.
    pub facts: Vec<FactCited>,
}

/// A fact on which a step rests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FactCited {
    /// Its name.
    pub id: String,
    /// The fact.
    pub says: String,
    /// Who says so.
    pub source: evidence::judgement::Source,
    /// Where it holds: `world`, or countries.
    pub jurisdiction: Vec<String>,
    /// Whether it is cited outside of there.
    pub abroad: bool,
}

/// A report that can be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct ReportOffer {
    /// The form.
    pub form: String,
    /// What it is called.
    pub title: String,
    /// The office.
    pub to: String,
    /// Fields that the case fills.
    pub filled: usize,
    /// All its fields.
    pub fields: usize,
    /// Fields without which it is of little use, and which the case does not fill.
    pub missing: Vec<String>,
    /// Whether one was sent already.
    pub sent: bool,
    /// Where the form was read.
    pub sources: Vec<Source>,
}

/// Makes the plan of a case as of a day.
#[must_use]
pub fn plan(case: &Case, recovery: &Recovery, today: Date) -> Plan {
    let country = case.client.country.clone();
    let situations = held(case, recovery);
    let steps = steps(case, recovery, &situations);
    let payments = case.payments.iter();
    Plan {
        today,
        notice: NOTICE.to_owned(),
        notes: notes(recovery, country.as_deref()),
        questions: questions(case, recovery, &situations),
        money: payments.map(|each| money::clock(case, each, recovery, today)).collect(),
        letters: letters(case, recovery, today),
        reports: report_offers(case, recovery, &steps),
        watch: recovery.watch.clone(),
        watch_stale: recovery.watch.review_by < today,
        country,
        situations,
        steps,
    }
}

/// What is special about the plan as a whole.
fn notes(recovery: &Recovery, country: Option<&str>) -> Vec<String> {
    let known: BTreeSet<&str> =
        recovery.money.keys().map(|(country, _)| country.as_str()).collect();
    let list: Vec<&str> = known.iter().copied().collect();
    match country {
        None => vec![format!(
            "The client's country is not known; rights and offices are known for {}.",
            list.join(", ")
        )],
        Some(country) if !known.contains(country) => vec![format!(
            "Rights, letters and offices are not known here for {country}, only for {}. The steps \
             below hold everywhere; ask the bank and the police of the place for the rest.",
            list.join(", ")
        )],
        Some(_) => Vec::new(),
    }
}

/// The steps of all situations, each in the form that it has in the country, in their order.
fn steps(case: &Case, recovery: &Recovery, situations: &[Held]) -> Vec<StepShown> {
    let country = case.client.country.as_deref();
    let holds = |id: &String| situations.iter().any(|held| held.id == *id);
    // As long as nobody says what happened, the plan has the steps that are right in any case.
    let wanted = recovery.situations.values();
    let wanted = wanted.filter(|each| holds(&each.id) || (situations.is_empty() && each.alone));
    let bases: BTreeSet<&str> =
        wanted.flat_map(|situation| situation.steps.iter().map(String::as_str)).collect();
    let chosen: BTreeMap<&str, &StepFile> = bases
        .iter()
        .filter_map(|base| Some((*base, of_country(recovery, base, country)?)))
        .collect();
    let mut files: Vec<&StepFile> = chosen.values().copied().collect();
    files.sort_by(|a, b| (a.order, &a.id).cmp(&(b.order, &b.id)));
    let shown = files.into_iter().map(|step| {
        let after = step.after.iter().filter_map(|base| chosen.get(base.as_str()));
        let after: Vec<String> = after.map(|step| step.id.clone()).collect();
        let open = after.iter().filter(|step| !case.steps_done.contains_key(*step));
        StepShown {
            waits_for: open.cloned().collect(),
            after,
            id: step.id.clone(),
            title: step.title.clone(),
            order: step.order,
            who: step.who,
            urgency: step.urgency,
            acts: step.acts.clone(),
            why: step.why.clone(),
            done_when: step.done_when.clone(),
            done: case.steps_done.get(&step.id).cloned(),
            letters: step
                .letters
                .iter()
                .filter(|id| fits(recovery, id, country))
                .cloned()
                .collect(),
            reports: step.reports.clone(),
            facts: cited(recovery, &step.facts, country),
        }
    });
    shown.collect()
}

/// A step, or the one that takes its place in the country.
fn of_country<'r>(
    recovery: &'r Recovery,
    base: &str,
    country: Option<&str>,
) -> Option<&'r StepFile> {
    let instead = recovery.steps.values().find(|step| {
        step.instead_of.as_deref() == Some(base)
            && step.countries.iter().any(|each| Some(each.as_str()) == country)
    });
    instead.or_else(|| recovery.steps.get(base))
}

fn fits(recovery: &Recovery, letter: &str, country: Option<&str>) -> bool {
    let letter = recovery.letters.get(letter);
    let place = |each: &String| country == Some(each.as_str());
    letter.is_some_and(|letter| letter.countries.iter().any(place))
}

fn cited(recovery: &Recovery, facts: &[String], country: Option<&str>) -> Vec<FactCited> {
    let facts = facts.iter().filter_map(|id| recovery.facts.get(id));
    let cite = |fact: &evidence::facts::Fact| FactCited {
        id: fact.id.clone(),
        says: fact.says.clone(),
        source: fact.source(),
        jurisdiction: fact.jurisdiction.clone(),
        abroad: !fact.holds_in(country),
    };
    facts.map(cite).collect()
}

/// What must be asked, the most pressing first.
fn questions(case: &Case, recovery: &Recovery, situations: &[Held]) -> Vec<Question> {
    let mut questions = Vec::new();
    if case.client.country.is_none() {
        questions.push(Question {
            about: Asked::Country,
            ask: "In which country do you live, and is your bank or card?".to_owned(),
            answers: Vec::new(),
        });
    }
    for payment in case.payments.iter().filter(|payment| payment.value.deceit.is_none()) {
        questions.push(which_of_two(case, recovery, payment.number));
    }
    for payment in case.payments.iter().filter(|payment| payment.value.date.is_none()) {
        let words = money::words(&payment.value, case.client.country.as_deref());
        questions.push(Question {
            about: Asked::Date { payment: payment.number },
            ask: format!("On which day was it paid: {words}? Every clock counts from there."),
            answers: Vec::new(),
        });
    }
    questions.extend(situations::questions(case, recovery, situations));
    questions
}

/// Who pressed the last button, and what would follow.
fn which_of_two(case: &Case, recovery: &Recovery, number: u64) -> Question {
    let payment = case.payments.iter().find(|payment| payment.number == number);
    let country = case.client.country.as_deref();
    let words = payment.map_or_else(String::new, |each| money::words(&each.value, country));
    let file = payment.and_then(|payment| {
        let country = payment.value.country.as_deref().or(country)?;
        recovery.money.get(&(country.to_owned(), money::id(payment.value.way)))
    });
    let means = |deceit: Deceit| {
        let Some(file) = file else { return "Other rights follow from each.".to_owned() };
        let case = if deceit == Deceit::Deceived { &file.deceived } else { &file.unauthorised };
        let rights = case.rights.iter().filter_map(|id| recovery.rights.get(id));
        let first: Vec<&str> =
            rights.take(RIGHTS_NAMED).map(|right| right.title.as_str()).collect();
        if first.is_empty() { case.uncertain.clone() } else { format!("{}.", first.join("; ")) }
    };
    let answers = [Deceit::Unauthorised, Deceit::Deceived].map(|deceit| Answer {
        value: if deceit == Deceit::Deceived { "deceived" } else { "unauthorised" }.to_owned(),
        says: deceit.words().to_owned(),
        means: means(deceit),
    });
    Question {
        about: Asked::Deceit { payment: number },
        ask: format!(
            "Who pressed the last button for the payment of {words}? Other rights follow."
        ),
        answers: answers.to_vec(),
    }
}

/// So many rights are named with an answer.
const RIGHTS_NAMED: usize = 2;

/// The forms that the steps name and that fit the case; a form for the maker of a tool only where
/// the tool was found.
fn report_offers(case: &Case, recovery: &Recovery, steps: &[StepShown]) -> Vec<ReportOffer> {
    let found: BTreeSet<String> = sessions(case).into_iter().map(|session| session.tool).collect();
    let named: Vec<&String> = steps.iter().flat_map(|step| &step.reports).collect();
    let view = View::whole(case, recovery);
    let mut offers: Vec<ReportOffer> = Vec::new();
    for form in named.into_iter().filter_map(|id| recovery.forms.get(id)) {
        let wanted = form.tools.is_empty() || form.tools.iter().any(|tool| found.contains(tool));
        if !wanted || offers.iter().any(|offer| offer.form == form.id) {
            continue;
        }
        let (full, empty): (Vec<_>, Vec<_>) =
            form.field.iter().partition(|field| !parts::rows(&field.from, &view).is_empty());
        let lacking = empty.iter().filter(|field| field.required);
        offers.push(ReportOffer {
            form: form.id.clone(),
            title: form.title.clone(),
            to: form.to.clone(),
            filled: full.len(),
            fields: form.field.len(),
            missing: lacking.map(|field| field.label.clone()).collect(),
            sent: case.reports.iter().any(|sent| sent.value.form.as_ref() == Some(&form.id)),
            sources: form.source.clone(),
        });
    }
    offers
}

/// The way of a payment in words, for those who show a plan.
impl crate::case::Way {
    /// "credit card", "bank transfer".
    #[must_use]
    pub fn words(self) -> &'static str {
        parts::way(self)
    }
}
