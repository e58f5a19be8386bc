//! Addresses of wallets, taken as such only where the checksum that their form has holds.

use std::sync::LazyLock;

use regex::Regex;
use sha3::{Digest as _, Keccak256};

use super::IdentifierKind;

/// What may be an address: Bitcoin or Tron in base 58, Bitcoin in bech32, Ethereum.
static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
    let pattern = r"(?x) \b (?:
        [13T][1-9A-HJ-NP-Za-km-z]{24,34}
        | [bB][cC]1[02-9ac-hj-np-zAC-HJ-NP-Z]{11,87}
        | 0x[0-9a-fA-F]{40} ) \b";
    Regex::new(pattern).expect("a pattern that a test has compiled")
});

/// First bytes of an address: Bitcoin's of a key and of a script, Tron's.
/// Sources: Bitcoin's `base58Prefixes` in `chainparams.cpp`; Tron's `AddressUtil`.
const BITCOIN: [u8; 2] = [0x00, 0x05];
const TRON: u8 = 0x41;

/// The wallets of a text: where, whose coin, and in which form.
pub(super) fn find(text: &str) -> Vec<(usize, usize, IdentifierKind, String)> {
    let read = |hit: regex::Match| {
        let (kind, normal) = kind(hit.as_str())?;
        Some((hit.start(), hit.end(), kind, normal))
    };
    SHAPE.find_iter(text).filter_map(read).collect()
}

fn kind(address: &str) -> Option<(IdentifierKind, String)> {
    if let Some(hex) = address.strip_prefix("0x") {
        return ethereum(hex).then(|| (IdentifierKind::Ethereum, address.to_lowercase()));
    }
    if address.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("bc1")) {
        let sound = bech32::segwit::decode(address).is_ok();
        return sound.then(|| (IdentifierKind::Bitcoin, address.to_lowercase()));
    }
    let bytes = bs58::decode(address).with_check(None).into_vec().ok()?;
    let kind = match bytes.first() {
        Some(first) if BITCOIN.contains(first) => IdentifierKind::Bitcoin,
        Some(&TRON) => IdentifierKind::Tron,
        _ => return None,
    };
    Some((kind, address.to_owned()))
}

/// Whether the capitals are those of the checksum (ERC-55), or there is none.
fn ethereum(hex: &str) -> bool {
    let small = hex.to_ascii_lowercase();
    if hex == small || hex == hex.to_ascii_uppercase() {
        return true;
    }
    let hash = Keccak256::digest(small.as_bytes());
    hex.bytes().enumerate().all(|(at, letter)| {
        let half = if at % 2 == 0 { hash[at / 2] >> 4 } else { hash[at / 2] & 0xf };
        !letter.is_ascii_alphabetic() || letter.is_ascii_uppercase() == (half >= 8)
    })
}
