//! Who did what beside the changes to cases; those are in the cases' own logs.

use casebook::store::Deed;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::IntoParams;

use super::{Desk, cases};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// Which deeds are wanted.
#[derive(Debug, Clone, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub struct DeedsWanted {
    /// Only those before this one: the `next` of the list before.
    pub after: Option<String>,
    /// So many at most.
    #[param(format = "uint32")]
    pub count: Option<u32>,
}

/// A stretch of the list of deeds, the newest first.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct DeedList {
    /// The deeds.
    pub deeds: Vec<Deed>,
    /// What to ask for to get those before; none at the end.
    pub next: Option<String>,
}

impl Desk {
    /// Who did what.
    ///
    /// # Errors
    /// [`Problem`] when the person may not ask.
    pub async fn deeds(&self, person: &Person, wanted: &DeedsWanted) -> Result<DeedList, Problem> {
        person.may(Role::Admin)?;
        let count = cases::count(wanted.count);
        let is_id = |id: &&str| id.parse::<uuid::Uuid>().is_ok();
        let after = wanted.after.as_deref().filter(is_id);
        let mut deeds = self.book.deeds(after, count + 1).await?;
        let further = deeds.len() > count as usize;
        deeds.truncate(count as usize);
        let next = deeds.last().filter(|_| further).map(|deed| deed.id.clone());
        Ok(DeedList { deeds, next })
    }

    /// Writes down what somebody did.
    pub(crate) async fn noted(
        &self,
        person: &Person,
        deed: &str,
        subject: Option<&str>,
    ) -> Result<(), Problem> {
        Ok(self.book.note_deed(&person.name, deed, subject).await?)
    }
}
