//! Subtitles: `SubRip` (SRT) and `WebVTT` (<https://www.w3.org/TR/webvtt1/>), read by one loop
//! because real files mix them: missing headers, missing blank lines, points for commas.

use super::cues::{self, Cue};
use super::draft::{Draft, Span};
use super::problem::{Problem, ProblemKind, Problems};
use super::words::ReadingWords;
use super::{Form, time};
use std::borrow::Cow;

/// In so many lines that are not blank a timing line must come.
const LINES_BEFORE_TIMING_MAX: usize = 40;

/// A sign without its partner within so many bytes is no tag.
const TAG_BYTES_MAX: usize = 200;

const HEADER: &str = "WEBVTT";
const ARROW: &str = "-->";
const OTHER_BLOCKS: [&str; 3] = ["NOTE", "STYLE", "REGION"];
const ENTITIES: [(&str, &str); 7] = [
    ("&nbsp;", " "),
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", "\""),
    ("&#39;", "'"),
    ("&lrm;", ""),
    // Last, so that "&amp;lt;" becomes "&lt;".
    ("&amp;", "&"),
];

/// Whether the text is subtitles.
pub(super) fn looks_like(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    is_header(text.trim_start())
        || lines.by_ref().take(LINES_BEFORE_TIMING_MAX).any(|line| time::timing(line).is_some())
}

fn is_header(text: &str) -> bool {
    text.strip_prefix(HEADER)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// Reads subtitles into the draft.
pub(super) fn read(
    text: &str,
    words: &ReadingWords,
    draft: &mut Draft,
    problems: &mut Problems,
) -> Form {
    let mut cues = Vec::new();
    let mut block = Block::default();
    for (index, line) in text.lines().enumerate() {
        let (line, number) = (line.trim(), index + 1);
        if line.is_empty() {
            block.end(&mut cues);
        } else if line.contains(ARROW) {
            block.time(number, line, &mut cues, problems);
        } else if block.is_new() && is_other(line, cues.is_empty()) {
            block.skipped = true;
        } else {
            block.lines.push((number, line));
        }
    }
    block.end(&mut cues);
    if text.contains("<c>") {
        drop_repeated(&mut cues);
    }
    let mut spoken: Vec<Cue<'_>> = Vec::with_capacity(cues.len());
    for cue in &cues {
        voices(cue, &mut spoken);
    }
    cues::add(&mut spoken, words, draft)
}

fn is_other(line: &str, first: bool) -> bool {
    let word = line.split_whitespace().next().unwrap_or_default();
    (first && is_header(line)) || OTHER_BLOCKS.contains(&word)
}

/// The lines of one subtitle.
#[derive(Debug)]
struct Raw<'a> {
    span: Span,
    lines: Vec<(usize, &'a str)>,
}

/// The lines since the last blank line.
#[derive(Debug, Default)]
struct Block<'a> {
    span: Option<Span>,
    lines: Vec<(usize, &'a str)>,
    skipped: bool,
}

impl<'a> Block<'a> {
    fn is_new(&self) -> bool {
        self.span.is_none() && self.lines.is_empty() && !self.skipped
    }

    /// A timing line begins a cue; what stands before it is the cue's number or name.
    fn time(
        &mut self,
        number: usize,
        line: &str,
        cues: &mut Vec<Raw<'a>>,
        problems: &mut Problems,
    ) {
        if self.span.is_none() {
            self.lines.clear();
        } else if self.lines.last().is_some_and(|(_, line)| is_number(line)) {
            self.lines.pop();
        }
        self.end(cues);
        let times = time::timing(line);
        if times.is_none() {
            let message = "The times of this subtitle cannot be read; its words were kept. \
                           They look like 00:00:01,000 --> 00:00:02,500.";
            problems.push(Problem::new(Some(number), ProblemKind::BrokenTime, message));
        }
        self.span = Some(times.map_or_else(Span::default, |(start, end)| Span {
            start_ms: Some(start.ms),
            end_ms: Some(end.ms),
        }));
    }

    fn end(&mut self, cues: &mut Vec<Raw<'a>>) {
        let lines = std::mem::take(&mut self.lines);
        let span = self.span.take();
        if std::mem::take(&mut self.skipped) || lines.is_empty() {
            return;
        }
        match (span, cues.last_mut()) {
            (None, Some(last)) if lines.iter().all(|(_, line)| !is_number(line)) => {
                // A blank line inside a subtitle.
                last.lines.extend(lines);
            }
            (None, _) if lines.iter().all(|(_, line)| is_number(line)) => {}
            (span, _) => cues.push(Raw { span: span.unwrap_or_default(), lines }),
        }
    }
}

fn is_number(line: &str) -> bool {
    line.bytes().all(|byte| byte.is_ascii_digit())
}

/// Rolling captions show each line twice, as the new one and again above the next.
fn drop_repeated(cues: &mut [Raw<'_>]) {
    let mut shown = String::new();
    for cue in cues {
        cue.lines.retain(|(_, line)| without_tags(line).trim() != shown);
        if let Some((_, last)) = cue.lines.last() {
            without_tags(last).trim().clone_into(&mut shown);
        }
    }
}

/// Splits a subtitle where its speaker changes: `<v Name>`, ">>", or a dash in front of each line.
fn voices<'a>(raw: &Raw<'a>, spoken: &mut Vec<Cue<'a>>) {
    let first = spoken.len();
    for (number, line) in &raw.lines {
        let dash = line.strip_prefix(['-', '–', '—']).filter(|rest| rest.starts_with([' ', '<']));
        let plain = line.strip_prefix(">>").or_else(|| line.strip_prefix("&gt;&gt;"));
        let fresh = dash.is_some() || plain.is_some();
        let line = dash.or(plain).unwrap_or(line).trim_start_matches('>');
        for (speaker, text) in voice_spans(line) {
            let same = !fresh && speaker.is_none() && spoken.len() > first;
            if same && let Some(last) = spoken.last_mut() {
                let joined = last.text.to_mut();
                joined.push(' ');
                joined.push_str(&without_tags(text));
                continue;
            }
            spoken.push(Cue {
                line: Some(*number),
                span: raw.span,
                speaker: speaker.map(Cow::Borrowed),
                text: Cow::Owned(without_tags(text).trim().to_owned()),
                fresh,
            });
        }
    }
}

/// The parts of a line and the voices that their tags name; the first part may have none.
fn voice_spans(line: &str) -> Vec<(Option<&str>, &str)> {
    let mut parts = Vec::new();
    for (index, part) in line.split("<v").enumerate() {
        if index == 0 {
            if !part.trim().is_empty() {
                parts.push((None, part));
            }
        } else if let Some((name, text)) = part.split_once('>') {
            // `<v.loud Name>`: classes stand before the first space.
            let name = name.split_once(' ').map(|(_, name)| name.trim());
            parts.push((name.filter(|name| !name.is_empty()), text));
        } else {
            parts.push((None, part));
        }
    }
    parts
}

/// The words without `<i>`, `<00:01.000>`, `{\an8}` and entities.
fn without_tags(line: &str) -> Cow<'_, str> {
    if !line.contains(['<', '{', '&']) {
        return Cow::Borrowed(line);
    }
    let mut words = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{']) {
        let (before, tag) = rest.split_at(at);
        words.push_str(before);
        let closing = if tag.starts_with('<') { '>' } else { '}' };
        let reach = &tag[..tag.floor_char_boundary(TAG_BYTES_MAX)];
        if let Some(end) = reach.find(closing).filter(|_| opens_tag(tag)) {
            rest = &tag[end + 1..];
        } else {
            words.push_str(&tag[..1]);
            rest = &tag[1..];
        }
    }
    words.push_str(rest);
    for (entity, sign) in ENTITIES {
        if words.contains(entity) {
            words = words.replace(entity, sign);
        }
    }
    Cow::Owned(words)
}

fn opens_tag(text: &str) -> bool {
    let next = text[1..].chars().next();
    match text.as_bytes().first() {
        Some(b'<') => next.is_some_and(|next| next.is_ascii_alphanumeric() || next == '/'),
        _ => next == Some('\\'),
    }
}
