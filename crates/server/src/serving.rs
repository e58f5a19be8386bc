//! How a server starts and ends, and how long whoever connects may take.

mod crowd;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use hear::telephony::door::Addresses;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

use self::crowd::Crowd;
use crate::desk::Desk;
use crate::error::Error;
use crate::live::stream;
use crate::options::Options;
use crate::{api, guard, health, pages};

/// So long requests that go on may take once all calls are ended.
const PARTING_MAX: Duration = Duration::from_millis(500);
/// So long a connection may take until the head of its next request is there.
const HEAD_TIME_MAX: Duration = Duration::from_secs(15);
/// The head of a request may be so large, in bytes.
const HEAD_BYTES_MAX: usize = 64 << 10;
/// So many lines its head may have.
const HEADERS_MAX: usize = 100;
/// So many connections are open at once; further ones wait.
const CONNECTIONS_MAX: u32 = 2_000;
/// So long it waits where the system can open no further connection.
const BREATH: Duration = Duration::from_millis(200);

/// Serves until `until` is over; `ready` is told the address once it can be asked.
///
/// # Errors
/// When the casebook cannot be opened, the address is taken, or everybody could come in.
pub async fn serve(
    options: Options,
    ready: impl FnOnce(SocketAddr) + Send,
    until: impl Future<Output = ()> + Send + 'static,
) -> Result<(), Error> {
    let address = options.listen;
    let desk = Desk::open(options).await?;
    let listener = TcpListener::bind(address).await;
    let listener = listener.map_err(|source| Error::Listen { address, source })?;
    let bound = listener.local_addr().map_err(Error::Stopped)?;
    if desk.options.doors != Addresses::default() {
        desk.open_doors(desk.options.doors).await?;
    }
    let app = routes(desk.clone());
    ready(bound);
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX as usize));
    let (over, is_over) = watch::channel(());
    tokio::select! {
        () = accept(&listener, &app, (&places, &is_over)) => {}
        () = desk.clear_out() => {}
        () = until => {}
    }
    // Streams end now, so that no connection stays open for them.
    desk.close().await;
    drop((listener, over));
    // Once all places are free, all connections have ended.
    let _ = tokio::time::timeout(PARTING_MAX, places.acquire_many(CONNECTIONS_MAX)).await;
    Ok(())
}

/// Takes connections, one after the other, for as long as it is let.
async fn accept(
    listener: &TcpListener,
    app: &Router,
    (places, is_over): (&Arc<Semaphore>, &watch::Receiver<()>),
) {
    let crowd = Crowd::default();
    loop {
        // The semaphore is never closed.
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let Ok((stream, from)) = listener.accept().await else {
            tokio::time::sleep(BREATH).await;
            continue;
        };
        let Some(guest) = crowd.enter(from.ip()) else { continue };
        let (app, is_over) = (app.clone(), is_over.clone());
        tokio::spawn(async move {
            connection(stream, from, app, is_over).await;
            drop((place, guest));
        });
    }
}

/// One connection; requests on it come one after the other.
async fn connection(
    stream: TcpStream,
    from: SocketAddr,
    app: Router,
    mut is_over: watch::Receiver<()>,
) {
    // Events are small and must not wait for more.
    let _ = stream.set_nodelay(true);
    let answer = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(from));
        app.clone().oneshot(request.map(Body::new))
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIME_MAX)
        .max_buf_size(HEAD_BYTES_MAX)
        .max_headers(HEADERS_MAX)
        .serve_connection(TokioIo::new(stream), answer)
        .with_upgrades();
    let mut serving = std::pin::pin!(serving);
    // Whoever breaks off has nothing to be told.
    tokio::select! {
        _ = serving.as_mut() => return,
        _ = is_over.changed() => serving.as_mut().graceful_shutdown(),
    }
    let _ = serving.await;
}

/// Everything that can be asked for, behind the guard.
pub fn routes(desk: Desk) -> Router {
    let open = pages::routes().merge(stream::routes()).merge(api::routes()).merge(health::routes());
    pages::explained(guard::guarded(open, &desk).with_state(desk))
}
