//! The fields of the galaxy lab: read as one, with a sentence where they cannot be used.

use std::cell::Cell;

use web_sys::{HtmlInputElement, HtmlOptionElement, HtmlSelectElement};

use crate::protocol::galaxies::{Chosen, DataSet};
use crate::settings::When;
use crate::ui::controls::linked;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::state::notebook::{NOTEBOOK, NotebookSettings};
use crate::ui::words::thousands;

pub struct Settings {
    /// The address says how many images are wanted, which only what is loaded can grant.
    images_wanted: Cell<bool>,
    _listeners: Vec<Listener>,
}

impl Settings {
    /// `changed` is called at every change of a field.
    pub fn new(changed: impl Fn() + Clone + 'static) -> Result<Self, PageError> {
        let listen = |id: &str| {
            let changed = changed.clone();
            dom::listen(&dom::element(id)?, "change", move |_| changed())
        };
        let ids = ["galaxies-data", "galaxies-run", "galaxies-hidden", "galaxies-latent"];
        let wanted = linked::restore(&NOTEBOOK)?;
        Ok(Self {
            images_wanted: Cell::new(wanted.contains(&"images")),
            _listeners: ids.into_iter().map(listen).collect::<Result<_, _>>()?,
        })
    }

    /// What the fields say; `None`, and the sentence is shown, where one of them cannot be used.
    pub fn read(&self) -> Result<Option<NotebookSettings>, PageError> {
        let set = dom::element::<HtmlSelectElement>("galaxies-set")?.value();
        dom::set_hidden("galaxies-count-row", set != "simulated")?;
        // Clothes are grey, whatever is chosen.
        dom::element::<HtmlSelectElement>("galaxies-channels")?.set_disabled(set == "fashion");
        let mut refused = None;
        let read = linked::read(&NOTEBOOK, |row, values, outcome| {
            if row.id == "galaxies-set" && set == "own" {
                values.choice.set = DataSet::Own;
                return Ok(true);
            }
            if let (None, Err(refusal)) = (&refused, &outcome) {
                refused = Some(refusal.to_string());
            }
            Ok(outcome.is_ok())
        })?;
        dom::set_hidden("galaxies-error", refused.is_none())?;
        if let Some(sentence) = &refused {
            dom::set_text("galaxies-error", sentence)?;
        }
        if let Some(settings) = &read {
            linked::keep(&NOTEBOOK, &as_linked(settings)?)?;
        }
        Ok(read)
    }

    /// Shows how much was loaded, and limits the field to it.
    pub fn show_loaded(&self, chosen: &Chosen) -> Result<(), PageError> {
        let images: HtmlInputElement = dom::element("galaxies-images")?;
        images.set_max(&chosen.training.to_string());
        let few = self.images_wanted.replace(false) && images.value_as_number() < f64::from(chosen.training);
        if !few {
            images.set_value(&chosen.training.to_string());
        }
        let [height, width, channels] = chosen.shape;
        let kind = match chosen.choice.set {
            DataSet::Hubble => {
                "galaxies of the Hubble deep field (press composite, not calibrated flux), 32 × 32 as shipped"
            }
            DataSet::Simulated => "simulated galaxies, drawn at this size",
            DataSet::Own => "images of your own, resampled to this size",
            DataSet::Clothes => "clothes of Fashion-MNIST, grey and 28 × 28 as shipped, resampled to this size",
        };
        let detail = match chosen.choice.set {
            DataSet::Clothes => {
                " Radius, concentration and their like were made for galaxies: here they say something of a shape, and the class says more. Clothes also have a top and a bottom: think before you leave the eight symmetries on."
            }
            DataSet::Hubble if height > 32 => " Enlarged, they have no more detail.",
            _ => "",
        };
        let made = made(chosen);
        let numbers = thousands(u64::from(height * width * channels));
        let [all, training, held_out] = [chosen.training + chosen.held_out, chosen.training, chosen.held_out]
            .map(|images| thousands(images.into()));
        dom::set_text(
            "galaxies-summary",
            &format!(
                "{all} {kind}: {training} to train on, {held_out} held out. {height} × {width} × {channels} = {numbers} numbers each.{detail}{made}"
            ),
        )
    }

    /// Other images come, of which as many as the field says are wanted, if there are so many.
    pub fn keep_count(&self) {
        self.images_wanted.set(true);
    }

    /// Shows these settings, and has them in the address.
    pub fn show(&self, settings: &NotebookSettings) -> Result<(), PageError> {
        // How its maps are coloured is not the run's.
        let rows = NOTEBOOK.rows.iter().filter(|row| !matches!(row.when, When::Shows(_)));
        rows.clone().try_for_each(|row| linked::show(row, settings))?;
        if settings.choice.set == DataSet::Own {
            self.choose_set("own")?;
        }
        self.read().map(|_| ())
    }

    /// Sets a field, as the person would.
    pub fn set(&self, field: &str, value: &str) -> Result<(), PageError> {
        dom::element::<HtmlInputElement>(&format!("galaxies-{field}"))?.set_value(value);
        Ok(())
    }

    /// Offers the person's own images and chooses them, or takes the offer back.
    pub fn choose_set(&self, set: &str) -> Result<(), PageError> {
        let select: HtmlSelectElement = dom::element("galaxies-set")?;
        let option: HtmlOptionElement = dom::element("galaxies-own-option")?;
        option.set_disabled(set != "own");
        select.set_value(set);
        Ok(())
    }
}

/// How the images were made of what they were, where anything was done to them.
fn made(chosen: &Chosen) -> String {
    let done = |(name, value): &&(String, String)| {
        !value.is_empty()
            && !matches!(name.as_str(), "size" | "channels")
            && (name != "taken away" || value != "nothing")
    };
    let done: Vec<String> =
        chosen.preparation.iter().filter(done).map(|(name, value)| format!("{name}: {value}")).collect();
    match (done.is_empty(), chosen.choice.set) {
        (true, _) => String::new(),
        (false, DataSet::Own) => {
            let decoded = if done.iter().any(|done| done.starts_with("stretch: asinh")) {
                " What the network decodes is measured as it is shown, stretched."
            } else {
                ""
            };
            format!(" Measured on the values in the files; shown and trained on with {}.{decoded}", done.join("; "))
        }
        (false, _) => format!(" Measured as they came; shown and trained on with {}.", done.join("; ")),
    }
}

/// As a link says it: all images there are is what the page opens with, however many that are.
fn as_linked(settings: &NotebookSettings) -> Result<NotebookSettings, PageError> {
    let images: HtmlInputElement = dom::element("galaxies-images")?;
    let mut linked = settings.clone();
    if images.value() == images.max() {
        linked.run.images = NotebookSettings::default().run.images;
    }
    Ok(linked)
}
