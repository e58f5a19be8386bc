//! Planned tasks: the XML below `System32\Tasks`, and the older `Windows\Tasks\*.job`, to traces.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::text::decode;
use super::xml::sign;
use crate::findings::{Moment, Proof};
use crate::trace::Trace;

/// A larger file is no task.
pub(crate) const FILE_BYTES_MAX: usize = 1 << 20;
/// Elements nested deeper are none of a task.
const DEPTH_MAX: usize = 32;
/// So many commands of one task are kept; Windows allows as many.
const COMMANDS_MAX: usize = 32;
/// So many bytes of one text are kept.
const TEXT_BYTES_MAX: usize = 4_096;

/// What a task says about itself.
#[derive(Debug, Clone, Default)]
struct Task {
    name: String,
    author: String,
    made: String,
    account: String,
    hidden: String,
    starts: Vec<String>,
    /// Commands with their arguments.
    commands: Vec<(String, String)>,
}

/// Whether the beginning of a file is that of a task.
pub(crate) fn is_task(head: &[u8]) -> bool {
    let text = decode(head);
    text.contains("<Task ") || text.contains("<Task>")
}

/// One trace for each command of a task; `changed` is the time of the file.
///
/// # Errors
/// Why it cannot be read.
pub fn commands(
    file: &str,
    bytes: &[u8],
    changed: Option<Timestamp>,
) -> Result<Vec<Trace>, String> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err("too large for a task; not read".to_owned());
    }
    let name = file.rsplit(['\\', '/']).next().unwrap_or(file);
    let mut task = match name.to_lowercase().strip_suffix(".job") {
        Some(_) => job(bytes).ok_or("cut off or damaged, no task")?,
        None => xml(&decode(bytes))?,
    };
    if task.name.is_empty() {
        name.clone_into(&mut task.name);
    }
    if task.commands.is_empty() {
        // Tasks of Windows itself mostly call a part of it by number and start no program.
        return Ok(Vec::new());
    }
    Ok(task.traces(file, changed))
}

impl Task {
    fn traces(&self, file: &str, changed: Option<Timestamp>) -> Vec<Trace> {
        let trace = |(command, arguments): &(String, String)| {
            let fields = vec![
                ("name", self.name.clone()),
                ("author", self.author.clone()),
                ("made", self.made.clone()),
                ("command", command.clone()),
                ("arguments", arguments.clone()),
                ("account", self.account.clone()),
                ("hidden", self.hidden.clone()),
                ("starts", self.starts.join(", ")),
            ];
            let raw = format!("{command} {arguments}");
            let proof = Proof { file: file.to_owned(), line: None, record: None, raw };
            Trace { source: "task", fields, when: self.when(changed), proof }
        };
        self.commands.iter().map(trace).collect()
    }

    /// The time of the file where it may be that of the making, else what the task says, which is
    /// by the computer's clock: a copied file has the time of the copying.
    fn when(&self, changed: Option<Timestamp>) -> Option<Moment> {
        /// No clock is further from universal time.
        const CLOCK_SECONDS_MAX: i64 = 15 * 3_600;
        let of_file = |at: Timestamp| Moment::in_utc(at, format!("{at}, the time of the file"));
        if let Ok(at) = self.made.parse::<Timestamp>() {
            return Some(Moment::in_utc(at, self.made.clone()));
        }
        let Ok(made) = self.made.parse::<DateTime>() else { return changed.map(of_file) };
        let as_if_utc = Offset::UTC.to_timestamp(made).ok()?;
        let near = changed
            .filter(|at| (at.as_second() - as_if_utc.as_second()).abs() <= CLOCK_SECONDS_MAX);
        Some(near.map_or_else(|| Moment::local(made, None, self.made.clone()), of_file))
    }

    /// Takes the text of an element.
    fn take(&mut self, path: &[String], text: &str) {
        let text = text.trim().to_owned();
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path[..] {
            [_, "RegistrationInfo", "URI"] => self.name = text,
            [_, "RegistrationInfo", "Author"] => self.author = text,
            [_, "RegistrationInfo", "Date"] => self.made = text,
            [_, "Principals", "Principal", "UserId" | "GroupId"] => self.account = text,
            [_, "Settings", "Hidden"] => self.hidden = text,
            [_, "Actions", "Exec", "Command"] => {
                if let Some(last) = self.commands.last_mut() {
                    last.0 = text;
                }
            }
            [_, "Actions", "Exec", "Arguments"] => {
                if let Some(last) = self.commands.last_mut() {
                    last.1 = text;
                }
            }
            _ => {}
        }
    }

    /// Takes the beginning of an element.
    fn enter(&mut self, path: &[String]) {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        match path[..] {
            [_, "Actions", "Exec"] if self.commands.len() < COMMANDS_MAX => {
                self.commands.push((String::new(), String::new()));
            }
            [_, "Triggers", kind] if self.starts.len() < COMMANDS_MAX => {
                self.starts.push(kind.trim_end_matches("Trigger").to_owned());
            }
            _ => {}
        }
    }
}

fn xml(text: &str) -> Result<Task, String> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let (mut task, mut path, mut words) = (Task::default(), Vec::new(), String::new());
    loop {
        let event = reader.read_event().map_err(|error| format!("no sound XML: {error}"))?;
        match event {
            Event::Start(start) => {
                if path.len() >= DEPTH_MAX {
                    return Err("elements lie within each other too deeply for a task".to_owned());
                }
                path.push(start.local_name().as_ref().to_owned());
                words.clear();
                task.enter(&path);
            }
            Event::End(_) => {
                task.take(&path, &words);
                words.clear();
                path.pop();
            }
            Event::Text(text) => words.push_str(&text),
            Event::CData(text) => words.push_str(&text),
            Event::GeneralRef(name) => words.extend(sign(&name)),
            Event::Eof => break,
            _ => {}
        }
        if words.len() > TEXT_BYTES_MAX {
            let end = (0..=TEXT_BYTES_MAX).rev().find(|at| words.is_char_boundary(*at));
            words.truncate(end.unwrap_or(0));
        }
        if path.first().is_some_and(|root: &String| root != "Task") {
            return Err("no task: its outermost element has another name".to_owned());
        }
    }
    if path.is_empty() { Ok(task) } else { Err("cut off before its end".to_owned()) }
}

/// The binary form: a head of 68 bytes, a count, then texts with their lengths (MS-TSCH 2.4).
fn job(bytes: &[u8]) -> Option<Task> {
    let short = |at: usize| {
        let two = bytes.get(at..at.checked_add(2)?)?;
        Some(usize::from(u16::from_le_bytes(two.try_into().ok()?)))
    };
    /// The only version of the form.
    const VERSION: usize = 1;
    if short(2)? != VERSION {
        return None;
    }
    let mut at = short(20)?;
    let mut texts = Vec::new();
    for _ in 0..4 {
        let end = at.checked_add(2)?.checked_add(short(at)?.checked_mul(2)?)?;
        let wide = bytes.get(at + 2..end)?.chunks_exact(2);
        let units: Vec<u16> = wide.map(|two| u16::from_le_bytes([two[0], two[1]])).collect();
        texts.push(String::from_utf16_lossy(&units).trim_end_matches('\0').to_owned());
        at = end;
    }
    let [command, arguments, _folder, author] = <[String; 4]>::try_from(texts).ok()?;
    Some(Task { author, commands: vec![(command, arguments)], ..Task::default() })
}

#[cfg(test)]
mod tests;
