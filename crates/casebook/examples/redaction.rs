//! Prints how well the client's own is found in made-up calls:
//! `cargo run -p casebook --example redaction`, with `-- --wrong FILE` what went wrong in one file,
//! with `-- --calls FILE…` what is masked in calls of your own.

#[path = "../tests/redaction/measure.rs"]
mod measure;

use casebook::case::{Act, Call, Case};
use casebook::redaction::{Wishes, redact_by};
use evidence::knowledge::Knowledge;
use evidence::transcript::Transcript;
use jiff::Timestamp;
use measure::{Figures, folder, measure, rules};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|first| first == "--calls") {
        return arguments[1..].iter().for_each(|file| show(file));
    }
    let files = ["templates.toml", "written.toml", "held-out.toml"];
    let wrong = arguments.first().is_some_and(|first| first == "--wrong");
    let chosen = arguments.get(1).map(String::as_str);
    for file in files.iter().filter(|file| chosen.is_none_or(|chosen| chosen == **file)) {
        let figures = measure(&folder().join(file), &rules());
        print(file, &figures);
        if wrong {
            figures.wrong.iter().for_each(|line| say(&format!("  {line}")));
        }
    }
}

/// Prints every mask of the calls in a file, and the part of the words that is masked.
fn show(file: &str) {
    let knowledge = Knowledge::embedded().expect("built in");
    let bytes = std::fs::read(file).expect("a file of calls");
    let (mut words, mut masked) = (0, 0);
    let rules = rules();
    let reading = evidence::transcript::read(&bytes, &knowledge.reading);
    for found in &reading.calls {
        let mut case = Case::new(uuid::Uuid::nil(), Timestamp::UNIX_EPOCH);
        let Transcript { form, utterances, .. } = found.transcript.clone();
        words += utterances.iter().map(|said| said.text.split(' ').count()).sum::<usize>();
        let call = Call { form, utterances, ..Call::default() };
        case.apply(1, Timestamp::UNIX_EPOCH, Act::Call(Box::new(call))).expect("it fits");
        for mask in redact_by(&case, &Wishes::default(), &rules).masks {
            masked += mask.words.split(' ').count();
            let turn = mask.place.turn.unwrap_or_default();
            let said = &case.calls[0].value.utterances[turn].text;
            let before: String = said[..mask.from].chars().rev().take(40).collect();
            let before: String = before.chars().rev().collect();
            say(&format!("{:?} | {before}[{}] | {}", mask.kind, mask.words, mask.why));
        }
    }
    say(&format!("{file}: {} calls, {masked} of {words} words masked", reading.calls.len()));
}

fn print(file: &str, figures: &Figures) {
    say(&format!("{file}: {} calls and notes", figures.cases));
    for (kind, share) in &figures.recall {
        let kind = if kind == "=" { "caller's own, kept" } else { kind };
        say(&format!("  {kind:<20} {:>5} of {:>5}  {:.3}", share.found, share.all, share.part()));
    }
    for (name, share) in
        [("words masked rightly", figures.precision), ("other words that stayed", figures.stayed)]
    {
        say(&format!("  {name:<20} {:>5} of {:>5}  {:.3}", share.found, share.all, share.part()));
    }
}

#[expect(clippy::print_stdout, reason = "this is a command-line tool")]
fn say(line: &str) {
    println!("{line}");
}
