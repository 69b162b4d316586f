//! Which planes of FITS files become images: the science by default, and others only when they are asked for.

use std::collections::BTreeMap;

use crate::data::fits::Plane;

/// What unnamed planes and those of science are called together.
pub const SCIENCE: &str = "SCI and unnamed";

/// Which planes are taken, and how many of which there were.
#[derive(Default)]
pub struct Planes {
    /// The name of an extension; empty for [`SCIENCE`].
    pub wanted: String,
    /// By name, the images in planes of that name.
    pub found: BTreeMap<String, usize>,
}

impl Planes {
    /// What those that were taken are called; empty where no file has planes.
    pub fn taken(&self) -> &str {
        if self.found.is_empty() || !self.wanted.is_empty() { &self.wanted } else { SCIENCE }
    }

    /// The planes of a file that are taken, and of the others the names and why they are not.
    ///
    /// Science is what is called SCI or nothing. A file that has neither is taken to hold science under names of its own, a
    /// filter's for instance, in all planes but those that are known to hold errors, weights or flags.
    pub fn chosen(&mut self, planes: Vec<Plane>) -> (Vec<Plane>, Vec<(String, String)>) {
        let plain = |plane: &Plane| plane.extname.as_deref().is_none_or(|name| name == "SCI" || name == "PRIMARY");
        let any_plain = planes.iter().any(plain);
        let (mut taken, mut left) = (Vec::new(), Vec::new());
        for plane in planes {
            let science = if any_plain { plain(&plane) } else { !plane.is_auxiliary() };
            // Each goes by its own name, so that one filter of several can be chosen.
            let name = plane.extname.clone().filter(|_| !plain(&plane)).unwrap_or_else(|| SCIENCE.to_owned());
            let is_wanted = if self.wanted.is_empty() { science } else { name == self.wanted };
            *self.found.entry(name).or_default() += plane.stack.len();
            if is_wanted {
                taken.push(plane);
            } else {
                left.push((plane.name, "it is not the plane that was chosen".to_owned()));
            }
        }
        (taken, left)
    }
}
