//! A run's history: reconstruction, KL and ELBO against the epoch, in training and held out. Knows neither the run nor
//! its worker.
//!
//! ```ignore
//! let curves = Curves::new(dom::element("lab-curves")?, CurvesOptions::default())?;
//! curves.start(batches_per_epoch);                               // a new run: empties it
//! curves.push_training(first_step, &reconstruction, &kl);        // one value per batch
//! curves.push_held_out(step, reconstruction, kl);
//! curves.mark_beta(step, 4.0);                                   // β from this step on
//! curves.mark_moment(Some(step));                                // the other figures show the run as it was then
//! ```

mod history;
mod paint;

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
};

use web_sys::HtmlElement;

use self::history::{Drawn, History, Panel, Terms};
use super::{hold::Drag, pointer::Pointer, stage::Stage, take::Taken};
use crate::export::Sheet;
use crate::ui::{
    dom::PageError,
    plot::{
        axes::{self, Margins},
        surface::{Layer, Layers, Size, Surface},
    },
    theme::{self, Theme},
};

const AXES: usize = 0;
const LINES: usize = 1;
const READING: usize = 2;
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
    stage: Stage,
    options: CurvesOptions,
    history: RefCell<History>,
    /// The panels as they were last painted.
    panels: RefCell<Vec<Drawn>>,
    /// The epoch that the pointer is on.
    pointed: Cell<Option<f64>>,
    /// The batches after which the other figures show the run.
    moment: Cell<Option<u32>>,
}

impl Curves {
    /// # Errors
    /// If the browser refuses a canvas or a listener.
    pub fn new(container: HtmlElement, options: CurvesOptions) -> Result<Self, PageError> {
        let stage = Stage::new(container, 3, &options.name)?;
        let history = RefCell::new(History { batches_per_epoch: 1.0, ..History::default() });
        let (panels, pointed, moment) = (RefCell::default(), Cell::new(None), Cell::new(None));
        let inner = Rc::new(Inner { stage, options, history, panels, pointed, moment });
        inner.stage.surface.set_painter(&inner, Inner::paint);
        inner.stage.follow(&inner, false, |inner, pointer| inner.point(pointer))?;
        inner.stage.follow_keys(&inner, |inner, pointer| inner.point(pointer))?;
        inner.stage.offer(&inner)?;
        Ok(Self(inner))
    }

    /// Empties the curves for a run with this many batches per epoch.
    pub fn start(&self, batches_per_epoch: u32) {
        let batches_per_epoch = f64::from(batches_per_epoch.max(1));
        self.0.history.replace(History { batches_per_epoch, ..History::default() });
        self.0.moment.set(None);
        self.0.stage.surface.invalidate(Layers::ALL);
    }

    /// Adds batches; the first of them is batch number `first`, counted from 1. Anything known of later ones is dropped.
    pub fn push_training(&self, first: u32, reconstruction: &[f32], kl: &[f32]) {
        let mut history = self.0.history.borrow_mut();
        let missing = Terms { reconstruction: f32::NAN, kl: f32::NAN };
        history.training.resize((first as usize).saturating_sub(1), missing);
        let terms = reconstruction.iter().zip(kl).map(|(&reconstruction, &kl)| Terms { reconstruction, kl });
        history.training.extend(terms);
        drop(history);
        self.0.stage.surface.invalidate(Layers::of(LINES));
    }

    /// Adds an evaluation after `step` batches.
    pub fn push_held_out(&self, step: u32, reconstruction: f32, kl: f32) {
        let mut history = self.0.history.borrow_mut();
        history.held_out.retain(|(at, _)| *at < step);
        history.held_out.push((step, Terms { reconstruction, kl }));
        drop(history);
        self.0.stage.surface.invalidate(Layers::of(LINES));
    }

    /// Marks that the weight of the KL is `beta` from this step on.
    pub fn mark_beta(&self, step: u32, beta: f32) {
        let mut history = self.0.history.borrow_mut();
        history.beta.retain(|(at, _)| *at != step);
        history.beta.push((step, beta));
        drop(history);
        self.0.stage.surface.invalidate(Layers::of(LINES));
    }

    /// Marks the batches after which the other figures show the run; nothing if they show it as it is.
    pub fn mark_moment(&self, step: Option<u32>) {
        self.0.moment.set(step);
        self.0.stage.surface.invalidate(Layers::of(LINES));
    }

    /// Paints everything now, as a benchmark needs; otherwise it is painted in the next frame.
    pub fn paint(&self) {
        self.0.stage.paint();
    }
}

impl Inner {
    fn point(&self, pointer: Pointer) {
        let ratio = self.stage.surface.size().ratio;
        let epoch = match pointer {
            Pointer::Over { x, .. } | Pointer::Drag(Drag::To((x, _))) => {
                let panels = self.panels.borrow();
                let plane = panels.first().map(|drawn| drawn.plane);
                plane.map(|plane| plane.to_data(x * ratio, 0.0).0).filter(|epoch| panels[0].plane.x.contains(*epoch))
            }
            Pointer::Out | Pointer::Drag(_) => None,
        };
        if self.pointed.replace(epoch) != epoch {
            self.stage.surface.invalidate(Layers::of(READING));
        }
    }

    fn paint(&self, surface: &Surface, dirty: Layers) -> Result<(), PageError> {
        let theme = theme::current();
        let size = surface.size();
        let (Some(base), Some(lines), Some(reading)) =
            (surface.layer(AXES), surface.layer(LINES), surface.layer(READING))
        else {
            return Ok(());
        };
        if dirty.has(AXES) || dirty.has(LINES) {
            self.paint_panels(base, lines, size, dirty.has(AXES), &theme)?;
        }
        reading.clear();
        if let Some(step) = self.moment.get() {
            let epoch = self.history.borrow().epoch(f64::from(step));
            paint::draw_moment(reading, size, &self.panels.borrow(), epoch, &theme);
        }
        if let Some(epoch) = self.pointed.get() {
            paint::draw_reading(reading, size, &self.panels.borrow(), epoch, &theme)?;
        }
        Ok(())
    }

    fn paint_panels(
        &self,
        base: &Layer,
        lines: &Layer,
        size: Size,
        resized: bool,
        theme: &Theme,
    ) -> Result<(), PageError> {
        let history = self.history.borrow();
        let margins = Margins { left: 54.0, right: 14.0, top: paint::NAME, bottom: 44.0 };
        let panels: Vec<Drawn> = Panel::ALL
            .into_iter()
            .zip(paint::rects(size, margins))
            .map(|(panel, rect)| history.panel(panel, rect, size))
            .collect();
        let planes = |panels: &[Drawn]| panels.iter().map(|drawn| drawn.plane).collect::<Vec<_>>();
        if resized || planes(&panels) != planes(&self.panels.borrow()) {
            base.clear();
            paint::draw_legend(base, size, theme)?;
            for (i, drawn) in panels.iter().enumerate() {
                paint::draw_axes(base, size, drawn, margins, i + 1 == panels.len(), theme)?;
            }
        }
        lines.clear();
        for (i, drawn) in panels.iter().enumerate() {
            paint::draw_lines(&history, lines, size, drawn, i == 0, theme)?;
        }
        if let Some(Drawn { plane, .. }) = panels.first().filter(|_| history.is_empty()) {
            axes::say(lines, size, theme, &self.options.empty, plane.rect)?;
        }
        self.panels.replace(panels);
        let moment = self.moment.get().map(|step| history.epoch(f64::from(step)));
        self.stage.describe(history.words(&self.options.name, moment))
    }
}

impl Taken for Inner {
    fn portray(&self, fineness: f64) {
        self.stage.surface.portray(fineness);
    }

    fn numbers(&self) -> Option<Sheet> {
        self.history.borrow().sheet()
    }
}
