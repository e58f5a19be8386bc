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

/// Codings in WAV files that are not read, by the number at [`WAV_CODING_AT`]; from Microsoft's
/// mmreg.h.
const WAV_CODINGS: [(u16, &str); 6] = [
    (0x0002, "ADPCM (Microsoft)"),
    (0x0011, "ADPCM (IMA)"),
    (0x0031, "GSM 6.10"),
    (0x0045, "G.726"),
    (0x0055, "MP3 inside a WAV file"),
    (0x0161, "Windows Media"),
];
/// Where a WAV file tells its coding, where its description comes first, as it nearly always does.
const WAV_CODING_AT: std::ops::Range<usize> = 20..22;

/// The name of a coding that is known and not read, told by marks of Ogg streams and WAV files.
pub(super) fn unread_coding(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"OggS") {
        return head.windows(8).any(|window| window == b"Speex   ").then_some("Speex");
    }
    let describes = head.starts_with(b"RIFF") && head.get(8..16)? == b"WAVEfmt ";
    let coding: [u8; 2] = head.get(WAV_CODING_AT)?.try_into().ok()?;
    let coding = u16::from_le_bytes(coding);
    let known = WAV_CODINGS.iter().find(|(number, _)| describes && *number == coding);
    known.map(|(_, name)| *name)
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
