//! From one held-out digit to another: two ends on the plane, a straight path and a great circle, and a film of each.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::HtmlInputElement;

use crate::data::Shape;
use crate::latent::metrics::nearest;
use crate::latent::path::{great_circle, straight};
use crate::protocol::{Command, Encoding, Event, Floats, HeldOut, ModelCard, Slot};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, Drag, Picture, Strip, StripOptions};
use crate::ui::page::{Ask, Tell, explorer::Served};
use crate::ui::panels::plane;
use crate::ui::plot::drawing::{Drawing, Ink, Mark};
use crate::ui::weak::hears;

/// Frames of a film.
const FRAMES: usize = 9;
/// Points of a path as it is drawn and measured.
const FINE: usize = 129;

/// A way from one point of latent space to another; the last argument is its number of points.
type Way = fn(&[f32], &[f32], usize) -> Vec<f32>;

/// Both ways, with the ends of their element ids.
const WAYS: [(&str, &str, Way); 2] =
    [("straight", "straight line", straight), ("circle", "great circle", great_circle)];

pub struct Path {
    plane: Chart,
    films: [Strip; 2],
    images: [Picture; 2],
    numbers: [HtmlInputElement; 2],
    /// Checked: a click chooses A; otherwise B.
    first: HtmlInputElement,
    held_out: RefCell<Option<Rc<HeldOut>>>,
    encoding: RefCell<Option<Encoding>>,
    /// Held-out digits A and B.
    ends: Cell<[u32; 2]>,
    /// Those before the drag at hand.
    before: Cell<[u32; 2]>,
    ask: Ask,
    listeners: RefCell<Vec<Listener>>,
}

impl Path {
    /// `moved` is called with the digits that the person chose.
    pub fn new(ask: Ask, ends: [u32; 2], moved: &Tell<[u32; 2]>) -> Result<Rc<Self>, PageError> {
        let film = |(id, name, _): &(&str, &str, Way)| {
            let options = StripOptions { label: format!("Film along the {name}"), columns: FRAMES, gap: 2 };
            Strip::new(dom::element(&format!("latent-path-{id}"))?, options)
        };
        let image = |end: &str| {
            let label = format!("Digit {}", end.to_uppercase());
            Picture::new(dom::element(&format!("latent-path-image-{end}"))?, &label)
        };
        let options = ChartOptions {
            name: "Paths from digit A to digit B".to_owned(),
            empty: "Waiting for the digits".to_owned(),
            square: true,
            ..ChartOptions::default()
        };
        let path = Rc::new(Self {
            plane: Chart::new(dom::element("latent-path-plane")?, options)?,
            films: [film(&WAYS[0])?, film(&WAYS[1])?],
            images: [image("a")?, image("b")?],
            numbers: [dom::element("latent-path-a")?, dom::element("latent-path-b")?],
            first: dom::element("latent-end-a")?,
            held_out: RefCell::default(),
            encoding: RefCell::default(),
            ends: Cell::new(ends),
            before: Cell::new(ends),
            ask,
            listeners: RefCell::default(),
        });
        for (end, input) in path.numbers.iter().enumerate() {
            let (tell, field) = (moved.clone(), input.clone());
            let typed = hears(&path, move |path, _| {
                let mut ends = path.ends.get();
                // Text that is no number leaves the digit as it is; a number beyond the last digit means the last one.
                let number = field.value_as_number();
                if number.is_finite() {
                    ends[end] = (number.round().max(0.0) as u32).min(path.last());
                }
                field.set_value(&ends[end].to_string());
                tell(ends);
            });
            let listener = dom::listen(input, "change", typed)?;
            path.listeners.borrow_mut().push(listener);
        }
        let tell = moved.clone();
        path.plane.on_drag(hears(&path, move |path, drag: Drag<(f64, f64)>| match drag {
            Drag::Taken => path.before.set(path.ends.get()),
            Drag::To((x, y)) => {
                if let Some(index) = path.digit_at([x as f32, y as f32]) {
                    let mut ends = path.ends.get();
                    ends[usize::from(!path.first.checked())] = index;
                    tell(ends);
                }
            }
            Drag::Undone => tell(path.before.get()),
            Drag::Let => {}
        }));
        path.set_ends(ends)?;
        Ok(path)
    }

    /// Shows the paths between these digits.
    pub fn set_ends(&self, ends: [u32; 2]) -> Result<(), PageError> {
        self.ends.set(ends);
        for (input, end) in self.numbers.iter().zip(ends) {
            input.set_value(&end.to_string());
        }
        self.draw()
    }

    fn last(&self) -> u32 {
        self.held_out.borrow().as_ref().map_or(0, |held_out| (held_out.labels.0.len() as u32).saturating_sub(1))
    }

    fn digit_at(&self, z: [f32; 2]) -> Option<u32> {
        let encoding = self.encoding.borrow();
        let latent = encoding.as_ref()?.latent as usize;
        // On the screen are the first two dimensions.
        let shown: Vec<f32> =
            encoding.as_ref()?.mu.0.chunks_exact(latent).flat_map(|mu| mu.iter().take(2)).copied().collect();
        nearest(&shown, &z, 2, 1, None).first().map(|index| *index as u32)
    }

    fn draw(&self) -> Result<(), PageError> {
        let (held_out, encoding) = (self.held_out.borrow(), self.encoding.borrow());
        let (Some(held_out), Some(encoding)) = (held_out.as_ref(), encoding.as_ref()) else { return Ok(()) };
        let ends = self.ends.get().map(|end| end.min(self.last()));
        let latent = encoding.latent as usize;
        let code = |end: u32| encoding.mu.0.chunks_exact(latent).nth(end as usize).unwrap_or_default();
        let label = |end: u32| held_out.labels.0.get(end as usize).copied().unwrap_or_default();
        let (a, b) = (code(ends[0]), code(ends[1]));
        for (picture, end) in self.images.iter().zip(ends) {
            if let Some(pixels) = plane::image(held_out, end) {
                picture.set(pixels, Shape::from(held_out.shape), &format!("a {}", label(end)))?;
            }
        }
        let names = format!("A is a {}, B a {}: the held-out digits themselves.", label(ends[0]), label(ends[1]));
        dom::set_text("latent-path-ends", &names)?;

        let places = plane::places(encoding);
        let mut marks = plane::digits(&places, held_out);
        let mut frames = Vec::new();
        let mut words = vec![format!("from a {} to a {}", label(ends[0]), label(ends[1]))];
        for (way, (id, name, walk)) in WAYS.iter().enumerate() {
            let fine = walk(a, b, FINE);
            let said = measured(&fine, latent);
            dom::set_text(&format!("latent-path-{id}-words"), &said)?;
            words.push(format!("{name}: {said}"));
            let point = |row: &[f32]| (f64::from(row[0]), row.get(1).map_or(0.0, |y| f64::from(*y)));
            marks.push(Mark::Line {
                name: (*name).to_owned(),
                points: fine.chunks_exact(latent).map(point).collect(),
                ink: if way == 0 { Ink::Accent } else { Ink::Mark },
                width: 2.5,
                dashed: way == 1,
                dots: 0.0,
            });
            frames.extend(walk(a, b, FRAMES));
        }
        for (end, name) in ends.iter().zip(["A", "B"]) {
            if let Some(place) = places.get(*end as usize) {
                marks.push(Mark::Dots {
                    name: String::new(),
                    points: vec![*place],
                    inks: vec![Ink::Plain],
                    radius: 4.5,
                });
                let above = (place.0, place.1 + 0.28);
                marks.push(Mark::Words { at: above, text: name.to_owned(), ink: Ink::Plain });
            }
        }
        let (x, y) = plane::scales(&places);
        self.plane.set(Drawing { x, y, marks, words: words.join("; "), ..Drawing::default() });
        (self.ask)(Command::Decode { slot: Slot::Path, id: 0, z: Floats(frames) });
        Ok(())
    }

    fn show_films(&self, pixels: &[u8]) -> Result<(), PageError> {
        let shape = self.held_out.borrow().as_ref().map(|held_out| Shape::from(held_out.shape));
        let Some(shape) = shape else { return Ok(()) };
        let films = pixels.chunks_exact((FRAMES * shape.pixels()).max(1));
        self.films.iter().zip(films).try_for_each(|(film, pixels)| film.set(pixels, shape))
    }
}

impl Served for Path {
    fn model_arrived(&self, _: &ModelCard) {}

    fn hear(&self, event: &Event) -> Result<(), PageError> {
        match event {
            Event::HeldOut(held_out) => {
                self.held_out.replace(Some(Rc::new(held_out.clone())));
                self.draw()
            }
            Event::Encoded(encoding) => {
                self.encoding.replace(Some(encoding.clone()));
                self.draw()
            }
            Event::Decoded { slot: Slot::Path, pixels, .. } => self.show_films(&pixels.0),
            _ => Ok(()),
        }
    }

    fn figures(&self) -> &'static [&'static str] {
        &["latent-path-plane", "latent-path-straight", "latent-path-circle"]
    }
}

/// The length of a path `[steps, latent]` and how close to the prior's mean it comes, in words.
fn measured(path: &[f32], latent: usize) -> String {
    let rows: Vec<&[f32]> = path.chunks_exact(latent).collect();
    let apart = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>().sqrt();
    let length: f32 = rows.windows(2).map(|pair| apart(pair[0], pair[1])).sum();
    let centre = vec![0.0; latent];
    let closest = rows.iter().map(|row| apart(row, &centre)).fold(f32::INFINITY, f32::min);
    format!("length {length:.2}, closest to the centre at |z| = {closest:.2}")
}
