//! Storing weights in blocks of 32 with fewer bits, in the two forms of ggml that are used here.
//! The rounding is that of ggml's reference functions, so that files come out the same.

use half::f16;

/// How many weights share a scale.
pub const BLOCK: usize = 32;

/// Eight bits a weight: the scale as a 16-bit float, then 32 signed bytes.
pub fn q8(weights: &[f32; BLOCK], bytes: &mut Vec<u8>) {
    let largest = weights.iter().fold(0.0_f32, |largest, weight| largest.max(weight.abs()));
    let scale = largest / 127.0;
    let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
    bytes.extend(f16::from_f32(scale).to_le_bytes());
    for weight in weights {
        let scaled = weight * inverse;
        let rounded = (scaled + 0.5_f32.copysign(scaled)).trunc();
        bytes.extend((rounded as i8).to_le_bytes());
    }
}

/// Five bits a weight: scale and least weight as 16-bit floats, then the fifth bits of all, then
/// the lower four bits, those of a weight and of the one 16 further in one byte.
pub fn q5(weights: &[f32; BLOCK], bytes: &mut Vec<u8>) {
    let least = weights.iter().copied().fold(f32::INFINITY, f32::min);
    let most = weights.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let scale = (most - least) / 31.0;
    let inverse = if scale > 0.0 { 1.0 / scale } else { 0.0 };
    bytes.extend(f16::from_f32(scale).to_le_bytes());
    bytes.extend(f16::from_f32(least).to_le_bytes());
    let steps = weights.map(|weight| ((weight - least) * inverse + 0.5) as u8);
    let fifth = |place: usize| u32::from(steps[place] >> 4) << place;
    bytes.extend((0..BLOCK).map(fifth).sum::<u32>().to_le_bytes());
    for (low, high) in steps[..BLOCK / 2].iter().zip(&steps[BLOCK / 2..]) {
        bytes.push((low & 15) | ((high & 15) << 4));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ramp() -> [f32; BLOCK] {
        std::array::from_fn(|place| place as f32 * 0.25 - 3.0)
    }

    #[test]
    fn eight_bits_come_back_within_half_a_step() {
        let mut bytes = Vec::new();
        q8(&ramp(), &mut bytes);
        assert_eq!(bytes.len(), 34);
        let scale = f16::from_le_bytes([bytes[0], bytes[1]]).to_f32();
        for (weight, byte) in ramp().iter().zip(&bytes[2..]) {
            let back = scale * f32::from(i8::from_le_bytes([*byte]));
            assert!((back - weight).abs() <= 0.51 * scale, "{weight} came back as {back}");
        }
    }

    #[test]
    fn five_bits_come_back_within_half_a_step() {
        let mut bytes = Vec::new();
        q5(&ramp(), &mut bytes);
        assert_eq!(bytes.len(), 24);
        let scale = f16::from_le_bytes([bytes[0], bytes[1]]).to_f32();
        let least = f16::from_le_bytes([bytes[2], bytes[3]]).to_f32();
        let fifth = u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
        for (place, weight) in ramp().iter().enumerate() {
            let pair = bytes[8 + place % 16];
            let low = if place < 16 { pair & 15 } else { pair >> 4 };
            let step = low as u32 | ((fifth >> place) & 1) << 4;
            let back = least + scale * step as f32;
            assert!((back - weight).abs() <= 0.51 * scale, "{weight} came back as {back}");
        }
    }

    #[test]
    fn a_block_of_zeros_stays_zero() {
        let (mut eight, mut five) = (Vec::new(), Vec::new());
        q8(&[0.0; BLOCK], &mut eight);
        q5(&[0.0; BLOCK], &mut five);
        assert!(eight.iter().chain(&five).all(|byte| *byte == 0));
    }
}
