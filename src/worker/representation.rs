//! The worker's part of the chapter on representation: a sheet of simulated galaxies in pixel space, and one set of digits
//! with labels, without labels, and by its codes.
//!
//! The session lends the digits. What takes long is done a piece at a time.

use crate::data::Images;
use crate::data::synthetic::{Galaxy, RANGES};
use crate::latent::classifier::Logistic;
use crate::latent::kmeans::{self, KMeans};
use crate::latent::metrics;
use crate::latent::pca::{Fit, Pca};
use crate::protocol::representation::{
    Classified, Clustered, Command, Event, Galaxy as Shown, Judged, Method, Plane, Sheet,
};
use crate::protocol::{Bytes, Floats};
use crate::rng::Rng;

/// Pixels a side of a galaxy.
const PIXELS: usize = 32;
/// Galaxies along either factor of a sheet.
const SIDE: usize = 21;
/// Galaxies rendered in one unit of work.
const AT_A_TIME: usize = 6;
/// Cells a side on which borders and groups are drawn.
const CELLS: usize = 64;
const NEIGHBOURS: usize = 10;
/// Part of the digits whose labels may be learned from; the others are judged.
const LEARNING: f32 = 0.6;

/// A sheet on its way.
enum Making {
    Rendering { factors: [u8; 2], rows: Vec<f32> },
    Fitting { factors: [u8; 2], rows: Vec<f32>, fit: Fit },
}

/// The digits on their plane.
struct Laid {
    points: Vec<f32>,
    labels: Vec<u8>,
    /// Left, bottom, and side of the square around them.
    square: [f32; 3],
}

/// The label that a place is given.
type Borders<'a> = Box<dyn Fn(&[f32]) -> Option<u8> + 'a>;

#[derive(Default)]
pub struct Representation {
    making: Option<Making>,
    sheet: Option<([u8; 2], Pca)>,
    /// The plane was asked for and is not yet told.
    laying: bool,
    fit: Option<Fit>,
    laid: Option<Laid>,
    /// Asked for before the plane was there.
    waiting: Vec<Command>,
}

impl Representation {
    pub fn answer(&mut self, command: Command) -> Option<Event> {
        match command {
            Command::Sheet { factors } => {
                self.sheet = None;
                self.making = Some(Making::Rendering { factors, rows: Vec::new() });
                None
            }
            Command::Galaxy { factors, at } => Some(Event::Galaxy(self.galaxy(factors, at))),
            Command::Plane => {
                self.laying = true;
                None
            }
            on_plane => match &self.laid {
                Some(laid) => laid.answer(&on_plane),
                None => {
                    self.waiting.retain(|other| std::mem::discriminant(other) != std::mem::discriminant(&on_plane));
                    self.waiting.push(on_plane);
                    None
                }
            },
        }
    }

    pub fn has_work(&self, held_out: Option<&Images>) -> bool {
        self.making.is_some() || self.laying && held_out.is_some() || self.laid.is_some() && !self.waiting.is_empty()
    }

    /// One unit of work.
    pub fn work(&mut self, held_out: Option<&Images>) -> Vec<Event> {
        if let Some(making) = self.making.take() {
            return self.make(making).map(Event::Sheet).into_iter().collect();
        }
        if let (Some(laid), false) = (&self.laid, self.waiting.is_empty()) {
            return laid.answer(&self.waiting.remove(0)).into_iter().collect();
        }
        let (true, Some(held_out)) = (self.laying, held_out) else { return Vec::new() };
        let Some(fit) = &mut self.fit else {
            self.fit = Some(Fit::new(&rows(held_out), held_out.shape.pixels(), 2));
            return Vec::new();
        };
        if fit.step() {
            return Vec::new();
        }
        let pca = fit.pca();
        self.fit = None;
        self.laying = false;
        let laid = Laid::new(pca.project(&rows(held_out)), held_out.labels.clone());
        let plane = laid.describe(&pca);
        self.laid = Some(laid);
        vec![Event::Plane(plane)]
    }

    fn make(&mut self, making: Making) -> Option<Sheet> {
        match making {
            Making::Rendering { factors, mut rows } => {
                let done = rows.len() / (PIXELS * PIXELS);
                for index in done..(done + AT_A_TIME).min(SIDE * SIDE) {
                    let share = |place: usize| place as f32 / (SIDE - 1) as f32;
                    let pixels = render(factors, [share(index % SIDE), share(index / SIDE)]);
                    rows.extend(pixels.iter().map(|pixel| f32::from(*pixel) / 255.0));
                }
                self.making = Some(if rows.len() < SIDE * SIDE * PIXELS * PIXELS {
                    Making::Rendering { factors, rows }
                } else {
                    let fit = Fit::new(&rows, PIXELS * PIXELS, 3);
                    Making::Fitting { factors, rows, fit }
                });
                None
            }
            Making::Fitting { factors, rows, mut fit } => {
                if fit.step() {
                    self.making = Some(Making::Fitting { factors, rows, fit });
                    return None;
                }
                let pca = fit.pca();
                let shares = pca.explained();
                let sheet = Sheet {
                    factors,
                    side: SIDE as u32,
                    places: Floats(pca.project(&rows)),
                    shares: [0, 1, 2].map(|i| shares.get(i).map_or(0.0, |share| *share as f32)),
                };
                self.sheet = Some((factors, pca));
                Some(sheet)
            }
        }
    }

    fn galaxy(&self, factors: [u8; 2], at: [f32; 2]) -> Shown {
        let pixels = render(factors, at);
        let place = self.sheet.as_ref().filter(|(of, _)| *of == factors).and_then(|(_, pca)| {
            let row: Vec<f32> = pixels.iter().map(|pixel| f32::from(*pixel) / 255.0).collect();
            pca.project(&row).try_into().ok()
        });
        Shown { factors, at, side: PIXELS as u32, pixels: Bytes(pixels), place }
    }
}

/// The galaxy at shares `at` of the ranges of two factors, all others as they are by default; grey.
fn render(factors: [u8; 2], at: [f32; 2]) -> Vec<u8> {
    let mut all = Galaxy::default().factors();
    for (factor, share) in factors.into_iter().zip(at) {
        let factor = usize::from(factor);
        if let (Some(value), Some((low, high))) = (all.get_mut(factor), RANGES.get(factor)) {
            *value = low + (high - low) * share.clamp(0.0, 1.0);
        }
    }
    Galaxy::from_factors(all).render(PIXELS, 1)
}

/// All images as rows in \[0, 1\].
fn rows(images: &Images) -> Vec<f32> {
    let mut rows = Vec::new();
    images.gather(0..images.len(), &mut rows);
    rows
}

impl Laid {
    fn new(points: Vec<f32>, labels: Vec<u8>) -> Self {
        let reach = |axis: usize| {
            let values = || points.iter().skip(axis).step_by(2).copied();
            (values().fold(f32::INFINITY, f32::min), values().fold(f32::NEG_INFINITY, f32::max))
        };
        let ((left, right), (low, high)) = (reach(0), reach(1));
        let side = 1.06 * (right - left).max(high - low);
        let square = [0.5 * (left + right - side), 0.5 * (low + high - side), side];
        Self { points, labels, square }
    }

    fn describe(&self, pca: &Pca) -> Plane {
        let [left, low, side] = self.square;
        let shares = pca.explained();
        Plane {
            points: Floats(self.points.clone()),
            shares: [0, 1].map(|i| shares.get(i).map_or(0.0, |share| *share as f32)),
            square: [left, left + side, low, low + side],
            learning: self.learning() as u32,
        }
    }

    fn learning(&self) -> usize {
        (LEARNING * self.labels.len() as f32) as usize
    }

    fn answer(&self, command: &Command) -> Option<Event> {
        match command {
            Command::Classify { method, labelled } => Some(Event::Classified(self.classify(*method, *labelled))),
            Command::Cluster { k, seed } => Some(Event::Clustered(self.cluster(*k, *seed))),
            Command::Judge { codes } => {
                Some(Event::Judged(Judged { code: self.judge(&codes.0), plane: self.judge(&self.points) }))
            }
            Command::Sheet { .. } | Command::Galaxy { .. } | Command::Plane => None,
        }
    }

    /// What `of` says of the middle of every cell, row by row from the top.
    fn regions(&self, of: impl Fn(&[f32; 2]) -> u8) -> Bytes {
        let [left, low, side] = self.square;
        let middle = |cell: usize| side * (cell as f32 + 0.5) / CELLS as f32;
        let place = |index: usize| [left + middle(index % CELLS), low + side - middle(index / CELLS)];
        Bytes((0..CELLS * CELLS).map(|index| of(&place(index))).collect())
    }

    fn classify(&self, method: Method, labelled: u32) -> Classified {
        let labelled = (labelled as usize).clamp(1, self.learning().max(1));
        let (points, labels) = (&self.points[..2 * labelled], &self.labels[..labelled]);
        let borders: Borders = match method {
            Method::Logistic => {
                let fitted = Logistic::fit(points, labels, 2);
                Box::new(move |place| fitted.label(place))
            }
            Method::Neighbours => {
                Box::new(|place| metrics::vote(&metrics::nearest(points, place, 2, NEIGHBOURS, None), labels))
            }
        };
        let judged = self.points[2 * self.learning()..].chunks_exact(2).zip(&self.labels[self.learning()..]);
        let right = judged.filter(|(point, label)| borders(point) == Some(**label)).count();
        Classified {
            method,
            labelled: labelled as u32,
            side: CELLS as u32,
            regions: self.regions(|place| borders(place).unwrap_or(u8::MAX)),
            accuracy: right as f32 / (self.labels.len() - self.learning()).max(1) as f32,
        }
    }

    fn cluster(&self, k: u32, seed: u64) -> Clustered {
        let found = KMeans::fit(&self.points, 2, k as usize, &mut Rng::new(seed).split("k-means", 0));
        Clustered {
            k,
            seed,
            side: CELLS as u32,
            regions: self.regions(|place| kmeans::nearest_centre(&found.centres, place).0 as u8),
            table: found.table(&self.labels, 2),
            clusters: Bytes(found.clusters),
            centres: Floats(found.centres),
            inertia: found.inertia as f32,
        }
    }

    /// 10-nearest-neighbour accuracy of two-dimensional `codes` on the judged digits.
    fn judge(&self, codes: &[f32]) -> f32 {
        let learning = self.learning();
        let (points, queries) = codes.split_at((2 * learning).min(codes.len()));
        let (labels, judged) = self.labels.split_at(learning);
        metrics::knn_accuracy(points, labels, queries, judged, 2, NEIGHBOURS) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Shape;

    fn work(chapter: &mut Representation, held_out: Option<&Images>) -> Vec<Event> {
        let mut events = Vec::new();
        for _ in 0..1000 {
            if !chapter.has_work(held_out) {
                break;
            }
            events.extend(chapter.work(held_out));
        }
        events
    }

    fn gap(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
    }

    #[test]
    fn a_sheet_is_rendered_and_a_galaxy_lies_on_it() {
        let mut chapter = Representation::default();
        let factors = [2, 1];
        assert_eq!(chapter.answer(Command::Sheet { factors }), None);
        let Some(Event::Galaxy(early)) = chapter.answer(Command::Galaxy { factors, at: [0.5, 0.5] }) else { panic!() };
        assert_eq!((early.place, early.pixels.0.len()), (None, 1024));
        let told = work(&mut chapter, None);
        let [Event::Sheet(sheet)] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(sheet.places.0.len(), SIDE * SIDE * 3);
        assert!(sheet.shares[0] >= sheet.shares[1] && sheet.shares[1] >= sheet.shares[2] && sheet.shares[2] > 0.0);
        assert!(sheet.shares.iter().sum::<f32>() <= 1.0);
        let Some(Event::Galaxy(galaxy)) = chapter.answer(Command::Galaxy { factors, at: [1.0, 0.0] }) else { panic!() };
        let corner = &sheet.places.0[(SIDE - 1) * 3..SIDE * 3];
        assert!(gap(&galaxy.place.unwrap(), corner) < 1e-3);
    }

    #[test]
    fn a_sheet_of_the_position_angle_closes_on_itself() {
        let mut chapter = Representation::default();
        chapter.answer(Command::Sheet { factors: [3, 2] });
        let told = work(&mut chapter, None);
        let [Event::Sheet(sheet)] = told.as_slice() else { panic!() };
        let row = &sheet.places.0[..SIDE * 3];
        let (first, half, last) = (&row[..3], &row[SIDE / 2 * 3..][..3], &row[(SIDE - 1) * 3..]);
        assert!(gap(first, last) < 0.01 * gap(first, half), "{first:?} {last:?} {half:?}");
    }

    /// Two blobs of images: dark ones with label 2, bright ones with label 7.
    fn images() -> Images {
        let shape = Shape { height: 10, width: 10, channels: 1 };
        let mut rng = Rng::new(9);
        let labels: Vec<u8> = (0..100).map(|i| if i % 2 == 0 { 2 } else { 7 }).collect();
        let mut pixels = Vec::new();
        for label in &labels {
            let shade = if *label == 2 { 30 } else { 200 };
            pixels.extend((0..100).map(|_| (shade + rng.below(40)) as u8));
        }
        Images { shape, pixels, labels }
    }

    #[test]
    fn two_groups_are_told_apart_in_every_way() {
        let (mut chapter, images) = (Representation::default(), images());
        chapter.answer(Command::Plane);
        chapter.answer(Command::Cluster { k: 5, seed: 0 });
        chapter.answer(Command::Cluster { k: 2, seed: 0 });
        let told = work(&mut chapter, Some(&images));
        let [Event::Plane(plane), Event::Clustered(clustered)] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((plane.points.0.len(), plane.learning), (200, 60));
        assert!(plane.shares[0] > 0.9);
        let mut table = clustered.table.clone();
        table.sort_unstable();
        assert_eq!((table[0][2] + table[0][7], table[1][2] + table[1][7]), (50, 50));
        assert!(table.iter().all(|row| row[2] == 0 || row[7] == 0));
        for method in [Method::Logistic, Method::Neighbours] {
            let command = Command::Classify { method, labelled: 20 };
            let Some(Event::Classified(found)) = chapter.answer(command) else { panic!() };
            assert_eq!((found.accuracy, found.labelled), (1.0, 20));
            assert!(found.regions.0.contains(&2) && found.regions.0.contains(&7));
            assert_eq!(found.regions.0.len(), CELLS * CELLS);
        }
        let codes = Floats(plane.points.0.clone());
        let Some(Event::Judged(judged)) = chapter.answer(Command::Judge { codes }) else { panic!() };
        assert_eq!((judged.code, judged.plane), (1.0, 1.0));
    }
}
