//! The story of a case as people read it: where it changed from call to call.

use casebook::case::Case;
use casebook::identifiers::Identifier;
use casebook::story::{Change, Said, Story};
use evidence::judgement::ChangeKind;
use evidence::knowledge::Knowledge;
use serde::Serialize;

use crate::page::{Page, STRUCK, quoted, styled};

/// A case with its story, as `--json` prints it.
#[derive(Debug, Serialize)]
pub struct Told<'c> {
    /// The case.
    #[serde(flatten)]
    pub case: &'c Case,
    /// What was said in all its calls.
    pub story: &'c Story,
    /// By what the callers, and the client, can be known.
    pub identifiers: &'c [Identifier],
}

/// Adds the changes from call to call; those within a call belong to its judgement.
pub fn add_story(page: &mut Page, story: &Story, knowledge: &Knowledge) {
    let changes: Vec<&Change> =
        story.changes.iter().filter(|change| change.is_across_calls()).collect();
    if changes.is_empty() {
        return;
    }
    page.heading("Where the story changed from call to call");
    for change in changes {
        let (first, then) = match change.kind {
            ChangeKind::Replaced | ChangeKind::Denied => ("First: ", "Then:  "),
            ChangeKind::Impossible => ("They said: ", "But:       "),
        };
        page.item(
            "  ",
            "- ",
            &format!("{}: {}", knowledge.vocabulary.slot(change.slot), change.why),
        );
        let struck = styled(STRUCK, &quoted(&change.a.quote));
        page.item("    ", first, &format!("{struck}{}", place(story, &change.a)));
        let words = quoted(&change.b.quote);
        page.item("    ", then, &format!("{words}{}", place(story, &change.b)));
    }
}

fn place(story: &Story, said: &Said) -> String {
    let nth = story.place(said.call).unwrap_or_default();
    format!(" (call {nth}, part {}, turn {})", said.call, said.turn + 1)
}
