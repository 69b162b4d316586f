//! What a scatter is given: the points, how they are coloured, and what is on the axes.

use web_sys::HtmlElement;

use crate::latent::pca::Pca;
use crate::ui::colour::ColourMap;

/// Classes that need no name.
const DIGITS: usize = 10;

#[derive(Clone)]
pub struct ScatterOptions {
    /// What the points are, for the text alternative.
    pub name: String,
    /// An empty element outside the plot that gets one button per class.
    pub legend: Option<HtmlElement>,
    /// Whether a draggable marker shows the point z.
    pub marker: bool,
    /// Shown while there are no points.
    pub empty: String,
}

impl Default for ScatterOptions {
    fn default() -> Self {
        Self { name: "Digits".to_owned(), legend: None, marker: false, empty: "Waiting for the model".to_owned() }
    }
}

/// Posterior parameters of some images.
#[derive(Clone, Debug, Default)]
pub struct ScatterData {
    pub latent: usize,
    /// `[images, latent]`.
    pub mu: Vec<f32>,
    /// Natural log of the variance, `[images, latent]`.
    pub logvar: Vec<f32>,
    /// One per image: a digit or a place in `names`, of which there are at most 70; others are of no class.
    pub labels: Vec<u8>,
    /// What the labels mean; empty for digits.
    pub names: Vec<String>,
}

impl ScatterData {
    /// How many classes there can be.
    pub fn classes(&self) -> usize {
        if self.names.is_empty() { DIGITS } else { self.names.len() }
    }
}

/// A continuous quantity to colour the points by.
#[derive(Clone, Debug, Default)]
pub struct Values {
    pub name: String,
    /// Empty for a pure number.
    pub unit: String,
    /// One per image.
    pub values: Vec<f32>,
    pub map: ColourMap,
}

/// What is on the two axes.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// Two latent dimensions, counted from 0.
    Pair(usize, usize),
    /// Two orthonormal directions of latent space, from a point of it.
    Linear { origin: Vec<f64>, axes: [Vec<f64>; 2], names: [String; 2] },
    /// Points computed elsewhere, `[images, 2]`.
    Embedding { points: Vec<f32>, names: [String; 2] },
}

impl View {
    /// The first two principal components, named with the share of the variance that each has.
    pub fn principal(pca: &Pca) -> Option<Self> {
        if pca.len() < 2 {
            return None;
        }
        let shares = pca.explained();
        let name = |i: usize| format!("PC {} ({:.0} % of the variance)", i + 1, 100.0 * shares[i]);
        let axes = [pca.component(0).to_vec(), pca.component(1).to_vec()];
        Some(Self::Linear { origin: pca.mean().to_vec(), axes, names: [name(0), name(1)] })
    }
}
