//! Many live calls at once, each typed at one utterance a second and watched: how long it takes
//! from posting words until a watcher has the judgement of them.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use http_body_util::BodyExt as _;
use hyper::body::Incoming;
use serde_json::{Value, json};
use tokio::task::{JoinHandle, JoinSet};

use crate::asked::Asker;
use crate::measured::{Times, head};
use crate::served::{Served, apart, on_each};

/// More than this would measure this program.
const CALLS_MAX: usize = 1_000;
/// Longer runs tell nothing more.
const SECONDS_MAX: u64 = 600;
/// The time between two utterances of one call.
const PACE: Duration = Duration::from_secs(1);
/// An event that has not come by then never comes.
const PATIENCE: Duration = Duration::from_secs(30);

/// What is asked for.
#[derive(Debug, Clone, Args)]
pub struct Arguments {
    /// So many calls at once
    #[arg(long, default_value_t = 200)]
    pub calls: usize,
    /// For so many seconds
    #[arg(long, default_value_t = 30)]
    pub seconds: u64,
    /// A server on this machine that runs already, in place of those that are started here
    #[arg(long)]
    pub server: Option<SocketAddr>,
}

/// What was measured: from a post to the event, and from a post to its answer.
#[derive(Debug, Default)]
struct Measured {
    events: Times,
    answers: Times,
}

/// Types calls into servers and measures: calls that are kept in cases, and calls that are not.
///
/// # Errors
/// When the server is on another machine, or refuses.
pub fn run(arguments: &Arguments) -> Result<()> {
    ensure!(arguments.calls <= CALLS_MAX, "at most {CALLS_MAX} calls");
    ensure!(arguments.seconds <= SECONDS_MAX, "at most {SECONDS_MAX} seconds");
    head(&format!(
        "{} calls for {} seconds, one utterance a second in each",
        arguments.calls, arguments.seconds
    ));
    if let Some(server) = arguments.server {
        ensure!(server.ip().is_loopback(), "only a server on this machine is measured");
        return measured(arguments, ("there", server));
    }
    on_each(|name, casebook| {
        let served = Served::start(casebook)?;
        measured(arguments, (name, served.address))
    })
}

fn measured(arguments: &Arguments, (name, server): (&str, SocketAddr)) -> Result<()> {
    for (keep, kept) in [(false, "not kept"), (true, "kept")] {
        let measured = apart(all(arguments, (server, keep)))?;
        measured.events.tell(&format!("{name}, {kept}: from a post to the event"));
        measured.answers.tell(&format!("{name}, {kept}: from a post to its answer"));
    }
    Ok(())
}

/// Types all calls at once.
async fn all(arguments: &Arguments, (server, keep): (SocketAddr, bool)) -> Result<Measured> {
    let lines = lines()?;
    let mut tasks = JoinSet::new();
    for number in 0..arguments.calls {
        let (lines, seconds) = (Arc::clone(&lines), arguments.seconds);
        // The calls do not all speak at the same moment.
        let begin = PACE.mul_f64(number as f64 / arguments.calls as f64);
        tasks.spawn(async move {
            tokio::time::sleep(begin).await;
            let said = lines.iter().cycle().skip(number).take(usize::try_from(seconds)?);
            follow(&Asker::new(server), keep, said).await
        });
    }
    let mut measured = Measured::default();
    while let Some(done) = tasks.join_next().await {
        let done = done??;
        measured.events.join(done.events);
        measured.answers.join(done.answers);
    }
    Ok(measured)
}

/// Types and watches one call.
async fn follow<'l>(
    asker: &Asker,
    keep: bool,
    said: impl Iterator<Item = &'l (String, String)>,
) -> Result<Measured> {
    let begun = json!({"keep": keep, "context": "they-rang-me"});
    let call = asker.post("/api/v1/calls", &begun).await?;
    let call = format!("/api/v1/calls/{}", call["id"].as_str().context("a call has an id")?);
    let sent = Sent::default();
    let stream = asker.stream(&format!("{call}/events")).await?;
    let watched = watch(stream, Arc::clone(&sent));
    let mut pace = tokio::time::interval(PACE);
    let mut answers = Times::default();
    for (turn, (side, text)) in said.enumerate() {
        pace.tick().await;
        let begun = Instant::now();
        sent.lock().unwrap_or_else(PoisonError::into_inner).push_back((turn, begun));
        let said = json!({"text": text, "side": side, "key": turn.to_string()});
        asker.post(&format!("{call}/utterances"), &said).await?;
        answers.add(begun.elapsed());
    }
    asker.post(&format!("{call}/end"), &json!({})).await?;
    let events = tokio::time::timeout(PATIENCE, watched).await.context("events are missing")??;
    let (told, of) = (events.count(), answers.count());
    ensure!(told == of, "{told} events of {of}");
    Ok(Measured { events, answers })
}

/// The turns that were posted and are not judged yet, and when each was posted.
type Sent = Arc<Mutex<VecDeque<(usize, Instant)>>>;

/// Watches a call to its end; gives how long each judgement took from the post of its words.
fn watch(mut stream: Incoming, sent: Sent) -> JoinHandle<Times> {
    tokio::spawn(async move {
        let (mut times, mut text) = (Times::default(), String::new());
        while let Some(Ok(frame)) = stream.frame().await {
            let now = Instant::now();
            let Ok(data) = frame.into_data() else { continue };
            text.push_str(&String::from_utf8_lossy(&data));
            while let Some(end) = text.find("\n\n") {
                let event: String = text.drain(..end + 2).collect();
                let Some(turns) = judged(&event) else { continue };
                let mut sent = sent.lock().unwrap_or_else(PoisonError::into_inner);
                while let Some((_, begun)) = sent.pop_front_if(|(turn, _)| *turn < turns) {
                    times.add(now - begun);
                }
            }
        }
        times
    })
}

/// How many turns an event judges; none where it is another event.
fn judged(event: &str) -> Option<usize> {
    event.lines().find(|line| *line == "event: judged")?;
    let data = event.lines().find_map(|line| line.strip_prefix("data: "))?;
    let judged: Value = serde_json::from_str(data).ok()?;
    usize::try_from(judged["turns"].as_u64()?).ok()
}

/// The lines of the example call with their sides.
fn lines() -> Result<Arc<[(String, String)]>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/callback.txt");
    let text = std::fs::read_to_string(path)?;
    let side = |name: &str| if name == "Me" { "callee" } else { "caller" };
    let lines = text.lines().filter_map(|line| line.split_once(": "));
    Ok(lines.map(|(name, words)| (side(name).to_owned(), words.to_owned())).collect())
}
