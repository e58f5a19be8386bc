//! `hangup case block-list`: the numbers of scam callers of all cases.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use casebook::block_list::BlockList;
use clap::Args;
use evidence::knowledge::Rules;

use super::Desk;
use super::moving::write_new;
use crate::outcome::Outcome;
use crate::page::{complain, counted};

/// The arguments of `hangup case block-list`.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct MakeBlockList {
    /// Write it to this file, which must not be there yet
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

const HELP: &str = "\
CSV with the columns number,reason,first_seen,last_seen. Numbers are in E.164; those whose country
nobody knows are left out, and so is every number that is a client's in any case. A number that was
only shown can be forged and may be that of somebody who knows nothing of it: its reason says so.";

/// So many cases are named at once.
const CASES_AT_ONCE: u32 = 200;

impl Desk<'_> {
    pub(super) async fn block_list(&self, wanted: &MakeBlockList) -> Result<Outcome> {
        let knowledge = self.arguments.knowledge.load(Rules::Proven)?;
        let mut list = BlockList::default();
        let mut from = 0;
        loop {
            let cases = self.book.list(from, CASES_AT_ONCE).await?;
            for line in &cases {
                list.take(&self.book.case(line.id).await?, &knowledge);
            }
            if cases.len() < CASES_AT_ONCE as usize {
                break;
            }
            from += CASES_AT_ONCE;
        }
        match &wanted.output {
            None => std::io::stdout().lock().write_all(list.csv().as_bytes())?,
            Some(file) => {
                write_new(file, list.csv().as_bytes())
                    .with_context(|| format!("writing {}", file.display()))?;
                let numbers = counted(list.numbers(), "number", "numbers");
                complain(&format!("written: {} ({numbers})", file.display()));
            }
        }
        Ok(Outcome::Done)
    }
}
