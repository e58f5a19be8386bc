//! Numbers that are read out or written: cards, accounts, telephone numbers, codes. What was asked
//! for, or said before them, tells what they are and whose; a number may go on over several turns.

use std::collections::HashSet;

use evidence::amounts;

use super::rules::{Cue, CueWhose, Owner, Rules, Topic};
use super::text::{Sort, Text};
use super::written::{is_card, is_yours, owner};
use super::{Certainty, Mark, Marks};
use crate::passages::Voice;

/// So many words after it was named, something is still what is talked about.
const TOPIC_WORDS: usize = 40;
/// What the caller says of the client must stand nearer.
const TOPIC_WORDS_CALLER: usize = 12;
/// In what is told, too: a sentence is soon about something else.
const TOPIC_WORDS_TOLD: usize = 14;
/// A house number stands near to the word for it.
const TOPIC_WORDS_ADDRESS: usize = 12;
/// A word for a number may stand right behind it.
const BEHIND_WORDS: usize = 4;
/// The most words of one number.
const RUN_WORDS_MAX: usize = 48;
/// So many words that are no digits may stand between two digits.
const GLUE_WORDS_MAX: usize = 2;
/// So many digits in a row make it sure that one number repeats another.
const ECHO_DIGITS: usize = 4;
/// A number that nobody explains is one of the client's from so many digits on.
const NUMBER_DIGITS_MIN: usize = 7;

/// An amount without its currency has so many digits at most.
const AMOUNT_DIGITS_MAX: usize = 5;

/// A number as it stands in a text.
#[derive(Debug)]
struct Run {
    text: usize,
    start: usize,
    end: usize,
    digits: String,
    letters: usize,
}

/// What is talked about.
#[derive(Debug, Clone, Copy)]
struct Talk {
    topic: Topic,
    owner: Option<Owner>,
    at: usize,
}

struct Finder<'f> {
    texts: &'f [Text],
    rules: &'f Rules,
    marks: &'f mut Marks,
    talk: Option<Talk>,
    words: usize,
    /// Parts of what the caller gave.
    given: HashSet<String>,
    /// Parts of what was masked.
    masked: HashSet<String>,
    /// What the caller said without a word for it.
    open: Vec<Run>,
}

/// Marks the numbers of texts that belong together.
pub(super) fn find(texts: &[Text], scene: Vec<usize>, rules: &Rules, marks: &mut Marks) {
    let mut finder = Finder {
        texts,
        rules,
        marks,
        talk: None,
        words: 0,
        given: HashSet::new(),
        masked: HashSet::new(),
        open: Vec::new(),
    };
    for text in scene {
        finder.read(text);
    }
    for run in std::mem::take(&mut finder.open) {
        if finder.repeats(&run.digits) {
            let why = "the client said the same digits".to_owned();
            finder.mask(&run, Topic::Reference, Certainty::Said, why);
        }
    }
}

impl Finder<'_> {
    fn read(&mut self, number: usize) {
        let text = &self.texts[number];
        let mut at = 0;
        while at < text.tokens.len() {
            if let Some((cue, end)) = self.rules.cues.at(text, at) {
                self.hear(cue, text, (at, end));
                self.words += end - at;
                at = end;
            } else if let Some(run) = run(text, number, at, self.rules) {
                self.words += run.end - at;
                at = run.end;
                self.decide(run);
            } else {
                self.words += 1;
                at += 1;
            }
        }
    }

    fn hear(&mut self, cue: Cue, text: &Text, (at, end): (usize, usize)) {
        const SAME_WORDS: usize = 12;
        let mut owner = whose(cue, text, at, self.rules);
        let named = (at..end).any(|at| matches!(text.word(at), "your" | "my" | "her" | "mine"));
        let same = self.talk.filter(|talk| {
            talk.topic == Topic::Account
                && cue.topic == talk.topic
                && self.words.saturating_sub(talk.at) <= SAME_WORDS
        });
        // "Transfer it to account …, sort code …": the second word is about the same account.
        if !named && let Some(talk) = same.filter(|talk| talk.owner == Some(Owner::Caller)) {
            owner = talk.owner;
        }
        self.talk = Some(Talk { topic: cue.topic, owner, at: self.words });
    }

    /// What is talked about, if it still is; or what is named right behind the number.
    fn talk(&self, run: &Run) -> Option<Talk> {
        let text = &self.texts[run.text];
        let far = |talk: &Talk| self.words.saturating_sub(talk.at + run.end - run.start);
        let fresh = self.talk.filter(|talk| {
            let words = match (text.voice, talk.topic) {
                (_, Topic::Address) => TOPIC_WORDS_ADDRESS,
                (Voice::Told, _) => TOPIC_WORDS_TOLD,
                (Voice::Caller, _) if talk.owner == Some(Owner::Client) => TOPIC_WORDS_CALLER,
                _ => TOPIC_WORDS,
            };
            far(talk) <= words
        });
        fresh.or_else(|| {
            (run.end..run.end + BEHIND_WORDS).find_map(|at| {
                let (cue, _) = self.rules.cues.at(text, at)?;
                let owner = whose(cue, text, at, self.rules);
                let named = matches!(cue.topic, Topic::Card | Topic::Account | Topic::Secret);
                named.then_some(Talk { topic: cue.topic, owner, at: self.words })
            })
        })
    }

    fn decide(&mut self, run: Run) {
        let text = &self.texts[run.text];
        let size = run.digits.len() + run.letters;
        let card = run.letters == 0 && is_card(&run.digits);
        let house = self.talk(&run).is_some_and(|talk| talk.topic == Topic::Address);
        if size < 2
            && !house
            && !text.tokens[run.start].word.bytes().all(|byte| byte.is_ascii_digit())
        {
            return;
        }
        if !card && size < 12 && is_counted(text, &run, self.rules) {
            return;
        }
        if self.given.contains(&run.digits) && text.voice != Voice::Caller {
            self.marks.keep(run.text, text.span(run.start, run.end));
            return;
        }
        let before = run.start.checked_sub(1).map_or("", |at| text.word(at));
        if self.rules.numbers.invites.contains(before) && text.voice != Voice::Client {
            return self.note_given(&run, Topic::Phone);
        }
        let talk = self.talk(&run);
        let owner =
            talk.and_then(|talk| talk.owner).or_else(|| owner_by_voice(text, &run, self.rules));
        match talk {
            Some(talk) if owner == Some(Owner::Caller) && !self.is_own_by_form(talk, &run) => {
                self.note_given(&run, talk.topic);
            }
            Some(talk) if owner == Some(Owner::Client) && self.fits(talk, &run) => {
                let why = format!("what was said before it is about {}", about(talk.topic));
                self.mask(&run, talk.topic, Certainty::Said, why);
                self.talk = Some(Talk { at: self.words, ..talk });
            }
            _ if card && text.voice != Voice::Caller => {
                let why = "it has the checksum of a card".to_owned();
                self.mask(&run, Topic::Card, Certainty::Formed, why);
            }
            _ if text.voice == Voice::Caller => self.open.push(run),
            _ if size >= NUMBER_DIGITS_MIN
                && owner_by_voice(text, &run, self.rules) != Some(Owner::Caller) =>
            {
                let why =
                    "it is a long number, and nothing says that the caller gave it".to_owned();
                let phone = (10..=12).contains(&run.digits.len()) && run.letters == 0;
                let topic = if phone { Topic::Phone } else { Topic::Reference };
                self.mask(&run, topic, Certainty::Guessed, why);
            }
            _ => {}
        }
    }

    /// Whether a number that the caller did not give has the form or the checksum of a card, of an
    /// account or of an identity number. It is not the caller's because of what was said before it:
    /// "ring me back on …" does not make the card that the client reads out a number to ring. Only
    /// where somebody tells to which account the caller wants money can it be theirs.
    fn is_own_by_form(&self, talk: Talk, run: &Run) -> bool {
        let text = &self.texts[run.text];
        let may_be_own = match text.voice {
            Voice::Client => true,
            Voice::Caller => false,
            Voice::Open | Voice::Told => talk.topic != Topic::Account,
        };
        may_be_own && self.marks.is_formed(run.text, text.span(run.start, run.end))
    }

    /// The caller's numbers stay, and so does whoever repeats them.
    fn note_given(&mut self, run: &Run, topic: Topic) {
        let text = &self.texts[run.text];
        if text.voice == Voice::Caller || text.voice == Voice::Open {
            self.given.insert(run.digits.clone());
        }
        if run.digits.len() >= 3 {
            self.marks.keep(run.text, text.span(run.start, run.end));
        }
        if let Some(talk) = self.talk.as_mut().filter(|talk| talk.topic == topic) {
            talk.at = self.words;
        }
    }

    /// Whether a number has the length of what is talked about.
    fn fits(&self, talk: Talk, run: &Run) -> bool {
        let text = &self.texts[run.text];
        let size = run.digits.len() + run.letters;
        let caller = text.voice == Voice::Caller;
        let generic = matches!(talk.topic, Topic::Account | Topic::Address);
        if caller && generic && !is_yours(text, run.start, self.rules) {
            return false;
        }
        match talk.topic {
            Topic::Reference | Topic::Email | Topic::BirthDate => false,
            Topic::Address => true,
            Topic::Card | Topic::Account | Topic::Secret => size >= if caller { 4 } else { 3 },
            Topic::Identity => size >= if caller { 4 } else { 2 },
            Topic::Phone => size >= 3,
            Topic::Ip => size >= 4,
        }
    }

    /// Whether the digits are a part of what was masked.
    fn repeats(&self, digits: &str) -> bool {
        let ascii = digits.len() >= ECHO_DIGITS && digits.is_ascii();
        ascii
            && (0..=digits.len() - ECHO_DIGITS)
                .all(|at| self.masked.contains(&digits[at..at + ECHO_DIGITS]))
    }

    fn mask(&mut self, run: &Run, topic: Topic, certainty: Certainty, why: String) {
        const LEARNED_DIGITS: std::ops::RangeInclusive<usize> = 6..=24;
        let text = &self.texts[run.text];
        let span = text.span(run.start, run.end);
        let kind = topic.kind();
        self.marks.add(run.text, Mark { span, kind, certainty, why });
        if run.digits.len() <= *LEARNED_DIGITS.end() {
            for at in 0..=run.digits.len().saturating_sub(ECHO_DIGITS) {
                if let Some(part) = run.digits.get(at..at + ECHO_DIGITS) {
                    self.masked.insert(part.to_owned());
                }
            }
        }
        if LEARNED_DIGITS.contains(&run.digits.len()) && text.voice != Voice::Caller {
            self.marks.values.insert(run.digits.clone(), kind);
        }
    }
}

/// Whose it is that a cue speaks of.
pub(super) fn whose(cue: Cue, text: &Text, at: usize, rules: &Rules) -> Option<Owner> {
    match (cue.whose?, text.voice) {
        (CueWhose::Client, _)
        | (CueWhose::Speaker | CueWhose::Inviter, Voice::Client)
        | (CueWhose::Listener, Voice::Caller) => Some(Owner::Client),
        (CueWhose::Caller, _)
        | (CueWhose::Speaker, Voice::Caller)
        | (CueWhose::Inviter, Voice::Caller | Voice::Open)
        | (CueWhose::Listener, Voice::Client) => Some(Owner::Caller),
        (_, Voice::Told) => owner(text, at + 1, rules),
        // Who asks for the other's number in a call without sides is mostly the caller, and so
        // is who says "call me back on".
        (CueWhose::Listener | CueWhose::Speaker, Voice::Open) => Some(Owner::Client),
    }
}

fn owner_by_voice(text: &Text, run: &Run, rules: &Rules) -> Option<Owner> {
    match text.voice {
        Voice::Client => Some(Owner::Client),
        Voice::Caller => Some(Owner::Caller),
        Voice::Open => None,
        Voice::Told => owner(text, run.start, rules).or(Some(Owner::Client)),
    }
}

fn about(topic: Topic) -> &'static str {
    match topic {
        Topic::Card => "a card",
        Topic::Account => "an account",
        Topic::Identity => "an identity number",
        Topic::BirthDate => "a date of birth",
        Topic::Phone => "a telephone number",
        Topic::Secret => "a password or a code",
        Topic::Reference => "a reference",
        Topic::Address => "an address",
        Topic::Email => "a mail address",
        Topic::Ip => "a connection",
    }
}

/// Whether a number counts something: money, years, errors.
fn is_counted(text: &Text, run: &Run, rules: &Rules) -> bool {
    let counted = |at| {
        let word: &str = text.word(at);
        rules.numbers.counted.contains(word)
    };
    let before = run.start.checked_sub(1).map_or("", |at| text.word(at));
    let behind = !text.tokens[run.end - 1].wall && counted(run.end);
    let inside = (run.start..run.end)
        .any(|at| text.tokens[at].money || matches!(text.word(at), "thousand" | "million"));
    let year = run.end == run.start + 1
        && run.digits.len() == 4
        && (run.digits.starts_with("19") || run.digits.starts_with("20"))
        && before == "in";
    // "A charge of 954.45", "for 499": no number of a card or an account is so short.
    let (from, to) = text.span(run.start, run.end);
    let decimal = run.end == run.start + 2
        && text.original[from..to].contains('.')
        && text.word(run.end - 1).len() == 2;
    let amount = run.digits.len() <= AMOUNT_DIGITS_MAX && rules.numbers.costs.contains(before);
    behind || inside || decimal || amount || year || rules.numbers.versions.contains(before)
}

/// The number that begins at a token.
fn run(text: &Text, number: usize, start: usize, rules: &Rules) -> Option<Run> {
    let sort = |at: usize| text.tokens.get(at).map_or(Sort::Word, |token| token.sort);
    if sort(start) == Sort::Word {
        return None;
    }
    let (mut end, mut at) = (start, start);
    while at < text.tokens.len() && at - start < RUN_WORDS_MAX {
        if sort(at) != Sort::Word && !text.tokens[at].suffix {
            at += 1;
            end = at;
            if text.tokens[at - 1].wall {
                break;
            }
            continue;
        }
        let hundred = at > start && matches!(text.word(at - 1), "hundred" | "thousand");
        if hundred && text.word(at) == "and" && sort(at + 1) == Sort::Digit {
            at += 1;
            continue;
        }
        let glue = (at..at + GLUE_WORDS_MAX)
            .take_while(|&glue| rules.numbers.glue.contains(text.word(glue)))
            .count();
        if glue == 0 || sort(at + glue) != Sort::Digit || end == start {
            break;
        }
        at += glue;
    }
    trimmed(text, start, end).filter(|(from, _)| *from == start).map(|(start, end)| {
        let words: Vec<&str> = (start..end).map(|at| text.word(at)).collect();
        let normal = rules.spelling.words(&words.join(" "));
        let digits = amounts::digits(&normal, &rules.spelling, 0, normal.len());
        let letters = words.iter().filter(|word| is_letters(word)).count();
        Run { text: number, start, end, digits, letters }
    })
}

fn is_letters(word: &str) -> bool {
    word.len() == 1 && !word.as_bytes()[0].is_ascii_digit()
        || (word.bytes().any(|byte| byte.is_ascii_digit())
            && word.bytes().any(|byte| byte.is_ascii_alphabetic()))
}

/// A number without the articles and pronouns at its ends; none where no digit is left.
fn trimmed(text: &Text, mut start: usize, mut end: usize) -> Option<(usize, usize)> {
    const SMALL: [&str; 4] = ["a", "i", "o", "oh"];
    let letters = (start..end).filter(|&at| text.tokens[at].sort == Sort::Letter).count();
    while start < end && letters <= 1 && SMALL[..2].contains(&text.word(start)) {
        start += 1;
    }
    while start < end && letters <= 1 && SMALL[..2].contains(&text.word(end - 1)) {
        end -= 1;
    }
    let digits = (start..end).any(|at| {
        matches!(text.tokens[at].sort, Sort::Digit | Sort::Mixed) && !SMALL.contains(&text.word(at))
    });
    let lone = end == start + 1 && text.word(start) == "one";
    (digits && !lone).then_some((start, end))
}
