//! What keeps a server from starting or makes it stop, each with what to try.

use std::net::SocketAddr;

/// What can go wrong with a server as a whole. What goes wrong with one request is a `Problem`.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The address cannot be listened on.
    #[error("cannot listen on {address}; is another server there? Try --listen with another port")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system says.
        source: std::io::Error,
    },
    /// The server stopped by itself.
    #[error("the server stopped")]
    Stopped(#[source] std::io::Error),
    /// The doors for telephone systems, or the speech model that they need.
    #[error(transparent)]
    Hear(#[from] hear::error::Error),
    /// The casebook.
    #[error(transparent)]
    Casebook(#[from] casebook::error::Error),
}
