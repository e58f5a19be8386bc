//! How fast calls are judged and how much memory that takes: `cargo bench -p evidence`.
//!
//! Plain figures come first: those that the project promises, with the aim beside each, in time of
//! the processor, so that other programs disturb them little. The tables after them are divan's, in
//! time of the clock. `cargo bench -p evidence -- figures` prints the figures alone.
#![expect(clippy::print_stdout, reason = "a program that prints figures")]

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Duration;

use divan::Bencher;
use divan::counter::ItemsCount;
use evidence::judge::{Circumstances, LiveCall, judge};
use evidence::knowledge::Knowledge;
use evidence::transcript::{Form, Side, Transcript, Utterance, read};
use rustix::time::{ClockId, clock_gettime};

#[path = "../tests/dialogues/mod.rs"]
mod dialogues;

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::embedded().expect("test data is sound"));

/// All dialogues of the corpus one after the other, between a caller and someone called.
static CHAIN: LazyLock<Chain> = LazyLock::new(Chain::read);

/// The words of the call that the project's promise of calls a second is about.
const CALL_WORDS: usize = 300;

/// The argument with which this program starts itself, to see how long that takes.
const FIRST_JUDGEMENT: &str = "first-judgement";
/// How often it starts itself.
const STARTS: usize = 20;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.iter().any(|argument| argument == FIRST_JUDGEMENT) {
        return first_judgement();
    }
    let alone = arguments.iter().any(|argument| argument == "figures");
    if alone || !arguments.iter().any(|argument| argument == "--list" || argument == "--test") {
        figures();
    }
    if !alone {
        divan::main();
    }
}

/// Utterances, and where each call among them begins.
struct Chain {
    utterances: Vec<Utterance>,
    beginnings: Vec<usize>,
}

impl Chain {
    fn read() -> Self {
        let mut chain = Self { utterances: Vec::new(), beginnings: Vec::new() };
        for call in dialogues::dialogues(&KNOWLEDGE) {
            chain.beginnings.push(chain.utterances.len());
            chain.utterances.extend(call.utterances);
        }
        for utterance in &mut chain.utterances {
            let caller = utterance.side == Side::Caller;
            let (label, side) =
                if caller { ("Caller", Side::Caller) } else { ("Me", Side::Callee) };
            (utterance.speaker, utterance.side) = (label.to_owned(), side);
        }
        chain
    }

    /// Utterances without end, beginning with a call.
    fn from(&self, beginning: usize) -> impl Iterator<Item = &Utterance> {
        self.utterances.iter().cycle().skip(beginning)
    }

    /// A call of whole turns and at least so many words for each dialogue of the corpus, which is
    /// its beginning.
    fn calls(&self, words: usize) -> Vec<Transcript> {
        let call = |&beginning: &usize| {
            let (mut count, mut utterances) = (0, Vec::new());
            for utterance in self.from(beginning) {
                if count >= words {
                    break;
                }
                count += utterance.text.split_whitespace().count();
                utterances.push(utterance.clone());
            }
            Transcript { id: None, form: Form::Dialogue, utterances }
        };
        self.beginnings.iter().map(call).collect()
    }

    /// The same calls as text, the way people send them.
    fn texts(&self, words: usize) -> Vec<String> {
        let line = |said: &Utterance| format!("{}: {}\n", said.speaker, said.text);
        let text = |call: &Transcript| call.utterances.iter().map(line).collect();
        self.calls(words).iter().map(text).collect()
    }
}

fn judged(call: &Transcript) {
    black_box(judge(black_box(call), &Circumstances::default(), &KNOWLEDGE));
}

fn read_and_judged(text: &str) {
    for call in read(black_box(text).as_bytes(), &KNOWLEDGE.reading).calls {
        judged(&call.transcript);
    }
}

/// Prints what the project promises.
fn figures() {
    start_ups();
    let (calls, texts) = (CHAIN.calls(CALL_WORDS), CHAIN.texts(CALL_WORDS));
    let rate = a_second(calls.len(), || calls.iter().for_each(judged));
    println!("calls of {CALL_WORDS} words judged a second, one core: {rate:.0} (aim: 1000)");
    let rate = a_second(texts.len(), || texts.iter().for_each(|text| read_and_judged(text)));
    println!("the same, read from text first: {rate:.0}");
    for words in [150_u32, 300, 600, 1_200, 2_400, 4_800] {
        let calls = CHAIN.calls(words as usize);
        let one = 1000.0 / a_second(calls.len(), || calls.iter().for_each(judged));
        let word = 1000.0 * one / f64::from(words);
        println!("a call of {words} words: {one:.3} ms, {word:.2} microseconds a word");
    }
    for (turns, calls) in [(10, 200), (1_000, 20), (10_000, 2)] {
        live(turns, calls);
    }
    match peak_memory_kib() {
        Some(kib) => println!("most memory held so far: {} MiB (aim: under 150)", kib / 1024),
        None => println!("most memory held so far: not known on this system"),
    }
}

/// Prints how long a program works from its start to its first judgement, and its memory.
fn start_ups() {
    let program = std::env::current_exe().expect("this program has a file");
    let start = || {
        let mut started = std::process::Command::new(&program);
        let output = started.arg(FIRST_JUDGEMENT).output().expect("it starts once more");
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    let mut told: Vec<String> = (0..STARTS).map(|_| start()).collect();
    told.sort();
    println!("from the start of a program to its first judgement (aim: under 100 ms and 150 MiB):");
    println!("    least {}, p50 {}", told[0], told[STARTS / 2]);
}

/// What a program does that judges one line; it tells what that took.
fn first_judgement() {
    read_and_judged("Caller: I am calling from Microsoft, your computer is infected.");
    let held = peak_memory_kib().map_or("unknown".to_owned(), |kib| format!("{} MiB", kib / 1024));
    println!("{:5.1} ms, {held}", milliseconds(worked(ClockId::ProcessCPUTime)));
}

/// Prints how long one more utterance takes in calls that have so many turns already.
fn live(turns: usize, calls: usize) {
    let (mut heard, mut judged) = (Vec::new(), Vec::new());
    let more = (turns / 10).max(10);
    for number in 0..calls {
        let beginning = CHAIN.beginnings[number % CHAIN.beginnings.len()];
        let mut utterances = CHAIN.from(beginning);
        let mut call = LiveCall::new(Form::Dialogue, Circumstances::default(), &KNOWLEDGE);
        utterances.by_ref().take(turns).for_each(|utterance| call.hear(utterance));
        for utterance in utterances.take(more) {
            heard.push(timed(|| call.hear(black_box(utterance))));
            judged.push(timed(|| drop(black_box(call.judgement()))));
        }
    }
    let shown = |times: &mut Vec<Duration>| {
        times.sort_unstable();
        let at = |share: usize| milliseconds(times[(times.len() - 1) * share / 1000]);
        format!("p50 {:.3}, p99 {:.3}, most {:.3} ms", at(500), at(990), at(1000))
    };
    println!("live, an utterance after {turns} turns: {} (aim: p99 under 2)", shown(&mut heard));
    println!("    its whole judgement: {}", shown(&mut judged));
}

/// How long this thread works, without the time in which others have the processor.
fn timed(work: impl FnOnce()) -> Duration {
    let start = worked(ClockId::ThreadCPUTime);
    work();
    worked(ClockId::ThreadCPUTime) - start
}

fn worked(clock: ClockId) -> Duration {
    let time = clock_gettime(clock);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// How many things are done a second, in the fastest of some rounds.
fn a_second(things: usize, mut round: impl FnMut()) -> f64 {
    let fastest = (0..20).map(|_| timed(&mut round)).min().unwrap_or_default();
    f64::from(u32::try_from(things).unwrap_or(u32::MAX)) / fastest.as_secs_f64()
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// The most memory that this program has held (Linux: `VmHWM`, see proc(5)).
fn peak_memory_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// All knowledge, from the files built in to compiled rules.
#[divan::bench(sample_count = 20)]
fn start_up() -> Knowledge {
    Knowledge::embedded().expect("test data is sound")
}

/// The whole judgement, by the words of the call; each row has twice the words of the one before.
#[divan::bench(args = [150, 300, 600, 1_200, 2_400, 4_800], sample_count = 20)]
fn judge_calls(bencher: Bencher<'_, '_>, words: usize) {
    let calls = CHAIN.calls(words);
    bencher.counter(ItemsCount::new(calls.len())).bench(|| calls.iter().for_each(judged));
}

/// The same, from text.
#[divan::bench(args = [300], sample_count = 20)]
fn read_and_judge_calls(bencher: Bencher<'_, '_>, words: usize) {
    let texts = CHAIN.texts(words);
    bencher
        .counter(ItemsCount::new(texts.len()))
        .bench(|| texts.iter().for_each(|text| read_and_judged(text)));
}
