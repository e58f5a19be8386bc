//! Sound on its way to the view. One thread takes it in and cuts it at pauses, another turns what
//! was said into words; between them wait the stretches that are not recognised yet. Telephony
//! brings its stretches cut, from a queue of its own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use hear::error::Result;
use hear::file::SoundFile;
use hear::hearing::{Ears, Hearing};
#[cfg(feature = "microphone")]
use hear::microphone::Microphone;
use hear::pauses::CallPauses;
use hear::recognise::Threads;
use hear::speech::{CallId, RATE_HZ, Sound, Speech};
use hear::telephony::Ending;
use hear::telephony::door::{Doors, Incoming};

use super::feed::{Event, Progress, Wishes};
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
    hearing: Arc<Hearing>,
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
    std::thread::spawn(move || recognise_all(&hearing, &way, &waiting));
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
            let ended = cutting.take_all(&mut *file, |_| None)?;
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
        if self.way.wishes.is_paused() {
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
    fn backlog(&self) -> Duration {
        lasting(self.waiting.load(Ordering::Relaxed))
    }
}

/// Turns stretches into words until there are no more; nobody listens any more once sending fails.
fn recognise_all(hearing: &Hearing, way: &Way, pieces: &Receiver<Piece>) -> Option<()> {
    let mut ears = match hearing.ears(Threads::WhereIdle) {
        Ok(ears) => ears,
        Err(error) => return way.events.send(Event::End(Err(error.into()))).ok(),
    };
    for piece in pieces {
        match piece {
            Piece::Speech(speech) => {
                if let Some(event) = words(&mut ears, &speech) {
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

/// The words of a stretch; a stretch that cannot be recognised is told and left out.
fn words(ears: &mut Ears<'_>, speech: &Speech) -> Option<Event> {
    match ears.hear(speech) {
        Ok(words) => words.map(Event::Words),
        Err(error) => {
            let call = Some(speech.call.clone());
            let message = format!("{:#}", anyhow::Error::from(error));
            Some(Event::Problem { call, message })
        }
    }
}

/// Hears the calls of telephone systems until the user ends it, on a thread of its own; whoever
/// keeps their sound is waited for in the end.
pub fn answer(
    hearing: Arc<Hearing>,
    doors: Doors,
    keeping: Option<JoinHandle<()>>,
    (events, wishes): (SyncSender<Event>, Arc<Wishes>),
) {
    std::thread::spawn(move || {
        let ended = answer_all(&hearing, doors, &events, &wishes)?;
        // Its thread does not panic; and if it did, there is nothing more to do for it.
        let _ = keeping.map(JoinHandle::join);
        events.send(Event::End(ended)).ok()
    });
}

fn answer_all(
    hearing: &Hearing,
    mut doors: Doors,
    events: &SyncSender<Event>,
    wishes: &Wishes,
) -> Option<anyhow::Result<()>> {
    let mut ears = match hearing.ears(Threads::WhereIdle) {
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
            Some(incoming) => take_call(incoming, &mut ears, &doors, events, wishes)?,
            None if is_closed => return Some(Ok(())),
            None => {}
        }
    }
}

const ZERO: Duration = Duration::ZERO;

/// How much the recogniser has to hear in what came in.
fn length(incoming: &Incoming) -> Duration {
    match incoming {
        Incoming::Speech(speech) => lasting(speech.samples.len() as u64),
        _ => ZERO,
    }
}

/// Takes what came in at the doors.
fn take_call(
    incoming: Incoming,
    ears: &mut Ears<'_>,
    doors: &Doors,
    events: &SyncSender<Event>,
    wishes: &Wishes,
) -> Option<()> {
    match incoming {
        Incoming::Speech(speech) => {
            let heard = speech.begin + lasting(speech.samples.len() as u64);
            if !wishes.is_paused()
                && let Some(event) = words(ears, &speech)
            {
                events.send(event).ok()?;
            }
            let backlog = doors.waiting(&speech.call);
            let progress = Progress { call: speech.call, heard, backlog, level: None };
            let _ = events.try_send(Event::Progress(progress));
        }
        Incoming::Missed { call, length, .. } => {
            let message = format!(
                "this computer is too slow for so many calls: {:.0} seconds of speech were missed",
                length.as_secs_f64()
            );
            events.send(Event::Problem { call: Some(call), message }).ok()?;
        }
        Incoming::Ended { call, ending, .. } => {
            ears.forget(&call);
            if !matches!(ending, Ending::HungUp | Ending::Closed) {
                let message = format!("the call ended: {ending}");
                events.send(Event::Problem { call: Some(call.clone()), message }).ok()?;
            }
            events.send(Event::Over(call)).ok()?;
        }
        // A pressed key tells nothing of what is said; a call is shown once somebody speaks.
        Incoming::Begun { .. } | Incoming::Key { .. } => {}
    }
    Some(())
}

/// The root of the mean square.
fn loudness(samples: &[f32]) -> f32 {
    let power: f32 = samples.iter().map(|sample| sample * sample).sum();
    #[expect(clippy::cast_precision_loss, reason = "a piece holds few samples")]
    let length = samples.len().max(1) as f32;
    (power / length).sqrt()
}

/// How long so many samples last.
fn lasting(samples: u64) -> Duration {
    Duration::from_micros(samples * 1_000_000 / u64::from(RATE_HZ))
}
