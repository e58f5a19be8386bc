//! `hangup facts`: the facts that speak against statements, shown and checked.

use std::io::Write;

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use evidence::facts::{self, Bearing, Fact, Standing, WORLD};
use evidence::judgement::Strength;
use evidence::knowledge::{Files, Knowledge, Rules, Vocabulary};
use evidence::rules::Slot;
use jiff::civil::Date;
use serde_json::{Value, json};

use super::rules::knows;
use crate::knowledge::{KnowledgeArguments, one_line};
use crate::outcome::Outcome;
use crate::page::{Page, counted, width};
use crate::{country, suggest};

/// The arguments of `hangup facts`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, arg_required_else_help = true)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
    /// Print JSON
    #[arg(long, global = true)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  hangup facts list
  hangup facts show microsoft-makes-no-unsolicited-calls
  hangup facts check                      Is any of them due to be looked at again?
  hangup facts check --strict             The same, and exit with 1 if one is

Exit codes: 0 done; 1 a check failed; 2 bad input or wrong usage.";

#[derive(Debug, Subcommand)]
enum Action {
    /// List all facts by topic
    List,
    /// Show one fact with its source
    Show {
        /// The fact's id
        id: String,
    },
    /// Check every fact; one that is due to be looked at again is a warning
    Check {
        /// Exit with 1 on warnings too
        #[arg(long)]
        strict: bool,
        /// The day to compare with, YYYY-MM-DD; otherwise today
        #[arg(long, value_name = "DATE")]
        today: Option<Date>,
    },
}

/// A fact with its file.
type Filed = (String, Fact);

/// Runs one of the actions.
///
/// # Errors
/// When the knowledge cannot be loaded, or there is no such fact.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let files = arguments.knowledge.files()?;
    let mut facts: Vec<Filed> = Vec::new();
    let mut broken = Vec::new();
    for (path, fact) in facts::read(&files) {
        match fact {
            Ok(fact) => facts.push((path.to_owned(), fact)),
            Err(problem) => broken.push(one_line(&problem)),
        }
    }
    let mut out = anstream::stdout().lock();
    match &arguments.action {
        Action::List => list(&facts, arguments.json, &mut out)?,
        Action::Show { id } => show(&facts, id, arguments.json, &mut out)?,
        Action::Check { strict, today } => {
            let today = today.unwrap_or_else(|| jiff::ZonedDateTime::now().date());
            let mut checked = check(&files, &facts, today)?;
            checked.failures.splice(0..0, broken);
            checked.report(arguments.json, &mut out)?;
            return Ok(Outcome::failed_if(checked.is_failed(*strict)));
        }
    }
    Ok(Outcome::Done)
}

fn topic(path: &str) -> &str {
    path.split('/').nth(1).unwrap_or_default()
}

fn list(facts: &[Filed], json: bool, out: &mut dyn Write) -> Result<()> {
    if json {
        let values: Vec<Value> = facts.iter().map(as_json).collect();
        serde_json::to_writer_pretty(&mut *out, &values)?;
        return Ok(writeln!(out)?);
    }
    let mut page = Page::new(width());
    let mut last = "";
    for (path, fact) in facts {
        if topic(path) != last {
            last = topic(path);
            page.heading(last);
        }
        let places = fact.jurisdiction.join(", ");
        page.item("  ", "", &format!("{}: {} ({places})", fact.id, fact.title));
    }
    page.gap();
    page.line(&counted(facts.len(), "fact", "facts"));
    Ok(out.write_all(page.into_text().as_bytes())?)
}

fn as_json((path, fact): &Filed) -> Value {
    let bears_on = fact.bears_on.iter().map(|bearing| {
        json!({
            "slot": bearing.slot,
            "value": bearing.value,
            "together_with": bearing.together_with,
            "details": bearing.details,
            "not_when": bearing.not_when,
        })
    });
    json!({
        "id": fact.id,
        "topic": topic(path),
        "title": fact.title,
        "says": fact.says,
        "strength": fact.strength,
        "jurisdiction": fact.jurisdiction,
        "exceptions": fact.exceptions,
        "standing": standing(fact),
        "review_by": fact.review_by.to_string(),
        "source": fact.source(),
        "bears_on": bears_on.collect::<Vec<_>>(),
    })
}

fn standing(fact: &Fact) -> &'static str {
    match fact.standing {
        Standing::Primary => "primary",
        Standing::Secondary => "secondary",
    }
}

fn show(facts: &[Filed], id: &str, json: bool, out: &mut dyn Write) -> Result<()> {
    let Some(filed) = facts.iter().find(|(_, fact)| fact.id == id) else {
        let ids = facts.iter().map(|(_, fact)| fact.id.as_str());
        return Err(suggest::unknown("fact", id, ids, "`hangup facts list` lists them all."));
    };
    if json {
        serde_json::to_writer_pretty(&mut *out, &as_json(filed))?;
        return Ok(writeln!(out)?);
    }
    let fact = &filed.1;
    let mut page = Page::new(width());
    page.heading(&fact.id);
    page.paragraph("", &fact.title);
    page.gap();
    page.paragraph("", &fact.says);
    if !fact.exceptions.is_empty() {
        page.paragraph("", &format!("Except: {}", fact.exceptions));
    }
    page.paragraph("", &format!("It holds {}.", holds(&fact.jurisdiction)));
    add_source(&mut page, fact);
    page.heading("It bears on");
    for bearing in &fact.bears_on {
        page.item("  ", "- ", &bearing_in_words(bearing, fact.strength));
    }
    Ok(out.write_all(page.into_text().as_bytes())?)
}

fn holds(jurisdiction: &[String]) -> String {
    if jurisdiction.iter().any(|place| place == WORLD) {
        return "everywhere".to_owned();
    }
    format!("in {}", country::names(jurisdiction))
}

fn add_source(page: &mut Page, fact: &Fact) {
    let source = fact.source();
    let read = match fact.standing {
        Standing::Primary => "its own words were read",
        Standing::Secondary => "a page that repeats it was read",
    };
    page.heading("Who says so");
    page.paragraph("  ", &format!("{}: {}", source.publisher, source.title));
    page.address("  ", &source.address);
    let review = format!("{read} on {}; to be read again by {}", source.checked, fact.review_by);
    page.paragraph("  ", &review);
}

fn bearing_in_words(bearing: &Bearing, strength: Strength) -> String {
    let value = bearing.value.as_deref().map_or_else(String::new, |value| format!("={value}"));
    let mut words = format!(
        "{}{value}, which it {}",
        bearing.slot,
        match strength {
            Strength::Refutes => "refutes",
            Strength::Undermines => "undermines",
            Strength::Context => "gives context to",
        }
    );
    let mut add = |title: &str, list: &[String]| {
        if !list.is_empty() {
            words += &format!("; {title}: {}", list.join(", "));
        }
    };
    add("only with one of the details", &bearing.details);
    add("only beside one of", &bearing.together_with);
    add("not in the contexts", &bearing.not_when);
    words
}

/// What a check of the facts found.
#[derive(Debug, Default)]
struct Checked {
    facts: usize,
    failures: Vec<String>,
    warnings: Vec<String>,
}

fn check(files: &Files, facts: &[Filed], today: Date) -> Result<Checked> {
    let (knowledge, _) = Knowledge::load(files, Rules::WithNursery)
        .context("the facts cannot be checked without the vocabulary")?;
    let mut checked = Checked { facts: facts.len(), ..Checked::default() };
    for (number, (path, fact)) in facts.iter().enumerate() {
        let mut wrong = wrong_with(fact, &knowledge);
        if path.rsplit('/').next() != Some(&*format!("{}.toml", fact.id)) {
            wrong.push(format!("the id is `{}`, so the file must be {}.toml", fact.id, fact.id));
        }
        if let Some((other, _)) = facts[..number].iter().find(|(_, other)| other.id == fact.id) {
            wrong.push(format!("the id also stands in {other}"));
        }
        checked.failures.extend(wrong.into_iter().map(|wrong| format!("{path}: {wrong}")));
        match fact.review_by.to_string().parse::<Date>() {
            Ok(review_by) if review_by >= today => {}
            Ok(review_by) => checked.warnings.push(format!(
                "{path}: it was to be read again by {review_by}: {}",
                fact.source().address
            )),
            Err(_) => checked.failures.push(format!("{path}: review_by is no day")),
        }
    }
    Ok(checked)
}

fn wrong_with(fact: &Fact, knowledge: &Knowledge) -> Vec<String> {
    let mut wrong = Vec::new();
    let source = fact.source();
    let texts = [
        ("title", &fact.title),
        ("says", &fact.says),
        ("source.title", &source.title),
        ("source.publisher", &source.publisher),
        ("source.address", &source.address),
    ];
    let empty = texts.iter().filter(|(_, text)| text.trim().is_empty());
    wrong.extend(empty.map(|(field, _)| format!("{field} is empty")));
    if fact.jurisdiction.is_empty() || fact.bears_on.is_empty() {
        wrong.push("jurisdiction and bears_on need at least one entry".to_owned());
    }
    let nowhere = |place: &&String| *place != WORLD && country::name(place).is_none();
    let nowhere = fact.jurisdiction.iter().filter(nowhere);
    wrong.extend(nowhere.map(|place| format!("`{place}` is no country code")));
    for bearing in &fact.bears_on {
        wrong.extend(unknown_in(bearing, knowledge));
    }
    wrong
}

fn unknown_in(bearing: &Bearing, knowledge: &Knowledge) -> Vec<String> {
    let vocabulary = &knowledge.vocabulary;
    let mut wrong = Vec::new();
    if let Some(value) = &bearing.value
        && !knows(vocabulary, bearing.slot, value)
    {
        wrong.push(format!("`{value}` is no value of `{}`", bearing.slot));
    }
    let unknown = bearing.together_with.iter().filter(|other| !is_known(vocabulary, other));
    wrong.extend(unknown.map(|other| format!("together_with: there is no `{other}`")));
    let unknown = bearing.not_when.iter().filter(|id| knowledge.advice.context(id).is_none());
    wrong.extend(unknown.map(|id| format!("not_when: there is no context `{id}`")));
    wrong
}

/// Whether a slot, or `slot=value`, is in the vocabulary.
fn is_known(vocabulary: &Vocabulary, name: &str) -> bool {
    let (slot, value) = name.split_once('=').unwrap_or((name, ""));
    let slot: Option<Slot> = vocabulary.slots.iter().map(|s| s.id).find(|id| id.id() == slot);
    slot.is_some_and(|slot| !name.contains('=') || knows(vocabulary, slot, value))
}

impl Checked {
    fn is_failed(&self, strict: bool) -> bool {
        !self.failures.is_empty() || (strict && !self.warnings.is_empty())
    }

    fn report(&self, json: bool, out: &mut dyn Write) -> Result<()> {
        if json {
            let value = json!({
                "facts": self.facts, "failures": self.failures, "warnings": self.warnings
            });
            serde_json::to_writer_pretty(&mut *out, &value)?;
            return Ok(writeln!(out)?);
        }
        let mut page = Page::new(width());
        self.failures.iter().for_each(|line| page.item("", "- ", &format!("error: {line}")));
        self.warnings.iter().for_each(|line| page.item("", "- ", &format!("warning: {line}")));
        page.line(&format!(
            "{} checked, {}, {}",
            counted(self.facts, "fact", "facts"),
            counted(self.failures.len(), "error", "errors"),
            counted(self.warnings.len(), "warning", "warnings")
        ));
        Ok(out.write_all(page.into_text().as_bytes())?)
    }
}
