//! What an admin can set; it is kept in the casebook, so that all servers that share it agree.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Desk, words};
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The name under which the casebook keeps them.
const SETTINGS: &str = "server";
/// A case is kept at most so long, in days, where a limit is set at all.
const RETENTION_DAYS_MAX: u32 = 36_500;
/// The languages in which pages are written.
pub const LANGUAGES: [&str; 1] = ["en"];

/// What can be set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default, rename_all = "kebab-case", deny_unknown_fields)]
pub struct Settings {
    /// The country of whoever is called, unless a call or a case says otherwise.
    pub country: Option<String>,
    /// The language of the pages: `en`.
    pub language: String,
    /// The speech model to hear with from the next start on, an id of `hangup model list`; what is
    /// named at the start goes first, and one that is not installed counts as none.
    pub model: Option<String>,
    /// Closed cases are deleted after so many days without a change; none keeps them.
    pub retention_days: Option<u32>,
    /// Whether visitors may leave reports.
    pub visitor_reports: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            country: None,
            language: LANGUAGES[0].to_owned(),
            model: None,
            retention_days: None,
            visitor_reports: false,
        }
    }
}

impl Desk {
    /// What is set.
    ///
    /// # Errors
    /// [`Problem`] when the casebook does not answer.
    pub async fn settings(&self) -> Result<Settings, Problem> {
        let kept = self.book.setting(SETTINGS).await?;
        // Settings of another version that cannot be read count as not set.
        Ok(kept.and_then(|kept| serde_json::from_str(&kept).ok()).unwrap_or_default())
    }

    /// Sets all of it.
    ///
    /// # Errors
    /// [`Problem`] when the person may not, or a value does not fit.
    pub async fn set_settings(
        &self,
        person: &Person,
        settings: Settings,
    ) -> Result<Settings, Problem> {
        person.may(Role::Admin)?;
        if !LANGUAGES.contains(&settings.language.as_str()) {
            return Err(words::unfit("the language", "Pages are written in: en."));
        }
        if settings.retention_days.is_some_and(|days| days == 0 || days > RETENTION_DAYS_MAX) {
            let advice = format!("Give days from 1 to {RETENTION_DAYS_MAX}, or none.");
            return Err(words::unfit("the retention", advice));
        }
        let model = words::maybe_line("the model", settings.model)?;
        if let Some(id) = &model
            && hear::model::model(id).is_err()
        {
            return Err(words::unfit("the model", "Look at `hangup model list`."));
        }
        let country = words::country(settings.country)?;
        let settings = Settings { country, model, ..settings };
        let text = serde_json::to_string(&settings).map_err(|_| Problem::ours("settings"))?;
        self.book.set_setting(SETTINGS, &text).await?;
        self.noted(person, "settings-changed", None).await?;
        Ok(settings)
    }
}
