//! The user's country: as told, or else as the computer's settings have it.

use anyhow::{Result, bail};

/// Codes and names, one country a line.
const COUNTRIES: &str = include_str!("countries.tsv");

/// A code that people use for one that the standard has otherwise.
const ALIASES: [(&str, &str); 1] = [("UK", "GB")];

/// Reads a country code.
///
/// # Errors
/// When it is none.
pub fn parse(code: &str) -> Result<String> {
    let code = code.to_ascii_uppercase();
    let alias = ALIASES.iter().find(|(alias, _)| *alias == code);
    let code = alias.map_or(code, |(_, standard)| (*standard).to_owned());
    if name(&code).is_none() {
        bail!(
            "`{}` is no country code. Use the two letters of ISO 3166-1, such as US, GB or CA.",
            crate::page::safe(&code)
        );
    }
    Ok(code)
}

/// The country of the computer's settings ("en_CA.UTF-8" is Canada), if they name one.
pub fn of_locale() -> Option<String> {
    let locale = sys_locale::get_locale()?;
    let language = locale.split(['.', '@']).next()?;
    language.split(['-', '_']).skip(1).find_map(|part| parse(part).ok())
}

/// What a country is called, as it stands in a sentence.
pub fn name(code: &str) -> Option<&'static str> {
    let lines = COUNTRIES.lines().filter(|line| !line.starts_with('#'));
    let mut countries = lines.filter_map(|line| line.split_once('\t'));
    countries.find(|(each, _)| *each == code).map(|(_, name)| name)
}

/// The names of some codes, "Canada and the United States"; a code without a name is its own.
pub fn names(codes: &[String]) -> String {
    let names: Vec<&str> = codes.iter().map(|code| name(code).unwrap_or(code)).collect();
    match names.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_and_named() {
        assert_eq!(parse("ca").unwrap(), "CA");
        assert_eq!(parse("uk").unwrap(), "GB");
        assert!(parse("XX").is_err() && parse("Canada").is_err());
        let codes = ["CA", "US", "GB"].map(str::to_owned);
        assert_eq!(names(&codes), "Canada, the United States and the United Kingdom");
    }
}
