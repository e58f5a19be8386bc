//! Sentences: where one ends and the next begins, well enough for notes and comments in English.

/// Words whose full stop ends no sentence.
const SHORTENED: [&str; 8] = ["e.g", "i.e", "Mr", "Mrs", "Ms", "Dr", "St", "vs"];

/// The sentences of a text, without the blanks between them.
#[must_use]
pub fn sentences(text: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(' ') {
        if ends(&text[start..at]) && begins(&text[at..]) {
            sentences.push(text[start..at].trim());
            start = at;
        }
    }
    sentences.push(text[start..].trim());
    sentences.retain(|sentence| !sentence.is_empty());
    sentences
}

fn ends(before: &str) -> bool {
    let Some(rest) = before.trim_end_matches(['"', ')', '”', '*']).strip_suffix(['.', '?', '!'])
    else {
        return false;
    };
    let word = rest.rsplit([' ', '(', '"']).next().unwrap_or_default();
    let number_of_a_point = rest.trim().chars().all(|c| c.is_ascii_digit());
    let initial = word.chars().count() <= 1;
    !number_of_a_point && !initial && !SHORTENED.contains(&word)
}

fn begins(after: &str) -> bool {
    let first = after.trim_start_matches([' ', '"', '(', '“', '*', '`']).chars().next();
    first.is_some_and(char::is_uppercase)
}

#[cfg(test)]
mod tests {
    use super::sentences;

    #[test]
    fn sentences_end_where_a_new_one_begins() {
        assert_eq!(
            sentences("Hang up. Then ring Mr. Smith, e.g. Monday."),
            ["Hang up.", "Then ring Mr. Smith, e.g. Monday."]
        );
        assert_eq!(
            sentences("Is it so? \"No.\" Version 1.2 is"),
            ["Is it so?", "\"No.\"", "Version 1.2 is"]
        );
        assert_eq!(sentences("10. Run it."), ["10. Run it."]);
        assert_eq!(sentences(""), [""; 0]);
    }
}
