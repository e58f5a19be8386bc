//! What can be set, and who may come in.

use axum::Router;
use axum::extract::{Form, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use casebook::store::Member;
use hear::model::Kind;
use maud::{Markup, html};
use serde::Deserialize;

use super::fields::{Field, add, choice};
use super::layout::{Frame, Place};
use super::words::{capital, countries, when};
use crate::desk::{Desk, Newcomer, PasswordChange, Settings};
use crate::guard;
use crate::problem::Problem;
use crate::who::{Person, Role};

/// The pages.
pub(super) fn routes() -> Router<Desk> {
    Router::new()
        .route("/settings", get(page).post(change))
        .route("/settings/people", post(add_person))
        .route("/settings/people/remove", post(remove_person))
        .route("/settings/password", post(change_password))
}

async fn page(State(desk): State<Desk>, person: Person) -> Result<Markup, Problem> {
    let settings = desk.settings().await?;
    let is_admin = person.role >= Role::Admin;
    let people = if is_admin { desk.people(&person).await? } else { Vec::new() };
    let main = html! {
        h1 { "Settings" }
        div.columns {
            div { (general(&desk, &settings, is_admin)) (hearing(&desk)) }
            div {
                @if desk.doors.own().is_none() { (yourself(&person)) }
                @if is_admin { (everybody(&people)) }
            }
        }
    };
    Ok(Frame::new("Settings", Place::Settings).around(&main))
}

fn general(desk: &Desk, settings: &Settings, is_admin: bool) -> Markup {
    html! {
        section.sheet aria-labelledby="general" {
            h2 id="general" { "For everybody" }
            @if is_admin {
                form method="post" action="/settings" {
                    div.field {
                        label for="country" { "Country" }
                        p.hint { "For calls and cases that do not say another one." }
                        (countries("country", "country", settings.country.as_deref()))
                    }
                    (choice(("language", "language", "Language of these pages"), [("en",
                        "English")],
                        &settings.language))
                    (choice(("model", "model", "Speech model"), models(desk),
                        settings.model.as_deref().unwrap_or("")))
                    (Field { id: "retention", name: "retention_days", kind: "number",
                        label: "Delete closed cases after so many days",
                        hint: "Counted from the last change. Left empty, cases are kept until \
                            somebody deletes them.",
                        value: &settings.retention_days.map_or_else(String::new, |days|
                            days.to_string()),
                        ..Field::default() }.line())
                    label.choice {
                        input type="checkbox" name="visitor_reports" value="true"
                            checked[settings.visitor_reports];
                        span { "Visitors may leave reports of their own" }
                    }
                    button.first { "Save" }
                }
                p { a href="/settings/log" { "Who did what" } }
            } @else { p { "An admin can change what is set for everybody." } }
        }
    }
}

/// The models that can be chosen.
fn models(_: &Desk) -> Vec<(&'static str, &'static str)> {
    static MODELS: std::sync::LazyLock<Vec<hear::model::Model>> =
        std::sync::LazyLock::new(|| hear::model::catalogue().unwrap_or_default());
    let words = MODELS.iter().filter(|model| model.kind == Kind::Words);
    let words = words.map(|model| (model.id.as_str(), model.title.as_str()));
    std::iter::once(("", "Whichever is installed")).chain(words).collect()
}

fn hearing(desk: &Desk) -> Markup {
    html! {
        section.sheet aria-labelledby="hearing" {
            h2 id="hearing" { "Listening" }
            @if desk.options.words.is_some() {
                p { "A speech model is installed: this Hangup can listen." }
            } @else {
                p { "No speech model is installed: this Hangup can only read. Run "
                    code { "hangup model install" } " on its machine, then start it again." }
            }
        }
    }
}

/// The form with all settings; what is not ticked is not sent.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SettingsForm {
    country: String,
    language: String,
    model: String,
    retention_days: String,
    visitor_reports: bool,
}

async fn change(
    State(desk): State<Desk>,
    person: Person,
    Form(form): Form<SettingsForm>,
) -> Result<Redirect, Problem> {
    let filled = |field: String| Some(field).filter(|words| !words.trim().is_empty());
    let settings = Settings {
        country: filled(form.country),
        language: form.language,
        model: filled(form.model),
        // What is no number fits no more than no day at all, and is refused as such.
        retention_days: filled(form.retention_days).map(|days| days.trim().parse().unwrap_or(0)),
        visitor_reports: form.visitor_reports,
    };
    desk.set_settings(&person, settings).await?;
    Ok(Redirect::to("/settings"))
}

fn yourself(person: &Person) -> Markup {
    html! {
        section.sheet aria-labelledby="yourself" {
            h2 id="yourself" { "You" }
            p { "You are " strong { (person.name) } ", " (person.role.id()) "." }
            form method="post" action="/sign-out" { button { "Sign out" } }
            (add("password-form", "Change your password", "/settings/password", &html! {
                (Field { id: "old", name: "old", label: "The password of today", kind: "password",
                    fills: "current-password", required: true, ..Field::default() }.line())
                (Field { id: "new", name: "new", label: "The new password", kind: "password",
                    hint: "At least ten characters; a few words are easy to keep in mind.",
                    fills: "new-password", required: true, ..Field::default() }.line())
                p.hint { "You are then asked to sign in again, on every device." }
            }))
        }
    }
}

async fn change_password(
    State(desk): State<Desk>,
    person: Person,
    extensions: axum::http::Extensions,
    Form(form): Form<PasswordChange>,
) -> Result<Response, Problem> {
    desk.change_password(&person, form, guard::address(&extensions)).await?;
    let cookie = [(header::SET_COOKIE, guard::no_cookie(&desk))];
    Ok((cookie, Redirect::to("/sign-in")).into_response())
}

fn everybody(people: &[Member]) -> Markup {
    let roles = [
        ("helper", "Helper: follows calls, adds to cases"),
        ("technician", "Technician: also examines, exports, publishes"),
        ("admin", "Admin: also deletes, and says who may come in"),
    ];
    html! {
        section.sheet id="people" aria-labelledby="people-title" {
            h2 id="people-title" { "Who may come in" }
            @if people.is_empty() {
                p { "Nobody has to sign in on this machine itself. Add people before others can \
                    reach it." }
            }
            ul.items { @for member in people { li {
                h3 { (member.name) }
                p { (capital(&member.role)) ", since " (when(member.added)) }
                form method="post" action="/settings/people/remove" {
                    input type="hidden" name="name" value=(member.name);
                    button.plain aria-label={ "Let in no more: " (member.name) } { "Let in no more"
                        }
                }
            } } }
            (add("person-form", "Let somebody in", "/settings/people", &html! {
                (Field { id: "person-name", name: "name", label: "Name", required: true,
                    ..Field::default() }.line())
                (choice(("person-role", "role", "What they may do"), roles, "helper"))
                (Field { id: "person-password", name: "password", label:
                    "A password for the first time",
                    kind: "password", hint: "At least ten characters", fills: "new-password",
                    required: true, ..Field::default() }.line())
            }))
        }
    }
}

async fn add_person(
    State(desk): State<Desk>,
    person: Person,
    Form(form): Form<Newcomer>,
) -> Result<Redirect, Problem> {
    desk.add_person(&person, form).await?;
    Ok(Redirect::to("/settings#people"))
}

/// The form with a name.
#[derive(Debug, Deserialize)]
struct NameForm {
    name: String,
}

async fn remove_person(
    State(desk): State<Desk>,
    person: Person,
    Form(form): Form<NameForm>,
) -> Result<Redirect, Problem> {
    desk.remove_person(&person, &form.name).await?;
    Ok(Redirect::to("/settings#people"))
}
