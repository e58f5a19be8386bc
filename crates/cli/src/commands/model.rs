//! `hangup model`: the models that `hangup listen` needs, and the owner's voice, on this computer.

use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use clap::{Args, Subcommand};
use hear::model::{self, Model, Progress, Stage, State};
use hear::voices::enrolled_path;
use indicatif::{ProgressBar, ProgressStyle};

use crate::listening::opening::{self, VOICES_MODEL, WORDS_MODEL};
use crate::outcome::Outcome;
use crate::page;

/// The arguments of `hangup model`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    task: Task,
}

/// What to do with models.
#[derive(Debug, Subcommand)]
enum Task {
    /// List the models that can be installed, and which are
    List,
    /// Fetch a model, check it, and put it in place; goes on where it was broken off
    Install {
        /// The models; without a name, the two that `hangup listen` takes by itself
        #[arg(value_name = "NAME")]
        names: Vec<String>,
    },
    /// Check that an installed model is whole
    Verify {
        /// The models; without a name, all that are installed
        #[arg(value_name = "NAME")]
        names: Vec<String>,
    },
    /// Print where a model is
    Path {
        /// The model
        #[arg(value_name = "NAME", default_value = WORDS_MODEL)]
        name: String,
    },
    /// Keep what your voice sounds like, so that your words are known as yours
    Enrol {
        /// A recording in which only you speak, half a minute
        #[arg(value_name = "FILE")]
        recording: PathBuf,
    },
    /// Remove what was kept of your voice
    Forget,
}

const EXAMPLES: &str = "\
Examples:
  hangup model list
  hangup model install            What `hangup listen` takes by itself, about 230 MB to fetch
  hangup model install tiny.en    Smaller and faster, for old computers
  hangup model verify
  hangup listen --model \"$(hangup model path tiny.en)\" call.wav
  hangup model enrol me.wav       Your words are then known as yours; nothing leaves this computer

Models are fetched with Python's pip and checked by their SHA-256; no program of theirs is run.
HANGUP_MODELS names another folder for them.";

/// Does what the arguments say.
///
/// # Errors
/// When a model does not exist, cannot be fetched or is damaged, or a recording cannot be used.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let folder = model::folder()?;
    match &arguments.task {
        Task::List => list(&folder),
        Task::Install { names } => install(names, &folder),
        Task::Verify { names } => verify(names, &folder),
        Task::Path { name } => {
            let model = model::model(name)?;
            writeln!(anstream::stdout(), "{}", model::path(&model, &folder).display())?;
            Ok(Outcome::Done)
        }
        Task::Enrol { recording } => enrol(recording),
        Task::Forget => forget(),
    }
}

fn list(folder: &Path) -> Result<Outcome> {
    let mut out = anstream::stdout();
    for model in model::catalogue()? {
        let state = match model::state(&model, folder)? {
            State::Missing => "not installed",
            State::Sound => "installed",
            State::Damaged => "damaged",
        };
        let (id, title, licence) = (&model.id, &model.title, &model.licence);
        writeln!(out, "{id:<8} {:>4} MB  {state:<13}  {title} ({licence})", megabytes(&model))?;
    }
    writeln!(out, "They lie in {}", folder.display())?;
    Ok(Outcome::Done)
}

fn megabytes(model: &Model) -> u64 {
    model.bytes / 1_000_000
}

fn install(names: &[String], folder: &Path) -> Result<Outcome> {
    let usual = [WORDS_MODEL.to_owned(), VOICES_MODEL.to_owned()];
    for name in if names.is_empty() { &usual } else { names } {
        let model = model::model(name)?;
        if model::state(&model, folder)? == State::Sound {
            page::complain(&format!("{name} is installed already"));
            continue;
        }
        let bar = Bar::new(name);
        let path = model::install(&model, folder, &mut |progress| bar.show(progress))?;
        bar.finish();
        page::complain(&format!("{name} is installed: {}", path.display()));
    }
    Ok(Outcome::Done)
}

fn verify(names: &[String], folder: &Path) -> Result<Outcome> {
    let mut models = Vec::new();
    for name in names {
        models.push(model::model(name)?);
    }
    if models.is_empty() {
        models = model::catalogue()?;
        models.retain(|model| model::path(model, folder).exists());
    }
    if models.is_empty() {
        page::complain("no model is installed; `hangup model install` brings them");
        return Ok(Outcome::BadInput);
    }
    for model in models {
        model::verify(&model, folder)?;
        writeln!(anstream::stdout(), "{} is whole", model.id)?;
    }
    Ok(Outcome::Done)
}

fn enrol(recording: &Path) -> Result<Outcome> {
    let (hearing, _) = opening::hearing(None)?;
    let voice = opening::own_voice(&hearing, recording)?;
    let path = enrolled_path()?;
    voice.save(&path)?;
    page::complain(&format!(
        "What your voice sounds like is kept in {}; the recording is not. `hangup model forget` \
         removes it.",
        path.display()
    ));
    Ok(Outcome::Done)
}

fn forget() -> Result<Outcome> {
    let path = enrolled_path()?;
    if path.exists() {
        std::fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
        page::complain("Your voice is forgotten.");
    } else {
        page::complain("Nothing was kept of your voice.");
    }
    Ok(Outcome::Done)
}

/// How far an installation has come, on standard error: a bar on a terminal, else a line a stage.
struct Bar {
    bar: ProgressBar,
    name: String,
    told: std::cell::Cell<Option<Stage>>,
}

impl Bar {
    fn new(name: &str) -> Self {
        let bar = ProgressBar::new(0);
        let template = "{msg} [{bar:30}] {percent:>3} %, {eta} to go";
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        Self { bar, name: name.to_owned(), told: std::cell::Cell::new(None) }
    }

    fn show(&self, progress: Progress) {
        if self.told.replace(Some(progress.stage)) != Some(progress.stage) {
            let what = match progress.stage {
                Stage::Fetching => "fetching",
                Stage::Unpacking => "unpacking",
                Stage::Converting => "converting",
            };
            let message = format!("{}: {what}", self.name);
            if std::io::stderr().is_terminal() {
                self.bar.set_message(message);
            } else {
                page::complain(&message);
            }
        }
        self.bar.set_length(progress.total);
        self.bar.set_position(progress.done);
    }

    fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
