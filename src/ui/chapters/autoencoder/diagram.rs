//! The lecture's diagram with live contents: a held-out digit, its way through a network, the code, the reconstruction.

use std::cell::RefCell;
use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement};

use super::Ask;
use crate::data::Shape;
use crate::protocol::HeldOut;
use crate::protocol::autoencoder::{Command, Network, Passage};
use crate::rng::Rng;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::figures::{Chart, ChartOptions, Picture};
use crate::ui::page::press;
use crate::ui::plot::drawing::{Drawing, Ink, Mark, Scale};
use crate::ui::plot::scale::number;

/// A clear digit to begin with.
const FIRST: u32 = 4;
/// At most this many numbers of a code are written out; the bars show all.
const WRITTEN: usize = 8;
/// Up to this many bars have a tick each.
const TICKS: usize = 12;

pub struct Diagram {
    ask: Ask,
    input: Picture,
    output: Picture,
    code: Chart,
    state: RefCell<State>,
    listeners: RefCell<Vec<Listener>>,
}

struct State {
    held_out: Option<Rc<HeldOut>>,
    index: u32,
    network: Network,
    /// Digits drawn at random so far.
    draws: u64,
    /// The largest magnitude of a code's value seen of this network: the bars' axis grows and does not shrink.
    reach: f32,
    /// Of the network that is drawn.
    widths: Vec<u32>,
}

impl Diagram {
    pub fn new(ask: Ask) -> Result<Rc<Self>, PageError> {
        let picture = |id: &str, label: &str| Picture::new(dom::element(id)?, label);
        let options =
            ChartOptions { name: "Code".to_owned(), empty: "Waiting for the network".to_owned(), ..Default::default() };
        let state =
            State { held_out: None, index: FIRST, network: Network::Shipped, draws: 0, reach: 0.0, widths: Vec::new() };
        let diagram = Rc::new(Self {
            ask,
            input: picture("autoencoder-input", "Held-out digit")?,
            output: picture("autoencoder-output", "Reconstruction")?,
            code: Chart::new(dom::element("autoencoder-code-bars")?, options)?,
            state: RefCell::new(state),
            listeners: RefCell::default(),
        });
        diagram.listeners.replace(vec![
            press::button("autoencoder-previous", &diagram, |diagram| diagram.go(|at, n, _| at + n - 1))?,
            press::button("autoencoder-next", &diagram, |diagram| diagram.go(|at, _, _| at + 1))?,
            press::button("autoencoder-random", &diagram, |diagram| {
                diagram.go(|_, n, draw| Rng::new(0).split("digit", draw).below(n as usize) as u32)
            })?,
            press::choice("autoencoder-shipped", &diagram, |diagram| diagram.choose(Network::Shipped))?,
            press::choice("autoencoder-own", &diagram, |diagram| diagram.choose(Network::Own))?,
        ]);
        Ok(diagram)
    }

    pub fn set_held_out(&self, held_out: Rc<HeldOut>) -> Result<(), PageError> {
        self.state.borrow_mut().held_out = Some(held_out);
        self.show_digit()
    }

    /// A network may have changed: looks again.
    pub fn look(&self) {
        let (network, index) = {
            let state = self.state.borrow();
            (state.network, state.index)
        };
        (self.ask)(Command::Look { network, index });
    }

    /// The network that is trained here began afresh, or learned something.
    pub fn own_changed(&self, fresh: bool) -> Result<(), PageError> {
        dom::element::<HtmlInputElement>("autoencoder-own")?.set_disabled(false);
        if self.state.borrow().network == Network::Own {
            if fresh {
                self.state.borrow_mut().reach = 0.0;
            }
            self.look();
        }
        Ok(())
    }

    /// There is no network of the person's own any more.
    pub fn own_gone(&self) -> Result<(), PageError> {
        dom::element::<HtmlInputElement>("autoencoder-own")?.set_disabled(true);
        dom::element::<HtmlInputElement>("autoencoder-shipped")?.set_checked(true);
        self.choose(Network::Shipped)
    }

    fn choose(&self, network: Network) -> Result<(), PageError> {
        {
            let mut state = self.state.borrow_mut();
            state.network = network;
            state.reach = 0.0;
        }
        self.look();
        Ok(())
    }

    /// Goes to the digit that `to` names, from the present one, how many there are, and the number of the draw.
    fn go(&self, to: fn(u32, u32, u64) -> u32) -> Result<(), PageError> {
        {
            let mut state = self.state.borrow_mut();
            let Some(count) = state.held_out.as_ref().map(|held_out| held_out.labels.0.len() as u32) else {
                return Ok(());
            };
            state.draws += 1;
            state.index = to(state.index, count, state.draws) % count;
        }
        self.show_digit()
    }

    fn show_digit(&self) -> Result<(), PageError> {
        {
            let state = self.state.borrow();
            let Some(held_out) = &state.held_out else { return Ok(()) };
            let index = state.index as usize;
            let (shape, label) =
                (Shape::from(held_out.shape), held_out.labels.0.get(index).copied().unwrap_or_default());
            let pixels = &held_out.pixels.0[index * shape.pixels()..(index + 1) * shape.pixels()];
            let words = format!("number {index}, a {label}");
            self.input.set(pixels, shape, &words)?;
            dom::set_text("autoencoder-digit", &words)?;
        }
        self.look();
        Ok(())
    }

    pub fn looked(&self, looked: &Passage) -> Result<(), PageError> {
        let shape = {
            let mut state = self.state.borrow_mut();
            // An answer that a newer question overtook.
            if looked.network != state.network || looked.index != state.index {
                return Ok(());
            }
            let largest = looked.code.0.iter().fold(0.0f32, |most, value| most.max(value.abs()));
            state.reach = state.reach.max(1.1 * largest);
            if state.widths != looked.widths {
                state.widths.clone_from(&looked.widths);
                draw_network(&looked.widths)?;
            }
            let Some(held_out) = &state.held_out else { return Ok(()) };
            Shape::from(held_out.shape)
        };
        self.show_code(&looked.code.0);
        let error = number(f64::from(looked.squared), 1);
        self.output.set(&looked.pixels.0, shape, &format!("squared error {error}"))?;
        dom::set_text("autoencoder-error", &error)?;
        let mut written: Vec<String> =
            looked.code.0.iter().take(WRITTEN).map(|value| number(f64::from(*value), 2)).collect();
        if looked.code.0.len() > WRITTEN {
            written.push("…".to_owned());
        }
        dom::set_text("autoencoder-code", &written.join("  "))
    }

    fn show_code(&self, code: &[f32]) {
        let reach = f64::from(self.state.borrow().reach).max(1e-3);
        let places = code.len();
        let mut x = Scale::titled("number in the code").between(0.4, places as f64 + 0.6);
        if places <= TICKS {
            x = x.with_ticks((1..=places).map(|place| (place as f64, place.to_string())).collect());
        }
        // Bars with room between them, however few there are.
        let edges = |place: usize| [place as f64 + 0.7, place as f64 + 1.3];
        let bar = |(place, value): (usize, &f32)| Mark::Bars {
            name: String::new(),
            edges: edges(place).to_vec(),
            heights: vec![f64::from(*value)],
            ink: Ink::Accent,
            alpha: 1.0,
        };
        let words: Vec<String> = code.iter().map(|value| number(f64::from(*value), 2)).collect();
        self.code.set(Drawing {
            x,
            y: Scale::titled("value").between(-reach, reach),
            marks: code.iter().enumerate().map(bar).collect(),
            words: format!("{places} numbers: {}", words.join(", ")),
            ..Drawing::default()
        });
    }
}

/// Draws the layers of both halves; heights grow as the logarithm of the width, since 784 to 2 fits no page otherwise.
fn draw_network(widths: &[u32]) -> Result<(), PageError> {
    let middle = widths.len() / 2;
    let halves = [("encoder", "Encoder", &widths[..=middle]), ("decoder", "Decoder", &widths[middle..])];
    for (id, name, widths) in halves {
        let container: HtmlElement = dom::element(&format!("autoencoder-{id}"))?;
        container.set_text_content(None);
        for pair in widths.windows(2) {
            let [from, to] = [pair[0], pair[1]].map(|width| 50.0 - 50.0 * height(width));
            let layer: HtmlElement = dom::create("span")?;
            let outline =
                format!("polygon(0 {from:.1}%, 100% {to:.1}%, 100% {:.1}%, 0 {:.1}%)", 100.0 - to, 100.0 - from);
            dom::set_style(&layer, "clip-path", &outline)?;
            dom::append(&container, &layer)?;
        }
        let words: Vec<String> = widths.iter().map(u32::to_string).collect();
        let words = words.join(" → ");
        dom::set_attribute(&container, "aria-label", &format!("{name}: layers of {words} units"))?;
        dom::set_text(&format!("autoencoder-{id}-widths"), &words)?;
    }
    Ok(())
}

/// Share of the drawing's height.
fn height(width: u32) -> f64 {
    f64::from(width + 1).ln() / 785f64.ln()
}
