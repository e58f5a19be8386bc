//! What the end-to-end tests share: running `hangup` and finding fixtures.

use std::path::PathBuf;

use assert_cmd::Command;
use serde_json::Value;

/// `hangup` with arguments, away from the settings of whoever runs the tests.
pub fn hangup(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("hangup").expect("cargo builds the binary for its tests");
    for variable in ["COLUMNS", "HANGUP_COUNTRY", "HANGUP_KNOWLEDGE", "CLICOLOR_FORCE"] {
        command.env_remove(variable);
    }
    command.args(arguments);
    command
}

/// The path of a fixture.
pub fn fixture(name: &str) -> String {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "fixtures", name].iter().collect();
    path.to_string_lossy().into_owned()
}

/// What a command printed, whatever its exit code.
pub fn printed(command: &mut Command) -> String {
    let output = command.output().expect("the binary runs");
    String::from_utf8(output.stdout).expect("it prints UTF-8")
}

/// The judgements that `check --json` prints.
pub fn judgements(command: &mut Command) -> Vec<Value> {
    let printed = printed(command);
    printed.lines().map(|line| serde_json::from_str(line).expect("a line is JSON")).collect()
}
