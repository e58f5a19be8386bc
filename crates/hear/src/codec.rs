//! How telephone systems write samples as bytes, and how the bytes become samples again: ITU-T
//! G.711 mu-law and A-law, and plain numbers. Compressed files are read elsewhere.

/// A way of writing one sample as one, two or four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Codec {
    /// G.711 mu-law, one byte a sample: telephone lines in North America and Japan.
    Mulaw,
    /// G.711 A-law, one byte a sample: telephone lines elsewhere.
    Alaw,
    /// Whole numbers of 16 bits, the lower byte first ("slin", "L16" as telephone systems send
    /// it, "s16le").
    Slin16,
    /// Floating point of 32 bits, the lowest byte first ("f32le").
    Float32,
}

impl Codec {
    /// Bytes of one sample.
    #[must_use]
    pub const fn sample_bytes(self) -> usize {
        match self {
            Self::Mulaw | Self::Alaw => 1,
            Self::Slin16 => 2,
            Self::Float32 => 4,
        }
    }

    /// Appends the samples of these bytes, each from -1 to 1. Bytes left over at the end, which
    /// are no whole sample, are not read; their number is returned.
    pub fn decode(self, bytes: &[u8], samples: &mut Vec<f32>) -> usize {
        match self {
            Self::Mulaw => samples.extend(bytes.iter().map(|byte| level(mulaw(*byte)))),
            Self::Alaw => samples.extend(bytes.iter().map(|byte| level(alaw(*byte)))),
            Self::Slin16 => samples
                .extend(bytes.as_chunks().0.iter().map(|bytes| level(i16::from_le_bytes(*bytes)))),
            Self::Float32 => samples
                .extend(bytes.as_chunks().0.iter().map(|bytes| sane(f32::from_le_bytes(*bytes)))),
        }
        bytes.len() % self.sample_bytes()
    }
}

/// A number of 16 bits as a level from -1 to 1.
fn level(sample: i16) -> f32 {
    f32::from(sample) / 32_768.0
}

/// A sample that can be reckoned with: broken recordings hold what is no number, and some are
/// louder than full scale.
pub(crate) fn sane(sample: f32) -> f32 {
    if sample.is_finite() { sample.clamp(-1.0, 1.0) } else { 0.0 }
}

/// One byte of mu-law (G.711, table 2): sign, three bits of exponent, four of mantissa, inverted.
const fn mulaw(byte: u8) -> i16 {
    const BIAS: i16 = 0x84;
    let byte = !byte;
    let magnitude = ((((byte & 0x0f) as i16) << 3) + BIAS) << ((byte & 0x70) >> 4);
    if byte & 0x80 == 0 { magnitude - BIAS } else { BIAS - magnitude }
}

/// One byte of A-law (G.711, table 1): as mu-law, with every second bit inverted and a straight
/// first segment.
const fn alaw(byte: u8) -> i16 {
    let byte = byte ^ 0x55;
    let (exponent, mantissa) = ((byte & 0x70) >> 4, ((byte & 0x0f) as i16) << 4);
    let magnitude = match exponent {
        0 => mantissa + 8,
        _ => (mantissa + 0x108) << (exponent - 1),
    };
    if byte & 0x80 == 0 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All 256 codes as an independent implementation decodes them:
    /// `ffmpeg -f mulaw -ar 8000 -ac 1 -i codes -f s16le mulaw.s16`, and the same with `alaw`.
    const TABLES: [(Codec, &[u8]); 2] = [
        (Codec::Mulaw, include_bytes!("../tests/fixtures/mulaw.s16")),
        (Codec::Alaw, include_bytes!("../tests/fixtures/alaw.s16")),
    ];

    #[test]
    fn all_codes_of_g711_match_the_tables() {
        let codes: Vec<u8> = (0..=255).collect();
        for (codec, table) in TABLES {
            let (mut found, mut wanted) = (Vec::new(), Vec::new());
            assert_eq!(codec.decode(&codes, &mut found), 0);
            Codec::Slin16.decode(table, &mut wanted);
            assert_eq!(found, wanted, "{codec:?}");
        }
        assert_eq!([mulaw(0), mulaw(0x80), mulaw(0xff)], [-32_124, 32_124, 0]);
        assert_eq!([alaw(0x2a), alaw(0xaa), alaw(0xd5)], [-32_256, 32_256, 8]);
    }

    #[test]
    fn halves_of_samples_are_counted_and_not_read() {
        for (codec, bytes, left) in
            [(Codec::Slin16, 5, 1), (Codec::Float32, 7, 3), (Codec::Mulaw, 3, 0)]
        {
            let mut samples = Vec::new();
            assert_eq!(codec.decode(&vec![0; bytes], &mut samples), left);
            assert_eq!(samples.len(), bytes / codec.sample_bytes());
        }
    }

    #[test]
    fn what_is_no_number_is_silence() {
        let mut samples = Vec::new();
        for number in [f32::NAN, f32::INFINITY, -7.0, 0.25] {
            Codec::Float32.decode(&number.to_le_bytes(), &mut samples);
        }
        assert_eq!(samples, [0.0, 0.0, -1.0, 0.25]);
    }
}
