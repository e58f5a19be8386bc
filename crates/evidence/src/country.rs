//! Countries by their codes (ISO 3166-1, two letters), and what they are called in a sentence.

/// Codes and names, one country a line.
const COUNTRIES: &str = include_str!("countries.tsv");

/// A code that people use for one that the standard has otherwise.
const ALIASES: [(&str, &str); 1] = [("UK", "GB")];

/// The code as the standard has it, if it is one.
///
/// ```
/// assert_eq!(evidence::country::code("uk").as_deref(), Some("GB"));
/// assert_eq!(evidence::country::code("Canada"), None);
/// ```
#[must_use]
pub fn code(text: &str) -> Option<String> {
    let code = text.to_ascii_uppercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == code);
    let code = alias.map_or(code, |(_, standard)| (*standard).to_owned());
    name(&code).is_some().then_some(code)
}

/// What a country is called, as it stands in a sentence.
#[must_use]
pub fn name(code: &str) -> Option<&'static str> {
    all().find(|(each, _)| *each == code).map(|(_, name)| name)
}

/// All countries: codes and names.
pub fn all() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = COUNTRIES.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t'))
}
