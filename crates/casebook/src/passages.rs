//! The texts of a case in reading order, each with where it stands and whose words it holds. What
//! the words mean is decided elsewhere.

use evidence::transcript::{Form, Side};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::case::{Call, Case};

/// Where a text stands in a case.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub struct Place {
    /// The number of the part; none for what belongs to the case as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<u64>,
    /// Which of its texts.
    pub field: Field,
    /// The turn of a call, or the place in a list, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub turn: Option<usize>,
}

/// Which text of a case or of a part.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// What people call the case.
    Title,
    /// Who the client is.
    ClientName,
    /// How to reach them.
    ClientPhone,
    /// How to reach them.
    ClientEmail,
    /// Where they live.
    ClientAddress,
    /// What made the client easier to deceive.
    ClientCircumstances,
    /// A paper, a number or data that the client gave.
    ClientPaper,
    /// Who reports for the client.
    ReporterName,
    /// How to reach them.
    ReporterPhone,
    /// How to reach them.
    ReporterEmail,
    /// A name that a caller gave.
    CallerName,
    /// For whom a caller works, as they said.
    Organisation,
    /// A mail address that a caller used.
    CallerEmail,
    /// A postal address that a caller gave.
    CallerAddress,
    /// A staff or case number that a caller gave.
    StaffId,
    /// The number that the telephone showed.
    NumberShown,
    /// A number that the caller gave.
    NumberGiven,
    /// A site that the caller named.
    SiteGiven,
    /// Who spoke, as the transcript calls them.
    Speaker,
    /// What was said.
    Said,
    /// To whom a payment went.
    Recipient,
    /// The account or the gift card that a payment went to.
    ToAccount,
    /// The client's card or account.
    Account,
    /// The number of a transaction, a claim or a report, by which the client can be found.
    Reference,
    /// Whose words a note holds.
    NoteWhose,
    /// A note, or what else is known of a part.
    Note,
    /// What is to be done.
    Task,
    /// What a machine is called.
    MachineName,
    /// What a check-up found.
    Findings,
    /// What was made of a call when it was heard.
    Judgement,
    /// What a file is called.
    FileName,
}

/// Whose words a text holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Voice {
    /// The caller's.
    Caller,
    /// The client's, or of somebody beside them.
    Client,
    /// Both, or nobody knows whose.
    Open,
    /// Told about the call and the client.
    Told,
}

/// Shows every text of the case to `see`, which may change it.
pub(crate) fn visit(case: &mut Case, mut see: impl FnMut(&Place, Voice, &mut String)) {
    let whole = |field| Place { part: None, field, turn: None };
    see(&whole(Field::Title), Voice::Told, &mut case.title);
    let client = &mut case.client;
    for (field, text) in [
        (Field::ClientName, &mut client.name),
        (Field::ClientPhone, &mut client.phone),
        (Field::ClientEmail, &mut client.email),
        (Field::ClientAddress, &mut client.address),
        (Field::ClientCircumstances, &mut client.circumstances),
        (Field::ReporterName, &mut case.reporter.name),
        (Field::ReporterPhone, &mut case.reporter.phone),
        (Field::ReporterEmail, &mut case.reporter.email),
    ] {
        if let Some(text) = text {
            see(&whole(field), Voice::Client, text);
        }
    }
    for (at, paper) in client.papers_given.iter_mut().enumerate() {
        let place = Place { part: None, field: Field::ClientPaper, turn: Some(at) };
        see(&place, Voice::Client, paper);
    }
    for caller in &mut case.callers {
        let (number, caller) = (caller.number, &mut caller.value);
        for (field, texts) in [
            (Field::CallerName, &mut caller.names),
            (Field::Organisation, &mut caller.organisations),
            (Field::CallerEmail, &mut caller.emails),
            (Field::CallerAddress, &mut caller.addresses),
            (Field::StaffId, &mut caller.staff_ids),
        ] {
            for (at, text) in texts.iter_mut().enumerate() {
                let place = Place { part: Some(number), field, turn: Some(at) };
                see(&place, Voice::Caller, text);
            }
        }
        if let Some(note) = &mut caller.note {
            see(&Place { part: Some(number), field: Field::Note, turn: None }, Voice::Told, note);
        }
    }
    for call in &mut case.calls {
        visit_call(call.number, &mut call.value, &mut see);
    }
    visit_rest(case, &mut see);
}

fn visit_call(number: u64, call: &mut Call, see: &mut impl FnMut(&Place, Voice, &mut String)) {
    let place = |field, turn| Place { part: Some(number), field, turn };
    if let Some(shown) = &mut call.number_shown {
        see(&place(Field::NumberShown, None), Voice::Caller, shown);
    }
    for (at, given) in call.numbers_given.iter_mut().enumerate() {
        see(&place(Field::NumberGiven, Some(at)), Voice::Caller, given);
    }
    for (at, given) in call.sites_given.iter_mut().enumerate() {
        see(&place(Field::SiteGiven, Some(at)), Voice::Caller, given);
    }
    for (turn, utterance) in call.utterances.iter_mut().enumerate() {
        let voice = voice(call.form, utterance.side);
        if !utterance.speaker.is_empty() {
            see(&place(Field::Speaker, Some(turn)), voice, &mut utterance.speaker);
        }
        see(&place(Field::Said, Some(turn)), voice, &mut utterance.text);
    }
    if let Some(note) = &mut call.note {
        see(&place(Field::Note, None), Voice::Told, note);
    }
}

fn voice(form: Form, side: Side) -> Voice {
    match (form, side) {
        (Form::Notes, _) => Voice::Told,
        (Form::Block, _) | (_, Side::Unknown) => Voice::Open,
        (_, Side::Caller) => Voice::Caller,
        (_, Side::Callee) => Voice::Client,
    }
}

fn visit_rest(case: &mut Case, see: &mut impl FnMut(&Place, Voice, &mut String)) {
    let place = |number, field| Place { part: Some(number), field, turn: None };
    for machine in &mut case.machines {
        see(&place(machine.number, Field::MachineName), Voice::Told, &mut machine.value.name);
    }
    for payment in &mut case.payments {
        let (number, payment) = (payment.number, &mut payment.value);
        for (field, voice, text) in [
            (Field::Recipient, Voice::Caller, &mut payment.recipient),
            (Field::ToAccount, Voice::Caller, &mut payment.to_account),
            (Field::Account, Voice::Client, &mut payment.account),
            (Field::Reference, Voice::Told, &mut payment.reference),
            (Field::Note, Voice::Told, &mut payment.promised),
            (Field::Note, Voice::Told, &mut payment.note),
        ] {
            if let Some(text) = text {
                see(&place(number, field), voice, text);
            }
        }
    }
    visit_sent(case, see);
    for note in &mut case.notes {
        if let Some(whose) = &mut note.value.whose {
            see(&place(note.number, Field::NoteWhose), Voice::Told, whose);
        }
        see(&place(note.number, Field::Note), Voice::Told, &mut note.value.text);
    }
    for task in &mut case.tasks {
        see(&place(task.number, Field::Task), Voice::Told, &mut task.value.title);
    }
    for file in &mut case.attachments {
        see(&place(file.number, Field::FileName), Voice::Told, &mut file.value.name);
    }
}

/// What was sent and answered, and what was said about steps that are done.
fn visit_sent(case: &mut Case, see: &mut impl FnMut(&Place, Voice, &mut String)) {
    let place = |part, field| Place { part, field, turn: None };
    for claim in &mut case.claims {
        for (field, text) in
            [(Field::Reference, &mut claim.value.reference), (Field::Note, &mut claim.value.answer)]
        {
            if let Some(text) = text {
                see(&place(Some(claim.number), field), Voice::Told, text);
            }
        }
    }
    for report in &mut case.reports {
        if let Some(number) = &mut report.value.number {
            see(&place(Some(report.number), Field::Reference), Voice::Told, number);
        }
    }
    for done in case.steps_done.values_mut() {
        if let Some(by) = &mut done.by {
            see(&place(None, Field::NoteWhose), Voice::Told, by);
        }
        if let Some(note) = &mut done.note {
            see(&place(None, Field::Note), Voice::Told, note);
        }
    }
}
