//! What is made of the images that were kept: a preview, measures, and the set that is taken.

use super::catalogue::{Property, Text, Used};
use super::framing::{Framing, LARGEST_SIDE, USUAL_SIDE};
use super::kept::{Kept, Shades};
use super::measured::Measured;
use super::original::Kind;
use super::{Gathering, mark};
use crate::data::{Images, Shape};

/// Pixels a side of a set.
const SIDES: [usize; 4] = [16, 32, USUAL_SIDE, LARGEST_SIDE];

/// How values are shown and trained on that may be shades or not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scale {
    /// Numbers of arrays are shades if those of all images lie in \[0, 1\]; pictures are.
    #[default]
    Guessed,
    Shades,
    /// They are stretched.
    Measured,
}

/// What was taken from the files.
#[derive(Clone, Debug, PartialEq)]
pub struct Own {
    /// Their labels are all 0: classes are properties.
    pub images: Images,
    /// File names, or places in files.
    pub names: Vec<String>,
    pub properties: Vec<Property>,
    pub texts: Vec<Text>,
    /// What is measured of each, of its linear values.
    pub measured: Vec<Measured>,
    /// Images that were stretched.
    pub stretched: usize,
    /// Which planes of FITS files they are; empty where there are none.
    pub plane: String,
    /// Which images the files say are not for training; `None` where they say nothing, or the person joined them.
    pub held_out: Option<Vec<bool>>,
    /// Which are held out, in words.
    pub held_out_words: String,
}

impl Gathering {
    /// How values are shown that may be shades or not.
    pub fn set_scale(&mut self, scale: Scale) {
        self.scale = scale;
    }

    /// Whether there are images whose values may be shades or not, and whether they are taken for shades.
    pub fn doubtful(&self) -> Option<bool> {
        let rule = self.rule();
        let doubtful = |kept: &&Kept| matches!(kept.kind, Kind::Fine | Kind::Floats { .. });
        self.kept.iter().find(doubtful).map(|kept| !kept.is_measured(rule))
    }

    pub(super) fn rule(&self) -> Shades {
        let unit = || self.kept.iter().all(|kept| kept.kind != Kind::Floats { unit: false });
        let floats = match self.scale {
            Scale::Guessed => unit(),
            scale => scale == Scale::Shades,
        };
        Shades { floats, pictures: self.scale != Scale::Measured }
    }

    /// The first `count` images as `[images, side, side, 3]`, as they are kept.
    pub fn preview(&self, count: usize, side: usize, softening: f32) -> Vec<u8> {
        let rule = self.rule();
        self.kept.iter().take(count).flat_map(|kept| kept.pixels(side, 3, softening, rule)).collect()
    }

    /// The first images as [`Self::preview`] gives them, cut by any `framing`; `marked` with the outlines of what is measured.
    pub fn preview_cut(&self, framing: &Framing, marked: bool, side: usize, softening: f32) -> Vec<u8> {
        let rule = self.rule();
        let show = |image: Kept| {
            let mut pixels = image.pixels(side, 3, softening, rule);
            if marked {
                mark::outline(&mut pixels, side, &image);
            }
            pixels
        };
        self.first.iter().filter_map(|image| Kept::new(image, framing).ok()).flat_map(show).collect()
    }

    /// Whether a stretch concerns any image.
    pub fn any_measured(&self) -> bool {
        let rule = self.rule();
        self.kept.iter().any(|kept| kept.is_measured(rule))
    }

    /// Images measured so far, of how many.
    pub fn measured(&self) -> (usize, usize) {
        (self.measured.len(), self.kept.len())
    }

    /// Measures one image more; true while there are more to measure.
    pub fn measure(&mut self) -> bool {
        if let Some(image) = self.kept.get(self.measured.len()) {
            self.measured.push(Measured::of(image));
        }
        self.measured.len() < self.kept.len()
    }

    /// The smallest of the sizes on offer that loses nothing, and whether any image has colour.
    pub fn natural_shape(&self) -> (usize, bool) {
        let largest = self.kept.iter().map(Kept::side).max().unwrap_or(LARGEST_SIDE);
        let side = SIDES.into_iter().find(|side| *side >= largest).unwrap_or(LARGEST_SIDE);
        (side, self.kept.iter().any(|kept| kept.channels == 3))
    }

    /// All images as squares of `side` pixels, in colour or grey, measured values stretched with this softening.
    pub fn take(&self, side: usize, colour: bool, softening: f32) -> Own {
        let channels = if colour { 3 } else { 1 };
        let Used { mut properties, mut texts, splits, .. } = self.used();
        let kept: Vec<&Kept> = some(&self.kept.iter().collect::<Vec<_>>(), splits.only.as_deref());
        for property in &mut properties {
            property.values = some(&property.values, splits.only.as_deref());
        }
        for text in &mut texts {
            text.cells = some(&text.cells, splits.only.as_deref());
        }
        let rule = self.rule();
        let pixels = kept.iter().flat_map(|kept| kept.pixels(side, channels, softening, rule)).collect();
        let shape = Shape { height: side, width: side, channels };
        Own {
            images: Images { shape, pixels, labels: vec![0; kept.len()] },
            names: kept.iter().map(|kept| kept.name()).collect(),
            properties,
            texts,
            // What was not measured before, is now.
            measured: {
                let known = |index: usize, image: &Kept| {
                    self.measured.get(index).cloned().unwrap_or_else(|| Measured::of(image))
                };
                let all: Vec<Measured> =
                    self.kept.iter().enumerate().map(|(index, image)| known(index, image)).collect();
                some(&all, splits.only.as_deref())
            },
            stretched: kept.iter().filter(|kept| kept.is_measured(rule)).count(),
            plane: self.planes.taken().to_owned(),
            held_out: splits.held_out,
            held_out_words: splits.words,
        }
    }
}

/// Those that `only` holds for, or all.
fn some<T: Clone>(all: &[T], only: Option<&[bool]>) -> Vec<T> {
    match only {
        Some(only) => all.iter().zip(only).filter(|(_, only)| **only).map(|(one, _)| one.clone()).collect(),
        None => all.to_vec(),
    }
}
