//! Which knowledge a command uses: what is built in, or what a folder holds.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use evidence::error::KnowledgeError;
use evidence::knowledge::{Files, Knowledge, Rules};

use crate::page;

/// Where rules, facts and advice come from.
#[derive(Debug, Clone, Args)]
pub struct KnowledgeArguments {
    /// Take rules/, facts/ and advice/ from this folder; what is not there stays built in
    #[arg(long, value_name = "DIR", env = "HANGUP_KNOWLEDGE")]
    pub knowledge: Option<PathBuf>,
}

/// The folders that knowledge consists of.
const FOLDERS: [&str; 3] = ["rules", "facts", "advice"];
/// A folder nested deeper than this is no knowledge.
const DEPTH_MAX: usize = 8;

impl KnowledgeArguments {
    /// The files, by their path from the folder.
    ///
    /// # Errors
    /// When the folder cannot be read, or holds no knowledge.
    pub fn files(&self) -> Result<Files> {
        let mut files = Files::embedded();
        let Some(root) = &self.knowledge else { return Ok(files) };
        let found: Vec<&str> =
            FOLDERS.into_iter().filter(|folder| root.join(folder).is_dir()).collect();
        if found.is_empty() {
            bail!(
                "{} holds no knowledge. Name a folder with rules/, facts/ or advice/ in it.",
                root.display()
            );
        }
        for folder in found {
            files.remove(&format!("{folder}/"));
            add(root, &root.join(folder), DEPTH_MAX, &mut files)?;
        }
        Ok(files)
    }

    /// The knowledge, ready to judge; files that cannot be used are named on standard error.
    ///
    /// # Errors
    /// When a file that nothing works without is missing or broken.
    pub fn load(&self, which: Rules) -> Result<Knowledge> {
        let (knowledge, problems) = Knowledge::load(&self.files()?, which)?;
        for problem in &problems {
            page::complain(&format!("warning: left out: {}", one_line(problem)));
        }
        Ok(knowledge)
    }
}

/// A problem with a file of knowledge, without the lines in which TOML errors point at their place.
pub fn one_line(problem: &KnowledgeError) -> String {
    problem.to_string().trim().replace('\n', " ")
}

fn add(root: &Path, folder: &Path, depth: usize, files: &mut Files) -> Result<()> {
    let reading = || format!("reading the folder {}", folder.display());
    if depth == 0 {
        bail!("{} is nested too deeply", folder.display());
    }
    for entry in std::fs::read_dir(folder).with_context(reading)? {
        let path = entry.with_context(reading)?.path();
        if path.is_dir() {
            add(root, &path, depth - 1, files)?;
        } else if path.extension().is_some_and(|ending| ENDINGS.iter().any(|e| ending == *e)) {
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("reading {}", path.display()))?;
            let name = path.strip_prefix(root).unwrap_or(&path);
            files.insert(name.to_string_lossy().replace('\\', "/"), text);
        }
    }
    Ok(())
}

/// The endings of files that hold knowledge.
const ENDINGS: [&str; 3] = ["toml", "tsv", "txt"];
