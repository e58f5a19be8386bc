//! `hangup listen`: hears a call while it goes on, and judges it word by word.

use std::io::{self, IsTerminal as _, Write as _};
use std::num::NonZeroU8;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Result;
use clap::Args;
use evidence::judgement::Level;
use evidence::knowledge::{Knowledge, Rules};
use hear::recognise::Threads;

use crate::circumstances::{CircumstancesArguments, level};
use crate::knowledge::KnowledgeArguments;
use crate::listening::bell::Bell;
use crate::listening::events::Records;
use crate::listening::feed::Feed;
use crate::listening::lines::{self, Lines};
use crate::listening::opening::{self, Raw};
use crate::listening::saving::{CONSENT, Saving};
use crate::listening::screen::{self, Ended};
use crate::listening::session::Session;
use crate::listening::sound::Recogniser;
use crate::listening::sound_saving::SoundSaving;
use crate::listening::typed::{INTRODUCTION, Typing};
use crate::listening::{Change, Listening, palette, replay};
use crate::outcome::Outcome;
use crate::report::Detail;
use crate::{interrupt, log, page};

/// The arguments of `hangup listen`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(flatten)]
    source: SourceArguments,
    /// How many times as fast as it was --replay plays
    #[arg(long, value_name = "N", default_value = "1", value_parser = speed, requires = "replay")]
    speed: f64,
    /// What raw sound on standard input is: s16le, f32le, mulaw or alaw, samples a second, channels
    #[arg(long, value_name = "CODEC:RATE:CHANNELS", default_value = "s16le:16000:1")]
    pcm: Raw,
    /// The speech model, a ggml file; otherwise the one that `hangup model install` put in place
    #[arg(long, value_name = "FILE", env = "HANGUP_MODEL")]
    model: Option<PathBuf>,
    /// With how many threads speech is recognised; otherwise two where this computer is idle, and
    /// one where it is busy
    #[arg(long, value_name = "N")]
    threads: Option<NonZeroU8>,
    /// A recording of your own voice, half a minute, so that your words are known as yours
    #[arg(long, value_name = "FILE")]
    my_voice: Option<PathBuf>,
    #[command(flatten)]
    circumstances: CircumstancesArguments,
    /// Show plain lines, as for a screen reader; also what happens where the output is no terminal
    #[arg(long)]
    plain: bool,
    /// Print JSON, one event a line (see `hangup schema listen`)
    #[arg(long, conflicts_with = "plain")]
    json: bool,
    /// Ring the terminal's bell when the call becomes suspicious, and when it becomes a scam; some
    /// terminals also show it on the desktop
    #[arg(long)]
    bell: bool,
    /// Keep the words in a new file, .vtt (WebVTT) or .jsonl (as `hangup check` reads it)
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Keep the sound in a new file, .wav; of a telephone system, one a call with its name added
    #[arg(long, value_name = "FILE")]
    save_audio: Option<PathBuf>,
    /// Show everything in the report at the end
    #[arg(short, long)]
    verbose: bool,
    /// Exit with 1 if a call ends at this level or a higher one
    #[arg(long, value_name = "LEVEL", value_parser = level())]
    fail_on: Option<Level>,
    #[command(flatten)]
    knowledge: KnowledgeArguments,
    /// Also load rules that have not proven themselves
    #[arg(long)]
    nursery: bool,
}

/// Where the call comes from: one of these, but the two doors for telephone systems together.
#[derive(Debug, Args)]
#[group(required = true, multiple = true)]
pub struct SourceArguments {
    /// A sound file (WAV, MP3, M4A, FLAC, Ogg, Opus, WebM); `-` is raw sound on standard input
    #[arg(value_name = "FILE")]
    #[arg(conflicts_with_all = ["mic", "devices", "audiosocket", "websocket", "replay"])]
    file: Option<PathBuf>,
    /// The microphone; put the telephone on speaker beside it. Name a device, or take the usual one
    #[arg(long, value_name = "DEVICE", num_args = 0..=1, require_equals = true)]
    #[arg(default_missing_value = USUAL_MICROPHONE)]
    #[arg(conflicts_with_all = ["devices", "audiosocket", "websocket", "replay"])]
    mic: Option<String>,
    /// List the microphones
    #[arg(long, conflicts_with_all = ["audiosocket", "websocket", "replay"])]
    devices: bool,
    /// Take calls from Asterisk (AudioSocket) at this address, such as 127.0.0.1:9092; may be
    /// given together with --websocket
    #[arg(long, value_name = "ADDR")]
    audiosocket: Option<String>,
    /// Take calls from Twilio, FreeSWITCH or jambonz (WebSocket) at this address
    #[arg(long, value_name = "ADDR")]
    websocket: Option<String>,
    /// Play a transcript as if it were heard, to practise: .vtt, .srt, .jsonl or a dialogue
    #[arg(long, value_name = "FILE", conflicts_with_all = ["audiosocket", "websocket"])]
    replay: Option<PathBuf>,
}

/// What stands for the microphone that the system uses by itself.
const USUAL_MICROPHONE: &str = "default";

const EXAMPLES: &str = "\
Examples:
  hangup listen --replay examples/callback.txt --speed 4      Practise, without a microphone
  hangup listen --mic --bell                                  Telephone on speaker beside you
  hangup listen --mic --context they-rang-me --country CA
  hangup listen recording.wav
  ffmpeg -loglevel error -i call.m4a -f s16le -ac 1 -ar 16000 - | hangup listen -
  hangup listen --mic --save call.vtt                         Keep the words
  hangup listen --audiosocket 127.0.0.1:9092 --json           Calls from a telephone system
  hangup listen --replay call.vtt --speed 100 --json | jq -r 'select(.event == \"words\").text'
  hangup listen --fail-on scam recording.wav                  Exit code 1 if it is a scam";

/// What `--help` tells and `-h` does not.
pub const ABOUT: &str = "\
Hear a call while it goes on, and judge it word by word

Nothing leaves this computer, and nothing is kept unless you say --save or --save-audio.
Keeping what is said may need the other side's consent where you live.

On a terminal you see what to do at the top, what is said on the left, and what to ask on the right.
Keys:
  h    note what has happened: you gave a code, they are connected, you paid
  w    say which voice is the caller and which is you; x switches the two
  c    say how the call came about
  Tab  what to do, or their story; arrows and Page Up read back
  p    pause    s  save the words    ?  help    q q  stop, with a report

Elsewhere, and with --plain, you get plain lines, and type the same letters and Enter.
With --json you get one event a line:
  begin, words, judgement, backlog, problem, end, kept, forgotten

From telephone systems any number of calls are heard at the same time; --audiosocket and --websocket
can be given together. One recogniser hears them in turns, a stretch of speech (9 seconds at most)
of each line that has one. It is told when a line is 10 seconds behind; of a line that is 5 minutes
behind, the oldest speech is given up, which is told too. Of calls that are over, the last 256 stay
in the list; each that leaves it is told, and --save has kept it before.

--bell rings the terminal's bell. iTerm2, kitty, WezTerm, Ghostty and foot also show a notification
on the desktop, which holds no words of the call.

From telephone systems, log lines of the doors go to standard error: who rang, how each call ended,
what became of its frames.

Exit codes:
  0    the call is over, or you stopped
  1    a call ended at the level of --fail-on or a higher one
  2    nothing was said, the sound cannot be heard, or wrong usage
  130  interrupted with Ctrl-C; the report is shown and the words are saved all the same";

/// The slowest and the fastest that a replay goes.
const SPEEDS: std::ops::RangeInclusive<f64> = 0.1..=10_000.0;

fn speed(text: &str) -> Result<f64, String> {
    let speed: Option<f64> = text.parse().ok().filter(|speed| SPEEDS.contains(speed));
    speed.ok_or_else(|| format!("name a number from {} to {}", SPEEDS.start(), SPEEDS.end()))
}

/// Hears calls until they or the user end it.
///
/// # Errors
/// When the arguments or the knowledge are wrong, the source cannot be opened, or the output cannot
/// be written.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    if arguments.source.devices {
        return list_microphones();
    }
    let which = if arguments.nursery { Rules::WithNursery } else { Rules::Proven };
    let knowledge = arguments.knowledge.load(which)?;
    let circumstances = arguments.circumstances.read(&knowledge)?;
    let saving = arguments.save.as_deref().map(Saving::begin).transpose()?;
    if saving.is_some() || arguments.save_audio.is_some() {
        page::complain(&format!("note: {CONSENT}"));
    }
    let feed = open(arguments, &knowledge)?;
    interrupt::watch(|| {})?;
    interrupt::watch_closing()?;
    let listening = Listening::new(&knowledge, circumstances);
    let bell = if arguments.bell { Bell::Rings } else { Bell::Silent };
    let mut session = Session::new(listening, feed, saving, bell);
    let ended = if arguments.json {
        show_events(&mut session)
    } else if shows_view(arguments) {
        screen::show(&mut session, palette())
    } else {
        show_lines(&mut session)
    };
    // Whatever went wrong with showing, what was heard is kept.
    session.finish_saving()?;
    finish(arguments, &session, ended?)
}

/// Opens what the arguments name; a thread of its own sends what it hears.
fn open(arguments: &Arguments, knowledge: &Knowledge) -> Result<Feed> {
    let source = &arguments.source;
    if let Some(file) = &source.replay {
        return replay::play(file.clone(), arguments.speed, knowledge);
    }
    let is_telephony = source.audiosocket.is_some() || source.websocket.is_some();
    if is_telephony && (!shows_view(arguments) || !io::stderr().is_terminal()) {
        log::begin();
    }
    let (mut hearing, notes) = opening::hearing(arguments.model.as_deref())?;
    opening::know_owner(&mut hearing, arguments.my_voice.as_deref())?;
    notes.iter().for_each(|note| page::complain(&format!("note: {note}")));
    let threads = arguments.threads.map_or(Threads::WhereIdle, Threads::Chosen);
    let recogniser = Recogniser { hearing, threads };
    if is_telephony {
        let addresses = (source.audiosocket.as_deref(), source.websocket.as_deref());
        return opening::telephony(addresses, recogniser, arguments.save_audio.as_deref());
    }
    let saving = arguments.save_audio.as_deref().map(SoundSaving::begin).transpose()?;
    match (&source.file, &source.mic) {
        (Some(file), _) if file.as_os_str() == "-" => {
            opening::standard_input(arguments.pcm, recogniser, saving)
        }
        (Some(file), _) => opening::file(file, recogniser, saving),
        (None, name) => open_microphone(name.as_deref(), recogniser, saving),
    }
}

#[cfg(feature = "microphone")]
fn open_microphone(
    name: Option<&str>,
    recogniser: Recogniser,
    saving: Option<SoundSaving>,
) -> Result<Feed> {
    opening::microphone(name.filter(|name| *name != USUAL_MICROPHONE), recogniser, saving)
}

#[cfg(not(feature = "microphone"))]
fn open_microphone(_: Option<&str>, _: Recogniser, _: Option<SoundSaving>) -> Result<Feed> {
    anyhow::bail!(
        "this hangup was built without microphones; record the call and listen to the file"
    )
}

/// Lists the microphones.
#[cfg(feature = "microphone")]
fn list_microphones() -> Result<Outcome> {
    let mut out = anstream::stdout();
    for name in opening::microphones()? {
        writeln!(out, "{}", page::safe(&name))?;
    }
    Ok(Outcome::Done)
}

#[cfg(not(feature = "microphone"))]
fn list_microphones() -> Result<Outcome> {
    anyhow::bail!("this hangup was built without microphones")
}

/// Whether the live view is wanted, and there is a terminal on which it can be drawn.
fn shows_view(arguments: &Arguments) -> bool {
    let is_dumb = std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb");
    !arguments.json && !arguments.plain && io::stdout().is_terminal() && !is_dumb
}

/// So long it takes at most until Ctrl-C is noticed.
const WAIT: Duration = Duration::from_millis(100);

fn show_lines(session: &mut Session<'_>) -> Result<Ended> {
    let mut out = anstream::stdout();
    writeln!(out, "Listening to {}. End with Ctrl-C.", page::safe(session.title()))?;
    let mut typing = Typing::begin();
    if typing.is_some() {
        writeln!(out, "{INTRODUCTION}")?;
    }
    let mut lines = Lines::default();
    loop {
        let ended =
            show_changes(session, |change, listening| lines.show(change, listening, &mut out))?;
        let answer = typing.as_mut().and_then(|typing| typing.take(session));
        let (answer, stopped) = answer.unwrap_or_default();
        answer.iter().try_for_each(|line| writeln!(out, "{}", page::safe(line)))?;
        if let Some(ended) = ended.or(stopped) {
            session.stop();
            return Ok(ended);
        }
    }
}

fn show_events(session: &mut Session<'_>) -> Result<Ended> {
    let mut out = io::stdout();
    let mut records = Records::default();
    loop {
        let ended =
            show_changes(session, |change, listening| records.show(change, listening, &mut out))?;
        if let Some(ended) = ended {
            return Ok(ended);
        }
    }
}

/// Waits for what changes and shows it; says when it is the end.
fn show_changes(
    session: &mut Session<'_>,
    mut show: impl FnMut(&Change, &Listening<'_>) -> Result<()>,
) -> Result<Option<Ended>> {
    let changes = session.wait(WAIT);
    changes.iter().try_for_each(|change| show(change, &session.listening))?;
    if session.listening.is_over {
        return Ok(Some(Ended::Stopped));
    }
    if interrupt::pressed() {
        let changes = session.stop();
        changes.iter().try_for_each(|change| show(change, &session.listening))?;
        return Ok(Some(Ended::Interrupted));
    }
    Ok(None)
}

/// Shows the report, and tells how it ended.
fn finish(arguments: &Arguments, session: &Session<'_>, ended: Ended) -> Result<Outcome> {
    let listening = &session.listening;
    let mut outcome = match ended {
        Ended::Interrupted => Outcome::Interrupted,
        Ended::Stopped => Outcome::Done,
    };
    if !listening.has_words() {
        page::complain("error: nothing was said");
        return Ok(outcome.max(Outcome::BadInput));
    }
    if !arguments.json {
        let detail = if arguments.verbose { Detail::Full } else { Detail::Short };
        write!(anstream::stdout(), "\n{}", lines::reports(listening, detail))?;
    }
    if let Some(path) = session.saved_in() {
        page::complain(&format!("note: the words are in {}", path.display()));
    }
    if listening.has_failed {
        outcome = outcome.max(Outcome::BadInput);
    }
    let is_reached = arguments.fail_on.is_some_and(|level| listening.level() >= Some(level));
    Ok(outcome.max(Outcome::failed_if(is_reached)))
}
