//! Plain text as people paste and write it: a dialogue with labels in front of its lines, notes
//! from memory, lines with times, or one block. All lines are looked at before it is decided which
//! of these the text is.

use super::cues::{self, Cue};
use super::draft::{Draft, Span, Turn};
use super::label::{self, Candidate, Labels, Mark, is_name_like};
use super::time::{self, Front, Time, Written};
use super::words::{ReadingWords, normal};
use super::{Form, Side, notes};
use std::borrow::Cow;
use std::collections::HashSet;

/// A text of more lines than this has its labels in front of lines, not inside them.
const LINES_TO_UNFOLD_MAX: usize = 3;

/// How many labels inside a line show that it is a dialogue without line ends; two, if each follows
/// a sentence.
const INNER_LABELS_MIN: usize = 3;

/// Lines longer than this on average are no turns but paragraphs.
const WORDS_PER_TURN_MAX: usize = 30;

/// Narrower text was not broken by a program that fills lines.
const WRAP_WIDTH_MIN: usize = 40;

/// One line that is not blank.
#[derive(Debug, Clone, Copy)]
struct Line<'a> {
    number: usize,
    after_blank: bool,
    dash: bool,
    front: Option<Front<'a>>,
    /// Without a bullet in front.
    whole: &'a str,
    candidate: Option<Candidate<'a>>,
}

/// Reads a plain text into the draft, and tells its form.
pub(super) fn read(text: &str, words: &ReadingWords, draft: &mut Draft) -> Form {
    let mut lines = lines_of(text);
    if lines.len() <= LINES_TO_UNFOLD_MAX
        && let Some(unfolded) = unfold(&lines, words)
    {
        lines = unfolded;
    }
    let labels = Labels::of(lines.iter().map(|line| line.candidate), words);
    let tells = !labels.lead() && notes::tells(lines.iter().map(|line| line.whole), words);
    let starts_labelled = || {
        let first = lines.first().and_then(|line| line.candidate);
        first.is_some_and(|candidate| labels.accepts(&candidate, words))
    };
    if tells {
        add_notes(&lines, draft);
        Form::Notes
    } else if labels.accepted() >= 2 || labels.lead() || starts_labelled() {
        add_dialogue(&lines, &labels, words, draft);
        Form::Dialogue
    } else if are_timed(&lines) {
        add_timed(&lines, words, draft)
    } else {
        add_unmarked(&lines, draft)
    }
}

fn lines_of(text: &str) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut after_blank = false;
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        if is_blank(line) {
            after_blank = true;
            continue;
        }
        lines.push(Line { after_blank, ..line_of(index + 1, line) });
        after_blank = false;
    }
    lines
}

/// Empty, or a ruler of signs between parts.
fn is_blank(line: &str) -> bool {
    line.bytes().all(|byte| b"-=*_~# ".contains(&byte))
}

fn line_of(number: usize, line: &str) -> Line<'_> {
    let dash = line.strip_prefix(['-', '–', '—']).filter(|rest| rest.starts_with(' '));
    let bullet = dash
        .or_else(|| line.strip_prefix(['*', '•', '>', '#']).filter(|rest| rest.starts_with(' ')))
        .or_else(|| line.strip_prefix(">>"))
        .or_else(|| after_number(line));
    let whole = bullet.unwrap_or(line).trim_start();
    let front = time::front(whole);
    let candidate = label::candidate(front.map_or(whole, |front| front.rest));
    let candidate = candidate.map(|one| Candidate { time: front.or(one.time), ..one });
    let dash = dash.is_some() || line.starts_with(">>");
    Line { number, after_blank: false, dash, front, whole, candidate }
}

/// What follows the number of a list, "3. Caller: …", if it begins like a labelled line.
fn after_number(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches(|letter: char| letter.is_ascii_digit());
    let item = rest.strip_prefix(['.', ')']).filter(|item| item.starts_with(' '))?.trim_start();
    let labelled = label::candidate(item).is_some_and(|one| one.mark == Mark::Colon);
    (rest.len() < line.len() && labelled).then_some(item)
}

/// Splits lines that hold a whole dialogue: "Caller: Hello? Me: Hi. Caller: I am …".
fn unfold<'a>(lines: &[Line<'a>], words: &ReadingWords) -> Option<Vec<Line<'a>>> {
    let mut pieces = Vec::new();
    let mut labels = HashSet::new();
    let mut after_sentences = true;
    for line in lines {
        let starts = inner_labels(line.whole, words);
        if starts.first().is_none_or(|(start, _)| *start > 0) {
            return None;
        }
        labels.extend(starts.iter().map(|(_, label)| normal(label)));
        let mut inner = starts.iter().skip(1);
        after_sentences &= inner.all(|(start, _)| ends_sentence(line.whole[..*start].trim_end()));
        let ends = starts.iter().skip(1).map(|(start, _)| *start).chain([line.whole.len()]);
        pieces.extend(
            starts
                .iter()
                .zip(ends)
                .map(|((start, _), end)| line_of(line.number, line.whole[*start..end].trim())),
        );
    }
    let enough = if after_sentences { 2 } else { INNER_LABELS_MIN };
    (pieces.len() >= enough && labels.len() >= 2).then_some(pieces)
}

/// Where labels stand inside a line: listed ones, and single names that come back.
fn inner_labels<'a>(line: &'a str, words: &ReadingWords) -> Vec<(usize, &'a str)> {
    let colons: Vec<usize> = line.match_indices(": ").map(|(at, _)| at).collect();
    let mut single = std::collections::HashMap::<&str, usize>::new();
    for colon in &colons {
        *single.entry(last_words(&line[..*colon], 1)).or_default() += 1;
    }
    let mut starts = Vec::new();
    for colon in colons {
        let before = &line[..colon];
        let listed = (1..=label::LABEL_WORDS_MAX)
            .rev()
            .map(|count| last_words(before, count))
            .find(|label| words.side(label).is_some());
        let name = last_words(before, 1);
        let repeated = is_name_like(name)
            && !words.is_no_label(name)
            && single.get(name).is_some_and(|count| *count >= 2);
        if let Some(label) = listed.or_else(|| repeated.then_some(name)) {
            starts.push((colon - label.len(), label));
        }
    }
    starts
}

/// The last so many words of a text, or all if it has fewer.
fn last_words(text: &str, count: usize) -> &str {
    let reach = text.ceil_char_boundary(text.len().saturating_sub(label::LABEL_CHARS_MAX * 2));
    let near = &text[reach..];
    let start = near.rmatch_indices(' ').nth(count - 1).map_or(0, |(at, _)| at + 1);
    &near[start..]
}

fn add_dialogue(lines: &[Line<'_>], labels: &Labels, words: &ReadingWords, draft: &mut Draft) {
    let timed = are_timed(lines);
    let zero = Zero::of(lines);
    for line in lines {
        let number = Some(line.number);
        let accepted = line.candidate.filter(|candidate| labels.accepts(candidate, words));
        if let Some(found) = accepted {
            let side = words.side(found.label).unwrap_or(Side::Unknown);
            let span = zero.span(found.time);
            let (speaker, text) = (found.label, found.text);
            draft.add(Turn { line: number, speaker, side, text, span });
        } else {
            draft.join(number, line.words(timed), Span::default());
        }
    }
}

/// One utterance a paragraph.
fn add_notes(lines: &[Line<'_>], draft: &mut Draft) {
    let wrapped = is_wrapped(lines);
    let timed = are_timed(lines);
    // Times in notes are times of day.
    let zero = Zero { ms: None, of_day: true }.found_in(lines);
    for line in lines {
        let span =
            if timed || line.is_bracketed() { zero.span(line.front) } else { Span::default() };
        let text = line.words(timed);
        if wrapped && !line.after_blank && !line.dash {
            draft.join(Some(line.number), text, span);
        } else {
            draft.add(unmarked(line.number, text, span));
        }
    }
}

fn add_timed(lines: &[Line<'_>], words: &ReadingWords, draft: &mut Draft) -> Form {
    let zero = Zero::of(lines);
    let mut cues: Vec<Cue<'_>> = Vec::with_capacity(lines.len());
    let mut waiting = Span::default();
    for line in lines {
        let text = line.words(true);
        let mut span = zero.span(line.front);
        if text.is_empty() {
            waiting = span;
            continue;
        }
        let waited = std::mem::take(&mut waiting);
        span.start_ms = span.start_ms.or(waited.start_ms);
        span.end_ms = span.end_ms.or(waited.end_ms);
        cues.push(Cue {
            line: Some(line.number),
            span,
            speaker: None,
            text: Cow::Borrowed(text),
            fresh: line.dash,
        });
    }
    cues::add(&mut cues, words, draft)
}

/// A turn a line where lines are turns, and one block otherwise.
fn add_unmarked(lines: &[Line<'_>], draft: &mut Draft) -> Form {
    let dashes = lines.iter().filter(|line| line.dash).count();
    let by_dash = dashes >= 2 && lines.first().is_some_and(|line| line.dash);
    let by_line = !by_dash && are_turns(lines);
    for line in lines {
        let (number, text) = (line.number, line.words(false));
        if by_line || (by_dash && line.dash) {
            draft.add(unmarked(number, text, Span::default()));
        } else {
            draft.join(Some(number), text, Span::default());
        }
    }
    if by_dash || by_line { Form::Dialogue } else { Form::Block }
}

fn unmarked(number: usize, text: &str, span: Span) -> Turn<'_> {
    Turn { line: Some(number), speaker: "", side: Side::Unknown, text, span }
}

/// Whether each line seems to be what one speaker said: short, and mostly ending as sentences do.
fn are_turns(lines: &[Line<'_>]) -> bool {
    let words: usize = lines.iter().map(|line| line.whole.split_whitespace().count()).sum();
    let ended = lines.iter().filter(|line| ends_sentence(line.whole)).count();
    lines.len() >= 2
        && words <= WORDS_PER_TURN_MAX * lines.len()
        && ended * 2 >= lines.len()
        && !is_wrapped(lines)
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', '\'', '’', ')']).ends_with(['.', '?', '!', '…'])
}

/// Whether the lines were broken by a program that fills lines: the next word would never have
/// fitted.
fn is_wrapped(lines: &[Line<'_>]) -> bool {
    let width = lines.iter().map(|line| line.whole.chars().count()).max().unwrap_or_default();
    let (mut pairs, mut fitting, mut ended) = (0, 0, 0);
    for pair in lines.windows(2) {
        if pair[1].after_blank || pair[1].dash {
            continue;
        }
        let next = pair[1].whole.split_whitespace().next().unwrap_or_default();
        let together = pair[0].whole.chars().count() + 1 + next.chars().count();
        pairs += 1;
        fitting += usize::from(together <= width);
        ended += usize::from(ends_sentence(pair[0].whole));
    }
    pairs > 0 && width >= WRAP_WIDTH_MIN && fitting * 10 <= pairs && ended * 2 <= pairs
}

/// Whether lines have times in front as a habit, not by chance.
fn are_timed(lines: &[Line<'_>]) -> bool {
    let timed = lines.iter().filter(|line| line.front.is_some()).count();
    let texts = lines.iter().filter(|line| !line.words(true).is_empty()).count();
    let bracketed = lines.iter().any(Line::is_bracketed);
    timed > 0 && timed * 2 >= texts && (timed >= 2 || bracketed)
}

impl<'a> Line<'a> {
    fn is_bracketed(&self) -> bool {
        self.front.is_some_and(|front| front.bracketed)
    }

    /// The words of a line without label, and without its time if that is a habit of the text.
    fn words(&self, timed: bool) -> &'a str {
        match self.front {
            Some(front) if timed || front.bracketed => front.rest,
            _ => self.whole,
        }
    }
}

/// What the times of a text count from.
#[derive(Debug, Clone, Copy)]
struct Zero {
    /// The first time of day, where times are times of day.
    ms: Option<u64>,
    of_day: bool,
}

impl Zero {
    fn of(lines: &[Line<'_>]) -> Self {
        Self { ms: None, of_day: false }.found_in(lines)
    }

    fn found_in(self, lines: &[Line<'_>]) -> Self {
        let times = lines.iter().filter_map(|line| {
            let front = line.front.or_else(|| line.candidate.and_then(|one| one.time));
            front.map(|front| front.start)
        });
        let mut of_day = times.map(|time| self.placed(time));
        let first = of_day.find(|time| time.written == Written::OfDay);
        Self { ms: first.map(|time| time.ms), ..self }
    }

    fn placed(self, time: Time) -> Time {
        if self.of_day { time::of_day(time) } else { time }
    }

    fn span(self, front: Option<Front<'_>>) -> Span {
        let from_zero = |time: Time| {
            let time = self.placed(time);
            match time.written {
                Written::OfDay => time.ms.saturating_sub(self.ms.unwrap_or_default()),
                Written::TwoParts | Written::Offset => time.ms,
            }
        };
        Span {
            start_ms: front.map(|front| from_zero(front.start)),
            end_ms: front.and_then(|front| front.end).map(from_zero),
        }
    }
}
