//! Mail addresses as they are spoken, dates of birth, and passwords that are words.

use std::collections::HashSet;

use super::rules::{Cue, CueWhose, Owner, Rules, Topic};
use super::text::{Sort, Text};
use super::written::owner;
use super::{Certainty, Kind, Mark, Marks};
use crate::passages::Voice;

/// So many words after the word for it a date may begin.
const DATE_BEGINS_WORDS: usize = 14;
/// The most words of a date.
const DATE_WORDS_MAX: usize = 12;
/// The most words of a spoken mail address before and behind its "at".
const MAIL_WORDS_MAX: usize = 16;
/// So many words between the word for a secret and the secret.
const SECRET_BEGINS_WORDS: usize = 6;

/// Marks what is spoken in texts that belong together.
pub(super) fn find(texts: &[Text], scene: Vec<usize>, rules: &Rules, marks: &mut Marks) {
    let mut said = HashSet::new();
    for (place, &number) in scene.iter().enumerate() {
        let text = &texts[number];
        for at in 0..text.tokens.len() {
            if let Some((start, end)) = mail(text, at) {
                let words = text.tokens[start..end].iter().map(|token| token.word.as_str());
                let address = words.collect::<Vec<_>>().join(" ");
                if is_clients_mail(text, start, rules) || said.contains(&address) {
                    said.insert(address);
                    add(
                        marks,
                        number,
                        text,
                        (start, end),
                        Kind::Email,
                        "it is a spoken mail address",
                    );
                }
            }
            if let Some((cue, end)) = rules.cues.at(text, at)
                && cue.topic == Topic::BirthDate
            {
                let next = scene.get(place + 1).map(|&next| (next, &texts[next]));
                date(number, text, end, next, rules, marks);
            }
            if let Some((_, end)) = rules.secrets.words.at(text, at) {
                let next = scene.get(place + 1).map(|&next| (next, &texts[next]));
                secret(number, text, end, next, rules, marks);
            }
        }
    }
}

fn add(
    marks: &mut Marks,
    number: usize,
    text: &Text,
    (start, end): (usize, usize),
    kind: Kind,
    why: &str,
) {
    let (span, why) = (text.span(start, end), why.to_owned());
    marks.add(number, Mark { span, kind, certainty: Certainty::Said, why });
}

/// "olive dot hartnell at example dot com", by its "at".
fn mail(text: &Text, at: usize) -> Option<(usize, usize)> {
    if text.word(at) != "at" || at == 0 {
        return None;
    }
    let sign =
        |at: usize| matches!(text.word(at), "dot" | "dash" | "hyphen" | "underscore" | "point");
    let mut end = at + 1;
    let mut dots = 0;
    while end < text.tokens.len().min(at + MAIL_WORDS_MAX) {
        if sign(end) {
            dots += usize::from(text.word(end) == "dot");
            end += 1;
        } else if end == at + 1 || sign(end - 1) || (single(text, end) && single(text, end - 1)) {
            end += 1;
        } else {
            break;
        }
    }
    let complete = dots > 0 && !sign(end - 1);
    if !complete {
        return None;
    }
    let mut start = at - 1;
    while start > at.saturating_sub(MAIL_WORDS_MAX) && start > 0 {
        let joined = sign(start - 1)
            || sign(start)
            || (single(text, start - 1) && (single(text, start) || start + 1 == at))
            || text.tokens[start].sort == Sort::Digit;
        if !joined {
            break;
        }
        start -= 1;
    }
    Some((start, end))
}

fn single(text: &Text, at: usize) -> bool {
    text.tokens.get(at).is_some_and(|token| token.sort != Sort::Word && !token.suffix)
}

fn is_clients_mail(text: &Text, start: usize, rules: &Rules) -> bool {
    const CUE_WORDS: usize = 12;
    let cue = (start.saturating_sub(CUE_WORDS)..start).rev().find_map(|at| {
        rules.cues.at(text, at).filter(|(cue, _)| cue.topic == Topic::Email).map(|(cue, _)| cue)
    });
    match (text.voice, cue) {
        (Voice::Caller, Some(Cue { whose: Some(CueWhose::Listener), .. })) => true,
        (Voice::Caller, _) => false,
        (Voice::Told, _) => owner(text, start, rules) != Some(Owner::Caller),
        _ => true,
    }
}

/// Marks the date that follows a word for it, in this text or in the next.
fn date(
    number: usize,
    text: &Text,
    start: usize,
    next: Option<(usize, &Text)>,
    rules: &Rules,
    marks: &mut Marks,
) {
    if let Some(span) = date_from(text, start, rules) {
        return add(
            marks,
            number,
            text,
            span,
            Kind::BirthDate,
            "it follows a word for a date of birth",
        );
    }
    if let Some((number, text)) = next
        && let Some(span) = date_from(text, 0, rules)
    {
        add(
            marks,
            number,
            text,
            span,
            Kind::BirthDate,
            "it answers a question for a date of birth",
        );
    }
}

fn date_from(text: &Text, start: usize, rules: &Rules) -> Option<(usize, usize)> {
    let dated = |at: usize| {
        let token = &text.tokens[at];
        token.sort == Sort::Digit
            || rules.numbers.months.contains(&token.word)
            || rules.numbers.is_ordinal(&token.word)
    };
    let last = text.tokens.len().min(start + DATE_BEGINS_WORDS);
    let first = (start..last).find(|&at| dated(at))?;
    let mut end = first;
    let mut at = first;
    while at < text.tokens.len().min(first + DATE_WORDS_MAX) {
        if dated(at) {
            end = at + 1;
        } else if !rules.numbers.date_glue.contains(text.word(at)) {
            break;
        }
        at += 1;
    }
    let lone = end == first + 1 && matches!(text.word(first), "may" | "one" | "first" | "second");
    let article = usize::from(first > start && text.word(first - 1) == "the");
    (!lone).then_some((first - article, end))
}

/// Marks the secret that follows the word for it, in this text or in the next.
fn secret(
    number: usize,
    text: &Text,
    start: usize,
    next: Option<(usize, &Text)>,
    rules: &Rules,
    marks: &mut Marks,
) {
    const WHY: &str = "it follows a word for a password";
    let caller = text.voice == Voice::Caller || owner(text, start, rules) == Some(Owner::Caller);
    let own = secret_from(text, start, rules, 1);
    match (caller, own) {
        (false, Some(span)) => add_secret(marks, number, text, span, WHY),
        (true, None) => {
            if let Some((number, text)) = next.filter(|(_, next)| next.voice != text.voice)
                && let Some(span) = secret_from(text, 0, rules, 0)
            {
                add_secret(marks, number, text, span, WHY);
            }
        }
        _ => {}
    }
}

/// Marks a secret to the next gap: signs may be a part of it.
fn add_secret(
    marks: &mut Marks,
    number: usize,
    text: &Text,
    (start, end): (usize, usize),
    why: &str,
) {
    let (from, to) = text.span(start, end);
    let rest = text.original[to..].split([' ', ',', ';', ')', '"', '\n']).next().unwrap_or("");
    let to = to + rest.trim_end_matches(['.', '!', '?']).len();
    let mark = Mark {
        span: (from, to),
        kind: Kind::Secret,
        certainty: Certainty::Said,
        why: why.to_owned(),
    };
    marks.add(number, mark);
}

/// The word that is a secret: behind at least so many of the words that lead to it.
fn secret_from(text: &Text, start: usize, rules: &Rules, lead: usize) -> Option<(usize, usize)> {
    let led = (start..text.tokens.len())
        .take(SECRET_BEGINS_WORDS)
        .take_while(|&at| rules.secrets.before.contains(text.word(at)) && !text.tokens[at].wall)
        .count();
    let first = start + led;
    let token = text.tokens.get(first)?;
    let odd = !rules.is_common(&token.word);
    let sign = start > 0
        && text.original[text.tokens[start - 1].to..text.tokens[start].from].contains([',', ':']);
    if (led < lead && !sign) || !odd {
        return None;
    }
    let mut end = first + 1;
    while end < text.tokens.len().min(first + SECRET_BEGINS_WORDS)
        && !text.tokens[end - 1].wall
        && single(text, end)
    {
        end += 1;
    }
    Some((first, end))
}
