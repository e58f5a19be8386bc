//! The files that knowledge is read from: those built into the program, or those of a folder. What
//! is built in was TOML and is JSON since `build.rs` packed it; both are read into the same shapes.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;

use crate::error::{KnowledgeError, from_toml};

/// The built-in files: their paths, and TOML packed as JSON or else the text as it is.
static PACKED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/packed.rs"));

/// Files by their path from the project's root, with `/` between the parts.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<String, Text>);

#[derive(Debug, Clone)]
enum Text {
    /// As people write it.
    Written(String),
    /// As the program carries it.
    Packed(&'static str),
}

impl Files {
    /// The files that are built into the program.
    #[must_use]
    pub fn embedded() -> Self {
        let text = |&(path, text): &(&str, &'static str)| (path.to_owned(), Text::Packed(text));
        Self(PACKED.iter().map(text).collect())
    }

    /// Adds a file as it is written, or puts it in the place of the one with this path.
    pub fn insert(&mut self, path: String, text: String) {
        self.0.insert(path, Text::Written(text));
    }

    /// Leaves out all files below a folder, such as `rules/`.
    pub fn remove(&mut self, folder: &str) {
        self.0.retain(|path, _| !path.starts_with(folder));
    }

    /// The text of a list, such as `rules/common.txt`.
    ///
    /// # Errors
    /// When there is no such file.
    pub fn text(&self, path: &str) -> Result<&str, KnowledgeError> {
        Ok(match self.file(path)? {
            Text::Written(text) => text,
            Text::Packed(text) => text,
        })
    }

    /// A TOML file.
    ///
    /// # Errors
    /// When there is no such file, or it has another shape.
    pub fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, KnowledgeError> {
        self.file(path)?.read(path)
    }

    /// All TOML files below a folder with their paths, each as what it holds or why it cannot be
    /// read.
    pub fn each<T: DeserializeOwned>(
        &self,
        folder: &str,
    ) -> impl Iterator<Item = (&str, Result<T, KnowledgeError>)> {
        let wanted = self.0.iter().filter(move |(path, _)| path.starts_with(folder));
        let wanted = wanted.filter(|(path, _)| path.ends_with(".toml"));
        wanted.map(|(path, text)| (path.as_str(), text.read(path)))
    }

    fn file(&self, path: &str) -> Result<&Text, KnowledgeError> {
        self.0.get(path).ok_or_else(|| KnowledgeError::misfit(path, "is missing"))
    }
}

impl Text {
    fn read<T: DeserializeOwned>(&self, path: &str) -> Result<T, KnowledgeError> {
        match self {
            Self::Written(text) => from_toml(path, text),
            Self::Packed(text) => serde_json::from_str(text)
                .map_err(|error| KnowledgeError::misfit(path, error.to_string())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every file as it stands in the project.
    fn written(folder: &std::path::Path, root: &std::path::Path, files: &mut Files) {
        for entry in std::fs::read_dir(folder).expect("the project's own folder") {
            let path = entry.expect("the project's own folder").path();
            let name = path.strip_prefix(root).expect("it lies below").to_string_lossy();
            if path.is_dir() {
                written(&path, root, files);
            } else if !name.ends_with(".md") {
                let text = std::fs::read_to_string(&path).expect("the project's own file");
                files.insert(name.into_owned(), text);
            }
        }
    }

    #[test]
    fn what_is_built_in_holds_what_is_written() {
        let root = std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."));
        let mut files = Files::default();
        for folder in ["rules", "facts", "advice"] {
            written(&root.join(folder), root, &mut files);
        }
        let packed = Files::embedded();
        assert!(files.0.keys().eq(packed.0.keys()), "other files are built in");
        for path in files.0.keys() {
            if path.ends_with(".toml") {
                let value = |files: &Files| files.read::<serde_json::Value>(path).expect("sound");
                assert_eq!(value(&packed), value(&files), "{path}");
            } else {
                let text = |files: &Files| files.text(path).expect("sound").to_owned();
                assert_eq!(text(&packed), text(&files), "{path}");
            }
        }
    }
}
