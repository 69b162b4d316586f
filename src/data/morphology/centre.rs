//! Where the brightest object near the middle of an image is: for cutting, before anything is measured.

use super::LEAST_OF_PEAK;
use super::stamp::{LeastThreshold, Stamp};
use crate::data::Shape;

/// The centroid is taken of what is this share of the image's side around, so often, each time about the last one.
const WITHIN: f64 = 0.125;
const TIMES: usize = 4;

/// Pixels from the middle down and to the right; `None` if nothing in the middle half stands out from the sky.
pub fn brightest(values: &[f32], shape: Shape) -> Option<[f64; 2]> {
    if shape.pixels() == 0 || values.len() < shape.pixels() {
        return None;
    }
    let stamp = Stamp::new(&values[..shape.pixels()], shape, LeastThreshold::OfPeak(LEAST_OF_PEAK));
    let central = |index: &usize| {
        let near = |place: usize, size: usize| (2 * place + 1).abs_diff(size) <= size.div_ceil(2);
        near(index % shape.width, shape.width) && near(index / shape.width, shape.height)
    };
    let soft = |index: usize| stamp.smooth(index);
    let top = (0..stamp.light.len()).filter(central).max_by(|&a, &b| soft(a).total_cmp(&soft(b)))?;
    if soft(top) <= stamp.noise.max(stamp.least) {
        return None;
    }
    let (mut x, mut y) = ((top % shape.width) as f64, (top / shape.width) as f64);
    let reach = WITHIN * shape.width.max(shape.height) as f64;
    for _ in 0..TIMES {
        let (mut all, mut right, mut down) = (0.0, 0.0, 0.0);
        for (index, light) in stamp.light.iter().enumerate() {
            let (px, py) = ((index % shape.width) as f64, (index / shape.width) as f64);
            let light = f64::from(light.max(0.0));
            if (px - x).hypot(py - y) <= reach {
                (all, right, down) = (all + light, right + light * px, down + light * py);
            }
        }
        if all > 0.0 {
            (x, y) = (right / all, down / all);
        }
    }
    let middle = |size: usize| (size as f64 - 1.0) / 2.0;
    Some([y - middle(shape.height), x - middle(shape.width)])
}
