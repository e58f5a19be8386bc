//! What is counted, as Prometheus reads it: never words of a call, names, numbers or cases.

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

/// What is counted. Clones count together.
#[derive(Debug, Clone)]
pub struct Metrics {
    requests: Family<Request, Counter>,
    seconds: Histogram,
    /// Calls that are going on.
    pub live_calls: Gauge,
    /// Utterances that were heard in them.
    pub utterances: Counter,
    /// Seconds of sound that wait to be recognised.
    pub backlog_seconds: Gauge,
    /// From an utterance to the event that tells of it, in seconds.
    pub judged_seconds: Histogram,
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
            live_calls: Gauge::default(),
            utterances: Counter::default(),
            backlog_seconds: Gauge::default(),
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

    /// All that was counted, as text.
    #[must_use]
    pub fn text(&self) -> String {
        let mut all = Registry::with_prefix("hangup");
        all.register("requests", "Requests by route and status", self.requests.clone());
        all.register("request_seconds", "How long requests took", self.seconds.clone());
        all.register("live_calls", "Calls that are going on", self.live_calls.clone());
        all.register("utterances", "Utterances that were heard", self.utterances.clone());
        let backlog = self.backlog_seconds.clone();
        all.register("backlog_seconds", "Sound that waits to be recognised", backlog);
        let judged = self.judged_seconds.clone();
        all.register("judged_seconds", "From an utterance to its event", judged);
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
