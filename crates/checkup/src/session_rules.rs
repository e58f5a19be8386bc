//! The file `rules/sessions.toml`: how sessions are laid together with the rest, and when one gives
//! cause for alarm.

use evidence::error::KnowledgeError;
use evidence::knowledge::Files;
use jiff::SignedDuration;
use serde::Deserialize;

use crate::findings::{Role, Standing};
use crate::globs::name_fits;

/// The file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionRules {
    pub(crate) cannot_show: String,
    pub(crate) joining: Joining,
    #[serde(default)]
    pub(crate) clock_set: Vec<ClockSet>,
    roles: Vec<RoleOf>,
    pub(crate) standing: Thresholds,
    #[serde(default, rename = "sign")]
    pub(crate) signs: Vec<SignRule>,
    #[serde(default, rename = "beside")]
    pub(crate) beside: Vec<Beside>,
    pub(crate) licence_providers: Vec<String>,
}

/// What belongs together.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Joining {
    gap_minutes: i64,
    around_minutes: i64,
    length_unknown_minutes: i64,
    slack_seconds: i64,
    zone_step_minutes: i64,
    zone_hours_max: i64,
    pub(crate) clock_step_seconds_min: i64,
}

impl Joining {
    /// Parts of one session lie no further apart.
    pub(crate) fn gap(&self) -> SignedDuration {
        SignedDuration::from_mins(self.gap_minutes)
    }

    /// So long before and after a session an observation belongs to it.
    pub(crate) fn around(&self) -> SignedDuration {
        SignedDuration::from_mins(self.around_minutes)
    }

    /// How long a session is taken to last if no source tells its end.
    pub(crate) fn length_unknown(&self) -> SignedDuration {
        SignedDuration::from_mins(self.length_unknown_minutes)
    }

    /// Sources that differ by no more tell of the same moment.
    pub(crate) fn slack(&self) -> SignedDuration {
        SignedDuration::from_secs(self.slack_seconds)
    }

    /// The distance between two zones that a difference of clocks comes closest to; none where it
    /// is no such distance, or no distance at all.
    pub(crate) fn zone_distance(
        &self,
        difference: SignedDuration,
        slack: SignedDuration,
    ) -> Option<SignedDuration> {
        let step = self.zone_step_minutes.max(1) * 60;
        let steps = (difference.as_secs() + difference.as_secs().signum() * step / 2) / step;
        let distance = SignedDuration::from_secs(steps * step);
        let near = (difference - distance).abs() <= slack;
        let far = distance.abs() <= SignedDuration::from_hours(self.zone_hours_max);
        (steps != 0 && near && far).then_some(distance)
    }
}

/// An entry of the event log that tells that the clock was set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ClockSet {
    pub(crate) provider: String,
    pub(crate) id: u32,
    /// The item with the time before.
    pub(crate) before: Option<String>,
    /// The item with the time after.
    pub(crate) after: Option<String>,
    /// The item with the seconds by which it was set.
    pub(crate) seconds: Option<String>,
}

/// Which observations have a role.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleOf {
    role: Role,
    ids: Vec<String>,
}

/// When a session stands how.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Thresholds {
    pub(crate) in_use_days_min: i64,
    pub(crate) in_use_sessions_min: usize,
    pub(crate) in_use_spread_days_min: i64,
    pub(crate) day_from_hour: i8,
    pub(crate) day_to_hour: i8,
    pub(crate) new_days_max: i64,
    pub(crate) brought_in_minutes_max: i64,
    pub(crate) call_before_minutes: i64,
    pub(crate) call_after_minutes: i64,
    pub(crate) acts_alarming: Vec<String>,
}

/// What a sign says.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SignRule {
    pub(crate) id: String,
    pub(crate) standing: Standing,
    /// It counts even for whoever has been coming for weeks.
    #[serde(default)]
    pub(crate) always: bool,
    /// It counts only where no sign is unclear.
    #[serde(default)]
    pub(crate) yields: bool,
    pub(crate) says: String,
}

/// What is said and what a machine shows of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Beside {
    /// Statements, each `slot=value`.
    pub(crate) said: Vec<String>,
    /// Kinds of observations; `session` stands for the begin of one.
    pub(crate) seen: Vec<String>,
}

impl SessionRules {
    pub(crate) fn load(files: &Files) -> Result<Self, KnowledgeError> {
        files.read("rules/sessions.toml")
    }

    /// What an observation of this kind is to the session in which it lies.
    pub(crate) fn role(&self, id: &str) -> Role {
        let fits = |of: &&RoleOf| of.ids.iter().any(|glob| name_fits(glob, id));
        self.roles.iter().find(fits).map_or(Role::Other, |of| of.role)
    }
}
