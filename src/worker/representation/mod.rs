//! The worker's part of the chapter on representation: a sheet of simulated galaxies in pixel space, and one set of digits
//! with labels, without labels, and by its codes.
//!
//! The session lends the digits. What takes long is done a piece at a time. Knows no browser and no other chapter.

mod asked;
mod plane;
mod sheet;

use std::collections::VecDeque;

use self::asked::Asked;
use self::plane::Laid;
use self::sheet::Sheets;
use crate::data::Images;
use crate::latent::pca::Fit;
use crate::protocol::representation::{Command, Event};
use crate::protocol::{self, Fault, Guest};
use crate::worker::shared::Shared;
use crate::worker::work::{Answered, Work};

#[derive(Default)]
pub struct Representation {
    sheets: Sheets,
    /// The plane was asked for and is not yet sent.
    laying: bool,
    fit: Option<Fit>,
    laid: Option<Laid>,
    /// What is asked of the plane, the first of them begun perhaps.
    asked: VecDeque<Asked>,
}

impl Work for Representation {
    fn guest(&self) -> Option<Guest> {
        Some(Guest::Representation)
    }

    fn answer(
        &mut self,
        command: protocol::Command,
        _shared: &mut Shared,
        out: &mut Vec<protocol::Event>,
    ) -> Result<Answered, Fault> {
        let protocol::Command::Representation(command) = command else { return Ok(Answered::Other(command)) };
        match command {
            Command::Sheet { factors } => self.sheets.begin(factors),
            Command::Galaxy { factors, at } => {
                out.push(protocol::Event::Representation(Event::Galaxy(self.sheets.galaxy(factors, at))));
            }
            Command::Plane => self.laying = true,
            of_plane => {
                if let Some(asked) = Asked::new(of_plane) {
                    // The page has no use for the answer to what it asked before.
                    self.asked.retain(|other| !other.is_like(&asked));
                    self.asked.push_back(asked);
                }
            }
        }
        Ok(Answered::Done)
    }

    fn has_work(&self, shared: &Shared) -> bool {
        self.sheets.is_busy()
            || self.laying && shared.held_out.is_some()
            || self.laid.is_some() && !self.asked.is_empty()
    }

    fn unit(&mut self, shared: &mut Shared, out: &mut Vec<protocol::Event>) -> Result<(), Fault> {
        out.extend(self.work(shared.held_out.as_ref()).map(protocol::Event::Representation));
        Ok(())
    }
}

impl Representation {
    /// One unit of work.
    fn work(&mut self, held_out: Option<&Images>) -> Option<Event> {
        if self.sheets.is_busy() {
            return self.sheets.work().map(Event::Sheet);
        }
        if let (Some(laid), Some(asked)) = (&self.laid, self.asked.front_mut()) {
            let answer = asked.work(laid);
            if answer.is_some() {
                self.asked.pop_front();
            }
            return answer;
        }
        let (true, Some(held_out)) = (self.laying, held_out) else { return None };
        let Some(fit) = &mut self.fit else {
            self.fit = Some(Fit::new(&rows(held_out), held_out.shape.pixels(), 2));
            return None;
        };
        if fit.step() {
            return None;
        }
        let pca = fit.pca();
        self.fit = None;
        self.laying = false;
        let laid = Laid::new(pca.project(&rows(held_out)), held_out.labels.clone());
        let plane = laid.describe(&pca);
        self.laid = Some(laid);
        Some(Event::Plane(plane))
    }
}

/// All images as rows in \[0, 1\].
fn rows(images: &Images) -> Vec<f32> {
    let mut rows = Vec::new();
    images.gather(0..images.len(), &mut rows);
    rows
}

#[cfg(test)]
mod tests {
    use super::plane::CELLS;
    use super::sheet::SIDE;
    use super::*;
    use crate::data::Shape;
    use crate::protocol::Floats;
    use crate::protocol::representation::Method;
    use crate::rng::Rng;

    fn shared(held_out: Option<Images>) -> Shared {
        let mut shared = Shared::new(|| 0.0);
        shared.held_out = held_out;
        shared
    }

    fn ask(chapter: &mut Representation, shared: &mut Shared, command: Command) -> Vec<Event> {
        let mut events = Vec::new();
        chapter.answer(protocol::Command::Representation(command), shared, &mut events).unwrap();
        told(events)
    }

    fn work(chapter: &mut Representation, shared: &mut Shared) -> Vec<Event> {
        let mut events = Vec::new();
        for _ in 0..1000 {
            if !chapter.has_work(shared) {
                break;
            }
            chapter.unit(shared, &mut events).unwrap();
        }
        told(events)
    }

    fn told(events: Vec<protocol::Event>) -> Vec<Event> {
        events
            .into_iter()
            .map(|event| if let protocol::Event::Representation(event) = event { event } else { panic!() })
            .collect()
    }

    fn gap(a: &[f32], b: &[f32]) -> f32 {
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt()
    }

    #[test]
    fn a_sheet_is_rendered_and_a_galaxy_lies_on_it() {
        let (mut chapter, mut shared) = (Representation::default(), shared(None));
        let factors = [2, 1];
        assert_eq!(ask(&mut chapter, &mut shared, Command::Sheet { factors }), []);
        let told = ask(&mut chapter, &mut shared, Command::Galaxy { factors, at: [0.5, 0.5] });
        let [Event::Galaxy(early)] = told.as_slice() else { panic!() };
        assert_eq!((early.place, early.pixels.0.len()), (None, 1024));
        let told = work(&mut chapter, &mut shared);
        let [Event::Sheet(sheet)] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!(sheet.places.0.len(), SIDE * SIDE * 3);
        assert!(sheet.shares[0] >= sheet.shares[1] && sheet.shares[1] >= sheet.shares[2] && sheet.shares[2] > 0.0);
        assert!(sheet.shares.iter().sum::<f32>() <= 1.0);
        let told = ask(&mut chapter, &mut shared, Command::Galaxy { factors, at: [1.0, 0.0] });
        let [Event::Galaxy(galaxy)] = told.as_slice() else { panic!() };
        let corner = &sheet.places.0[(SIDE - 1) * 3..SIDE * 3];
        assert!(gap(galaxy.place.as_ref().unwrap(), corner) < 1e-3);
    }

    #[test]
    fn a_sheet_of_the_position_angle_closes_on_itself() {
        let (mut chapter, mut shared) = (Representation::default(), shared(None));
        ask(&mut chapter, &mut shared, Command::Sheet { factors: [3, 2] });
        let told = work(&mut chapter, &mut shared);
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
        let (mut chapter, mut shared) = (Representation::default(), shared(Some(images())));
        ask(&mut chapter, &mut shared, Command::Plane);
        ask(&mut chapter, &mut shared, Command::Cluster { k: 5, seed: 0 });
        ask(&mut chapter, &mut shared, Command::Cluster { k: 2, seed: 0 });
        let told = work(&mut chapter, &mut shared);
        let [Event::Plane(plane), Event::Clustered(clustered)] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((plane.points.0.len(), plane.learning), (200, 60));
        assert!(plane.shares[0] > 0.9);
        let mut table = clustered.table.clone();
        table.sort_unstable();
        assert_eq!((table[0][2] + table[0][7], table[1][2] + table[1][7]), (50, 50));
        assert!(table.iter().all(|row| row[2] == 0 || row[7] == 0));
        for method in [Method::Logistic, Method::Neighbours] {
            let command = Command::Classify { method, labelled: 20 };
            assert_eq!(ask(&mut chapter, &mut shared, command), []);
            let told = work(&mut chapter, &mut shared);
            let [Event::Classified(found)] = told.as_slice() else { panic!("{told:?}") };
            assert_eq!((found.accuracy, found.labelled), (1.0, 20));
            assert!(found.regions.0.contains(&2) && found.regions.0.contains(&7));
            assert_eq!(found.regions.0.len(), CELLS * CELLS);
        }
        let codes = Floats(plane.points.0.clone());
        ask(&mut chapter, &mut shared, Command::Judge { codes });
        let told = work(&mut chapter, &mut shared);
        let [Event::Judged(judged)] = told.as_slice() else { panic!("{told:?}") };
        assert_eq!((judged.code, judged.plane), (1.0, 1.0));
    }
}
