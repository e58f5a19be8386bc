//! The part of the page that tells who was here, and when.

use maud::{Markup, html};

use super::super::words::{self, time};
use super::part;
use super::sections::{period, when};
use crate::findings::{Act, Findings, Role, Session};

/// Each session with its particulars.
pub(super) fn all(findings: &Findings) -> Markup {
    part(
        "sessions",
        &html! {
            @if findings.sessions.is_empty() {
                p { "No session was found in what could be read." }
            }
            @for session in &findings.sessions { (one_session(findings, session)) }
        },
    )
}

fn one_session(findings: &Findings, session: &Session) -> Markup {
    html! {
        div.session {
            h3 { (session.tool_name) ", " (time(&session.begin)) }
            p { strong { (words::standing(session.standing)) } }
            ul { @for sign in &session.signs { li { (sign.says) } } }
            dl {
                dt { "When" } dd { (period(session)) }
                dt { "The other side" } dd { (words::partner(session)) }
                dt { "How they got in" } dd { (words::entry(session.entry)) }
                @if session.flagged_by_maker {
                    dt { "The program's maker" }
                    dd { "It had marked the other side as suspected of scams." }
                }
                @if !session.files.is_empty() {
                    dt { "Files" }
                    @for file in &session.files { dd { (words::moved(file)) } }
                }
                (acts(findings, session))
                @for note in &session.notes { dt { "Note" } dd { (note) } }
                dt { "What this cannot show" } dd { (session.cannot_show) }
            }
        }
    }
}

/// What the machine shows of the time of a session; the timeline has the particulars.
fn acts(findings: &Findings, session: &Session) -> Markup {
    let seen = |act: &Act| findings.observations.get(act.observation);
    let mut roles: Vec<Role> = session.acts.iter().map(|act| act.role).collect();
    roles.sort_unstable();
    roles.dedup();
    html! {
        @for role in roles {
            dt { (words::heading(role)) }
            @for seen in session.acts.iter().filter(|act| act.role == role).filter_map(seen) {
                dd { (when(seen.when.as_ref())) ": " (seen.title) }
            }
        }
    }
}
