//! Answers that are saved and never shown: nobody knows what is in a file that came from outside.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};

use crate::desk::PaperForm;
use crate::guard::SAVED_POLICY;

/// An answer that a browser saves under a name, whatever it takes its bytes for.
pub fn saved(name: &str, kind: &'static str, content: impl Into<Body>) -> Response {
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, named(name)),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SAVED_POLICY)),
    ];
    (headers, content.into()).into_response()
}

/// A paper as such an answer, under a name without its ending.
pub fn saved_paper(name: &str, form: PaperForm, content: Vec<u8>) -> Response {
    match form {
        PaperForm::Text => saved(&format!("{name}.txt"), "text/plain; charset=utf-8", content),
        PaperForm::Pdf => saved(&format!("{name}.pdf"), "application/pdf", content),
    }
}

/// The name for the disk: letters of other alphabets are kept (RFC 8187), and nothing in it is
/// taken for a folder or for the end of the name.
fn named(name: &str) -> HeaderValue {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "._-".contains(letter);
    let simple: String = name.chars().map(|one| if plain(one) { one } else { '_' }).collect();
    let exact: String = name
        .bytes()
        .map(|byte| match char::from(byte) {
            letter if plain(letter) => letter.to_string(),
            '/' | '\\' => "_".to_owned(),
            _ => format!("%{byte:02X}"),
        })
        .collect();
    let named = match simple == exact {
        true => format!("attachment; filename=\"{simple}\""),
        false => format!("attachment; filename=\"{simple}\"; filename*=UTF-8''{exact}"),
    };
    HeaderValue::try_from(named).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_name_and_nothing_else() {
        let check = |name: &str, wanted: &str| assert_eq!(named(name), wanted, "{name}");
        check("screen.jpg", "attachment; filename=\"screen.jpg\"");
        check(
            "Zürich 1.pdf",
            "attachment; filename=\"Z_rich_1.pdf\"; filename*=UTF-8''Z%C3%BCrich%201.pdf",
        );
        check(
            "../a\"\r\nX: y",
            "attachment; filename=\".._a___X__y\"; filename*=UTF-8''.._a%22%0D%0AX%3A%20y",
        );
    }
}
