//! Many cases with many calls: how long it takes to list, to open and to search them, over HTTP.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Result, ensure};
use clap::Args;
use serde_json::Value;
use tokio::task::JoinSet;

use crate::asked::Asker;
use crate::filled::{Size, fill};
use crate::measured::{Times, head};
use crate::served::{Served, apart, on_each};

/// More would fill the disk.
const CASES_MAX: usize = 100_000;
/// More would fill it, too.
const CALLS_MAX: usize = 100;
/// Requests of each kind, at most.
const REQUESTS_MAX: usize = 10_000;

/// What is asked for.
#[derive(Debug, Clone, Args)]
pub struct Arguments {
    /// So many cases
    #[arg(long, default_value_t = 10_000)]
    pub cases: usize,
    /// So many calls in each
    #[arg(long, default_value_t = 10)]
    pub calls: usize,
    /// So many requests of each kind
    #[arg(long, default_value_t = 400)]
    pub requests: usize,
    /// So many at once
    #[arg(long, default_value_t = 2)]
    pub at_once: usize,
}

/// What is asked of the server, by the number of the request.
type Path = fn(usize, usize) -> String;

/// What is measured. Arguments are the number of the request and how many cases there are.
const ASKED: [(&str, Path); 15] = [
    ("the list", |_, _| "/api/v1/cases".to_owned()),
    ("the list, from a place in it on", |number, cases| {
        let place = any(number, cases);
        format!("/api/v1/cases?after=2024-01-0{}T{:02}:00:00Z~{place}", place % 7 + 1, place % 24)
    }),
    ("the list of open cases", |_, _| "/api/v1/cases?standing=open".to_owned()),
    ("the list of closed cases, of which there are none", |_, _| {
        "/api/v1/cases?standing=closed".to_owned()
    }),
    ("the list of those called so", |number, cases| {
        format!("/api/v1/cases?naming=r{:06}", any(number, cases))
    }),
    ("a case", |number, cases| format!("/api/v1/cases/{}", any(number, cases) + 1)),
    ("a case, as a page", |number, cases| format!("/cases/{}", any(number, cases) + 1)),
    ("search: a rare word", |number, cases| search(&format!("r{:06}", any(number, cases)))),
    ("search: three words of one case", |number, cases| {
        search(&format!("reference r{:06} back", any(number, cases)))
    }),
    ("search: the beginning of a word", |_, _| search("r00")),
    ("search: a letter", |_, _| search("t")),
    ("search: a word that stands everywhere", |_, _| search("the")),
    ("search: four words that stand everywhere", |_, _| search("you the to your")),
    ("search: a telephone number", |number, _| search(&format!("+44 1632 {}", 960_000 + number))),
    ("search: as a page", |number, cases| format!("/cases?words=r{:06}", any(number, cases))),
];

/// Fills a casebook of each kind and measures.
///
/// # Errors
/// When a server refuses, or finds nothing where something is.
pub fn run(arguments: &Arguments) -> Result<()> {
    let Arguments { cases, calls, requests, at_once } = *arguments;
    ensure!((1..=CASES_MAX).contains(&cases), "1 to {CASES_MAX} cases");
    ensure!(calls <= CALLS_MAX && requests <= REQUESTS_MAX, "too many calls or requests");
    ensure!((1..=requests).contains(&at_once), "at least one at once, and not more than in all");
    on_each(|name, address| {
        apart(fill(address, Size { cases, calls }))?;
        let served = Served::start(address)?;
        head(&format!("{name}: {cases} cases, {} calls, {at_once} at once", cases * calls));
        let asker = Asker::new(served.address);
        for (what, path) in ASKED {
            apart(asked(&asker, (path, cases), (requests, at_once)))?.tell(what);
        }
        Ok(())
    })
}

/// Asks the same kind of thing many times.
async fn asked(
    asker: &Asker,
    (path, cases): (Path, usize),
    (requests, at_once): (usize, usize),
) -> Result<Times> {
    // What is asked for the first time opens a connection.
    ensure!(!is_empty(&asker.get(&path(0, cases)).await?.1, &path(0, cases)), "nothing found");
    let asker = Arc::new(asker.clone());
    let mut tasks = JoinSet::new();
    for line in 0..at_once {
        let asker = Arc::clone(&asker);
        tasks.spawn(async move {
            let mut times = Vec::new();
            for number in (line..requests).step_by(at_once) {
                times.push(asker.get(&path(number, cases)).await?.0);
            }
            Ok::<Vec<Duration>, anyhow::Error>(times)
        });
    }
    let mut times = Times::default();
    while let Some(done) = tasks.join_next().await {
        done??.into_iter().for_each(|time| times.add(time));
    }
    Ok(times)
}

/// Whether a search or a list found nothing; what is not there is found fast.
fn is_empty(answer: &[u8], path: &str) -> bool {
    let answer: Value = serde_json::from_slice(answer).unwrap_or(Value::Bool(true));
    !path.contains("closed") && answer.as_array().is_some_and(Vec::is_empty)
}

fn search(words: &str) -> String {
    format!("/api/v1/search?words={}", words.replace(' ', "%20").replace('+', "%2B"))
}

/// One of so many, another one each time, in no order that helps.
fn any(number: usize, of: usize) -> usize {
    number.wrapping_mul(7_919).wrapping_add(104_729) % of.max(1)
}
