//! Sound on its way to the view. One thread takes it in and cuts it at pauses, another turns what
//! was said into words; between them wait the stretches that are not recognised yet. Telephony
//! brings its stretches cut, from a queue of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hear::answering::{self, Hears, Told, length, loudness, words};
use hear::call::Progress;
use hear::error::Result;
use hear::file::SoundFile;
use hear::hearing::Hearing;
#[cfg(feature = "microphone")]
use hear::microphone::Microphone;
use hear::pauses::CallPauses;
use hear::recognise::Threads;
use hear::speech::{CallId, RATE_HZ, Sound, Speech};
use hear::telephony::door::Doors;

use super::feed::{Event, Wishes};
use super::sound_saving::SoundSaving;

/// Stretches of a file that are cut ahead of recognition: a file waits, so few are enough.
const FILE_WAITING_MAX: usize = 4;
/// Stretches of a call that goes on and cannot wait: with twelve seconds each at most twenty
/// minutes, 77 MB. Beyond that the microphone drops sound, and says so.
const LIVE_WAITING_MAX: usize = 100;
/// How often the view is told how far the hearing has come.
const TICK: Duration = Duration::from_millis(150);
/// How long to wait for sound before looking whether the user wants the end.
const WAIT: Duration = Duration::from_millis(100);

/// What calls are heard with.
pub struct Recogniser {
    /// The models.
    pub hearing: Hearing,
    /// How many threads turn speech into words.
    pub threads: Threads,
}

/// Where sound comes from.
pub enum Intake {
    /// A file, as fast as it is recognised.
    File(Box<SoundFile>),
    /// A stream that goes on whether or not it is heard.
    Stream(Box<dyn Iterator<Item = Result<Sound>> + Send>),
    /// A microphone.
    #[cfg(feature = "microphone")]
    Microphone(Box<Microphone>),
}

/// What happens to the sound of one call on the way to the recogniser.
enum Piece {
    Speech(Speech),
    Problem(String),
    End(Result<()>),
}

/// What both threads know of one call.
struct Way {
    call: CallId,
    events: SyncSender<Event>,
    wishes: Arc<Wishes>,
    /// Samples that wait to be recognised.
    waiting: AtomicU64,
}

/// Hears one call until its sound or the user ends it, on threads of its own.
pub fn hear(
    recogniser: Recogniser,
    call: CallId,
    intake: Intake,
    saving: Option<SoundSaving>,
    (events, wishes): (SyncSender<Event>, Arc<Wishes>),
) {
    let way = Arc::new(Way { call, events, wishes, waiting: AtomicU64::new(0) });
    let room = match intake {
        Intake::File(_) => FILE_WAITING_MAX,
        _ => LIVE_WAITING_MAX,
    };
    let (pieces, waiting) = mpsc::sync_channel(room);
    let of_intake = Arc::clone(&way);
    std::thread::spawn(move || take_in(&of_intake, intake, saving, &pieces));
    std::thread::spawn(move || recognise_all(&recogniser, &way, &waiting));
}

/// Takes sound until its end or the user's wish; nobody listens any more once sending fails.
fn take_in(
    way: &Way,
    intake: Intake,
    saving: Option<SoundSaving>,
    pieces: &SyncSender<Piece>,
) -> Option<()> {
    let mut cutting =
        Cutting { way, pieces, pauses: CallPauses::default(), saving, told: Instant::now() };
    let ended = match intake {
        Intake::File(mut file) => {
            let ended = cutting.take_all(cutting.way.at_leisure(&mut *file), |_| None)?;
            for note in file.notes() {
                pieces.send(Piece::Problem(note.to_string())).ok()?;
            }
            ended
        }
        Intake::Stream(stream) => cutting.take_all(stream, |samples| Some(loudness(samples)))?,
        #[cfg(feature = "microphone")]
        Intake::Microphone(microphone) => cutting.take_microphone(*microphone)?,
    };
    for speech in cutting.pauses.end() {
        cutting.send(speech)?;
    }
    if let Some(Err(error)) = cutting.saving.map(SoundSaving::finish) {
        pieces.send(Piece::Problem(format!("{error:#}"))).ok()?;
    }
    pieces.send(Piece::End(ended)).ok()
}

/// Sound that is being cut at pauses.
struct Cutting<'w> {
    way: &'w Way,
    pieces: &'w SyncSender<Piece>,
    pauses: CallPauses,
    saving: Option<SoundSaving>,
    told: Instant,
}

impl Cutting<'_> {
    /// Takes sound to its end. What can wait for recognition, as a file can, has no loudness: it is
    /// not too quiet now, and never behind.
    fn take_all(
        &mut self,
        sounds: impl Iterator<Item = Result<Sound>>,
        loudness: impl Fn(&[f32]) -> Option<f32>,
    ) -> Option<Result<()>> {
        for sound in sounds {
            match sound {
                Ok(sound) => self.take(&sound, loudness(&sound.samples))?,
                Err(error) => return Some(Err(error)),
            }
            if self.way.wishes.is_stopped() {
                break;
            }
        }
        Some(Ok(()))
    }

    #[cfg(feature = "microphone")]
    fn take_microphone(&mut self, mut microphone: Microphone) -> Option<Result<()>> {
        let mut dropped = 0;
        while !self.way.wishes.is_stopped() {
            match microphone.next(WAIT) {
                Ok(Some(sound)) => self.take(&sound, Some(microphone.level().rms))?,
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
            // Told each time that another second is missing.
            if microphone.dropped() >= dropped + u64::from(RATE_HZ) {
                dropped = microphone.dropped();
                let message = "this computer is too slow for the speech model, and some sound was \
                               not heard; `hangup model install tiny.en` brings a faster one";
                self.pieces.send(Piece::Problem(message.to_owned())).ok()?;
            }
        }
        Some(Ok(()))
    }

    fn take(&mut self, sound: &Sound, loudness: Option<f32>) -> Option<()> {
        let length = lasting(sound.samples.len() as u64);
        self.tell(sound.begin + length, loudness);
        // What can wait does so, and is not thrown away.
        if loudness.is_some() && self.way.wishes.is_paused() {
            return Some(());
        }
        if let Some(saving) = &mut self.saving
            && let Err(error) = saving.write(sound)
        {
            self.saving = None;
            self.pieces.send(Piece::Problem(format!("{error:#}"))).ok()?;
        }
        for speech in self.pauses.hear(sound) {
            self.send(speech)?;
        }
        Some(())
    }

    fn send(&self, speech: Speech) -> Option<()> {
        self.way.waiting.fetch_add(speech.samples.len() as u64, Ordering::Relaxed);
        self.pieces.send(Piece::Speech(speech)).ok()
    }

    /// Tells how far the sound has come; left out where the view has more to do.
    fn tell(&mut self, heard: Duration, level: Option<f32>) {
        if self.told.elapsed() >= TICK {
            self.told = Instant::now();
            let call = self.way.call.clone();
            let backlog = level.map_or(Duration::ZERO, |_| self.way.backlog());
            let progress = Progress { call, heard, backlog, level };
            let _ = self.way.events.try_send(Event::Progress(progress));
        }
    }
}

impl Way {
    /// Sounds that wait for whoever hears them: nothing of them is lost in a pause.
    fn at_leisure<S>(&self, sounds: impl Iterator<Item = S>) -> impl Iterator<Item = S> {
        sounds.inspect(|_| {
            while self.wishes.is_paused() && !self.wishes.is_stopped() {
                std::thread::sleep(WAIT);
            }
        })
    }

    fn backlog(&self) -> Duration {
        lasting(self.waiting.load(Ordering::Relaxed))
    }
}

/// Turns stretches into words until there are no more; nobody listens any more once sending fails.
fn recognise_all(recogniser: &Recogniser, way: &Way, pieces: &Receiver<Piece>) -> Option<()> {
    let mut ears = match recogniser.hearing.ears(recogniser.threads) {
        Ok(ears) => ears,
        Err(error) => return way.events.send(Event::End(Err(error.into()))).ok(),
    };
    for piece in pieces {
        match piece {
            Piece::Speech(speech) => {
                if let Some(event) = words(&mut ears, &speech).and_then(event) {
                    way.events.send(event).ok()?;
                }
                way.waiting.fetch_sub(speech.samples.len() as u64, Ordering::Relaxed);
                way.wishes.leave(way.backlog());
            }
            Piece::Problem(message) => {
                let call = Some(way.call.clone());
                way.events.send(Event::Problem { call, message }).ok()?;
            }
            Piece::End(ended) => {
                way.events.send(Event::Over(way.call.clone())).ok()?;
                let ended = ended.map_err(anyhow::Error::from);
                return way.events.send(Event::End(ended)).ok();
            }
        }
    }
    None
}

/// What is told, for whoever shows it; a call is shown once somebody speaks.
fn event(told: Told) -> Option<Event> {
    match told {
        Told::Words(words) => Some(Event::Words(words)),
        Told::Progress(progress) => Some(Event::Progress(progress)),
        Told::Problem { call, message } => Some(Event::Problem { call: Some(call), message }),
        Told::Over(call) => Some(Event::Over(call)),
        Told::Begun(_) => None,
    }
}

/// Hears the calls of telephone systems until the user ends it, on a thread of its own; whoever
/// keeps their sound is waited for in the end.
pub fn answer(
    recogniser: Recogniser,
    doors: Doors,
    keeping: Option<JoinHandle<()>>,
    (events, wishes): (SyncSender<Event>, Arc<Wishes>),
) {
    std::thread::spawn(move || {
        let ended = answer_all(&recogniser, doors, &events, &wishes)?;
        // Its thread does not panic; and if it did, there is nothing more to do for it.
        let _ = keeping.map(JoinHandle::join);
        events.send(Event::End(ended)).ok()
    });
}

fn answer_all(
    recogniser: &Recogniser,
    mut doors: Doors,
    events: &SyncSender<Event>,
    wishes: &Wishes,
) -> Option<anyhow::Result<()>> {
    let mut ears = match recogniser.hearing.ears(recogniser.threads) {
        Ok(ears) => ears,
        Err(error) => {
            wishes.stop();
            return Some(Err(error.into()));
        }
    };
    let mut is_closed = false;
    loop {
        if wishes.is_stopped() && !is_closed {
            doors.close();
            is_closed = true;
        }
        let incoming = doors.next(WAIT);
        wishes.leave(doors.gauges().waiting_length + incoming.as_ref().map_or(ZERO, length));
        match incoming {
            Some(incoming) => {
                let hears = if wishes.is_paused() { Hears::Nothing } else { Hears::Words };
                let told = answering::take(incoming, &mut ears, &doors, hears);
                told.into_iter().filter_map(event).try_for_each(|event| send(events, event))?;
            }
            None if is_closed => return Some(Ok(())),
            None => {}
        }
    }
}

const ZERO: Duration = Duration::ZERO;

/// Sends what happened; none where nobody listens any more. Progress may be left out.
fn send(events: &SyncSender<Event>, event: Event) -> Option<()> {
    if let Event::Progress(_) = event {
        let _ = events.try_send(event);
        return Some(());
    }
    events.send(event).ok()
}

/// How long so many samples last.
fn lasting(samples: u64) -> Duration {
    Duration::from_micros(samples * 1_000_000 / u64::from(RATE_HZ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_waits_in_a_pause_and_loses_nothing() {
        let (events, feed) = super::super::feed::open("a test");
        let (call, wishes) = (CallId::from("file"), Arc::clone(&feed.wishes));
        let way = Way { call, events, wishes, waiting: AtomicU64::new(0) };
        feed.wishes.pause(true);
        let (sender, heard) = mpsc::channel();
        let reading =
            std::thread::spawn(move || way.at_leisure(0..3).try_for_each(|at| sender.send(at)));
        assert!(heard.recv_timeout(WAIT * 2).is_err());
        feed.wishes.pause(false);
        assert_eq!(heard.iter().collect::<Vec<i32>>(), [0, 1, 2]);
        assert!(reading.join().unwrap().is_ok());
    }
}
