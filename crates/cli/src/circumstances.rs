//! What only the user knows about a call, as arguments: how it came about, where, what was done.

use anyhow::Result;
use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use evidence::judge::Circumstances;
use evidence::judgement::Level;
use evidence::knowledge::Knowledge;

use crate::{country, suggest};

/// What only the user knows about a call.
#[derive(Debug, Clone, Args)]
pub struct CircumstancesArguments {
    /// How the call came about: they-rang-me, i-rang-known-number, i-rang-number-shown or
    /// expected-call-back
    #[arg(long, value_name = "ID")]
    context: Option<String>,
    /// Your country, two letters; otherwise as your computer is set
    #[arg(long, value_name = "CC", env = "HANGUP_COUNTRY")]
    country: Option<String>,
    /// What has happened already, such as connected, gave-password-or-code or paid-gift-card;
    /// several times for several things
    #[arg(long, value_name = "ID")]
    happened: Vec<String>,
}

impl CircumstancesArguments {
    /// The circumstances, once it is sure that all ids exist.
    ///
    /// # Errors
    /// When an id or a country does not exist.
    pub fn read(&self, knowledge: &Knowledge) -> Result<Circumstances> {
        if let Some(id) = &self.context
            && knowledge.advice.context(id).is_none()
        {
            let contexts = knowledge.advice.contexts.iter();
            return Err(unknown("context", id, contexts.map(|context| context.id.as_str())));
        }
        check_happened(&self.happened, knowledge)?;
        let told = self.country.as_deref().map(country::parse).transpose()?;
        Ok(Circumstances {
            context: self.context.clone(),
            country: told.or_else(country::of_locale),
            caller: None,
            happened: self.happened.clone(),
            observations: Vec::new(),
        })
    }
}

/// Makes sure that what has happened is something that can happen.
///
/// # Errors
/// When an id does not exist.
pub fn check_happened(ids: &[String], knowledge: &Knowledge) -> Result<()> {
    for id in ids {
        if !knowledge.stages().any(|stage| stage.id == *id) {
            let stages = knowledge.stages().map(|stage| stage.id.as_str());
            return Err(unknown("id for --happened", id, stages));
        }
    }
    Ok(())
}

fn unknown<'i>(what: &str, wanted: &str, ids: impl Iterator<Item = &'i str>) -> anyhow::Error {
    let ids: Vec<&str> = ids.collect();
    let list = format!("There are {}.", ids.join(", "));
    suggest::unknown(what, wanted, ids.iter().copied(), &list)
}

/// Reads the argument of `--fail-on`.
pub fn level() -> impl clap::builder::TypedValueParser<Value = Level> {
    let levels = [Level::NoSign, Level::Unclear, Level::Suspicious, Level::Scam];
    PossibleValuesParser::new(levels.map(Level::id))
        .map(move |id| levels.into_iter().find(|level| level.id() == id).unwrap_or(Level::Scam))
}
