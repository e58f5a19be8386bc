//! Every call of the corpus gets the judgement that it is said to get.

use std::path::{Path, PathBuf};

use evidence::judge::{Circumstances, LiveCall, judge};
use evidence::judgement::{Judgement, Level, StoryChange};
use evidence::knowledge::Knowledge;
use evidence::rules::Slot;
use evidence::transcript::{Form, Transcript, read_text};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CorpusCall {
    id: String,
    #[allow(dead_code)]
    title: String,
    label: String,
    #[allow(dead_code)]
    kind: String,
    form: Form,
    context: Option<String>,
    country: Option<String>,
    call: String,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    at_least: Option<Level>,
    at_most: Option<Level>,
    #[serde(default)]
    must: Vec<Wanted>,
    #[serde(default)]
    never: Vec<Wanted>,
    #[serde(default)]
    changes: Vec<Change>,
    #[serde(default)]
    refutations: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    slot: Slot,
    value: String,
    quote: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Change {
    slot: Slot,
    kind: String,
    a: String,
    b: String,
}

fn corpus() -> Vec<CorpusCall> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/calls");
    let entries = std::fs::read_dir(folder).expect("corpus/calls is there");
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let text = std::fs::read_to_string(path).expect("the call can be read");
        let call: CorpusCall =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(path.file_stem().and_then(|stem| stem.to_str()), Some(call.id.as_str()));
        call
    };
    paths.iter().map(read).collect()
}

fn transcript(call: &CorpusCall, knowledge: &Knowledge) -> Transcript {
    let mut reading = read_text(&call.call, &knowledge.reading);
    assert_eq!(reading.calls.len(), 1, "{}", call.id);
    let transcript = reading.calls.remove(0).transcript;
    assert_eq!(transcript.form, call.form, "{}: the form is not recognised", call.id);
    transcript
}

fn circumstances(call: &CorpusCall) -> Circumstances {
    let (context, country) = (call.context.clone(), call.country.clone());
    Circumstances { context, country, ..Circumstances::default() }
}

/// Whether one text holds the other, letter case and white space aside.
fn overlap(one: &str, other: &str) -> bool {
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    let (one, other) = (plain(one), plain(other));
    one.contains(&other) || other.contains(&one) || shares_words(&one, &other)
}

/// Whether two quotes share half of the words of the shorter one.
fn shares_words(one: &str, other: &str) -> bool {
    let words: Vec<&str> = one.split(' ').collect();
    let others: Vec<&str> = other.split(' ').collect();
    let shared = words.iter().filter(|word| others.contains(word)).count();
    shared * 2 >= words.len().min(others.len())
}

fn failures(call: &CorpusCall, judgement: &Judgement) -> Vec<String> {
    let mut failures = Vec::new();
    let level = judgement.verdict.level;
    if call.expect.at_least.is_some_and(|least| level < least)
        || call.expect.at_most.is_some_and(|most| level > most)
    {
        let probability = judgement.verdict.probability;
        failures.push(format!("level is {} ({probability:.2})", level.id()));
    }
    for must in &call.expect.must {
        let found = judgement.statements.iter().any(|said| {
            said.slot == must.slot
                && (must.slot == Slot::Amount || said.value == must.value)
                && must.quote.as_ref().is_none_or(|quote| overlap(quote, &said.quote))
        });
        if !found {
            failures.push(format!("missing {}={} | {:?}", must.slot, must.value, must.quote));
        }
    }
    for never in &call.expect.never {
        let wrong = judgement
            .statements
            .iter()
            .find(|said| said.slot == never.slot && said.value == never.value);
        if let Some(wrong) = wrong {
            let (via, quote) = (&wrong.via, &wrong.quote);
            failures.push(format!("never {}={} | {via} | {quote}", never.slot, never.value));
        }
    }
    let same = |want: &Change, got: &StoryChange| {
        got.slot == want.slot
            && got.kind.id() == want.kind
            && overlap(&want.a, &got.a.quote)
            && overlap(&want.b, &got.b.quote)
    };
    for want in &call.expect.changes {
        if !judgement.story_changes.iter().any(|got| same(want, got)) {
            failures
                .push(format!("no change {} {} | {} | {}", want.slot, want.kind, want.a, want.b));
        }
    }
    for got in &judgement.story_changes {
        if !call.expect.changes.iter().any(|want| same(want, got)) {
            let (a, b) = (&got.a.quote, &got.b.quote);
            failures.push(format!("invented change {} {} | {a} | {b}", got.slot, got.kind.id()));
        }
    }
    for fact in &call.expect.refutations {
        if !judgement.refutations.iter().any(|refutation| refutation.fact == *fact) {
            failures.push(format!("not refuted by {fact}"));
        }
    }
    failures
}

#[test]
fn every_call_gets_its_judgement() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut report = String::new();
    for call in corpus() {
        let judgement = judge(&transcript(&call, &knowledge), &circumstances(&call), &knowledge);
        for failure in failures(&call, &judgement) {
            report.push_str(&format!("{} ({}): {failure}\n", call.id, call.label));
        }
    }
    assert!(report.is_empty(), "\n{report}");
}

#[test]
fn live_equals_batch_after_every_utterance() {
    let knowledge = Knowledge::embedded().unwrap();
    for call in corpus() {
        let whole = transcript(&call, &knowledge);
        let mut live = LiveCall::new(whole.form, circumstances(&call), &knowledge);
        for (turn, utterance) in whole.utterances.iter().enumerate() {
            live.hear(utterance);
            let beginning = Transcript {
                id: None,
                form: whole.form,
                utterances: whole.utterances[..=turn].to_vec(),
            };
            let batch = judge(&beginning, &circumstances(&call), &knowledge);
            assert_eq!(live.judgement(), batch, "{} after turn {turn}", call.id);
        }
    }
}

#[test]
fn reasons_add_up_to_the_log_odds_and_every_quote_stands_in_the_call() {
    let knowledge = Knowledge::embedded().unwrap();
    for call in corpus() {
        let transcript = transcript(&call, &knowledge);
        let judgement = judge(&transcript, &circumstances(&call), &knowledge);
        let sum: f64 = judgement.verdict.reasons.iter().map(|reason| reason.weight).sum();
        assert!((sum - judgement.verdict.log_odds).abs() < 1e-9, "{}", call.id);
        let last = judgement.timeline.last().unwrap().probability;
        assert!((last - judgement.verdict.probability).abs() < 1e-3, "{}", call.id);
        let quotes = judgement.statements.iter().map(|said| (said.turn, &said.quote));
        let changes = judgement.story_changes.iter();
        let changed = changes.flat_map(|change| [&change.a, &change.b]);
        let changed = changed.map(|quote| (quote.turn, &quote.quote));
        let reasons = judgement.verdict.reasons.iter();
        let reasons = reasons.filter_map(|reason| Some((reason.turn?, &reason.quote)));
        for (turn, quote) in quotes.chain(changed).chain(reasons) {
            assert!(!quote.is_empty(), "{}: an empty quote at turn {turn}", call.id);
            assert!(transcript.utterances[turn].text.contains(quote), "{}: {quote}", call.id);
        }
    }
}

/// A defect: notes of a call that was over were answered with "Hang up now".
#[test]
fn notes_get_the_advice_for_afterwards() {
    let knowledge = Knowledge::embedded().unwrap();
    let mut recorded = 0;
    for call in corpus().iter().filter(|call| call.form == Form::Notes) {
        let judgement = judge(&transcript(call, &knowledge), &circumstances(call), &knowledge);
        let advice = &judgement.advice;
        let too_late = |text: &&String| text.to_lowercase().contains("hang up");
        let mut told = advice.do_now.iter().chain(&advice.stop);
        assert_eq!(told.find(too_late), None, "{}", call.id);
        assert_eq!(advice.ask_next, None, "{}: nobody is there to answer", call.id);
        let afterwards = |step: &&String| step.starts_with("Write down the number");
        recorded += advice.do_now.iter().filter(afterwards).count();
    }
    assert!(recorded > 0, "nobody is told to write down what was said");
}
