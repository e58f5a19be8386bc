//! Whisper sometimes says the same words over and over; people hardly do. What stands more often in
//! a row than people say it is kept once, and so is what it says when it begins anew at the end.

/// The longest run of words that is looked for again right after itself.
const RUN_WORDS_MAX: usize = 40;

/// So many words of the beginning at the end are a new beginning that the end cut off: a sentence
/// that somebody says twice has its stop.
const ANEW_WORDS_MIN: usize = 2;
/// So many are one even with a stop.
const ANEW_STOPPED_WORDS_MIN: usize = 8;

/// How often a run of so many words in a row is still believed.
fn times_believed(words: usize) -> usize {
    match words {
        1 => 4,
        2 | 3 => 3,
        4 | 5 => 2,
        _ => 1,
    }
}

/// The text with its loops kept once, and with what is left of a loop that the end cut off.
pub fn without_repeats(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain: Vec<String> = words.iter().map(|word| without_stops(word)).collect();
    let mut kept = Vec::with_capacity(words.len());
    let mut place = 0;
    while place < words.len() {
        let Some((run, times)) = loop_at(&plain[place..]) else {
            kept.push(words[place]);
            place += 1;
            continue;
        };
        kept.extend(&words[place..place + run]);
        place += run * times;
        let rest = &plain[place..];
        if rest.len() < run && plain[place - run..].starts_with(rest) {
            place = words.len();
        }
    }
    kept.join(" ")
}

/// The text without the beginning that it ends with, if Whisper began anew there. The last word may
/// be cut off too.
pub fn without_new_beginning(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let plain: Vec<String> = words.iter().map(|word| without_stops(word)).collect();
    let stopped = text.trim_end().ends_with(['.', '?', '!']);
    let least = if stopped { ANEW_STOPPED_WORDS_MIN } else { ANEW_WORDS_MIN };
    let begins_at = |place: &usize| {
        let (whole, last) = (&plain[*place..plain.len() - 1], &plain[plain.len() - 1]);
        let cut = !stopped && plain[whole.len()].starts_with(last.as_str());
        plain.starts_with(whole) && (cut || plain[whole.len()] == *last)
    };
    // There is more before than after, or people said it: "no, no".
    let mut places = words.len() / 2 + 1..words.len().saturating_sub(least) + 1;
    match places.find(begins_at) {
        Some(place) => words[..place].join(" "),
        None => words.join(" "),
    }
}

/// The shortest run at the beginning that is said too often, and how often it is said.
fn loop_at(words: &[String]) -> Option<(usize, usize)> {
    (1..=RUN_WORDS_MAX.min(words.len() / 2)).find_map(|run| {
        let times = words.chunks(run).take_while(|next| *next == &words[..run]).count();
        (times > times_believed(run)).then_some((run, times))
    })
}

fn without_stops(word: &str) -> String {
    word.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loops_are_kept_once_and_people_are_believed() {
        for (said, kept) in [
            ("I think it's a, I think it's a, I think it's a, I think", "I think it's a,"),
            ("yes yes yes", "yes yes yes"),
            ("no no no no no no no no", "no"),
            ("No, no, no, no. I said no.", "No, no, no, no. I said no."),
            ("one two three one two three", "one two three one two three"),
            (
                "a b c d e f g h i j k l m n o p q r s t u a b c d e f g h i j k l m n o p q r s t \
                 u",
                "a b c d e f g h i j k l m n o p q r s t u",
            ),
            (
                "I'm gonna go back to the next video. I'm gonna go back to the next video.",
                "I'm gonna go back to the next video.",
            ),
            (
                "your account, your account, your account, your account is closed",
                "your account, is closed",
            ),
            ("", ""),
        ] {
            assert_eq!(without_repeats(said), kept, "{said}");
        }
    }

    #[test]
    fn a_new_beginning_that_the_end_cut_off_is_left_out() {
        for (said, kept) in [
            (
                "She had a suit in wash water all year. She had",
                "She had a suit in wash water all year.",
            ),
            (
                "Printing, in the only sense, differs. Printing, in the on",
                "Printing, in the only sense, differs.",
            ),
            ("Press one now. I repeat, press one.", "Press one now. I repeat, press one."),
            ("Thank you for calling. Thank you.", "Thank you for calling. Thank you."),
            ("I see what I", "I see what I"),
            ("No, no, no, no", "No, no, no, no"),
            ("one", "one"),
            ("", ""),
        ] {
            assert_eq!(without_new_beginning(said), kept, "{said}");
        }
    }

    #[test]
    fn an_hour_of_one_word_is_one_word() {
        assert_eq!(without_repeats(&"hello ".repeat(20_000)), "hello");
    }
}
