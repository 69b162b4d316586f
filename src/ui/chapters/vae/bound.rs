//! The evidence lower bound of the digit that is looked at: both forms of it, and the importance-weighted bounds.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::HtmlProgressElement;

use super::Ask;
use super::dial::{Dial, power_of_ten};
use super::shapes::{line, number};
use crate::latent::bound::{self, Estimate, Sample};
use crate::protocol::Command;
use crate::protocol::vae::{self, Weighted};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions};
use crate::ui::page::press;
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::weak::hears;
use crate::ui::words::thousands;

/// Places on the logarithmic axis of samples where the running means are drawn.
const PLACES: usize = 60;

pub struct Bound {
    ask: Ask,
    forms: Chart,
    weighted: Chart,
    samples: Dial,
    progress: HtmlProgressElement,
    digit: Cell<u32>,
    seed: Cell<u64>,
    /// What was asked for last.
    asked: Cell<u32>,
    /// The network and the digits are here.
    ready: Cell<bool>,
    heard: RefCell<Heard>,
    listeners: RefCell<Vec<Listener>>,
}

/// What the worker said of the digit so far.
#[derive(Default)]
struct Heard {
    kl: f64,
    samples: Vec<Sample>,
    weighted: Vec<Weighted>,
    evidence: Option<f64>,
}

impl Bound {
    pub fn new(ask: Ask, digit: u32) -> Result<Rc<Self>, PageError> {
        let chart = |id: &str, name: &str| {
            let options = ChartOptions {
                name: name.to_owned(),
                empty: "Drawing samples …".to_owned(),
                ..ChartOptions::default()
            };
            Chart::new(dom::element(id)?, options)
        };
        let bound = Rc::new(Self {
            ask,
            forms: chart("vae-forms", "Both forms of the ELBO")?,
            weighted: chart("vae-weighted", "Importance-weighted bounds")?,
            samples: Dial::new("vae-samples", |position| thousands(power_of_ten(position) as u64))?,
            progress: dom::element("vae-bound-progress")?,
            digit: Cell::new(digit),
            seed: Cell::new(0),
            asked: Cell::new(0),
            ready: Cell::new(false),
            heard: RefCell::default(),
            listeners: RefCell::default(),
        });
        let listeners = vec![
            dom::listen(&bound.samples.input, "input", hears(&bound, |bound, _| bound.show_forms()))?,
            press::button("vae-again", &bound, |bound| {
                bound.seed.set(bound.seed.get() + 1);
                bound.ask();
                Ok(())
            })?,
        ];
        bound.listeners.replace(listeners);
        Ok(bound)
    }

    /// The network and the digits are here.
    pub fn begin(&self) {
        self.ready.set(true);
        self.ask();
    }

    pub fn set_digit(&self, digit: u32) {
        if self.digit.replace(digit) != digit && self.ready.get() {
            self.ask();
        }
    }

    fn ask(&self) {
        let id = self.asked.get() + 1;
        self.asked.set(id);
        self.heard.replace(Heard::default());
        let (index, seed) = (self.digit.get(), self.seed.get());
        (self.ask)(Command::Vae(vae::Command::Bound { id, index, seed }));
    }

    /// The worker came further with a digit.
    pub fn heard(&self, said: &vae::Bound) -> Result<(), PageError> {
        if said.id != self.asked.get() {
            return Ok(());
        }
        let fresh = !said.samples.0.is_empty();
        {
            let mut heard = self.heard.borrow_mut();
            heard.kl = said.kl;
            heard.weighted = said.weighted.clone();
            heard.evidence = said.evidence;
            if fresh {
                let sample = |three: &[f32]| {
                    let [likelihood, prior, posterior] = [0, 1, 2].map(|i| f64::from(three[i]));
                    Sample { likelihood, prior, posterior }
                };
                heard.samples = said.samples.0.chunks_exact(3).map(sample).collect();
            }
        }
        self.progress.set_max(f64::from(said.of));
        self.progress.set_value(f64::from(said.done));
        let words = match said.done < said.of {
            true => format!("Digit no. {}: sampling and integrating …", said.index),
            false => format!("Digit no. {}, sample set {}.", said.index, self.seed.get() + 1),
        };
        dom::set_text("vae-bound-text", &words)?;
        if fresh {
            self.show_forms()?;
        }
        self.show_weighted()
    }

    fn show_forms(&self) -> Result<(), PageError> {
        self.samples.say()?;
        let heard = self.heard.borrow();
        let count = power_of_ten(self.samples.value()).min(heard.samples.len());
        if count == 0 {
            return Ok(());
        }
        let chosen = bound::forms(&heard.samples[..count], heard.kl);
        show_row("vae-joint", chosen.joint, count)?;
        show_row("vae-split", chosen.split, count)?;
        show_row("vae-difference", chosen.difference, count)?;
        let top = (heard.samples.len() as f64).log10();
        let mut places: Vec<usize> =
            (0..=PLACES).map(|i| power_of_ten(top * i as f64 / PLACES as f64)).filter(|k| *k >= 2).collect();
        places.dedup();
        let running: Vec<(f64, bound::Forms)> =
            places.into_iter().map(|k| (k as f64, bound::forms(&heard.samples[..k], heard.kl))).collect();
        let band = |(k, forms): &(f64, bound::Forms)| {
            let Estimate { mean, error } = forms.joint;
            (*k, mean - error, mean + error)
        };
        let marks = vec![
            Mark::Area {
                name: "first form ± standard error".to_owned(),
                points: running.iter().map(band).collect(),
                ink: Ink::Training,
                alpha: 0.3,
            },
            line("first form", running.iter().map(|(k, forms)| (*k, forms.joint.mean)).collect(), Ink::HeldOut),
            line("second form", running.iter().map(|(k, forms)| (*k, forms.split.mean)).collect(), Ink::Mark),
            Mark::Upright(count as f64, "K".to_owned(), Ink::Prior),
        ];
        let words = format!(
            "with {} samples the first form is {} and the second {} nats",
            thousands(count as u64),
            number(chosen.joint.mean, 2),
            number(chosen.split.mean, 2)
        );
        let x = Scale::titled("samples K").between(1.0, 1.2 * heard.samples.len() as f64).log();
        self.forms.set(Drawing { x, y: Scale::titled("ELBO, nats"), marks, bar: None, words });
        Ok(())
    }

    fn show_weighted(&self) -> Result<(), PageError> {
        let heard = self.heard.borrow();
        let points = |of: fn(&Weighted) -> f64| heard.weighted.iter().map(|w| (f64::from(w.k), of(w))).collect();
        let band = |w: &Weighted| (f64::from(w.k), w.mean - w.error, w.mean + w.error);
        let mut marks = vec![
            Mark::Area {
                name: "± standard error".to_owned(),
                points: heard.weighted.iter().map(band).collect(),
                ink: Ink::Training,
                alpha: 0.3,
            },
            Mark::Line {
                name: "bound with K samples".to_owned(),
                points: points(|weighted| weighted.mean),
                ink: Ink::HeldOut,
                width: 2.0,
                dashed: false,
                dots: 3.0,
            },
        ];
        if let Some(evidence) = heard.evidence {
            marks.push(Mark::Across(evidence, "log p(x)".to_owned(), Ink::Mark));
        }
        let (first, last) = (heard.weighted.first(), heard.weighted.last());
        let said =
            |weighted: &Weighted| format!("{} at K = {}", number(weighted.mean, 2), thousands(weighted.k.into()));
        let words: Vec<String> = heard.weighted.iter().map(said).collect();
        let words = match heard.evidence {
            Some(evidence) => format!("{}, log p(x) {} nats", words.join(", "), number(evidence, 2)),
            None => words.join(", "),
        };
        let x = Scale::titled("samples K in one bound").between(1.0, 1200.0).log();
        self.weighted.set(Drawing { x, y: Scale::titled("bound, nats"), marks, bar: None, words });
        let whole = heard.evidence.zip(first).zip(last);
        let text = |of: &dyn Fn(f64, &Weighted, &Weighted) -> f64| {
            whole.map_or("…".to_owned(), |((evidence, first), last)| number(of(evidence, first, last), 2))
        };
        dom::set_text("vae-last-bound", &text(&|_, _, last| last.mean))?;
        dom::set_text("vae-last-bound-error", &text(&|_, _, last| last.error))?;
        dom::set_text("vae-evidence", &text(&|evidence, _, _| evidence))?;
        dom::set_text("vae-gap", &text(&|evidence, first, _| evidence - first.mean))?;
        dom::set_text("vae-gap-error", &text(&|_, first, _| first.error))
    }
}

fn show_row(id: &str, estimate: Estimate, count: usize) -> Result<(), PageError> {
    dom::set_text(id, &number(estimate.mean, 2))?;
    // One sample cannot show its own error.
    let error = if count > 1 { number(estimate.error, 2) } else { "–".to_owned() };
    dom::set_text(&format!("{id}-error"), &error)
}
