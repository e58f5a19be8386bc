//! A server for one test, with a casebook of its own, and how it is asked.

use std::net::SocketAddr;
use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use casebook::store::{Address, Casebook, Member};
use evidence::knowledge::Knowledge;
use serde_json::Value;
use server::desk::Desk;
use server::guard::secret;
use server::options::Access;
use server::{Options, serving};
use tempfile::TempDir;
use tower::ServiceExt as _;

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::embedded().expect("the built-in knowledge is sound"));

/// A server.
pub struct Server {
    pub app: Router,
    pub options: Options,
    _folder: TempDir,
}

/// An answer, whole.
#[derive(Debug)]
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("JSON: {self:?}"))
    }
}

pub const PASSWORD: &str = "a long password";
pub const TOKEN: &str = "a token of more than twenty characters";

/// What a server on this machine alone is started with.
pub fn options(folder: &TempDir) -> Options {
    Options {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        casebook: Address::File(folder.path().join("cases.db")),
        knowledge: &KNOWLEDGE,
        words: None,
        voices: None,
        doors: Default::default(),
        access: Access::default(),
    }
}

/// A server on this machine alone.
pub async fn own() -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let options = options(&folder);
    start(folder, options).await
}

/// A server that others can reach, with a person of each role, and a token.
pub async fn shared() -> Server {
    let folder = tempfile::tempdir().expect("a folder");
    let book = Casebook::open(&Address::File(folder.path().join("cases.db"))).await.expect("open");
    let hash = secret::hashed(PASSWORD.to_owned()).await.expect("hashed");
    for role in ["helper", "technician", "admin"] {
        let added = "2026-03-14T14:00:00Z".parse().expect("a time");
        let member = Member { name: role.to_owned(), role: role.to_owned(), added };
        book.put_person(&member, &hash).await.expect("kept");
    }
    book.close().await;
    let access = Access {
        token: Some(TOKEN.to_owned()),
        hosts: vec!["help.example".to_owned()],
        behind_tls: true,
    };
    let options =
        Options { listen: SocketAddr::from(([0, 0, 0, 0], 0)), access, ..options(&folder) };
    start(folder, options).await
}

async fn start(folder: TempDir, options: Options) -> Server {
    let desk = Desk::open(options.clone()).await.expect("it opens");
    Server { app: serving::routes(desk), options, _folder: folder }
}

impl Server {
    /// Asks with headers; the body is JSON where it is one.
    pub async fn ask(
        &self,
        (method, path): (&str, &str),
        headers: &[(&str, &str)],
        body: impl Into<Body>,
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        if !headers.iter().any(|(name, _)| *name == "host") {
            request = request.header(header::HOST, "localhost:4747");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.into()).expect("a request");
        let answer: Response<Body> = self.app.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        let bytes = to_bytes(body, usize::MAX).await.expect("a body");
        let (text, bytes) = (String::from_utf8_lossy(&bytes).into_owned(), bytes.to_vec());
        Answer { status: parts.status, headers: parts.headers, text, bytes }
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.ask(("GET", path), &[], Body::empty()).await
    }

    pub async fn send(&self, method: &str, path: &str, json: Value) -> Answer {
        let kind = [("content-type", "application/json")];
        self.ask((method, path), &kind, json.to_string()).await
    }

    /// The cookie of whoever signs in.
    pub async fn sign_in(&self, name: &str) -> String {
        let body = serde_json::json!({"name": name, "password": PASSWORD});
        let answer = self.send("POST", "/api/v1/sign-in", body).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{answer:?}");
        let cookie = answer.headers[header::SET_COOKIE].to_str().expect("text");
        for part in ["HttpOnly", "SameSite=Strict", "Secure", "Path=/"] {
            assert!(cookie.contains(part), "{cookie}");
        }
        cookie.split(';').next().expect("a pair").to_owned()
    }
}
