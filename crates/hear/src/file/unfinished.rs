//! WAV files of recorders that were cut off before they could write how much they had recorded: the
//! header says that there is nothing, and everything is there.

/// Less than this behind an empty recording is no sound, but notes about the file.
const SOUND_BYTES_MIN: u64 = 8_000;
/// A length that is not known, as in a file that was written into a pipe.
const UNKNOWN: [u8; 4] = [0xff; 4];

/// The beginning of a file of so many bytes; its length is unknown where it was never written.
pub(super) fn mended(mut head: Vec<u8>, bytes: u64) -> Vec<u8> {
    if let Some(at) = unwritten_length(&head, bytes) {
        for at in [4, at] {
            head[at..at + UNKNOWN.len()].copy_from_slice(&UNKNOWN);
        }
    }
    head
}

/// Where the length of the sound stands, if it was never written.
fn unwritten_length(head: &[u8], bytes: u64) -> Option<usize> {
    const MARK: &[u8] = b"data";
    if !head.starts_with(b"RIFF") {
        return None;
    }
    let at = head.windows(MARK.len()).position(|window| window == MARK)? + MARK.len();
    let length = head.get(at..at + UNKNOWN.len())?;
    let behind = bytes.saturating_sub((at + UNKNOWN.len()) as u64);
    (length.iter().all(|byte| *byte == 0) && behind >= SOUND_BYTES_MIN).then_some(at)
}
