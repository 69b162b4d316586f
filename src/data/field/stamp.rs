//! A square cut out about a source: its light above the sky, other sources painted over with noise like that of the sky.

use super::background::Background;
use super::search::Catalogue;
use super::window::Window;
use super::{Found, Plane};
use crate::rng::Rng;

/// Pixels around other sources that are painted over too: their light does not end at the threshold.
const MARGIN: usize = 2;
/// The side is at least so many times the way to the farthest pixel above the threshold and back.
const LEAST_EXTENTS: f32 = 1.15;
const LEAST_SIDE: usize = 8;
/// Of a stamp, the share that other sources may cover.
const MOST_HIDDEN: f32 = 0.5;

/// Why a source has no stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Unfit {
    /// Its square reaches beyond the image.
    Edge,
    /// Neighbours cover more than half of its square.
    Hidden,
}

/// Light above the sky, `[side, side]`; NaN where the image has no value.
#[derive(Clone, Debug, PartialEq)]
pub struct Stamp {
    pub side: usize,
    pub light: Vec<f32>,
}

/// Pixels a side of a source's stamp: `radii` half-light radii, but no less than holds all that is above the threshold.
pub fn side(found: &Found, radii: f32) -> usize {
    let Found { source, size } = found;
    let way = |centre: f64, first: u32, last: u32| (centre - f64::from(first)).max(f64::from(last) - centre);
    let bounds = source.bounds;
    let extent = 2.0 * way(source.x, bounds.left, bounds.right).max(way(source.y, bounds.top, bounds.bottom)) + 1.0;
    let wanted = (radii * size.half_light_radius).max(LEAST_EXTENTS * extent as f32);
    (wanted.round() as usize).max(LEAST_SIDE)
}

/// The first column or row of a square of `side` pixels about a centre; `None` if it reaches beyond `end`.
fn first(centre: f64, side: usize, end: usize) -> Option<usize> {
    let first = (centre + 0.5 - side as f64 / 2.0).round();
    (first >= 0.0 && first + side as f64 <= end as f64).then_some(first as usize)
}

/// Does a square of this side about the source lie within the image?
pub fn fits(plane: &impl Plane, found: &Found, side: usize) -> bool {
    let Found { source, .. } = found;
    first(source.x, side, plane.width()).is_some() && first(source.y, side, plane.height()).is_some()
}

/// The stamp of source `number` of the catalogue. The noise painted over its neighbours follows from the number.
///
/// # Errors
///
/// If its square reaches beyond the image, or hardly anything of it would be left.
pub fn cut(
    plane: &impl Plane,
    background: &Background,
    catalogue: &Catalogue,
    number: usize,
    side: usize,
) -> Result<Stamp, Unfit> {
    let source = &catalogue.found[number].source;
    let left = first(source.x, side, plane.width()).ok_or(Unfit::Edge)?;
    let top = first(source.y, side, plane.height()).ok_or(Unfit::Edge)?;
    let range = |first: usize, end: usize| first.saturating_sub(MARGIN)..(first + side + MARGIN).min(end);
    let (columns, rows) = (range(left, plane.width()), range(top, plane.height()));
    let window = Window::read(plane, background, &catalogue.segments, columns, rows);
    let others = others(&window, number as u32 + 1);
    let mut rng = Rng::new(number as u64).split("stamp", 0);
    let (mut light, mut hidden) = (Vec::with_capacity(side * side), 0);
    for row in top - window.top..top - window.top + side {
        for column in left - window.left..left - window.left + side {
            let at = row * window.width + column;
            let painted = others[at];
            hidden += usize::from(painted);
            light.push(if painted { window.noise[at] * rng.normal() } else { window.light[at] });
        }
    }
    if hidden as f32 > MOST_HIDDEN * light.len() as f32 {
        return Err(Unfit::Hidden);
    }
    Ok(Stamp { side, light })
}

/// Pixels of sources other than `own`, and those near them that are not its own.
fn others(window: &Window, own: u32) -> Vec<bool> {
    let (width, height) = (window.width, window.height());
    let mut others = vec![false; window.owners.len()];
    for (at, &owner) in window.owners.iter().enumerate() {
        if owner == 0 || owner == own {
            continue;
        }
        let (x, y) = (at % width, at / width);
        for row in y.saturating_sub(MARGIN)..(y + MARGIN + 1).min(height) {
            for column in x.saturating_sub(MARGIN)..(x + MARGIN + 1).min(width) {
                others[row * width + column] = true;
            }
        }
    }
    others.iter_mut().zip(&window.owners).for_each(|(other, &owner)| *other &= owner != own);
    others
}
