//! A warning for others: what was said in a case, redacted, with comments in the margin that say
//! what was false and why. It becomes a page, Markdown, or an entry of a feed here; what is masked
//! is decided by `redaction`, and what is false by `evidence`.

mod comments;
mod feed;
mod html;
mod markdown;

use evidence::judge::{Circumstances, judge};
use evidence::judgement::{Judgement, Level, Source};
use evidence::knowledge::Knowledge;
use evidence::transcript::{Form, Side};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use self::feed::{Publisher, feed};
pub use self::html::{body, html, index};
pub use self::markdown::markdown;
use crate::case::{Call, Case, CaseId, Item};
use crate::identifiers::{IdentifierKind, Whose, identifiers};
use crate::redaction::Redacted;

/// A warning, ready to be read. Nothing in it is the client's, as far as redaction finds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// The case that it is about; the same case has one warning.
    pub case: CaseId,
    /// What it is called.
    pub title: String,
    /// In a sentence or two what happened.
    pub summary: String,
    /// Who warns.
    pub by: Option<String>,
    /// The day on which it was made.
    #[schemars(with = "String")]
    pub made: Date,
    /// What the callers can be known by.
    pub known_by: Vec<KnownBy>,
    /// What gave them away, the heaviest first.
    pub signs: Vec<String>,
    /// The calls.
    pub calls: Vec<WarnedCall>,
    /// What to do if it happened to you.
    pub steps: Vec<String>,
}

/// Something that the callers can be known by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KnownBy {
    /// What it is.
    pub kind: IdentifierKind,
    /// In the form in which it is compared.
    pub value: String,
    /// Whose site it looks like, where it is not theirs.
    pub looks_like: Option<String>,
}

/// A call of a warning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarnedCall {
    /// The day on which it was, if that is known.
    #[schemars(with = "Option<String>")]
    pub day: Option<Date>,
    /// The verdict in a sentence.
    pub verdict: String,
    /// What was said.
    pub turns: Vec<WarnedTurn>,
    /// What is to be said about it, in the order of what it is about.
    pub comments: Vec<Comment>,
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WarnedTurn {
    /// Who: the caller, the person called, or not known.
    #[schemars(with = "String")]
    pub side: Side,
    /// The words.
    pub text: String,
}

/// A comment in the margin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Comment {
    /// The turn, from 0.
    pub turn: usize,
    /// The words that it is about.
    pub quote: String,
    /// What kind of comment it is.
    pub about: About,
    /// What is to be said.
    pub says: String,
    /// When it does not hold; empty if none is known.
    pub exceptions: String,
    /// Where it holds, where it does not hold everywhere.
    pub holds_in: Vec<String>,
    /// Who says so.
    pub source: Option<Source>,
}

/// What a comment is about.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum About {
    /// It is not true.
    False,
    /// It proves nothing.
    Worthless,
    /// They said something else before.
    Changed,
    /// They ask for what nobody honest asks for.
    Asked,
}

impl About {
    /// The first words of a comment.
    #[must_use]
    pub fn in_words(self) -> &'static str {
        match self {
            Self::False => "Not true.",
            Self::Worthless => "This proves nothing.",
            Self::Changed => "The story changed.",
            Self::Asked => "Never do this.",
        }
    }
}

/// What only whoever warns can know.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wording {
    /// What it is called; otherwise it is called after whom the callers claim to be.
    pub title: Option<String>,
    /// Who warns.
    pub by: Option<String>,
}

/// Nobody is to be warned: none of the calls is likely a scam, or whoever followed them says that
/// they were none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "no call of this case is likely a scam, so there is nobody to warn of; add the call, or look \
        at \
     its verdict with `hangup case show`"
)]
pub struct NothingToWarnOf;

/// So many signs are told.
const SIGNS_MAX: usize = 6;
/// A sign moves the log-odds at least so far.
const SIGN_WEIGHT_MIN: f64 = 0.5;

/// Makes a warning of a redacted case.
///
/// # Errors
/// [`NothingToWarnOf`] where no call is likely a scam.
pub fn warning(
    redacted: &Redacted,
    knowledge: &Knowledge,
    wording: &Wording,
    today: Date,
) -> Result<Warning, NothingToWarnOf> {
    let case = &redacted.case;
    let bad = bad(case, knowledge);
    if bad.is_empty() {
        return Err(NothingToWarnOf);
    }
    let country = case.client.country.as_deref();
    let summary = summary(&bad, knowledge);
    let calls = bad.iter().map(|(call, judgement)| {
        warned(&call.value, judgement, &comments::of(judgement, knowledge, country))
    });
    Ok(Warning {
        case: case.id,
        title: wording.title.clone().unwrap_or_else(|| title(&bad, knowledge)),
        summary,
        by: wording.by.clone(),
        made: today,
        known_by: known_by(case),
        signs: signs(&bad, knowledge),
        calls: calls.collect(),
        steps: knowledge
            .advice
            .steps_of(AFTERWARDS, country)
            .into_iter()
            .map(str::to_owned)
            .collect(),
    })
}

/// The stage of `advice/steps` that holds when a call is over.
const AFTERWARDS: &str = "after-the-call";

/// A call that is likely a scam, and what was made of it.
pub(crate) type Bad<'c> = (&'c Item<Call>, Judgement);

/// The calls of a case that are likely scams.
pub(crate) fn bad<'c>(case: &'c Case, knowledge: &Knowledge) -> Vec<Bad<'c>> {
    let judged = case.calls.iter().map(|call| (call, judged(&call.value, case, knowledge)));
    judged.filter(|(call, judgement)| is_bad(&call.value, judgement)).collect()
}

/// What the call was judged to be when it was heard; otherwise it is judged now.
fn judged(call: &Call, case: &Case, knowledge: &Knowledge) -> Judgement {
    call.judgement.clone().unwrap_or_else(|| {
        let circumstances = Circumstances {
            context: call.context.clone(),
            country: case.client.country.clone(),
            ..Circumstances::default()
        };
        judge(&call.transcript(), &circumstances, knowledge)
    })
}

fn is_bad(call: &Call, judgement: &Judgement) -> bool {
    !call.is_cleared && judgement.verdict.level >= Level::Suspicious
}

fn warned(call: &Call, judgement: &Judgement, comments: &[Comment]) -> WarnedCall {
    let form = if call.form == Form::Notes { Form::Notes } else { Form::Dialogue };
    let told = evidence::plain::sentence(&judgement.verdict, form);
    // It is over: what to do now is said to whoever is in it.
    let verdict = told.split_once(". ").map_or(told, |(first, _)| first);
    WarnedCall {
        day: call.began.map(|began| began.to_zoned_datetime(jiff::tz::TimeZone::UTC).date()),
        verdict: format!("{}.", verdict.trim_end_matches('.').replace("This is", "This was")),
        turns: call
            .utterances
            .iter()
            .map(|said| WarnedTurn { side: said.side, text: evidence::plain::bare(&said.text) })
            .collect(),
        comments: comments.to_vec(),
    }
}

/// For whom the callers claim to be calling, in their own words, each once.
pub(crate) fn claimed(bad: &[Bad<'_>], knowledge: &Knowledge) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for said in bad.iter().flat_map(|(_, judgement)| &judgement.statements) {
        if said.slot == evidence::rules::Slot::Organisation {
            let value = knowledge.vocabulary.value(said.slot, &said.value);
            let name = said.detail.as_deref().unwrap_or(value).to_owned();
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// So many names stand in a title.
const NAMES_MAX: usize = 2;

pub(crate) fn title(bad: &[Bad<'_>], knowledge: &Knowledge) -> String {
    let mut names = claimed(bad, knowledge);
    names.truncate(NAMES_MAX);
    match names.as_slice() {
        [] => "Warning: a scam by telephone".to_owned(),
        names => format!("Warning: callers who say they are {}", names.join(" and ")),
    }
}

pub(crate) fn summary(bad: &[Bad<'_>], knowledge: &Knowledge) -> String {
    let count = match bad.len() {
        1 => "One call".to_owned(),
        many => format!("{many} calls"),
    };
    let mut names = claimed(bad, knowledge);
    names.truncate(NAMES_MAX);
    let claimed = match names.as_slice() {
        [] => String::new(),
        names => format!(" from people who say they are {}", names.join(", then ")),
    };
    let changes: usize = bad.iter().map(|(_, judgement)| judgement.story_changes.len()).sum();
    let changed = match changes {
        0 => String::new(),
        1 => " The story changed once.".to_owned(),
        many => format!(" The story changed {many} times."),
    };
    format!("{count}{claimed}.{changed}")
}

pub(crate) fn signs(bad: &[Bad<'_>], knowledge: &Knowledge) -> Vec<String> {
    let mut reasons: Vec<_> = bad
        .iter()
        .flat_map(|(_, judgement)| &judgement.verdict.reasons)
        .filter(|reason| reason.weight >= SIGN_WEIGHT_MIN && reason.turn.is_some())
        .collect();
    reasons.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    let mut signs: Vec<String> = Vec::new();
    for reason in reasons {
        let fact = reason.rule.strip_prefix("fact/");
        let fact = fact.and_then(|id| knowledge.facts.all.iter().find(|fact| fact.id == id));
        let title = fact.map_or(&reason.title, |fact| &fact.title).trim_end_matches('.').to_owned();
        if !signs.contains(&title) && signs.len() < SIGNS_MAX {
            signs.push(title);
        }
    }
    signs
}

fn known_by(case: &Case) -> Vec<KnownBy> {
    let mut known: Vec<KnownBy> = Vec::new();
    for identifier in identifiers(case) {
        let looks_like = identifier.lookalike_of.map(|lookalike| lookalike.brand);
        let each = KnownBy { kind: identifier.kind, value: identifier.normal, looks_like };
        if identifier.whose == Whose::Caller && !known.contains(&each) {
            known.push(each);
        }
    }
    known.sort_by(|a, b| (a.kind, &a.value).cmp(&(b.kind, &b.value)));
    known
}

#[cfg(test)]
mod tests;
