//! The page on which a call is followed, and the pieces of which its stream is made: each piece
//! has an id and takes the place of the one with the same id.

mod marks;
mod bubbles;
mod verdict;
mod corrections;
mod story;
mod proof;
mod course;

use evidence::judgement::{Judgement, Statement};
use evidence::knowledge::Knowledge;
use evidence::rules::Direction;
use evidence::transcript::{Form, Side, Utterance};
use hear::call::Call;
use maud::{Markup, html};

pub(super) use self::corrections::corrections;
pub(super) use self::verdict::class;

/// A call as it is shown, whether it goes on or is read afterwards.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'s> {
    /// What was said.
    pub utterances: &'s [Utterance],
    /// Who said it, as it is worked out.
    pub sides: &'s [Side],
    /// How the words were written down.
    pub form: Form,
    /// What it is judged to be.
    pub judgement: &'s Judgement,
    /// By what it is judged.
    pub knowledge: &'s Knowledge,
    /// Nobody is on the line any more.
    pub is_over: bool,
    /// Whoever follows it says that it is no scam.
    pub is_cleared: bool,
}

/// What was said from a turn on: a list item for each turn.
pub fn bubbles(call: &Call<'_>, knowledge: &Knowledge, from_turn: usize) -> Markup {
    let sides = sides(call);
    bubbles::bubbles(&Shown::of(call, &sides, knowledge), from_turn)
}

/// What the call amounts to: everything beside what was said.
pub fn panel(call: &Call<'_>, knowledge: &Knowledge) -> Markup {
    let sides = sides(call);
    let shown = Shown::of(call, &sides, knowledge);
    html! {
        (verdict::verdict(&shown))
        (verdict::advice(&shown))
        @if !call.is_over { (corrections(call, knowledge)) }
        (proof(&shown))
    }
}

/// Who said what, by turn.
pub(super) fn sides(call: &Call<'_>) -> Vec<Side> {
    (0..call.utterances.len()).map(|turn| call.side(turn)).collect()
}

/// Everything that shows why.
fn proof(shown: &Shown<'_>) -> Markup {
    html! {
        (story::changes(shown))
        (proof::facts(shown))
        (proof::machine(shown))
        (story::story(shown))
        (course::course(shown))
        (proof::reasons(shown))
    }
}

/// The whole of a call: the verdict, what to do, what was said, and the proof. What to say more,
/// such as a place to type, comes between.
pub(super) fn whole(shown: &Shown<'_>, act: &Markup, talk: &Markup) -> Markup {
    html! {
        div.call {
            (verdict::verdict(shown))
            (verdict::advice(shown))
            section.talk.sheet aria-labelledby="said-title" {
                h2 id="said-title" { "What was said" }
                (heard(shown))
                (talk)
            }
            div.act { (act) }
            div.proof {
                div { (story::changes(shown)) (proof::facts(shown)) (proof::machine(shown)) }
                div { (story::story(shown)) (course::course(shown)) (proof::reasons(shown)) }
            }
        }
    }
}

fn heard(shown: &Shown<'_>) -> Markup {
    let nothing = shown.utterances.is_empty();
    html! {
        // Not read aloud as it comes: whoever listens to a call hears it already.
        div.heard id="heard" role="log" aria-live="off" aria-labelledby="said-title" tabindex="0" {
            p.none id="nothing-said" hidden[!nothing] { "Nothing yet." }
            ol.turns id="turns" { (bubbles::bubbles(shown, 0)) }
        }
    }
}

impl<'s> Shown<'s> {
    /// A call that goes on.
    pub(super) fn of(call: &'s Call<'_>, sides: &'s [Side], knowledge: &'s Knowledge) -> Self {
        Self {
            utterances: &call.utterances,
            sides,
            form: Form::Dialogue,
            judgement: &call.judgement,
            knowledge,
            is_over: call.is_over,
            is_cleared: call.is_cleared,
        }
    }

    /// What is said in the words of the vocabulary, with a name that neither they nor the quote
    /// tell.
    fn claim(&self, said: &Statement) -> String {
        let value = self.knowledge.vocabulary.value(said.slot, &said.value);
        let holds = |text: &str, detail: &str| text.to_lowercase().contains(&detail.to_lowercase());
        let told = |detail: &&String| holds(value, detail) || holds(&said.quote, detail);
        let detail = said.detail.as_ref().filter(|detail| !told(detail));
        let detail = detail.map_or_else(String::new, |detail| format!(" ({detail})"));
        let direction = match said.direction {
            Some(Direction::FromCallee) => ", from you",
            Some(Direction::ToCallee) => ", to you",
            None => "",
        };
        format!("{value}{detail}{direction}")
    }
}
