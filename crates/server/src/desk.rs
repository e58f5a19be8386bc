//! The desk at which all requests are served: the casebook, the knowledge, the calls that are
//! going on. What can be done with a case is here, once, for pages and programs alike.

use std::sync::Arc;

use casebook::store::{Casebook, Hand};
use evidence::knowledge::Knowledge;
use jiff::Timestamp;

use crate::live::Calls;
use crate::options::Options;
use crate::who::Person;

/// What all requests share.
#[derive(Debug, Clone)]
pub struct Desk(Arc<Inner>);

/// See [`Desk`].
#[derive(Debug)]
pub struct Inner {
    /// The cases.
    pub book: Casebook,
    /// By what calls are judged.
    pub knowledge: &'static Knowledge,
    /// The calls that are going on.
    pub calls: Calls,
    /// What the server was started with.
    pub options: Options,
}

impl std::ops::Deref for Desk {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Desk {
    /// Opens the casebook and begins with no call.
    ///
    /// # Errors
    /// When the casebook cannot be opened.
    pub async fn open(options: Options) -> Result<Self, casebook::error::Error> {
        let book = Casebook::open(&options.casebook).await?;
        let knowledge = options.knowledge;
        let calls = Calls::at(&options.casebook);
        let desk = Self(Arc::new(Inner { book, knowledge, calls, options }));
        desk.tend();
        Ok(desk)
    }
}

/// Whose hand changes a case, now.
#[must_use]
pub fn hand(person: &Person) -> Hand<'_> {
    Hand { by: &person.name, at: Timestamp::now() }
}
