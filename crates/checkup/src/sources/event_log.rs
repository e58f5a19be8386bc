//! Windows event logs: bytes of an `.evtx` file to events, damaged ones as far as they go.

use std::io::{Read, Seek};
use std::sync::LazyLock;

use evtx::{EvtxParser, ParserSettings};
use jiff::Timestamp;
use serde_json::Value;

use crate::trace::Items;

/// How serious Windows says an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Level 1.
    Critical,
    /// Level 2.
    Error,
    /// Level 3.
    Warning,
    /// All others.
    Information,
}

impl Level {
    /// Its word in facts.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Information => "information",
        }
    }
}

/// An entry of a log.
#[derive(Debug, Clone)]
pub struct Event {
    /// The number of the record.
    pub record: u64,
    /// When it was written.
    pub at: Timestamp,
    /// The provider's name.
    pub provider: String,
    /// The event's number.
    pub id: u32,
    /// How serious Windows says it is.
    pub level: Level,
    /// The log's name.
    pub channel: String,
    data: Value,
}

impl Event {
    /// A data item by the name that facts use: `Data[1]` is the first without a name,
    /// `System/Security/UserID` leads to the head of the record.
    #[must_use]
    pub fn item(&self, name: &str) -> Option<&str> {
        if let Some(path) = name.strip_prefix("System/") {
            let mut parts = path.split('/');
            let within = self.data.get("System")?.get(parts.next()?)?;
            return within.get("#attributes")?.get(parts.next()?)?.as_str();
        }
        if let Some(number) = name.strip_prefix("Data[").and_then(|rest| rest.split(']').next()) {
            let number: usize = number.parse().ok()?;
            return self.unnamed(number.checked_sub(1)?);
        }
        self.data.get("EventData").and_then(|data| text(data.get(name)?)).or_else(|| {
            let elements = self.data.get("UserData")?.as_object()?;
            elements.values().find_map(|element| text(element.get(name)?))
        })
    }

    fn unnamed(&self, number: usize) -> Option<&str> {
        let data = self.data.get("EventData")?.get("Data")?;
        let data = data.get("#text").unwrap_or(data);
        match data {
            Value::Array(list) => text(list.get(number)?),
            one => (number == 0).then(|| text(one))?,
        }
    }

    /// The data items as they stand, for the proof.
    #[must_use]
    pub fn raw(&self) -> String {
        let data = self.data.get("EventData").or_else(|| self.data.get("UserData"));
        data.map_or_else(String::new, Value::to_string)
    }
}

impl Items for Event {
    fn item(&self, name: &str) -> Option<&str> {
        Self::item(self, name)
    }
}

fn text(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.get("#text")?.as_str())
}

/// So many records of one log that cannot be read are told apart from the rest.
const DAMAGE_MAX: usize = 3;

/// What became of a log.
#[derive(Debug, Default)]
pub struct ReadLog {
    /// How many records were read.
    pub records: u64,
    /// Why others could not be, the first few.
    pub problems: Vec<String>,
    /// How many could not be read.
    pub damaged: u64,
}

/// Reads a log and hands each event to `take`, which says whether to go on.
///
/// # Errors
/// In words, when it is no event log at all.
pub fn read<R: Read + Seek>(
    source: R,
    mut take: impl FnMut(Event) -> bool,
) -> Result<ReadLog, String> {
    let parser = EvtxParser::from_read_seek(source);
    let mut parser =
        parser.map_err(|error| format!("no readable event log: {}", one_line(&error)))?;
    parser = parser.with_configuration(ParserSettings::new().num_threads(1));
    let mut log = ReadLog::default();
    for record in parser.records_json_value() {
        let event = match record {
            Ok(record) => event(record.event_record_id, record.timestamp.as_second(), record.data),
            Err(error) => {
                log.damage(one_line(&error));
                continue;
            }
        };
        match event {
            Some(event) => {
                log.records += 1;
                if !take(event) {
                    break;
                }
            }
            None => log.damage("a record has no provider, number or time".to_owned()),
        }
    }
    Ok(log)
}

impl ReadLog {
    pub(crate) fn damage(&mut self, why: String) {
        self.damaged += 1;
        if self.problems.len() < DAMAGE_MAX {
            self.problems.push(why);
        }
    }
}

fn one_line(error: &evtx::err::EvtxError) -> String {
    error.to_string().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An event from the JSON of a record; `second` is the time at the record's head.
pub(crate) fn event(record: u64, second: i64, mut data: Value) -> Option<Event> {
    let mut data = data.get_mut("Event")?.take();
    for part in ["EventData", "UserData"] {
        if let Some(items) = data.get_mut(part) {
            write_out(items, ITEMS_DEPTH_MAX);
        }
    }
    let system = data.get("System")?;
    let provider = system.get("Provider")?.get("#attributes")?;
    let named = |name: &str| provider.get(name).and_then(Value::as_str);
    let provider = named("Name").or_else(|| named("EventSourceName"))?.to_owned();
    let id = number(system.get("EventID")?)?;
    let level = match system.get("Level").and_then(number) {
        Some(1) => Level::Critical,
        Some(2) => Level::Error,
        Some(3) => Level::Warning,
        _ => Level::Information,
    };
    let channel = system.get("Channel").and_then(text).unwrap_or_default().to_owned();
    let at = time(system).or_else(|| Timestamp::from_second(second).ok())?;
    if at < *EARLIEST {
        return None;
    }
    Some(Event { record, at, provider, id: u32::try_from(id).ok()?, level, channel, data })
}

/// Data items are nested no deeper.
const ITEMS_DEPTH_MAX: usize = 8;

/// Makes numbers and answers texts, as conditions ask for them and as an XML of the log has them.
fn write_out(items: &mut Value, depth: usize) {
    match items {
        Value::Number(_) | Value::Bool(_) => *items = Value::String(items.to_string()),
        Value::Array(list) if depth > 0 => {
            list.iter_mut().for_each(|item| write_out(item, depth - 1));
        }
        Value::Object(named) if depth > 0 => {
            named.values_mut().for_each(|item| write_out(item, depth - 1));
        }
        _ => {}
    }
}

/// The time that the entry itself gives; the head of a damaged record may hold another.
fn time(system: &Value) -> Option<Timestamp> {
    let written = system.get("TimeCreated")?.get("#attributes")?.get("SystemTime")?;
    let at: Timestamp = written.as_str()?.parse().ok()?;
    Timestamp::from_second(at.as_second()).ok()
}

/// No event log is older than this form of them; an earlier time is that of an empty field.
static EARLIEST: LazyLock<Timestamp> =
    LazyLock::new(|| Timestamp::from_second(946_684_800).unwrap_or_default());

fn number(value: &Value) -> Option<u64> {
    let value = value.get("#text").unwrap_or(value);
    value.as_u64().or_else(|| value.as_str()?.parse().ok())
}
