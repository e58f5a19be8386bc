//! What all pages have in common: the head, the way to the other pages, the foot.

use maud::{DOCTYPE, Markup, html};

use super::assets;
use crate::who::Person;

/// Where a page stands among the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Where one begins.
    Start,
    /// The cases.
    Cases,
    /// The check-ups of machines.
    Checkups,
    /// What others are warned of.
    Warnings,
    /// What is true, and who says so.
    Facts,
    /// What can be set.
    Settings,
    /// In none of them.
    Elsewhere,
    /// Where one signs in.
    Door,
}

/// Who reads a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reader {
    /// Somebody who was let in.
    Inside,
    /// Anybody: what others may not see is not offered.
    Visitor,
}

impl Reader {
    /// Who somebody is, known or not.
    pub(super) fn of(person: Option<&Person>) -> Self {
        if person.is_some() { Self::Inside } else { Self::Visitor }
    }

    fn places(self) -> &'static [(Place, &'static str, &'static str)] {
        match self {
            Self::Inside => &PLACES,
            Self::Visitor => &OPEN_PLACES,
        }
    }
}

/// The places that every page leads to.
const PLACES: [(Place, &str, &str); 6] = [
    (Place::Start, "/", "Start"),
    (Place::Cases, "/cases", "Cases"),
    (Place::Checkups, "/checkups", "Check a computer"),
    (Place::Warnings, "/warnings", "Warnings"),
    (Place::Facts, "/facts", "What is true"),
    (Place::Settings, "/settings", "Settings"),
];

/// The places that are open to everybody.
const OPEN_PLACES: [(Place, &str, &str); 2] =
    [(Place::Warnings, "/warnings", "Warnings"), (Place::Door, "/sign-in", "Sign in")];

/// What stands around the main part of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'f> {
    /// The title, which is also in the list of open tabs.
    pub title: &'f str,
    /// Where it stands.
    pub place: Place,
    /// The scripts that it needs to do more than be read.
    pub scripts: &'f [&'f str],
    /// Who reads it.
    pub reader: Reader,
    /// It tells of the warnings, which can be followed as a feed.
    pub feed: bool,
}

impl<'f> Frame<'f> {
    /// The frame of a page without scripts, for somebody who was let in.
    pub(super) fn new(title: &'f str, place: Place) -> Self {
        Self::open(title, place, Reader::Inside)
    }

    /// The frame of a page without scripts that anybody may read.
    pub(super) fn open(title: &'f str, place: Place, reader: Reader) -> Self {
        Self { title, place, scripts: &[], reader, feed: false }
    }

    /// A whole page. Its main part brings its own first heading.
    pub(super) fn around(&self, main: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="en" {
                (self.head())
                body {
                    a.skip href="#main" { "Go to the content" }
                    (self.top())
                    main id="main" tabindex="-1" { (main) }
                    (foot(self.reader))
                }
            }
        }
    }

    fn head(&self) -> Markup {
        html! {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="same-origin";
                title { (self.title) " – Hangup" }
                link rel="icon" type="image/svg+xml" href=(assets::address("icon.svg"));
                @if self.feed {
                    link rel="alternate" type="application/atom+xml" title="Warnings"
                        href="/warnings/feed.atom";
                }
                @for style in assets::styles() { link rel="stylesheet" href=(style); }
                @for script in self.scripts {
                    script type="module" src=(assets::address(script)) {}
                }
            }
        }
    }

    fn top(&self) -> Markup {
        let current = |place| (place == self.place).then_some("page");
        html! {
            header.top {
                div {
                    a.name href=(if self.reader == Reader::Inside { "/" } else { "/warnings" }) {
                        "Hangup"
                    }
                    nav aria-label="Main" { ul {
                        @for (place, address, title) in self.reader.places() {
                            li { a href=(address) aria-current=[current(*place)] { (title) } }
                        }
                    } }
                }
            }
        }
    }
}

fn foot(reader: Reader) -> Markup {
    html! {
        footer.foot {
            div {
                p { "What is said in a call stays on this machine. Nothing is looked up, reported \
                    or counted elsewhere." }
                @if reader == Reader::Inside {
                    nav aria-label="More" { p { a href="/api" { "The interface for programs" } } }
                }
            }
        }
    }
}
