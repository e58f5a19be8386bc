//! How a server starts and ends.

use std::future::IntoFuture as _;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;

use crate::desk::Desk;
use crate::error::Error;
use crate::live::stream;
use crate::options::Options;
use crate::{api, guard, pages};

/// So long requests that go on may take once all calls are ended.
const PARTING_MAX: Duration = Duration::from_millis(500);

/// Serves until `until` is over; `ready` is told the address once it can be asked.
///
/// # Errors
/// When the casebook cannot be opened or the address is taken.
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
    let app = routes(desk.clone());
    ready(bound);
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    let (over, is_over) = tokio::sync::oneshot::channel();
    let closing = async move {
        until.await;
        // Streams end now, so that no connection stays open for them.
        desk.close().await;
        let _ = over.send(());
    };
    let serving = axum::serve(listener, app).with_graceful_shutdown(closing).into_future();
    tokio::select! {
        ended = serving => ended.map_err(Error::Stopped),
        () = async { let _ = is_over.await; tokio::time::sleep(PARTING_MAX).await } => Ok(()),
    }
}

/// Everything that can be asked for, behind the guard.
pub fn routes(desk: Desk) -> Router {
    let open = pages::routes().merge(stream::routes()).merge(api::routes());
    pages::explained(guard::guarded(open, &desk).with_state(desk))
}
