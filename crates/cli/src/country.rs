//! The user's country: as told, or else as the computer's settings have it.

use anyhow::{Context as _, Result};
pub use evidence::country::name;

/// Reads a country code.
///
/// # Errors
/// When it is none.
pub fn parse(code: &str) -> Result<String> {
    evidence::country::code(code).with_context(|| {
        format!(
            "`{}` is no country code. Use the two letters of ISO 3166-1, such as US, GB or CA.",
            crate::page::safe(code)
        )
    })
}

/// The country of the computer's settings ("en_CA.UTF-8" is Canada), if they name one.
pub fn of_locale() -> Option<String> {
    let locale = sys_locale::get_locale()?;
    let language = locale.split(['.', '@']).next()?;
    language.split(['-', '_']).skip(1).find_map(|part| parse(part).ok())
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
