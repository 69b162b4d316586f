//! The sheet's image among its first three principal components, as a drawing that can be turned. No browser.

use crate::protocol::representation::Sheet;
use crate::ui::colour::ColourMap;
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};

/// How far the eye is above the plane of the first two components, radians.
const ELEVATION: f64 = 0.42;
/// Of the sheet's lines, every nth is drawn.
const LINES: usize = 2;

/// Where a place among three components is seen from an angle: across, up, and towards the eye.
fn seen(place: [f64; 3], angle: f64) -> [f64; 3] {
    let ((sine, cosine), (up, level)) = (angle.sin_cos(), ELEVATION.sin_cos());
    let [x, y, z] = place;
    let (across, away) = (x * cosine - y * sine, x * sine + y * cosine);
    [across, z * level + away * up, z * up - away * level]
}

/// The sheet from `angle` (radians), with the path of the point and the point itself.
pub fn drawing(sheet: &Sheet, angle: f64, path: &[[f32; 3]], words: String) -> Drawing {
    let wide = |place: &[f32]| [0, 1, 2].map(|i| place.get(i).map_or(0.0, |value| f64::from(*value)));
    let places: Vec<[f64; 3]> = sheet.places.0.chunks_exact(3).map(wide).collect();
    let length = |p: &[f64; 3]| p.iter().map(|x| x * x).sum::<f64>().sqrt();
    let reach = 1.1 * places.iter().map(length).fold(1e-6, f64::max);
    let side = sheet.side as usize;
    let flat = |place: [f64; 3]| {
        let [across, up, _] = seen(place, angle);
        (across, up)
    };
    let mut marks = axes(reach, flat);
    for index in (0..side).step_by(LINES) {
        let row = (0..side).map(|i| flat(places[index * side + i])).collect();
        let column = (0..side).map(|i| flat(places[i * side + index])).collect();
        marks.push(line(row, Ink::Prior, 0.6));
        marks.push(line(column, Ink::Prior, 0.6));
    }
    // What is nearer to the eye lies over what is farther.
    let mut order: Vec<(f64, usize)> =
        places.iter().enumerate().map(|(index, place)| (seen(*place, angle)[2], index)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0));
    marks.push(Mark::Dots {
        name: String::new(),
        points: order.iter().map(|(_, index)| flat(places[*index])).collect(),
        inks: order.iter().map(|(_, index)| colour(index % side, side)).collect(),
        radius: 2.6,
    });
    let path: Vec<(f64, f64)> = path.iter().map(|place| flat(wide(place))).collect();
    if let Some(last) = path.last().copied() {
        marks.push(line(path, Ink::Mark, 2.0));
        marks.push(Mark::Dots { name: String::new(), points: vec![last], inks: vec![Ink::Mark], radius: 6.0 });
    }
    Drawing {
        x: Scale::titled("across (1 = the range of a pixel)").between(-reach, reach),
        y: Scale::titled("up (1 = the range of a pixel)").between(-reach, reach),
        marks,
        words,
        ..Drawing::default()
    }
}

/// The three components' axes, from the middle out, each with its name at its end.
fn axes(reach: f64, flat: impl Fn([f64; 3]) -> (f64, f64)) -> Vec<Mark> {
    let mut marks = Vec::new();
    for (axis, name) in ["PC 1", "PC 2", "PC 3"].into_iter().enumerate() {
        let mut end = [0.0; 3];
        end[axis] = 0.92 * reach;
        marks.push(line(vec![flat([0.0; 3]), flat(end)], Ink::Prior, 1.0));
        end[axis] = 1.02 * reach;
        marks.push(Mark::Words { at: flat(end), text: name.to_owned(), ink: Ink::Prior });
    }
    marks
}

fn line(points: Vec<(f64, f64)>, ink: Ink, width: f64) -> Mark {
    Mark::Line { name: String::new(), points, ink, width, dashed: false, dots: 0.0 }
}

/// The colour of a place, by where it is along the first factor: the same on the flat sheet and on its image. The map's
/// ends are left out: one is lost on dark paper, the other on light.
pub fn colour(place: usize, side: usize) -> Ink {
    let share = place as f32 / (side - 1).max(1) as f32;
    Ink::Map(ColourMap::Viridis, 0.12 + 0.8 * share)
}
