//! The ratchet: how often each file may break each check today, in `xtask/tidy.toml`.

use std::collections::BTreeMap;

use anyhow::{Context as _, Result};

use super::Finding;
use crate::{root, say};

const PATH: &str = "xtask/tidy.toml";

const HEAD: &str = "\
# What still breaks the house style: for each check the files, and by how much (lines beyond
# the limit, or places). `cargo xtask tidy` fails when a number is too low and when it is too
# high, so it can only go down: mend something, then run `cargo xtask tidy --tighten`.
";

/// Counts by check and file.
#[derive(Debug, Default)]
pub struct Ratchet(BTreeMap<String, BTreeMap<String, usize>>);

impl Ratchet {
    /// What `xtask/tidy.toml` says.
    ///
    /// # Errors
    /// When the file cannot be read or is no such table.
    pub fn read() -> Result<Self> {
        let text = std::fs::read_to_string(root().join(PATH)).context(PATH)?;
        Ok(Self(toml::from_str(&text).context(PATH)?))
    }

    /// Writes `xtask/tidy.toml`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn write(&self) -> Result<()> {
        let mut text = HEAD.to_owned();
        if !self.0.is_empty() {
            text = format!("{HEAD}\n{}", toml::to_string(&self.0)?);
        }
        std::fs::write(root().join(PATH), text).context(PATH)?;
        say(&format!("{PATH}: {} exceptions", self.total()));
        Ok(())
    }

    /// How many files are excepted, once for each check.
    #[must_use]
    pub fn total(&self) -> usize {
        self.0.values().map(BTreeMap::len).sum()
    }

    /// What is new, and what is counted though it has been mended.
    #[must_use]
    pub fn complaints(&self, findings: &[Finding]) -> Vec<String> {
        let found = count(findings);
        let new = |finding: &&Finding| {
            found.get(finding.check, &finding.path) > self.get(finding.check, &finding.path)
        };
        let mut complaints: Vec<String> =
            findings.iter().filter(new).map(|f| line(f, self.get(f.check, &f.path))).collect();
        for (check, files) in &self.0 {
            for (path, &allowed) in files {
                let left = found.get(check, path);
                if left < allowed {
                    complaints.push(format!(
                        "{PATH}: [{check}] {path} = {allowed}, but {left} left: \
                         run `cargo xtask tidy --tighten`"
                    ));
                }
            }
        }
        complaints
    }

    /// The same exceptions with the counts of today where those are lower.
    #[must_use]
    pub fn tightened(&self, findings: &[Finding]) -> Self {
        let found = count(findings);
        let mut tightened = Self::default();
        for (check, files) in &self.0 {
            for (path, &allowed) in files {
                let left = found.get(check, path).min(allowed);
                if left > 0 {
                    tightened.0.entry(check.clone()).or_default().insert(path.clone(), left);
                }
            }
        }
        tightened
    }

    fn get(&self, check: &str, path: &str) -> usize {
        self.0.get(check).and_then(|files| files.get(path)).copied().unwrap_or(0)
    }
}

fn count(findings: &[Finding]) -> Ratchet {
    let mut counts = Ratchet::default();
    for finding in findings {
        let files = counts.0.entry(finding.check.to_owned()).or_default();
        *files.entry(finding.path.clone()).or_default() += finding.count;
    }
    counts
}

fn line(finding: &Finding, allowed: usize) -> String {
    let Finding { check, path, line, count, message } = finding;
    let of = if allowed > 0 { format!(", {allowed} allowed in this file") } else { String::new() };
    format!("{path}:{line}: {message} [{check}: {count}{of}]")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding(path: &str, count: usize) -> Finding {
        let message = "Too long.".to_owned();
        Finding { check: "long-file", path: path.to_owned(), line: 1, count, message }
    }

    #[test]
    fn a_count_may_only_go_down() {
        let ratchet = count(&[finding("a.rs", 5)]);
        assert_eq!(ratchet.complaints(&[finding("a.rs", 5)]).len(), 0);
        assert_eq!(ratchet.complaints(&[finding("a.rs", 6)]).len(), 1);
        assert_eq!(ratchet.complaints(&[finding("a.rs", 4)]).len(), 1);
        assert_eq!(ratchet.complaints(&[finding("a.rs", 5), finding("b.rs", 1)]).len(), 1);
    }

    #[test]
    fn tightening_never_loosens() {
        let ratchet = count(&[finding("a.rs", 5), finding("b.rs", 1)]);
        let tight = ratchet.tightened(&[finding("a.rs", 3), finding("c.rs", 9)]);
        assert_eq!(tight.get("long-file", "a.rs"), 3);
        assert_eq!(tight.total(), 1);
    }
}
