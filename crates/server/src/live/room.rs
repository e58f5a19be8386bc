//! One call that goes on: what was heard, what it is judged to be, and what has changed since
//! somebody last looked. Nothing waits here for those who watch: each of them remembers the last
//! revision that they saw, and is told what the call itself has more of.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use casebook::case::CaseId;
use evidence::judge::Circumstances;
use evidence::judgement::Judgement;
use evidence::knowledge::Knowledge;
use evidence::transcript::{Side, Utterance};
use hear::call::{Call, Progress};
use hear::speech::{Party, Words};
use jiff::Timestamp;
use tokio::sync::watch;

use super::shapes::{Correction, Held, Line, Saying};

/// So many may watch one call at once.
pub const WATCHERS_MAX: usize = 64;
/// Keys of sayings that are remembered, so that a lost answer can be asked for again.
pub const KEYS_MAX: usize = 4_096;
/// Problems of a call that are kept to be shown.
pub const PROBLEMS_MAX: usize = 20;

/// One call that goes on, or is over and can still be looked at.
#[derive(Debug)]
pub struct Room {
    /// Its name in addresses.
    pub id: Arc<str>,
    /// When it began.
    pub began: Timestamp,
    /// When this room was made, by a clock that nobody sets, and how old the call was then.
    opened: Instant,
    pub(super) age_before: Duration,
    /// Tells this room from one that bore the same name before, as after a restart.
    pub(super) instance: String,
    pub(super) kept: OnceLock<Kept>,
    /// So many of its utterances are in the casebook; none where that has to be looked up.
    pub(super) written: tokio::sync::Mutex<Option<usize>>,
    state: Mutex<State>,
    news: watch::Sender<u64>,
    watchers: AtomicUsize,
}

/// Where a call is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The case.
    pub case: CaseId,
    /// The number of the call within it.
    pub call: u64,
}

/// What is in a room. Every change gets the next revision.
#[derive(Debug)]
pub(super) struct State {
    pub call: Call<'static>,
    pub held: Held,
    pub revision: u64,
    /// The last revision that changed what was told before, beyond single turns.
    pub whole_at: u64,
    /// The last revision of the judgement, of the progress, of the problems, and of the end.
    pub judged_at: u64,
    pub progress_at: u64,
    pub problem_at: u64,
    pub ended_at: u64,
    pub turns: Vec<Marks>,
    pub problems: VecDeque<String>,
    pub touched: Instant,
    keys: HashMap<String, usize>,
    keys_in_order: VecDeque<String>,
    /// The last change of the case that is in this room, where another server hears the call.
    pub followed: u64,
    /// Turns that were read back from a case; whoever said the last of them may not know it.
    pub recalled: usize,
}

/// When a turn came, and when what is shown at it last changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Marks {
    pub born: u64,
    pub altered: u64,
}

impl Room {
    /// A room in which nothing was said yet.
    pub(super) fn new(
        id: Arc<str>,
        circumstances: Circumstances,
        knowledge: &'static Knowledge,
        held: Held,
    ) -> Self {
        let call = Call::new(id.clone(), circumstances, knowledge);
        let instance = uuid::Uuid::now_v7().simple().to_string();
        let state = State {
            call,
            held,
            revision: 1,
            whole_at: 1,
            judged_at: 1,
            progress_at: 0,
            problem_at: 0,
            ended_at: 0,
            turns: Vec::new(),
            problems: VecDeque::new(),
            touched: Instant::now(),
            keys: HashMap::new(),
            keys_in_order: VecDeque::new(),
            followed: 0,
            recalled: 0,
        };
        Self {
            id,
            began: Timestamp::now(),
            opened: Instant::now(),
            age_before: Duration::ZERO,
            instance,
            kept: OnceLock::new(),
            written: tokio::sync::Mutex::new(Some(0)),
            state: Mutex::new(state),
            news: watch::channel(1).0,
            watchers: AtomicUsize::new(0),
        }
    }

    /// Reads the call as it stands; nothing is heard in it meanwhile, so this should not take long.
    pub fn read<T>(&self, read: impl FnOnce(&Call<'static>) -> T) -> T {
        read(&self.state().call)
    }

    /// Where it is kept; none where nothing of it is written anywhere.
    #[must_use]
    pub fn kept(&self) -> Option<&Kept> {
        self.kept.get()
    }

    /// Where it is heard.
    #[must_use]
    pub fn held(&self) -> Held {
        self.state().held
    }

    /// Whether it is over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.state().call.is_over
    }

    /// What went wrong in it, the newest last.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        self.state().problems.iter().cloned().collect()
    }

    /// The call as a line in a list.
    #[must_use]
    pub fn line(&self) -> Line {
        let state = self.state();
        let verdict = &state.call.judgement.verdict;
        Line {
            id: self.id.to_string(),
            began: self.began,
            is_over: state.call.is_over,
            held: state.held,
            case: self.kept().map(|kept| kept.case.to_string()),
            turns: state.call.utterances.len(),
            level: verdict.level,
            probability: verdict.probability,
            abstained: verdict.abstained,
        }
    }

    /// How long ago it began.
    pub(super) fn age(&self) -> Duration {
        self.age_before + self.opened.elapsed()
    }

    /// How long nobody has spoken in it.
    pub(super) fn idle(&self) -> Duration {
        self.state().touched.elapsed()
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes what is in the room, and wakes whoever watches.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state();
        let done = change(&mut state);
        let revision = state.revision;
        drop(state);
        self.news.send_if_modified(|newest| {
            let is_newer = revision > *newest;
            *newest = revision.max(*newest);
            is_newer
        });
        done
    }

    /// Lets somebody watch; none where too many do already.
    pub(super) fn enter(self: &Arc<Self>) -> Option<Watcher> {
        let before = self.watchers.fetch_add(1, Ordering::SeqCst);
        let watcher = Watcher { room: Arc::clone(self), news: self.news.subscribe() };
        (before < WATCHERS_MAX).then_some(watcher)
    }

    /// How many watch it now.
    #[must_use]
    pub fn watchers(&self) -> usize {
        self.watchers.load(Ordering::SeqCst)
    }

    /// The words of a saying, at its time.
    pub(super) fn words(&self, saying: &Saying) -> Words {
        let begin = saying.start_ms.map_or_else(|| self.age(), Duration::from_millis);
        Words {
            call: self.id.clone(),
            party: Party::Mixed,
            begin,
            end: begin,
            text: saying.text.clone(),
            voice: None,
            side: saying.side.into(),
        }
    }
}

/// Whoever watches a room.
#[derive(Debug)]
pub(super) struct Watcher {
    pub room: Arc<Room>,
    pub news: watch::Receiver<u64>,
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.room.watchers.fetch_sub(1, Ordering::SeqCst);
    }
}

impl State {
    /// Hears words; gives their turn.
    pub fn hear(&mut self, words: Words) -> Option<usize> {
        self.take(|call| call.hear(words))
    }

    /// Hears again what is in a case.
    pub fn recall(&mut self, said: &Utterance) -> Option<usize> {
        let turn = self.take(|call| call.recall(said));
        self.recalled = self.turns.len();
        turn
    }

    /// The turn of a saying whose key was heard before.
    pub fn known(&self, saying: &Saying) -> Option<usize> {
        let key = saying.key.as_ref()?;
        let last = self.recalled.checked_sub(1).filter(|_| self.recalled == self.turns.len());
        let is_last = |turn: &usize| {
            let said = &self.call.utterances[*turn];
            said.text == evidence::plain::bare(&saying.text).trim()
                && said.side == Side::from(saying.side)
        };
        self.keys.get(key).copied().or_else(|| last.filter(is_last))
    }

    /// Remembers the key of a saying.
    pub fn remember(&mut self, key: Option<String>, turn: usize) {
        let Some(key) = key else { return };
        if self.keys_in_order.len() >= KEYS_MAX
            && let Some(oldest) = self.keys_in_order.pop_front()
        {
            self.keys.remove(&oldest);
        }
        self.keys_in_order.push_back(key.clone());
        self.keys.insert(key, turn);
    }

    /// Hears words in one go; gives the last turn. A turn is told before its judgement.
    pub fn take(
        &mut self,
        hear: impl FnOnce(&mut Call<'static>) -> Option<usize>,
    ) -> Option<usize> {
        let (sides, marked) = (self.sides(), marks(&self.call.judgement));
        let turn = hear(&mut self.call)?;
        let born = self.revision + 1;
        for _ in self.turns.len()..=turn {
            self.revision += 1;
            self.turns.push(Marks { born: self.revision, altered: self.revision });
        }
        if self.sides()[..sides.len()] != sides[..] {
            self.whole_at = born;
        }
        for (changed, _) in marks(&self.call.judgement).difference(&marked) {
            self.turns[*changed].altered = self.revision;
        }
        self.revision += 1;
        self.judged_at = self.revision;
        self.touched = Instant::now();
        Some(turn)
    }

    fn sides(&self) -> Vec<Side> {
        (0..self.call.utterances.len()).map(|turn| self.call.side(turn)).collect()
    }

    /// Puts right what somebody corrects.
    pub fn correct(&mut self, correction: &Correction) {
        if let Some(context) = &correction.context {
            self.call.set_context(Some(context.clone()).filter(|context| !context.is_empty()));
        }
        if let Some(happened) = &correction.happened {
            self.call.set_happened(happened);
        }
        if let Some(side) = correction.side {
            match (correction.turn, correction.voice) {
                (Some(turn), _) => drop(self.call.mark_turn(turn, side.into())),
                (None, Some(voice)) if voice < self.call.voices.len() => {
                    self.call.mark(voice, side.into());
                }
                _ => {}
            }
        }
        if correction.switch_sides {
            self.call.switch_sides();
        }
        if let Some(is_cleared) = correction.not_a_scam {
            self.call.is_cleared = is_cleared;
        }
        self.is_new();
    }

    /// Everything that was told before is to be told anew.
    pub fn is_new(&mut self) {
        self.revision += 1;
        (self.whole_at, self.judged_at) = (self.revision, self.revision);
        self.touched = Instant::now();
    }

    /// How far the hearing has come.
    pub fn progress(&mut self, progress: Progress) {
        self.revision += 1;
        self.progress_at = self.revision;
        self.call.progress = progress;
    }

    /// Something went wrong, and the call goes on.
    pub fn complain(&mut self, problem: String) {
        self.revision += 1;
        self.problem_at = self.revision;
        self.problems.push_back(evidence::plain::bare(&problem));
        if self.problems.len() > PROBLEMS_MAX {
            self.problems.pop_front();
        }
    }

    /// The call is over; false if it was before.
    pub fn end(&mut self) -> bool {
        if self.call.is_over {
            return false;
        }
        self.call.is_over = true;
        self.revision += 1;
        self.ended_at = self.revision;
        self.touched = Instant::now();
        true
    }
}

/// What is shown at turns, with what tells one mark from another.
fn marks(judgement: &Judgement) -> HashSet<(usize, String)> {
    let said = judgement.statements.iter();
    let said = said.map(|said| (said.turn, format!("said {}={}", said.slot, said.value)));
    let changes = judgement.story_changes.iter().flat_map(|change| {
        [&change.a, &change.b].map(|quote| (quote.turn, format!("changed {}", change.why)))
    });
    let refuted = judgement.refutations.iter();
    let refuted = refuted.map(|refuted| (refuted.turn, format!("refuted {}", refuted.fact)));
    let confronted = judgement.confrontations.iter();
    let confronted = confronted.map(|answer| (answer.turn, format!("answered {}", answer.id)));
    said.chain(changes).chain(refuted).chain(confronted).collect()
}
