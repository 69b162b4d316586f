//! The rate–distortion curve of the pretrained series, and the runs that the person trained in the lab.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{HtmlOptionElement, HtmlSelectElement};

use super::dial::Dial;
use super::shapes::{dots, number};
use crate::latent::rate::{self, RatePoint};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::Chart;
use crate::ui::page::runs::FIRST_OF_SERIES;
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::weak::hears;

/// What `pretrain beta` wrote.
const SERIES: &str = include_str!("../../../../pretrained/beta-series.csv");

pub struct Rate {
    curve: Chart,
    bars: Chart,
    latent: HtmlSelectElement,
    beta: Dial,
    of: HtmlSelectElement,
    series: Vec<RatePoint>,
    /// Runs of the lab and of series, by number.
    runs: RefCell<Vec<(u32, RatePoint)>>,
    listeners: RefCell<Vec<Listener>>,
}

impl Rate {
    pub fn new() -> Result<Rc<Self>, PageError> {
        let rate = Rc::new(Self {
            curve: Chart::named("vae-rate", "Rate and distortion")?,
            bars: Chart::named("vae-collapse", "KL per latent dimension")?,
            latent: dom::element("vae-series")?,
            beta: Dial::new("vae-beta", |position| number(position, 0))?,
            of: dom::element("vae-bars")?,
            series: rate::read(SERIES),
            runs: RefCell::default(),
            listeners: RefCell::default(),
        });
        let listeners = vec![
            dom::listen(&rate.latent, "change", hears(&rate, |rate, _| rate.show()))?,
            dom::listen(&rate.beta.input, "input", hears(&rate, |rate, _| rate.show_series()))?,
            dom::listen(&rate.of, "change", hears(&rate, |rate, _| rate.show()))?,
        ];
        rate.listeners.replace(listeners);
        rate.show()?;
        Ok(rate)
    }

    /// A run of the lab stands still.
    pub fn add(&self, run: u32, point: RatePoint) -> Result<(), PageError> {
        {
            let mut runs = self.runs.borrow_mut();
            let words = run_name(run, &point);
            match runs.iter().position(|(known, _)| *known == run) {
                Some(place) => {
                    runs[place].1 = point;
                    if let Some(option) = self.of.item(place as u32 + 1) {
                        option.set_text_content(Some(&words));
                    }
                }
                None => {
                    runs.push((run, point));
                    let option: HtmlOptionElement = dom::create("option")?;
                    option.set_value(&run.to_string());
                    option.set_text_content(Some(&words));
                    dom::append(&self.of, &option)?;
                }
            }
        }
        self.show()
    }

    /// The slider is about the series.
    fn show_series(&self) -> Result<(), PageError> {
        self.of.set_selected_index(0);
        self.show()
    }

    fn chosen_series(&self) -> Vec<&RatePoint> {
        let latent: usize = self.latent.value().parse().unwrap_or(8);
        self.series.iter().filter(|point| point.kl_per_dimension.len() == latent).collect()
    }

    fn show(&self) -> Result<(), PageError> {
        let series = self.chosen_series();
        let Some(chosen) = series.get(self.beta.value() as usize) else { return Ok(()) };
        dom::set_attribute(&self.beta.input, "aria-valuetext", &number(f64::from(chosen.beta), 2))?;
        dom::set_text("vae-beta-value", &beta(chosen))?;
        let runs = self.runs.borrow();
        let own = runs.iter().find(|(run, _)| run.to_string() == self.of.value());
        let (name, shown) = match own {
            Some((run, point)) => (run_name(*run, point), point),
            None => (format!("the series at β = {}", beta(chosen)), *chosen),
        };
        self.show_curve(&series, shown);
        self.show_bars(&name, shown);
        let idle = shown.kl_per_dimension.len() - shown.active();
        let words = format!(
            "{}: rate {} nats, distortion {} nats; {} of {} dimensions carry less than {} nats.",
            crate::ui::words::sentence(&name).trim_end_matches('.'),
            number(f64::from(shown.rate()), 2),
            number(f64::from(shown.distortion), 2),
            idle,
            shown.kl_per_dimension.len(),
            rate::COLLAPSED
        );
        dom::set_text("vae-rate-text", &words)
    }

    fn show_curve(&self, series: &[&RatePoint], shown: &RatePoint) {
        let place = |point: &RatePoint| (f64::from(point.rate()), f64::from(point.distortion));
        let mut marks = vec![
            Mark::Line {
                name: "series".to_owned(),
                points: series.iter().map(|point| place(point)).collect(),
                ink: Ink::HeldOut,
                width: 2.0,
                dashed: false,
                dots: 3.5,
            },
            dots("shown by the bars", vec![place(shown)], Ink::Plain, 6.0),
        ];
        let runs = self.runs.borrow();
        if !runs.is_empty() {
            marks.push(dots("your runs", runs.iter().map(|(_, point)| place(point)).collect(), Ink::Mark, 5.0));
        }
        let most = |of: fn(&RatePoint) -> f32| {
            series.iter().copied().chain(runs.iter().map(|(_, point)| point)).map(of).fold(0.0, f32::max)
        };
        let (widest, highest) = (f64::from(most(RatePoint::rate)), f64::from(most(|point| point.distortion)));
        let label = |point: &RatePoint, ink| {
            let (x, y) = place(point);
            Mark::Words { at: (x + 0.05 * widest, y + 0.015 * highest), text: format!("β {}", beta(point)), ink }
        };
        marks.extend(series.iter().map(|point| label(point, Ink::Plain)));
        marks.extend(runs.iter().map(|(_, point)| label(point, Ink::Mark)));
        let said = |point: &&RatePoint| {
            format!(
                "β {}: {}, {}",
                beta(point),
                number(f64::from(point.rate()), 1),
                number(f64::from(point.distortion), 1)
            )
        };
        let words = format!(
            "rate and distortion in nats: {}; {} runs of yours",
            series.iter().map(said).collect::<Vec<_>>().join("; "),
            runs.len()
        );
        let (x, y) = (
            Scale::titled("rate, nats per image").between(-0.02 * widest, 1.12 * widest),
            Scale::titled("distortion, nats per image"),
        );
        self.curve.set(Drawing { x, y, marks, bar: None, words });
    }

    fn show_bars(&self, name: &str, shown: &RatePoint) {
        let heights: Vec<f64> = shown.sorted().into_iter().map(f64::from).collect();
        let count = heights.len();
        let words = format!("{name}: {} nats", heights.iter().map(|kl| number(*kl, 3)).collect::<Vec<_>>().join(", "));
        let marks = vec![Mark::Bars {
            name: String::new(),
            edges: (0..=count).map(|i| i as f64 + 0.5).collect(),
            heights,
            ink: Ink::HeldOut,
            alpha: 0.7,
        }];
        let ticks = (1..=count).map(|i| (i as f64, i.to_string())).collect();
        // One scale for the whole series, so that bars are seen to sink.
        let alike = self.series.iter().filter(|point| point.kl_per_dimension.len() == count);
        let all = alike.chain([shown]);
        let top = all.flat_map(|point| &point.kl_per_dimension).copied().fold(0.0, f32::max);
        let x =
            Scale::titled("latent dimensions, the largest KL first").between(0.5, count as f64 + 0.5).with_ticks(ticks);
        let y = Scale::titled("KL, nats per image").between(0.0, 1.08 * f64::from(top));
        self.bars.set(Drawing { x, y, marks, bar: None, words });
    }
}

fn beta(point: &RatePoint) -> String {
    format!("{}", point.beta)
}

fn run_name(run: u32, point: &RatePoint) -> String {
    let whose = match run.checked_sub(FIRST_OF_SERIES) {
        Some(before) => format!("run {} of your series", before + 1),
        None => format!("your run {run}"),
    };
    format!("{whose} at β = {}, {} dimensions", beta(point), point.kl_per_dimension.len())
}
