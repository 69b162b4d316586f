//! A run's losses, and which of them each panel shows. Knows no canvas.

use crate::export::{Cell, Sheet};
use crate::ui::plot::{
    decimate::{self, Column},
    geometry::Rect,
    scale::{self, Plane, Span},
    surface::Size,
};

/// The parts of the loss at one time, nats per image.
#[derive(Clone, Copy, Debug)]
pub struct Terms {
    pub reconstruction: f32,
    pub kl: f32,
}

/// A run so far.
#[derive(Default)]
pub struct History {
    pub batches_per_epoch: f64,
    /// Batch number `i + 1` is entry `i`.
    pub training: Vec<Terms>,
    pub held_out: Vec<(u32, Terms)>,
    pub beta: Vec<(u32, f32)>,
}

/// The three plots.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Panel {
    Reconstruction,
    Kl,
    Elbo,
}

impl Panel {
    pub const ALL: [Self; 3] = [Self::Reconstruction, Self::Kl, Self::Elbo];

    pub fn name(self) -> &'static str {
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

/// A panel, ready to be drawn.
pub struct Drawn {
    pub panel: Panel,
    pub plane: Plane,
    pub columns: Vec<Column>,
    pub held_out: Vec<(f64, f32)>,
}

impl History {
    pub fn is_empty(&self) -> bool {
        self.training.is_empty() && self.held_out.len() < 2
    }

    pub fn epoch(&self, step: f64) -> f64 {
        step / self.batches_per_epoch
    }

    pub fn panel(&self, panel: Panel, rect: Rect, size: Size) -> Drawn {
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

    /// The distinguishable changes of β: of several within a few pixels, the last.
    pub fn marks(&self, plane: Plane, size: Size) -> Vec<(f64, f32)> {
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

    /// A row a batch, and one before the first: the parts of the loss, and β where it was set.
    pub fn sheet(&self) -> Option<Sheet> {
        let parts = ["reconstruction", "KL", "ELBO"];
        let titles = ["training", "held-out"].map(|set| parts.map(|part| format!("{set} {part} [nats per image]")));
        let names = ["batch", "epoch"].into_iter().chain(titles.as_flattened().iter().map(String::as_str));
        let mut sheet = Sheet::new(names.chain(["beta"]));
        let last = self.held_out.last().map_or(0, |(step, _)| *step as usize).max(self.training.len());
        let (mut held_out, mut beta) = (self.held_out.iter().peekable(), self.beta.iter().peekable());
        for step in 0..=last {
            let is_now = |at: u32| at as usize == step;
            let training = step.checked_sub(1).and_then(|i| self.training.get(i)).copied();
            let judged = held_out.next_if(|(at, _)| is_now(*at)).map(|(_, terms)| *terms);
            let weight = beta.next_if(|(at, _)| is_now(*at)).map_or(Cell::Empty, |(_, beta)| Cell::from(*beta));
            let cells = [training, judged].map(|terms| {
                let cell = |panel: Panel| terms.map_or(Cell::Empty, |terms| panel.of(terms).into());
                Panel::ALL.map(cell)
            });
            let at = [Cell::from(step), self.epoch(step as f64).into()];
            sheet.row(at.into_iter().chain(cells.into_iter().flatten()).chain([weight]));
        }
        (!self.is_empty()).then_some(sheet)
    }

    /// What is shown, in words; `moment` is the epoch that is marked.
    pub fn words(&self, name: &str, moment: Option<f64>) -> String {
        let last = self.held_out.last();
        let marked = moment
            .map_or(String::new(), |epoch| format!(" A line marks epoch {epoch:.2}, which the other figures show."));
        let told = match last {
            Some((step, terms)) => format!(
                "{name}: after {:.1} epochs the held-out reconstruction is {:.1}, the KL {:.2} and the ELBO {} nats per image.",
                self.epoch(f64::from(*step)),
                terms.reconstruction,
                terms.kl,
                scale::number(f64::from(Panel::Elbo.of(*terms)), 1)
            ),
            None => format!("{name}: nothing trained yet"),
        };
        told + &marked
    }
}

/// The range of a panel's y axis: all but the first steep stretch, once there is more than that.
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
    // Round ends rarely move, so the axes are rarely redrawn.
    let step = scale::nice_step(padded.width() / 12.0);
    let low = (padded.low / step).floor() * step;
    Span::new(if panel == Panel::Kl { low.max(0.0) } else { low }, (padded.high / step).ceil() * step)
}
