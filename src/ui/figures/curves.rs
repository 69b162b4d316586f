//! A run's history: reconstruction, KL and ELBO against the epoch, in training and held out.
//!
//! ```ignore
//! let curves = Curves::new(dom::element("lab-curves")?, CurvesOptions::default())?;
//! curves.start(batches_per_epoch);                               // a new run: empties it
//! curves.push_training(first_step, &reconstruction, &kl);        // one value a batch
//! curves.push_held_out(step, reconstruction, kl);
//! curves.mark_beta(step, 4.0);                                   // β from this step on
//! ```

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use web_sys::HtmlElement;

use super::alternative::Alternative;
use crate::ui::{
    dom::PageError,
    plot::{
        axes::{self, Axis, Line, Margins, Words},
        decimate::{self, Column},
        geometry::Rect,
        scale::{self, Plane, Span},
        surface::{Layer, Layers, Size, Surface},
    },
    theme::{self, Theme},
};

const AXES: usize = 0;
const LINES: usize = 1;
/// Room above each panel for its name, and above all for the legend.
const NAME: f64 = 24.0;
const LEGEND: f64 = 22.0;
/// More held-out points than this are drawn without dots.
const DOTS: usize = 60;

#[derive(Clone, Debug)]
pub struct CurvesOptions {
    /// What the curves are, for the text alternative.
    pub name: String,
    /// Shown while there are none.
    pub empty: String,
}

impl Default for CurvesOptions {
    fn default() -> Self {
        Self { name: "Loss curves".to_owned(), empty: "Press Train to begin".to_owned() }
    }
}

#[derive(Clone)]
pub struct Curves(Rc<Inner>);

struct Inner {
    surface: Rc<Surface>,
    options: CurvesOptions,
    alternative: Alternative,
    state: RefCell<State>,
}

/// The parts of the loss at one time, nats per image.
#[derive(Clone, Copy, Debug)]
struct Terms {
    reconstruction: f32,
    kl: f32,
}

#[derive(Default)]
struct State {
    batches_per_epoch: f64,
    /// Batch number `i + 1` is entry `i`.
    training: Vec<Terms>,
    held_out: Vec<(u32, Terms)>,
    beta: Vec<(u32, f32)>,
    /// What the axes of each panel showed when they were last drawn.
    drawn: [Option<(Plane, u64)>; 3],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Panel {
    Reconstruction,
    Kl,
    Elbo,
}

impl Panel {
    const ALL: [Self; 3] = [Self::Reconstruction, Self::Kl, Self::Elbo];

    fn name(self) -> &'static str {
        match self {
            Self::Reconstruction => "Reconstruction",
            Self::Kl => "KL",
            Self::Elbo => "ELBO",
        }
    }

    fn of(self, terms: Terms) -> f32 {
        match self {
            Self::Reconstruction => terms.reconstruction,
            Self::Kl => terms.kl,
            Self::Elbo => -(terms.reconstruction + terms.kl),
        }
    }
}

impl Curves {
    pub fn new(container: HtmlElement, options: CurvesOptions) -> Result<Self, PageError> {
        let surface = Surface::new(container, 2)?;
        let base = surface.layer(AXES).ok_or(PageError::Missing("canvas".to_owned()))?;
        let alternative = Alternative::new(base.canvas.clone().into(), &options.name)?;
        let state = RefCell::new(State { batches_per_epoch: 1.0, ..State::default() });
        let inner = Rc::new(Inner { surface, options, alternative, state });
        let weak: Weak<Inner> = Rc::downgrade(&inner);
        inner.surface.set_painter(move |surface, dirty| match weak.upgrade() {
            Some(inner) => inner.paint(surface, dirty),
            None => Ok(()),
        });
        Ok(Self(inner))
    }

    /// Empties the curves for a run with this many batches an epoch.
    pub fn start(&self, batches_per_epoch: u32) {
        let batches_per_epoch = f64::from(batches_per_epoch.max(1));
        self.0.state.replace(State { batches_per_epoch, ..State::default() });
        self.0.surface.invalidate(Layers::ALL);
    }

    /// Adds batches; the first of them is batch number `first`, counted from 1. What was known of later ones is dropped.
    pub fn push_training(&self, first: u32, reconstruction: &[f32], kl: &[f32]) {
        let mut state = self.0.state.borrow_mut();
        let missing = Terms { reconstruction: f32::NAN, kl: f32::NAN };
        state.training.resize((first as usize).saturating_sub(1), missing);
        let terms = reconstruction.iter().zip(kl).map(|(&reconstruction, &kl)| Terms { reconstruction, kl });
        state.training.extend(terms);
        drop(state);
        self.0.surface.invalidate(Layers::of(LINES));
    }

    /// Adds an evaluation after `step` batches.
    pub fn push_held_out(&self, step: u32, reconstruction: f32, kl: f32) {
        let mut state = self.0.state.borrow_mut();
        state.held_out.retain(|(at, _)| *at < step);
        state.held_out.push((step, Terms { reconstruction, kl }));
        drop(state);
        self.0.surface.invalidate(Layers::of(LINES));
    }

    /// Marks that the weight of the KL is `beta` from this step on.
    pub fn mark_beta(&self, step: u32, beta: f32) {
        let mut state = self.0.state.borrow_mut();
        state.beta.retain(|(at, _)| *at != step);
        state.beta.push((step, beta));
        drop(state);
        self.0.surface.invalidate(Layers::of(LINES));
    }

    /// Paints all of it now, as a benchmark wants; otherwise it is painted in the next frame.
    pub fn paint(&self) {
        self.0.surface.invalidate(Layers::ALL);
        self.0.surface.paint();
    }
}

impl Inner {
    fn paint(&self, surface: &Surface, dirty: Layers) -> Result<(), PageError> {
        let theme = theme::current();
        let size = surface.size();
        let (Some(base), Some(lines)) = (surface.layer(AXES), surface.layer(LINES)) else { return Ok(()) };
        let state = &mut *self.state.borrow_mut();
        let margins = Margins { left: 52.0, right: 14.0, top: NAME, bottom: 44.0 };
        let panels: Vec<Drawn> = Panel::ALL
            .into_iter()
            .zip(rects(size, margins))
            .map(|(panel, rect)| state.panel(panel, rect, size))
            .collect();
        let now = std::array::from_fn(|i| panels.get(i).map(|drawn| (drawn.plane, u64::from(size.width))));
        if dirty.has(AXES) || state.drawn != now {
            state.drawn = now;
            base.clear();
            draw_legend(base, size, &theme)?;
            for (i, drawn) in panels.iter().enumerate() {
                draw_axes(base, size, drawn, margins, i + 1 == panels.len(), &theme)?;
            }
        }
        lines.clear();
        for (i, drawn) in panels.iter().enumerate() {
            state.draw_lines(lines, size, drawn, i == 0, &theme)?;
        }
        if let Some(Drawn { plane, .. }) = panels.first().filter(|_| state.is_empty()) {
            let rect = plane.rect;
            let middle = (rect.left + rect.width / 2.0, rect.top + rect.height / 2.0);
            let words =
                Words { halo: Some(theme.paper), align: "center", baseline: "middle", size: 14.0, ..plain(&theme) };
            axes::write(lines, size, &theme, &self.options.empty, middle, words)?;
        }
        self.alternative.set(state.words(&self.options.name))
    }
}

fn plain(theme: &Theme) -> Words<'static> {
    Words { colour: theme.ink, halo: None, size: axes::TEXT, bold: false, align: "left", baseline: "alphabetic" }
}

/// The three plots, one below the other.
fn rects(size: Size, margins: Margins) -> [Rect; 3] {
    let area = Rect { left: 0.0, top: 0.0, width: size.width.into(), height: size.height.into() };
    let panel = (area.height / size.unit - LEGEND - margins.bottom + 8.0) / 3.0;
    std::array::from_fn(|i| {
        let top = LEGEND + panel * i as f64;
        let outer = Rect { top: top * size.unit, height: panel * size.unit, ..area };
        Margins { bottom: 8.0, ..margins }.inside(outer, size.unit)
    })
}

/// A panel as it is to be drawn.
struct Drawn {
    panel: Panel,
    plane: Plane,
    columns: Vec<Column>,
    held_out: Vec<(f64, f32)>,
}

fn draw_legend(layer: &Layer, size: Size, theme: &Theme) -> Result<(), PageError> {
    let ratio = size.unit;
    let middle = 11.0 * ratio;
    let mut right = f64::from(size.width) - 14.0 * ratio;
    for (text, colour, width, dot) in
        [("held-out", theme.held_out, 2.0, true), ("training", theme.training, 1.5, false)]
    {
        let words = Words { align: "right", baseline: "middle", ..plain(theme) };
        axes::write(layer, size, theme, text, (right, middle), words)?;
        right -= axes::width(layer, size, theme, text, words) + 6.0 * ratio;
        layer.context.set_fill_style_str(&colour.css(1.0));
        layer.context.fill_rect(right - 22.0 * ratio, middle - width * ratio / 2.0, 22.0 * ratio, width * ratio);
        if dot {
            layer.context.begin_path();
            if layer.context.arc(right - 11.0 * ratio, middle, 3.0 * ratio, 0.0, std::f64::consts::TAU).is_ok() {
                layer.context.fill();
            }
        }
        right -= 38.0 * ratio;
    }
    Ok(())
}

fn draw_axes(
    layer: &Layer,
    size: Size,
    drawn: &Drawn,
    margins: Margins,
    last: bool,
    theme: &Theme,
) -> Result<(), PageError> {
    let rect = drawn.plane.rect;
    let most = |pixels: f64, each: f64| (pixels / size.unit / each).clamp(2.0, 10.0) as usize;
    let mut x = scale::ticks(drawn.plane.x, most(rect.width, 40.0));
    if !last {
        x.iter_mut().for_each(|tick| tick.text.clear());
    }
    let x = Axis { ticks: x, title: if last { "Epoch".to_owned() } else { String::new() }, mesh: true };
    let y = Axis { ticks: scale::ticks(drawn.plane.y, most(rect.height, 24.0)), title: String::new(), mesh: true };
    let margins = Margins { bottom: if last { margins.bottom } else { 8.0 }, ..margins };
    axes::draw(layer, size, drawn.plane, margins, (&x, &y), theme)?;
    let at = (rect.left, rect.top - 8.0 * size.unit);
    let name = Words { bold: true, size: 13.0, ..plain(theme) };
    axes::write(layer, size, theme, drawn.panel.name(), at, name)?;
    let beside = at.0 + axes::width(layer, size, theme, drawn.panel.name(), name) + 6.0 * size.unit;
    axes::write(layer, size, theme, "nats per image", (beside, at.1), plain(theme))
}

impl State {
    fn is_empty(&self) -> bool {
        self.training.is_empty() && self.held_out.len() < 2
    }

    fn epoch(&self, step: f64) -> f64 {
        step / self.batches_per_epoch
    }

    fn panel(&self, panel: Panel, rect: Rect, size: Size) -> Drawn {
        let last = self.held_out.last().map_or(0, |(step, _)| *step as usize).max(self.training.len());
        let end = scale::time_end(self.epoch(last as f64));
        let pixels = (rect.width / size.unit.max(1.0)) as usize;
        let values = self.training.iter().map(|terms| panel.of(*terms));
        let columns = decimate::columns(values, |i| self.epoch(i as f64 + 1.0), end, pixels.max(1));
        let held_out = self.held_out.iter().map(|(step, terms)| (self.epoch(f64::from(*step)), panel.of(*terms)));
        let held_out: Vec<(f64, f32)> = held_out.filter(|(_, value)| value.is_finite()).collect();
        let y = range(panel, &columns, &held_out);
        Drawn { panel, plane: Plane { x: Span::new(0.0, end), y, rect }, columns, held_out }
    }

    fn draw_lines(
        &self,
        layer: &Layer,
        size: Size,
        drawn: &Drawn,
        first: bool,
        theme: &Theme,
    ) -> Result<(), PageError> {
        let plane = drawn.plane;
        let marks = self.marks(plane, size);
        let mark = |(epoch, _): &(f64, f32)| Line {
            points: vec![(*epoch, plane.y.low), (*epoch, plane.y.high)],
            colour: theme.mark,
            alpha: 1.0,
            width: 1.0,
            dashed: true,
            dots: 0.0,
        };
        let mut lines: Vec<Line> = marks.iter().map(mark).collect();
        lines.push(Line {
            points: decimate::line(&drawn.columns),
            colour: theme.training,
            alpha: 1.0,
            width: 1.25,
            dashed: false,
            dots: 0.0,
        });
        lines.push(Line {
            points: drawn.held_out.iter().map(|(epoch, value)| (*epoch, f64::from(*value))).collect(),
            colour: theme.held_out,
            alpha: 1.0,
            width: 2.0,
            dashed: false,
            dots: if drawn.held_out.len() > DOTS { 0.0 } else { 3.0 },
        });
        lines.retain(|line| !line.points.is_empty());
        axes::lines(layer, size, plane, &lines)?;
        if first {
            self.name_marks(layer, size, plane, &marks, theme)?;
        }
        Ok(())
    }

    /// The changes of β that can be told apart: of several within a few pixels, the last.
    fn marks(&self, plane: Plane, size: Size) -> Vec<(f64, f32)> {
        let mut marks: Vec<(f64, f32)> = Vec::new();
        for (step, beta) in &self.beta {
            let epoch = self.epoch(f64::from(*step));
            match marks.last_mut() {
                Some(before) if (epoch - before.0) * plane.unit_x() < 5.0 * size.unit => *before = (epoch, *beta),
                _ => marks.push((epoch, *beta)),
            }
        }
        marks
    }

    /// Writes the new β beside each mark, where there is room before the next.
    fn name_marks(
        &self,
        layer: &Layer,
        size: Size,
        plane: Plane,
        marks: &[(f64, f32)],
        theme: &Theme,
    ) -> Result<(), PageError> {
        let words = Words { colour: theme.mark, halo: Some(theme.paper), baseline: "top", ..plain(theme) };
        let mut free = f64::INFINITY;
        for (epoch, beta) in marks.iter().rev() {
            let (x, y) = plane.to_pixels(*epoch, plane.y.high);
            let text = format!("β = {}", (beta * 100.0).round() / 100.0);
            let room = axes::width(layer, size, theme, &text, words) + 8.0 * size.unit;
            let fits_right = x + room < plane.rect.right().min(free);
            let fits_left = x - room > plane.rect.left && free.is_infinite();
            let align = match (fits_right, fits_left) {
                (true, _) => "left",
                (false, true) => "right",
                _ => continue,
            };
            let shift = if fits_right { 4.0 } else { -4.0 } * size.unit;
            let words = Words { align, ..words };
            axes::write(layer, size, theme, &text, (x + shift, y + 4.0 * size.unit), words)?;
            free = if fits_right { x } else { x - room };
        }
        Ok(())
    }

    /// What is shown, in words.
    fn words(&self, name: &str) -> String {
        let last = self.held_out.last();
        match last {
            Some((step, terms)) => format!(
                "{name}: after {:.1} epochs the held-out reconstruction is {:.1}, the KL {:.2} and the ELBO {} nats per image.",
                self.epoch(f64::from(*step)),
                terms.reconstruction,
                terms.kl,
                scale::number(f64::from(Panel::Elbo.of(*terms)), 1)
            ),
            None => format!("{name}: nothing trained yet"),
        }
    }
}

/// What a panel's y axis shows: all but the first steep stretch, once there is more than that.
fn range(panel: Panel, columns: &[Column], held_out: &[(f64, f32)]) -> Span {
    let start = if held_out.len() > 3 { 1 } else { 0 };
    let mut values: Vec<f32> = columns.iter().flat_map(|column| [column.low, column.high]).collect();
    let (low, high) = if values.len() > 20 { (0.01, 0.96) } else { (0.0, 1.0) };
    let (low, high) = if panel == Panel::Elbo { (1.0 - high, 1.0 - low) } else { (low, high) };
    let training = decimate::quantile(values.clone(), low).zip(decimate::quantile(std::mem::take(&mut values), high));
    let training = training.map(|(low, high)| [low, high]).into_iter().flatten();
    let span = Span::of(held_out.iter().skip(start).map(|(_, value)| *value).chain(training));
    let span = span.unwrap_or(match panel {
        Panel::Reconstruction => Span::new(0.0, 500.0),
        Panel::Kl => Span::new(0.0, 10.0),
        Panel::Elbo => Span::new(-500.0, 0.0),
    });
    let padded = span.padded(0.08);
    // Round ends move seldom, so the axes are seldom redrawn.
    let step = scale::nice_step(padded.width() / 12.0);
    let low = (padded.low / step).floor() * step;
    Span::new(if panel == Panel::Kl { low.max(0.0) } else { low }, (padded.high / step).ceil() * step)
}
