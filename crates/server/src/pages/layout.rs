//! What all pages have in common.

use maud::{DOCTYPE, Markup, html};

/// A page with its title.
pub fn page(title: &str, main: Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (title) }
            }
            body {
                main id="main" { h1 { (title) } (main) }
            }
        }
    }
}
