//! Event logs that were saved as XML, by the Event Viewer or by `wevtutil qe /f:xml`, with a root
//! element or without: to the same events as [`event_log`](super::event_log), one by one.
//!
//! The text is cut into its `<Event>` elements first, so that a damaged one ends with itself, and
//! memory does not grow with the file.

use std::io::Read;

use encoding_rs::Decoder;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event as Piece};
use quick_xml::reader::Reader;
use serde_json::{Map, Value};

use super::event_log::{Event, ReadLog, event};
use super::text::{decode, encoding};
use super::xml::sign;

/// A longer entry is none that Windows writes; 64 KB is the most that it takes for one.
const ENTRY_BYTES_MAX: usize = 1 << 20;
/// Bytes that are read at once.
const BLOCK_BYTES: usize = 64 << 10;
/// An element nested deeper is none that Windows writes.
const DEPTH_MAX: usize = 32;
/// An entry has no more elements.
const ELEMENTS_MAX: usize = 10_000;

/// The name of the form, which stands at the beginning of each.
const NAMESPACE: &str = "schemas.microsoft.com/win/2004/08/events/event";

/// Whether a file that begins so is an event log in XML.
#[must_use]
pub fn is_log(beginning: &[u8]) -> bool {
    decode(beginning).contains(NAMESPACE)
}

/// Reads a log and hands each event to `take`, which says whether to go on.
///
/// # Errors
/// In words, when the file cannot be read.
pub fn read(mut source: impl Read, mut take: impl FnMut(Event) -> bool) -> Result<ReadLog, String> {
    let mut log = ReadLog::default();
    let mut text = Text::default();
    let mut block = vec![0; BLOCK_BYTES];
    loop {
        let bytes = source.read(&mut block).map_err(|error| error.to_string())?;
        text.add(&block[..bytes], bytes == 0);
        while let Some(entry) = text.next() {
            match entry.and_then(parse) {
                Ok(event) => {
                    log.records += 1;
                    if !take(event) {
                        return Ok(log);
                    }
                }
                Err(why) => log.damage(why.to_owned()),
            }
        }
        text.forget();
        if bytes == 0 {
            if text.is_open() {
                log.damage("the last entry is cut off".to_owned());
            }
            return Ok(log);
        }
    }
}

/// The text that was read and not yet used.
#[derive(Default)]
struct Text {
    decoder: Option<Decoder>,
    waiting: String,
    used: usize,
}

impl Text {
    fn add(&mut self, bytes: &[u8], is_last: bool) {
        let decoder = self.decoder.get_or_insert_with(|| encoding(bytes).new_decoder());
        let room = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(bytes.len() * 3);
        self.waiting.reserve(room);
        // The room is enough for all of it, and bytes that are no text become replacements.
        let _all_of_it = decoder.decode_to_string(bytes, &mut self.waiting, is_last);
    }

    /// The next whole entry; an error for one that is too long.
    fn next(&mut self) -> Option<Result<&str, &'static str>> {
        let rest = &self.waiting[self.used..];
        let begin = begin(rest)?;
        self.used += begin;
        let rest = &self.waiting[self.used..];
        let end = rest.find(END).map(|at| at + END.len());
        match end {
            Some(end) if end <= ENTRY_BYTES_MAX => {
                self.used += end;
                Some(Ok(&rest[..end]))
            }
            None if rest.len() <= ENTRY_BYTES_MAX => None,
            _ => {
                self.used += BEGIN.len();
                Some(Err("an entry is longer than any that Windows writes"))
            }
        }
    }

    /// Lets go of what was used, and of what can begin no entry.
    fn forget(&mut self) {
        self.waiting.drain(..self.used);
        self.used = 0;
        if begin(&self.waiting).is_none() {
            let kept = self.waiting.rfind('<').unwrap_or(self.waiting.len());
            let is_short = self.waiting.len() - kept <= BEGIN.len();
            self.waiting.drain(..if is_short { kept } else { self.waiting.len() });
        }
    }

    fn is_open(&self) -> bool {
        begin(&self.waiting[self.used..]).is_some()
    }
}

const BEGIN: &str = "<Event";
const END: &str = "</Event>";

/// Where an entry begins: `<Event>` or `<Event xmlns=…>`, not `<Events>`.
fn begin(text: &str) -> Option<usize> {
    let mut places = text.match_indices(BEGIN).map(|(at, _)| at);
    places.find(|at| {
        let next = text[at + BEGIN.len()..].chars().next();
        next.is_some_and(|sign| sign == '>' || sign.is_whitespace())
    })
}

/// An element that is being read.
struct Element {
    name: String,
    /// `Name` of a data item.
    label: Option<String>,
    attributes: Map<String, Value>,
    children: Map<String, Value>,
    unnamed: Vec<Value>,
    text: String,
}

/// An entry from its text.
fn parse(text: &str) -> Result<Event, &'static str> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root = Map::new();
    for _ in 0..ELEMENTS_MAX {
        let piece = reader.read_event().map_err(|_| "an entry is no sound XML")?;
        let done = match piece {
            Piece::Start(tag) => {
                if open.len() >= DEPTH_MAX {
                    return Err("an entry is nested too deeply");
                }
                open.push(Element::new(&tag));
                None
            }
            Piece::Empty(tag) => Some(Element::new(&tag)),
            Piece::End(_) => open.pop(),
            Piece::Eof => break,
            other => {
                if let Some(element) = open.last_mut() {
                    element.say(&other);
                }
                None
            }
        };
        if let Some(element) = done {
            match open.last_mut() {
                Some(parent) => parent.add(element),
                None => drop(root.insert(element.name.clone(), element.value())),
            }
        }
    }
    let record = root.get("Event").and_then(|event| event.get("System")?.get("EventRecordID"));
    let record = record.and_then(|record| record.as_str()?.parse().ok()).unwrap_or_default();
    event(record, i64::MIN, Value::Object(root)).ok_or("an entry has no provider, number or time")
}

impl Element {
    fn new(tag: &BytesStart<'_>) -> Self {
        let mut attributes = Map::new();
        for attribute in tag.attributes().flatten() {
            let name = attribute.key.local_name();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0);
            let value = value.map_or_else(|_| attribute.value.to_string(), |own| own.into_owned());
            attributes.insert(name.as_ref().to_owned(), Value::String(value));
        }
        let name = tag.local_name().as_ref().to_owned();
        let label = attributes.get("Name").and_then(Value::as_str).map(str::to_owned);
        let label = label.filter(|_| name == "Data");
        let (children, unnamed, text) = (Map::new(), Vec::new(), String::new());
        Self { name, label, attributes, children, unnamed, text }
    }

    fn say(&mut self, piece: &Piece<'_>) {
        match piece {
            Piece::Text(text) => self.text += text,
            Piece::CData(text) => self.text += text,
            Piece::GeneralRef(entity) => self.text.extend(sign(entity)),
            _ => {}
        }
    }

    fn add(&mut self, child: Self) {
        let is_unnamed = child.name == "Data" && child.label.is_none();
        let name = child.label.clone().unwrap_or_else(|| child.name.clone());
        let value = child.value();
        if is_unnamed {
            return self.unnamed.push(value);
        }
        self.children.entry(name).or_insert(value);
    }

    /// In the shape that the reader of `.evtx` gives.
    fn value(self) -> Value {
        let is_plain = self.label.is_some() || self.name == "Data";
        let mut object = self.children;
        if !self.unnamed.is_empty() {
            let list = Map::from_iter([("#text".to_owned(), Value::Array(self.unnamed))]);
            object.insert("Data".to_owned(), Value::Object(list));
        }
        if object.is_empty() && (is_plain || self.attributes.is_empty()) {
            return Value::String(self.text);
        }
        if object.is_empty() && !self.text.is_empty() {
            object.insert("#text".to_owned(), Value::String(self.text));
        }
        if !self.attributes.is_empty() {
            object.insert("#attributes".to_owned(), Value::Object(self.attributes));
        }
        Value::Object(object)
    }
}

#[cfg(test)]
mod tests;
