//! What all pages have in common: the head, the way to the other pages, the foot.

use maud::{DOCTYPE, Markup, html};

use super::assets;

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
    /// Before all of them, where nobody has signed in yet.
    Door,
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

/// What stands around the main part of a page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Frame<'f> {
    /// The title, which is also in the list of open tabs.
    pub title: &'f str,
    /// Where it stands.
    pub place: Place,
    /// The scripts that it needs to do more than be read.
    pub scripts: &'f [&'f str],
}

impl<'f> Frame<'f> {
    /// The frame of a page without scripts.
    pub(super) fn new(title: &'f str, place: Place) -> Self {
        Self { title, place, scripts: &[] }
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
                    (foot())
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
                link rel="icon" href="data:,";
                @for style in assets::styles() { link rel="stylesheet" href=(style); }
                @for script in self.scripts {
                    script type="module" src=(assets::address(script)) {}
                }
            }
        }
    }

    fn top(&self) -> Markup {
        html! {
            header.top {
                div {
                    a.name href="/" { "Hangup" }
                    @if self.place != Place::Door {
                        nav aria-label="Main" { ul { @for (place, address, title) in PLACES { li {
                            a href=(address) aria-current=[(place == self.place).then_some("page")]
                                {
                                (title)
                            }
                        } } } }
                    }
                }
            }
        }
    }
}

fn foot() -> Markup {
    html! {
        footer.foot {
            div {
                p { "What is said in a call stays on this machine. Nothing is looked up, reported or
                    counted elsewhere." }
                nav aria-label="More" { p { a href="/api" { "The interface for programs" } } }
            }
        }
    }
}
