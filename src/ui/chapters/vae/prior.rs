//! Ancestral sampling: z from the prior, falling on the plane, and the image it decodes to.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use super::Ask;
use super::shapes::{dots, place, prior_circles};
use crate::data::Shape;
use crate::protocol::{Command, Floats, vae};
use crate::rng::Rng;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, Picture, Strip, StripOptions, latent_words};
use crate::ui::near::Later;
use crate::ui::page::press;
use crate::ui::plot::drawing::{Drawing, Ink, Scale};
use crate::ui::weak::calls;

/// Draws that stay on the plane.
const TRAIL: usize = 12;
/// Draws that are there before anything is pressed.
const FIRST: u32 = 3;
/// Half the width of the plane.
const REACH: f64 = 4.0;
/// Frames in which a draw falls onto the plane, and the time between them, ms.
const FALL: u32 = 12;
const FALL_EVERY: i32 = 25;

struct Draw {
    id: u32,
    z: Vec<f32>,
    pixels: Vec<u8>,
}

pub struct Prior {
    ask: Ask,
    shape: Cell<Option<Shape>>,
    plane: Chart,
    mean: Picture,
    coins: Picture,
    trail: Strip,
    /// The newest first.
    draws: RefCell<VecDeque<Draw>>,
    count: Cell<u32>,
    /// Frames of the newest draw's fall that are still to come.
    falling: Cell<u32>,
    fall: OnceCell<Later>,
    listeners: RefCell<Vec<Listener>>,
}

impl Prior {
    pub fn new(ask: Ask) -> Result<Rc<Self>, PageError> {
        let picture = |id: &str, label: &str| Picture::new(dom::element(id)?, label);
        let trail = StripOptions { label: "The last draws, decoded".to_owned(), columns: TRAIL / 2, gap: 2 };
        let prior = Rc::new(Self {
            ask,
            shape: Cell::new(None),
            plane: Chart::new(
                dom::element("vae-prior")?,
                ChartOptions {
                    name: "Draws from the prior on the latent plane".to_owned(),
                    square: true,
                    ..ChartOptions::default()
                },
            )?,
            mean: picture("vae-mean", "Mean image of the draw")?,
            coins: picture("vae-coins", "A draw of all its pixels")?,
            trail: Strip::new(dom::element("vae-trail")?, trail)?,
            draws: RefCell::default(),
            count: Cell::new(0),
            falling: Cell::new(0),
            fall: OnceCell::new(),
            listeners: RefCell::default(),
        });
        let press = press::button("vae-draw", &prior, |prior| {
            prior.falling.set(if dom::wants_less_motion() { 0 } else { FALL });
            prior.draw();
            prior.fall.get().map_or(Ok(()), Later::ask)
        })?;
        let fall = Later::new(FALL_EVERY, calls(&prior, |prior| prior.fall_on()));
        // Set here for the first time, so it is taken.
        let _ = prior.fall.set(fall);
        prior.listeners.replace(vec![press]);
        prior.show_plane();
        Ok(prior)
    }

    /// The decoder is here, or another one in the place of one that was lost, with what it owed.
    pub fn begin(&self, shape: Shape) {
        if self.shape.replace(Some(shape)).is_none() {
            (0..FIRST).for_each(|_| self.draw());
            return;
        }
        // Oldest first, so that the newest is shown last.
        for draw in self.draws.borrow().iter().rev().filter(|draw| draw.pixels.is_empty()) {
            self.decode(draw.id, &draw.z);
        }
    }

    fn decode(&self, id: u32, z: &[f32]) {
        (self.ask)(Command::Vae(vae::Command::Decode { id, z: Floats(z.to_vec()) }));
    }

    fn draw(&self) {
        let id = self.count.get() + 1;
        self.count.set(id);
        let mut z = vec![0.0; 2];
        rng(id).fill_normal(&mut z);
        self.decode(id, &z);
        let mut draws = self.draws.borrow_mut();
        draws.push_front(Draw { id, z, pixels: Vec::new() });
        draws.truncate(TRAIL);
        drop(draws);
        self.show_plane();
    }

    fn fall_on(&self) -> Result<(), PageError> {
        if self.falling.get() == 0 {
            return Ok(());
        }
        self.falling.set(self.falling.get() - 1);
        self.show_plane();
        self.fall.get().map_or(Ok(()), Later::ask)
    }

    fn show_plane(&self) {
        let draws = self.draws.borrow();
        let point = |draw: &Draw| {
            let [x, y] = place(&draw.z);
            (x, y)
        };
        let mut marks = prior_circles();
        marks.push(dots("earlier draws", draws.iter().skip(1).map(point).collect(), Ink::Prior, 3.5));
        // It falls as a stone does: the way left shrinks with the square of the time.
        let left = f64::from(self.falling.get()) / f64::from(FALL);
        let height = 1.0 - (1.0 - left).powi(2);
        let fallen = |(x, y)| (x, y + (REACH - y) * height);
        marks.push(dots("newest draw", draws.iter().take(1).map(point).map(fallen).collect(), Ink::Mark, 7.0));
        let words = draws.front().map_or(String::new(), |draw| {
            let radius = draw.z.iter().map(|z| z * z).sum::<f32>().sqrt();
            format!("draw {} fell at {}, {radius:.2} from the centre", draw.id, latent_words(&draw.z))
        });
        let axis = |title| Scale::titled(title).between(-REACH, REACH);
        self.plane.set(Drawing { x: axis("z₁"), y: axis("z₂"), marks, bar: None, words });
    }

    /// The worker decoded a draw.
    pub fn decoded(&self, id: u32, pixels: &[u8]) -> Result<(), PageError> {
        let Some(shape) = self.shape.get() else { return Ok(()) };
        let mut draws = self.draws.borrow_mut();
        if let Some(draw) = draws.iter_mut().find(|draw| draw.id == id) {
            draw.pixels = pixels.to_vec();
        }
        let Some(newest) = draws.front().filter(|draw| draw.id == id) else { return Ok(()) };
        let words = latent_words(&newest.z);
        self.mean.set(pixels, shape, &format!("at {words}"))?;
        self.coins.set(&toss(pixels, id), shape, &format!("at {words}"))?;
        dom::set_text("vae-draw-text", &format!("Draw {id}: {words}"))?;
        let blank = vec![0; shape.pixels()];
        let mut all: Vec<u8> = draws
            .iter()
            .flat_map(|draw| if draw.pixels.is_empty() { blank.clone() } else { draw.pixels.clone() })
            .collect();
        all.resize(TRAIL * shape.pixels(), 0);
        self.trail.set(&all, shape)?;
        self.trail.describe(&format!("{} images, the newest first", draws.len()))
    }
}

/// Everything of draw number `id`.
fn rng(id: u32) -> Rng {
    Rng::new(0).split("ancestral", u64::from(id))
}

/// x ~ p(x|z): a coin for every pixel, which falls on ink as often as the mean says.
fn toss(mean: &[u8], id: u32) -> Vec<u8> {
    let mut rng = rng(id).split("pixels", 0);
    mean.iter().map(|mean| if rng.uniform() * 255.0 < f32::from(*mean) { 255 } else { 0 }).collect()
}
