//! Marks on a preview: the outline of what was measured, and of the sources that were not.

use super::kept::Kept;
use crate::data::morphology::Part;

/// Of what was measured, and of other sources: told apart by lightness too.
const OWN: [u8; 3] = [255, 176, 0];
const OTHER: [u8; 3] = [64, 120, 255];

/// Draws on `pixels` `[side, side, 3]` of an image the outlines of what is found on it.
pub fn outline(pixels: &mut [u8], side: usize, image: &Kept) {
    let parts = image.found().parts;
    if parts.is_empty() {
        return;
    }
    let place = |at: usize| (2 * at + 1) * image.side() / (2 * side);
    let part = |x: usize, y: usize| parts[place(y) * image.side() + place(x)];
    for y in 0..side {
        for x in 0..side {
            let own = part(x, y);
            let beside = [(x.wrapping_sub(1), y), (x + 1, y), (x, y.wrapping_sub(1)), (x, y + 1)];
            let rim = beside.into_iter().any(|(x, y)| x >= side || y >= side || part(x, y) != own);
            let ink = match own {
                Part::Own if rim => OWN,
                Part::Other if rim => OTHER,
                _ => continue,
            };
            let start = (y * side + x) * 3;
            pixels[start..start + 3].copy_from_slice(&ink);
        }
    }
}
