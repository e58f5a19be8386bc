//! Who asks, and what they may do.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// What somebody may do; each role may do what those before it may.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "PersonRole")]
pub enum Role {
    /// Follows calls, and adds to cases.
    Helper,
    /// Also exports, publishes and examines machines.
    Technician,
    /// Also deletes cases, changes settings and says who may come in.
    Admin,
}

impl Role {
    /// All of them, the one that may least first.
    pub const ALL: [Self; 3] = [Self::Helper, Self::Technician, Self::Admin];

    /// The name in files and output.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Helper => "helper",
            Self::Technician => "technician",
            Self::Admin => "admin",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.id() == id)
    }
}

/// Whoever asks. `guard` finds out, before anything else hears of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Person {
    /// Their name, as the logs of cases will say.
    pub name: String,
    /// What they may do.
    pub role: Role,
}

impl Person {
    /// Whether they may do what needs a role.
    ///
    /// # Errors
    /// [`Problem`] with status 403, which says which role it takes.
    pub fn may(&self, needed: Role) -> Result<(), Problem> {
        if self.role >= needed { Ok(()) } else { Err(Problem::not_allowed(needed)) }
    }
}

impl<S: Sync> FromRequestParts<S> for Person {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Problem::not_signed_in)
    }
}
