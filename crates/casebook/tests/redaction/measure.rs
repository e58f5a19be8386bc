//! How well the client's own is found: made-up calls with marks around what must be masked, and the
//! figures of what was. Shared by the test that holds the figures and the program that prints them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use casebook::case::{Act, Call, Case, Client, Note};
use casebook::passages::{Field, Place};
use casebook::redaction::{Redacted, Rules, Wishes, redact_by};
use evidence::knowledge::Files;
use evidence::transcript::{Form, Side, Utterance};
use jiff::Timestamp;
use serde::Deserialize;

/// A file of calls, or of templates from which calls are made.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default, rename = "case")]
    cases: Vec<Entry>,
    #[serde(default, rename = "template")]
    templates: Vec<Entry>,
    #[serde(default)]
    values: BTreeMap<String, Vec<String>>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: Option<String>,
    phone: Option<String>,
    email: Option<String>,
    address: Option<String>,
    country: Option<String>,
    said: String,
}

/// From each template so many calls are made.
const MADE_PER_TEMPLATE: usize = 15;

/// What must be masked, or stay.
#[derive(Debug)]
struct Gold {
    kind: String,
    from: usize,
    to: usize,
}

/// A call with what must be masked in each of its texts.
#[derive(Debug)]
struct Sample {
    case: Case,
    texts: Vec<(Place, String, Vec<Gold>)>,
}

/// Figures of one kind.
#[derive(Debug, Default, Clone, Copy)]
pub struct Share {
    /// How many there are.
    pub all: usize,
    /// How many are masked to the last letter.
    pub found: usize,
}

impl Share {
    /// The part that was found, 0 to 1.
    #[expect(clippy::cast_precision_loss, reason = "counts are small")]
    pub fn part(self) -> f64 {
        if self.all == 0 { 1.0 } else { self.found as f64 / self.all as f64 }
    }
}

/// What was measured.
#[derive(Debug, Default)]
pub struct Figures {
    pub cases: usize,
    /// By kind; what belongs to the caller stands under `=` and counts as found where it stayed.
    pub recall: BTreeMap<String, Share>,
    /// Masked words, and those of them that had to be masked.
    pub precision: Share,
    /// Words that had to stay, and those of them that stayed.
    pub stayed: Share,
    /// What went wrong, in words.
    pub wrong: Vec<String>,
}

/// The folder of the calls.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../corpus/redaction")
}

/// The rules as they stand in the project, built in or not.
pub fn rules() -> Rules {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Files::default();
    let folder = std::fs::read_dir(root.join("rules/redaction")).expect("the rules");
    let names = folder.map(|entry| entry.expect("a file").file_name());
    let below = names.map(|name| format!("rules/redaction/{}", name.to_string_lossy()));
    for name in below.chain(["rules/words.toml".to_owned(), "rules/common.txt".to_owned()]) {
        let text = std::fs::read_to_string(root.join(&name)).expect("a file of rules");
        files.insert(name, text);
    }
    Rules::read(&files).expect("rules that can be read")
}

/// Measures all calls of a file.
pub fn measure(path: &Path, rules: &Rules) -> Figures {
    let text = std::fs::read_to_string(path).expect("a file of calls");
    let file: File = toml::from_str(&text).expect("calls as written.toml explains them");
    let made = made(&file.templates, &file.values);
    let mut figures = Figures::default();
    for entry in file.cases.iter().chain(&made) {
        let sample = sample(entry);
        let redacted = redact_by(&sample.case, &Wishes::default(), rules);
        figures.cases += 1;
        compare(&sample, &redacted, &mut figures);
    }
    figures
}

/// The calls that templates make: each takes the next value of every list.
fn made(templates: &[Entry], values: &BTreeMap<String, Vec<String>>) -> Vec<Entry> {
    let mut made = Vec::new();
    for (number, template) in templates.iter().enumerate() {
        for turn in 0..MADE_PER_TEMPLATE {
            let fill = |text: &String| {
                let mut text = text.clone();
                for (name, list) in values {
                    let mut next = number + turn;
                    while let Some(at) = text.find(&format!("{{{name}}}")) {
                        let repeats = matches!(name.as_str(), "quarter");
                        let value = &list[next % list.len()];
                        text.replace_range(at..at + name.len() + 2, value);
                        next += usize::from(repeats);
                    }
                }
                text
            };
            let fill_known = |text: &Option<String>| text.as_ref().map(fill);
            made.push(Entry {
                name: fill_known(&template.name),
                phone: fill_known(&template.phone),
                email: fill_known(&template.email),
                address: fill_known(&template.address),
                country: template.country.clone(),
                said: fill(&template.said),
            });
        }
    }
    made
}

fn sample(entry: &Entry) -> Sample {
    let at = Timestamp::UNIX_EPOCH;
    let mut case = Case::new(uuid::Uuid::nil(), at);
    let mut texts = Vec::new();
    let mut call = Call::default();
    let mut notes = Vec::new();
    for line in entry.said.lines().filter(|line| !line.is_empty()) {
        let (who, marked) = line.split_once(": ").expect("who speaks, and what");
        let (text, gold) = unmarked(marked);
        let (part, field, turn) = match who {
            "N" => (2 + notes.len() as u64, Field::Note, None),
            _ => (1, Field::Said, Some(call.utterances.len())),
        };
        texts.push((Place { part: Some(part), field, turn }, text.clone(), gold));
        let side = match who {
            "C" => Side::Caller,
            "V" => Side::Callee,
            "B" => {
                call.form = Form::Block;
                Side::Unknown
            }
            _ => {
                notes.push(Note { whose: None, text });
                continue;
            }
        };
        let speaker = String::new();
        call.utterances.push(Utterance { speaker, side, text, start_ms: None, end_ms: None });
    }
    let client = Client {
        name: entry.name.clone(),
        country: entry.country.clone(),
        phone: entry.phone.clone(),
        email: entry.email.clone(),
        address: entry.address.clone(),
        ..Client::default()
    };
    case.client = client;
    case.apply(1, at, Act::Call(Box::new(call))).expect("it fits");
    for (number, note) in (2..).zip(notes) {
        case.apply(number, at, Act::Note(note)).expect("it fits");
    }
    Sample { case, texts }
}

/// A text without its marks, and what they marked.
fn unmarked(marked: &str) -> (String, Vec<Gold>) {
    let (mut text, mut gold) = (String::new(), Vec::new());
    let mut rest = marked;
    while let Some((before, after)) = rest.split_once('[') {
        let (mark, behind) = after.split_once(']').expect("a mark that ends");
        let (kind, words) = mark.split_once('|').expect("a kind and words");
        text.push_str(before);
        let from = text.len();
        text.push_str(words);
        gold.push(Gold { kind: kind.to_owned(), from, to: text.len() });
        rest = behind;
    }
    text.push_str(rest);
    (text, gold)
}

fn compare(sample: &Sample, redacted: &Redacted, figures: &mut Figures) {
    for (place, text, gold) in &sample.texts {
        let masks: Vec<_> = redacted.masks.iter().filter(|mask| mask.place == *place).collect();
        let masked = |byte: usize| masks.iter().any(|mask| mask.from <= byte && byte < mask.to);
        let words = |from: usize, to: usize| {
            let letters = text[from..to].char_indices();
            letters.filter(|(_, letter)| letter.is_alphanumeric()).map(move |(at, _)| from + at)
        };
        for one in gold {
            let keep = one.kind == "=";
            let found = if keep {
                !words(one.from, one.to).any(masked)
            } else {
                words(one.from, one.to).all(masked)
            };
            let share = figures.recall.entry(one.kind.clone()).or_default();
            share.all += 1;
            share.found += usize::from(found);
            if !found {
                let what = if keep { "masked" } else { "left" };
                let words = &text[one.from..one.to];
                figures.wrong.push(format!("{what} {} `{words}` in: {text}", one.kind));
            }
        }
        let wanted = |byte: usize| {
            gold.iter().any(|one| one.kind != "=" && one.from <= byte && byte < one.to)
        };
        for (from, to) in word_spans(text) {
            let (is, should) = (masked(from), wanted(from));
            figures.precision.all += usize::from(is);
            figures.precision.found += usize::from(is && should);
            figures.stayed.all += usize::from(!should);
            figures.stayed.found += usize::from(!is && !should);
            if is && !should {
                let mask = masks.iter().find(|mask| mask.from <= from && from < mask.to);
                let why = mask.map_or("", |mask| mask.why.as_str());
                figures.wrong.push(format!("too much `{}` ({why}) in: {text}", &text[from..to]));
            }
        }
    }
}

/// The words of a text, by their bytes.
fn word_spans(text: &str) -> Vec<(usize, usize)> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for (at, letter) in text.char_indices().filter(|(_, letter)| letter.is_alphanumeric()) {
        match spans.last_mut().filter(|last| last.1 == at) {
            Some(last) => last.1 = at + letter.len_utf8(),
            None => spans.push((at, at + letter.len_utf8())),
        }
    }
    spans
}
