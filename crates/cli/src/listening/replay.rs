//! A transcript played as if it were heard, at its own pace or faster: to practise, and to see what
//! the live view does without a microphone.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use evidence::knowledge::Knowledge;
use evidence::transcript::{Form, Transcript, Utterance};
use hear::call::Progress;
use hear::speech::{CallId, Party, Words};

use super::feed::{self, Event, Feed, Wishes};
use crate::input::{Found, Source};
use crate::progress::Progress as Reading;

/// How fast people speak on the telephone, for transcripts without times: about 150 words a minute.
const WORD_MS: u64 = 400;
/// The pause between two utterances of which no time is known.
const PAUSE_MS: u64 = 500;
/// How often the time is told, and a pause or an end looked for.
const TICK: Duration = Duration::from_millis(100);

/// Reads a file and plays its calls, one after the other, so many times as fast as they were.
///
/// # Errors
/// When it holds no call, or notes or a block, in which nobody knows who spoke when.
pub fn play(file: PathBuf, speed: f64, knowledge: &Knowledge) -> Result<Feed> {
    let mut sources = Source::all(&[file]);
    let Some(source) = sources.pop() else { bail!("--replay needs a file") };
    let (mut calls, mut problems) = (Vec::new(), Vec::new());
    for found in source.open(&knowledge.reading, &Reading::new(None))? {
        match found? {
            Found::Call(call) => calls.push((call.name, call.transcript)),
            Found::Problem(problem) => problems.push(problem.message),
        }
    }
    if calls.is_empty() {
        bail!("{}: there is no call in it", source.name());
    }
    if let Some((name, _)) = calls.iter().find(|(_, call)| call.form != Form::Dialogue) {
        bail!(
            "{name}: in it nobody can tell who spoke when, so it cannot be played. \
             `hangup check` judges it."
        );
    }
    let (sender, feed) = feed::open(&source.name());
    let player = Player { sender, wishes: Arc::clone(&feed.wishes), speed };
    std::thread::spawn(move || player.play(calls, problems));
    Ok(feed)
}

struct Player {
    sender: SyncSender<Event>,
    wishes: Arc<Wishes>,
    speed: f64,
}

impl Player {
    /// Plays all calls; nobody listens any more once sending fails.
    fn play(&self, calls: Vec<(String, Transcript)>, problems: Vec<String>) {
        for message in problems {
            if self.sender.send(Event::Problem { call: None, message }).is_err() {
                return;
            }
        }
        for (name, transcript) in calls {
            if self.play_call(&CallId::from(name), &transcript).is_none() {
                return;
            }
        }
        let _ = self.sender.send(Event::End(Ok(())));
    }

    fn play_call(&self, call: &CallId, transcript: &Transcript) -> Option<()> {
        let mut now = Duration::ZERO;
        for words in timed(call, transcript) {
            self.wait(call, &mut now, words.end)?;
            self.sender.send(Event::Words(words)).ok()?;
        }
        self.sender.send(Event::Over(call.clone())).ok()
    }

    /// Lets time pass until a moment of the call; nothing if the user wants the end.
    fn wait(&self, call: &CallId, now: &mut Duration, until: Duration) -> Option<()> {
        while *now < until {
            if self.wishes.is_stopped() {
                let _ = self.sender.send(Event::End(Ok(())));
                return None;
            }
            let begun = Instant::now();
            let left = (until - *now).div_f64(self.speed);
            std::thread::sleep(left.min(TICK));
            if self.wishes.is_paused() {
                continue;
            }
            *now = if left <= TICK {
                until
            } else {
                until.min(*now + begun.elapsed().mul_f64(self.speed))
            };
            let progress =
                Progress { call: call.clone(), heard: *now, backlog: Duration::ZERO, level: None };
            // The next one tells the same, so none needs to be waited for.
            let _ = self.sender.try_send(Event::Progress(progress));
        }
        Some(())
    }
}

/// The utterances with their times, which are made up from the number of words where none stand.
pub(super) fn timed(call: &CallId, transcript: &Transcript) -> Vec<Words> {
    let mut labels: Vec<&str> = Vec::new();
    let mut clock_ms = 0;
    let mut all = Vec::new();
    for said in &transcript.utterances {
        let (begin_ms, end_ms) = times(said, clock_ms);
        clock_ms = clock_ms.max(end_ms);
        let label = said.speaker.as_str();
        let voice = (!label.is_empty()).then(|| {
            labels.iter().position(|known| *known == label).unwrap_or_else(|| {
                labels.push(label);
                labels.len() - 1
            })
        });
        all.push(Words {
            call: call.clone(),
            party: Party::Mixed,
            begin: Duration::from_millis(begin_ms),
            end: Duration::from_millis(end_ms),
            text: said.text.clone(),
            voice,
            side: said.side,
        });
    }
    all
}

/// When an utterance begins and ends, in milliseconds, if the one before ended at `clock_ms`.
fn times(said: &Utterance, clock_ms: u64) -> (u64, u64) {
    let words = said.text.split_whitespace().count() as u64;
    let pause = if clock_ms == 0 { 0 } else { PAUSE_MS };
    let begin = said.start_ms.unwrap_or(clock_ms + pause);
    let end = said.end_ms.filter(|end| *end >= begin).unwrap_or(begin + words * WORD_MS);
    (begin, end)
}
