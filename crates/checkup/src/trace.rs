//! What a source states, before anybody says what it means: fields by name, with their proof.
//! `rules/seen` turns traces into observations.

use crate::findings::{Moment, Proof};

/// One thing that a source states, such as a value of the registry or a run of a program.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The kind of source: a folder of `rules/seen`.
    pub source: &'static str,
    /// What it states, by the names that the rules of the source use.
    pub fields: Vec<(&'static str, String)>,
    /// When; none where the source has no time.
    pub when: Option<Moment>,
    /// Where it stands.
    pub proof: Proof,
}

impl Trace {
    /// A field by its name.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|(own, _)| *own == name).map(|(_, value)| value.as_str())
    }
}

/// Something with data items that a condition can ask for.
pub(crate) trait Items {
    /// The data item of that name.
    fn item(&self, name: &str) -> Option<&str>;
}

impl Items for Trace {
    fn item(&self, name: &str) -> Option<&str> {
        self.field(name)
    }
}
