//! Web addresses: what of them may be shown. Whatever stands behind the host of a visited page is
//! the person's own.

/// A longer address is cut.
const ADDRESS_CHARS_MAX: usize = 400;

/// The host of an address in small letters, without a port or a sign-in name.
pub(crate) fn host(address: &str) -> Option<String> {
    let (_, rest) = address.split_once("://")?;
    let place = rest.split(['/', '?', '#', '\\']).next()?;
    let place = place.rsplit('@').next()?;
    let host = match place.strip_prefix('[') {
        Some(six) => six.split(']').next()?,
        None => place.split(':').next()?,
    };
    let host = host.trim_end_matches('.').to_lowercase();
    let is_host = !host.is_empty() && !host.contains(|sign: char| sign.is_whitespace());
    is_host.then_some(host)
}

/// The host with a dot before it, so that one glob fits it and all hosts below; empty for none.
pub(crate) fn site(address: &str) -> String {
    host(address).map_or_else(String::new, |host| format!(".{host}"))
}

/// An address without what may hold names, numbers or passwords: no query, no fragment, no
/// sign-in name.
pub(crate) fn bare(address: &str) -> String {
    let cut = address.split(['?', '#']).next().unwrap_or_default();
    let bare = match cut.split_once("://") {
        Some((scheme, rest)) => {
            let (place, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            format!("{scheme}://{}{path}", place.rsplit('@').next().unwrap_or(place))
        }
        None => cut.to_owned(),
    };
    bare.chars().take(ADDRESS_CHARS_MAX).filter(|sign| !sign.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_and_secrets_left_out() {
        for (address, is_host, is_bare) in [
            (
                "https://Bank.example:8443/sign?pin=1#x",
                Some("bank.example"),
                "https://Bank.example:8443/sign",
            ),
            ("https://me:word@bank.example/a", Some("bank.example"), "https://bank.example/a"),
            ("https://bank.example@evil.example/", Some("evil.example"), "https://evil.example/"),
            ("http://[2001:db8::1]:80/a", Some("2001:db8::1"), "http://[2001:db8::1]:80/a"),
            ("about:internet", None, "about:internet"),
            ("", None, ""),
            ("://", None, "://"),
            ("https://bank.example?x=1", Some("bank.example"), "https://bank.example"),
        ] {
            assert_eq!(host(address).as_deref(), is_host, "{address}");
            assert_eq!(bare(address), is_bare, "{address}");
        }
        assert_eq!(site("https://www.bank.example/"), ".www.bank.example");
    }
}
