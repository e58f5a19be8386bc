//! What goes by itself: closed cases that were kept as long as is set, reports of visitors at which
//! nobody looked, and the oldest deeds.

use std::time::Duration;

use casebook::store::{Filter, Standing};
use jiff::{SignedDuration, Timestamp};

use super::{Desk, PAGE_MAX};
use crate::problem::Problem;

/// So often it is looked.
const EVERY: Duration = Duration::from_secs(60 * 60);
/// Who does it, as the list of deeds says.
const BY_ITSELF: &str = "the server";

impl Desk {
    /// Looks again and again, for as long as the server runs.
    pub(crate) async fn clear_out(&self) {
        loop {
            if let Err(problem) = self.forget_outlived(Timestamp::now()).await {
                tracing::warn!(status = problem.status, "old cases could not be deleted");
            }
            tokio::time::sleep(EVERY).await;
        }
    }

    /// Deletes closed cases that nobody has changed for as long as they are to be kept; returns
    /// how many.
    ///
    /// # Errors
    /// [`Problem`] when the casebook does not answer.
    pub async fn forget_outlived(&self, now: Timestamp) -> Result<usize, Problem> {
        self.book.forget_old_deeds().await?;
        self.book.forget_old_reports(now).await?;
        let Some(days) = self.settings().await?.retention_days else { return Ok(0) };
        let Ok(last) = now.checked_sub(SignedDuration::from_hours(24 * i64::from(days))) else {
            return Ok(0);
        };
        let after = Some((last, i64::MAX));
        let filter = Filter { standing: Some(Standing::Closed), naming: None, after };
        let mut gone = 0;
        loop {
            let old = self.book.page(&filter, PAGE_MAX).await?;
            if old.is_empty() {
                return Ok(gone);
            }
            for case in old {
                let name = case.id.to_string();
                self.book.note_deed(BY_ITSELF, "case-outlived", Some(&name)).await?;
                self.book.delete(case.id).await?;
                gone += 1;
            }
        }
    }
}
