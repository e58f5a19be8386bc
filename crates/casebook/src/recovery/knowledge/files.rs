//! The files of recovery that are about writing, and how all of them are read.

use std::collections::BTreeMap;

use evidence::error::KnowledgeError;
use evidence::facts;
use evidence::knowledge::Files;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{MoneyFile, Recovery, Source, Watch, check, day};
use crate::case::{ClaimKind, Deceit};

/// A letter.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LetterFile {
    /// Its name.
    pub id: String,
    /// What it says, in a line.
    pub title: String,
    /// To whom it goes.
    pub to: String,
    /// Where it fits.
    pub countries: Vec<String>,
    /// For which of the two cases.
    pub case: Vec<Deceit>,
    /// The kind of claim whose date, answer and reference it tells; none means the last of any.
    pub follows: Option<ClaimKind>,
    /// How and by when it is sent.
    pub send: String,
    /// What to add.
    pub enclose: Vec<String>,
    /// Its words, with blanks.
    #[serde(skip)]
    pub words: String,
}

impl LetterFile {
    /// Whether a blank stands in its words.
    #[must_use]
    pub fn has(&self, blank: &str) -> bool {
        self.words.contains(&format!("{{{blank}}}"))
    }
}

/// A blank of the letters.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Blank {
    /// The blank, without braces.
    pub name: String,
    /// The parts of the case that fill it.
    #[serde(default)]
    pub from: Vec<String>,
    /// Whether its line is left out where it is empty.
    #[serde(default)]
    pub optional: bool,
    /// What stands there.
    pub holds: String,
}

/// A part of a case.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its dotted path.
    pub path: String,
    /// What kind of thing it is.
    pub kind: PartKind,
    /// What it is.
    pub holds: String,
}

/// The kind of a part of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum PartKind {
    Text,
    Date,
    Money,
    Number,
    Choice,
}

/// A report form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// The office.
    pub to: String,
    /// Whose people it is for, or `world`.
    pub countries: Vec<String>,
    /// Where it is.
    pub address: Option<String>,
    /// Its telephone.
    pub phone: Option<String>,
    /// It is offered where a check-up found one of these tools; none means always.
    #[serde(default)]
    pub tools: Vec<String>,
    /// Who may use it.
    pub who: String,
    /// What to do or to have ready.
    pub before: Vec<String>,
    /// What happens then.
    pub afterwards: String,
    /// Whether the form or a description of it was read.
    pub standing: Seen,
    /// What could not be verified.
    pub uncertain: String,
    /// The day after which it must be looked at again.
    #[serde(deserialize_with = "day")]
    pub review_by: Date,
    /// Its fields, in order.
    pub field: Vec<FormField>,
    /// Where it was read.
    pub source: Vec<Source>,
}

/// Whether a form was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Seen {
    /// The form, its source or a description of its steps.
    Seen,
    /// None of them.
    Known,
}

/// A field of a form.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// Its name.
    pub id: String,
    /// The words on the form, or ours.
    pub label: String,
    /// Where the words come from.
    pub read: Read,
    /// Whether the report is of little use without it.
    pub required: bool,
    /// What kind of field it is.
    pub kind: FieldKind,
    /// The choices, if they were read.
    #[serde(default)]
    pub choices: Vec<String>,
    /// The parts of the case that fill it.
    pub from: Vec<String>,
    /// A hint.
    pub note: Option<String>,
}

/// Where the words of a field come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Read {
    /// The form or its source.
    Form,
    /// A page about the form names it.
    Described,
    /// Neither, but it is useful.
    Assumed,
}

/// The kind of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the words say it")]
pub enum FieldKind {
    Text,
    Date,
    Money,
    Choice,
    Choices,
    File,
}

/// How a call came about; the part of `advice/contexts.toml` that is needed here.
#[derive(Debug, Clone, Deserialize)]
pub struct Context {
    /// Its name.
    pub id: String,
    /// What it is, in words for people.
    pub title: String,
}

/// A remote-control tool; the part of `facts/remote-tools` that is needed here.
#[derive(Debug, Clone, Deserialize)]
pub struct Tool {
    /// Its name.
    pub id: String,
    /// What it is called.
    pub name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BlanksFile {
    blank: Vec<Blank>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PartsFile {
    part: Vec<Part>,
}

#[derive(Deserialize)]
struct ContextsFile {
    context: Vec<Context>,
}

const FOLDER: &str = "advice/recovery/";

impl Recovery {
    /// Loads what is known of recovery, and checks that it fits together.
    ///
    /// # Errors
    /// The first file that is broken or does not fit, with the key.
    pub fn load(files: &Files) -> Result<Self, KnowledgeError> {
        let money: Vec<(String, MoneyFile)> = all(files, "money/")?;
        let money = money.into_iter().map(|(path, file)| {
            let place = format!("{FOLDER}money/{}/{}.toml", file.country.to_lowercase(), file.id);
            if path != place {
                return Err(misfit(&path, format!("`country` and `id` belong to {place}")));
            }
            Ok(((file.country.clone(), file.id.clone()), file))
        });
        let blanks: BlanksFile = files.read("advice/recovery/blanks.toml")?;
        let parts: PartsFile = files.read("advice/recovery/case.toml")?;
        let contexts: ContextsFile = files.read("advice/contexts.toml")?;
        let facts = facts::read(files).filter_map(|(_, fact)| fact.ok());
        let tools: Vec<(String, Tool)> = read_all(files, "facts/remote-tools/")?;
        let mut recovery = Self {
            rights: named(files, "rights/", |right: &super::Right| &right.id)?,
            money: money.collect::<Result<_, _>>()?,
            situations: named(files, "plan/situations/", |each: &super::Situation| &each.id)?,
            steps: named(files, "plan/steps/", |step: &super::StepFile| &step.id)?,
            letters: named(files, "letters/", |letter: &LetterFile| &letter.id)?,
            forms: named(files, "reports/", |form: &Form| &form.id)?,
            watch: watch(files)?,
            blanks: blanks.blank.into_iter().map(|each| (each.name.clone(), each)).collect(),
            parts: parts.part.into_iter().map(|each| (each.path.clone(), each)).collect(),
            facts: facts.map(|fact| (fact.id.clone(), fact)).collect(),
            contexts: contexts.context,
            tools: tools.into_iter().map(|(_, tool)| (tool.id.clone(), tool)).collect(),
        };
        for letter in recovery.letters.values_mut() {
            let path = format!("{FOLDER}letters/{}.txt", letter.id);
            files.text(&path)?.clone_into(&mut letter.words);
        }
        check::check(&recovery, &files.read("rules/vocabulary.toml")?)?;
        Ok(recovery)
    }

    /// What is known of recovery and built into the program.
    ///
    /// # Errors
    /// The first thing that does not fit; a test proves that nothing does.
    pub fn embedded() -> Result<Self, KnowledgeError> {
        Self::load(&Files::embedded())
    }
}

/// The one file about what follows.
fn watch(files: &Files) -> Result<Watch, KnowledgeError> {
    let path = format!("{FOLDER}watch/recovery-scam.toml");
    let watch: Watch = files.read(&path)?;
    if watch.id != "recovery-scam" {
        return Err(misfit(&path, "`id` must be the name of the file"));
    }
    Ok(watch)
}

/// All files of a folder of recovery.
fn all<T: DeserializeOwned>(
    files: &Files,
    folder: &str,
) -> Result<Vec<(String, T)>, KnowledgeError> {
    read_all(files, &format!("{FOLDER}{folder}"))
}

fn read_all<T: DeserializeOwned>(
    files: &Files,
    folder: &str,
) -> Result<Vec<(String, T)>, KnowledgeError> {
    files.each(folder).map(|(path, file)| Ok((path.to_owned(), file?))).collect()
}

/// The files of a folder by their ids, which must be their names.
fn named<T: DeserializeOwned>(
    files: &Files,
    folder: &str,
    id: impl Fn(&T) -> &String,
) -> Result<BTreeMap<String, T>, KnowledgeError> {
    let read: Vec<(String, T)> = all(files, folder)?;
    let name = |(path, file): (String, T)| {
        let id = id(&file).clone();
        if path != format!("{FOLDER}{folder}{id}.toml") {
            return Err(misfit(&path, format!("`id` is {id}; it must be the name of the file")));
        }
        Ok((id, file))
    };
    read.into_iter().map(name).collect()
}

/// A file that does not fit.
pub(super) fn misfit(path: &str, message: impl Into<String>) -> KnowledgeError {
    KnowledgeError::Misfit { path: path.to_owned(), message: message.into() }
}
