//! The server that is measured: with threads of its own, in this process, on a casebook that goes
//! away at the end.

#[path = "../../../casebook/src/store/tests/postgres.rs"]
#[allow(dead_code, reason = "nothing is stopped here")]
mod postgres;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::LazyLock;

use anyhow::{Context as _, Result};
use casebook::store::Address;
use evidence::knowledge::Knowledge;
use server::Options;
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use self::postgres::Postgres;
use crate::measured::say;

/// By what calls are judged.
pub static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::embedded().expect("a test reads what is built in"));

/// Does something with each database: a file of SQLite, and PostgreSQL where it is installed.
///
/// # Errors
/// Those of `measure`, or where a database cannot be started.
pub fn on_each(measure: impl Fn(&str, &Address) -> Result<()>) -> Result<()> {
    let folder = TempDir::new()?;
    measure("SQLite", &Address::File(folder.path().join("cases.db")))?;
    let folder = TempDir::new()?;
    match Postgres::start(folder.path(), "-c shared_buffers=256MB")? {
        Some(server) => measure("PostgreSQL", &Address::Server(server.url())),
        None => {
            say("PostgreSQL is left out: its programs are not installed");
            Ok(())
        }
    }
}

/// A server that goes on until this value ends.
#[derive(Debug)]
pub struct Served {
    /// Where it is.
    pub address: SocketAddr,
    threads: Option<Runtime>,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<oneshot::Receiver<()>>,
}

impl Served {
    /// Starts one.
    ///
    /// # Errors
    /// When the casebook cannot be opened.
    pub fn start(casebook: &Address) -> Result<Self> {
        let threads = Runtime::new()?;
        let (ready, bound) = oneshot::channel();
        let (stop, stopped) = oneshot::channel::<()>();
        let (end, ended) = oneshot::channel();
        let options = Options {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            casebook: casebook.clone(),
            knowledge: &KNOWLEDGE,
            words: None,
            voices: None,
            doors: hear::telephony::door::Addresses::default(),
            access: server::options::Access::default(),
        };
        // Whoever no longer waits needs no answer.
        let ready = |address| {
            let _ = ready.send(address);
        };
        let serving = server::serve(options, ready, async {
            let _ = stopped.await;
        });
        let serving = threads.spawn(async {
            let served = serving.await;
            let _ = end.send(());
            served
        });
        let Ok(address) = bound.blocking_recv() else {
            threads.block_on(serving)??;
            return Err(anyhow::anyhow!("the server ended before it began"));
        };
        let (threads, stop, ended) = (Some(threads), Some(stop), Some(ended));
        Ok(Self { address, threads, stop, ended })
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(ended) = self.ended.take() {
            let _ = ended.blocking_recv();
        }
        if let Some(threads) = self.threads.take() {
            threads.shutdown_background();
        }
    }
}

/// Runs a measurement on threads apart from those of the server.
///
/// # Errors
/// Those of the measurement.
pub fn apart<T>(measurement: impl Future<Output = Result<T>>) -> Result<T> {
    Runtime::new().context("threads")?.block_on(measurement)
}
