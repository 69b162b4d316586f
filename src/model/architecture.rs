//! What defines a network, as plain data.

use serde::{Deserialize, Serialize};

use super::ModelError;
use crate::data::Shape;

/// A network with more parameters than this is refused: it would not fit a browser's memory while it trains.
const MOST_PARAMETERS: usize = 50_000_000;

/// What follows every hidden layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Activation {
    Relu,
    /// x Φ(x) by its tanh approximation (Hendrycks and Gimpel 2016).
    Gelu,
    /// x Φ(x) by the error function.
    GeluErf,
    Tanh,
}

/// The form of p(x|z).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Likelihood {
    /// The decoder gives logits; grey pixels are taken as means.
    Bernoulli,
    /// The decoder gives the means; every pixel has this standard deviation.
    Gaussian { sigma: f32 },
}

/// A fully connected autoencoder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Architecture {
    pub input: Shape,
    /// Widths of the encoder's hidden layers, from the image on.
    pub encoder: Vec<usize>,
    /// Widths of the decoder's hidden layers, from z on.
    pub decoder: Vec<usize>,
    /// Dimensions of z.
    pub latent: usize,
    pub activation: Activation,
    pub likelihood: Likelihood,
    /// False: a plain autoencoder, whose code is a point and whose KL is 0.
    pub variational: bool,
}

impl Architecture {
    /// A variational autoencoder with relu, Bernoulli pixels and a decoder that mirrors the encoder.
    pub fn mirrored(input: Shape, encoder: &[usize], latent: usize) -> Self {
        Self {
            input,
            encoder: encoder.to_vec(),
            decoder: encoder.iter().rev().copied().collect(),
            latent,
            activation: Activation::Relu,
            likelihood: Likelihood::Bernoulli,
            variational: true,
        }
    }

    /// Weights and biases of the whole network.
    pub fn parameters(&self) -> usize {
        let heads = if self.variational { 2 } else { 1 };
        let last = self.encoder.last().copied().unwrap_or(self.input.pixels());
        chain(self.input.pixels(), &self.encoder)
            .saturating_add(linear(last, self.latent).saturating_mul(heads))
            .saturating_add(self.decoder_parameters())
    }

    /// Weights and biases of the decoder.
    pub fn decoder_parameters(&self) -> usize {
        let last = self.decoder.last().copied().unwrap_or(self.latent);
        chain(self.latent, &self.decoder).saturating_add(linear(last, self.input.pixels()))
    }

    /// What it is, as a sentence without its full stop: pixels, layers, activation, likelihood.
    pub fn words(&self) -> String {
        let Shape { height, width, channels } = self.input;
        let layers = |widths: &[usize]| widths.iter().map(|width| format!("{width}-")).collect::<String>();
        let (pixels, latent) = (self.input.pixels(), self.latent);
        let code = if self.variational { "(μ, ln σ²)" } else { "z" };
        let activation = match self.activation {
            Activation::Relu => "relu",
            Activation::Gelu => "gelu in its tanh form",
            Activation::GeluErf => "gelu by the error function",
            Activation::Tanh => "tanh",
        };
        let likelihood = match self.likelihood {
            Likelihood::Bernoulli => "Bernoulli pixels".to_owned(),
            Likelihood::Gaussian { sigma } => format!("Gaussian pixels of σ = {sigma}"),
        };
        let kind = if self.variational { "variational autoencoder" } else { "plain autoencoder" };
        format!(
            "a {kind} of images of {height} × {width} × {channels}: encoder {pixels}-{}{code}, z of {latent} dimensions, decoder \
             {latent}-{}{pixels}, {activation}, {likelihood}",
            layers(&self.encoder),
            layers(&self.decoder)
        )
    }

    pub(super) fn check(&self) -> Result<(), ModelError> {
        let refuse = |why: &str| Err(ModelError::Architecture(why.to_owned()));
        if self.input.pixels() == 0 {
            return refuse("images need at least one pixel");
        }
        if self.latent == 0 || self.encoder.contains(&0) || self.decoder.contains(&0) {
            return refuse("every layer needs at least one unit");
        }
        if self.parameters() > MOST_PARAMETERS {
            return refuse("it has too many parameters; take narrower or fewer hidden layers");
        }
        if let Likelihood::Gaussian { sigma } = self.likelihood
            && !(sigma.is_finite() && sigma > 0.0)
        {
            return refuse("the standard deviation of a Gaussian pixel must be positive");
        }
        Ok(())
    }
}

fn linear(inputs: usize, outputs: usize) -> usize {
    inputs.saturating_add(1).saturating_mul(outputs)
}

fn chain(inputs: usize, widths: &[usize]) -> usize {
    let starts = std::iter::once(&inputs).chain(widths);
    starts.zip(widths).fold(0, |sum: usize, (&from, &to)| sum.saturating_add(linear(from, to)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MNIST: Shape = Shape { height: 28, width: 28, channels: 1 };

    #[test]
    fn parameters_are_counted_by_layer() {
        let architecture = Architecture::mirrored(MNIST, &[256], 2);
        let encoder = 785 * 256 + 2 * 257 * 2;
        assert_eq!(architecture.decoder_parameters(), 3 * 256 + 257 * 784);
        assert_eq!(architecture.parameters(), encoder + 3 * 256 + 257 * 784);
    }

    #[test]
    fn impossible_networks_are_refused() {
        let good = Architecture::mirrored(MNIST, &[8], 2);
        assert!(good.check().is_ok());
        assert!(Architecture { latent: 0, ..good.clone() }.check().is_err());
        assert!(Architecture { encoder: vec![8, 0], ..good.clone() }.check().is_err());
        assert!(Architecture { encoder: vec![usize::MAX, usize::MAX], ..good.clone() }.check().is_err());
        assert!(Architecture { likelihood: Likelihood::Gaussian { sigma: f32::NAN }, ..good }.check().is_err());
    }
}
