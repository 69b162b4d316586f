//! The layers of the network that settings describe. Pure.

use crate::settings::RunSettings;

/// One layer of the network that the settings describe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    pub name: String,
    pub inputs: u32,
    pub outputs: u32,
}

impl Layer {
    /// Weights and biases.
    pub fn parameters(&self) -> u32 {
        (self.inputs + 1) * self.outputs
    }
}

/// All layers for images of `pixels` numbers, from the image to its reconstruction.
pub fn layers(pixels: u32, run: &RunSettings) -> Vec<Layer> {
    let layer = |name: &str, inputs, outputs| Layer { name: name.to_owned(), inputs, outputs };
    let chain = |name: &str, first: u32, widths: &[u32]| {
        let starts = std::iter::once(first).chain(widths.iter().copied());
        let pairs = starts.zip(widths.iter().copied()).enumerate();
        pairs.map(|(i, (from, to))| layer(&format!("{name} hidden {}, relu", i + 1), from, to)).collect::<Vec<_>>()
    };
    let mirrored: Vec<u32> = run.hidden.iter().rev().copied().collect();
    let mut all = chain("Encoder", pixels, &run.hidden);
    let last = run.hidden.last().copied().unwrap_or(pixels);
    all.push(layer("μ, the posterior's mean", last, run.latent));
    all.push(layer("log σ², its variance", last, run.latent));
    all.extend(chain("Decoder", run.latent, &mirrored));
    let last = if run.pixel_sigma > 0.0 { "Image, as it is" } else { "Image, sigmoid" };
    all.push(layer(last, mirrored.last().copied().unwrap_or(run.latent), pixels));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_fit_one_another_and_add_up() {
        let run = RunSettings { latent: 3, hidden: vec![64, 16], ..RunSettings::default() };
        let all = layers(768, &run);
        let sizes: Vec<(u32, u32)> = all.iter().map(|layer| (layer.inputs, layer.outputs)).collect();
        assert_eq!(sizes, [(768, 64), (64, 16), (16, 3), (16, 3), (3, 16), (16, 64), (64, 768)]);
        let total: u32 = all.iter().map(Layer::parameters).sum();
        assert_eq!(total, 769 * 64 + 65 * 16 + 2 * 17 * 3 + 4 * 16 + 17 * 64 + 65 * 768);
    }
}
