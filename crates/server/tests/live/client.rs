//! A server in this process, and a small client: requests, and streams of events.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::time::Duration;

use casebook::store::{Address, Casebook};
use evidence::knowledge::Knowledge;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};
use server::Options;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

type Body = Full<axum::body::Bytes>;

/// A test that has not seen what it waits for by then has failed.
pub const PATIENCE: Duration = Duration::from_secs(60);

pub fn knowledge() -> &'static Knowledge {
    static KNOWLEDGE: OnceLock<Knowledge> = OnceLock::new();
    KNOWLEDGE.get_or_init(|| Knowledge::embedded().expect("the built-in knowledge is sound"))
}

/// A server in this process.
pub struct Server {
    pub address: SocketAddr,
    pub client: Client<HttpConnector, Body>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<Result<(), server::Error>>,
    _folder: Option<tempfile::TempDir>,
}

impl Server {
    /// With a casebook of its own.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let book = Address::File(folder.path().join("cases.db"));
        let mut server = Self::at(book, None).await;
        server._folder = Some(folder);
        server
    }

    /// With a casebook, and a speech model.
    pub async fn at(casebook: Address, words: Option<PathBuf>) -> Self {
        let options = Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            casebook,
            knowledge: knowledge(),
            words,
            voices: None,
            access: server::options::Access::default(),
            doors: Default::default(),
        };
        let (stop, stopped) = oneshot::channel::<()>();
        let (ready, bound) = oneshot::channel();
        let until = async move {
            let _ = stopped.await;
        };
        let task = tokio::spawn(server::serve(
            options,
            |at| {
                let _ = ready.send(at);
            },
            until,
        ));
        let address = bound.await.expect("the server starts");
        let client = Client::builder(TokioExecutor::new()).build_http();
        Self { address, client, stop: Some(stop), task, _folder: None }
    }

    /// Asks it to stop, and waits until it has.
    pub async fn stop(mut self) -> Option<tempfile::TempDir> {
        drop(self.stop.take());
        self.task.await.unwrap().unwrap();
        self._folder
    }

    pub async fn send(&self, request: axum::http::Request<Body>) -> (u16, Value) {
        let answer = self.client.request(request).await.unwrap();
        let status = answer.status().as_u16();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        (status, serde_json::from_slice(&bytes).unwrap_or(Value::String(text)))
    }

    pub fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let address = format!("http://{}{path}", self.address);
        axum::http::Request::builder().method(method).uri(address)
    }

    pub async fn get(&self, path: &str) -> (u16, Value) {
        self.send(self.request("GET", path).body(Body::default()).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: Value) -> (u16, Value) {
        let request = self.request("POST", path).header("content-type", "application/json");
        self.send(request.body(Body::from(body.to_string())).unwrap()).await
    }

    pub async fn post_bytes(&self, path: &str, body: impl Into<axum::body::Bytes>) -> (u16, Value) {
        let request = self.request("POST", path).header("content-type", "text/plain");
        self.send(request.body(Body::from(body.into())).unwrap()).await
    }

    /// Begins a call; gives its id.
    pub async fn begin(&self, told: Value) -> String {
        let (status, call) = self.post("/api/v1/calls", told).await;
        assert_eq!(status, 201, "{call}");
        call["id"].as_str().unwrap().to_owned()
    }

    /// Says something.
    pub async fn say(&self, call: &str, side: &str, text: &str) -> Value {
        let (status, heard) = self
            .post(&format!("/api/v1/calls/{call}/utterances"), json!({"text": text, "side": side}))
            .await;
        assert_eq!(status, 200, "{heard}");
        heard["turn"].clone()
    }

    pub async fn call(&self, call: &str) -> Value {
        let (status, whole) = self.get(&format!("/api/v1/calls/{call}")).await;
        assert_eq!(status, 200, "{whole}");
        whole
    }

    /// The stream of a call, after an event.
    pub async fn events(&self, call: &str, last: Option<&str>) -> Events {
        self.stream(&format!("/api/v1/calls/{call}/events"), last).await
    }

    pub async fn stream(&self, path: &str, last: Option<&str>) -> Events {
        let mut request = self.request("GET", path);
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = self.client.request(request.body(Body::default()).unwrap()).await.unwrap();
        let status = answer.status().as_u16();
        let body = axum::body::Body::new(answer.into_body());
        Events { status, body, text: String::new(), id: last.map(str::to_owned) }
    }
}

/// A stream of events, as a browser keeps it.
pub struct Events {
    pub status: u16,
    body: axum::body::Body,
    text: String,
    /// The id that was told last, which a browser sends when it comes back.
    pub id: Option<String>,
}

/// An event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub name: String,
    pub data: String,
}

impl Event {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap()
    }
}

impl Events {
    /// The next event; none at the end of the stream.
    pub async fn next(&mut self) -> Option<Event> {
        tokio::time::timeout(PATIENCE, self.read()).await.expect("an event comes in time")
    }

    /// The next event of a name, past others.
    pub async fn until(&mut self, name: &str) -> Event {
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("no {name} came"));
            if event.name == name {
                return event;
            }
        }
    }

    async fn read(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.text.find("\n\n") {
                let block: String = self.text.drain(..end + 2).collect();
                if let Some(event) = self.event(&block) {
                    return Some(event);
                }
            }
            let frame = self.body.frame().await?.ok()?;
            if let Ok(data) = frame.into_data() {
                self.text.push_str(std::str::from_utf8(&data).unwrap());
            }
        }
    }

    fn event(&mut self, block: &str) -> Option<Event> {
        let (mut name, mut data) = (String::new(), Vec::new());
        for line in block.lines() {
            match line.split_once(": ").or_else(|| line.split_once(':')) {
                Some(("event", value)) => name = value.to_owned(),
                Some(("data", value)) => data.push(value),
                Some(("id", value)) => self.id = Some(value.to_owned()),
                _ => {}
            }
        }
        (!name.is_empty()).then(|| Event { name, data: data.join("\n") })
    }
}

/// The lines of the example call, with their sides.
pub fn example() -> Vec<(&'static str, String)> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/callback.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let side = |name: &str| if name == "Me" { "callee" } else { "caller" };
    text.lines()
        .filter_map(|line| line.split_once(": "))
        .map(|(name, words)| (side(name), words.to_owned()))
        .collect()
}

/// The only case of a casebook.
pub async fn only_case(address: &Address) -> casebook::case::Case {
    let book = Casebook::open(address).await.unwrap();
    let cases = book.list(0, 10).await.unwrap();
    assert_eq!(cases.len(), 1);
    let case = book.case(cases[0].id).await.unwrap();
    book.close().await;
    case
}
