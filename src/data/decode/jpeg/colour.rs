//! From components to shades: grey, red-green-blue, brightness with two colours (JFIF, ITU-T T.871), or the four inks of print.

use super::frame::Frame;
use crate::data::decode::Decoded;

/// What a file says of its colours.
#[derive(Default)]
pub struct Marks {
    pub jfif: bool,
    /// The transform in Adobe's segment.
    pub adobe: Option<u8>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Space {
    Grey,
    Rgb,
    Brightness,
    Inks,
    BrightnessAndBlack,
}

/// The transform that Adobe's segment names.
pub fn adobe(body: &[u8]) -> Option<u8> {
    body.strip_prefix(b"Adobe")?.get(6).copied()
}

impl Marks {
    /// What the components are, by the rules of the Independent JPEG Group's library.
    pub fn space(&self, frame: &Frame) -> Space {
        let ids: Vec<u8> = frame.components.iter().map(|component| component.id).collect();
        match (ids.len(), self.adobe) {
            (1, _) => Space::Grey,
            (4, Some(2)) => Space::BrightnessAndBlack,
            (4, _) => Space::Inks,
            (_, _) if self.jfif => Space::Brightness,
            (_, Some(0)) => Space::Rgb,
            (_, None) if ids == *b"RGB" => Space::Rgb,
            _ => Space::Brightness,
        }
    }
}

/// Shades of the components, each `[height, width]`.
pub fn pixels((width, height): (usize, usize), space: Space, planes: &[Vec<u8>]) -> Decoded {
    let mut values = Vec::with_capacity(width * height * if space == Space::Grey { 1 } else { 3 });
    let plane = |index: usize| planes[index].iter().copied();
    let three = || plane(0).zip(plane(1)).zip(plane(2));
    match space {
        Space::Grey => values.extend(plane(0).map(f32::from)),
        Space::Rgb => values.extend(three().flat_map(|((r, g), b)| [r, g, b].map(f32::from))),
        Space::Brightness => values.extend(three().flat_map(|((y, cb), cr)| rgb(y, cb, cr).map(f32::from))),
        // Inks are stored inverted, as Adobe's programs do: 255 is none.
        Space::Inks => {
            let inked =
                |(((c, m), y), k): (((u8, u8), u8), u8)| [c, m, y].map(|ink| f32::from(ink) * f32::from(k) / 255.0);
            values.extend(three().zip(plane(3)).flat_map(inked));
        }
        Space::BrightnessAndBlack => {
            let inked = |(((y, cb), cr), k): (((u8, u8), u8), u8)| {
                rgb(y, cb, cr).map(|shade| (255.0 - f32::from(shade)) * f32::from(k) / 255.0)
            };
            values.extend(three().zip(plane(3)).flat_map(inked));
        }
    }
    Decoded { width, height, channels: if space == Space::Grey { 1 } else { 3 }, values }
}

/// In whole numbers of 2⁻¹⁶, rounded as in `jdcolor`.
fn rgb(y: u8, cb: u8, cr: u8) -> [u8; 3] {
    const HALF: i32 = 1 << 15;
    let (y, cb, cr) = (i32::from(y), i32::from(cb) - 128, i32::from(cr) - 128);
    [
        y + ((91_881 * cr + HALF) >> 16),
        y + ((-22_554 * cb - 46_802 * cr + HALF) >> 16),
        y + ((116_130 * cb + HALF) >> 16),
    ]
    .map(|shade| shade.clamp(0, 255) as u8)
}
