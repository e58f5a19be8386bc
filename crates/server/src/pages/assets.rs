//! The styles and scripts of the pages: files of this crate, built in, nothing from elsewhere.

use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};

use crate::desk::Desk;
use crate::problem::Problem;

/// A file that pages load.
#[derive(Debug)]
struct Asset {
    name: &'static str,
    kind: &'static str,
    content: &'static str,
}

macro_rules! asset {
    ($name:literal, $kind:literal) => {
        Asset { name: $name, kind: $kind, content: include_str!(concat!("../../assets/", $name)) }
    };
}

const STYLE: &str = "text/css; charset=utf-8";
const ASSETS: [Asset; 9] = [
    asset!("icon.svg", "image/svg+xml"),
    asset!("base.css", "text/css; charset=utf-8"),
    asset!("live.css", "text/css; charset=utf-8"),
    asset!("case.css", "text/css; charset=utf-8"),
    asset!("warning.css", "text/css; charset=utf-8"),
    asset!("live.js", "text/javascript; charset=utf-8"),
    asset!("microphone.js", "text/javascript; charset=utf-8"),
    asset!("microphone-worklet.js", "text/javascript; charset=utf-8"),
    asset!("progress.js", "text/javascript; charset=utf-8"),
];

/// So many characters of the hash tell one version of the files from another.
const VERSION_CHARS: usize = 16;

/// Stands in the address of each file, so that scripts find each other beside them and browsers
/// may keep them for good.
static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for asset in &ASSETS {
        hash.update(asset.name);
        hash.update(asset.content);
    }
    let mut hexadecimal = String::new();
    for byte in hash.finalize() {
        // Writing to a string cannot fail.
        let _ = write!(hexadecimal, "{byte:02x}");
    }
    hexadecimal.truncate(VERSION_CHARS);
    hexadecimal
});

/// Kept for a year without asking again: another version has another address.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// The address is that of another version: ask each time.
const EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");

/// The addresses of all styles, in the order in which they apply.
pub(super) fn styles() -> impl Iterator<Item = String> {
    ASSETS.iter().filter(|asset| asset.kind == STYLE).map(|asset| address(asset.name))
}

/// Where a file is.
pub(super) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", *VERSION)
}

/// The route of all files.
pub(super) fn routes() -> Router<Desk> {
    // Where pages that stand by themselves are shown, browsers look for an icon by themselves.
    Router::new().route("/assets/{version}/{name}", get(asset)).route("/favicon.ico", get(icon))
}

async fn icon() -> Redirect {
    Redirect::to(&address("icon.svg"))
}

async fn asset(
    Path((version, name)): Path<(String, String)>,
    asked: HeaderMap,
) -> Result<Response, Problem> {
    let asset = ASSETS.iter().find(|asset| asset.name == name);
    let asset = asset.ok_or_else(|| Problem::not_found("file"))?;
    let tag = format!("\"{}\"", *VERSION);
    let keep = if version == *VERSION { FOR_GOOD } else { EACH_TIME };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(asset.kind)),
        (header::CACHE_CONTROL, keep),
        (header::ETAG, HeaderValue::from_str(&tag).unwrap_or(EACH_TIME)),
    ];
    let known = asked.get(header::IF_NONE_MATCH).is_some_and(|known| *known == *tag);
    let answer = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        asset.content.into_response()
    };
    Ok((headers, answer).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_loaded_from_elsewhere_and_no_script_writes_words_as_markup() {
        for Asset { name, content, .. } in &ASSETS {
            // The name of a namespace is no address.
            let content = content.replace("http://www.w3.org/2000/svg", "");
            assert!(!content.contains("://"), "{name} names an address");
            assert!(!content.contains("@import") && !content.contains("eval("), "{name}");
            assert!(
                !content.contains("document.write") && !content.contains("outerHTML"),
                "{name}"
            );
        }
    }

    #[test]
    fn scripts_that_name_each_other_are_there() {
        for Asset { content, .. } in &ASSETS {
            for (_, named) in content.match_indices("'./").map(|(at, _)| content.split_at(at + 3)) {
                let named = named.split('\'').next().unwrap();
                assert!(ASSETS.iter().any(|asset| asset.name == named), "{named}");
            }
        }
    }
}
