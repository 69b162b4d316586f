//! Images without what one does not want learnt: each galaxy's long axis laid level, its centre in the middle, its size and its
//! light those of the median galaxy. By what was measured of each; what was not measured of an image is left as it is. Light is
//! counted in the shades: what was measured of a person's own images is of their values, before the stretch that made the shades.

use crate::data::Images;
use crate::protocol::Property;
use crate::protocol::galaxies::Align;
use crate::worker::measures::stamp_scale;

/// No image is enlarged or made smaller by more than this.
const MOST_ZOOM: f32 = 2.5;
/// Nor its light changed by more.
const MOST_GAIN: f32 = 8.0;
/// A galaxy's light is that within so many half-light radii.
const APERTURE: f32 = 2.0;

/// What an output pixel is made of: place in the source, and gain of the light above the sky.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Move {
    /// The source's place of the middle, pixels from its own middle.
    middle: [f32; 2],
    /// Where a step to the right leads; a step down leads to the same, turned by 90°.
    step: [f32; 2],
    gain: f32,
}

/// `images`, of which `properties` were measured, aligned.
pub fn aligned(images: &Images, properties: &[Property], align: Align) -> Images {
    if align == Align::default() {
        return images.clone();
    }
    let column = |name: &str| properties.iter().find(|property| property.name == name).map(|found| &found.values.0);
    let [angle, x, y, radius] = ["Position angle", "Centroid x", "Centroid y", "Radius in stamp"].map(column);
    let of = |values: Option<&Vec<f32>>, index: usize| {
        values.and_then(|values| values.get(index)).copied().filter(|value| value.is_finite())
    };
    let scale = stamp_scale(images.shape.width);
    // Pixels from the image's own middle.
    let centre = |index: usize| Some([of(x, index)? / scale, of(y, index)? / scale]);
    let light = |index: usize| Some(light(images, index, centre(index)?, APERTURE * of(radius, index)? / scale));
    let lights: Vec<Option<f32>> =
        (0..images.len()).map(|index| if align.light { light(index) } else { None }).collect();
    let usual_light = median(&lights.iter().copied().flatten().collect::<Vec<_>>());
    let usual_radius = radius.and_then(|values| median(values));
    let shift = |index: usize| {
        let middle = centre(index).filter(|_| align.centre).unwrap_or_default();
        let zoom = match (of(radius, index), usual_radius) {
            (Some(radius), Some(usual)) if align.size && usual > 0.0 => {
                (radius / usual).clamp(1.0 / MOST_ZOOM, MOST_ZOOM)
            }
            _ => 1.0,
        };
        let gain = match (lights[index], usual_light) {
            // The sum over fewer or more pixels is less or more light.
            (Some(light), Some(usual)) if light > 0.0 && usual > 0.0 => usual / light * zoom * zoom,
            _ => 1.0,
        };
        // The long axis points so many degrees anticlockwise from up; rows run down.
        let angle = of(angle, index).filter(|_| align.level).unwrap_or(90.0).to_radians();
        let step = [angle.sin() * zoom, angle.cos() * zoom];
        Move { middle, step, gain: gain.clamp(1.0 / MOST_GAIN, MOST_GAIN) }
    };
    let mut pixels = Vec::with_capacity(images.pixels.len());
    for index in 0..images.len() {
        moved(images, index, shift(index), &mut pixels);
    }
    Images { pixels, shape: images.shape, labels: images.labels.clone() }
}

/// Appends an image, moved; where it then shows what the source has not, there is sky.
fn moved(images: &Images, index: usize, by: Move, out: &mut Vec<u8>) {
    let (image, shape) = (images.image(index), images.shape);
    let sky: Vec<f32> = (0..shape.channels).map(|channel| sky(image, images, channel)).collect();
    let half = |size: usize| (size as f32 - 1.0) / 2.0;
    for row in 0..shape.height {
        for column in 0..shape.width {
            let (right, down) = (column as f32 - half(shape.width), row as f32 - half(shape.height));
            let x = half(shape.width) + by.middle[0] + right * by.step[0] - down * by.step[1];
            let y = half(shape.height) + by.middle[1] + right * by.step[1] + down * by.step[0];
            let (left, top) = (x.floor(), y.floor());
            for (channel, sky) in sky.iter().enumerate() {
                let at = |column: f32, row: f32| {
                    let inside =
                        column >= 0.0 && row >= 0.0 && column < shape.width as f32 && row < shape.height as f32;
                    let place = || (row as usize * shape.width + column as usize) * shape.channels + channel;
                    if inside { f32::from(image[place()]) } else { *sky }
                };
                let between = |a: f32, b: f32, share: f32| a + (b - a) * share;
                let upper = between(at(left, top), at(left + 1.0, top), x - left);
                let lower = between(at(left, top + 1.0), at(left + 1.0, top + 1.0), x - left);
                let value = sky + (between(upper, lower, y - top) - sky) * by.gain;
                // The cast cuts at both ends.
                out.push(value.round() as u8);
            }
        }
    }
}

/// The light above the sky in the shades of an image, in all channels, within `reach` of `centre` (pixels, from its middle).
fn light(images: &Images, index: usize, centre: [f32; 2], reach: f32) -> f32 {
    let (image, shape) = (images.image(index), images.shape);
    let sky: f32 = (0..shape.channels).map(|channel| sky(image, images, channel)).sum();
    let half = |size: usize| (size as f32 - 1.0) / 2.0;
    let within = |place: usize| {
        let (x, y) = ((place % shape.width) as f32, (place / shape.width) as f32);
        (x - half(shape.width) - centre[0]).hypot(y - half(shape.height) - centre[1]) <= reach
    };
    let pixels = image.chunks_exact(shape.channels).enumerate().filter(|(place, _)| within(*place));
    pixels.map(|(_, pixel)| pixel.iter().copied().map(f32::from).sum::<f32>() - sky).sum()
}

/// The median of an image's outermost pixels in a channel.
fn sky(image: &[u8], images: &Images, channel: usize) -> f32 {
    let (height, width) = (images.shape.height, images.shape.width);
    let outer = |index: &usize| {
        let (x, y) = (index % width, index / width);
        x == 0 || y == 0 || x + 1 == width || y + 1 == height
    };
    let values =
        (0..height * width).filter(outer).map(|index| f32::from(image[index * images.shape.channels + channel]));
    median(&values.collect::<Vec<_>>()).unwrap_or(0.0)
}

fn median(values: &[f32]) -> Option<f32> {
    let mut finite: Vec<f32> = values.iter().copied().filter(|value| value.is_finite()).collect();
    finite.sort_unstable_by(f32::total_cmp);
    finite.get(finite.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::synthetic::Galaxy;
    use crate::data::{Shape, morphology};
    use crate::worker::measures::measured;

    const SHAPE: Shape = Shape { height: 32, width: 32, channels: 1 };

    /// Three galaxies that differ in what is to be taken away.
    fn three() -> (Images, Vec<Property>) {
        let plain = Galaxy {
            half_light_radius: 4.0,
            arm_strength: 0.0,
            bulge_fraction: 0.0,
            axis_ratio: 0.5,
            ..Galaxy::default()
        };
        let galaxies = [
            Galaxy { position_angle: 20.0, brightness: 0.3, ..plain },
            Galaxy { position_angle: 130.0, half_light_radius: 3.2, brightness: 0.35, ..plain },
            Galaxy { position_angle: 75.0, half_light_radius: 5.0, brightness: 0.25, ..plain },
        ];
        let mut pixels: Vec<u8> = galaxies.iter().flat_map(|galaxy| galaxy.render(32, 1)).collect();
        // The first one four pixels to the right.
        for row in pixels[..1024].chunks_exact_mut(32) {
            row.rotate_right(4);
        }
        let properties = measured(&pixels, SHAPE);
        (Images { shape: SHAPE, pixels, labels: vec![0; 3] }, properties)
    }

    fn after(align: Align) -> Vec<morphology::Morphology> {
        let (images, properties) = three();
        let images = aligned(&images, &properties, align);
        (0..3).map(|index| morphology::morphology(images.image(index), SHAPE, 1.0)).collect()
    }

    #[test]
    fn light_is_that_of_the_shades_whatever_was_measured_of_the_values() {
        let (mut images, mut properties) = three();
        // One scene in three units, which a stretch each by its own range made alike.
        let one = images.image(1).to_vec();
        images.pixels = one.repeat(3);
        for property in &mut properties {
            property.values.0 = vec![property.values.0[1]; 3];
            if property.name == "Light in stamp" {
                property.values.0 = vec![-1.0, 0.0, 1.0];
            }
        }
        let found = aligned(&images, &properties, Align { light: true, ..Align::default() });
        assert_eq!(found, images);
    }

    #[test]
    fn nothing_chosen_changes_nothing() {
        let (images, properties) = three();
        assert_eq!(aligned(&images, &properties, Align::default()), images);
    }

    #[test]
    fn the_long_axis_is_level_and_the_centre_in_the_middle() {
        for found in after(Align { level: true, centre: true, ..Align::default() }) {
            assert!((found.position_angle - 90.0).abs() < 2.0, "{found:?}");
            assert!(found.x.abs() < 0.3 && found.y.abs() < 0.3, "{found:?}");
        }
        for (found, angle) in after(Align { centre: true, ..Align::default() }).iter().zip([20.0, 130.0, 75.0]) {
            assert!((found.position_angle - angle).abs() < 3.0, "{found:?}");
        }
    }

    #[test]
    fn sizes_and_light_become_those_of_the_median() {
        let spread = |values: Vec<f32>| {
            values.iter().copied().fold(f32::MIN, f32::max) / values.iter().copied().fold(f32::MAX, f32::min)
        };
        let before = after(Align { centre: true, ..Align::default() });
        let found = after(Align { centre: true, size: true, light: true, ..Align::default() });
        let radii =
            |found: &[morphology::Morphology]| found.iter().map(|found| found.half_light_radius).collect::<Vec<_>>();
        let light = |found: &[morphology::Morphology]| {
            found.iter().map(|found| 10f32.powf(found.brightness)).collect::<Vec<_>>()
        };
        assert!(spread(radii(&before)) > 1.3 && spread(radii(&found)) < 1.06, "{:?}", radii(&found));
        assert!(spread(light(&found)) < 1.1, "{:?} {:?}", light(&before), light(&found));
    }
}
