//! Drafts of reports: the fields of a form in its order, filled from the case, with what is
//! missing marked. A draft goes to an authority of the client's own choice, so nothing in it is
//! masked; the client copies it into the form, or hands it over.

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::Case;
use crate::paper::{Block, Paper};
use crate::recovery::knowledge::{FieldKind, Form, FormField, Read, Seen, Source};
use crate::recovery::{NOTICE, Recovery, View, written_amount};

/// A report as far as the case fills it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Draft {
    /// The form.
    pub form: String,
    /// What it is called.
    pub title: String,
    /// The office.
    pub to: String,
    /// Where it is.
    pub address: Option<String>,
    /// Its telephone.
    pub phone: Option<String>,
    /// Whose people it is for, or `world`.
    pub countries: Vec<String>,
    /// Who may use it.
    pub who: String,
    /// What to do or to have ready.
    pub before: Vec<String>,
    /// What happens then.
    pub afterwards: String,
    /// Whether the form or a description of it was read.
    pub standing: Seen,
    /// What could not be verified.
    pub uncertain: String,
    /// The day after which it must be looked at again.
    #[schemars(with = "String")]
    pub review_by: Date,
    /// Whether that day has passed.
    pub stale: bool,
    /// That it is no legal advice.
    pub notice: String,
    /// The fields, in the form's order.
    pub fields: Vec<FieldFilled>,
    /// How many of them the case fills.
    pub filled: usize,
    /// The labels of those without which it is of little use, and which the case does not fill.
    pub missing: Vec<String>,
    /// Where it was read.
    pub sources: Vec<Source>,
}

/// A field of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct FieldFilled {
    /// Its name.
    pub id: String,
    /// The words on the form, or ours.
    pub label: String,
    /// Where the words come from.
    pub read: Read,
    /// Whether the report is of little use without it.
    pub required: bool,
    /// What kind of field it is.
    pub kind: FieldKind,
    /// What the case says; none where it says nothing.
    pub value: Option<String>,
    /// The choices that the form offers, if they were read.
    pub choices: Vec<String>,
    /// Those of them that are exactly what the case says.
    pub chosen: Vec<String>,
    /// Whether only a person can fill it.
    pub by_hand: bool,
    /// A hint.
    pub note: Option<String>,
}

/// Why there is no draft.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refused {
    /// There is no such form.
    #[error("there is no form {name}; there are: {known}")]
    NoForm {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: String,
    },
}

/// Fills a form from a case.
///
/// # Errors
/// [`Refused`] where there is no such form.
pub fn draft(case: &Case, recovery: &Recovery, form: &str, today: Date) -> Result<Draft, Refused> {
    let Some(form) = recovery.forms.get(form) else {
        let known: Vec<&str> = recovery.forms.keys().map(String::as_str).collect();
        return Err(Refused::NoForm { name: form.to_owned(), known: known.join(", ") });
    };
    Ok(fill(form, &View::whole(case, recovery), today))
}

/// The drafts of all forms for people of a country, or of all forms where none is known.
#[must_use]
pub fn drafts(case: &Case, recovery: &Recovery, today: Date) -> Vec<Draft> {
    let country = case.client.country.as_deref();
    let view = View::whole(case, recovery);
    let fits = |form: &&Form| country.is_none_or(|country| form.is_for(country));
    recovery.forms.values().filter(fits).map(|form| fill(form, &view, today)).collect()
}

pub(crate) fn fill(form: &Form, view: &View<'_>, today: Date) -> Draft {
    let fields: Vec<FieldFilled> = form.field.iter().map(|field| fill_field(field, view)).collect();
    let lacking = fields.iter().filter(|field| field.required && field.value.is_none());
    Draft {
        form: form.id.clone(),
        title: form.title.clone(),
        to: form.to.clone(),
        address: form.address.clone(),
        phone: form.phone.clone(),
        countries: form.countries.clone(),
        who: form.who.clone(),
        before: form.before.clone(),
        afterwards: form.afterwards.clone(),
        standing: form.standing,
        uncertain: form.uncertain.clone(),
        review_by: form.review_by,
        stale: form.review_by < today,
        notice: NOTICE.to_owned(),
        filled: fields.iter().filter(|field| field.value.is_some()).count(),
        missing: lacking.map(|field| field.label.clone()).collect(),
        fields,
        sources: form.source.clone(),
    }
}

fn fill_field(field: &FormField, view: &View<'_>) -> FieldFilled {
    let mut rows = crate::recovery::rows(&field.from, view);
    if field.kind == FieldKind::Money {
        rows.extend(total(field, view));
    }
    let said = |choice: &&String| rows.iter().any(|row| row.eq_ignore_ascii_case(choice));
    FieldFilled {
        id: field.id.clone(),
        label: field.label.clone(),
        read: field.read,
        required: field.required,
        kind: field.kind,
        chosen: field.choices.iter().filter(said).cloned().collect(),
        value: (!rows.is_empty()).then(|| rows.join("\n")),
        choices: field.choices.clone(),
        by_hand: field.from.is_empty(),
        note: field.note.clone(),
    }
}

/// The sum of several payments in one currency, below them.
fn total(field: &FormField, view: &View<'_>) -> Option<String> {
    let payments: Vec<_> = view.payments.iter().map(|payment| &payment.value).collect();
    let currency = payments.first()?.currency.as_deref();
    let asked = field.from.iter().any(|path| path == "case.payments[].amount");
    let same = payments.iter().all(|payment| payment.currency.as_deref() == currency);
    if payments.len() < 2 || !asked || !same {
        return None;
    }
    let amounts = payments.iter().map(|payment| payment.amount_minor);
    let sum = amounts.sum::<Option<i64>>()?;
    Some(format!("Together {}", written_amount(sum, currency, view.country)))
}

impl Form {
    /// Whether it is for people of a country.
    #[must_use]
    pub fn is_for(&self, country: &str) -> bool {
        self.countries.iter().any(|each| each == country || each == "world")
    }
}

impl Draft {
    /// The draft as a document.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let mut blocks = vec![Block::Warning { text: self.notice.clone() }];
        let cautions = self.cautions();
        blocks.extend(cautions.into_iter().map(|text| Block::Warning { text }));
        let mut lines = vec![format!("To: {}", self.to)];
        lines.extend(self.address.clone());
        lines.extend(self.phone.clone());
        blocks.push(Block::Lines { lines });
        blocks.push(Block::Paragraph { text: self.who.clone() });
        blocks.push(Block::Heading { text: "Before you begin".to_owned() });
        blocks.push(Block::List { items: self.before.clone() });
        blocks.push(Block::Heading { text: "What goes into the form".to_owned() });
        blocks.extend(self.fields.iter().map(|field| field.block(self.standing)));
        blocks.push(Block::Heading { text: "Afterwards".to_owned() });
        blocks.push(Block::Paragraph { text: self.afterwards.clone() });
        blocks.push(Block::Heading { text: "Where this was read".to_owned() });
        blocks.push(Block::List { items: self.sources.iter().map(Source::line).collect() });
        Paper { title: self.title.clone(), blocks }
    }

    /// What must be known about the draft itself.
    #[must_use]
    pub fn cautions(&self) -> Vec<String> {
        let mut cautions = Vec::new();
        if !self.missing.is_empty() {
            cautions.push(format!("Still missing: {}.", self.missing.join("; ")));
        }
        if self.standing == Seen::Known {
            cautions.push("The form itself was not read; its fields are ours.".to_owned());
        }
        if !self.uncertain.is_empty() {
            cautions.push(format!("Not certain: {}", self.uncertain));
        }
        if self.stale {
            cautions.push(format!(
                "This was to be looked at again by {}; check it before you rely on it.",
                self.review_by
            ));
        }
        cautions
    }
}

impl FieldFilled {
    /// What helps to fill it: that only a person can, the choices, the note, and whether it is
    /// ours; of a form that was not read that is said once, above all fields.
    #[must_use]
    pub fn hint(&self, form: Seen) -> Option<String> {
        let mut hints = Vec::new();
        if self.by_hand {
            hints.push("Only you can say this.".to_owned());
        }
        if !self.choices.is_empty() {
            let many = if self.kind == FieldKind::Choices { "Choose any of" } else { "Choose" };
            hints.push(format!("{many}: {}.", self.choices.join(" / ")));
        }
        hints.extend(self.note.clone());
        if self.read == Read::Assumed && form != Seen::Known {
            hints.push("(Not read on the form; useful all the same.)".to_owned());
        }
        (!hints.is_empty()).then(|| hints.join(" "))
    }

    fn block(&self, form: Seen) -> Block {
        let value =
            if self.chosen.is_empty() { self.value.clone() } else { Some(self.chosen.join("; ")) };
        Block::Field { label: self.label.clone(), value, hint: self.hint(form) }
    }
}

#[cfg(test)]
mod tests;
