//! What must hold for any call, tried on many made-up ones.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use evidence::amounts;
use evidence::judge::{Circumstances, LiveCall, judge};
use evidence::judgement::{Judgement, Level, Statement};
use evidence::knowledge::Knowledge;
use evidence::pattern;
use evidence::transcript::{Form, Side, Transcript, Utterance};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::RngSeed;

#[path = "../../../fuzz/checks.rs"]
#[expect(dead_code, reason = "the two fuzz targets are run in hostile.rs")]
mod checks;
mod dialogues;

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::embedded().expect("test data is sound"));

/// The dialogues of the corpus.
static DIALOGUES: LazyLock<Vec<Transcript>> = LazyLock::new(|| dialogues::dialogues(&KNOWLEDGE));

/// What scammers say, as the rules' own examples have it.
static SCAM_WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let stated = KNOWLEDGE.book.rules.iter().filter(|rule| rule.slot.is_stated());
    stated.flat_map(|rule| rule.hit.iter().map(String::as_str)).collect()
});

/// Those of [`SCAM_WORDS`] that report nothing when the person called says them.
static UNREPORTED: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let reports = |text: &&str| judged(&[said("Me", Side::Callee, text)]).statements.is_empty();
    SCAM_WORDS.iter().copied().filter(reports).collect()
});

const HARMLESS: [&str; 10] = [
    "Good morning.",
    "Yes, of course.",
    "I see, all right.",
    "Sorry, could you say that again?",
    "It has been raining here since Tuesday.",
    "That sounds lovely.",
    "Take your time.",
    "No, not at all.",
    "How was the garden this year?",
    "Well, that is a long story.",
];

const POLITE: [&str; 6] = [
    "All right.",
    "Thank you very much.",
    "Have a lovely day.",
    "Yes.",
    "That is kind of you.",
    "Goodbye then.",
];

fn said(speaker: &str, side: Side, text: &str) -> Utterance {
    let (speaker, text) = (speaker.to_owned(), text.to_owned());
    Utterance { speaker, side, text, start_ms: None, end_ms: None }
}

fn dialogue(utterances: &[Utterance]) -> Transcript {
    Transcript { id: None, form: Form::Dialogue, utterances: utterances.to_vec() }
}

fn judged(utterances: &[Utterance]) -> Judgement {
    judge(&dialogue(utterances), &Circumstances::default(), &KNOWLEDGE)
}

/// One thing said: scam words, harmless ones, words of the corpus, or anything at all.
fn words() -> impl Strategy<Value = String> {
    let corpus: Vec<&str> = DIALOGUES
        .iter()
        .flat_map(|call| call.utterances.iter().map(|utterance| utterance.text.as_str()))
        .collect();
    prop_oneof![
        4 => select(SCAM_WORDS.clone()).prop_map(str::to_owned),
        4 => select(corpus).prop_map(str::to_owned),
        1 => select(HARMLESS.as_slice()).prop_map(str::to_owned),
        1 => "\\PC{1,60}",
        1 => vec(select(SCAM_WORDS.clone()), 2..5).prop_map(|several| several.join(" ")),
    ]
}

fn speaker() -> impl Strategy<Value = (&'static str, Side)> {
    select(vec![
        ("Caller", Side::Caller),
        ("Me", Side::Callee),
        ("Anna", Side::Unknown),
        ("Ben", Side::Unknown),
        ("", Side::Unknown),
    ])
}

/// A call of a few turns, in any form and with any speakers.
fn call() -> impl Strategy<Value = Transcript> {
    let form = select(vec![Form::Dialogue, Form::Dialogue, Form::Notes, Form::Block]);
    let turn = (speaker(), words()).prop_map(|((label, side), text)| said(label, side, &text));
    (form, vec(turn, 1..9)).prop_map(|(form, utterances)| Transcript { id: None, form, utterances })
}

fn kinds(statements: &[Statement]) -> BTreeSet<(String, &str)> {
    statements.iter().map(|said| (said.slot.to_string(), said.value.as_str())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192,
        failure_persistence: None,
        // The gate is the same on every run; `make fuzz` is where chance belongs.
        rng_seed: RngSeed::Fixed(20_261_123),
        ..ProptestConfig::default()
    })]

    #[test]
    fn what_the_callee_says_never_makes_a_call_a_scam(
        turns in vec((select(HARMLESS.as_slice()), select(UNREPORTED.clone())), 1..8),
    ) {
        let both = |(caller, callee): &(&str, &str)| {
            [said("Caller", Side::Caller, caller), said("Me", Side::Callee, callee)]
        };
        let judgement = judged(&turns.iter().flat_map(both).collect::<Vec<_>>());
        prop_assert!(judgement.verdict.level < Level::Scam, "{:#?}", judgement.verdict);
        prop_assert_eq!(judgement.statements, Vec::new());
    }

    #[test]
    fn a_polite_turn_at_the_end_changes_no_statement(
        call in select(DIALOGUES.clone()),
        length in 1_usize..40,
        polite in select(POLITE.as_slice()),
        caller in any::<bool>(),
    ) {
        let mut turns = call.utterances[..length.min(call.utterances.len())].to_vec();
        let before = judged(&turns);
        let side = if caller { Side::Caller } else { Side::Callee };
        let spoke = turns.iter().rev().find(|turn| turn.side == side).map(|turn| &turn.speaker);
        turns.push(said(spoke.map_or("", String::as_str), side, polite));
        let after = judged(&turns);
        prop_assert_eq!(before.statements, after.statements);
        prop_assert_eq!(before.story_changes, after.story_changes);
    }

    #[test]
    fn reasons_add_up_and_quotes_stand_in_any_call(call in call()) {
        let judgement = judge(&call, &Circumstances::default(), &KNOWLEDGE);
        checks::adds_up(&judgement);
        checks::quotes_stand(&call, &judgement);
        for moment in &judgement.timeline {
            prop_assert!((0.0..=1.0).contains(&moment.probability));
        }
        prop_assert_eq!(judgement, judge(&call, &Circumstances::default(), &KNOWLEDGE));
    }

    #[test]
    fn live_equals_batch_after_every_turn(call in call()) {
        let mut live = LiveCall::new(call.form, Circumstances::default(), &KNOWLEDGE);
        for (turn, utterance) in call.utterances.iter().enumerate() {
            live.hear(utterance);
            let beginning =
                Transcript { utterances: call.utterances[..=turn].to_vec(), ..call.clone() };
            let batch = judge(&beginning, &Circumstances::default(), &KNOWLEDGE);
            prop_assert_eq!(live.judgement(), batch, "after turn {}", turn);
        }
    }

    #[test]
    fn a_block_split_into_turns_keeps_most_of_what_is_said(
        call in select(DIALOGUES.clone()),
        widths in vec(15_usize..40, 40),
    ) {
        let caller = call.utterances.iter().filter(|turn| turn.side == Side::Caller);
        let text: Vec<&str> = caller.map(|turn| turn.text.as_str()).collect();
        let whole = judged(&[said("Caller", Side::Caller, &text.join(" "))]);
        let joined = text.join(" ");
        let mut words = joined.split_whitespace();
        let mut turns = Vec::new();
        for width in widths {
            let part: Vec<&str> = words.by_ref().take(width).collect();
            if !part.is_empty() {
                turns.push(said("Caller", Side::Caller, &part.join(" ")));
            }
        }
        let split = judged(&turns);
        let (whole, split) = (kinds(&whole.statements), kinds(&split.statements));
        let kept = whole.intersection(&split).count();
        // In a call with little in it, three unlucky cuts can fall on most of it.
        let lost_max = (whole.len() / 2).max(3);
        prop_assert!(whole.len() - kept <= lost_max, "{whole:?} became {split:?}");
    }

    #[test]
    fn words_stand_where_they_say(text in any::<String>()) {
        let words = KNOWLEDGE.book.lexicon.spelling.words(&text);
        for (position, token) in words.tokens.iter().enumerate() {
            prop_assert!(token.from < token.to);
            prop_assert!(text.get(token.from as usize..token.to as usize).is_some());
            prop_assert!(!words.word(position).is_empty());
        }
    }

    #[test]
    fn any_text_is_a_pattern_or_refused(
        text in any::<String>(),
        likely in "[a-z(){}|?*. 0-9]{0,40}",
    ) {
        for text in [text, likely] {
            if let Err(message) = pattern::read(&text, &KNOWLEDGE.book.lexicon.spelling) {
                prop_assert!(!message.is_empty());
            }
        }
    }

    #[test]
    fn any_text_has_an_amount_or_none(
        text in any::<String>(),
        spoken in vec(select(vec![
            "one", "hundred", "thousand", "million", "billion", "and", "point", "9", "$1,000,000",
            "5k", "£", "99.99", "0", "999999999999999999999", "dollars", "cents", "oh", ".",
        ]), 0..30),
    ) {
        for text in [text, spoken.join(" ")] {
            if let Some(value) = amounts::value(&text, &KNOWLEDGE.book.lexicon.spelling) {
                prop_assert!(value >= 0.0, "{}: {}", text, value);
            }
        }
    }
}
