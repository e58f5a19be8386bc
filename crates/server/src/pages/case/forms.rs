//! What is sent to a case by its forms. Each answer leads back to where the form stands.

use axum::Form;
use axum::extract::{Multipart, Path, State};
use axum::http::StatusCode;
use axum::response::{Redirect, Response};
use casebook::case::{Direction, Note, Payment};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use maud::{Markup, html};
use serde::Deserialize;

use super::adding::{deceit_id, way_id};
use super::parts::digits;
use super::{Part, around};
use crate::desk::{CallGiven, DECEITS, Desk, Happenings, TaskGiven, WAYS};
use crate::pages::cases::ClientForm;
use crate::problem::Problem;
use crate::saved::saved;
use crate::who::{Person, Role};

type Done = Result<Redirect, Problem>;

/// Back to a part of the case.
fn back(case: &str, part: &str) -> Redirect {
    Redirect::to(&format!("/cases/{case}#{part}"))
}

/// What does not fit, with what to try.
fn unfit(what: &str, advice: &str) -> Problem {
    let title = format!("This does not fit: {what}");
    Problem::new(
        StatusCode::UNPROCESSABLE_ENTITY,
        title,
        format!("{advice} Go back and try again."),
    )
}

/// What is in a field; nothing where it was left empty.
fn filled(field: String) -> Option<String> {
    Some(field).filter(|words| !words.trim().is_empty())
}

fn date(field: &str) -> Result<Option<Date>, Problem> {
    let field = field.trim();
    let date = (!field.is_empty()).then(|| field.parse());
    date.transpose().map_err(|_| unfit("the day", "Write it as 2026-03-31."))
}

/// A time by the clock of this machine.
pub(in super::super) fn time(field: &str) -> Result<Option<Timestamp>, Problem> {
    if field.trim().is_empty() {
        return Ok(None);
    }
    let time = field.trim().parse().ok();
    let time = time.and_then(|time: DateTime| time.to_zoned_datetime(TimeZone::system()).ok());
    let advice = "Write it as 2026-03-31T14:30.";
    time.map(|time| Some(time.timestamp())).ok_or_else(|| unfit("the time", advice))
}

/// The form with a title.
#[derive(Debug, Deserialize)]
pub(super) struct TitleForm {
    title: String,
}

pub(super) async fn title(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    Form(form): Form<TitleForm>,
) -> Done {
    desk.rename_case(&person, &case, &form.title).await?;
    Ok(back(&case, "main"))
}

pub(super) async fn client(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    Form(form): Form<ClientForm>,
) -> Done {
    desk.set_client(&person, &case, form.client()).await?;
    Ok(back(&case, "client"))
}

/// Everything that is ticked has happened, everything else has not.
pub(super) async fn happened(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    Form(form): Form<Vec<(String, String)>>,
) -> Done {
    let ticked: Vec<String> =
        form.into_iter().filter(|(name, _)| name == "happened").map(|(_, id)| id).collect();
    let known = desk.case(&person, &case).await?.happened;
    let not_happened = known.iter().filter(|id| !ticked.contains(id)).cloned().collect();
    let happened = ticked.into_iter().filter(|id| !known.contains(id)).collect();
    desk.set_happened(&person, &case, Happenings { happened, not_happened }).await?;
    Ok(back(&case, "happened"))
}

/// The form with a note.
#[derive(Debug, Deserialize)]
pub(super) struct NoteForm {
    text: String,
    #[serde(default)]
    whose: String,
}

pub(super) async fn note(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    Form(form): Form<NoteForm>,
) -> Done {
    let note = Note { whose: filled(form.whose), text: form.text };
    desk.add_note(&person, &case, note).await?;
    Ok(back(&case, "notes"))
}

/// The form with a payment.
#[derive(Debug, Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(super) struct PaymentForm {
    way: String,
    deceit: String,
    amount: String,
    currency: String,
    date: String,
    recipient: String,
    note: String,
    institution: String,
    account: String,
    to_account: String,
    reference: String,
    promised: String,
    discovered: String,
    told: String,
    statement_date: String,
}

pub(super) async fn payment(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    Form(form): Form<PaymentForm>,
) -> Done {
    let way = WAYS.iter().map(|(way, _)| *way).find(|way| way_id(*way) == form.way);
    let deceit = DECEITS.iter().map(|(deceit, _)| *deceit);
    let currency = form.currency.trim().to_uppercase();
    let way = way.ok_or_else(|| unfit("the way of paying", "Choose one of the list."))?;
    let payment = Payment {
        deceit: deceit.into_iter().find(|deceit| deceit_id(*deceit) == form.deceit),
        amount_minor: amount(&form.amount, &currency)?,
        currency: filled(currency),
        date: date(&form.date)?,
        recipient: filled(form.recipient),
        note: filled(form.note),
        institution: filled(form.institution),
        account: filled(form.account),
        to_account: filled(form.to_account),
        reference: filled(form.reference),
        promised: filled(form.promised),
        discovered: date(&form.discovered)?,
        told: date(&form.told)?,
        statement_date: date(&form.statement_date)?,
        ..Payment::by(way)
    };
    desk.add_payment(&person, &case, payment).await?;
    Ok(back(&case, "payments"))
}

/// An amount as people write it, "1,499.00", in the smallest unit of its currency.
fn amount(field: &str, currency: &str) -> Result<Option<i64>, Problem> {
    let field: String = field.chars().filter(|letter| !letter.is_whitespace()).collect();
    if field.is_empty() {
        return Ok(None);
    }
    let advice = "Write the amount in digits, as in 1499.00, and the currency beside it.";
    let digits = digits(currency);
    let (whole, part) = match field.rsplit_once(['.', ',']) {
        Some((whole, part)) if part.len() <= digits as usize => (whole.to_owned(), part),
        _ => (field.clone(), ""),
    };
    let whole: String =
        whole.chars().filter(|letter| !matches!(letter, '.' | ',' | '\'')).collect();
    let number = format!("{whole}{part:0<width$}", width = digits as usize);
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    let number = number.parse().ok().filter(|_| is_number && !whole.is_empty());
    number.map(Some).ok_or_else(|| unfit("the amount", advice))
}

/// The form with something to do.
#[derive(Debug, Deserialize)]
pub(super) struct TaskForm {
    title: String,
    #[serde(default)]
    due: String,
}

pub(super) async fn task(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    Form(form): Form<TaskForm>,
) -> Done {
    let task = TaskGiven { title: form.title, due: date(&form.due)?, step: None };
    desk.add_task(&person, &case, task).await?;
    Ok(back(&case, "tasks"))
}

pub(super) async fn task_done(
    State(desk): State<Desk>,
    person: Person,
    Path((case, task, done)): Path<(String, u64, String)>,
) -> Done {
    match done.as_str() {
        "done" => desk.finish_task(&person, &case, task).await?,
        "open" => desk.reopen_task(&person, &case, task).await?,
        _ => return Err(Problem::not_found("page")),
    };
    Ok(back(&case, "tasks"))
}

pub(super) async fn attachment(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    mut form: Multipart,
) -> Done {
    let broken = |_| unfit("the file", "It did not arrive whole, or it is too large.");
    while let Some(field) = form.next_field().await.map_err(broken)? {
        if field.name() != Some("file") {
            continue;
        }
        let name = field.file_name().unwrap_or_default().to_owned();
        if name.is_empty() {
            break;
        }
        let content = field.bytes().await.map_err(broken)?;
        desk.attach(&person, &case, (&name, content.to_vec())).await?;
        return Ok(back(&case, "attachments"));
    }
    Err(unfit("the file", "None was chosen."))
}

/// A file of a case, to be saved and never to be shown: nobody knows what is in it.
pub(super) async fn download(
    State(desk): State<Desk>,
    person: Person,
    Path((case, number)): Path<(String, u64)>,
) -> Result<Response, Problem> {
    let (file, content) = desk.attachment(&person, &case, number).await?;
    Ok(saved(&file.name, "application/octet-stream", content))
}

/// The form with a call that is written down.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct CallForm {
    text: String,
    direction: String,
    context: String,
    began: String,
    number_shown: String,
    note: String,
}

pub(super) async fn call(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    Form(form): Form<CallForm>,
) -> Done {
    let given = CallGiven {
        text: form.text,
        began: time(&form.began)?,
        direction: match form.direction.as_str() {
            "in" => Direction::In,
            "out" => Direction::Out,
            _ => Direction::NotKnown,
        },
        context: filled(form.context),
        number_shown: filled(form.number_shown),
        note: filled(form.note),
        ..CallGiven::default()
    };
    let added = desk.add_call(&person, &case, given).await?;
    Ok(match added.calls.as_slice() {
        [one] => Redirect::to(&format!("/cases/{case}/calls/{one}")),
        _ => back(&case, "calls"),
    })
}

/// The form that takes a part out.
#[derive(Debug, Deserialize)]
pub(super) struct WithdrawForm {
    part: u64,
}

pub(super) async fn withdraw(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
    Form(form): Form<WithdrawForm>,
) -> Done {
    desk.withdraw(&person, &case, form.part).await?;
    Ok(back(&case, "main"))
}

pub(super) async fn standing(
    State(desk): State<Desk>,
    person: Person,
    Path((case, standing)): Path<(String, String)>,
) -> Done {
    match standing.as_str() {
        "open" => desk.reopen_case(&person, &case).await?,
        "closed" => desk.close_case(&person, &case).await?,
        _ => return Err(Problem::not_found("page")),
    };
    Ok(back(&case, "main"))
}

/// Asks once more: what is deleted is gone.
pub(super) async fn before_delete(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
) -> Result<Markup, Problem> {
    person.may(Role::Admin)?;
    let case = desk.case(&person, &case).await?;
    let main = html! {
        h1 { "Delete this case?" }
        p.text { "Everything in it is deleted from this casebook: calls, notes, payments, files, \
            and its
            log. Nobody can bring it back, except from a backup. That it was deleted, and by whom,
                is
            noted without its content." }
        form.row method="post" action={ "/cases/" (case.id) "/delete" } {
            button.grave { "Delete it for good" }
            a.button href={ "/cases/" (case.id) } { "Keep it" }
        }
    };
    Ok(around(&case, Part::Below, &main))
}

pub(super) async fn delete(
    State(desk): State<Desk>,
    person: Person,
    Path(case): Path<String>,
) -> Done {
    desk.delete_case(&person, &case).await?;
    Ok(Redirect::to("/cases"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_people_write_them() {
        let check = |field: &str, currency: &str, wanted: Option<i64>| {
            assert_eq!(amount(field, currency).unwrap(), wanted, "{field}");
        };
        check("", "CAD", None);
        check("499", "CAD", Some(49_900));
        check("1,499.5", "CAD", Some(149_950));
        check("1.499,00", "EUR", Some(149_900));
        check("1,499", "CAD", Some(149_900));
        check("5000", "JPY", Some(5_000));
        for broken in ["-5", "five", ".", "99999999999999999999", "1e3"] {
            assert!(amount(broken, "CAD").is_err(), "{broken}");
        }
    }
}
