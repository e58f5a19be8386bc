//! Many live calls at once, each typed at one utterance a second and watched: how long it takes
//! from posting words until a watcher has the judgement of them.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{root, say};

/// More than this would measure this command.
const CALLS_MAX: usize = 1_000;
/// Longer runs tell nothing more.
const SECONDS_MAX: u64 = 600;
/// The time between two utterances of one call.
const PACE: Duration = Duration::from_secs(1);
/// An event that has not come by then never comes.
const PATIENCE: Duration = Duration::from_secs(30);

/// The arguments of `cargo xtask load calls`.
#[derive(Args)]
pub struct Arguments {
    /// So many calls at once.
    #[arg(long, default_value_t = 200)]
    calls: usize,
    /// For so many seconds.
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// The server, on this machine: start it with `hangup serve`.
    #[arg(long, default_value = "127.0.0.1:4747")]
    server: SocketAddr,
    /// Keep each call in a case of its own.
    #[arg(long)]
    keep: bool,
}

type Http = Client<HttpConnector, Full<Bytes>>;

/// What was measured: from a post to the event, and from a post to its answer.
#[derive(Default)]
struct Times {
    events: Vec<Duration>,
    answers: Vec<Duration>,
}

/// Types calls into a server and measures.
///
/// # Errors
/// When there is no server on this machine, or it refuses.
pub fn run(arguments: &Arguments) -> Result<()> {
    ensure!(arguments.server.ip().is_loopback(), "only a server on this machine is measured");
    ensure!(arguments.calls <= CALLS_MAX, "at most {CALLS_MAX} calls");
    ensure!(arguments.seconds <= SECONDS_MAX, "at most {SECONDS_MAX} seconds");
    let runtime = tokio::runtime::Runtime::new()?;
    let mut times = runtime.block_on(measure(arguments))?;
    let kept = if arguments.keep { "kept" } else { "not kept" };
    say(&format!(
        "{} calls, {kept}, {} s, one utterance a second each; load average {}",
        arguments.calls,
        arguments.seconds,
        load_average(),
    ));
    show("post to event", &mut times.events);
    show("post to answer", &mut times.answers);
    Ok(())
}

async fn measure(arguments: &Arguments) -> Result<Times> {
    let lines = lines()?;
    let times = Arc::new(Mutex::new(Times::default()));
    let mut tasks = JoinSet::new();
    for number in 0..arguments.calls {
        let (lines, times) = (Arc::clone(&lines), Arc::clone(&times));
        let (server, keep, seconds) = (arguments.server, arguments.keep, arguments.seconds);
        // The calls do not all speak at the same moment.
        let begin = PACE.mul_f64(number as f64 / arguments.calls as f64);
        tasks.spawn(async move {
            tokio::time::sleep(begin).await;
            follow(server, keep, (&lines, number), (seconds, &times)).await
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    let times = Arc::into_inner(times).context("all calls are over")?;
    Ok(times.into_inner().unwrap_or_default())
}

/// Types and watches one call.
async fn follow(
    server: SocketAddr,
    keep: bool,
    (lines, number): (&[(String, String)], usize),
    (seconds, times): (u64, &Mutex<Times>),
) -> Result<()> {
    let http: Http = Client::builder(TokioExecutor::new()).build_http();
    let calls = format!("http://{server}/api/v1/calls");
    let call = post(&http, &calls, json!({"keep": keep, "context": "they-rang-me"})).await?;
    let call = format!("{calls}/{}", call["id"].as_str().context("a call has an id")?);
    let sent = Arc::new(Mutex::new(VecDeque::new()));
    let watched = watch(http.clone(), format!("{call}/events"), Arc::clone(&sent)).await?;
    let mut pace = tokio::time::interval(PACE);
    let mut answers = Vec::new();
    for turn in 0..usize::try_from(seconds)? {
        pace.tick().await;
        let (side, text) = &lines[(turn + number) % lines.len()];
        let begun = Instant::now();
        if let Ok(mut sent) = sent.lock() {
            sent.push_back((turn, begun));
        }
        let said = json!({"text": text, "side": side, "key": turn.to_string()});
        post(&http, &format!("{call}/utterances"), said).await?;
        answers.push(begun.elapsed());
    }
    post(&http, &format!("{call}/end"), json!({})).await?;
    let events = tokio::time::timeout(PATIENCE, watched).await.context("events are missing")??;
    ensure!(events.len() == answers.len(), "{} events of {}", events.len(), answers.len());
    if let Ok(mut times) = times.lock() {
        times.events.extend(events);
        times.answers.extend(answers);
    }
    Ok(())
}

type Sent = Arc<Mutex<VecDeque<(usize, Instant)>>>;

/// Watches a call to its end; gives how long each judgement took from the post of its words.
async fn watch(
    http: Http,
    address: String,
    sent: Sent,
) -> Result<tokio::task::JoinHandle<Vec<Duration>>> {
    let answer = http.get(address.parse()?).await?;
    ensure!(answer.status().is_success(), "the stream: {}", answer.status());
    let mut body = answer.into_body();
    Ok(tokio::spawn(async move {
        let (mut times, mut text) = (Vec::new(), String::new());
        while let Some(Ok(frame)) = body.frame().await {
            let now = Instant::now();
            let Ok(data) = frame.into_data() else { continue };
            text.push_str(&String::from_utf8_lossy(&data));
            while let Some(end) = text.find("\n\n") {
                let event: String = text.drain(..end + 2).collect();
                if let Some(turns) = judged(&event)
                    && let Ok(mut sent) = sent.lock()
                {
                    while sent.front().is_some_and(|(turn, _)| *turn < turns) {
                        times.extend(sent.pop_front().map(|(_, begun)| now - begun));
                    }
                }
            }
        }
        times
    }))
}

/// How many turns an event judges; none where it is another event.
fn judged(event: &str) -> Option<usize> {
    event.lines().find(|line| *line == "event: judged")?;
    let data = event.lines().find_map(|line| line.strip_prefix("data: "))?;
    let judged: Value = serde_json::from_str(data).ok()?;
    usize::try_from(judged["turns"].as_u64()?).ok()
}

async fn post(http: &Http, address: &str, body: Value) -> Result<Value> {
    let request = Request::post(address).header("content-type", "application/json");
    let answer = http.request(request.body(Full::new(body.to_string().into()))?).await?;
    let status = answer.status();
    let bytes = answer.into_body().collect().await?.to_bytes();
    if !status.is_success() {
        bail!("{address}: {status}: {}", String::from_utf8_lossy(&bytes));
    }
    Ok(serde_json::from_slice(&bytes)?)
}

/// The lines of the example call with their sides.
fn lines() -> Result<Arc<[(String, String)]>> {
    let text = std::fs::read_to_string(root().join("examples/callback.txt"))?;
    let side = |name: &str| if name == "Me" { "callee" } else { "caller" };
    let lines = text.lines().filter_map(|line| line.split_once(": "));
    Ok(lines.map(|(name, words)| (side(name).to_owned(), words.to_owned())).collect())
}

fn show(what: &str, times: &mut [Duration]) {
    times.sort_unstable();
    let at = |share: f64| {
        let last = times.len().saturating_sub(1);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
        let place = (last as f64 * share).round() as usize;
        times.get(place).map_or(0.0, |time| time.as_secs_f64() * 1_000.0)
    };
    say(&format!(
        "{what:<16} p50 {:>7.1} ms   p99 {:>7.1} ms   max {:>7.1} ms   of {}",
        at(0.5),
        at(0.99),
        at(1.0),
        times.len()
    ));
}

/// What else the machine does, where the system tells.
fn load_average() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().filter(|first| !first.is_empty()).unwrap_or("unknown").to_owned()
}
