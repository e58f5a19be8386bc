//! The files of a pack that people read: the report, the transcripts, the judgements, the plan.

use evidence::judgement::{Judgement, Refutation, StoryChange, Strength};
use evidence::plain;
use evidence::transcript::{Form, Side, Utterance};
use jiff::Timestamp;

use super::files::{Files, call_folder, machine_folder};
use super::findings::found;
use super::{Contents, readme};
use crate::case::{Call, Case, Item};
use crate::chain::Change;
use crate::identifiers::{Whose, identifiers};
use crate::paper::{Block, Paper, pdf, text};
use crate::recovery::{Plan, StepShown, plan};

/// A line of the texts is at most so long, where a word allows it: a sheet holds it.
const COLUMNS: usize = 80;

/// All files of a pack that people read.
pub(super) fn files(contents: &Contents<'_>) -> Files {
    let mut files = Files::new();
    let mut add = |name: String, paper: &Paper| {
        files.insert(name, text(paper, COLUMNS).into_bytes());
    };
    add("README.txt".to_owned(), &readme::paper(contents));
    let report = report(contents);
    add("report.txt".to_owned(), &report);
    let plan = plan(contents.case, contents.recovery, contents.made.day);
    add("plan.txt".to_owned(), &planned(&plan));
    for call in &contents.case.calls {
        let folder = call_folder(call.number);
        add(format!("{folder}/transcript.txt"), &transcript(call));
        if let Some(judgement) = &call.value.judgement {
            add(format!("{folder}/judgement.txt"), &judged(call, judgement));
        }
    }
    for machine in &contents.case.machines {
        let name = format!("{}/report.txt", machine_folder(machine.number));
        add(name, &found(&machine.value));
    }
    // What is too long to print is there as text all the same.
    if let Ok(bytes) = pdf(&report) {
        files.insert("report.pdf".to_owned(), bytes);
    }
    let as_json = serde_json::to_vec_pretty(&plan).expect("a plan has only keys that are texts");
    files.insert("plan.json".to_owned(), as_json);
    files
}

pub(super) fn heading(text: &str) -> Block {
    Block::Heading { text: text.to_owned() }
}

pub(super) fn paragraph(text: String) -> Block {
    Block::Paragraph { text }
}

/// A heading and what stands below it; nothing where there is nothing.
pub(super) fn section(title: &str, items: Vec<String>) -> Vec<Block> {
    if items.is_empty() { Vec::new() } else { vec![heading(title), Block::List { items }] }
}

/// What happened, in the order in which whoever examines it needs it.
fn report(contents: &Contents<'_>) -> Paper {
    let case = contents.case;
    let mut blocks =
        vec![Block::Warning { text: readme::to_know(contents.standing)[0].to_owned() }];
    blocks.extend(about(case));
    blocks.extend(section("The calls", case.calls.iter().map(call_line).collect()));
    blocks.extend(section("What the callers can be known by", known_by(case)));
    let country = case.client.country.as_deref();
    let payments = case.payments.iter();
    let payments = payments.map(|each| {
        let paid = &each.value;
        let deceit = paid.deceit.map(|deceit| format!("; “{}”", deceit.words()));
        let words = crate::recovery::payment_words(paid, country);
        let to = paid.to_account.as_ref().map(|to| format!("; received by {to}"));
        let reference = paid.reference.as_ref().map(|number| format!("; number {number}"));
        [Some(words), deceit, to, reference].into_iter().flatten().collect::<String>()
    });
    blocks.extend(section("What was paid", payments.collect()));
    let notes = case.notes.iter().map(|note| {
        let whose = note.value.whose.as_deref().unwrap_or("Nobody says who");
        format!("{whose}, {}: {}", time(note.added), note.value.text)
    });
    blocks.extend(section("What people said about it", notes.collect()));
    let computers = case.machines.iter().map(|machine| {
        let folder = machine_folder(machine.number);
        format!("{}, added {}: see {folder}", machine.value.name, time(machine.added))
    });
    blocks.extend(section("Computers that were examined", computers.collect()));
    blocks.extend(section("Sessions that were found there", sessions(case)));
    let reports = case.reports.iter().map(|report| {
        let number = report.value.number.as_ref();
        let number = number.map_or_else(String::new, |number| format!(", number {number}"));
        let sent = report.value.sent.map_or_else(String::new, |day| format!(", sent {day}"));
        format!("{}{number}{sent}", report.value.to)
    });
    blocks.extend(section("Reports that were made", reports.collect()));
    let files = case.attachments.iter().map(|file| {
        let file = &file.value;
        format!("{}, {} bytes, SHA-256 {}", file.name, file.bytes, file.sha256)
    });
    blocks.extend(section("Files", files.collect()));
    blocks.extend(section("Who changed this case, and when", log(contents.changes)));
    Paper { title: format!("Report of the case: {}", or_untitled(&case.title)), blocks }
}

fn or_untitled(title: &str) -> &str {
    if title.is_empty() { "no title" } else { title }
}

/// Who it happened to and when it was taken down.
fn about(case: &Case) -> Vec<Block> {
    let client = &case.client;
    let field = |label: &str, value: &Option<String>| {
        let value = value.clone();
        value.map(|value| Block::Field { label: label.to_owned(), value: Some(value), hint: None })
    };
    let mut blocks = vec![heading("Who it happened to")];
    let fields = [
        ("Name", &client.name),
        ("Country", &client.country),
        ("Telephone", &client.phone),
        ("E-mail", &client.email),
        ("Address", &client.address),
        ("Circumstances", &client.circumstances),
        ("Reported by", &case.reporter.name),
    ];
    blocks.extend(fields.into_iter().filter_map(|(label, value)| field(label, value)));
    let happened: Vec<&str> = case.happened.iter().map(String::as_str).collect();
    let happened = (!happened.is_empty()).then(|| happened.join(", ").replace('-', " "));
    blocks.extend(field("What has happened", &happened));
    let kept = format!(
        "The case was opened on {} and last changed on {}.",
        time(case.opened),
        time(case.changed)
    );
    blocks.push(paragraph(kept));
    blocks
}

fn time(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M UTC").to_string()
}

fn call_line(call: &Item<Call>) -> String {
    let Item { number, value: call, .. } = call;
    let began = call.began.map_or_else(|| "time not known".to_owned(), time);
    let shown = call.number_shown.as_ref();
    let shown = shown.map_or_else(String::new, |shown| format!(", showed {shown}"));
    let given = match call.numbers_given.as_slice() {
        [] => String::new(),
        numbers => format!(", gave {}", numbers.join(" and ")),
    };
    let verdict = call.judgement.as_ref().map_or_else(String::new, |judgement| {
        let verdict = &judgement.verdict;
        let share = plain::out_of_hundred(verdict.probability);
        format!(": {}, {share} calls like this are scams", plain::in_words(verdict))
    });
    let cleared = if call.is_cleared { "; who followed it says that it was no scam" } else { "" };
    format!("Call {number}, {began}{shown}{given}{verdict}{cleared}")
}

/// Each thing once, with where it stands first.
fn known_by(case: &Case) -> Vec<String> {
    let mut lines = Vec::new();
    for one in identifiers(case).into_iter().filter(|one| one.whose == Whose::Caller) {
        let like = one.lookalike_of.map(|like| format!(" (looks like {})", like.brand));
        let line = format!("{}: {}{}", one.kind.words(), one.normal, like.unwrap_or_default());
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    let callers = case.callers.iter().map(|caller| &caller.value);
    for caller in callers {
        let names = [("Name", &caller.names), ("Works for", &caller.organisations)];
        let more = [("Number of staff or case", &caller.staff_ids), ("Address", &caller.addresses)];
        for (label, values) in names.into_iter().chain(more) {
            lines.extend(values.iter().map(|value| format!("{label}, as they said: {value}")));
        }
    }
    lines
}

fn sessions(case: &Case) -> Vec<String> {
    crate::recovery::sessions(case)
        .into_iter()
        .map(|session| {
            let partner = session.partner.map(|partner| format!("; the other side: {partner}"));
            let times = session.times.map(|times| format!(", {times}"));
            format!(
                "{}{}{}",
                session.tool_name,
                times.unwrap_or_default(),
                partner.unwrap_or_default()
            )
        })
        .collect()
}

fn log(changes: &[Change]) -> Vec<String> {
    let line = |change: &Change| {
        let deed = change.read().map_or_else(|_| "cannot be read".to_owned(), |act| act.deed());
        format!("{}. {}, {}: {deed}", change.number, time(change.at), change.by)
    };
    changes.iter().map(line).collect()
}

fn transcript(call: &Item<Call>) -> Paper {
    let Item { number, value: call, .. } = call;
    let mut lines = vec![call_line(&Item {
        number: *number,
        added: Timestamp::UNIX_EPOCH,
        value: call.clone(),
    })];
    if call.form == Form::Notes {
        lines.push("This was written down from memory after the call.".to_owned());
    }
    let mut blocks = vec![Block::Lines { lines }];
    let said = call.utterances.iter().enumerate();
    blocks.extend(said.map(|(turn, said)| paragraph(spoken(turn, said))));
    Paper { title: format!("What was said in call {number}"), blocks }
}

fn spoken(turn: usize, said: &Utterance) -> String {
    let side = match said.side {
        Side::Caller => "the caller's side",
        Side::Callee => "the person called",
        Side::Unknown => "side not known",
    };
    let at = said.start_ms.map_or_else(String::new, |ms| {
        let seconds = ms / 1000;
        format!(" at {}:{:02}", seconds / 60, seconds % 60)
    });
    let speaker = if said.speaker.is_empty() { side } else { &said.speaker };
    let side = if said.speaker.is_empty() { String::new() } else { format!(", {side}") };
    format!("[{}{at}] {speaker}{side}: {}", turn + 1, said.text)
}

/// What a call was judged to be, with the reasons that add up to it.
fn judged(call: &Item<Call>, judgement: &Judgement) -> Paper {
    let verdict = &judgement.verdict;
    let share = plain::out_of_hundred(verdict.probability);
    let words = format!(
        "{} Of calls like this one, {share} are scams by the program's reckoning; it may be wrong.",
        plain::sentence(verdict, Form::Notes)
    );
    let mut blocks = vec![paragraph(words)];
    let reasons = verdict.reasons.iter().map(|reason| {
        let quote = match (reason.turn, reason.quote.as_str()) {
            (Some(turn), quote) if !quote.is_empty() => format!(" (turn {}: “{quote}”)", turn + 1),
            _ => String::new(),
        };
        format!("{:+.2}: {}{quote}", reason.weight, reason.title)
    });
    let title = "Why: what each reason adds to the natural log-odds, or takes from them";
    blocks.extend(section(title, reasons.collect()));
    blocks.push(paragraph(format!("Together: {:+.2}.", verdict.log_odds)));
    blocks.extend(section(
        "Where the story changed",
        judgement.story_changes.iter().map(changed).collect(),
    ));
    blocks.extend(section(
        "What was said that does not hold",
        judgement.refutations.iter().map(refuted).collect(),
    ));
    Paper { title: format!("What call {} shows", call.number), blocks }
}

fn changed(change: &StoryChange) -> String {
    let (first, then) = (&change.a, &change.b);
    format!(
        "{} First (turn {}): “{}”. Then (turn {}): “{}”.",
        change.why,
        first.turn + 1,
        first.quote,
        then.turn + 1,
        then.quote
    )
}

fn refuted(refutation: &Refutation) -> String {
    let source = &refutation.source;
    let strength = match refutation.strength {
        Strength::Refutes => "not true",
        Strength::Undermines => "proves nothing",
        Strength::Context => "good to know",
    };
    let exceptions = match refutation.exceptions.as_str() {
        "" => String::new(),
        exceptions => format!(" Exceptions: {exceptions}"),
    };
    format!(
        "“{}” (turn {}): {strength}. {}{exceptions} Source: {}, {}, {}, read on {}.",
        refutation.quote,
        refutation.turn + 1,
        refutation.says,
        source.publisher,
        source.title,
        source.address,
        source.checked
    )
}

/// The plan with what is done and what is not.
fn planned(plan: &Plan) -> Paper {
    let mut blocks = vec![Block::Warning { text: plan.notice.clone() }];
    blocks.extend(plan.notes.iter().map(|note| paragraph(note.clone())));
    let asked = plan.questions.iter().map(|question| question.ask.clone());
    blocks.extend(section("Not known yet", asked.collect()));
    blocks.extend(section("Steps", plan.steps.iter().map(step).collect()));
    for money in &plan.money {
        let rights = money.cases.iter().flat_map(|branch| &branch.rights);
        let clocks = rights.flat_map(|right| {
            right
                .clocks
                .iter()
                .map(|clock| format!("{}: {}. {}", right.title, clock.words, clock.act))
        });
        let title = format!("The money: {}", money.words);
        let mut clocks: Vec<String> = clocks.collect();
        clocks.extend(money.notes.clone());
        blocks.extend(section(&title, clocks));
    }
    Paper { title: format!("What was to be done on {}", plan.today), blocks }
}

fn step(step: &StepShown) -> String {
    let done = match &step.done {
        None => "open".to_owned(),
        Some(done) => {
            let by = done.by.as_ref().map_or_else(String::new, |by| format!(" by {by}"));
            let note = done.note.as_ref().map_or_else(String::new, |note| format!(": {note}"));
            format!("done {}{by}{note}", time(done.at))
        }
    };
    format!("[{done}] {}: {}", step.title, step.acts.join(" "))
}
