//! Seeds with a few changes, for tests that have no fuzzer.

use crate::chance::Chance;

/// A seed with a few changes: bytes, pieces cut, doubled or moved, and spices.
pub fn mutated(seeds: &[Vec<u8>], spices: &[&[u8]], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seeds[chance.below(seeds.len())].clone();
    for _ in 0..=chance.below(6) {
        let from = chance.below(bytes.len() + 1);
        let to = (from + chance.below(400)).min(bytes.len());
        match chance.below(6) {
            0 => bytes.truncate(from),
            1 => drop(bytes.drain(from..to)),
            2 => {
                let piece = bytes[from..to].to_vec();
                let at = chance.below(bytes.len() + 1);
                bytes.splice(at..at, piece);
            }
            3 => {
                let spice = spices[chance.below(spices.len())].to_vec();
                bytes.splice(from..from, spice);
            }
            _ if from < bytes.len() => bytes[from] = chance.below(256).to_le_bytes()[0],
            _ => {}
        }
    }
    bytes
}
