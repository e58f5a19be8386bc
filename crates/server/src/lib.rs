//! The page on which a call is followed live and a case is kept, and the HTTP interface behind it.
//!
//! Everything a page shows or does goes through `desk` and `live`, and so does the interface for
//! programs (`api`): neither knows anything that the other does not.

pub mod error;
pub mod options;
pub mod who;
pub mod metrics;
pub mod problem;
pub mod receiving;
pub mod desk;
pub mod live;
pub mod guard;
pub mod saved;
pub mod pages;
pub mod api;
pub mod openapi;
pub mod health;
pub mod serving;

pub use self::error::Error;
pub use self::options::Options;
pub use self::serving::serve;
