//! From bytes to text with one kind of line end.
//! Only encodings that transcripts really come in are known: UTF-8, UTF-16 and Windows-1252.
//! Sound files and documents are named for what they are, because people do try them.

use super::problem::{Problem, ProblemKind, Problems};
use encoding_rs::{Encoding, UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;

/// How many bytes are looked at to tell UTF-16 from binary data.
const SAMPLE_BYTES_MAX: usize = 4_096;

/// One NUL in so many bytes, or more, is no text.
const BYTES_PER_NUL_MIN: usize = 1_000;

/// So many control characters, and one in so many bytes, are no text either.
const CONTROLS_MIN: usize = 8;
const BYTES_PER_CONTROL_MIN: usize = 10;

/// The first bytes of files that are no text, with the sentence that helps.
const NO_TEXT: [(&[u8], &str); 8] = [
    (b"RIFF", SOUND),
    (b"ID3", SOUND),
    (b"OggS", SOUND),
    (b"fLaC", SOUND),
    (b"\xFF\xFB", SOUND),
    (b"PK\x03\x04", DOCUMENT),
    (b"%PDF", DOCUMENT),
    (b"{\\rtf", DOCUMENT),
];

const SOUND: &str = "This is a sound recording, not text. Have it transcribed first.";
const DOCUMENT: &str = "This is a document or an archive, not plain text. \
                        Save it as plain text, or copy its words.";
const BINARY: &str = "This is not text: it holds bytes that no text has. \
                      Give it a text file, subtitles or JSON Lines.";

/// The text of a file, or nothing if it is none; line ends are `\n`, a byte order mark is gone.
pub(super) fn text<'a>(bytes: &'a [u8], problems: &mut Problems) -> Option<Cow<'a, str>> {
    if let Some(message) = no_text(bytes) {
        problems.push(Problem::new(None, ProblemKind::Binary, message));
        return None;
    }
    let decoded = match utf16(bytes) {
        Some((encoding, rest)) => {
            let name = if encoding == UTF_16LE { "UTF-16 (little-endian)" } else { "UTF-16" };
            problems.push(decoded_as(name));
            encoding.decode_without_bom_handling(rest).0
        }
        None => eight_bit(bytes, problems),
    };
    Some(with_line_feeds(decoded))
}

fn no_text(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, message)) = NO_TEXT.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Some(message);
    }
    // MP4 and M4A: the length of the first box comes before its name.
    if bytes.get(4..8) == Some(b"ftyp") {
        return Some(SOUND);
    }
    if utf16(bytes).is_some() {
        return None;
    }
    let nuls = bytes.split(|byte| *byte == 0).count() - 1;
    let signs = bytes.iter().filter(|byte| byte.is_ascii_control() && !byte.is_ascii_whitespace());
    let controls = signs.count();
    let binary = (nuls > 0 && nuls.saturating_mul(BYTES_PER_NUL_MIN) >= bytes.len())
        || (controls >= CONTROLS_MIN
            && controls.saturating_mul(BYTES_PER_CONTROL_MIN) >= bytes.len());
    binary.then_some(BINARY)
}

/// UTF-16 by its byte order mark, or by the NULs that every second byte of Latin text is.
fn utf16(bytes: &[u8]) -> Option<(&'static Encoding, &[u8])> {
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        // A UTF-32 mark begins like a UTF-16 one and is followed by two NULs.
        return (!rest.starts_with(b"\0\0")).then_some((UTF_16LE, rest));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return Some((UTF_16BE, rest));
    }
    let sample = &bytes[..bytes.len().min(SAMPLE_BYTES_MAX)];
    let pairs = sample.len() / 2;
    let nuls =
        |offset: usize| sample.chunks_exact(2).filter(|pair| pair.get(offset) == Some(&0)).count();
    let (high, low) = (nuls(0), nuls(1));
    // Nine tenths leave room for typographic quotes and the like.
    match () {
        () if pairs < 2 => None,
        () if low * 10 >= pairs * 9 && high == 0 => Some((UTF_16LE, bytes)),
        () if high * 10 >= pairs * 9 && low == 0 => Some((UTF_16BE, bytes)),
        () => None,
    }
}

/// UTF-8, or Windows-1252 where the bytes cannot be UTF-8.
fn eight_bit<'a>(bytes: &'a [u8], problems: &mut Problems) -> Cow<'a, str> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    // A cut in the middle of a letter damages one or two places of a text that is UTF-8 elsewhere.
    if sound > broken {
        let message = format!(
            "{broken} places are not valid UTF-8 and were replaced. \
             The file may be cut off or damaged; read it again from its source."
        );
        problems.push(Problem::new(None, ProblemKind::Encoding, message));
        return String::from_utf8_lossy(bytes);
    }
    problems.push(decoded_as("Windows-1252 (Latin-1)"));
    WINDOWS_1252.decode_without_bom_handling(bytes).0
}

fn decoded_as(name: &str) -> Problem {
    let message =
        format!("The text was read as {name}, not UTF-8. If letters look wrong, save it as UTF-8.");
    Problem::new(None, ProblemKind::Encoding, message)
}

fn with_line_feeds(text: Cow<'_, str>) -> Cow<'_, str> {
    let text = match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix('\u{FEFF}').unwrap_or(text)),
        Cow::Owned(text) => Cow::Owned(text),
    };
    if text.contains('\r') {
        return Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    text
}
