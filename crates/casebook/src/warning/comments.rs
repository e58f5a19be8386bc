//! What stands in the margin: what is false, what changed, and what nobody should do.

use evidence::judgement::{ChangeKind, Judgement, Level, Refutation, Strength};
use evidence::knowledge::Knowledge;

use super::{About, Comment};

/// So many comments stand beside one call; more would not be read.
const COMMENTS_MAX: usize = 60;

/// So many facts stand beside one turn: the strongest, because the others say much the same.
const FACTS_OF_TURN_MAX: usize = 2;
/// So many facts stand beside one call.
const FACTS_MAX: usize = 12;

/// All comments on a call, in the order of the turns.
pub(super) fn of(
    judgement: &Judgement,
    knowledge: &Knowledge,
    country: Option<&str>,
) -> Vec<Comment> {
    let mut comments = Vec::new();
    facts(judgement, &mut comments);
    changes(judgement, &mut comments);
    requests(judgement, knowledge, country, &mut comments);
    comments.truncate(COMMENTS_MAX);
    comments.sort_by_key(|comment| (comment.turn, comment.about));
    comments
}

/// Each fact once, where it is first needed, the strongest first.
fn facts(judgement: &Judgement, comments: &mut Vec<Comment>) {
    let mut told: Vec<&str> = Vec::new();
    let mut all: Vec<&Refutation> = judgement.refutations.iter().collect();
    all.sort_by_key(|fact| (fact.strength, fact.turn));
    for fact in all {
        let about = match fact.strength {
            Strength::Refutes => About::False,
            Strength::Undermines => About::Worthless,
            Strength::Context => continue,
        };
        let beside = comments.iter().filter(|comment| comment.turn == fact.turn).count();
        let is_full = told.len() >= FACTS_MAX || beside >= FACTS_OF_TURN_MAX;
        if is_full || told.contains(&fact.fact.as_str()) {
            continue;
        }
        told.push(&fact.fact);
        let world = fact.jurisdiction.iter().any(|place| place == evidence::facts::WORLD);
        comments.push(Comment {
            turn: fact.turn,
            quote: fact.quote.clone(),
            about,
            says: fact.says.trim().to_owned(),
            exceptions: fact.exceptions.trim().to_owned(),
            holds_in: if world { Vec::new() } else { fact.jurisdiction.clone() },
            source: Some(fact.source.clone()),
        });
    }
}

fn changes(judgement: &Judgement, comments: &mut Vec<Comment>) {
    for change in &judgement.story_changes {
        // The claim is what is wrong, also where the other side's words show it.
        let (at, other) = match change.kind {
            ChangeKind::Impossible => (&change.a, &change.b),
            ChangeKind::Replaced | ChangeKind::Denied => (&change.b, &change.a),
        };
        let before = match change.kind {
            ChangeKind::Impossible => "The person called says",
            ChangeKind::Replaced | ChangeKind::Denied => "Before, they said",
        };
        let says = format!("{before}: “{}”. {}", other.quote, change.why.trim());
        comments.push(plain(at.turn, &at.quote, About::Changed, says));
    }
}

/// What was asked for, each stage once: the step that is its own, beside the steps of every call.
fn requests(
    judgement: &Judgement,
    knowledge: &Knowledge,
    country: Option<&str>,
    comments: &mut Vec<Comment>,
) {
    let advice = &knowledge.advice;
    let common = advice.steps_of(&format!("level-{}", Level::Scam.id()), country);
    let mut told: Vec<&str> = Vec::new();
    for said in &judgement.statements {
        let Some(stage) = advice.stage_of(&said.claim()) else { continue };
        let steps = advice.steps_of(stage, country);
        let hangs_up = steps.first().is_some_and(|first| common.first() == Some(first));
        let own = steps.into_iter().find(|step| !common.contains(step));
        if let Some(own) = own.filter(|own| hangs_up && !told.contains(own)) {
            told.push(own);
            comments.push(plain(said.turn, &said.quote, About::Asked, own.to_owned()));
        }
    }
}

fn plain(turn: usize, quote: &str, about: About, says: String) -> Comment {
    Comment {
        turn,
        quote: quote.to_owned(),
        about,
        says,
        exceptions: String::new(),
        holds_in: Vec::new(),
        source: None,
    }
}
