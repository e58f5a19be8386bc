//! `hangup serve` as a process of its own, and how it is asked.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};

/// A server in a process of its own.
pub struct Served {
    pub process: Child,
    pub address: String,
}

impl Served {
    pub fn start(book: impl AsRef<OsStr>) -> Self {
        Self::by(Command::new(assert_cmd::cargo::cargo_bin!("hangup")), book)
    }

    /// Starts it by a command that runs `hangup` with the arguments that are added.
    pub fn by(mut command: Command, book: impl AsRef<OsStr>) -> Self {
        command.args(["serve", "--listen", "127.0.0.1:0", "--casebook"]).arg(book);
        command.env("HANGUP_MODELS", "/nowhere");
        let mut process =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it runs");
        let mut line = String::new();
        let out = process.stdout.take().expect("its output is read");
        BufReader::new(out).read_line(&mut line).expect("it says where it is");
        let address = line.split("http://").nth(1).and_then(|rest| rest.split('/').next());
        let address = address.unwrap_or_else(|| panic!("no address in {line}")).to_owned();
        Self { process, address }
    }

    /// Posts JSON; none where the server has gone before it answered.
    pub fn post(&self, path: &str, body: &Value) -> Option<(u16, Value)> {
        ask(&self.address, ("POST", path), &body.to_string())
    }

    pub fn get(&self, path: &str) -> Option<(u16, Value)> {
        ask(&self.address, ("GET", path), "")
    }

    /// Begins a call that is kept; gives its id.
    pub fn begin(&self) -> String {
        let (status, call) = self.post("/api/v1/calls", &json!({"keep": true})).expect("answers");
        assert_eq!(status, 201, "{call}");
        call["id"].as_str().expect("a call has an id").to_owned()
    }

    pub fn say(&self, call: &str, number: usize) -> Option<u16> {
        let said = json!({"text": format!("Sentence {number}."), "key": number.to_string()});
        Some(self.post(&format!("/api/v1/calls/{call}/utterances"), &said)?.0)
    }

    /// Ends it as a machine that loses its power would.
    pub fn kill(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Asks a server; none where it has gone before it answered.
pub fn ask(address: &str, (method, path): (&str, &str), body: &str) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("it can be set");
    let length = body.len();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).ok()?))
}
