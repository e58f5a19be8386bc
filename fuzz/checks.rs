//! What must hold for anything that strangers send. The fuzz targets and the tests that need no
//! fuzzer (`crates/evidence/tests/hostile.rs`) run the same two checks.

use std::sync::LazyLock;

use evidence::judge::{Circumstances, judge};
use evidence::judgement::Judgement;
use evidence::knowledge::{Files, Knowledge};
use evidence::lexicon::ClassFile;
use evidence::rulebook::{RuleBook, Sources};
use evidence::rules::Rule;
use evidence::transcript::{Transcript, read};

const SOUND: &str = "the built-in knowledge is sound";
static KNOWLEDGE: LazyLock<Knowledge> = LazyLock::new(|| Knowledge::embedded().expect(SOUND));
static FILES: LazyLock<Files> = LazyLock::new(Files::embedded);

/// All classes, by their paths.
static CLASSES: LazyLock<Vec<(String, ClassFile)>> = LazyLock::new(|| {
    let classes = FILES.each("rules/classes/");
    classes.map(|(path, class)| (path.to_owned(), class.expect(SOUND))).collect()
});

/// Bytes of any kind are read and judged without a panic, and the reasons add up.
pub fn transcript(bytes: &[u8]) {
    let circumstances = Circumstances::default();
    for call in read(bytes, &KNOWLEDGE.reading).calls {
        let judgement = judge(&call.transcript, &circumstances, &KNOWLEDGE);
        adds_up(&judgement);
        quotes_stand(&call.transcript, &judgement);
    }
}

/// A text of any kind is read as a rule, compiled and proven without a panic.
pub fn rule(text: &str) {
    let Ok(rule) = toml::from_str::<Rule>(text) else { return };
    let (book, problems) = RuleBook::new(Sources {
        spelling: FILES.read("rules/words.toml").expect(SOUND),
        common: FILES.text("rules/common.txt").expect(SOUND).to_owned(),
        classes: classes(text),
        acts: toml::from_str("act = []").expect("a list of no acts"),
        marks: (String::new(), Vec::new()),
        rules: vec![(String::new(), rule)],
    });
    assert_eq!(book.rules.len() + problems.len(), 1, "a rule is filed or refused");
    for number in 0..book.rules.len() {
        let failures = book.prove(number);
        let examples = book.rules[number].hit.len() + book.rules[number].miss.len();
        assert!(failures.len() <= examples);
    }
}

/// The classes that a rule may need; all of them would make each round slow.
fn classes(rule: &str) -> Vec<(String, ClassFile)> {
    let named = |class: &ClassFile| rule.contains(&class.id);
    let mut wanted: Vec<&str> = Vec::new();
    let mut found: Vec<&str> =
        CLASSES.iter().filter(|(_, class)| named(class)).map(|(_, class)| &*class.id).collect();
    while let Some(id) = found.pop().filter(|_| wanted.len() < CLASSES.len()) {
        if wanted.contains(&id) {
            continue;
        }
        wanted.push(id);
        let included = CLASSES.iter().filter(|(_, class)| class.id == id);
        found.extend(included.flat_map(|(_, class)| class.includes.iter().map(String::as_str)));
    }
    CLASSES.iter().filter(|(_, class)| wanted.contains(&&*class.id)).cloned().collect()
}

/// The probability is one, and the weights of the reasons add up to the log-odds.
pub fn adds_up(judgement: &Judgement) {
    let verdict = &judgement.verdict;
    assert!((0.0..=1.0).contains(&verdict.probability), "{}", verdict.probability);
    let sum: f64 = verdict.reasons.iter().map(|reason| reason.weight).sum();
    assert!((sum - verdict.log_odds).abs() < 1e-9, "{sum} is not {}", verdict.log_odds);
}

/// Every quote is a run of its turn's own words.
pub fn quotes_stand(transcript: &Transcript, judgement: &Judgement) {
    let said = judgement.statements.iter().map(|said| (said.turn, &said.quote));
    let changes = judgement.story_changes.iter().flat_map(|change| [&change.a, &change.b]);
    let reasons = judgement.verdict.reasons.iter();
    let quotes = said
        .chain(changes.map(|quote| (quote.turn, &quote.quote)))
        .chain(judgement.refutations.iter().map(|found| (found.turn, &found.quote)))
        .chain(reasons.filter_map(|reason| Some((reason.turn?, &reason.quote))));
    for (turn, quote) in quotes {
        assert!(!quote.is_empty(), "an empty quote at turn {turn}");
        let text = &transcript.utterances[turn].text;
        assert!(text.contains(quote), "turn {turn}: `{quote}` is not in `{text}`");
    }
}
