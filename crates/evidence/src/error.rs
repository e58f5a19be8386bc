//! What can go wrong when knowledge is loaded; judging itself cannot fail.

/// A rule, fact or other piece of knowledge that cannot be used, and why.
#[derive(Debug, thiserror::Error)]
pub enum KnowledgeError {
    /// The file is not valid TOML or lacks a field.
    #[error("{path}: {source}")]
    Toml {
        /// The file, relative to the project's root.
        path: String,
        /// What the TOML reader says.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A pattern does not follow the pattern language.
    #[error("{path}: pattern `{pattern}`: {message}")]
    Pattern {
        /// The file, relative to the project's root.
        path: String,
        /// The pattern as written.
        pattern: String,
        /// What is wrong, and what to write instead.
        message: String,
    },
    /// Anything else that does not fit together.
    #[error("{path}: {message}")]
    Misfit {
        /// The file, relative to the project's root.
        path: String,
        /// What is wrong, and what to do.
        message: String,
    },
}

impl KnowledgeError {
    /// A [`KnowledgeError::Misfit`] in few words.
    pub(crate) fn misfit(path: &str, message: impl Into<String>) -> Self {
        Self::Misfit { path: path.to_owned(), message: message.into() }
    }
}

/// Reads one TOML file of knowledge.
///
/// # Errors
/// [`KnowledgeError::Toml`] when the text is not TOML of the wanted shape.
pub(crate) fn from_toml<T: serde::de::DeserializeOwned>(
    path: &str,
    text: &str,
) -> Result<T, KnowledgeError> {
    toml::from_str(text)
        .map_err(|source| KnowledgeError::Toml { path: path.to_owned(), source: Box::new(source) })
}
