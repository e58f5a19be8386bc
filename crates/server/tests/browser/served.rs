//! The server under test: the real one, in this process, with a casebook of its own.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::LazyLock;

use casebook::store::{Address, Casebook, Member};
use evidence::knowledge::Knowledge;
use serde_json::{Value, json};
use server::Options;
use server::guard::secret;
use server::options::Access;
use tempfile::TempDir;

use crate::asking::Asker;

static KNOWLEDGE: LazyLock<Knowledge> =
    LazyLock::new(|| Knowledge::embedded().expect("the built-in knowledge is sound"));

pub const PASSWORD: &str = "a long password";
/// With a token, whoever has none must sign in, also on this machine.
const TOKEN: &str = "a token of more than twenty characters";

/// A server; it ends with the test.
pub struct Served {
    pub address: SocketAddr,
    asker: Asker,
    authorization: Option<String>,
    _folder: TempDir,
}

impl Served {
    /// On this machine alone: nobody has to sign in.
    pub async fn own() -> Self {
        Self::start(tempfile::tempdir().unwrap(), None, Access::default()).await
    }

    /// The same, and it hears with a speech model.
    pub async fn hearing(words: PathBuf) -> Self {
        Self::start(tempfile::tempdir().unwrap(), Some(words), Access::default()).await
    }

    /// One that asks who comes, with an admin called `admin`.
    pub async fn shared() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let book = Casebook::open(&Address::File(folder.path().join("cases.db"))).await.unwrap();
        let hash = secret::hashed(PASSWORD.to_owned()).await.unwrap();
        let added = "2026-03-14T14:00:00Z".parse().unwrap();
        let member = Member { name: "admin".to_owned(), role: "admin".to_owned(), added };
        book.put_person(&member, &hash).await.unwrap();
        book.close().await;
        let access = Access { token: Some(TOKEN.to_owned()), ..Access::default() };
        Self::start(folder, None, access).await
    }

    async fn start(folder: TempDir, words: Option<PathBuf>, access: Access) -> Self {
        let authorization = access.token.as_ref().map(|token| format!("Bearer {token}"));
        let options = Options {
            listen: "127.0.0.1:0".parse().unwrap(),
            casebook: Address::File(folder.path().join("cases.db")),
            knowledge: &KNOWLEDGE,
            words,
            voices: None,
            doors: Default::default(),
            access,
        };
        let (ready, bound) = tokio::sync::oneshot::channel();
        let ready = |address| {
            let _ = ready.send(address);
        };
        tokio::spawn(server::serve(options, ready, std::future::pending()));
        let address = bound.await.expect("the server starts");
        Self { address, asker: Asker::new(address), authorization, _folder: folder }
    }

    /// Where a page is.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Asks as a program; what is not done fails the test.
    pub async fn ask(&self, method: &str, path: &str, body: Value) -> Value {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        self.send((method, path), "application/json", body.into_bytes()).await
    }

    /// The same with a body of another kind.
    pub async fn send(&self, asked: (&str, &str), kind: &str, body: Vec<u8>) -> Value {
        let mut headers = vec![("content-type", kind)];
        headers.extend(self.authorization.as_deref().map(|value| ("authorization", value)));
        let (status, answer) = self.asker.send(asked, &headers, body).await.unwrap();
        assert!(status < 300, "{asked:?}: {status} {answer}");
        answer
    }

    /// The words of a call as its server has them.
    pub async fn said(&self, call: &str) -> Vec<String> {
        let whole = self.ask("GET", &format!("/api/v1/calls/{call}"), json!(null)).await;
        let said = whole["utterances"].as_array().unwrap().iter();
        said.map(|turn| turn["text"].as_str().unwrap().to_owned()).collect()
    }
}
