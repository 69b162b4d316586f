//! What the three charts show, as drawings of what is known. It talks to no worker.

use super::State;
use super::table::letter;
use crate::protocol::representation::Plane;
use crate::ui::colour::ColourMap;
use crate::ui::figures::latent_name;
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::{Span, number};
use crate::ui::words::thousands;

/// How much of a region's colour is the paper's.
const TINT: f32 = 0.72;

/// Labelled digits over the regions that were learned from them.
pub fn supervised(state: &State, marked: Option<usize>) -> Option<Drawing> {
    let (plane, held_out, found) = (state.plane.as_ref()?, state.held_out.as_ref()?, state.classified.as_ref()?);
    let labelled = found.labelled as usize;
    let points: Vec<(f64, f64)> = pairs(&plane.points.0);
    let labels = &held_out.labels.0;
    let mut marks = vec![
        cells(plane, found.side, found.regions.0.iter().map(|label| Ink::Class(*label)).collect()),
        Mark::Dots {
            name: String::new(),
            points: points[..labelled.min(points.len())].to_vec(),
            inks: labels.iter().take(labelled).map(|label| Ink::Class(*label)).collect(),
            radius: 2.4,
        },
    ];
    marks.extend(medians(&points, labels));
    marks.extend(mark(marked, &points));
    let words = format!(
        "{labelled} labelled digits on two principal components; borders learned from them are right for {} of 400 others",
        percent(found.accuracy)
    );
    Some(on_plane(plane, marks, words))
}

/// All digits in the colours of their groups, over the groups' regions.
pub fn unsupervised(state: &State, marked: Option<usize>) -> Option<Drawing> {
    let (plane, found) = (state.plane.as_ref()?, state.clustered.as_ref()?);
    let k = found.table.len();
    let share = |cluster: u8| f32::from(cluster) / (k.max(2) - 1) as f32;
    let ink = |cluster: &u8| Ink::Map(ColourMap::Viridis, share(*cluster));
    let points: Vec<(f64, f64)> = pairs(&plane.points.0);
    let mut marks = vec![
        cells(plane, found.side, found.regions.0.iter().map(ink).collect()),
        Mark::Dots {
            name: String::new(),
            points: points.clone(),
            inks: found.clusters.0.iter().map(ink).collect(),
            radius: 2.0,
        },
    ];
    for (index, at) in pairs(&found.centres.0).into_iter().enumerate() {
        marks.push(Mark::Words { at, text: letter(index), ink: Ink::Plain });
    }
    marks.extend(mark(marked, &points));
    let words =
        format!("1,000 digits in {k} groups, sum of squared distances {}", thousands(found.inertia.round() as u64));
    Some(on_plane(plane, marks, words))
}

/// All digits at their codes.
pub fn learned(state: &State, marked: Option<usize>) -> Option<Drawing> {
    let held_out = state.held_out.as_ref().filter(|_| !state.codes.is_empty())?;
    let points = pairs(&state.codes);
    let mut marks = vec![Mark::Dots {
        name: String::new(),
        points: points.clone(),
        inks: held_out.labels.0.iter().map(|label| Ink::Class(*label)).collect(),
        radius: 2.4,
    }];
    marks.extend(medians(&points, &held_out.labels.0));
    marks.extend(mark(marked, &points));
    let reach = reach(&state.codes);
    Some(Drawing {
        x: Scale::titled(&latent_name(0)).between(-reach, reach),
        y: Scale::titled(&latent_name(1)).between(-reach, reach),
        marks,
        words: "1,000 digits by the two numbers of the pretrained network, coloured by labels that it never saw"
            .to_owned(),
        ..Drawing::default()
    })
}

/// The digit that the pointer was on last.
fn mark(marked: Option<usize>, points: &[(f64, f64)]) -> Option<Mark> {
    let point = points.get(marked?)?;
    Some(Mark::Dots { name: String::new(), points: vec![*point], inks: vec![Ink::Mark], radius: 6.0 })
}

fn on_plane(plane: &Plane, marks: Vec<Mark>, words: String) -> Drawing {
    let [left, right, low, high] = plane.square.map(f64::from);
    let title = |index: usize| format!("PC {} ({} of the variance)", index + 1, percent(plane.shares[index]));
    Drawing {
        x: Scale::titled(&title(0)).between(left, right),
        y: Scale::titled(&title(1)).between(low, high),
        marks,
        words,
        ..Drawing::default()
    }
}

fn cells(plane: &Plane, side: u32, inks: Vec<Ink>) -> Mark {
    let [left, right, low, high] = plane.square.map(f64::from);
    let side = side as usize;
    Mark::Cells { columns: side, rows: side, x: Span::new(left, right), y: Span::new(low, high), inks, tint: TINT }
}

/// What the regions say of digit `index`.
pub fn region(plane: &Plane, side: u32, regions: &[u8], index: usize) -> Option<u8> {
    let [left, right, low, high] = plane.square;
    let [x, y] = [*plane.points.0.get(2 * index)?, *plane.points.0.get(2 * index + 1)?];
    let cell = |share: f32| ((share * side as f32) as usize).min(side as usize - 1);
    regions.get(cell((high - y) / (high - low)) * side as usize + cell((x - left) / (right - left))).copied()
}

/// The label at the median of its digits.
fn medians(points: &[(f64, f64)], labels: &[u8]) -> Vec<Mark> {
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied()
    };
    (0..10u8)
        .filter_map(|class| {
            let own = || points.iter().zip(labels).filter(|(_, label)| **label == class).map(|(point, _)| point);
            let at = (middle(own().map(|p| p.0).collect())?, middle(own().map(|p| p.1).collect())?);
            Some(Mark::Words { at, text: class.to_string(), ink: Ink::Plain })
        })
        .collect()
}

fn pairs(values: &[f32]) -> Vec<(f64, f64)> {
    values.chunks_exact(2).map(|pair| (f64::from(pair[0]), f64::from(pair[1]))).collect()
}

/// Half the side of a square plot that shows all codes.
pub fn reach(codes: &[f32]) -> f64 {
    1.06 * f64::from(codes.iter().fold(0.1f32, |most, value| most.max(value.abs())))
}

pub fn percent(share: f32) -> String {
    format!("{} %", number(100.0 * f64::from(share), 1))
}
