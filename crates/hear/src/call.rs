//! One call that is being heard: its words, who says them, and its judgement as it stands. What the
//! user corrects is applied to everything heard so far, by judging it anew.

use std::collections::BTreeSet;
use std::time::Duration;

use evidence::judge::{Circumstances, LiveCall};
use evidence::judgement::{Judgement, Level};
use evidence::knowledge::Knowledge;
use evidence::plain::bare;
use evidence::transcript::{Form, Side, Transcript, Utterance};

use crate::speech::{CallId, Party, Words};

/// So many utterances of a call are kept, which is more than a day of talk.
pub const UTTERANCES_MAX: usize = 50_000;

/// One call.
#[derive(Debug)]
pub struct Call<'k> {
    /// Its name.
    pub id: CallId,
    /// Its place among all calls of the run, counted from 0: another one may bear the same name.
    pub serial: usize,
    /// What only the user knows about it.
    pub circumstances: Circumstances,
    /// Who was heard, in the order of their first words.
    pub voices: Vec<Voice>,
    /// What was said.
    pub utterances: Vec<Utterance>,
    /// What it is judged to be.
    pub judgement: Judgement,
    /// How far the hearing has come.
    pub progress: Progress,
    /// It is over.
    pub is_over: bool,
    /// Whoever follows it says that it is no scam; the judgement stands as it is.
    pub is_cleared: bool,
    knowledge: &'k Knowledge,
    live: LiveCall<'k>,
    heard: Vec<Heard>,
    alarmed: Option<Level>,
    /// The backlog that was told last, zero if none.
    backlog_told: Duration,
}

/// A backlog from here on is told, and again when it has doubled; it is over at half of it.
const BACKLOG_TOLD_MIN: Duration = Duration::from_secs(10);

/// How far the hearing of a call has come.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The call.
    pub call: CallId,
    /// So much of the call has been heard.
    pub heard: Duration,
    /// So much sound waits to be turned into words.
    pub backlog: Duration,
    /// How loud it is now, the root mean square from 0 to 1; none where there is no sound.
    pub level: Option<f32>,
}

/// Someone in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// What it is called while nobody knows more.
    pub name: String,
    /// The side, as it is worked out or told.
    pub side: Side,
    party: Party,
    voice: Option<usize>,
    /// The side that the user told.
    marked: Option<Side>,
}

/// What an utterance was made of.
#[derive(Debug)]
struct Heard {
    /// Who said it, if voices are told apart.
    voice: Option<usize>,
    /// The side that came with the words.
    told: Side,
}

impl<'k> Call<'k> {
    /// A call in which nothing has been said yet.
    pub fn new(id: CallId, circumstances: Circumstances, knowledge: &'k Knowledge) -> Self {
        let live = LiveCall::new(Form::Dialogue, circumstances.clone(), knowledge);
        let progress = Progress {
            call: id.clone(),
            heard: Duration::ZERO,
            backlog: Duration::ZERO,
            level: None,
        };
        Self {
            judgement: live.judgement(),
            id,
            serial: 0,
            circumstances,
            voices: Vec::new(),
            utterances: Vec::new(),
            progress,
            is_over: false,
            is_cleared: false,
            knowledge,
            live,
            heard: Vec::new(),
            alarmed: None,
            backlog_told: Duration::ZERO,
        }
    }

    /// Hears words; gives their turn, or nothing if there are none or too many.
    pub fn hear(&mut self, words: Words) -> Option<usize> {
        let text = bare(&words.text);
        if text.trim().is_empty() || self.utterances.len() >= UTTERANCES_MAX {
            return None;
        }
        let voice = self.voice(&words);
        self.heard.push(Heard { voice, told: words.side });
        self.utterances.push(Utterance {
            speaker: String::new(),
            side: Side::Unknown,
            text: text.trim().to_owned(),
            start_ms: Some(milliseconds(words.begin)),
            end_ms: Some(milliseconds(words.end.max(words.begin))),
        });
        let turn = self.utterances.len() - 1;
        self.take(turn);
        self.conclude();
        Some(turn)
    }

    /// Hears again what was kept of a call; names of speakers are taken for voices.
    pub fn recall(&mut self, said: &Utterance) -> Option<usize> {
        let name = &said.speaker;
        let voice = self.voices.iter().position(|voice| voice.name == *name);
        let voice = voice.or((!name.is_empty()).then_some(self.voices.len()));
        let begin = Duration::from_millis(said.start_ms.unwrap_or(0));
        self.hear(Words {
            call: self.id.clone(),
            party: Party::Mixed,
            begin,
            end: Duration::from_millis(said.end_ms.unwrap_or(0)).max(begin),
            text: said.text.clone(),
            voice,
            side: said.side,
        })
    }

    /// How far the call has come: as the sound tells, or else its last words.
    pub fn elapsed(&self) -> Duration {
        let last = self.utterances.last().and_then(|said| said.end_ms).unwrap_or(0);
        self.progress.heard.max(Duration::from_millis(last))
    }

    /// The side of whoever spoke at a turn.
    pub fn side(&self, turn: usize) -> Side {
        self.live.side(turn)
    }

    /// What whoever spoke at a turn is called while the side is not known.
    pub fn name(&self, turn: usize) -> &str {
        self.utterances.get(turn).map_or("", |said| &said.speaker)
    }

    /// The last words of a voice.
    pub fn last_words(&self, voice: usize) -> Option<&str> {
        let last = self.heard.iter().rposition(|heard| heard.voice == Some(voice))?;
        Some(&self.utterances[last].text)
    }

    /// Whether the level rose for the first time to one that is worth an alarm.
    pub fn alarm(&mut self, from: Level) -> bool {
        let level = self.judgement.verdict.level;
        let rose = level >= from && self.alarmed.is_none_or(|before| level > before);
        if rose {
            self.alarmed = Some(level);
        }
        rose
    }

    /// Whether the backlog is now worth telling: it became long, twice as long, or short again.
    pub fn tells_backlog(&mut self) -> bool {
        let (now, told) = (self.progress.backlog, self.backlog_told);
        let is_worse = now >= BACKLOG_TOLD_MIN && now >= told * 2;
        let is_better = told > Duration::ZERO && now < BACKLOG_TOLD_MIN / 2;
        if is_worse || is_better {
            self.backlog_told = if is_worse { now } else { Duration::ZERO };
        }
        is_worse || is_better
    }

    /// Takes the caller side for the other one, and the other way round; false if nobody is known
    /// to be on a side yet.
    pub fn switch_sides(&mut self) -> bool {
        let sides: Vec<Side> = (0..self.heard.len()).map(|turn| self.side(turn)).collect();
        let is_known = sides.iter().any(|side| *side != Side::Unknown);
        if is_known {
            for voice in &mut self.voices {
                voice.marked = Some(opposite(voice.side));
            }
            for (heard, side) in self.heard.iter_mut().zip(sides) {
                heard.told = opposite(side);
            }
            self.judge_anew();
        }
        is_known
    }

    /// Fixes the side of whoever spoke at a turn; of a voice that is known, everywhere. False if
    /// there is no such turn.
    pub fn mark_turn(&mut self, turn: usize, side: Side) -> bool {
        match self.heard.get(turn).map(|heard| heard.voice) {
            None => return false,
            Some(Some(voice)) => self.mark(voice, side),
            Some(None) => {
                self.heard[turn].told = side;
                self.judge_anew();
            }
        }
        true
    }

    /// Fixes a voice's side. Of two voices the other one is then on the other side; of more, each
    /// stays where it is.
    pub fn mark(&mut self, voice: usize, side: Side) {
        let two = self.voices.len() == 2;
        for (number, each) in self.voices.iter_mut().enumerate() {
            each.marked = Some(match each.side {
                _ if number == voice => side,
                Side::Unknown => opposite(side),
                _ if two => opposite(side),
                known => known,
            });
        }
        self.judge_anew();
    }

    /// Puts right how the call came about, and who spoke at each turn.
    pub fn put_right(&mut self, context: Option<String>, sides: &[Side]) {
        self.circumstances.context = context;
        self.voices.iter_mut().for_each(|voice| voice.marked = None);
        for (heard, side) in self.heard.iter_mut().zip(sides) {
            heard.told = *side;
        }
        self.judge_anew();
    }

    /// Says how the call came about; none if nobody knows.
    pub fn set_context(&mut self, context: Option<String>) {
        self.circumstances.context = context;
        self.judge_anew();
    }

    /// Says all that has happened, in any order; what cannot happen is left out.
    pub fn set_happened(&mut self, stages: &[String]) {
        let order = self.knowledge.stages().map(|stage| stage.id.clone());
        self.circumstances.happened = order.filter(|id| stages.contains(id)).collect();
        self.judge_anew();
    }

    /// Notes that something has happened, or takes it back.
    pub fn toggle_happened(&mut self, stage: &str) {
        let mut stages: BTreeSet<&str> =
            self.circumstances.happened.iter().map(String::as_str).collect();
        if !stages.remove(stage) {
            stages.insert(stage);
        }
        // In the order of the vocabulary, in which the more urgent steps come first.
        let order = self.knowledge.stages().map(|stage| stage.id.clone());
        self.circumstances.happened = order.filter(|id| stages.contains(id.as_str())).collect();
        self.judge_anew();
    }

    /// The call as a transcript, with the sides as they are known now.
    pub fn transcript(&self) -> Transcript {
        let mut utterances = self.utterances.clone();
        for (turn, said) in utterances.iter_mut().enumerate() {
            said.side = self.live.side(turn);
        }
        Transcript { id: Some(self.id.to_string()), form: Form::Dialogue, utterances }
    }

    /// The voice of some words; nothing where both ends are in one sound and cannot be told apart.
    fn voice(&mut self, words: &Words) -> Option<usize> {
        let (party, voice) = (words.party, words.voice);
        if party == Party::Mixed && voice.is_none() {
            return None;
        }
        let known = self.voices.iter().position(|each| each.party == party && each.voice == voice);
        Some(known.unwrap_or_else(|| {
            let name = format!("Voice {}", self.voices.len() + 1);
            let side = Side::Unknown;
            self.voices.push(Voice { name, side, party, voice, marked: None });
            self.voices.len() - 1
        }))
    }

    /// Judges everything once more, with what the user corrected.
    fn judge_anew(&mut self) {
        self.live = LiveCall::new(Form::Dialogue, self.circumstances.clone(), self.knowledge);
        for turn in 0..self.utterances.len() {
            self.take(turn);
        }
        self.conclude();
    }

    fn take(&mut self, turn: usize) {
        let Heard { voice, told } = self.heard[turn];
        let voice = voice.map(|number| &self.voices[number]);
        let said = &mut self.utterances[turn];
        said.speaker = voice.map_or_else(String::new, |voice| voice.name.clone());
        said.side = voice.and_then(|voice| voice.marked).unwrap_or(told);
        self.live.hear(said);
    }

    fn conclude(&mut self) {
        self.judgement = self.live.judgement();
        self.judgement.call = Some(self.id.to_string());
        for (number, voice) in self.voices.iter_mut().enumerate() {
            let last = self.heard.iter().rposition(|heard| heard.voice == Some(number));
            voice.side = last.map_or(Side::Unknown, |turn| self.live.side(turn));
        }
    }
}

fn opposite(side: Side) -> Side {
    match side {
        Side::Caller => Side::Callee,
        Side::Callee => Side::Caller,
        Side::Unknown => Side::Unknown,
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
