//! What is counted, as Prometheus reads it: never words of a call, names, numbers or cases.

use std::sync::atomic::AtomicU64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// What a request is counted by: the route as it is written, never what stands in its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Request {
    route: String,
    method: String,
    status: u16,
}

/// How things stand at the moment at which they are asked for.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// Calls that go on and are heard by this server.
    pub live_calls: i64,
    /// Streams of events that are open.
    pub watchers: i64,
    /// Sound that waits to be recognised.
    pub backlog: Duration,
}

/// What is counted. Clones count together.
#[derive(Debug, Clone)]
pub struct Metrics {
    requests: Family<Request, Counter>,
    seconds: Histogram,
    utterances: Counter,
    judged_seconds: Histogram,
    /// Check-ups that were begun.
    pub checkups: Counter,
    /// Tries to sign in that were refused.
    pub refused: Counter,
    /// Requests that were refused because they were too many.
    pub too_many: Counter,
}

impl Default for Metrics {
    fn default() -> Self {
        // From 1 ms to 16 s, and from 0.1 ms to 1.6 s.
        let requests = exponential_buckets(0.001, 2.0, 15);
        let judged = exponential_buckets(0.0001, 2.0, 15);
        Self {
            requests: Family::default(),
            seconds: Histogram::new(requests),
            utterances: Counter::default(),
            judged_seconds: Histogram::new(judged),
            checkups: Counter::default(),
            refused: Counter::default(),
            too_many: Counter::default(),
        }
    }
}

impl Metrics {
    /// Counts a request.
    pub(crate) fn count(&self, (method, route): (&str, &str), status: u16, took: Duration) {
        let (route, method) = (route.to_owned(), method.to_owned());
        self.requests.get_or_create(&Request { route, method, status }).inc();
        self.seconds.observe(took.as_secs_f64());
    }

    /// Counts utterances that were heard and judged together, and how long that took.
    pub(crate) fn heard(&self, utterances: usize, took: Duration) {
        self.utterances.inc_by(utterances as u64);
        self.judged_seconds.observe(took.as_secs_f64());
    }

    /// All that was counted, and how things stand now, as text.
    #[must_use]
    pub fn text(&self, now: Now) -> String {
        let mut all = Registry::with_prefix("hangup");
        let calls = Gauge::<i64>::default();
        calls.set(now.live_calls);
        let (watchers, backlog) = (Gauge::<i64>::default(), Gauge::<f64, AtomicU64>::default());
        watchers.set(now.watchers);
        backlog.set(now.backlog.as_secs_f64());
        all.register("requests", "Requests by route and status", self.requests.clone());
        all.register("request_seconds", "How long requests took", self.seconds.clone());
        all.register("live_calls", "Calls that go on and are heard here", calls);
        all.register("watchers", "Streams of events of calls that are open", watchers);
        all.register("utterances", "Utterances that were heard", self.utterances.clone());
        all.register("backlog_seconds", "Sound that waits to be recognised", backlog);
        let judged = self.judged_seconds.clone();
        all.register("judged_seconds", "From words to the event that tells of them", judged);
        all.register("checkups", "Check-ups that were begun", self.checkups.clone());
        all.register(
            "sign_ins_refused",
            "Tries to sign in that were refused",
            self.refused.clone(),
        );
        all.register("too_many", "Requests refused as too many", self.too_many.clone());
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = encode(&mut text, &all);
        text
    }
}
