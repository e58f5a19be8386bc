//! x
use anyhow::Result;
use clap::Args;
use crate::outcome::Outcome;
/// x
#[derive(Debug, Args)]
pub struct Arguments {}
/// x
pub fn run(_: &Arguments) -> Result<Outcome> { Ok(Outcome::Done) }
