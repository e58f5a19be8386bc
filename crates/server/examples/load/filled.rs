//! A casebook full of invented cases. The calls are those of the corpus, each with another name,
//! number and reference in it; a case is put in whole, as a backup would put it.

use std::fmt::Write as _;
use std::time::Instant;

use anyhow::{Context as _, Result};
use casebook::case::{Act, Call, Client, Note};
use casebook::chain::{Change, origin};
use casebook::store::{Address, Casebook};
use evidence::judge::{Circumstances, judge};
use evidence::judgement::Judgement;
use evidence::transcript::{Transcript, read_text};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use uuid::Uuid;

use crate::measured::say;
use crate::served::KNOWLEDGE;

/// How much is put in.
#[derive(Debug, Clone, Copy)]
pub struct Size {
    /// So many cases.
    pub cases: usize,
    /// So many calls in each.
    pub calls: usize,
}

/// When the first case was opened.
const FIRST: &str = "2024-01-01T08:00:00Z";
/// Names that stand in the cases in turn.
const NAMES: [&str; 8] = [
    "Ada Sorensen",
    "Émile Zöllner",
    "Hugo Lindqvist",
    "Marta Kowalska",
    "Noor Haddad",
    "Olive Brannigan",
    "Piet de Vries",
    "Rosa Iglesias",
];

/// A call of the corpus.
#[derive(Debug, Deserialize)]
struct Sample {
    call: String,
}

/// A call that is put in again and again.
struct Pattern {
    transcript: Transcript,
    judgement: Judgement,
}

/// Fills a casebook, and says how long it took.
///
/// # Errors
/// When the corpus cannot be read, or the casebook cannot be written.
pub async fn fill(address: &Address, size: Size) -> Result<()> {
    let patterns = patterns()?;
    let book = Casebook::open(address).await?;
    let begun = Instant::now();
    for number in 0..size.cases {
        let id = Uuid::now_v7();
        let changes = changes(id, (number, size.calls), &patterns)?;
        book.insert(id, &changes).await?;
    }
    book.close().await;
    let (cases, calls) = (size.cases, size.cases * size.calls);
    say(&format!("filled with {cases} cases and {calls} calls in {:.0?}", begun.elapsed()));
    Ok(())
}

fn patterns() -> Result<Vec<Pattern>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../corpus/calls");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder)?.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "toml"));
    paths.sort();
    let mut patterns = Vec::new();
    for path in paths {
        let sample: Sample = toml::from_str(&std::fs::read_to_string(path)?)?;
        let calls = read_text(&sample.call, &KNOWLEDGE.reading).calls;
        let transcript = calls.into_iter().next().context("a call")?.transcript;
        let judgement = judge(&transcript, &Circumstances::default(), &KNOWLEDGE);
        patterns.push(Pattern { transcript, judgement });
    }
    Ok(patterns)
}

/// The changes of one case: its opening, its client, a note, and its calls.
fn changes(id: Uuid, (number, calls): (usize, usize), of: &[Pattern]) -> Result<Vec<Change>> {
    let name = NAMES[number % NAMES.len()];
    let telephone = format!("01632 {:06}", 960_000 + number % 1_000);
    let client = Client {
        name: Some(format!("{name} {number}")),
        country: Some("GB".to_owned()),
        phone: Some(telephone.clone()),
        ..Client::default()
    };
    let note = format!("{name} rang us about reference R{number:06}; call back on {telephone}.");
    let mut acts = vec![
        Act::Opened { title: format!("{name}, the call about R{number:06}") },
        Act::Client(client),
        Act::Note(Note { whose: Some(name.to_owned()), text: note }),
    ];
    for call in 0..calls {
        let pattern = &of[(number * calls + call) % of.len()];
        let mut utterances = pattern.transcript.utterances.clone();
        if let Some(last) = utterances.last_mut() {
            let _ = write!(last.text, " Your reference is R{number:06} {call}.");
        }
        acts.push(Act::Call(Box::new(Call {
            form: pattern.transcript.form,
            utterances,
            // A judgement is many times as large as what was said; one a case is what is opened.
            judgement: (call == 0).then(|| pattern.judgement.clone()),
            number_shown: Some(telephone.clone()),
            ..Call::default()
        })));
    }
    let begin: Timestamp = FIRST.parse()?;
    let begin = begin + SignedDuration::from_mins(i64::try_from(number)?);
    let (mut previous, mut all) = (origin(id), Vec::new());
    for (place, act) in (0_u64..).zip(&acts) {
        let at = begin + SignedDuration::from_secs(i64::try_from(place)?);
        let change = Change::new(place + 1, at, "load", act, &previous);
        previous.clone_from(&change.hash);
        all.push(change);
    }
    Ok(all)
}
