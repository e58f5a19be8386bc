//! The weights that tell voices apart, cut out of Resemblyzer's checkpoint into a small file of our
//! own: [`MAGIC`], then 32-bit floats.
//!
//! The checkpoint is a Python pickle with the numbers after it. A pickle is a program, so it is not
//! run: the file is pinned, hence where its numbers stand is a fact and no matter of reading.

use std::io::{self, Write};
use std::ops::Range;

use crate::error::{Error, Result};

/// With what our file begins.
pub const MAGIC: &[u8; 8] = b"HGVOICE1";
/// The numbers of the three recurrent layers, in the order described in `voices::encoder`.
pub const RECURRENT: usize = 1_357_824;
/// The numbers of the last layer: a matrix of 256 by 256, then 256 biases.
pub const LINEAR: usize = 256 * 256;
/// The biases of the last layer.
pub const LINEAR_BIAS: usize = 256;

/// Where the checkpoint keeps them: behind the length, eight bytes, of each storage.
const CUTS: [(usize, usize); 3] = [(269_883, RECURRENT), (7_731, LINEAR), (6_699, LINEAR_BIAS)];

/// Writes our file from the bytes of the checkpoint.
///
/// # Errors
/// [`Error::Weights`] if the checkpoint is too short.
pub fn write(checkpoint: &[u8], to: &mut impl Write) -> Result<io::Result<()>> {
    let cut = |(begin, numbers)| {
        let range: Range<usize> = begin..begin + 4 * numbers;
        checkpoint.get(range).ok_or_else(|| Error::Weights("the checkpoint ends early".to_owned()))
    };
    let cuts = CUTS.into_iter().map(cut).collect::<Result<Vec<_>>>()?;
    Ok(to.write_all(MAGIC).and_then(|()| cuts.iter().try_for_each(|cut| to.write_all(cut))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_checkpoint_is_refused() {
        assert!(write(&[0; 1000], &mut Vec::new()).is_err());
    }
}
