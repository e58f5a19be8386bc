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
    /// A name that a caller gave.
    CallerName,
    /// For whom a caller works, as they said.
    Organisation,
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
    ] {
        if let Some(text) = text {
            see(&whole(field), Voice::Client, text);
        }
    }
    for caller in &mut case.callers {
        let place = |field, turn| Place { part: Some(caller.number), field, turn };
        for (at, name) in caller.value.names.iter_mut().enumerate() {
            see(&place(Field::CallerName, Some(at)), Voice::Caller, name);
        }
        for (at, name) in caller.value.organisations.iter_mut().enumerate() {
            see(&place(Field::Organisation, Some(at)), Voice::Caller, name);
        }
        if let Some(note) = &mut caller.value.note {
            see(&place(Field::Note, None), Voice::Told, note);
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
        if let Some(recipient) = &mut payment.value.recipient {
            see(&place(payment.number, Field::Recipient), Voice::Caller, recipient);
        }
        if let Some(note) = &mut payment.value.note {
            see(&place(payment.number, Field::Note), Voice::Told, note);
        }
    }
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
