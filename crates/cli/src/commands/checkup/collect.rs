//! `hangup checkup collect`: the script that a helper runs on a Windows computer that still runs.

use std::io::Write as _;
use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::outcome::Outcome;
use crate::page::complain;
use crate::written;

/// The arguments of `hangup checkup collect`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Where to write the script; without it, it is printed
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// What `--help` tells and `-h` does not.
pub const ABOUT: &str = "\
Get the script that copies what is needed from a running Windows computer

The script is for Windows 10 and 11 with their own Windows PowerShell 5.1. It copies event logs, the
registry, logs of remote-control programs, prefetch files, scheduled tasks, start-up folders,
browser databases and marks of where downloads came from into one ZIP. It changes nothing on the
computer beside that ZIP, sends nothing, and can be read before it is run.

On the Windows computer:
  1. Pull out the network cable or switch Wi-Fi off.
  2. Put in a USB stick with the script; best is one that is large enough for the copy too.
  3. Press the Windows key, type `powershell`, choose \"Run as administrator\", and type, with the
     stick's own letter:
       powershell -ExecutionPolicy Bypass -File E:\\collect.ps1 -Destination E:\\
  4. Bring the ZIP to this computer, unpack it, and run `hangup checkup` on its folder.

Passwords saved in browsers are not copied. The ZIP is personal all the same: keep it safe.";

/// The script itself.
const SCRIPT: &str = include_str!("../../../../../scripts/collect.ps1");

/// Prints or writes the script.
///
/// # Errors
/// When it cannot be written.
pub fn run(arguments: &Arguments) -> Result<Outcome> {
    // Windows PowerShell 5.1 and Notepad want their own ends of lines.
    let script = SCRIPT.replace('\n', "\r\n");
    match &arguments.output {
        None => anstream::stdout().lock().write_all(script.as_bytes())?,
        Some(place) => {
            written::whole(place, |file| Ok(file.write_all(script.as_bytes())?))?;
            let place = place.display();
            complain(&format!(
                "{place} is written; `hangup checkup collect --help` tells how it is run"
            ));
        }
    }
    Ok(Outcome::Done)
}
