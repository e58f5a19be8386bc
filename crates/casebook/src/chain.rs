//! The log of a case: changes, each chained to the one before by a hash.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::case::{Act, Case, CaseId};
use crate::error::Broken;

/// A change as it is stored; the act stays the text that was hashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Its place in the case, from 1.
    pub number: u64,
    /// When it was made, by the clock of whoever made it.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// Who made it.
    pub by: String,
    /// What was done: the JSON of an [`Act`].
    pub act: String,
    /// SHA-256 over the hash of the change before and all of the above, in hexadecimal.
    pub hash: String,
}

impl Change {
    /// The change that follows `previous`, the hash of the last one.
    ///
    /// # Panics
    /// Never: an act consists of texts, numbers and lists.
    #[must_use]
    pub fn new(number: u64, at: Timestamp, by: &str, act: &Act, previous: &str) -> Self {
        let act = serde_json::to_string(act).expect("an act has only keys that are texts");
        let hash = hash(previous, number, at, by, &act);
        Self { number, at, by: by.to_owned(), act, hash }
    }

    /// What was done.
    ///
    /// # Errors
    /// [`Broken::Unknown`] where it is of no shape that is known here.
    pub fn read(&self) -> Result<Act, Broken> {
        serde_json::from_str(&self.act)
            .map_err(|error| Broken::Unknown { number: self.number, why: error.to_string() })
    }
}

/// What stands in for the hash of a change before the first.
#[must_use]
pub fn origin(case: CaseId) -> String {
    hexadecimal(&Sha256::digest(case.as_bytes()))
}

/// Adds up the changes of a case, and checks each against the one before.
///
/// # Errors
/// [`Broken`] names the first change that is not as it was written.
pub fn replay(id: CaseId, changes: &[Change]) -> Result<Case, Broken> {
    let first = changes.first().ok_or(Broken::Empty)?;
    let mut case = Case::new(id, first.at);
    let mut previous = origin(id);
    for (expected, change) in (1..).zip(changes) {
        let number = change.number;
        if number != expected {
            return Err(Broken::Order { expected, found: number });
        }
        if change.hash != hash(&previous, number, change.at, &change.by, &change.act) {
            return Err(Broken::Altered { number });
        }
        case.apply(number, change.at, change.read()?)
            .map_err(|misfit| Broken::Misfit { number, misfit })?;
        previous.clone_from(&change.hash);
    }
    Ok(case)
}

/// The numbers of changes that are dated before an earlier one: a clock was set back in between, or
/// those who made them have clocks that differ. What came first is told by the numbers alone.
#[must_use]
pub fn dated_back(changes: &[Change]) -> Vec<u64> {
    let mut latest = Timestamp::MIN;
    let mut back = Vec::new();
    for change in changes {
        if change.at < latest {
            back.push(change.number);
        }
        latest = latest.max(change.at);
    }
    back
}

/// Every part is preceded by its length, so no two changes give the same bytes.
fn hash(previous: &str, number: u64, at: Timestamp, by: &str, act: &str) -> String {
    let mut digest = Sha256::new();
    for part in [previous, &number.to_string(), &at.to_string(), by, act] {
        digest.update(part.len().to_be_bytes());
        digest.update(part);
    }
    hexadecimal(&digest.finalize())
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
