//! The samples of each component, at the size of the picture: colours are often stored at half of it, and are interpolated between their
//! samples by the triangle filter of the Independent JPEG Group's `jdsample`.

use super::frame::{Component, Frame};
use super::transform::samples;

/// A component's samples, `stride` from row to row; of these `size` belong to the picture.
struct Plane {
    samples: Vec<u8>,
    stride: usize,
    size: (usize, usize),
}

/// `[height, width]` for each component. Each one's coefficients are dropped once they are used.
pub fn of(frame: Frame) -> Vec<Vec<u8>> {
    let (size, most) = ((frame.width, frame.height), frame.most);
    let whole = |component: Component| {
        let step = (most.0 / component.sampling.0, most.1 / component.sampling.1);
        enlarged(transformed(component), step, size)
    };
    frame.components.into_iter().map(whole).collect()
}

fn transformed(component: Component) -> Plane {
    let (across, down) = component.blocks;
    let stride = across * 8;
    let mut plane = vec![0; stride * down * 8];
    if let Some(quantization) = &component.quantization {
        for (place, block) in component.coefficients.as_chunks().0.iter().enumerate() {
            let (x, y) = (place % across, place / across);
            samples(block, quantization, &mut plane[y * 8 * stride + x * 8..], stride);
        }
    }
    Plane { samples: plane, stride, size: component.size }
}

fn enlarged(plane: Plane, step: (usize, usize), (width, height): (usize, usize)) -> Vec<u8> {
    let Plane { samples, stride, size } = plane;
    let row = |y: usize| &samples[y * stride..][..size.0];
    let mut out = Vec::with_capacity((width + 1) * height);
    // The filter needs neighbours.
    let filtered = size.0 > 2;
    let mut line = Vec::with_capacity(size.0);
    for y in 0..height {
        let near = row(y / step.1);
        let beside = || row(if y % 2 == 0 { (y / 2).saturating_sub(1) } else { (y / 2 + 1).min(size.1 - 1) });
        match step {
            (1, 1) => out.extend_from_slice(&near[..width]),
            (2, 1) if filtered => {
                line.splice(.., near.iter().map(|sample| u16::from(*sample)));
                between(&mut out, &line, [1, 2, 2]);
            }
            (1, 2) => {
                let bias = if y % 2 == 0 { 1 } else { 2 };
                let mix = |(near, far): (&u8, &u8)| ((3 * u16::from(*near) + u16::from(*far) + bias) >> 2) as u8;
                out.extend(near.iter().zip(beside()).map(mix));
            }
            (2, 2) if filtered => {
                let mix = |(near, far): (&u8, &u8)| 3 * u16::from(*near) + u16::from(*far);
                line.splice(.., near.iter().zip(beside()).map(mix));
                between(&mut out, &line, [8, 7, 4]);
            }
            _ => out.extend((0..width).map(|x| near[x / step.0])),
        }
        out.truncate((y + 1) * width);
    }
    out
}

/// Twice the samples of `line`, at least two: each next to its neighbour with shares of three quarters and one quarter, the outermost
/// alone. Rounded by adding the first number to the left one of a pair and the second to the right one, and dropping as many bits as the
/// third says.
fn between(out: &mut Vec<u8>, line: &[u16], [left, right, bits]: [u16; 3]) {
    let pair = |before: u16, here: u16, after: u16| {
        [((3 * here + before + left) >> bits) as u8, ((3 * here + after + right) >> bits) as u8]
    };
    // At the edges the sample itself takes its neighbour's share.
    let (first, last) = (line[0], line[line.len() - 1]);
    out.extend(pair(first, first, line[1]));
    out.extend(line.windows(3).flat_map(|three| pair(three[0], three[1], three[2])));
    out.extend(pair(line[line.len() - 2], last, last));
}
