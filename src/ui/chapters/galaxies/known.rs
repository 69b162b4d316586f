//! What is known of the galaxies and of the network on the screen: what the chapter's figures draw, and what can be handed in.

use std::rc::Rc;

use crate::data::Shape;
use crate::latent::metrics::kl_per_dimension;
use crate::protocol::galaxies::{Chosen, DataSet, Explained, Map};
use crate::protocol::{Encoding, HeldOut, Progress, Property, RunStarted};
use crate::ui::dimensions::UNKNOWN;

/// Plain data; everything in it belongs together.
#[derive(Clone, Default)]
pub struct Known {
    pub chosen: Option<Chosen>,
    /// All galaxies shown: those trained on are labelled 0, those held out 1.
    pub galaxies: Option<Rc<HeldOut>>,
    /// Posterior means and log variances of `galaxies`, in their order.
    pub encoding: Option<Rc<Encoding>>,
    /// `None` while the pretrained network is shown.
    pub run: Option<RunStarted>,
    pub progress: Option<Progress>,
    /// The table of axes and properties, as far as it was made for this network.
    pub table: Option<Explained>,
    /// The comparison that was made last.
    pub maps: Vec<Map>,
}

impl Known {
    pub fn shape(&self) -> Option<Shape> {
        self.galaxies.as_ref().map(|galaxies| galaxies.shape.into())
    }

    /// Galaxies shown.
    pub fn count(&self) -> usize {
        self.galaxies.as_ref().map_or(0, |galaxies| galaxies.labels.0.len())
    }

    /// The pixels of galaxy `index`.
    pub fn pixels(&self, index: usize) -> &[u8] {
        let Some(galaxies) = &self.galaxies else { return &[] };
        let size = Shape::from(galaxies.shape).pixels();
        galaxies.pixels.0.get(index * size..(index + 1) * size).unwrap_or_default()
    }

    pub fn property(&self, name: &str) -> Option<&Property> {
        self.galaxies.as_ref()?.properties.iter().find(|property| property.name == name)
    }

    pub fn latent(&self) -> usize {
        self.encoding.as_ref().map_or(0, |encoding| encoding.latent as usize)
    }

    /// What each latent dimension carries, nats; unknown of an untrained network, and empty while there is none.
    pub fn kl(&self) -> Vec<f64> {
        let untrained = self.run.is_some() && self.progress.as_ref().is_none_or(|progress| progress.step == 0);
        if untrained {
            return vec![UNKNOWN; self.latent()];
        }
        let of = |encoding: &Rc<Encoding>| kl_per_dimension(&encoding.mu.0, &encoding.logvar.0, self.latent().max(1));
        self.encoding.as_ref().map(of).unwrap_or_default()
    }

    /// The posterior mean of galaxy `index`.
    pub fn mean(&self, index: usize) -> Option<&[f32]> {
        let latent = self.latent();
        self.encoding.as_ref()?.mu.0.get(index * latent..(index + 1) * latent)
    }

    /// What one of the images is, and several of them.
    fn nouns(&self) -> [&'static str; 2] {
        match self.chosen.as_ref().map_or(DataSet::Hubble, |chosen| chosen.choice.set) {
            DataSet::Hubble => ["galaxy", "galaxies"],
            DataSet::Simulated => ["simulated galaxy", "simulated galaxies"],
            DataSet::Clothes => ["piece of clothing", "pieces of clothing"],
            DataSet::Own => ["image of your own", "images of your own"],
        }
    }

    pub fn one(&self) -> &'static str {
        self.nouns()[0]
    }

    pub fn many(&self) -> &'static str {
        self.nouns()[1]
    }
}

/// A property's name with its unit.
pub fn titled(property: &Property) -> String {
    if property.unit.is_empty() { property.name.clone() } else { format!("{}, {}", property.name, property.unit) }
}
