//! The microphone: which there are, which one is meant, how loud it is, and its sound as it comes.
//! The system's sound thread never waits: what nobody takes in time is dropped and counted.

mod meter;

pub use meter::{Level, Meter};

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::time::{Duration, Instant};

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{Device, ErrorKind, FromSample, SampleFormat, SizedSample, Stream, StreamConfig};

use crate::error::{Error, Result};
use crate::parties::{Layout, Parties, Shape};
use crate::speech::{CallId, Sound};

/// Pieces of sound that wait to be taken; systems give 10 to 50 ms a piece, so this is 5 seconds or
/// more.
pub const PIECES_MAX: usize = 500;

/// How long the system may take to begin.
const BEGINNING_MAX: Duration = Duration::from_secs(10);

/// A microphone that gives nothing for so long, not even silence, is gone: some sound servers end
/// without a word.
const GONE_AFTER: Duration = Duration::from_secs(10);

/// What to try where there is no microphone at all.
const NONE_ADVICE: &str = "plug one in, check that it is not muted or given to another program, \
    and that this program may use it; or record the call to a file and listen to that";
/// What to try where the wanted one is not there.
const CHOICE_ADVICE: &str = "see which there are with `hangup listen --devices`";

/// A microphone, or what the system offers as one: a sound card's line, another program's output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The name that the system gives.
    pub name: String,
    /// Whether it is the one that is used where none is chosen.
    pub is_usual: bool,
}

/// Which microphones there are.
///
/// # Errors
/// [`Error::Microphone`] where there is none, with what to try.
pub fn choices() -> Result<Vec<Choice>> {
    let host = cpal::default_host();
    let usual = host.default_input_device().and_then(|device| name(&device));
    let devices = host.input_devices().map_err(|problem| trouble(&problem))?;
    let named = devices.filter(hears).filter_map(|device| name(&device));
    let found: Vec<Choice> =
        named.map(|name| Choice { is_usual: usual.as_ref() == Some(&name), name }).collect();
    if found.is_empty() { Err(none()) } else { Ok(found) }
}

/// A microphone that is being heard: pieces of sound with everybody in them. It is heard until this
/// is dropped.
pub struct Microphone {
    /// Sound comes as long as this is kept.
    stream: Option<Stream>,
    name: String,
    pieces: Receiver<Piece>,
    shared: Arc<Shared>,
    parties: Parties,
    ready: VecDeque<Sound>,
    /// When the last piece came.
    heard_at: Instant,
    /// Samples known to be dropped whose time has been filled with silence.
    filled: u64,
}

/// What the sound thread gives.
enum Piece {
    Samples(Vec<f32>),
    Broken(String),
}

/// What the sound thread counts.
#[derive(Default)]
struct Shared {
    dropped: AtomicU64,
    meter: Meter,
}

impl Microphone {
    /// Begins to hear the microphone whose name has this part, or the usual one.
    ///
    /// # Errors
    /// [`Error::Microphone`] where there is none or none of that name, or it cannot be used now.
    pub fn open(part: Option<&str>, call: &CallId) -> Result<Self> {
        let device = find(part)?;
        let name = name(&device).unwrap_or_else(|| "microphone".to_owned());
        let format = device.default_input_config().map_err(|problem| trouble(&problem))?;
        let config = format.config();
        let (rate_hz, channels) = (config.sample_rate, config.channels);
        let parties = Parties::new(call, Shape { rate_hz, channels, layout: Layout::Mixed })?;
        let shared = Arc::new(Shared::default());
        let (sender, pieces) = sync_channel(PIECES_MAX);
        let intake = Intake { sender, shared: shared.clone() };
        let stream = match format.sample_format() {
            SampleFormat::I8 => begin::<i8>(&device, config, intake),
            SampleFormat::U8 => begin::<u8>(&device, config, intake),
            SampleFormat::I16 => begin::<i16>(&device, config, intake),
            SampleFormat::U16 => begin::<u16>(&device, config, intake),
            SampleFormat::I32 => begin::<i32>(&device, config, intake),
            SampleFormat::U32 => begin::<u32>(&device, config, intake),
            SampleFormat::F64 => begin::<f64>(&device, config, intake),
            _ => begin::<f32>(&device, config, intake),
        };
        let stream = stream.map_err(|problem| trouble(&problem))?;
        stream.play().map_err(|problem| trouble(&problem))?;
        let (ready, heard_at) = (VecDeque::new(), Instant::now());
        Ok(Self { stream: Some(stream), name, pieces, shared, parties, ready, heard_at, filled: 0 })
    }

    /// The name that the system gives.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How loud it is now.
    #[must_use]
    pub fn level(&self) -> Level {
        self.shared.meter.level()
    }

    /// Samples that nobody took in time; silence stands in their place, so that times stay right.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.shared.dropped.load(Ordering::Relaxed)
    }

    /// The next piece, or nothing if it takes longer than this.
    ///
    /// # Errors
    /// [`Error::Microphone`] where it was taken away.
    pub fn next(&mut self, wait: Duration) -> Result<Option<Sound>> {
        if let Some(sound) = self.ready.pop_front() {
            return Ok(Some(sound));
        }
        let samples = match self.pieces.recv_timeout(wait) {
            Ok(Piece::Samples(samples)) => samples,
            Ok(Piece::Broken(what)) => return Err(Error::Microphone { what, advice: NONE_ADVICE }),
            Err(RecvTimeoutError::Timeout) if self.heard_at.elapsed() < GONE_AFTER => {
                return Ok(None);
            }
            Err(_) => {
                let what = "the microphone gives no more sound".to_owned();
                return Err(Error::Microphone { what, advice: NONE_ADVICE });
            }
        };
        self.heard_at = Instant::now();
        let dropped = self.dropped();
        let missing = usize::try_from(dropped - self.filled).unwrap_or(0);
        self.filled = dropped;
        self.ready.extend(self.parties.hear(&vec![0.0; missing]));
        self.ready.extend(self.parties.hear(&samples));
        Ok(self.ready.pop_front())
    }
}

impl Drop for Microphone {
    fn drop(&mut self) {
        let stream = self.stream.take();
        // The system may wait for ever for a device that is gone: nobody else shall.
        std::thread::spawn(move || drop(stream));
    }
}

/// What runs in the system's sound thread.
struct Intake {
    sender: SyncSender<Piece>,
    shared: Arc<Shared>,
}

impl Intake {
    fn take(&self, samples: Vec<f32>) {
        self.shared.meter.hear(&samples);
        let length = samples.len() as u64;
        if let Err(TrySendError::Full(_)) = self.sender.try_send(Piece::Samples(samples)) {
            self.shared.dropped.fetch_add(length, Ordering::Relaxed);
        }
    }
}

fn begin<T>(
    device: &Device,
    config: StreamConfig,
    intake: Intake,
) -> std::result::Result<Stream, cpal::Error>
where
    T: SizedSample,
    f32: FromSample<T>,
{
    let broken = intake.sender.clone();
    device.build_input_stream::<T, _, _>(
        config,
        move |samples, _| {
            let levels = samples.iter().map(|sample| f32::from_sample_(*sample));
            intake.take(levels.collect());
        },
        move |problem| {
            if is_fatal(problem.kind()) {
                // Where the queue is full, the end of the stream tells the same.
                let _ = broken.try_send(Piece::Broken(format!("the microphone fails: {problem}")));
            }
        },
        Some(BEGINNING_MAX),
    )
}

/// Whether sound may still come after such a problem.
const fn is_fatal(kind: ErrorKind) -> bool {
    !matches!(kind, ErrorKind::DeviceChanged | ErrorKind::Xrun | ErrorKind::RealtimeDenied)
}

/// The device that is meant.
fn find(part: Option<&str>) -> Result<Device> {
    let host = cpal::default_host();
    let Some(part) = part else { return host.default_input_device().ok_or_else(none) };
    let wanted = part.to_lowercase();
    let mut devices = host.input_devices().map_err(|problem| trouble(&problem))?;
    let is_meant =
        |device: &Device| name(device).is_some_and(|name| name.to_lowercase().contains(&wanted));
    devices.find(is_meant).ok_or_else(|| Error::Microphone {
        what: format!("no microphone has `{part}` in its name"),
        advice: CHOICE_ADVICE,
    })
}

/// Whether a device is there and can hear anything: ALSA offers one that never does, and others
/// that lead to a sound card or server, also where there is none. One that is busy or forbidden is
/// there, and what to do about it is told when it is chosen.
fn hears(device: &Device) -> bool {
    let is_silent = device.description().is_ok_and(|facts| facts.driver() == Some(SILENT_DRIVER));
    let is_there = device.default_input_config().map_or_else(
        |problem| matches!(problem.kind(), ErrorKind::DeviceBusy | ErrorKind::PermissionDenied),
        |_| true,
    );
    is_there && !is_silent
}

/// ALSA's name for the device that gives silence.
const SILENT_DRIVER: &str = "null";

fn name(device: &Device) -> Option<String> {
    Some(device.description().ok()?.name().to_owned())
}

fn none() -> Error {
    Error::Microphone { what: "no microphone was found".to_owned(), advice: NONE_ADVICE }
}

fn trouble(problem: &cpal::Error) -> Error {
    let advice = match problem.kind() {
        ErrorKind::DeviceBusy => "another program is using it: close that, or choose another",
        ErrorKind::PermissionDenied => {
            "allow it in the privacy settings; on Linux, be in the group `audio`"
        }
        _ => NONE_ADVICE,
    };
    let said = problem.to_string();
    let what = format!("the microphone cannot be used: {}", said.trim_end_matches('.'));
    Error::Microphone { what, advice }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_there_is_no_such_microphone_the_words_help() {
        // True with and without a sound card: nothing is called so.
        let part = "no such device 555-0100";
        let problem = Microphone::open(Some(part), &"test".into()).err().unwrap().to_string();
        assert!(problem.contains("microphone") && problem.contains(';'), "{problem}");
        match choices() {
            Ok(found) => assert!(found.iter().all(|choice| !choice.name.is_empty())),
            Err(problem) => {
                let problem = problem.to_string();
                assert!(problem.contains("listen to that"), "{problem}");
            }
        }
    }

    #[test]
    fn what_nobody_takes_is_dropped_and_counted() {
        let (sender, pieces) = sync_channel(2);
        let intake = Intake { sender, shared: Arc::default() };
        for _ in 0..5 {
            intake.take(vec![0.5; 100]);
        }
        assert_eq!(intake.shared.dropped.load(Ordering::Relaxed), 300);
        assert_eq!(pieces.try_iter().count(), 2);
        drop(pieces);
        intake.take(vec![0.5; 100]);
        assert_eq!(intake.shared.dropped.load(Ordering::Relaxed), 300, "nobody listens any more");
    }
}
