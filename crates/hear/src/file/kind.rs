//! What a file is that is no sound, told from its first bytes, so that the error can name it.

/// How many bytes are looked at.
pub(super) const HEAD_BYTES: usize = 512;

/// What begins with these bytes at this place.
const KINDS: [(usize, &[u8], &str); 13] = [
    (0, b"#!AMR", "an AMR recording"),
    (0, b"\x30\x26\xb2\x75", "a Windows Media file"),
    (0, b"caff", "an Apple CAF file"),
    (0, b"FORM", "an AIFF file"),
    (0, b".snd", "an AU file"),
    (0, b"%PDF", "a PDF document"),
    (0, b"PK\x03\x04", "a ZIP archive or office document"),
    (0, b"\x1f\x8b", "a compressed file"),
    (0, b"\xff\xd8\xff", "a picture"),
    (0, b"\x89PNG", "a picture"),
    (0, b"GIF8", "a picture"),
    (8, b"WEBP", "a picture"),
    (8, b"AVI ", "an AVI video"),
];

/// What a file looks like that has no reader.
pub(super) fn looks_like(head: &[u8]) -> &'static str {
    let known = KINDS
        .iter()
        .find(|(at, mark, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(mark)));
    match known {
        Some((_, _, what)) => what,
        None if is_text(head) => "a text file",
        None => "something unknown",
    }
}

/// The name of a coding that is known and not read, told by marks of Ogg streams.
pub(super) fn unread_coding(head: &[u8]) -> Option<&'static str> {
    let is_speex = head.windows(8).any(|window| window == b"Speex   ");
    (head.starts_with(b"OggS") && is_speex).then_some("Speex")
}

/// Known marks for which there is no reader, although some bytes in them may look like MP3.
pub(super) fn is_unread(head: &[u8]) -> bool {
    KINDS.iter().any(|(at, mark, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(mark)))
        || is_text(head)
}

fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        // The last character may be cut in two.
        Err(problem) if problem.error_len().is_none() && problem.valid_up_to() > 0 => {
            std::str::from_utf8(&head[..problem.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    !text.is_empty() && text.chars().all(|char| !char.is_control() || char.is_whitespace())
}
