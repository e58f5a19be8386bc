//! Calls that are being heard: what comes from the sound, what the user adds, and what both amount
//! to. Nothing here knows about a terminal, except `screen`, `keys` and `view`.

pub mod feed;
pub mod replay;
pub mod sound_saving;
mod call_sounds;
pub mod sound;
pub mod opening;
pub mod saving;
pub mod lines;
pub mod events;
mod view;
mod keys;
mod keyboard;
pub mod bell;
pub mod session;
mod suspension;
pub mod screen;
pub mod typed;
#[cfg(test)]
mod tests;

use std::collections::VecDeque;
use std::path::PathBuf;
use std::time::Duration;

use evidence::judge::Circumstances;
use evidence::judgement::Level;
use evidence::knowledge::Knowledge;
use evidence::plain::bare;
use hear::call::Call;
use hear::speech::CallId;

use self::feed::Event;

/// So many calls are kept; of more, the oldest that is over is forgotten. One that goes on never
/// is: how many those can be is limited where the calls come in.
const CALLS_MAX: usize = 256;
/// So many problems are kept to be shown.
const PROBLEMS_MAX: usize = 20;
/// From this level on a call is worth an alarm.
const ALARM_LEVEL: Level = Level::Suspicious;

/// All calls of one run.
#[derive(Debug)]
pub struct Listening<'k> {
    /// The knowledge by which they are judged.
    pub knowledge: &'k Knowledge,
    /// What was told before the first call, for all of them.
    pub circumstances: Circumstances,
    /// The calls, in the order in which they began.
    pub calls: Vec<Call<'k>>,
    /// The call that the user looks at; 0 while there is none.
    pub shown: usize,
    /// What went wrong, the newest last.
    pub problems: VecDeque<String>,
    /// Nothing more will be heard.
    pub is_over: bool,
    /// It ended because something went wrong.
    pub has_failed: bool,
    /// The user wants nothing to be heard for now.
    pub is_paused: bool,
    /// Calls since the beginning.
    begun: usize,
    /// The call to come, once the user has noted something about it.
    to_come: Option<Call<'k>>,
    /// Calls that made room, for whoever keeps them before they are gone.
    leaving: Vec<Call<'k>>,
    /// What remains of those that are gone: in how many somebody spoke, and the highest level.
    forgotten: (usize, Option<Level>),
}

/// A call that is over and made room for another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forgotten {
    /// The call.
    pub call: CallId,
    /// Its verdict in a line.
    pub verdict: String,
    /// Whether anything was said in it.
    pub has_words: bool,
    /// The file in which its words are, if they are kept and somebody spoke.
    pub file: Option<PathBuf>,
}

impl Forgotten {
    /// What became of it, in a sentence.
    pub fn sentence(&self) -> String {
        let place = match &self.file {
            Some(file) => format!("its words are in {}", file.display()),
            None if self.has_words => "its words were not kept (--save FILE keeps them)".to_owned(),
            None => "nothing was said in it".to_owned(),
        };
        format!("A call that is over made room, {place}: {}", self.verdict)
    }
}

/// The styles that fit the terminal and the wishes of the user, by `NO_COLOR` and `--color`.
pub fn palette() -> view::Palette {
    let choice = anstream::AutoStream::choice(&std::io::stdout());
    view::Palette::new(match choice {
        anstream::ColorChoice::Never => view::Colours::None,
        _ => view::Colours::Shown,
    })
}

/// What an event changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A call began.
    Began(usize),
    /// Words were added to a call: its number and the turn. The level may have risen to alarm.
    Words {
        /// The number of the call.
        call: usize,
        /// The turn.
        turn: usize,
        /// The level rose for the first time so far that it is worth an alarm.
        alarm: bool,
    },
    /// Only how far the sound has come.
    Progress,
    /// Much of a call waits to be turned into words, more than was told, or no longer.
    Behind(usize),
    /// The sound of a call is in a file.
    Kept {
        /// The call.
        call: CallId,
        /// The file.
        file: PathBuf,
    },
    /// A call is no longer in the list.
    Forgot(Forgotten),
    /// Something went wrong in a call, or in all of them.
    Problem(Option<usize>, String),
    /// A call is over.
    Over(usize),
    /// Nothing more will be heard.
    End,
}

impl<'k> Listening<'k> {
    /// Nothing has been heard yet.
    pub fn new(knowledge: &'k Knowledge, circumstances: Circumstances) -> Self {
        Self {
            knowledge,
            circumstances,
            calls: Vec::new(),
            shown: 0,
            problems: VecDeque::new(),
            is_over: false,
            has_failed: false,
            is_paused: false,
            begun: 0,
            to_come: None,
            leaving: Vec::new(),
            forgotten: (0, None),
        }
    }

    /// The call that the user looks at, if there is one yet or something is noted about it.
    pub fn call(&self) -> Option<&Call<'k>> {
        self.calls.get(self.shown).or(self.to_come.as_ref())
    }

    /// The call that the user looks at, or the one to come, to add something.
    pub fn call_mut(&mut self) -> &mut Call<'k> {
        let to_come = || Call::new(CallId::from(""), self.circumstances.clone(), self.knowledge);
        match self.calls.get_mut(self.shown) {
            Some(call) => call,
            None => self.to_come.get_or_insert_with(to_come),
        }
    }

    /// What only the user knows about the call that is looked at, or about the one to come.
    pub fn told(&self) -> &Circumstances {
        self.call().map_or(&self.circumstances, |call| &call.circumstances)
    }

    /// Looks at the next call.
    pub fn show_next(&mut self) {
        self.shown = (self.shown + 1) % self.calls.len().max(1);
    }

    /// Takes an event; gives what it changed, in order.
    pub fn take(&mut self, event: Event) -> Vec<Change> {
        let mut changes = Vec::new();
        match event {
            Event::Words(words) => {
                let call = self.number(&words.call, &mut changes);
                if let Some(turn) = self.calls[call].hear(words) {
                    let alarm = self.calls[call].alarm(ALARM_LEVEL);
                    changes.push(Change::Words { call, turn, alarm });
                }
            }
            Event::Progress(progress) => {
                let call = self.number(&progress.call, &mut changes);
                self.calls[call].progress = progress;
                let is_worth_telling = self.calls[call].tells_backlog();
                changes.push(if is_worth_telling {
                    Change::Behind(call)
                } else {
                    Change::Progress
                });
            }
            Event::Problem { call, message } => {
                let call = call.map(|id| self.number(&id, &mut changes));
                let message = bare(&message);
                self.complain(message.clone());
                changes.push(Change::Problem(call, message));
            }
            Event::Kept { call, file } => changes.push(Change::Kept { call, file }),
            Event::Over(id) => {
                let call = self.number(&id, &mut changes);
                self.end_call(call, &mut changes);
            }
            Event::End(ended) => {
                if let Err(error) = ended {
                    self.has_failed = true;
                    let message = bare(&format!("{error:#}"));
                    self.complain(message.clone());
                    changes.push(Change::Problem(None, message));
                }
                self.end(&mut changes);
            }
        }
        changes
    }

    /// Ends whatever still goes on, as when the user stops.
    pub fn stop(&mut self) -> Vec<Change> {
        let mut changes = Vec::new();
        self.end(&mut changes);
        changes
    }

    /// The highest level that a call has now.
    pub fn level(&self) -> Option<Level> {
        let now = self.calls.iter().map(|call| call.judgement.verdict.level).max();
        now.max(self.forgotten.1)
    }

    /// In how many calls somebody spoke that are no longer in the list.
    pub fn forgotten(&self) -> usize {
        self.forgotten.0
    }

    /// Whether anything was said.
    pub fn has_words(&self) -> bool {
        self.forgotten.0 > 0 || self.calls.iter().any(|call| !call.utterances.is_empty())
    }

    /// Calls that made room since this was last asked.
    pub fn leaving(&mut self) -> Vec<Call<'k>> {
        std::mem::take(&mut self.leaving)
    }

    /// Keeps a problem to be shown.
    pub fn complain(&mut self, message: String) {
        self.problems.push_back(message);
        if self.problems.len() > PROBLEMS_MAX {
            self.problems.pop_front();
        }
    }

    fn end(&mut self, changes: &mut Vec<Change>) {
        for call in 0..self.calls.len() {
            self.end_call(call, changes);
        }
        if !self.is_over {
            self.is_over = true;
            changes.push(Change::End);
        }
    }

    fn end_call(&mut self, call: usize, changes: &mut Vec<Change>) {
        let progress = &mut self.calls[call].progress;
        (progress.backlog, progress.level) = (Duration::ZERO, None);
        if !std::mem::replace(&mut self.calls[call].is_over, true) {
            changes.push(Change::Over(call));
        }
    }

    /// The number of a call that goes on, which may begin with this.
    fn number(&mut self, id: &CallId, changes: &mut Vec<Change>) -> usize {
        let known = self.calls.iter().position(|call| call.id == *id && !call.is_over);
        if let Some(known) = known {
            return known;
        }
        if self.calls.len() >= CALLS_MAX {
            self.forget();
        }
        let noted = self.to_come.take().map(|call| call.circumstances);
        let circumstances = noted.unwrap_or_else(|| self.circumstances.clone());
        let mut call = Call::new(id.clone(), circumstances, self.knowledge);
        call.serial = self.begun;
        self.calls.push(call);
        self.begun += 1;
        let number = self.calls.len() - 1;
        changes.push(Change::Began(number));
        number
    }

    /// Forgets the oldest call that is over, if one is.
    fn forget(&mut self) {
        let Some(oldest) = self.calls.iter().position(|call| call.is_over) else { return };
        let call = self.calls.remove(oldest);
        if !call.utterances.is_empty() {
            self.forgotten.0 += 1;
            self.forgotten.1 = self.forgotten.1.max(Some(call.judgement.verdict.level));
        }
        self.leaving.push(call);
        if self.shown > oldest {
            self.shown -= 1;
        }
    }
}
