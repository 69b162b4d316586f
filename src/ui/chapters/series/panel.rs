//! What the page shows of one run of a series: its name, its numbers, its scatter and its manifold as they are now, and two buttons.

use std::cell::RefCell;

use web_sys::{HtmlButtonElement, HtmlElement};

use crate::data::Shape;
use crate::latent::grid;
use crate::protocol::shelf::Codes;
use crate::protocol::{Bytes, Encoding, Floats, HeldOut, LossTerms, Progress};
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{Chart, ChartOptions, Strip, StripOptions, latent_name};
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::number;
use crate::ui::series::Stand;
use crate::ui::shelf::plane;

/// Tiles a side of the manifold, between these quantiles of the prior.
const TILES: usize = 8;
const QUANTILES: (f64, f64) = (0.02, 0.98);

pub struct Panel {
    title: String,
    numbers: HtmlElement,
    words: HtmlElement,
    /// Pause, or Go on.
    pub go: HtmlButtonElement,
    pub stop: HtmlButtonElement,
    scatter: Chart,
    tiles: Strip,
    seen: RefCell<Seen>,
}

#[derive(Default)]
struct Seen {
    shape: Option<Shape>,
    /// Of the last evaluation.
    terms: Option<LossTerms>,
    /// Of all held-out images.
    labels: Vec<u8>,
    /// Where those lie that the run keeps, and their labels.
    shown: Vec<((f64, f64), u8)>,
}

impl Panel {
    /// Puts a panel at the end of `runs`. `place` is the run's in the series, from 1.
    pub fn new(runs: &HtmlElement, place: usize, title: String) -> Result<Self, PageError> {
        let root = part(runs, "div")?;
        dom::set_attribute(&root, "role", "group")?;
        dom::set_attribute(&root, "aria-label", &format!("Run {place}: {title}"))?;
        let heading = part(&root, "h4")?;
        heading.set_text_content(Some(&title));
        let numbers = part(&root, "p")?;
        numbers.set_class_name("series-numbers");
        let scatter =
            ChartOptions { name: format!("Held-out digits, {title}"), square: true, ..ChartOptions::default() };
        let scatter = Chart::new(plot(&root, &format!("series-map-{place}"))?, scatter)?;
        let tiles = StripOptions { label: format!("Manifold, {title}"), columns: TILES, gap: 0 };
        let tiles = Strip::new(plot(&root, &format!("series-tiles-{place}"))?, tiles)?;
        let words = part(&root, "p")?;
        words.set_class_name("hint");
        let actions = part(&root, "p")?;
        actions.set_class_name("actions");
        let [go, stop] = [dom::create::<HtmlButtonElement>("button")?, dom::create::<HtmlButtonElement>("button")?];
        for button in [&go, &stop] {
            button.set_type("button");
            button.set_class_name("quiet");
            dom::append(&actions, button)?;
        }
        let panel = Self { title, numbers, words, go, stop, scatter, tiles, seen: RefCell::default() };
        panel.stands(Stand::Waits)?;
        Ok(panel)
    }

    /// The grid of z whose pictures are the tiles, `[rows, latent]`.
    pub fn grid(latent: u32) -> Floats {
        let axis = grid::inverse_cdf_axis(TILES, QUANTILES.0, QUANTILES.1);
        let vertical = if latent > 1 { axis.clone() } else { vec![0.0] };
        Floats(grid::rows(&axis, &vertical, (0, 1), &vec![0.0; latent as usize]))
    }

    pub fn stands(&self, stand: Stand) -> Result<(), PageError> {
        let go = if matches!(stand, Stand::Paused) { "Go on" } else { "Pause" };
        for (button, name) in [(&self.go, go), (&self.stop, "Stop")] {
            button.set_text_content(Some(name));
            dom::set_attribute(button, "aria-label", &format!("{name}: {}", self.title))?;
            button.set_disabled(stand.is_over());
        }
        self.go.set_disabled(stand.is_over() || stand == Stand::Waits);
        if stand == Stand::Waits {
            self.say("Waits for a place.");
        }
        Ok(())
    }

    pub fn say(&self, words: &str) {
        if self.words.text_content().as_deref() != Some(words) {
            self.words.set_text_content(Some(words));
        }
    }

    pub fn held_out(&self, held_out: &HeldOut) {
        let mut seen = self.seen.borrow_mut();
        (seen.shape, seen.labels) = (Some(Shape::from(held_out.shape)), held_out.labels.0.clone());
    }

    /// Takes the codes of all held-out images, and shows those of these digits (bit d set: digit d is).
    pub fn encoded(&self, encoding: Encoding, digits: u16) {
        let mut seen = self.seen.borrow_mut();
        let points = plane(&Codes { latent: encoding.latent, mu: encoding.mu, labels: Bytes::default() });
        let all = points.chunks_exact(2).zip(&seen.labels).filter(|(_, label)| digits >> **label & 1 == 1);
        seen.shown = all.map(|(at, label)| ((f64::from(at[0]), f64::from(at[1])), *label)).collect();
    }

    /// The furthest coordinate of what is shown.
    pub fn reach(&self) -> f64 {
        self.seen.borrow().shown.iter().fold(0.0, |most, ((x, y), _)| x.abs().max(y.abs()).max(most))
    }

    pub fn decoded(&self, pixels: &[u8]) -> Result<(), PageError> {
        let shape = self.seen.borrow().shape;
        shape.map_or(Ok(()), |shape| self.tiles.set(pixels, shape))
    }

    pub fn progress(&self, progress: &Progress) {
        let mut seen = self.seen.borrow_mut();
        seen.terms = progress.held_out.last().map(|point| point.terms).or(seen.terms);
        let mut words = format!("epoch {} of {}", number(f64::from(progress.epoch), 1), progress.epochs);
        if let Some(terms) = seen.terms {
            let [elbo, rate, distortion] =
                [terms.elbo(), terms.kl, terms.reconstruction].map(|nats| number(f64::from(nats), 2));
            words +=
                &format!("; held-out ELBO {elbo}, rate (KL) {rate}, distortion (reconstruction) {distortion} nats");
        }
        self.numbers.set_text_content(Some(&words));
    }

    /// Draws the scatter on axes that end at `reach`, as those of all runs do.
    pub fn draw(&self, reach: f64) {
        let (points, inks): (Vec<_>, Vec<_>) =
            self.seen.borrow().shown.iter().map(|(at, label)| (*at, Ink::Class(*label))).unzip();
        if points.is_empty() {
            return;
        }
        let words = format!("{} held-out images", points.len());
        let scale = |dimension| Scale::titled(&latent_name(dimension)).between(-reach, reach);
        let marks = vec![Mark::Dots { name: String::new(), points, inks, radius: 1.6 }];
        self.scatter.set(Drawing { x: scale(0), y: scale(1), marks, bar: None, words });
    }
}

fn part(parent: &HtmlElement, tag: &'static str) -> Result<HtmlElement, PageError> {
    let made: HtmlElement = dom::create(tag)?;
    dom::append(parent, &made)?;
    Ok(made)
}

fn plot(parent: &HtmlElement, id: &str) -> Result<HtmlElement, PageError> {
    let plot = part(parent, "div")?;
    plot.set_class_name("plot");
    plot.set_id(id);
    let notice = part(parent, "p")?;
    notice.set_id(&format!("{id}-notice"));
    notice.set_class_name("figure-notice");
    notice.set_hidden(true);
    Ok(plot)
}
