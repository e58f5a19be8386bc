//! What all readers of XML share: the signs for which references stand.

use quick_xml::events::BytesRef;

/// The sign for which a reference stands; those that a file defines itself stand for nothing.
pub(crate) fn sign(entity: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(sign)) = entity.resolve_char_ref() {
        return Some(sign);
    }
    Some(match &**entity {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}
