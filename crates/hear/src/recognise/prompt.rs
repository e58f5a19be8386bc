//! What Whisper is told before it listens: names, so that it spells them so, and what was said just
//! before, so that it understands the rest of a sentence.

use whisper_rs::WhisperTokenId;

use crate::recognise::phantoms::plain;

/// The most tokens of names: they are decoded anew before each utterance, so they cost time.
const TOKENS_MAX: usize = 80;
/// The most tokens of what was said before.
pub const BEFORE_TOKENS_MAX: usize = 40;
/// So many words of the prompt in a row and nothing else are an echo of it: names are said one at a
/// time.
const ECHO_WORDS_MIN: usize = 5;

/// The prompt in plain words, to know its echo.
#[derive(Debug)]
pub struct Prompt(String);

impl Prompt {
    /// Fills as many names into `template` ("{names}") as there is room for; the prompt and its
    /// tokens, both empty without names.
    pub fn new(
        template: &str,
        names: &[String],
        tokenize: impl Fn(&str) -> Vec<WhisperTokenId>,
    ) -> (Self, Vec<WhisperTokenId>) {
        let mut filled = (Self(String::new()), Vec::new());
        for end in 1..=names.len() {
            let text = template.replace("{names}", &listed(&names[..end]));
            // Whisper's words begin with a blank.
            let tokens = tokenize(&format!(" {text}"));
            if tokens.len() > TOKENS_MAX {
                break;
            }
            filled = (Self(plain(&text)), tokens);
        }
        filled
    }

    /// Whether a text is a piece of the prompt rather than something said.
    pub fn is_echoed_by(&self, text: &str) -> bool {
        is_echo(&self.0, text)
    }
}

/// Whether a text is a piece of what was said before rather than something said now.
pub fn is_echo(before: &str, text: &str) -> bool {
    let (before, text) = (plain(before), plain(text));
    let words = text.split(' ').count();
    words >= ECHO_WORDS_MIN && format!(" {before} ").contains(&format!(" {text} "))
}

/// "one, two or three".
fn listed(names: &[String]) -> String {
    match names {
        [before @ .., one, last] => {
            let before: String = before.iter().map(|name| format!("{name}, ")).collect();
            format!("{before}{one} or {last}")
        }
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(count: usize) -> Vec<String> {
        (0..count).map(|number| format!("Name{number}")).collect()
    }

    fn one_token_a_word(text: &str) -> Vec<WhisperTokenId> {
        text.split_whitespace().map(|_| 1).collect()
    }

    #[test]
    fn names_are_taken_while_there_is_room() {
        let (prompt, tokens) = Prompt::new("About {names}.", &names(500), one_token_a_word);
        assert_eq!(tokens.len(), TOKENS_MAX, "two of them are no names");
        let last = TOKENS_MAX - 3;
        let end = format!("name{} or name{last}", last - 1);
        assert!(prompt.0.starts_with("about name0 name1") && prompt.0.ends_with(&end));
        let (prompt, tokens) = Prompt::new("About {names}.", &[], one_token_a_word);
        assert!(tokens.is_empty() && !prompt.is_echoed_by("one two three four five"));
    }

    #[test]
    fn only_a_run_of_words_from_before_is_an_echo() {
        let before = "Please press one to speak to an agent now.";
        assert!(is_echo(before, "press one to speak to an agent"));
        assert!(!is_echo(before, "press one"), "people say that again");
        assert!(!is_echo(before, "press one to speak to a person"));
        assert!(!is_echo("", "press one to speak to an agent"));
    }

    #[test]
    fn an_echo_is_told_from_names_that_are_said() {
        let (prompt, _) = Prompt::new("About {names}.", &names(20), one_token_a_word);
        assert!(prompt.is_echoed_by("Name3, Name4, Name5, Name6, Name7."));
        assert!(!prompt.is_echoed_by("Name3, Name4."));
        assert!(!prompt.is_echoed_by("Download Name3, Name4, Name5, Name6, Name7."));
    }
}
