//! `hangup checkup verify`: whether a bundle is what its manifest says.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::bundle;
use crate::outcome::Outcome;
use crate::page::safe;

/// The arguments of `hangup checkup verify`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// A ZIP that `hangup checkup --bundle` wrote
    #[arg(value_name = "ZIP")]
    bundle: PathBuf,
}

/// What `--help` tells and `-h` does not.
pub const ABOUT: &str = "\
Check that a bundle holds what its manifest says, unchanged

Each file must be there, be named in manifest.json, and have its size and SHA-256. Nothing is
unpacked to the disk. Whoever changes the files can change the manifest too: compare its SHA-256,
which is shown, with the number that was shown when the bundle was made.

Exit codes:
  0  all is as the manifest says
  1  something was changed, is missing or was added
  2  this is no bundle, or it cannot be read";

/// Checks a bundle.
///
/// # Errors
/// When it is no bundle, or cannot be read.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    let shown = arguments.bundle.display();
    let file = File::open(&arguments.bundle).with_context(|| format!("reading {shown}"))?;
    let checked = bundle::verify(file).with_context(|| format!("{shown} is no sound bundle"))?;
    let mut out = anstream::stdout().lock();
    for wrong in &checked.wrong {
        writeln!(out, "{}", safe(wrong))?;
    }
    writeln!(out, "SHA-256 of the manifest: {}", checked.manifest_sha256)?;
    let files = checked.files;
    match checked.wrong.len() {
        0 => writeln!(out, "{files} files, all as the manifest says.")?,
        wrong => writeln!(out, "{files} files, {wrong} not as the manifest says.")?,
    }
    Ok(Outcome::failed_if(!checked.wrong.is_empty()))
}
