//! Names of the client and of people near to them: after words that announce a name, behind titles,
//! spelled letter by letter, or because the word is a name. The caller's own names stay.

use super::rules::Rules;
use super::text::{Sort, Text};
use super::{Certainty, Kind, Mark, Marks};
use crate::passages::Voice;

/// The most words of one name.
const NAME_WORDS_MAX: usize = 4;
/// So many words before and behind a name say whether it is the caller's.
const AROUND_WORDS: usize = 14;
/// So many letters said one by one are a name, where one was asked for; and otherwise.
const SPELLED_MIN: usize = 3;
const SPELLED_MIN_UNASKED: usize = 5;
const SPELLED_MAX: usize = 40;
/// So many words before letters can announce them.
const SPELL_WORDS: usize = 16;

/// How a name was come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// What follows is a name, unless it is a common word.
    Cue,
    /// What follows may be a name; it must be one of those listed, or have a capital.
    Chance,
    /// The word is all there is.
    Alone,
    /// Behind "my daughter".
    Near,
}

struct Finder<'f> {
    texts: &'f [Text],
    rules: &'f Rules,
    marks: &'f mut Marks,
    /// Letters that the caller said one by one.
    dictated: Vec<String>,
    /// The other side has just asked for a name.
    asked: Option<Voice>,
}

/// Marks the names in texts that belong together, and learns them.
pub(super) fn find(texts: &[Text], scene: Vec<usize>, rules: &Rules, marks: &mut Marks) {
    let mut finder = Finder { texts, rules, marks, dictated: Vec::new(), asked: None };
    for &text in &scene {
        finder.callers(text);
    }
    for text in scene {
        finder.read(text);
    }
}

impl Finder<'_> {
    /// Learns the names that the caller goes by.
    fn callers(&mut self, number: usize) {
        let text = &self.texts[number];
        for at in 0..text.tokens.len() {
            let told = text.voice == Voice::Told;
            let mine = self.rules.names.mine.at(text, at);
            let own = match text.voice {
                Voice::Caller => {
                    let chance = self.rules.names.perhaps_mine.at(text, at);
                    let titled = |(_, end): ((), usize)| self.behind_title(text, end);
                    let says = matches!(text.word(at), "this" | "i");
                    mine.map(titled).or_else(|| {
                        chance.map(titled).filter(|&end| {
                            let first = says && self.rules.names.is_first(text.word(end));
                            first || self.is_introduced(text, end)
                        })
                    })
                }
                Voice::Open => mine
                    .or_else(|| self.rules.names.perhaps_mine.at(text, at))
                    .map(|(_, end)| self.behind_title(text, end))
                    .filter(|&end| self.is_introduced(text, end)),
                Voice::Told => self.rules.names.told_caller.at(text, at).map(|(_, end)| end),
                Voice::Client => None,
            };
            let before = self.rules.names.caller_before.at(text, at).map(|(_, end)| end);
            let by = if told { By::Chance } else { By::Cue };
            let before = before.filter(|_| text.voice != Voice::Client);
            // In a note, a name between quotation marks is what somebody called themselves.
            let quoted = (told && opens_quote(text, at)).then_some(at);
            for start in own.into_iter().chain(before).chain(quoted) {
                let start = self.behind_title(text, start);
                let by = if quoted == Some(start) { By::Alone } else { by };
                let end = self.name_end(text, start, by);
                for at in start..end {
                    self.marks.caller_names.insert(text.word(at).to_owned());
                }
                if start < end {
                    self.marks.keep(number, text.span(start, end));
                }
            }
        }
    }

    /// Whether somebody who says their name goes on as callers do.
    fn is_introduced(&self, text: &Text, start: usize) -> bool {
        let end = self.name_end(text, start, By::Cue);
        let cues = &self.rules.names;
        let behind =
            end > start && (end..end + 2).any(|at| cues.caller_behind.at(text, at).is_some());
        let from = start.saturating_sub(AROUND_WORDS);
        behind || (end > start && (from..start).any(|at| cues.caller_before.at(text, at).is_some()))
    }

    fn behind_title(&self, text: &Text, start: usize) -> usize {
        start + usize::from(self.rules.names.titles.contains(text.word(start)))
    }

    fn read(&mut self, number: usize) {
        let text = &self.texts[number];
        self.answer(number);
        let mut at = 0;
        while at < text.tokens.len() {
            let spelled = self.spelled(number, at);
            if spelled > at {
                at = spelled;
                continue;
            }
            at = match self.name_at(text, at) {
                Some((start, end, kind, by)) => {
                    self.add(number, (start, end), kind, by);
                    end
                }
                None => at + 1,
            };
        }
        let asks = (0..text.tokens.len()).any(|at| self.rules.names.asked.at(text, at).is_some());
        self.asked = asks.then_some(text.voice);
    }

    /// The first words of whoever was asked for their name.
    fn answer(&mut self, number: usize) {
        const ANSWER_WORDS: usize = 8;
        let text = &self.texts[number];
        if self.asked.is_none() || self.asked == Some(text.voice) || text.voice == Voice::Caller {
            return;
        }
        let first =
            (0..text.tokens.len().min(ANSWER_WORDS)).find(|&at| self.is_name(text, at, By::Cue));
        if let Some(start) = first {
            let end = self.name_end(text, start, By::Cue);
            self.add(number, (start, end), Kind::Name, By::Cue);
        }
    }

    /// A name that begins at or behind a token, by the words there.
    fn name_at(&self, text: &Text, at: usize) -> Option<(usize, usize, Kind, By)> {
        let cues = &self.rules.names;
        let told = text.voice == Voice::Told;
        let client = matches!(text.voice, Voice::Client | Voice::Open);
        let name = |start: usize, kind, by| {
            let start = self.behind_title(text, start);
            let end = self.name_end(text, start, by);
            (end > start).then_some((start, end, kind, by))
        };
        if let Some((_, end)) = cues.relatives.at(text, at) {
            let naming = (end..text.tokens.len().min(end + 2))
                .take_while(|&at| cues.naming.contains(text.word(at)))
                .count();
            if let Some(found) = name(end + naming, Kind::Relative, By::Near) {
                return Some(found);
            }
        }
        if cues.titles.contains(text.word(at)) {
            let start = at + 1;
            let end = self.titled_end(text, start);
            return (end > start).then_some((at, end, Kind::Name, By::Cue));
        }
        let sure = [(&cues.mine, client || told), (&cues.yours, text.voice != Voice::Client)];
        for (phrases, wanted) in sure {
            if let Some((_, end)) = phrases.at(text, at).filter(|_| wanted) {
                let weak = std::ptr::eq(phrases, &cues.yours) || told;
                let by = if weak && end - at < 3 { By::Chance } else { By::Cue };
                if let Some(found) = name(end, Kind::Name, by) {
                    return Some(found);
                }
            }
        }
        let chance = match text.voice {
            Voice::Client => &cues.perhaps_mine,
            Voice::Told => &cues.told_client,
            _ => &cues.perhaps_yours,
        };
        if let Some((_, end)) = chance.at(text, at)
            && let Some(found) = name(end, Kind::Name, By::Chance)
        {
            return Some(found);
        }
        let outer = at == 0 || at + 1 == text.tokens.len();
        let alone = match text.voice {
            Voice::Caller => outer,
            Voice::Open => text.tokens[at].capital,
            _ => true,
        };
        if alone && cues.is_first(text.word(at)) && !cues.alphabet.before(text, at) {
            let kind = if text.voice == Voice::Client { Kind::Relative } else { Kind::Name };
            return name(at, kind, By::Alone);
        }
        None
    }

    /// Where a name ends that begins at a token; there if none begins.
    fn name_end(&self, text: &Text, start: usize, by: By) -> usize {
        let mut end = start;
        while end < text.tokens.len() && end - start < NAME_WORDS_MAX {
            let cues = &self.rules.names;
            let particle = cues.particles.contains(text.word(end))
                && end + 1 < text.tokens.len()
                && (text.tokens[end].capital || end > start)
                && self.is_name(text, end + 1, By::Chance);
            let initial = end > start
                && text.tokens[end].sort == Sort::Letter
                && self.is_name(text, end + 1, By::Chance);
            let token = &text.tokens[end];
            let last = end > start
                && token.capital
                && token.sort == Sort::Word
                && !self.rules.is_common(&token.word)
                && !self.marks.caller_names.contains(&token.word);
            if !(particle || initial || last || self.is_name(text, end, by)) {
                break;
            }
            end += 1;
            if text.tokens[end - 1].wall || ends_phrase(text, end) {
                break;
            }
        }
        end
    }

    /// Where the name behind a title ends: even a common word is one there, if it has a capital.
    fn titled_end(&self, text: &Text, start: usize) -> usize {
        let initial = text.tokens.get(start).is_some_and(|token| token.sort == Sort::Letter);
        let first = start + usize::from(initial && self.is_name(text, start + 1, By::Cue));
        let sure = text.tokens.get(first).is_some_and(|token| {
            let ambiguous = self.rules.names.words.contains(&token.word);
            token.capital
                && token.sort == Sort::Word
                && (ambiguous || !self.rules.is_common(&token.word))
        });
        let end = self.name_end(text, first, By::Cue);
        if end == first && sure { first + 1 } else { end }
    }

    fn is_name(&self, text: &Text, at: usize, by: By) -> bool {
        let Some(token) = text.tokens.get(at) else { return false };
        let sound = token.sort == Sort::Word && !token.suffix && token.word.chars().count() > 1;
        if !sound || self.marks.caller_names.contains(&token.word) {
            return false;
        }
        let names = &self.rules.names;
        let word = names.words.contains(&token.word) && !token.capital;
        let listed = (token.capital || !text.cased) && names.is_listed(&token.word);
        let common = self.rules.is_common(&token.word) || names.titles.contains(&token.word);
        let begins = at == 0 || text.tokens[at - 1].wall;
        let capital = token.capital && !begins && !common;
        match by {
            By::Cue => listed || (!common && (token.capital || !text.cased)),
            By::Chance => (listed && !word) || capital,
            By::Alone => listed && !word,
            By::Near => {
                listed || capital || !(text.cased || common || names.ends_as_no_name(&token.word))
            }
        }
    }

    /// Letters said one by one from a token on; where they end, or the token itself.
    fn spelled(&mut self, number: usize, start: usize) -> usize {
        let text = &self.texts[number];
        let (end, letters) = letters(text, start, self.rules);
        if letters.len() < SPELLED_MIN || self.rules.names.spelled_no_names.contains(&letters) {
            return start;
        }
        if text.voice == Voice::Caller {
            self.dictated.push(letters);
            return end;
        }
        let from = start.saturating_sub(SPELL_WORDS);
        let announced = self.asked.is_some()
            || (from..start).any(|at| self.rules.names.spell.contains(text.word(at)));
        let dictated = self.dictated.iter().any(|known| known.contains(&letters));
        let enough = letters.len() >= SPELLED_MIN_UNASKED && text.voice == Voice::Client;
        if dictated || !(announced || enough) {
            return start;
        }
        let why = "it is spelled letter by letter".to_owned();
        let span = text.span(start, end);
        self.marks.add(number, Mark { span, kind: Kind::Name, certainty: Certainty::Said, why });
        if !self.rules.is_common(&letters) {
            self.marks.names.entry(letters).or_insert((Kind::Name, Certainty::Said));
        }
        end
    }

    fn add(&mut self, number: usize, (start, end): (usize, usize), kind: Kind, by: By) {
        let text = &self.texts[number];
        let mut start = start;
        if self.rules.names.titles.contains(text.word(start)) && end - start > 1 {
            let word = &text.tokens[start + 1].word;
            if self.marks.caller_names.contains(word) {
                return;
            }
        }
        let certainty = if by == By::Cue { Certainty::Said } else { Certainty::Guessed };
        for at in start..end {
            let word = text.word(at);
            let name = text.tokens[at].sort == Sort::Word
                && !self.rules.names.titles.contains(word)
                && !self.rules.names.particles.contains(word);
            if name && !self.rules.is_common(word) {
                self.marks.names.entry(word.to_owned()).or_insert((kind, certainty));
            }
        }
        if text.voice == Voice::Caller && self.rules.names.caller_before.before(text, start) {
            return;
        }
        let initial =
            |at: usize| text.tokens[at].sort == Sort::Letter && !matches!(text.word(at), "a" | "i");
        while by == By::Cue && start > 0 && initial(start - 1) {
            start -= 1;
        }
        // "Mrs" alone tells nothing; with the name it is a part of it.
        if start > 0 && self.rules.names.titles.contains(text.word(start - 1)) {
            start -= 1;
        }
        let why = match by {
            By::Cue => "the words before it announce a name".to_owned(),
            _ => "it is a name, and not one that the caller goes by".to_owned(),
        };
        let span = text.span(start, end);
        self.marks.add(number, Mark { span, kind, certainty, why });
    }
}

/// Whether a quotation mark stands right before a token.
fn opens_quote(text: &Text, at: usize) -> bool {
    text.original[..text.tokens[at].from].ends_with(['"', '“', '‘'])
}

/// Whether a comma or another sign parts the word before a token from it.
fn ends_phrase(text: &Text, at: usize) -> bool {
    let Some(next) = text.tokens.get(at) else { return true };
    text.original[text.tokens[at - 1].to..next.from].contains([',', ';', ':', '(', ')', '"', '”'])
}

/// The letters said one by one from a token on: "l i n d", "l for lima i for india".
fn letters(text: &Text, start: usize, rules: &Rules) -> (usize, String) {
    let (mut at, mut end) = (start, start);
    let mut letters = String::new();
    while letters.len() < SPELLED_MAX {
        let Some(token) = text.tokens.get(at).filter(|token| token.sort == Sort::Letter) else {
            break;
        };
        letters.push_str(&token.word);
        at += 1;
        if let Some((_, behind)) = rules.names.alphabet.at(text, at)
            && text.word(behind).starts_with(token.word.as_str())
        {
            at = behind + 1;
        }
        end = at;
    }
    (end.min(text.tokens.len()), letters)
}
