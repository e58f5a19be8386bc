//! The report on one call for a person who may be frightened: the verdict first, then what to do,
//! then the proof. Turns are counted from 1 here, from 0 in the JSON.

mod advice;
mod facts;
mod machine;
mod reasons;
mod story;
mod verdict;

use evidence::judgement::{Judgement, Quote};
use evidence::knowledge::Knowledge;
use evidence::transcript::{Form, Transcript};

use crate::page::{Page, UNBROKEN, quoted, width};

#[cfg(feature = "listen")]
pub use story::claim;

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// What helps to decide now.
    Short,
    /// Everything, with the weights.
    Full,
}

/// What a report is about.
#[derive(Debug, Clone, Copy)]
pub struct Shown<'s> {
    /// The judgement.
    pub judgement: &'s Judgement,
    /// How the call was written down.
    pub form: Form,
    /// How many turns it has.
    pub turns: usize,
    /// The knowledge by which it was judged.
    pub knowledge: &'s Knowledge,
    /// The user's country.
    pub country: Option<&'s str>,
    /// How much to show.
    pub detail: Detail,
}

impl<'s> Shown<'s> {
    /// A judgement of a transcript.
    pub fn new(
        judgement: &'s Judgement,
        transcript: &Transcript,
        knowledge: &'s Knowledge,
        country: Option<&'s str>,
        detail: Detail,
    ) -> Self {
        let (form, turns) = (transcript.form, transcript.utterances.len());
        Self { judgement, form, turns, knowledge, country, detail }
    }

    /// Where something was said, " (turn 5)"; nothing where a call has one turn only.
    fn place(&self, turn: usize) -> String {
        match (self.turns, self.form) {
            (0 | 1, _) => String::new(),
            (_, Form::Notes) => format!(" (paragraph{UNBROKEN}{})", turn + 1),
            _ => format!(" (turn{UNBROKEN}{})", turn + 1),
        }
    }

    /// Words with the place where they were said.
    fn said(&self, quote: &Quote) -> String {
        format!("{}{}", quoted(&quote.quote), self.place(quote.turn))
    }

    /// A fact in one line.
    fn fact_title(&self, id: &str) -> Option<&'s str> {
        fact_title(self.knowledge, id)
    }

    fn is_full(&self) -> bool {
        self.detail == Detail::Full
    }
}

/// A fact in one line.
pub fn fact_title<'k>(knowledge: &'k Knowledge, id: &str) -> Option<&'k str> {
    knowledge.facts.all.iter().find(|fact| fact.id == id).map(|fact| fact.title.as_str())
}

/// The whole report.
pub fn text(shown: &Shown<'_>) -> String {
    let mut page = Page::new(width());
    verdict::add(&mut page, shown);
    advice::add_steps(&mut page, shown);
    add_counting(&mut page, shown);
    story::add_changes(&mut page, shown);
    machine::add(&mut page, shown);
    facts::add(&mut page, shown);
    story::add_statements(&mut page, shown);
    reasons::add(&mut page, shown);
    advice::add_question(&mut page, shown);
    page.into_text()
}

/// Says once how the turns below are counted.
fn add_counting(page: &mut Page, shown: &Shown<'_>) {
    if shown.turns > 1 && !shown.judgement.verdict.reasons.is_empty() {
        page.gap();
        let (what, first) = match shown.form {
            Form::Notes => ("paragraphs", "the first one"),
            Form::Dialogue | Form::Block => ("turns", "the first thing said"),
        };
        page.paragraph("", &format!("Below, {what} are counted from 1, {first}."));
    }
}

/// Says that some of a list is not shown.
fn add_rest(page: &mut Page, indent: &str, left: usize) {
    if left > 0 {
        page.paragraph(indent, &format!("and {left} more; -v shows all"));
    }
}
