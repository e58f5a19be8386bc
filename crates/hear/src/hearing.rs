//! From stretches of speech to words with their speakers, of many calls at once: recognition and
//! voices put together. It waits for nothing and keeps no sound; threads are the caller's.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use evidence::transcript::Side;

use crate::error::Result;
use crate::recognise::{Listener, Model, Threads};
use crate::speech::{CallId, Party, Speech, Words};
use crate::voices::{Encoder, Enrolled, Voices};

/// What begins so soon after a stretch and its margins is taken to go on with its sentence.
/// After a longer pause somebody else may speak, and then the words before mislead.
const GOES_ON_MAX: Duration = Duration::from_millis(100);

/// What is needed to hear: loaded once, shared by any number of threads.
pub struct Hearing {
    model: Model,
    encoder: Option<Encoder>,
    owner: Option<Enrolled>,
}

impl Hearing {
    /// Loads a speech model, and the model that tells voices apart if there is one.
    ///
    /// The names are a hint, see [`Model::open`].
    ///
    /// # Errors
    /// [`crate::error::Error::Model`] and [`crate::error::Error::Voice`] if a file is missing or of
    /// another kind.
    pub fn open(words: &Path, voices: Option<&Path>, names: &[String]) -> Result<Self> {
        let encoder = voices.map(Encoder::open).transpose()?;
        Ok(Self { model: Model::open(words, names)?, encoder, owner: None })
    }

    /// Knows the owner of this machine by the voice, who is then the one who is rung.
    pub fn know_owner(&mut self, owner: Enrolled) {
        self.owner = Some(owner);
    }

    /// The voice of stretches in which only one person speaks; none where voices cannot be told
    /// apart, or nothing is long enough.
    #[must_use]
    pub fn voice_of(&self, stretches: &[Speech]) -> Option<Enrolled> {
        let encoder = self.encoder.as_ref()?;
        let voices: Vec<_> =
            stretches.iter().filter_map(|speech| encoder.embed(&speech.samples)).collect();
        Enrolled::new(&voices)
    }

    /// What one thread hears with.
    ///
    /// # Errors
    /// [`crate::error::Error::Recognition`] if there is no memory for it.
    pub fn ears(&self, threads: Threads) -> Result<Ears<'_>> {
        let listener = self.model.listener(threads)?;
        Ok(Ears { listener, hearing: self, calls: HashMap::new() })
    }
}

/// What one thread hears with: all stretches of a call must come to the same one, in order.
pub struct Ears<'h> {
    listener: Listener<'h>,
    hearing: &'h Hearing,
    calls: HashMap<CallId, Known>,
}

/// What is known of a call while it goes on.
#[derive(Default)]
struct Known {
    voices: Voices,
    /// The last words of each end of the line.
    last: Vec<Words>,
}

impl Known {
    /// What the same end said just before, if this goes on with it.
    fn before(&self, speech: &Speech) -> &str {
        let last = self.last.iter().find(|words| words.party == speech.party);
        let goes_on = |words: &&Words| {
            words.begin <= speech.begin && speech.begin.saturating_sub(words.end) <= GOES_ON_MAX
        };
        last.filter(goes_on).map_or("", |words| &words.text)
    }

    fn remember(&mut self, words: &Words) {
        self.last.retain(|last| last.party != words.party);
        // The parties of a call are few, because pauses are cut for no more.
        self.last.push(words.clone());
    }
}

impl Ears<'_> {
    /// The words of a stretch and whose they are; nothing if it holds none.
    ///
    /// Voices are told apart only where both ends are in one sound. Takes the time of recognition:
    /// with base about a seventh of the speech's length on one core.
    ///
    /// # Errors
    /// As [`Listener::recognise`].
    pub fn hear(&mut self, speech: &Speech) -> Result<Option<Words>> {
        let call = self.calls.entry(speech.call.clone()).or_default();
        let Some(mut words) = self.listener.recognise(speech, call.before(speech))? else {
            return Ok(None);
        };
        call.remember(&words);
        let encoder = self.hearing.encoder.as_ref().filter(|_| speech.party == Party::Mixed);
        if let Some(voice) = encoder.and_then(|encoder| encoder.embed(&speech.samples)) {
            words.voice = call.voices.hear(&voice);
            words.side =
                self.hearing.owner.as_ref().map_or(Side::Unknown, |owner| owner.side(&voice));
        }
        Ok(Some(words))
    }

    /// Forgets the voices and the last words of a call that is over.
    pub fn forget(&mut self, call: &CallId) {
        self.calls.remove(call);
    }
}
