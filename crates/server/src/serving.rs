//! How a server starts and ends.

use std::net::SocketAddr;

use axum::Router;
use tokio::net::TcpListener;

use crate::desk::Desk;
use crate::error::Error;
use crate::options::Options;
use crate::{api, guard, pages};

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
    let app = routes(desk);
    ready(bound);
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app).with_graceful_shutdown(until).await.map_err(Error::Stopped)
}

/// Everything that can be asked for, behind the guard.
pub fn routes(desk: Desk) -> Router {
    guard::guarded(pages::routes().merge(api::routes()), &desk).with_state(desk)
}
