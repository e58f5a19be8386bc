//! A call that goes on: each line of standard input is judged as soon as it is there.

use std::io::{self, BufRead as _, IsTerminal as _, Write};
use std::sync::mpsc::{self, Receiver, SyncSender};

use anyhow::{Context as _, Result};
use evidence::judge::{Circumstances, LiveCall};
use evidence::judgement::Judgement;
use evidence::knowledge::Knowledge;
use evidence::transcript::{Form, LineReader, Transcript};

use crate::brief::News;
use crate::interrupt;

/// What can happen while a call goes on.
enum Event {
    Line(String),
    End(io::Result<()>),
    Interrupted,
}

/// How a call ended.
#[derive(Debug)]
pub struct Heard {
    /// What was said.
    pub transcript: Transcript,
    /// What it is judged to be.
    pub judgement: Judgement,
    /// The user ended it with Ctrl-C.
    pub interrupted: bool,
}

/// Lines that wait to be judged; whoever writes faster has to wait.
const LINES_WAITING_MAX: usize = 1_000;
const INTRODUCTION: &str = "\
Type what is said, one line each.
\"me:\" and \"caller:\" in front tell who speaks; without them the last speaker goes on.
End with Ctrl-D.";

/// Judges the lines of standard input one by one, and shows after each what is new.
///
/// # Errors
/// When standard input cannot be read, or `out` cannot be written.
pub fn listen(
    circumstances: &Circumstances,
    knowledge: &Knowledge,
    out: &mut dyn Write,
) -> Result<Heard> {
    if io::stdin().is_terminal() {
        writeln!(out, "{INTRODUCTION}")?;
    }
    let events = events()?;
    let mut call = LiveCall::new(Form::Dialogue, circumstances.clone(), knowledge);
    let mut reader = LineReader::new(&knowledge.reading);
    let mut news = News::default();
    let mut utterances = Vec::new();
    let mut interrupted = false;
    for event in events {
        match event {
            Event::Line(line) => {
                let Some(utterance) = reader.push(&line) else { continue };
                call.hear(&utterance);
                let turn = utterances.len();
                utterances.push(utterance);
                out.write_all(news.text(turn, &call.judgement(), knowledge).as_bytes())?;
                out.flush()?;
            }
            Event::End(ended) => {
                ended.context("reading standard input")?;
                break;
            }
            Event::Interrupted => {
                interrupted = true;
                break;
            }
        }
    }
    let transcript = Transcript { id: None, form: Form::Dialogue, utterances };
    Ok(Heard { transcript, judgement: call.judgement(), interrupted })
}

/// Lines and Ctrl-C in the order in which they come. A thread of its own reads the lines, because
/// reading a terminal cannot be interrupted.
fn events() -> Result<Receiver<Event>> {
    let (sender, events) = mpsc::sync_channel(LINES_WAITING_MAX);
    let of_lines = sender.clone();
    // A full queue means that the lines before are still being judged: then waiting is right.
    interrupt::watch(move || drop(sender.send(Event::Interrupted)))?;
    std::thread::spawn(move || send_lines(&of_lines));
    Ok(events)
}

/// Sends line after line; nobody listens any more once sending fails.
fn send_lines(sender: &SyncSender<Event>) {
    let mut input = io::stdin().lock();
    let mut line = Vec::new();
    loop {
        line.clear();
        let event = match input.read_until(b'\n', &mut line) {
            Ok(0) => Event::End(Ok(())),
            Ok(_) => Event::Line(String::from_utf8_lossy(&line).into_owned()),
            Err(error) => Event::End(Err(error)),
        };
        let last = matches!(event, Event::End(_));
        if sender.send(event).is_err() || last {
            return;
        }
    }
}
