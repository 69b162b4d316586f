//! Weights to and from the bytes of a safetensors file that other programs can read.
//!
//! Tensors `encoder.0.weight` `[out, in]`, `encoder.0.bias`, …, `encoder.mu.*`, `encoder.logvar.*`, `decoder.0.*`, …, the
//! last decoder layer giving logits (or Gaussian means). Strings: `dataset`, `input` ("28,28,1"), `latent`, `activation`,
//! `gelu` ("tanh" or "erf"), `likelihood`, `sigma` (of a Gaussian). `decoder` sorts before `encoder`: the decoder is usable
//! while the rest of the file is still arriving.

use std::collections::BTreeMap;

use super::tensors::{File, Named, write};
pub use super::tensors::{Precision, TensorsError};
use super::{Activation, Architecture, Decoder, Likelihood, ModelError, Vae};
use crate::data::Shape;

/// Why weights cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum WeightsError {
    #[error(transparent)]
    File(#[from] TensorsError),
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(
        "the file has tensors that no layer of such a network takes: {0}. Fold them into the layers, or leave them out"
    )]
    Unused(String),
}

impl From<candle_core::Error> for WeightsError {
    fn from(error: candle_core::Error) -> Self {
        Self::Model(error.into())
    }
}

/// The network as a file that names the data set it was trained on.
///
/// # Errors
/// If a parameter cannot be read or the header not written.
pub fn to_safetensors(vae: &Vae, precision: Precision, dataset: &str) -> Result<Vec<u8>, WeightsError> {
    let mut strings = strings(vae.architecture());
    strings.insert("dataset", dataset.to_owned());
    Ok(write(tensors(vae)?, &strings, precision)?)
}

/// The network in a whole file.
///
/// # Errors
/// If the file is foreign, cut short or holds no network that can be built.
pub fn from_safetensors(bytes: &[u8]) -> Result<Vae, WeightsError> {
    vae(&File::whole(bytes)?)
}

/// The network in a file of another program's, and the names of the tensors that are none of its parameters: an optimizer's
/// moments, say.
///
/// # Errors
/// As [`from_safetensors`], and if an encoder or decoder has more than such a network can have: without it, its images would be
/// other ones.
pub fn from_another_program(bytes: &[u8]) -> Result<(Vae, Vec<String>), WeightsError> {
    let file = File::whole(bytes)?;
    let vae = vae(&file)?;
    let taken: Vec<String> = vae.named_parameters().into_iter().map(|(name, _)| name).collect();
    let other: Vec<String> = file.names().into_iter().filter(|name| !taken.contains(name)).collect();
    let (unused, other): (Vec<String>, Vec<String>) =
        other.into_iter().partition(|name| name.starts_with("encoder.") || name.starts_with("decoder."));
    if unused.is_empty() { Ok((vae, other)) } else { Err(WeightsError::Unused(unused.join(", "))) }
}

/// The decoder in the beginning of a file, as soon as all of it is there; `None` before.
///
/// # Errors
/// If the file is foreign or holds no decoder that can be built.
pub fn decoder_from_prefix(bytes: &[u8]) -> Result<Option<Decoder>, WeightsError> {
    let Some(file) = File::arriving(bytes)? else { return Ok(None) };
    if !file.has_arrived("decoder.") {
        return Ok(None);
    }
    Decoder::build(&architecture(&file)?, &mut supply(&file)).map(Some)
}

pub(crate) fn vae(file: &File) -> Result<Vae, WeightsError> {
    Vae::build(&architecture(file)?, &mut supply(file))
}

/// Every parameter with its name.
pub(crate) fn tensors(vae: &Vae) -> Result<Vec<Named>, ModelError> {
    let named = |(name, parameter): (String, &candle_core::Var)| {
        Ok(Named { name, shape: parameter.dims().to_vec(), values: parameter.flatten_all()?.to_vec1()? })
    };
    vae.named_parameters().into_iter().map(named).collect()
}

/// What the tensors alone do not say of an architecture.
pub(crate) fn strings(architecture: &Architecture) -> BTreeMap<&'static str, String> {
    let Shape { height, width, channels } = architecture.input;
    let mut strings = BTreeMap::from([
        ("input", format!("{height},{width},{channels}")),
        ("latent", architecture.latent.to_string()),
    ]);
    let activation = match architecture.activation {
        Activation::Relu => "relu",
        Activation::Tanh => "tanh",
        Activation::Gelu | Activation::GeluErf => "gelu",
    };
    strings.insert("activation", activation.to_owned());
    match architecture.activation {
        Activation::Gelu => drop(strings.insert("gelu", "tanh".to_owned())),
        Activation::GeluErf => drop(strings.insert("gelu", "erf".to_owned())),
        Activation::Relu | Activation::Tanh => {}
    }
    match architecture.likelihood {
        Likelihood::Bernoulli => drop(strings.insert("likelihood", "bernoulli".to_owned())),
        Likelihood::Gaussian { sigma } => {
            strings.insert("likelihood", "gaussian".to_owned());
            strings.insert("sigma", sigma.to_string());
        }
    }
    strings
}

fn supply(file: &File) -> impl FnMut(&str, &[usize]) -> Result<Vec<f32>, WeightsError> {
    |name, shape| Ok(file.values(name, shape)?)
}

fn architecture(file: &File) -> Result<Architecture, WeightsError> {
    let mut decoder = widths(file, "decoder");
    // The last layer gives the pixels; that there is one, of the right size, shows when it is read.
    decoder.pop();
    let architecture = Architecture {
        input: file.parse("input", shape)?,
        encoder: widths(file, "encoder"),
        decoder,
        latent: file.parse("latent", |text| text.parse().ok())?,
        activation: match file.parse("activation", activation)? {
            Activation::Gelu if file.string("gelu").is_some() => file.parse("gelu", gelu)?,
            activation => activation,
        },
        likelihood: match file.string("likelihood") {
            Some("gaussian") => Likelihood::Gaussian { sigma: file.parse("sigma", |text| text.parse().ok())? },
            _ => file.parse("likelihood", |name| (name == "bernoulli").then_some(Likelihood::Bernoulli))?,
        },
        variational: file.shape("encoder.logvar.weight").is_some(),
    };
    architecture.check()?;
    Ok(architecture)
}

/// Outputs of the layers `{part}.0`, `{part}.1`, … that the file has: as many as biases, so that a weight that is transposed is
/// seen to be so.
fn widths(file: &File, part: &str) -> Vec<usize> {
    let width = |index: usize| {
        let weight = file.shape(&format!("{part}.{index}.weight"))?;
        file.shape(&format!("{part}.{index}.bias")).unwrap_or(weight).first().copied()
    };
    (0..).map_while(width).collect()
}

fn shape(text: &str) -> Option<Shape> {
    let sizes: Vec<usize> = text.split(',').map(|size| size.trim().parse().ok()).collect::<Option<_>>()?;
    let &[height, width, channels] = sizes.as_slice() else { return None };
    height.checked_mul(width)?.checked_mul(channels)?;
    Some(Shape { height, width, channels })
}

fn activation(name: &str) -> Option<Activation> {
    match name {
        "relu" => Some(Activation::Relu),
        "tanh" => Some(Activation::Tanh),
        "gelu" => Some(Activation::Gelu),
        _ => None,
    }
}

/// The forms of GELU.
fn gelu(form: &str) -> Option<Activation> {
    match form {
        "tanh" => Some(Activation::Gelu),
        "erf" => Some(Activation::GeluErf),
        _ => None,
    }
}
