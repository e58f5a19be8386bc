//! What every way of showing a call has in common: taking events, keeping the words, ringing.

use std::path::{Path, PathBuf};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

use anyhow::Result;
use evidence::plain::{act, bare};
use hear::call::Call;

use super::bell::{Bell, ring};
use super::feed::{Event, Feed};
use super::saving::{CONSENT, Saving};
use super::{Change, Forgotten, Listening};
use crate::brief;

/// So long one waits at the end for words that are still being recognised.
const LAST_WORDS_MAX: Duration = Duration::from_secs(8);

/// A run of `hangup listen`.
#[derive(Debug)]
pub struct Session<'k> {
    /// The calls.
    pub listening: Listening<'k>,
    feed: Feed,
    saving: Option<Saving>,
    bell: Bell,
}

impl<'k> Session<'k> {
    /// A run in which nothing has been heard yet.
    pub fn new(listening: Listening<'k>, feed: Feed, saving: Option<Saving>, bell: Bell) -> Self {
        Self { listening, feed, saving, bell }
    }

    /// What is heard, for people.
    pub fn title(&self) -> &str {
        &self.feed.title
    }

    /// Waits so long for the next event, and takes it.
    pub fn wait(&mut self, wait: Duration) -> Vec<Change> {
        let event = match self.feed.events.recv_timeout(wait) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => return self.keep_up(),
            Err(RecvTimeoutError::Disconnected) if self.listening.is_over => {
                // Nothing can come any more; without this pause, waiting would take no time.
                std::thread::sleep(wait);
                return self.keep_up();
            }
            Err(RecvTimeoutError::Disconnected) => Event::End(Ok(())),
        };
        let mut changes = self.take(event);
        changes.extend(self.keep_up());
        changes
    }

    /// Begins or ends a pause.
    pub fn pause(&mut self) {
        self.listening.is_paused = !self.listening.is_paused;
        self.feed.wishes.pause(self.listening.is_paused);
    }

    /// Ends the run, with the words of what was heard until now.
    pub fn stop(&mut self) -> Vec<Change> {
        self.feed.wishes.stop();
        let until = Instant::now() + LAST_WORDS_MAX;
        let mut changes = Vec::new();
        while !self.listening.is_over {
            let left = until.saturating_duration_since(Instant::now());
            let Ok(event) = self.feed.events.recv_timeout(left) else { break };
            changes.extend(self.take(event));
        }
        let left = self.feed.wishes.left().as_secs();
        if !self.listening.is_over && left > 0 {
            let message =
                format!("the last {left} seconds of speech were not recognised before the end");
            self.listening.complain(message.clone());
            changes.push(Change::Problem(None, message));
        }
        changes.extend(self.listening.stop());
        changes
    }

    /// The file in which the words are kept.
    pub fn saved_in(&self) -> Option<&Path> {
        self.saving.as_ref().map(|saving| saving.path.as_path())
    }

    /// Keeps the words from now on, in a file of its own name if none was named; gives what to say.
    pub fn save(&mut self) -> String {
        if self.saving.is_none() {
            match Saving::begin(&unused_name()) {
                Ok(saving) => self.saving = Some(saving),
                Err(error) => return format!("{error:#}"),
            }
        }
        let Some(saving) = &mut self.saving else { return String::new() };
        match saving.write(&self.listening) {
            Ok(()) => format!("Saving to {}. {CONSENT}", saving.path.display()),
            Err(error) => format!("{error:#}"),
        }
    }

    /// Writes everything that is to be kept.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish_saving(&mut self) -> Result<()> {
        match &mut self.saving {
            Some(saving) => saving.write(&self.listening),
            None => Ok(()),
        }
    }

    fn take(&mut self, event: Event) -> Vec<Change> {
        let mut changes = Vec::new();
        let told = self.listening.take(event);
        for call in self.listening.leaving() {
            self.part_with(&call, &mut changes);
        }
        changes.extend(told);
        if self.bell == Bell::Rings {
            changes.iter().for_each(|change| self.ring_for(change));
        }
        changes
    }

    fn ring_for(&self, change: &Change) {
        if let Change::Words { call, alarm: true, .. } = change {
            let call = &self.listening.calls[*call];
            let act = act(&call.judgement, &call.circumstances, self.listening.knowledge);
            ring(act.headline);
        }
    }

    /// Keeps a call that leaves the list for good, if calls are kept, and tells of it.
    fn part_with(&mut self, call: &Call<'_>, changes: &mut Vec<Change>) {
        let saved = self.saving.as_mut().map(|saving| saving.settle(call, &self.listening));
        let file = saved.transpose().unwrap_or_else(|error| {
            let message = bare(&format!("{error:#}"));
            self.listening.complain(message.clone());
            changes.push(Change::Problem(None, message));
            None
        });
        let verdict = brief::line(&call.id, &call.judgement);
        let has_words = !call.utterances.is_empty();
        let (call, file) = (call.id.clone(), file.flatten());
        changes.push(Change::Forgot(Forgotten { call, verdict, has_words, file }));
    }

    fn keep_up(&mut self) -> Vec<Change> {
        let Some(saving) = &mut self.saving else { return Vec::new() };
        let Err(error) = saving.keep_up(&self.listening) else { return Vec::new() };
        let message = format!("{error:#}");
        // The same trouble every two seconds is told once.
        if self.listening.problems.contains(&message) {
            return Vec::new();
        }
        self.listening.complain(message.clone());
        vec![Change::Problem(None, message)]
    }
}

/// The most files of one minute.
const NAMES_MAX: usize = 100;

/// A name for a file in this folder, from the time.
fn unused_name() -> PathBuf {
    let now = jiff::ZonedDateTime::now().strftime("%Y-%m-%d-%H%M").to_string();
    let named = |number: usize| match number {
        1 => PathBuf::from(format!("call-{now}.vtt")),
        _ => PathBuf::from(format!("call-{now}-{number}.vtt")),
    };
    (1..NAMES_MAX).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(NAMES_MAX))
}
