//! A whole field: sources found in one large image, and stamps cut out about them.
//!
//! ```text
//! let mut mesh = Mesh::new(plane.width());
//! while !mesh.step(&plane) {}                       // the sky and its noise
//! let background = mesh.finish()?;
//! let mut search = Search::new(&plane, &background, settings);
//! let catalogue = loop { if let Some(found) = search.step(&plane, &background)? { break found } };
//! let stamp = stamp::cut(&plane, &background, &catalogue, index, side);
//! ```
//!
//! The method is SExtractor's (Bertin & Arnouts 1996). Every step takes some milliseconds, and nothing as large as the image is
//! kept: it is read by rows. Knows no format of files.

mod background;
mod clean;
mod clip;
mod components;
mod deblend;
mod neighbours;
pub mod packing;
pub mod places;
mod search;
mod segments;
mod shares;
mod signal;
mod size;
mod source;
mod spline;
pub mod stamp;
pub mod view;
pub mod wcs;
mod window;

pub use background::{Background, CELL, Mesh, NoSky};
pub use clip::Sky;
pub use search::{Catalogue, MOST_SOURCES, NEAR, Search, TooMany};
pub use size::Size;
pub use source::{Bounds, Source};

/// A grey image that is read by rows.
pub trait Plane {
    /// At least 1.
    fn width(&self) -> usize;
    /// At least 1.
    fn height(&self) -> usize;
    /// The values of row `y` from column `x` on, as many as `out` takes; what has no value is NaN.
    fn read(&self, y: usize, x: usize, out: &mut [f32]);
}

/// What counts as a source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Of a pixel after the matched filter, in standard deviations.
    pub threshold: f32,
    /// Pixels above the threshold that touch.
    pub least_area: usize,
    /// The share of the light of sources that touch that each must have above the threshold they meet at; 1 never parts them.
    pub contrast: f32,
}

/// A source with its size.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    pub source: Source,
    pub size: Size,
}

/// An image whose values are all in memory, `[height, width]`.
pub struct Values<'a> {
    pub width: usize,
    pub values: &'a [f32],
}

impl Plane for Values<'_> {
    fn width(&self) -> usize {
        self.width
    }

    fn height(&self) -> usize {
        self.values.len() / self.width
    }

    fn read(&self, y: usize, x: usize, out: &mut [f32]) {
        let start = y * self.width + x;
        out.copy_from_slice(&self.values[start..start + out.len()]);
    }
}
