//! Whisper's tensors by the names that whisper.cpp knows, in the order of the published
//! checkpoints, cut out of the weights that CTranslate2 has fused.

use crate::error::{Error, Result};
use crate::model::ctranslate::{Tensor, Weights};

/// A tensor under the name that whisper.cpp knows.
pub struct Part<'b> {
    /// The name.
    pub name: String,
    /// The tensor.
    pub tensor: Tensor<'b>,
}

/// All tensors of a model in order.
///
/// # Errors
/// [`Error::Weights`] if one is missing or has an unexpected shape.
pub fn parts<'b>(weights: &Weights<'b>) -> Result<Vec<Part<'b>>> {
    let mut list = List { weights, parts: Vec::new() };
    list.one("decoder.positional_embedding", "decoder/position_encodings/encodings")?;
    list.one("encoder.positional_embedding", "encoder/position_encodings/encodings")?;
    list.one("decoder.token_embedding.weight", "decoder/embeddings/weight")?;
    for layer in 0..weights.layers("decoder") {
        list.layer("decoder", layer)?;
        let (ours, theirs) =
            (format!("decoder.blocks.{layer}"), format!("decoder/layer_{layer}/attention"));
        list.norm(&format!("{ours}.cross_attn_ln"), &format!("{theirs}/layer_norm"))?;
        list.cross_attention(&format!("{ours}.cross_attn"), &theirs)?;
    }
    list.norm("decoder.ln", "decoder/layer_norm")?;
    list.linear("encoder.conv1", "encoder/conv1")?;
    list.linear("encoder.conv2", "encoder/conv2")?;
    for layer in 0..weights.layers("encoder") {
        list.layer("encoder", layer)?;
    }
    list.norm("encoder.ln_post", "encoder/layer_norm")?;
    Ok(list.parts)
}

struct List<'w, 'b> {
    weights: &'w Weights<'b>,
    parts: Vec<Part<'b>>,
}

impl<'b> List<'_, 'b> {
    fn one(&mut self, ours: &str, theirs: &str) -> Result<()> {
        let tensor = self.weights.floats(theirs)?.clone();
        self.parts.push(Part { name: ours.to_owned(), tensor });
        Ok(())
    }

    fn norm(&mut self, ours: &str, theirs: &str) -> Result<()> {
        self.one(&format!("{ours}.weight"), &format!("{theirs}/gamma"))?;
        self.one(&format!("{ours}.bias"), &format!("{theirs}/beta"))
    }

    fn linear(&mut self, ours: &str, theirs: &str) -> Result<()> {
        self.one(&format!("{ours}.weight"), &format!("{theirs}/weight"))?;
        self.one(&format!("{ours}.bias"), &format!("{theirs}/bias"))
    }

    /// What the layers of both sides have.
    fn layer(&mut self, side: &str, layer: usize) -> Result<()> {
        let (ours, theirs) = (format!("{side}.blocks.{layer}"), format!("{side}/layer_{layer}"));
        self.norm(&format!("{ours}.mlp_ln"), &format!("{theirs}/ffn/layer_norm"))?;
        self.linear(&format!("{ours}.mlp.0"), &format!("{theirs}/ffn/linear_0"))?;
        self.linear(&format!("{ours}.mlp.2"), &format!("{theirs}/ffn/linear_1"))?;
        let theirs = format!("{theirs}/self_attention");
        self.norm(&format!("{ours}.attn_ln"), &format!("{theirs}/layer_norm"))?;
        let ours = format!("{ours}.attn");
        self.cut(&ours, &format!("{theirs}/linear_0"), &["query", "key", "value"])?;
        self.linear(&format!("{ours}.out"), &format!("{theirs}/linear_1"))
    }

    fn cross_attention(&mut self, ours: &str, theirs: &str) -> Result<()> {
        self.linear(&format!("{ours}.query"), &format!("{theirs}/linear_0"))?;
        self.cut(ours, &format!("{theirs}/linear_1"), &["key", "value"])?;
        self.linear(&format!("{ours}.out"), &format!("{theirs}/linear_2"))
    }

    /// A fused layer, cut into equal layers. Whisper's keys have no bias, so that of the fused
    /// layer must be zero there.
    fn cut(&mut self, ours: &str, theirs: &str, names: &[&str]) -> Result<()> {
        let weight = self.weights.floats(&format!("{theirs}/weight"))?;
        let bias = self.weights.floats(&format!("{theirs}/bias"))?;
        for (number, name) in names.iter().enumerate() {
            let tensor = weight.rows(number, names.len())?;
            self.parts.push(Part { name: format!("{ours}.{name}.weight"), tensor });
            let tensor = bias.rows(number, names.len())?;
            if *name != "key" {
                self.parts.push(Part { name: format!("{ours}.{name}.bias"), tensor });
            } else if tensor.bytes.iter().any(|byte| *byte != 0) {
                return Err(Error::Weights(format!("the keys of {theirs} have a bias")));
            }
        }
        Ok(())
    }
}
