//! How a command ends, and the exit code that says so.

use std::io;
use std::process::ExitCode;

use crate::page;

/// How a command ended that met no error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// All was done.
    Done,
    /// A check failed, or a call reached the level of `--fail-on`.
    Failed,
    /// Some input held no call; the rest was done.
    BadInput,
    /// The user pressed Ctrl-C; what was done until then was shown.
    Interrupted,
}

impl Outcome {
    /// [`Outcome::Failed`] where something failed.
    pub fn failed_if(failed: bool) -> Self {
        if failed { Self::Failed } else { Self::Done }
    }

    fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::BadInput => 2,
            Self::Interrupted => INTERRUPTED,
        }
    }
}

/// 128 and the number of the signal, as shells count.
pub const INTERRUPTED: u8 = 130;

/// Shows the error, if there is one, and gives the exit code.
pub fn exit_code(ended: anyhow::Result<Outcome>) -> ExitCode {
    match ended {
        Ok(outcome) => outcome.code().into(),
        // Whoever reads the output has seen enough, as `head` does.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            page::complain(&format!("error: {error:#}"));
            Outcome::BadInput.code().into()
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let kind = |cause: &(dyn std::error::Error + 'static)| {
        let of_json = || cause.downcast_ref::<serde_json::Error>()?.io_error_kind();
        cause.downcast_ref::<io::Error>().map(io::Error::kind).or_else(of_json)
    };
    error.chain().filter_map(kind).any(|kind| kind == io::ErrorKind::BrokenPipe)
}
