//! A call that goes on: its page, and what is sent by the forms of that page.

use axum::Router;
use axum::extract::{DefaultBodyLimit, Form, Multipart, Path, Query, State};
use axum::http::StatusCode;
use axum::response::Redirect;
use axum::routing::{get, post};
use maud::{Markup, html};
use serde::Deserialize;

use super::fields::arriving;
use super::layout::{Frame, Place};
use super::live::{Shown, corrections, sides, whole};
use super::words::when;
use crate::desk::Desk;
use crate::live::shapes::{Beginning, Correction, Held, Saying, Speaker};
use crate::live::{PASTE_BYTES_MAX, Room};
use crate::problem::Problem;
use crate::who::Person;

/// A form with text is larger than the text: each byte may take three.
const PASTE_FORM_BYTES_MAX: usize = 3 * PASTE_BYTES_MAX + 1_024;

/// The pages of calls.
pub(super) fn routes() -> Router<Desk> {
    let paste = post(paste).layer(DefaultBodyLimit::max(PASTE_FORM_BYTES_MAX));
    let file = post(file).layer(DefaultBodyLimit::max(PASTE_FORM_BYTES_MAX));
    // The bytes of a recording are counted as they come in.
    let sound = post(sound).layer(DefaultBodyLimit::disable());
    Router::new()
        .route("/calls", post(begin))
        .route("/calls/{call}", get(page))
        .route("/calls/{call}/utterances", post(say))
        .route("/calls/{call}/corrections", post(correct))
        .route("/calls/{call}/paste", paste)
        .route("/calls/{call}/file", file)
        .route("/calls/{call}/sound", sound)
        .route("/calls/{call}/keep", post(keep))
        .route("/calls/{call}/end", post(end))
}

/// The form of the start page.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct BeginForm {
    context: String,
    country: String,
    case: String,
    keep: bool,
    by: String,
}

fn filled(field: String) -> Option<String> {
    Some(field).filter(|words| !words.trim().is_empty())
}

async fn begin(
    State(desk): State<Desk>,
    person: Person,
    Form(form): Form<BeginForm>,
) -> Result<Redirect, Problem> {
    let told = Beginning {
        context: filled(form.context),
        country: filled(form.country),
        keep: form.keep,
        case: filled(form.case),
    };
    let room = desk.begin_call(&person, told).await?;
    let by = match form.by.as_str() {
        "microphone" => "?by=microphone#microphone",
        "paste" => "?by=paste#more-words",
        _ => "#text",
    };
    Ok(Redirect::to(&format!("/calls/{}{by}", room.id)))
}

/// How the words are to come in at first.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    by: String,
}

async fn page(
    State(desk): State<Desk>,
    _: Person,
    Path(call): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Markup, Problem> {
    let room = desk.room(&call).await?;
    let about = about(&room);
    let held = room.held();
    let hears = desk.options.words.is_some();
    let inside = room.read(|call| {
        let sides = sides(call);
        let shown = Shown::of(call, &sides, desk.knowledge);
        let is_open = !call.is_over && held != Held::Elsewhere;
        let act = html! {
            @if is_open { (corrections(call, desk.knowledge)) (about) } @else { (about) }
        };
        let talk = html! { @if is_open { (talk(&room, hears, &asked.by)) } };
        html! {
            div data-call=(room.id) data-over=(call.is_over) {
                p.line id="connection" role="status" {
                    @if call.is_over { "This call has ended." }
                    @else if held == Held::Elsewhere {
                        "This call is heard by another server; it can be watched here." }
                    @else { a href="" { "Look again" } " for what is new." }
                }
                p.unseen id="aloud-now" role="alert" {}
                p.unseen id="aloud" role="status" {}
                (whole(&shown, &act, &talk))
            }
        }
    });
    let frame = Frame::new("A call", Place::Elsewhere);
    Ok(Frame { scripts: &["live.js"], ..frame }.around(&inside))
}

/// Where the call is kept, and its end.
fn about(room: &Room) -> Markup {
    let action = |what: &str| format!("/calls/{}/{what}", room.id);
    html! {
        section.sheet id="about" aria-labelledby="about-title" {
            h2 id="about-title" { "This call" }
            p { "It began " (when(room.began)) ". "
                @match room.kept() {
                    Some(kept) => {
                        "What is said is kept in " a href={ "/cases/" (kept.case) } { "its case" }
                            "."
                    }
                    None => "Nothing of it is written down: it is gone when Hangup stops.",
                }
            }
            div.row.no-print {
                @if room.kept().is_none() {
                    form method="post" action=(action("keep")) { button { "Keep it in a new case" }
                        }
                }
                @if !room.is_over() {
                    form method="post" action=(action("end")) { button { "The call has ended" } }
                }
            }
        }
    }
}

/// Where words come in: typed, heard, pasted or from a file.
fn talk(room: &Room, hears: bool, by: &str) -> Markup {
    let action = |what: &str| format!("/calls/{}/{what}", room.id);
    html! {
        div.say {
            ul.waiting id="waiting" hidden aria-label="Lines that are not sent yet" {}
            @if hears { (microphone(by)) }
            form id="type" method="post" action=(action("utterances")) {
                label for="text" { "Type what is said" }
                textarea id="text" name="text" rows="2" required aria-describedby="type-keys"
                    autocomplete="off" {}
                div.row {
                    button.first name="side" value="caller" { "They said it" }
                    button name="side" value="callee" { "I said it" }
                    button.plain name="side" value="unknown" { "Not sure who" }
                }
                p.keys id="type-keys" data-scripted hidden {
                    kbd { "Enter" } " they said it, " kbd { "Shift" } " + " kbd { "Enter" }
                        " I said it"
                }
            }
            (more_words(&action, hears, by))
        }
    }
}

fn microphone(by: &str) -> Markup {
    html! {
        section id="microphone" data-now=(by == "microphone") aria-labelledby="microphone-title" {
            h3 id="microphone-title" { "Listen" }
            p id="listen-state" role="status" {
                "Put the telephone on loudspeaker. The sound goes from this
                device to the machine that serves this page, and nowhere else; it is not kept." }
            div.row {
                button.first id="listen" type="button" hidden { "Listen with this microphone" }
                button id="listen-stop" type="button" hidden { "Stop listening" }
            }
            div hidden {
                label for="listen-level" { "How loud it is" }
                meter id="listen-level" min="0" max="0.3" low="0.01" value="0" {}
            }
            noscript { p { "The microphone needs JavaScript. Type what is said." } }
        }
    }
}

fn more_words(action: &impl Fn(&str) -> String, hears: bool, by: &str) -> Markup {
    html! {
        details id="more-words" open[by == "paste"] {
            summary { "Paste or upload what was said" }
            form method="post" action=(action("paste")) {
                div.field {
                    label for="pasted" { "A text, one thing said on each line" }
                    p.hint id="pasted-hint" { "With “Caller:” and “Me:” before the lines where you \
                        know it" }
                    textarea id="pasted" name="text" rows="6" required
                        aria-describedby="pasted-hint" {}
                }
                button { "Add this text" }
            }
            hr;
            form method="post" enctype="multipart/form-data" action=(action("file")) {
                div.field {
                    label for="file" { "A file with text" }
                    p.hint id="file-hint" { "A dialogue, subtitles, or what a program wrote down" }
                    input type="file" id="file" name="file" required aria-describedby="file-hint";
                }
                button { "Add this file" }
            }
            @if hears {
                hr;
                form method="post" enctype="multipart/form-data" action=(action("sound")) {
                    div.field {
                        label for="sound" { "A recording" }
                        p.hint id="sound-hint" { "WAV, MP3, M4A, FLAC, Ogg, Opus or WebM; its \
                            words appear as they are understood" }
                        input type="file" id="sound" name="sound" required accept="audio/*,.webm"
                            aria-describedby="sound-hint";
                    }
                    button { "Listen to this recording" }
                }
            }
        }
    }
}

/// Back to the call, where one types.
fn back(call: &str) -> Redirect {
    Redirect::to(&format!("/calls/{call}#text"))
}

/// The form with a line.
#[derive(Debug, Deserialize)]
struct SayForm {
    text: String,
    #[serde(default)]
    side: Speaker,
}

async fn say(
    State(desk): State<Desk>,
    person: Person,
    Path(call): Path<String>,
    Form(form): Form<SayForm>,
) -> Result<Redirect, Problem> {
    let saying = Saying { text: form.text, side: form.side, start_ms: None, key: None };
    desk.say(&person, &call, saying).await?;
    Ok(back(&call))
}

/// The form with a correction: one button of it was pressed.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CorrectForm {
    context: Option<String>,
    toggle: Option<String>,
    voice: Option<usize>,
    side: Option<Speaker>,
    switch_sides: bool,
    not_a_scam: Option<bool>,
}

async fn correct(
    State(desk): State<Desk>,
    person: Person,
    Path(call): Path<String>,
    Form(form): Form<CorrectForm>,
) -> Result<Redirect, Problem> {
    let room = desk.room(&call).await?;
    let happened = form.toggle.map(|stage| {
        let mut happened = room.read(|call| call.circumstances.happened.clone());
        let before = happened.len();
        happened.retain(|each| *each != stage);
        if happened.len() == before {
            happened.push(stage);
        }
        happened
    });
    let correction = Correction {
        context: form.context,
        happened,
        turn: None,
        voice: form.voice,
        side: form.side,
        switch_sides: form.switch_sides,
        not_a_scam: form.not_a_scam,
    };
    desk.correct(&person, &call, correction).await?;
    Ok(Redirect::to(&format!("/calls/{call}#corrections")))
}

/// The form with a text.
#[derive(Debug, Deserialize)]
struct PasteForm {
    text: String,
}

async fn paste(
    State(desk): State<Desk>,
    person: Person,
    Path(call): Path<String>,
    Form(form): Form<PasteForm>,
) -> Result<Redirect, Problem> {
    desk.paste(&person, &call, form.text.as_bytes()).await?;
    Ok(back(&call))
}

async fn file(
    State(desk): State<Desk>,
    person: Person,
    Path(call): Path<String>,
    mut form: Multipart,
) -> Result<Redirect, Problem> {
    let broken = |_| {
        let detail = "It did not arrive whole, or it is too large. Go back and try again.";
        Problem::new(StatusCode::BAD_REQUEST, "The file cannot be read", detail)
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("file") {
            let content = field.bytes().await.map_err(broken)?;
            desk.paste(&person, &call, &content).await?;
            return Ok(back(&call));
        }
    }
    Err(Problem::new(StatusCode::BAD_REQUEST, "No file was chosen", "Go back and choose one."))
}

async fn sound(
    State(desk): State<Desk>,
    person: Person,
    Path(call): Path<String>,
    mut form: Multipart,
) -> Result<Redirect, Problem> {
    let broken = |_| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "The recording did not arrive whole",
            "Send it again.",
        )
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() == Some("sound") {
            desk.add_sound(&person, &call, arriving(field)).await?;
            return Ok(back(&call));
        }
    }
    let advice = "Go back and choose one.";
    Err(Problem::new(StatusCode::BAD_REQUEST, "No recording was chosen", advice))
}

async fn keep(
    State(desk): State<Desk>,
    person: Person,
    Path(call): Path<String>,
) -> Result<Redirect, Problem> {
    desk.keep_call(&person, &call, None).await?;
    Ok(Redirect::to(&format!("/calls/{call}#about")))
}

async fn end(
    State(desk): State<Desk>,
    person: Person,
    Path(call): Path<String>,
) -> Result<Redirect, Problem> {
    desk.end_call(&person, &call).await?;
    let room = desk.room(&call).await?;
    Ok(match room.kept() {
        Some(kept) => Redirect::to(&format!("/cases/{}/calls/{}", kept.case, kept.call)),
        None => Redirect::to(&format!("/calls/{call}")),
    })
}
