//! Writing a Whisper model in the file format of whisper.cpp, as its `convert-pt-to-ggml.py` and
//! its `quantize` lay it out: header, mel filters, vocabulary, tensors.

use std::io::{self, Write};

use half::f16;

use crate::error::{Error, Result};
use crate::model::ctranslate::Weights;
use crate::model::parts::{self, Part};
use crate::model::quantise::{self, BLOCK};
use crate::model::{Form, mel};
use crate::speech::RATE_HZ;

/// The first four bytes of a file, read as a number.
pub const MAGIC: u32 = 0x6767_6d6c;
/// The version of the quantised forms, times the factor by which the header carries it.
const QUANTISATION_VERSION: u32 = 2000;
/// The tensors that are never made smaller: whisper.cpp adds them as 32-bit floats.
const WHOLE: [&str; 4] = [
    "encoder.conv1.bias",
    "encoder.conv2.bias",
    "encoder.positional_embedding",
    "decoder.positional_embedding",
];

/// A model ready to be written.
pub struct Whisper<'b> {
    header: [u32; 11],
    vocabulary: Vec<Vec<u8>>,
    parts: Vec<Part<'b>>,
}

impl<'b> Whisper<'b> {
    /// Puts weights and vocabulary together.
    ///
    /// # Errors
    /// [`Error::Weights`] if a tensor is missing or has an unexpected shape.
    pub fn new(weights: &Weights<'b>, vocabulary: Vec<Vec<u8>>) -> Result<Self> {
        let width =
            |name: &str, dimension: usize| match weights.floats(name)?.dimensions.get(dimension) {
                Some(width) => Ok(*width as u32),
                None => Err(Error::Weights(format!("{name} has too few dimensions"))),
            };
        let state = width("decoder/embeddings/weight", 1)?;
        let header = [
            MAGIC,
            width("decoder/embeddings/weight", 0)?,
            width("encoder/position_encodings/encodings", 0)?,
            state,
            weights.whole("encoder/num_heads")?,
            weights.layers("encoder") as u32,
            width("decoder/position_encodings/encodings", 0)?,
            state,
            weights.whole("decoder/num_heads")?,
            weights.layers("decoder") as u32,
            width("encoder/conv1/weight", 1)?,
        ];
        Ok(Self { header, vocabulary, parts: parts::parts(weights)? })
    }

    /// Writes the file, and tells after each tensor how many of all are written.
    pub fn write(
        &self,
        form: Form,
        to: &mut impl Write,
        progress: &mut dyn FnMut(u64, u64),
    ) -> io::Result<()> {
        numbers(to, &self.header)?;
        numbers(to, &[header_form(form)])?;
        let bands = self.header[10];
        numbers(to, &[bands, mel::BINS as u32])?;
        for weight in mel::filters(bands as usize, RATE_HZ) {
            to.write_all(&weight.to_le_bytes())?;
        }
        numbers(to, &[self.vocabulary.len() as u32])?;
        for word in &self.vocabulary {
            numbers(to, &[word.len() as u32])?;
            to.write_all(word)?;
        }
        for (done, part) in self.parts.iter().enumerate() {
            write_part(part, form, to)?;
            progress(done as u64 + 1, self.parts.len() as u64);
        }
        Ok(())
    }
}

/// The number by which a file's header names its form.
fn header_form(form: Form) -> u32 {
    match form {
        Form::F32 => 0,
        Form::F16 => 1,
        Form::Q8 => QUANTISATION_VERSION + 7,
        Form::Q5 => QUANTISATION_VERSION + 9,
    }
}

/// The number by which a tensor names its form.
fn tensor_form(form: Form) -> u32 {
    match form {
        Form::F32 => 0,
        Form::F16 => 1,
        Form::Q5 => 7,
        Form::Q8 => 8,
    }
}

/// In which form a tensor is stored: only matrices whose rows are whole blocks are quantised, and
/// what is added rather than multiplied stays whole.
fn form_of(part: &Part<'_>, form: Form) -> Form {
    let dimensions = &part.tensor.dimensions;
    let rows_of_blocks = dimensions.last().is_some_and(|width| width % BLOCK == 0);
    if dimensions.len() < 2 || WHOLE.contains(&part.name.as_str()) {
        Form::F32
    } else if dimensions.len() == 2 && rows_of_blocks {
        form
    } else {
        Form::F16
    }
}

fn write_part(part: &Part<'_>, form: Form, to: &mut impl Write) -> io::Result<()> {
    let mut dimensions: Vec<u32> =
        part.tensor.dimensions.iter().map(|width| *width as u32).collect();
    // The biases of the convolutions are added to every frame, so they stand as columns.
    if part.name.starts_with("encoder.conv") && dimensions.len() == 1 {
        dimensions.push(1);
    }
    dimensions.reverse();
    let form = form_of(part, form);
    numbers(to, &[dimensions.len() as u32, part.name.len() as u32, tensor_form(form)])?;
    numbers(to, &dimensions)?;
    to.write_all(part.name.as_bytes())?;
    let mut bytes = Vec::new();
    let (pairs, _) = part.tensor.bytes.as_chunks::<2>();
    let value = |pair: &[u8; 2]| f16::from_le_bytes(*pair).to_f32();
    match form {
        Form::F16 => return to.write_all(part.tensor.bytes),
        Form::F32 => bytes.extend(pairs.iter().flat_map(|pair| value(pair).to_le_bytes())),
        Form::Q8 | Form::Q5 => {
            let quantise = if form == Form::Q8 { quantise::q8 } else { quantise::q5 };
            let (blocks, _) = pairs.as_chunks::<BLOCK>();
            for block in blocks {
                quantise(&std::array::from_fn(|place| value(&block[place])), &mut bytes);
            }
        }
    }
    to.write_all(&bytes)
}

fn numbers(to: &mut impl Write, numbers: &[u32]) -> io::Result<()> {
    numbers.iter().try_for_each(|number| to.write_all(&number.to_le_bytes()))
}
