//! Names that were nearly heard: words that sound like a name that callers say. They are only
//! proposed here; whether the sound bears it out is for the model to say.

use std::ops::Range;

use crate::recognise::phantoms::plain;

/// Of the sounds of a name, so many may be heard otherwise.
const OTHERWISE_MAX: f64 = 0.4;
/// And of its consonants: with more, "open the" is like "event viewer".
const CONSONANTS_OTHERWISE_MAX: f64 = 0.34;
/// A name with fewer sounds is like too much else.
const SOUNDS_MIN: usize = 4;
/// So many are proposed in one stretch at most: each costs time.
const NEAR_MAX: usize = 3;
/// A consonant that is heard as another one, and a vowel that is heard or not.
const CONSONANT: usize = 2;
const VOWEL: usize = 1;

/// Names with the sounds that they are made of.
#[derive(Debug)]
pub struct Names(Vec<Name>);

#[derive(Debug)]
struct Name {
    text: String,
    words: usize,
    sounds: Vec<char>,
}

/// Words that sound like a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Near {
    /// Which words.
    pub words: Range<usize>,
    /// The name.
    pub name: String,
    /// The share of its sounds that were heard otherwise.
    pub otherwise: f64,
}

impl Names {
    /// Takes names; those that are too short are left out.
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut kept: Vec<Name> = Vec::new();
        for text in names {
            let name = Name { words: text.split(' ').count(), sounds: sounds(&text), text };
            let known = kept.iter().any(|other| plain(&other.text) == plain(&name.text));
            if !known && name.sounds.len() >= SOUNDS_MIN {
                kept.push(name);
            }
        }
        Self(kept)
    }

    /// Where names were nearly heard, the nearest first and none twice at a place. What is a name
    /// as it stands is none that was nearly heard.
    pub fn near(&self, words: &[String]) -> Vec<Near> {
        let mut near: Vec<Near> = self.0.iter().flat_map(|name| name.near(words)).collect();
        near.sort_by(|one, next| one.otherwise.total_cmp(&next.otherwise));
        let mut kept: Vec<Near> = Vec::new();
        for near in near {
            let is_free = kept.iter().all(|other| {
                near.words.end <= other.words.start || other.words.end <= near.words.start
            });
            if is_free {
                kept.push(near);
            }
        }
        kept.retain(|near| near.otherwise > 0.0);
        kept.truncate(NEAR_MAX);
        kept
    }
}

impl Name {
    fn near(&self, words: &[String]) -> Vec<Near> {
        let mut near = Vec::new();
        for length in 1..=(self.words + 1).min(words.len()) {
            for first in 0..=words.len() - length {
                let window = &words[first..first + length];
                // A sentence ends only at the end of a name.
                if window[..length - 1].iter().any(|word| word.ends_with(['.', '?', '!', ','])) {
                    continue;
                }
                let said = window.join(" ");
                if let Some(otherwise) = self.otherwise(&said) {
                    let words = first..first + length;
                    near.push(Near { words, name: self.text.clone(), otherwise });
                }
            }
        }
        near
    }

    /// The share of the sounds that are otherwise in what was said, unless it is too much.
    fn otherwise(&self, said: &str) -> Option<f64> {
        if joined(said) == joined(&self.text) {
            return Some(0.0);
        }
        let heard = sounds(said);
        let of_all = share(&self.sounds, &heard);
        let of_consonants = share(&consonants(&self.sounds), &consonants(&heard));
        // What sounds the same and is spelled otherwise is near, and not the name.
        (of_all <= OTHERWISE_MAX && of_consonants <= CONSONANTS_OTHERWISE_MAX)
            .then_some(of_all.max(f64::EPSILON))
    }
}

/// Letters and digits without blanks.
fn joined(text: &str) -> String {
    plain(text).replace(' ', "")
}

/// The sounds of an English text, roughly: one sign for consonants that a telephone line makes
/// alike, one for any vowels in a row.
fn sounds(text: &str) -> Vec<char> {
    let letters: Vec<char> = plain(text).chars().collect();
    let mut sounds = Vec::with_capacity(letters.len());
    let mut place = 0;
    while place < letters.len() {
        let next = letters.get(place + 1).copied().unwrap_or(' ');
        let (sound, taken) = match (letters[place], next) {
            ('p', 'h') => ('f', 2),
            ('c', 'h') if letters[..place].ends_with(&['s']) => ('k', 2),
            ('s' | 'c', 'h') => ('x', 2),
            ('t', 'h') => ('t', 2),
            ('g', 'h') | (' ' | 'h', _) => (' ', if letters[place] == 'g' { 2 } else { 1 }),
            ('c', 'e' | 'i' | 'y') | ('s' | 'z', _) => ('s', 1),
            ('c' | 'k' | 'q' | 'g', _) => ('k', 1),
            ('b' | 'p', _) => ('p', 1),
            ('d' | 't', _) => ('t', 1),
            ('f' | 'v', _) => ('f', 1),
            ('j', _) => ('x', 1),
            ('m' | 'n' | 'l' | 'r', _) => (letters[place], 1),
            ('x', _) => {
                sounds.push('k');
                ('s', 1)
            }
            _ => ('a', 1),
        };
        if sound != ' ' && sounds.last() != Some(&sound) {
            sounds.push(sound);
        }
        place += taken;
    }
    sounds
}

/// The consonants among sounds; vowels come and go, so they alone make no name.
fn consonants(sounds: &[char]) -> Vec<char> {
    sounds.iter().copied().filter(|sound| *sound != 'a').collect()
}

/// The share of the longer run of sounds that is otherwise in the other one.
fn share(one: &[char], other: &[char]) -> f64 {
    let most = CONSONANT * one.len().max(other.len()).max(1);
    distance(one, other) as f64 / most as f64
}

/// What it takes to make one run of sounds the other (Wagner and Fischer 1974).
fn distance(one: &[char], other: &[char]) -> usize {
    let weight = |sound: char| if sound == 'a' { VOWEL } else { CONSONANT };
    let mut row: Vec<usize> = vec![0];
    for sound in other {
        row.push(row[row.len() - 1] + weight(*sound));
    }
    for sound in one {
        let mut corner = row[0];
        row[0] += weight(*sound);
        for (place, heard) in other.iter().enumerate() {
            let change = if sound == heard { 0 } else { CONSONANT };
            let best = (corner + change)
                .min(row[place + 1] + weight(*sound))
                .min(row[place] + weight(*heard));
            corner = row[place + 1];
            row[place + 1] = best;
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(said: &str) -> Vec<(String, String)> {
        let names = ["TeamViewer", "gift card", "event viewer", "fraud department", "eBay"];
        let names = Names::new(names.map(str::to_owned));
        let words: Vec<String> = said.split(' ').map(str::to_owned).collect();
        let near = names.near(&words).into_iter();
        near.map(|near| (words[near.words.clone()].join(" "), near.name)).collect()
    }

    #[test]
    fn what_sounds_like_a_name_is_proposed() {
        for (said, words, name) in [
            ("it is called team here.", "team here.", "TeamViewer"),
            ("buy the kift cart now", "kift cart", "gift card"),
            ("type the word of end viewer and", "of end viewer", "event viewer"),
            ("the front department of your bank", "front department", "fraud department"),
        ] {
            assert_eq!(near(said), [(words.to_owned(), name.to_owned())], "{said}");
        }
    }

    #[test]
    fn names_themselves_and_other_words_are_left_alone() {
        for said in [
            "open the event viewer and TeamViewer, then buy a gift card",
            "open team viewer",
            "would you like some tea on Sunday",
            "I paid for the dinner",
            "",
        ] {
            assert_eq!(near(said), [], "{said}");
        }
    }

    #[test]
    fn proposals_are_few_and_apart() {
        let said = vec!["team here"; 40].join(" ");
        assert_eq!(near(&said).len(), NEAR_MAX);
        assert_eq!(near("this kift cart").len(), 1);
    }

    #[test]
    fn sounds_are_alike_where_a_telephone_makes_them_alike() {
        for (one, other) in [("bad", "pat"), ("phase", "vaze"), ("school", "skool")] {
            assert_eq!(sounds(one), sounds(other), "{one}");
        }
        assert_ne!(sounds("mail"), sounds("nail"));
        assert_ne!(sounds("is child"), sounds("is killed"), "only within a word");
        assert_eq!(sounds("1 é 😀 -"), ['a']);
        let (one, none): (Vec<char>, Vec<char>) = (sounds("team"), Vec::new());
        assert_eq!(distance(&one, &one), 0);
        assert_eq!(distance(&none, &one), 2 * CONSONANT + VOWEL);
        assert_eq!(distance(&one, &none), 2 * CONSONANT + VOWEL);
    }
}
