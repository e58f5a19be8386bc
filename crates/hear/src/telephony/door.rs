//! The doors at which telephone systems ring: TCP for AudioSocket, WebSocket for the others. Calls
//! come out of [`Doors::next`] as speech, each call's in the order in which it was heard.
//!
//! The lines take turns: a stretch of speech of one, then one of the next that has some. So a line
//! on which much is waiting delays another by one stretch and not by all of its own, and none
//! starves.
//!
//! Sound is put in order and cut at pauses as it comes, which takes a hundredth of the time that
//! recognising takes, so that no frame waits for a recogniser. Speech that nobody has taken yet is
//! kept, by call and in all up to [`Limits`]; beyond that the oldest speech of the call is given up
//! and reported as [`Incoming::Missed`], because holding back the network would disturb the call
//! itself. [`Doors::gauges`] shows how much is waiting, [`Doors::waiting`] how much of one line.

mod backlog;
mod connection;
mod guest;
mod ring;
mod sounds;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::Ending;
use super::jitter::Counts;
use crate::error::{Error, Result};
use crate::speech::{CallId, Speech};
use backlog::Backlog;
pub use guest::{Guest, Reception};
use ring::Visits;
pub use sounds::{Kept, Sounds};

/// Threads that hear the lines; the rest of the machine is for recognising.
const THREADS: usize = 2;
/// How long the doors rest when the system gives no more connections.
const REST: Duration = Duration::from_millis(100);
/// How long closing waits for calls to be ended properly.
const CLOSING: Duration = Duration::from_secs(2);

/// What strangers may use up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Connections at the same time, those included on which nothing is said.
    pub connections_max: usize,
    /// Calls at the same time.
    pub calls_max: usize,
    /// The longest message of a WebSocket, in bytes; FreeSWITCH sends up to five seconds at once
    /// after a hold-up.
    pub message_bytes_max: usize,
    /// How long a connection may take to begin a call.
    pub beginning_max: Duration,
    /// How long a call may be without sound.
    pub idle_max: Duration,
    /// How long a call may last.
    pub call_max: Duration,
    /// Speech of one call that may wait for a recogniser.
    pub waiting_call_max: Duration,
    /// Speech of all calls that may wait; a minute takes 3.8 MB.
    pub waiting_max: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections_max: 2_048,
            calls_max: 256,
            message_bytes_max: 512 * 1_024,
            beginning_max: Duration::from_secs(10),
            idle_max: Duration::from_secs(60),
            call_max: Duration::from_secs(4 * 3_600),
            waiting_call_max: Duration::from_secs(300),
            waiting_max: Duration::from_secs(1_800),
        }
    }
}

/// Where to listen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Addresses {
    /// For Asterisk AudioSocket, if wanted.
    pub audiosocket: Option<SocketAddr>,
    /// For Twilio, FreeSWITCH and jambonz, if wanted.
    pub websocket: Option<SocketAddr>,
}

/// An address as a user writes it: a port alone is one of this machine, which nobody else reaches;
/// whoever wants to be reached from elsewhere says so with an address.
///
/// # Errors
/// [`Error::Address`] where it is neither.
pub fn address(text: &str) -> Result<SocketAddr> {
    let port = text.parse().map(|port| SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    port.or_else(|_| text.replace("localhost", "127.0.0.1").parse())
        .map_err(|_| Error::Address { text: text.to_owned() })
}

/// How a call comes in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Protocol {
    /// Asterisk AudioSocket.
    AudioSocket,
    /// A WebSocket, of whichever telephone system.
    WebSocket,
}

/// What comes in at the doors.
#[derive(Debug, Clone, PartialEq)]
pub enum Incoming {
    /// A call began. Its name is unlike that of every other call at the time.
    Begun {
        /// The call.
        call: CallId,
        /// How it comes in.
        protocol: Protocol,
    },
    /// Somebody has spoken.
    Speech(Speech),
    /// Somebody pressed a key; which one is not kept.
    Key {
        /// The call.
        call: CallId,
        /// When, from the beginning of the call.
        at: Duration,
    },
    /// Speech was given up because the recogniser is too far behind.
    Missed {
        /// The call.
        call: CallId,
        /// When it began, from the beginning of the call.
        begin: Duration,
        /// How much of it.
        length: Duration,
    },
    /// A call is over.
    Ended {
        /// The call.
        call: CallId,
        /// How.
        ending: Ending,
        /// What became of its frames.
        counts: Counts,
    },
}

/// How busy the doors are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gauges {
    /// Connections now.
    pub connections: usize,
    /// Calls now.
    pub calls: usize,
    /// Connections turned away because of a limit.
    pub refused: u64,
    /// Calls since the beginning.
    pub calls_heard: u64,
    /// Frames since the beginning.
    pub frames: u64,
    /// What is not as a protocol says, since the beginning.
    pub problems: u64,
    /// Stretches of speech that wait for a recogniser.
    pub waiting: usize,
    /// How long they are together.
    pub waiting_length: Duration,
    /// Speech given up since the beginning.
    pub missed_length: Duration,
}

/// Open doors. They close when this is dropped.
pub struct Doors {
    /// Taken when the doors are closed.
    runtime: Option<Runtime>,
    closing: watch::Sender<bool>,
    visits: Arc<Visits>,
    addresses: Addresses,
}

impl Doors {
    /// Opens the doors.
    ///
    /// # Errors
    /// [`Error::Listen`] where an address cannot be listened at, and [`Error::Threads`] where the
    /// system gives no threads.
    pub fn open(addresses: Addresses, limits: Limits) -> Result<Self> {
        Self::open_for(addresses, limits, None)
    }

    /// The same, and the sound of all calls goes to whoever keeps it.
    ///
    /// # Errors
    /// As [`Doors::open`].
    pub fn open_and_keep(
        addresses: Addresses,
        limits: Limits,
        sounds: Arc<Sounds>,
    ) -> Result<Self> {
        Self::open_for(addresses, limits, Some(sounds))
    }

    fn open_for(addresses: Addresses, limits: Limits, sounds: Option<Arc<Sounds>>) -> Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(THREADS)
            .thread_name("hear-doors")
            .enable_all()
            .build()
            .map_err(|source| Error::Threads { source })?;
        let (closing, closed) = watch::channel(false);
        let visits = Arc::new(Visits::new(limits, closed, sounds));
        let mut open = Addresses::default();
        let doors = [
            (addresses.audiosocket, Protocol::AudioSocket, &mut open.audiosocket),
            (addresses.websocket, Protocol::WebSocket, &mut open.websocket),
        ];
        for (address, protocol, open) in doors {
            let Some(address) = address else { continue };
            let bound = runtime.block_on(TcpListener::bind(address));
            let listener = bound.map_err(|source| Error::Listen { address, source })?;
            let address =
                listener.local_addr().map_err(|source| Error::Listen { address, source })?;
            *open = Some(address);
            if !address.ip().is_loopback() {
                tracing::warn!(%address, "others can send calls here, and nothing is encrypted");
            }
            tracing::info!(%address, ?protocol, "listening");
            runtime.spawn(receive(listener, protocol, visits.clone()));
        }
        Ok(Self { runtime: Some(runtime), closing, visits, addresses: open })
    }

    /// Where the doors are: the ports that the system chose, where 0 was asked for.
    #[must_use]
    pub const fn addresses(&self) -> Addresses {
        self.addresses
    }

    /// What came in next, or nothing if it takes longer than this.
    #[must_use]
    pub fn next(&self, wait: Duration) -> Option<Incoming> {
        self.visits.backlog.next(wait)
    }

    /// How much speech of one call waits for a recogniser.
    #[must_use]
    pub fn waiting(&self, call: &CallId) -> Duration {
        self.visits.backlog.waiting_of(call)
    }

    /// Where sound is let in that comes by no telephone line.
    #[must_use]
    pub fn reception(&self) -> Reception {
        Reception(self.visits.clone())
    }

    /// How busy the doors are.
    #[must_use]
    pub fn gauges(&self) -> Gauges {
        self.visits.gauges()
    }

    /// Ends all calls and closes the doors; what came in before can still be taken with
    /// [`Doors::next`], each call's end included.
    pub fn close(&mut self) {
        let _ = self.closing.send(true);
        if let Some(runtime) = self.runtime.take() {
            let visits = self.visits.clone();
            runtime.block_on(async move {
                let gone = async {
                    while visits.connections.load(Ordering::SeqCst) > 0 {
                        tokio::time::sleep(Duration::from_millis(5)).await;
                    }
                };
                let _ = tokio::time::timeout(CLOSING, gone).await;
            });
            runtime.shutdown_timeout(CLOSING);
        }
    }
}

impl Drop for Doors {
    fn drop(&mut self) {
        self.close();
    }
}

/// Lets connections in, as many as the limit allows.
async fn receive(listener: TcpListener, protocol: Protocol, visits: Arc<Visits>) {
    let mut closed = visits.closed.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = closed.wait_for(|closed| *closed) => return,
        };
        match accepted {
            Ok((stream, peer)) => admit(stream, (protocol, peer), &visits),
            Err(problem) => {
                // Mostly too many open files: those who have gone make room.
                tracing::warn!(%problem, "cannot accept a connection; trying again");
                tokio::time::sleep(REST).await;
            }
        }
    }
}

/// Hears a connection in a task of its own, if there is room.
fn admit(stream: TcpStream, (protocol, peer): (Protocol, SocketAddr), visits: &Arc<Visits>) {
    let Some(visit) = visits.enter(protocol, peer) else {
        return;
    };
    tokio::spawn(async move {
        match protocol {
            Protocol::AudioSocket => connection::audiosocket(stream, visit).await,
            Protocol::WebSocket => connection::websocket(stream, visit).await,
        }
    });
}
