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
    /// Others could reach the server, and nobody would have to sign in.
    #[error(
        "{address} can be reached by others, and nobody would have to sign in; add somebody with \
         `hangup people add NAME --role admin`, or give programs a token with --token-file"
    )]
    OpenToAll {
        /// The address.
        address: SocketAddr,
    },
    /// The token for programs is too short.
    #[error(
        "the token has fewer than {chars_min} characters and could be guessed; make one with \
         `head -c 32 /dev/urandom | base64`"
    )]
    Token {
        /// So many it must have.
        chars_min: usize,
    },
    /// The server stopped by itself.
    #[error("the server stopped")]
    Stopped(#[source] std::io::Error),
    /// The casebook.
    #[error(transparent)]
    Casebook(#[from] casebook::error::Error),
}
