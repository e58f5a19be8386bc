//! Those who send slowly, in great numbers: they are cut off, and others are served meanwhile.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::asking::options;

/// So many send their head a byte at a time.
const SLOW: usize = 400;
/// A head has to be there after fifteen seconds, whatever drips in meanwhile.
const HEAD_TIME: std::ops::Range<u64> = 12..25;

/// Sends a byte each second until the server ends the connection; gives when it did.
async fn drip(address: std::net::SocketAddr) -> Duration {
    let begun = Instant::now();
    let mut stream = TcpStream::connect(address).await.expect("connected");
    stream.write_all(b"GET /health/live HTTP/1.1\r\nX-A: ").await.expect("sent");
    let mut left = [0; 256];
    while begun.elapsed() < Duration::from_secs(60) {
        let read = tokio::time::timeout(Duration::from_secs(1), stream.read(&mut left)).await;
        match read {
            Ok(Ok(0) | Err(_)) => break,
            Ok(Ok(_)) => {}
            Err(_) if stream.write_all(b"a").await.is_err() => break,
            Err(_) => {}
        }
    }
    begun.elapsed()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_who_send_a_byte_a_second_are_cut_off_and_keep_nobody_out() {
    let folder = tempfile::tempdir().expect("a folder");
    let (tell, told) = tokio::sync::oneshot::channel();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(server::serve(
        options(&folder),
        |bound| tell.send(bound).expect("it is waited for"),
        async { drop(stopped.await) },
    ));
    let address = told.await.expect("it starts");
    let slow: Vec<_> = (0..SLOW).map(|_| tokio::spawn(drip(address))).collect();
    let ask = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    for _ in 0..10 {
        tokio::time::sleep(Duration::from_secs(1)).await;
        let begun = Instant::now();
        let mut quick = TcpStream::connect(address).await.expect("connected");
        quick.write_all(ask).await.expect("sent");
        let mut text = String::new();
        quick.read_to_string(&mut text).await.expect("read");
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
    }
    for one in slow {
        let after = one.await.expect("it ends");
        assert!(HEAD_TIME.contains(&after.as_secs()), "cut off after {after:?}");
    }
    // A head that is too large is refused and not kept.
    let mut large = TcpStream::connect(address).await.expect("connected");
    let line = format!("X-A: {}\r\n", "a".repeat(1 << 20));
    let mut sent = 0;
    large.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n").await.expect("sent");
    while sent < 10 << 20 && large.write_all(line.as_bytes()).await.is_ok() {
        sent += line.len();
    }
    let mut text = Vec::new();
    let _ = large.read_to_end(&mut text).await;
    let text = String::from_utf8_lossy(&text);
    assert!(text.is_empty() || text.starts_with("HTTP/1.1 431"), "{text}");
    assert!(sent < 10 << 20, "ten megabytes of head were taken");
    stop.send(()).expect("it still runs");
    serving.await.expect("it ends").expect("without an error");
}
