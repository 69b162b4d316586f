//! What stood in the way of a measurement, and which numbers mean nothing for it.

use super::Morphology;
use super::part::Part;
use super::stamp::Stamp;
use crate::data::Shape;
use crate::data::measure::Moments;

/// A galaxy whose axes differ by less than this share, or by less than three times what the sky's noise makes, has no long axis.
const ROUND: f64 = 0.05;
/// With a larger share of the galaxy missing, nothing is known of it.
const TOO_MUCH_MISSING: f32 = 0.25;
/// So many joined pixels, all as bright as the brightest, were cut off by the detector; four are alike in any galaxy whose centre
/// lies between them.
const PLATEAU: usize = 6;

/// What is to be known of a measured stamp.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Flags {
    /// Another source lies in the aperture; its light is not counted.
    pub neighbour: bool,
    /// It has two peaks far from each other, and may be two galaxies.
    pub blended: bool,
    /// The brightest pixels of the galaxy are a plateau.
    pub saturated: bool,
    /// The galaxy reaches the stamp's edge: part of its light is not there.
    pub cut: bool,
    /// It has no long axis.
    pub round: bool,
    /// Share of the galaxy's pixels that had no value, 0 to 1.
    pub missing: f32,
}

impl Flags {
    pub(super) const NONE: Self =
        Self { neighbour: false, blended: false, saturated: false, cut: false, round: false, missing: 0.0 };

    pub(super) fn of(stamp: &Stamp, parts: &[Part], aperture: &[f32], moments: &Moments) -> Self {
        let own = || (0..parts.len()).filter(|&index| parts[index].is_own());
        let edge = |index: usize| {
            let (x, y) = (index % stamp.width, index / stamp.width);
            x == 0 || y == 0 || x + 1 == stamp.width || y + 1 == stamp.height
        };
        let area = own().count() as f64;
        let noise = f64::from(stamp.noise) * area.sqrt() / moments.total.max(f64::MIN_POSITIVE);
        // The deviation of an ellipticity that is measured by moments is about twice the noise over the signal.
        let round = 1.0 - moments.axis_ratio() < ROUND.max(3.0 * 2.0 * noise);
        Self {
            neighbour: (0..parts.len()).any(|index| parts[index] == Part::Other && aperture[index] != 0.0),
            blended: false,
            saturated: plateau(stamp, parts),
            cut: own().any(edge),
            round,
            missing: own().filter(|&index| stamp.missing[index]).count() as f32 / area as f32,
        }
    }

    /// `morphology` without the numbers that mean nothing: an angle of what is round, the concentration of a core that was cut
    /// off, everything of a galaxy of which too much is missing.
    pub(super) fn meaningful(self, morphology: Morphology) -> Morphology {
        if self.missing > TOO_MUCH_MISSING {
            return Morphology::NONE;
        }
        let unless = |not: bool, value: f32| if not { f32::NAN } else { value };
        Morphology {
            position_angle: unless(self.round, morphology.position_angle),
            concentration: unless(self.saturated, morphology.concentration),
            ..morphology
        }
    }

    /// The flags in words, the gravest first; empty if there are none.
    pub fn words(self) -> String {
        let missing = if self.missing > TOO_MUCH_MISSING { "mostly missing" } else { "missing pixels" };
        let all = [
            (self.missing > 0.0, missing),
            (self.saturated, "saturated core"),
            (self.cut, "cut by the edge"),
            (self.blended, "perhaps two galaxies"),
            (self.neighbour, "neighbour taken off"),
            (self.round, "round"),
        ];
        let set: Vec<&str> = all.iter().filter(|(is, _)| *is).map(|(_, words)| *words).collect();
        set.join(", ")
    }
}

/// Whether the galaxy's brightest pixels are as many and joined.
fn plateau(stamp: &Stamp, parts: &[Part]) -> bool {
    let own = |index: &usize| parts[*index].is_own() && !stamp.missing[*index];
    let Some(top) = (0..parts.len()).filter(own).max_by(|&a, &b| stamp.light[a].total_cmp(&stamp.light[b])) else {
        return false;
    };
    // Means over pixels of a plateau round.
    let least = stamp.light[top] * (1.0 - 1e-6);
    let mut plateau = vec![top];
    let mut next = 0;
    while next < plateau.len() && plateau.len() < PLATEAU {
        for other in stamp.around(plateau[next]) {
            if own(&other) && stamp.light[other] >= least && !plateau.contains(&other) {
                plateau.push(other);
            }
        }
        next += 1;
    }
    plateau.len() >= PLATEAU
}

/// Whether as many of the galaxy's pixels are white in all channels: a plateau below white may be one of coarse shades.
pub(super) fn is_white(white: &[f32], shape: Shape, parts: &[Part]) -> bool {
    let pixels = white.chunks_exact(shape.channels.max(1)).zip(parts);
    pixels.filter(|(pixel, part)| part.is_own() && pixel.iter().all(|v| *v >= 1.0 - 1e-4)).count() >= PLATEAU
}
