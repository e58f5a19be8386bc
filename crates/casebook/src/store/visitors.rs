//! What visitors reported, until somebody has looked at it.

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::any::AnyRow;
use uuid::Uuid;

use super::{Casebook, time, undecodable};
use crate::case::CaseId;
use crate::error::Error;

/// So many reports wait at once; more are refused until some have been looked at.
pub const WAITING_MAX: i64 = 500;
/// A report that nobody looks at is forgotten after so many days, and what became of one, too.
pub const REPORT_DAYS_MAX: i64 = 180;

/// What a visitor writes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VisitorReport {
    /// What happened, in their own words.
    pub text: String,
    /// The number that rang, as they saw it.
    #[serde(default)]
    pub number_shown: Option<String>,
    /// For whom the caller said that they work.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The country of the visitor, two letters.
    #[serde(default)]
    pub country: Option<String>,
    /// How to reach the visitor, if they want that.
    #[serde(default)]
    pub contact: Option<String>,
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReportState {
    /// Nobody has looked at it yet.
    Waiting,
    /// It became a case, which holds its words from then on.
    Accepted,
    /// It was put aside; its words are gone.
    Rejected,
}

impl ReportState {
    fn id(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
        }
    }
}

/// A report as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct KeptReport {
    /// Its name; later reports have greater ones.
    pub id: Uuid,
    /// When it came.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// What became of it.
    pub state: ReportState,
    /// What it says; nothing once it was decided.
    pub report: Option<VisitorReport>,
    /// The case that it became.
    pub case: Option<CaseId>,
}

impl Casebook {
    /// Keeps a report. Returns its name, or none where too many wait already.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn keep_report(&self, report: &VisitorReport) -> Result<Option<Uuid>, Error> {
        let waiting = sqlx::query("SELECT COUNT(*) FROM visitor_reports WHERE state = 'waiting'");
        let waiting: i64 = waiting.fetch_one(&self.pool).await?.try_get(0)?;
        if waiting >= WAITING_MAX {
            return Ok(None);
        }
        let id = Uuid::now_v7();
        let text = serde_json::to_string(report).map_err(|error| undecodable(3, error))?;
        sqlx::query("INSERT INTO visitor_reports (id, at, state, report) VALUES ($1, $2, $3, $4)")
            .bind(id.to_string())
            .bind(Timestamp::now().to_string())
            .bind(ReportState::Waiting.id())
            .bind(text)
            .execute(&self.pool)
            .await?;
        Ok(Some(id))
    }

    /// Reports in one state, the oldest first.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn reports(&self, state: ReportState, count: u32) -> Result<Vec<KeptReport>, Error> {
        let rows = sqlx::query(
            "SELECT id, at, state, report, case_id FROM visitor_reports WHERE state = $1 \
             ORDER BY id LIMIT $2",
        );
        let rows = rows.bind(state.id()).bind(i64::from(count)).fetch_all(&self.pool).await?;
        rows.iter().map(report).collect()
    }

    /// The report with this name.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn report(&self, id: Uuid) -> Result<Option<KeptReport>, Error> {
        let row =
            sqlx::query("SELECT id, at, state, report, case_id FROM visitor_reports WHERE id = $1");
        let row = row.bind(id.to_string()).fetch_optional(&self.pool).await?;
        row.as_ref().map(report).transpose()
    }

    /// Forgets the reports that came more than `REPORT_DAYS_MAX` days ago.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn forget_old_reports(&self, now: Timestamp) -> Result<(), Error> {
        let span = SignedDuration::from_hours(24 * REPORT_DAYS_MAX);
        let Ok(last) = now.checked_sub(span) else { return Ok(()) };
        let old = sqlx::query("DELETE FROM visitor_reports WHERE at < $1").bind(last.to_string());
        if old.execute(&self.pool).await?.rows_affected() > 0 {
            self.forget().await?;
        }
        Ok(())
    }

    /// Decides a waiting report; returns whether it was still waiting. Its words are gone: what was
    /// accepted is in its case, and goes with that.
    ///
    /// # Errors
    /// [`Error::Database`].
    pub async fn decide_report(
        &self,
        id: Uuid,
        state: ReportState,
        case: Option<CaseId>,
    ) -> Result<bool, Error> {
        let decided = sqlx::query(
            "UPDATE visitor_reports SET state = $2, case_id = $3, report = '' \
             WHERE id = $1 AND state = 'waiting'",
        );
        let decided = decided.bind(id.to_string()).bind(state.id());
        let decided = decided.bind(case.map(|case| case.to_string()));
        let decided = decided.execute(&self.pool).await?.rows_affected() > 0;
        if decided {
            self.forget().await?;
        }
        Ok(decided)
    }
}

fn report(row: &AnyRow) -> Result<KeptReport, Error> {
    let (state, text): (String, String) = (row.try_get(2)?, row.try_get(3)?);
    let states = [ReportState::Waiting, ReportState::Accepted, ReportState::Rejected];
    let state = states.into_iter().find(|each| each.id() == state);
    let report = (!text.is_empty()).then(|| serde_json::from_str(&text)).transpose();
    let case: Option<String> = row.try_get(4)?;
    Ok(KeptReport {
        id: super::uuid(row, 0)?,
        at: time(row, 1)?,
        state: state.unwrap_or(ReportState::Rejected),
        report: report.map_err(|error| undecodable(3, error))?,
        case: case.and_then(|case| case.parse().ok()),
    })
}
