//! Reading weights in the form of CTranslate2 (version 6 of `model.bin`): a header, then for each
//! tensor its name, shape, kind and bytes, all little-endian.

use std::collections::HashMap;

use crate::error::{Error, Result};

/// The version of the form that is read here.
const VERSION: u32 = 6;
/// The most tensors and dimensions that are read; Whisper's largest model has some 1,300 and 3.
const TENSORS_MAX: u32 = 10_000;
const DIMENSIONS_MAX: u8 = 4;
/// The number by which the form names 16-bit floats.
const KIND_F16: u8 = 4;

/// The tensors of a model by name.
pub struct Weights<'b>(HashMap<&'b str, Tensor<'b>>);

/// One tensor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tensor<'b> {
    /// Its shape, the slowest dimension first.
    pub dimensions: Vec<usize>,
    /// Its values as they stand in the file.
    pub bytes: &'b [u8],
    kind: u8,
}

impl<'b> Weights<'b> {
    /// Reads the tensors of a `model.bin`.
    ///
    /// # Errors
    /// [`Error::Weights`] if it ends early or is laid out in another way.
    pub fn read(bytes: &'b [u8]) -> Result<Self> {
        let mut left = Left(bytes);
        let version = left.number()?;
        let specification = left.text()?;
        if version != VERSION || specification != "WhisperSpec" {
            return Err(Error::Weights(format!("version {version} of \"{specification}\"")));
        }
        left.number()?;
        let count = left.number()?;
        if count > TENSORS_MAX {
            return Err(Error::Weights(format!("{count} tensors")));
        }
        let tensors = (0..count).map(|_| left.tensor()).collect::<Result<_>>()?;
        Ok(Self(tensors))
    }

    /// A tensor of 16-bit floats.
    pub fn floats(&self, name: &str) -> Result<&Tensor<'b>> {
        let tensor = self.tensor(name)?;
        let values: usize = tensor.dimensions.iter().product();
        if tensor.kind != KIND_F16 || tensor.bytes.len() != 2 * values {
            return Err(Error::Weights(format!("{name} does not hold 16-bit floats")));
        }
        Ok(tensor)
    }

    /// A whole number, of whatever width.
    pub fn whole(&self, name: &str) -> Result<u32> {
        let bytes = self.tensor(name)?.bytes;
        let mut wide = [0; 4];
        let narrow = wide.get_mut(..bytes.len());
        narrow
            .ok_or_else(|| Error::Weights(format!("{name} is no number")))?
            .copy_from_slice(bytes);
        Ok(u32::from_le_bytes(wide))
    }

    /// How many layers there are on a side, "encoder" or "decoder".
    pub fn layers(&self, side: &str) -> usize {
        let norm = |layer| format!("{side}/layer_{layer}/self_attention/layer_norm/gamma");
        (0..).take_while(|layer| self.0.contains_key(norm(*layer).as_str())).count()
    }

    fn tensor(&self, name: &str) -> Result<&Tensor<'b>> {
        self.0.get(name).ok_or_else(|| Error::Weights(format!("{name} is missing")))
    }
}

/// What is left to be read.
struct Left<'b>(&'b [u8]);

impl<'b> Left<'b> {
    fn take(&mut self, bytes: usize) -> Result<&'b [u8]> {
        let ended = || Error::Weights("the file ends early".to_owned());
        let (taken, left) = self.0.split_at_checked(bytes).ok_or_else(ended)?;
        self.0 = left;
        Ok(taken)
    }

    fn number(&mut self) -> Result<u32> {
        let bytes = self.take(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// A text with its length before it and a zero at its end.
    fn text(&mut self) -> Result<&'b str> {
        let bytes = self.take(2)?;
        let text = self.take(usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))?;
        let text = text.strip_suffix(&[0]).unwrap_or(text);
        str::from_utf8(text).map_err(|_| Error::Weights("a name is no text".to_owned()))
    }

    fn tensor(&mut self) -> Result<(&'b str, Tensor<'b>)> {
        let name = self.text()?;
        let rank = self.take(1)?[0];
        if rank > DIMENSIONS_MAX {
            return Err(Error::Weights(format!("{name} has {rank} dimensions")));
        }
        let dimensions = (0..rank).map(|_| Ok(self.number()? as usize)).collect::<Result<_>>()?;
        let kind = self.take(1)?[0];
        let size = self.number()? as usize;
        Ok((name, Tensor { dimensions, bytes: self.take(size)?, kind }))
    }
}

impl<'b> Tensor<'b> {
    /// The `part`th of `parts` equal parts along the first dimension.
    pub fn rows(&self, part: usize, parts: usize) -> Result<Self> {
        let rows = self.dimensions.first().copied().unwrap_or(0);
        if part >= parts || rows % parts != 0 {
            return Err(Error::Weights(format!("{rows} rows cannot be cut into {parts}")));
        }
        let size = self.bytes.len() / parts;
        let mut dimensions = self.dimensions.clone();
        dimensions[0] = rows / parts;
        let bytes = &self.bytes[part * size..(part + 1) * size];
        Ok(Self { dimensions, bytes, kind: self.kind })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Vec<u8> {
        let mut bytes = (text.len() as u16 + 1).to_le_bytes().to_vec();
        bytes.extend(text.as_bytes());
        bytes.push(0);
        bytes
    }

    fn file(name: &str, kind: u8) -> Vec<u8> {
        let mut bytes = VERSION.to_le_bytes().to_vec();
        bytes.extend(text("WhisperSpec"));
        for number in [3_u32, 1] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(text(name));
        bytes.push(2);
        for number in [2_u32, 3] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.push(kind);
        bytes.extend(12_u32.to_le_bytes());
        bytes.extend(0..12);
        bytes
    }

    #[test]
    fn a_tensor_is_read_and_cut_by_rows() {
        let bytes = file("a/weight", KIND_F16);
        let weights = Weights::read(&bytes).unwrap();
        let tensor = weights.floats("a/weight").unwrap();
        assert_eq!(tensor.dimensions, [2, 3]);
        let second = tensor.rows(1, 2).unwrap();
        assert_eq!((second.dimensions, second.bytes), (vec![1, 3], &[6, 7, 8, 9, 10, 11][..]));
        assert!(tensor.rows(0, 3).is_err());
        assert!(weights.floats("b").is_err());
    }

    #[test]
    fn files_that_end_early_or_are_something_else_are_refused() {
        let bytes = file("a/weight", KIND_F16);
        for end in 0..bytes.len() {
            assert!(Weights::read(&bytes[..end]).is_err(), "{end} bytes");
        }
        assert!(Weights::read(b"RIFF....WAVEfmt ........").is_err());
        let bytes = file("a/weight", 1);
        assert!(Weights::read(&bytes).unwrap().floats("a/weight").is_err());
    }
}
