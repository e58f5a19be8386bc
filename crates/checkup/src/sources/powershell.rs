//! What was typed into PowerShell, `ConsoleHost_history.txt`: lines to traces. The file keeps the
//! order and no times.

use super::text::{Parsed, decode, lines};
use crate::findings::Proof;
use crate::trace::Trace;

/// So many lines are taken; PowerShell itself keeps 4,096.
const LINES_MAX: usize = 100_000;
/// So many characters of a command are kept.
const COMMAND_CHARS_MAX: usize = 1_000;

/// Each command in the order in which it was typed.
#[must_use]
pub fn commands(file: &str, bytes: &[u8]) -> Parsed<Vec<Trace>> {
    let text = decode(bytes);
    let mut parsed = Parsed::new(Vec::new());
    let typed = lines(&text).filter(|(_, raw)| !raw.trim().is_empty());
    for (number, raw) in typed.take(LINES_MAX) {
        let command: String = raw.trim().chars().take(COMMAND_CHARS_MAX).collect();
        let (file, raw) = (file.to_owned(), command.clone());
        let proof = Proof { file, line: Some(number), record: None, raw };
        let fields = vec![("command", command)];
        parsed.records.push(Trace { source: "powershell-history", fields, when: None, proof });
    }
    parsed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_has_its_line() {
        let typed = commands("h", b"dir\r\n\r\nnet user helper /add\r\n").records;
        let lines: Vec<_> = typed.iter().map(|trace| trace.proof.line).collect();
        assert_eq!(lines, [Some(1), Some(3)]);
        assert_eq!(typed[1].field("command"), Some("net user helper /add"));
    }
}
