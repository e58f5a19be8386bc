//! Sums of money as they are written and read, by the minor units of ISO 4217.

use iso_currency::Currency;

/// The decimals of a currency that the table does not have.
const DECIMALS_UNKNOWN: u32 = 2;
/// No currency has more (ISO 4217).
const DECIMALS_MAX: u32 = 4;

fn decimals(currency: Option<&str>) -> u32 {
    let known = currency.and_then(Currency::from_code).and_then(Currency::exponent);
    known.map_or(DECIMALS_UNKNOWN, u32::from).min(DECIMALS_MAX)
}

/// "499.99" to 49,999 of a currency with hundredths, "500" to 500 of one without.
#[must_use]
pub fn minor_units(text: &str, currency: Option<&str>) -> Option<i64> {
    let decimals = decimals(currency) as usize;
    let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
    let spare = rest.len().checked_sub(decimals).map_or("", |_| &rest[decimals..]);
    let both = format!("{whole}{:0<decimals$}", rest.strip_suffix(spare).unwrap_or(rest));
    let digits = !whole.is_empty() && both.bytes().all(|byte| byte.is_ascii_digit());
    let amount = both.parse().ok()?;
    (digits && spare.bytes().all(|byte| byte == b'0')).then_some(amount)
}

/// An amount as people of a country write it: with the sign of their own currency, and with the
/// code of any other. Thousands are set apart as all English-speaking countries do.
#[must_use]
pub fn written(minor: i64, currency: Option<&str>, country: Option<&str>) -> String {
    let decimals = decimals(currency);
    let unit = 10_u64.pow(decimals);
    let (sign, minor) = (if minor < 0 { "-" } else { "" }, minor.unsigned_abs());
    let rest = minor % unit;
    let rest = if decimals == 0 {
        String::new()
    } else {
        format!(".{rest:0width$}", width = decimals as usize)
    };
    let number = format!("{}{rest}", grouped(minor / unit));
    let known = currency.and_then(Currency::from_code);
    let own = known.filter(|known| country.is_some_and(|country| used_in(*known, country)));
    match (own, currency) {
        (Some(own), _) => format!("{sign}{}{number}", own.symbol().symbol),
        (None, Some(code)) => format!("{sign}{number} {code}"),
        (None, None) => format!("{sign}{number}, currency not known"),
    }
}

fn used_in(currency: Currency, country: &str) -> bool {
    currency.used_by().iter().any(|user| format!("{user:?}") == country)
}

fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_follow_the_currency() {
        for (text, currency, amount) in [
            ("500", "GBP", Some(50_000)),
            ("499.9", "GBP", Some(49_990)),
            ("0.05", "USD", Some(5)),
            ("500", "JPY", Some(500)),
            ("500.00", "JPY", Some(500)),
            ("500.50", "JPY", None),
            ("1.234", "KWD", Some(1_234)),
            ("5.123", "EUR", None),
            ("", "GBP", None),
            (".5", "GBP", None),
            ("-3", "GBP", None),
            ("1,000", "GBP", None),
            ("99999999999999999999", "GBP", None),
        ] {
            assert_eq!(minor_units(text, Some(currency)), amount, "{text} {currency}");
        }
    }

    #[test]
    fn amounts_are_written_as_the_country_does() {
        for (minor, currency, country, shown) in [
            (149_999, "GBP", "GB", "£1,499.99"),
            (149_999, "GBP", "CA", "1,499.99 GBP"),
            (50_000, "CAD", "CA", "$500.00"),
            (50_000, "USD", "CA", "500.00 USD"),
            (100_000_000, "USD", "US", "$1,000,000.00"),
            (12_000, "JPY", "AU", "12,000 JPY"),
            (5, "AUD", "AU", "$0.05"),
            (7, "XXZ", "AU", "0.07 XXZ"),
        ] {
            assert_eq!(written(minor, Some(currency), Some(country)), shown);
        }
        assert_eq!(written(i64::MIN, None, None), "-92,233,720,368,547,758.08, currency not known");
    }
}
