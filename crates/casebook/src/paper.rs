//! What is written on paper or read on a screen: letters, report drafts, a list of what was found.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A document, in the order in which it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Paper {
    /// What it is called.
    pub title: String,
    /// What it consists of.
    pub blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "block", rename_all = "kebab-case", rename_all_fields = "kebab-case")]
pub enum Block {
    /// A heading.
    Heading {
        /// The heading.
        text: String,
    },
    /// Running text.
    Paragraph {
        /// The text.
        text: String,
    },
    /// Lines that stay as they are, such as an address.
    Lines {
        /// The lines.
        lines: Vec<String>,
    },
    /// One thing a line, with a mark before each.
    List {
        /// The things.
        items: Vec<String>,
    },
    /// A field of a form and what goes into it; none where it is missing, which is marked in words.
    Field {
        /// What the field is called.
        label: String,
        /// What goes into it.
        value: Option<String>,
        /// What helps to fill it.
        hint: Option<String>,
    },
    /// What must be known before this is used, such as "this is no legal advice".
    Warning {
        /// What must be known.
        text: String,
    },
}
