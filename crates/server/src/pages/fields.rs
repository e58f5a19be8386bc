//! The fields of forms: each has a label above it, and where needed a hint that is read with it.

use axum::body::Bytes;
use axum::extract::multipart::{self, MultipartError};
use futures_util::{Stream, stream};
use maud::{Markup, html};

/// A field for one line.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Field<'f> {
    /// Its id on the page.
    pub id: &'f str,
    /// The name under which it is sent.
    pub name: &'f str,
    /// What it asks for.
    pub label: &'f str,
    /// How to fill it in, where the label does not say it.
    pub hint: &'f str,
    /// What stands in it.
    pub value: &'f str,
    /// The type of the field; text unless given.
    pub kind: &'f str,
    /// What a browser may fill in by itself; nothing unless given.
    pub fills: &'f str,
    /// It must be filled in.
    pub required: bool,
}

impl Field<'_> {
    /// The field with its label.
    pub(super) fn line(&self) -> Markup {
        let hint = self.hint_id();
        html! {
            div.field {
                (self.head())
                input type=(or(self.kind, "text")) id=(self.id) name=(self.name) value=(self.value)
                    autocomplete=(or(self.fills, "off")) required[self.required]
                    aria-describedby=[hint];
            }
        }
    }

    /// The same with room for several lines.
    pub(super) fn area(&self, rows: u8) -> Markup {
        let hint = self.hint_id();
        html! {
            div.field {
                (self.head())
                textarea id=(self.id) name=(self.name) rows=(rows) required[self.required]
                    aria-describedby=[hint] { (self.value) }
            }
        }
    }

    fn hint_id(&self) -> Option<String> {
        (!self.hint.is_empty()).then(|| format!("{}-hint", self.id))
    }

    fn head(&self) -> Markup {
        html! {
            label for=(self.id) { (self.label) }
            @if let Some(id) = self.hint_id() { p.hint id=(id) { (self.hint) } }
        }
    }
}

fn or<'w>(words: &'w str, otherwise: &'w str) -> &'w str {
    if words.is_empty() { otherwise } else { words }
}

/// A list to choose one of: values and titles.
pub(super) fn choice<'c>(
    (id, name, label): (&str, &str, &str),
    options: impl IntoIterator<Item = (&'c str, &'c str)>,
    chosen: &str,
) -> Markup {
    html! {
        div.field {
            label for=(id) { (label) }
            select id=(id) name=(name) {
                @for (value, title) in options {
                    option value=(value) selected[value == chosen] { (title) }
                }
            }
        }
    }
}

/// The bytes of a file that is sent with a form, as they come in.
pub(super) fn arriving(
    field: multipart::Field<'_>,
) -> impl Stream<Item = Result<Bytes, MultipartError>> + Send {
    stream::unfold(field, async |mut field| {
        let chunk = field.chunk().await.transpose()?;
        Some((chunk, field))
    })
}

/// A form that opens where it is wanted.
pub(super) fn add(id: &str, title: &str, action: &str, inside: &Markup) -> Markup {
    html! {
        details.no-print id=(id) {
            summary { (title) }
            form method="post" action=(action) {
                (inside)
                button.first { "Save" }
            }
        }
    }
}
