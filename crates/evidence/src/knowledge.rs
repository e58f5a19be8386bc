//! All that Hangup knows, loaded once: from the files built into the binary or from a folder's.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::advice::{AdviceBook, ContextsFile, QuestionsFile, StepsFile};
use crate::error::KnowledgeError;
use crate::facts::{self, Facts};
pub use crate::files::Files;
use crate::machine::MachineFile;
use crate::reported::{Reported, ReportedFile};
use crate::rulebook::{RuleBook, Sources};
use crate::rules::{Rule, Slot};
use crate::sides::SidesFile;
use crate::story::{ImpossibleFile, StoryFile};
use crate::transcript::ReadingWords;
use crate::verdict::{Composite, CompositesFile, Scores};
use crate::wording::Wording;

/// The file `rules/vocabulary.toml`: what slots and values are called for people.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vocabulary {
    /// The slots.
    #[serde(rename = "slot")]
    pub slots: Vec<SlotTitle>,
}

/// A slot and its values.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlotTitle {
    /// The slot.
    pub id: Slot,
    /// What it is called.
    pub title: String,
    /// Its values.
    #[serde(default, rename = "value")]
    pub values: Vec<ValueTitle>,
}

/// A value of a slot.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ValueTitle {
    /// The value.
    pub id: String,
    /// What it is called.
    pub title: String,
}

impl Vocabulary {
    /// What a slot is called.
    #[must_use]
    pub fn slot(&self, slot: Slot) -> &str {
        self.slots.iter().find(|each| each.id == slot).map_or(slot.id(), |each| &each.title)
    }

    /// What a value is called; a value that is not listed, such as an amount, is its own name.
    #[must_use]
    pub fn value<'v>(&'v self, slot: Slot, value: &'v str) -> &'v str {
        let slot = self.slots.iter().find(|each| each.id == slot);
        let values = slot.into_iter().flat_map(|slot| &slot.values);
        values.into_iter().find(|each| each.id == value).map_or(value, |each| &each.title)
    }
}

/// Which rules to load.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rules {
    /// Those that have proven themselves.
    Proven,
    /// Also those in `rules/nursery`.
    WithNursery,
}

/// The folders of rules.
const RULE_FOLDERS: [&str; 4] =
    ["rules/said/", "rules/safeguard/", "rules/happened/", "rules/callee/"];

/// All that Hangup knows.
#[derive(Debug)]
pub struct Knowledge {
    /// The rules, compiled.
    pub book: RuleBook,
    /// Titles of slots and values for people.
    pub vocabulary: Vocabulary,
    /// Words that decide how a transcript is read.
    pub reading: ReadingWords,
    /// Facts about the world.
    pub facts: Facts,
    /// Questions and steps.
    pub advice: AdviceBook,
    /// Weights, caps and levels.
    pub scores: Scores,
    /// Evidence that means more together.
    pub composites: Vec<Composite>,
    pub(crate) reported: Reported,
    pub(crate) wording: Wording,
    pub(crate) sides: SidesFile,
    pub(crate) story: StoryFile,
    pub(crate) impossible: ImpossibleFile,
    pub(crate) machine: MachineFile,
}

impl Knowledge {
    /// What can have happened in a call that there is something to do about, the more urgent first.
    pub fn stages(&self) -> impl Iterator<Item = &ValueTitle> {
        let slot = self.vocabulary.slots.iter().find(|slot| slot.id == Slot::Happened);
        let values = slot.into_iter().flat_map(|slot| &slot.values);
        values.filter(|value| !self.advice.steps_of(&value.id, None).is_empty())
    }

    /// The knowledge that is built into the binary.
    ///
    /// # Errors
    /// The first thing that does not fit; a test proves that nothing does.
    pub fn embedded() -> Result<Self, KnowledgeError> {
        let (knowledge, mut problems) = Self::load(&Files::embedded(), Rules::Proven)?;
        if problems.is_empty() { Ok(knowledge) } else { Err(problems.swap_remove(0)) }
    }

    /// Loads knowledge; files that cannot be used are left out and named.
    ///
    /// # Errors
    /// When a file that nothing works without is missing or broken.
    pub fn load(
        files: &Files,
        which: Rules,
    ) -> Result<(Self, Vec<KnowledgeError>), KnowledgeError> {
        let mut problems = Vec::new();
        let story: StoryFile = files.read("rules/story.toml")?;
        let sources = sources(files, which, &story, &mut problems)?;
        let reported: ReportedFile = files.read("rules/reported.toml")?;
        let reported = Reported::new(&reported, &sources.spelling);
        let (book, more) = RuleBook::new(sources);
        problems.extend(more);
        let (labels, notes) = (files.read("rules/labels.toml")?, files.read("rules/notes.toml")?);
        let reading = ReadingWords::new(labels, &notes)
            .map_err(|error| KnowledgeError::misfit("rules/labels.toml", error.to_string()))?;
        let facts = sound(facts::read(files), &mut problems);
        let composites: CompositesFile = files.read("rules/composites.toml")?;
        let knowledge = Self {
            book,
            vocabulary: files.read("rules/vocabulary.toml")?,
            reading,
            facts: Facts::new(facts.into_iter().map(|(_, fact)| fact).collect()),
            advice: advice(files, &mut problems)?,
            scores: files.read("rules/scores.toml")?,
            composites: composites.composites,
            reported,
            wording: Wording::read("rules/wording.tsv", files.text("rules/wording.tsv")?)?,
            sides: files.read("rules/sides.toml")?,
            story,
            impossible: files.read("rules/impossible.toml")?,
            machine: files.read("rules/machine.toml")?,
        };
        Ok((knowledge, problems))
    }
}

/// All TOML files below a folder, those that cannot be read named in `problems`.
fn all<T: DeserializeOwned>(
    files: &Files,
    folder: &str,
    problems: &mut Vec<KnowledgeError>,
) -> Vec<(String, T)> {
    sound(files.each(folder), problems)
}

/// The files that can be used; why others cannot joins the problems.
fn sound<'f, T>(
    files: impl Iterator<Item = (&'f str, Result<T, KnowledgeError>)>,
    problems: &mut Vec<KnowledgeError>,
) -> Vec<(String, T)> {
    let mut read = Vec::new();
    for (path, file) in files {
        match file {
            Ok(value) => read.push((path.to_owned(), value)),
            Err(problem) => problems.push(problem),
        }
    }
    read
}

/// Reads everything that the rule book is made of.
fn sources(
    files: &Files,
    which: Rules,
    story: &StoryFile,
    problems: &mut Vec<KnowledgeError>,
) -> Result<Sources, KnowledgeError> {
    let mut rules: Vec<(String, Rule)> = Vec::new();
    let nursery = (which == Rules::WithNursery).then_some("rules/nursery/");
    for folder in RULE_FOLDERS.into_iter().chain(nursery) {
        rules.extend(all(files, folder, problems));
    }
    let marks = story
        .marks
        .iter()
        .flat_map(|mark| mark.patterns.iter().map(|pattern| (mark.kind.number(), pattern.clone())));
    Ok(Sources {
        spelling: files.read("rules/words.toml")?,
        common: files.text("rules/common.txt")?.to_owned(),
        classes: all(files, "rules/classes/", problems),
        acts: files.read("rules/acts.toml")?,
        marks: ("rules/story.toml".to_owned(), marks.collect()),
        rules,
    })
}

fn advice(files: &Files, problems: &mut Vec<KnowledgeError>) -> Result<AdviceBook, KnowledgeError> {
    let questions: Vec<(String, QuestionsFile)> = all(files, "advice/questions/", problems);
    let steps: Vec<(String, StepsFile)> = all(files, "advice/steps/", problems);
    let contexts: ContextsFile = files.read("advice/contexts.toml")?;
    Ok(AdviceBook {
        questions: questions.into_iter().flat_map(|(_, file)| file.questions).collect(),
        steps: steps.into_iter().flat_map(|(_, file)| file.steps).collect(),
        stop: files.read("advice/stop.toml")?,
        choice: files.read("advice/choice.toml")?,
        contexts: contexts.contexts,
    })
}
