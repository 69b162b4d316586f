//! The lab's traversal: a slider for each dimension of the run, and the digit that they decode to as the network is now. The
//! manifold's marker is the same point.

use crate::data::Shape;
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{Picture, Traversal, TraversalOptions, latent_words};
use crate::ui::page::Ask;
use crate::ui::panels::digit_at::DigitAt;

pub struct LabPoint {
    sliders: Traversal,
    digit: Picture,
    asked: DigitAt,
}

impl LabPoint {
    pub fn new(ask: Ask) -> Result<Self, PageError> {
        Ok(Self {
            sliders: Traversal::new(dom::element("lab-traversal")?, TraversalOptions::default())?,
            digit: Picture::new(dom::element("lab-digit")?, "Digit decoded by the run")?,
            asked: DigitAt::new(ask),
        })
    }

    /// Called at every move of a slider.
    pub fn on_input(&self, moved: impl Fn(&[f32]) + 'static) {
        self.sliders.on_input(moved);
    }

    /// A run of `latent` dimensions. A point that has as many stays where it is.
    pub fn set_dimensions(&self, latent: usize) -> Result<(), PageError> {
        self.sliders.set_dimensions(latent)
    }

    /// Sorts and marks the sliders by what each dimension carries.
    pub fn set_kl(&self, kl: &[f64]) -> Result<(), PageError> {
        self.sliders.set_kl(kl)
    }

    pub fn z(&self) -> Vec<f32> {
        self.sliders.z()
    }

    pub fn set_z(&self, z: &[f32]) -> Result<(), PageError> {
        self.sliders.set_z(z)?;
        self.decode();
        Ok(())
    }

    /// Asks for the point's digit, as the network is now.
    pub fn decode(&self) {
        let z = self.z();
        // No run has said yet how many dimensions it has.
        if !z.is_empty() {
            self.asked.ask(&z);
        }
    }

    pub fn decoded(&self, id: u32, pixels: &[u8], shape: Shape) -> Result<(), PageError> {
        match self.asked.answered(id) {
            // A point of another run's dimensions may have been taken for several.
            Some(z) if pixels.len() == shape.pixels() => {
                self.digit.set(pixels, shape, &format!("at {}", latent_words(&z)))
            }
            _ => Ok(()),
        }
    }
}
