//! Sites and mail addresses as they are written and spoken, brought to the domain that somebody
//! registered, by the public suffix list.

use std::sync::LazyLock;

use evidence::amounts::Computed;
use evidence::spelling::Words;
use psl::Psl as _;
use regex::Regex;
use serde::Deserialize;

use super::{FORMS, IdentifierKind, Wording};

/// How the signs of an address are spoken.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spoken {
    dot: Vec<String>,
    dash: Vec<String>,
    underscore: Vec<String>,
    at: Vec<String>,
}

/// Endings of sites that need care.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Endings {
    reserved: Vec<String>,
    words: Vec<String>,
}

/// The longest name of a site (RFC 1035).
const HOST_BYTES_MAX: usize = 253;

/// A mail address (1) or a site (3) with what stands before it (2).
static WRITTEN: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?x)
        ( [\p{L}\p{N}._%+-]+ @ [\p{L}\p{N}-]+ (?: \. [\p{L}\p{N}-]+ )+ )
        | ( https?:// (?: [^\s/@]+ @ )? )?
          ( [\p{L}\p{N}\u{ad}\u{200b}-\u{200d}\u{2060}-]+
            (?: [.。] [\p{L}\p{N}\u{ad}\u{200b}-\u{200d}\u{2060}-]+ )+ )";
    Regex::new(pattern).expect("a pattern that a test has compiled")
});

/// The host of an address as people write it, in small letters.
pub(super) fn host(written: &str) -> Option<String> {
    let written = written.trim();
    let rest = written.split_once("://").map_or(written, |(_, rest)| rest);
    let rest = rest.split(['/', '?', '#', '\\']).next()?;
    let rest = rest.rsplit('@').next()?;
    let name = rest.split(':').next()?.trim_matches('.');
    let sound = !name.is_empty() && name.len() <= HOST_BYTES_MAX;
    (sound && name.contains('.') && !name.contains(char::is_whitespace))
        .then(|| name.to_lowercase())
}

/// The domain that somebody registered: "shop.example.co.uk" is "example.co.uk". None where the
/// name is only a suffix. Names in other letters become what a resolver looks up ("xn--…").
#[must_use]
pub fn registrable(host: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii(host).unwrap_or_else(|_| host.to_lowercase());
    let domain = psl::List.domain(ascii.as_bytes())?;
    std::str::from_utf8(domain.as_bytes()).ok().map(str::to_owned)
}

/// The written sites and mail addresses of a text: where, what, and in which form.
pub(super) fn written(
    text: &str,
    wording: &Wording,
) -> Vec<(usize, usize, IdentifierKind, String)> {
    let mut found = Vec::new();
    for hit in WRITTEN.captures_iter(text) {
        if let Some(mail) = hit.get(1) {
            let written = mail.as_str().trim_end_matches(['.', '-']);
            let end = mail.start() + written.len();
            found.push((mail.start(), end, IdentifierKind::Email, written.to_lowercase()));
        } else if let Some(site) = hit.get(3) {
            let marked = hit.get(2).is_some() || site.as_str().to_lowercase().starts_with("www.");
            if let Some(domain) = host(site.as_str()).and_then(|host| named(&host, marked, wording))
            {
                found.push((site.start(), site.end(), IdentifierKind::Site, domain));
            }
        }
    }
    found
}

/// The domain of a name that stands in running text, where two sentences may touch.
fn named(host: &str, marked: bool, wording: &Wording) -> Option<String> {
    let ending = host.rsplit(['.', '。']).next()?;
    if ending.chars().all(|letter| letter.is_ascii_digit()) {
        return None;
    }
    let is = |list: &[String]| list.iter().any(|one| one == ending);
    let known = psl::List.suffix(ending.as_bytes()).is_some_and(|suffix| suffix.is_known());
    let doubtful = is(&wording.sites.words) && host.matches('.').count() < 2;
    let international = !ending.is_ascii();
    if !marked && (doubtful || !(known || international || is(&wording.sites.reserved))) {
        return None;
    }
    registrable(host)
}

/// A site or a mail address as it was spoken, in its written form.
pub(super) fn spoken(
    words: &Words,
    span: Computed,
    start: usize,
    end: usize,
) -> Option<(IdentifierKind, String)> {
    let kind = match span {
        Computed::Email => IdentifierKind::Email,
        Computed::Website => IdentifierKind::Site,
        _ => return None,
    };
    let spoken = &FORMS.wording.spoken;
    let is = |list: &[String], word: &str| list.iter().any(|one| one == word);
    let mut said = false;
    let mut address = String::new();
    for at in start..end {
        let word = words.word(at);
        if words.tokens[at].glued && !address.ends_with(['.', '@']) && !is(&spoken.at, word) {
            address.push('.');
        }
        match word {
            word if is(&spoken.dot, word) => {
                said = true;
                address.push('.');
            }
            word if is(&spoken.dash, word) => address.push('-'),
            word if is(&spoken.underscore, word) => address.push('_'),
            word if is(&spoken.at, word) => {
                if kind == IdentifierKind::Email {
                    address.push('@');
                } else {
                    address.clear();
                }
            }
            word => address.push_str(word),
        }
    }
    // What is written is found as it is written.
    if !said {
        return None;
    }
    match kind {
        IdentifierKind::Email => address.contains('@').then_some((kind, address)),
        _ => registrable(&host(&address)?).map(|domain| (kind, domain)),
    }
}
