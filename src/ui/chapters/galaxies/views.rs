//! Problem 6: the same codes seen three ways, and the maps of other trainings beside this one.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::{HtmlElement, HtmlProgressElement};

use super::known::Known;
use super::linked::{Linked, Places};
use crate::latent::metrics::kl_per_dimension;
use crate::latent::pca::Pca;
use crate::latent::tsne;
use crate::protocol::galaxies::Map;
use crate::protocol::{Command, Encoding};
use crate::ui::colouring::ColourAs;
use crate::ui::dimensions::{axis_of, collapse, collapse_of_means, furthest, furthest_in, is_inactive};
use crate::ui::dom::{self, PageError};
use crate::ui::figures::latent_name;
use crate::ui::page::Ask;
use crate::ui::plot::scale::number;

/// Neighbours that t-SNE tries to keep, about.
const PERPLEXITY: f32 = 30.0;
const PAIR: usize = 0;
const PCA: usize = 1;
const TSNE: usize = 2;

pub struct Views {
    maps: Rc<Linked>,
    known: Rc<RefCell<Known>>,
    ask: Ask,
    embedded: Cell<u32>,
}

impl Views {
    pub fn new(known: Rc<RefCell<Known>>, ask: Ask) -> Result<Self, PageError> {
        let maps = Linked::new(known.clone());
        let waiting = "Waiting for the network";
        maps.add(dom::element("galaxies-view-pair")?, "Galaxies on two latent axes", waiting)?;
        maps.add(dom::element("galaxies-view-pca")?, "Principal components of the codes", waiting)?;
        maps.add(dom::element("galaxies-view-tsne")?, "t-SNE of the codes", "Press Run t-SNE")?;
        Ok(Self { maps, known, ask, embedded: Cell::new(0) })
    }

    pub fn set_colour(&self, name: &str, how: ColourAs) {
        self.maps.set_colour(name, how);
    }

    /// Shows the codes of the network on the screen; a t-SNE of earlier ones is taken away.
    pub fn show(&self, axes: [usize; 2]) {
        self.embedded.set(self.embedded.get() + 1);
        let known = self.known.borrow();
        let Some(encoding) = known.encoding.clone() else { return };
        drop(known);
        self.maps.set(PAIR, on_axes(&encoding, axes));
        self.maps.set(PCA, on_components(&encoding));
        self.maps.set(TSNE, Places::default());
    }

    pub fn ask_embedding(&self) {
        self.embedded.set(self.embedded.get() + 1);
        (self.ask)(Command::Embed { id: self.embedded.get(), seed: 0, perplexity: PERPLEXITY });
    }

    /// A step of the t-SNE in progress.
    pub fn embedding(&self, id: u32, iteration: u32, iterations: u32, points: Vec<f32>) -> Result<(), PageError> {
        if id != self.embedded.get() {
            return Ok(());
        }
        // Of few images not as much as was asked for.
        let perplexity = number(tsne::bearable(PERPLEXITY, points.len() / 2), 1);
        let perplexity = perplexity.trim_end_matches(".0");
        let words = format!("t-SNE, step {iteration} of {iterations}, perplexity {perplexity}");
        dom::set_text("galaxies-embed-words", &words)?;
        let axes = ["t-SNE 1".to_owned(), "t-SNE 2".to_owned()];
        self.maps.set(TSNE, Places { points, axes, words, codes: false, note: None });
        Ok(())
    }
}

/// Two of the latent dimensions.
fn on_axes(encoding: &Encoding, axes: [usize; 2]) -> Places {
    let latent = encoding.latent as usize;
    let rows = encoding.mu.0.chunks_exact(latent.max(1));
    let points = rows.flat_map(|row| axes.map(|axis| row.get(axis).copied().unwrap_or(0.0))).collect();
    let kl = kl_per_dimension(&encoding.mu.0, &encoding.logvar.0, latent.max(1));
    let chosen = axes;
    let shown = axes.map(|axis| (latent_name(axis), kl.get(axis).copied().unwrap_or(0.0)));
    let note = collapse(&shown, furthest_in(&encoding.mu.0, latent, |dimension| chosen.contains(&dimension)));
    let axes = axes.map(|axis| axis_of(latent_name(axis), kl.get(axis).copied()));
    Places { points, words: format!("posterior means, {} against {}", axes[1], axes[0]), axes, codes: true, note }
}

fn on_components(encoding: &Encoding) -> Places {
    let latent = encoding.latent as usize;
    let pca = Pca::fit(&encoding.mu.0, latent, 2);
    if pca.len() < 2 {
        return Places::default();
    }
    let shares = pca.explained();
    let axis = |i: usize| format!("PC {} ({} % of the variance)", i + 1, number(100.0 * shares[i], 0));
    let words = format!("two components hold {} % of the variance", number(100.0 * (shares[0] + shares[1]), 0));
    // Components mix all dimensions: they are noise only where all are.
    let kl = kl_per_dimension(&encoding.mu.0, &encoding.logvar.0, latent);
    let all: Vec<(String, f64)> = kl.into_iter().enumerate().map(|(i, kl)| (latent_name(i), kl)).collect();
    let idle = all.iter().all(|(_, kl)| is_inactive(*kl));
    let note = collapse(&all, furthest(&encoding.mu.0)).filter(|_| idle);
    Places { points: pca.project(&encoding.mu.0), axes: [axis(0), axis(1)], words, codes: true, note }
}

/// The maps of several trainings, each laid on the first one's.
pub struct Stability {
    maps: Rc<Linked>,
    container: HtmlElement,
    known: Rc<RefCell<Known>>,
    progress: HtmlProgressElement,
}

impl Stability {
    pub fn new(known: Rc<RefCell<Known>>) -> Result<Self, PageError> {
        Ok(Self {
            maps: Linked::new(known.clone()),
            container: dom::element("galaxies-maps")?,
            known,
            progress: dom::element("galaxies-compare-progress")?,
        })
    }

    pub fn set_colour(&self, name: &str, how: ColourAs) {
        self.maps.set_colour(name, how);
    }

    /// Until a comparison is made: the map of the network on the screen alone.
    pub fn show_present(&self, axes: [usize; 2]) -> Result<(), PageError> {
        let Some(encoding) = self.known.borrow().encoding.clone() else { return Ok(()) };
        if self.maps.len() != 1 {
            self.clear()?;
            self.add("The network on the screen")?;
        }
        self.maps.set(0, on_axes(&encoding, axes));
        Ok(())
    }

    /// Takes all maps away, as a comparison begins.
    pub fn clear(&self) -> Result<(), PageError> {
        self.maps.clear();
        self.container.set_text_content(None);
        self.show_busy(true)
    }

    /// Shows or hides what belongs to a comparison in progress.
    pub fn show_busy(&self, busy: bool) -> Result<(), PageError> {
        self.progress.set_hidden(!busy);
        dom::set_hidden("galaxies-compare-stop", !busy)
    }

    pub fn going(&self, map: u32, maps: u32, epoch: f32, epochs: u32) -> Result<(), PageError> {
        self.progress.set_max(f64::from(maps));
        self.progress.set_value(f64::from(map) + f64::from(epoch) / f64::from(epochs.max(1)));
        let words = format!("Training {} of {maps}, epoch {} of {epochs}", map + 1, number(f64::from(epoch), 0));
        dom::set_text("galaxies-compare-words", &words)
    }

    /// Adds a map that is done.
    pub fn arrived(&self, map: &Map, total: usize) -> Result<(), PageError> {
        let title = format!("Seed {}, {} × {} pixels", map.variant.seed, map.variant.size, map.variant.size);
        let name = self.add(&title)?;
        let latent = map.latent as usize;
        let points: Vec<f32> = map
            .points
            .0
            .chunks_exact(latent.max(1))
            .flat_map(|row| [row[0], row.get(1).copied().unwrap_or(0.0)])
            .collect();
        let agreement = if map.index == 0 {
            "the map that the others are laid on".to_owned()
        } else {
            format!(
                "aligned correlation {} with the first map; chance reaches {} (p = {})",
                number(f64::from(map.correlation), 3),
                number(f64::from(map.chance), 3),
                number(f64::from(map.p_value), 3)
            )
        };
        let nelbo = number(f64::from(map.nelbo), 1);
        let words = format!("{agreement}. Held-out −ELBO {nelbo} nats.");
        dom::set_text(&name, &words)?;
        let axes = [format!("first map’s {}", latent_name(0)), format!("first map’s {}", latent_name(1))];
        self.maps.set(
            map.index as usize,
            Places { note: collapse_of_means(&map.points.0), points, axes, words, codes: true },
        );
        if map.index as usize + 1 == total {
            self.show_busy(false)?;
            dom::set_text("galaxies-compare-words", &self.verdict())?;
        }
        Ok(())
    }

    /// A place for one more map; returns the id of the words below it.
    fn add(&self, title: &str) -> Result<String, PageError> {
        let index = self.maps.len();
        let (map, heading, plot): (HtmlElement, HtmlElement, HtmlElement) =
            (dom::create("div")?, dom::create("h4")?, dom::create("div")?);
        heading.set_text_content(Some(title));
        plot.set_class_name("plot");
        plot.set_id(&format!("galaxies-map-{index}"));
        let words: HtmlElement = dom::create("p")?;
        words.set_class_name("hint");
        let id = format!("galaxies-map-{index}-words");
        words.set_id(&id);
        for part in [&heading, &plot, &words] {
            dom::append(&map, part)?;
        }
        dom::append(&self.container, &map)?;
        self.maps.add(plot, title, "")?;
        Ok(id)
    }

    fn verdict(&self) -> String {
        let known = self.known.borrow();
        let others = known.maps.iter().filter(|map| map.index > 0);
        let (least, most) = others
            .clone()
            .fold((f32::MAX, f32::MIN), |(least, most), map| (least.min(map.correlation), most.max(map.correlation)));
        let chance = others.map(|map| map.chance).fold(0.0, f32::max);
        format!(
            "{} maps. Aligned correlation with the first: {} to {}; shuffled galaxies reach {} once in twenty.",
            known.maps.len(),
            number(f64::from(least), 3),
            number(f64::from(most), 3),
            number(f64::from(chance), 3)
        )
    }
}
