//! `hangup serve` as a process: it says where it is, ends when asked, and loses nothing that it
//! acknowledged when it is killed.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::served::Served;

/// The calls of the only case in a casebook.
fn calls(book: &Path) -> Vec<Value> {
    let book = book.display().to_string();
    let mut show = super::running::hangup(&["case", "show", "1", "--json", "--casebook", &book]);
    let case: Value = serde_json::from_str(&super::running::printed(&mut show)).expect("a case");
    case["calls"].as_array().expect("it has calls").clone()
}

#[test]
fn a_server_that_is_killed_loses_nothing_that_it_acknowledged() {
    let folder = tempfile::tempdir().expect("a folder");
    let book = folder.path().join("cases.db");
    let mut served = Served::start(&book);
    let call = served.begin();
    let mut acknowledged = 0;
    let killer = {
        let id = served.process.id().to_string();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(700));
            Command::new("kill").args(["-KILL", &id]).status()
        })
    };
    while served.say(&call, acknowledged) == Some(200) {
        acknowledged += 1;
    }
    killer.join().expect("it ran").expect("kill runs");
    let _ = served.process.wait();
    assert!(acknowledged > 0, "something was said before");
    let kept = &calls(&book)[0]["utterances"];
    let kept = kept.as_array().expect("they are a list");
    assert!(kept.len() >= acknowledged, "{} of {acknowledged}", kept.len());
    for (number, said) in kept.iter().enumerate() {
        assert_eq!(said["text"], format!("Sentence {number}."));
    }

    // The next server takes the call up where it was left; what was not acknowledged is said again.
    served = Served::start(&book);
    let begun = Instant::now();
    while served.say(&call, acknowledged) != Some(200) {
        assert!(begun.elapsed() < Duration::from_secs(40), "the call was not taken up");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(served.say(&call, acknowledged + 1), Some(200));
    let (status, ended) =
        served.post(&format!("/api/v1/calls/{call}/end"), &json!({})).expect("it answers");
    assert_eq!((status, &ended["turns"]), (200, &json!(acknowledged + 2)));
    let kept = &calls(&book)[0];
    assert!(kept["ended"].is_string() && kept["judgement"].is_object());
    assert_eq!(kept["utterances"].as_array().map(Vec::len), Some(acknowledged + 2));
}

#[cfg(unix)]
#[test]
fn a_server_ends_soon_when_asked_and_writes_the_end_of_its_calls() {
    for (signal, code) in [("-INT", 130), ("-TERM", 0)] {
        let folder = tempfile::tempdir().expect("a folder");
        let book = folder.path().join("cases.db");
        let mut served = Served::start(&book);
        let call = served.begin();
        assert_eq!(served.say(&call, 0), Some(200));
        let mut stream = TcpStream::connect(&served.address).expect("it listens");
        write!(
            stream,
            "GET /api/v1/calls/{call}/events HTTP/1.1\r\nHost: {}\r\n\r\n",
            served.address
        )
        .expect("it reads");
        let mut first = [0; 12];
        stream.read_exact(&mut first).expect("the stream begins");
        let begun = Instant::now();
        let id = served.process.id().to_string();
        Command::new("kill").args([signal, &id]).status().expect("kill runs");
        let status = served.process.wait().expect("it ends");
        assert!(begun.elapsed() < Duration::from_secs(2), "{signal}: {:?}", begun.elapsed());
        assert_eq!(status.code(), Some(code), "{signal}");
        let kept = &calls(&book)[0];
        assert!(kept["ended"].is_string() && kept["judgement"].is_object(), "{kept}");
    }
}

#[test]
fn what_keeps_a_server_from_starting_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("it has an address").port().to_string();
    let folder = tempfile::tempdir().expect("a folder");
    let book = folder.path().join("cases.db").display().to_string();
    let models = folder.path().display().to_string();
    let file = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).expect("written");
        path.display().to_string()
    };
    let short = file("token", "short\n");
    let no_casebook = file("other.db", "this is no database, however long it may be");
    for (arguments, words) in [
        (vec!["--listen", &port], "is another server there"),
        (vec!["--listen", "nowhere"], "is no address to listen at"),
        (vec!["--listen", "192.0.2.1:80"], "can be reached by others"),
        (vec!["--listen", "0", "--audiosocket", "0"], "hangup model install"),
        (vec!["--listen", "0", "--model", "/no/such/file"], "there is no such file"),
        (vec!["--listen", "0", "--token-file", "/no/such/file"], "reading the token"),
        (vec!["--listen", "0", "--token-file", &short], "could be guessed"),
        (vec!["--listen", "0", "--casebook", "postgres://127.0.0.1:1/none"], "cannot open the"),
        (vec!["--listen", "0", "--casebook", &no_casebook], "cannot open the"),
    ] {
        let mut command = super::running::hangup(&["serve"]);
        if !arguments.contains(&"--casebook") {
            command.args(["--casebook", &book]);
        }
        let ended =
            command.args(&arguments).env("HANGUP_MODELS", &models).output().expect("it runs");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}
