//! Words as they are compared: lower case, no punctuation, contractions in full, spoken numbers as
//! digits; and how many of them differ.

/// Contractions, longest first where one ends another.
const CONTRACTIONS: [(&str, &str); 9] = [
    ("won't", "will not"),
    ("can't", "can not"),
    ("n't", " not"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'ll", " will"),
    ("'m", " am"),
    ("let's", "let us"),
    ("it's", "it is"),
];
/// Names that are written in one word or in two.
const JOINED: [(&str, &str); 2] = [("any desk", "anydesk"), ("team viewer", "teamviewer")];
const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 8] =
    ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// The words of a text as they are compared.
pub fn normal(text: &str) -> Vec<String> {
    let mut text = text.to_lowercase().replace('’', "'");
    for (apart, joined) in JOINED {
        text = text.replace(apart, joined);
    }
    for (short, full) in CONTRACTIONS {
        text = text.replace(short, full);
    }
    let text = text.replace("'s", " s").replace('%', " percent");
    let plain: String = text
        .chars()
        .map(|character| if character.is_alphanumeric() { character } else { ' ' })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let mut normal = Vec::new();
    let mut place = 0;
    while place < words.len() {
        let (taken, number) = number(&words[place..]);
        let word = number.map_or_else(|| spelled(words[place]), |number| number.to_string());
        normal.push(word);
        place += taken.max(1);
    }
    normal
}

/// One spelling for what is spelled in two ways.
fn spelled(word: &str) -> String {
    match word {
        "okay" => "ok".to_owned(),
        "fifteenth" => "15th".to_owned(),
        _ => word.replace("authoris", "authoriz"),
    }
}

/// The spoken number that words begin with, and how many words it takes.
fn number(words: &[&str]) -> (usize, Option<u32>) {
    let one = |word: &str| ONES.iter().position(|name| *name == word).map(|number| number as u32);
    let ten =
        |word: &str| TENS.iter().position(|name| *name == word).map(|tens| tens as u32 * 10 + 20);
    let below_hundred = |words: &[&str]| -> (usize, Option<u32>) {
        let Some(first) = words.first() else { return (0, None) };
        let Some(tens) = ten(first) else {
            return one(first).map_or((0, None), |one| (1, Some(one)));
        };
        match words.get(1).and_then(|word| one(word)).filter(|one| (1..10).contains(one)) {
            Some(one) => (2, Some(tens + one)),
            None => (1, Some(tens)),
        }
    };
    let (taken, Some(first)) = below_hundred(words) else { return (0, None) };
    if words.get(taken) == Some(&"hundred") && first < 20 {
        let and = usize::from(words.get(taken + 1) == Some(&"and"));
        return match below_hundred(&words[taken + 1 + and..]) {
            (more, Some(rest)) => (taken + 1 + and + more, Some(first * 100 + rest)),
            _ => (taken + 1, Some(first * 100)),
        };
    }
    (taken, Some(first))
}

/// The fewest words to change, leave out or put in to make one text the other (Levenshtein).
pub fn differences(truth: &[String], heard: &[String]) -> usize {
    let mut row: Vec<usize> = (0..=heard.len()).collect();
    for (done, word) in truth.iter().enumerate() {
        let mut corner = row[0];
        row[0] = done + 1;
        for (place, other) in heard.iter().enumerate() {
            let change = corner + usize::from(word != other);
            corner = row[place + 1];
            row[place + 1] = change.min(corner + 1).min(row[place] + 1);
        }
    }
    row[heard.len()]
}

/// How often a phrase stands in words.
pub fn count(words: &[String], phrase: &[String]) -> usize {
    words.windows(phrase.len()).filter(|window| *window == phrase).count()
}
