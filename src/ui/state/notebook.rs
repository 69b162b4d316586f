//! The settings of the problem notebook: which images, and the run on them; and their rows.

use crate::protocol::galaxies::{Choice, DataSet};
use crate::settings::beta::BETA;
use crate::settings::run::{BATCH, LEARNING_RATE, SEED};
use crate::settings::{Figure, Form, Kind, Number, Place, RunSettings, Setting, When};
use crate::ui::colouring::ColourAs;

/// The standard deviation of a Gaussian pixel, that of the pretrained network (its model card says why).
const PIXEL_SIGMA: f32 = 0.07;
/// As many images as there are, until the person wants fewer.
const ALL: u32 = 10_000;

/// Images and run, and how they are coloured.
#[derive(Clone, Debug, PartialEq)]
pub struct NotebookSettings {
    pub choice: Choice,
    pub run: RunSettings,
    /// How the property that colours the maps is shown.
    pub colour_as: ColourAs,
}

impl Default for NotebookSettings {
    fn default() -> Self {
        let run = RunSettings {
            images: ALL,
            digits: u16::MAX,
            batch: 32,
            epochs: 150,
            augment: true,
            ..RunSettings::default()
        };
        Self { choice: Choice::default(), run, colour_as: ColourAs::default() }
    }
}

const fn row(
    key: &'static str,
    id: &'static str,
    when: When,
    kind: Kind,
    place: fn(&mut NotebookSettings) -> Place<'_>,
) -> Setting<NotebookSettings> {
    Setting { key, id, kind, when, place }
}

/// Images of the person's own are not in a link: the choice of them is refused there as one that is not known.
pub const NOTEBOOK: Form<NotebookSettings> = Form {
    prefix: "galaxies-",
    rows: &[
        row("set", "galaxies-set", When::Resets, Kind::OneOf(&["hubble", "simulated", "fashion"]), |form| {
            Place::one_of(&mut form.choice.set, &[DataSet::Hubble, DataSet::Simulated, DataSet::Clothes])
        }),
        row(
            "count",
            "galaxies-count",
            When::Resets,
            Kind::Number(Number::whole("Simulated galaxies", 50.0, 10_000.0)),
            |form| Place::number(&mut form.choice.count),
        ),
        row("size", "galaxies-size", When::Resets, Kind::OneOf(&["16", "28", "32", "64", "128"]), |form| {
            Place::one_of(&mut form.choice.size, &[16, 28, 32, 64, 128])
        }),
        row("channels", "galaxies-channels", When::Resets, Kind::OneOf(&["1", "3"]), |form| {
            Place::one_of(&mut form.choice.colour, &[false, true])
        }),
        row("level", "galaxies-level", When::Resets, Kind::Switch, |form| Place::Switch(&mut form.choice.align.level)),
        row("centre", "galaxies-centre", When::Resets, Kind::Switch, |form| {
            Place::Switch(&mut form.choice.align.centre)
        }),
        row("same-size", "galaxies-same-size", When::Resets, Kind::Switch, |form| {
            Place::Switch(&mut form.choice.align.size)
        }),
        row("same-light", "galaxies-same-light", When::Resets, Kind::Switch, |form| {
            Place::Switch(&mut form.choice.align.light)
        }),
        row(
            "images",
            "galaxies-images",
            When::Resets,
            Kind::Number(Number::whole("Galaxies to train on", 4.0, 10_000.0)),
            |form| Place::number(&mut form.run.images),
        ),
        row(
            "latent",
            "galaxies-latent",
            When::Resets,
            Kind::Number(Number::whole("Latent dimensions", 2.0, 16.0)),
            |form| Place::number(&mut form.run.latent),
        ),
        row("hidden", "galaxies-hidden", When::Resets, Kind::Widths, |form| Place::Widths(&mut form.run.hidden)),
        row("beta", "galaxies-beta", When::Live, Kind::Number(BETA), |form| Place::number(&mut form.run.beta)),
        row("epochs", "galaxies-epochs", When::Live, Kind::Number(Number::whole("Epochs", 1.0, 2000.0)), |form| {
            Place::number(&mut form.run.epochs)
        }),
        row("batch", "galaxies-batch", When::Resets, Kind::Number(BATCH), |form| Place::number(&mut form.run.batch)),
        row("rate", "galaxies-rate", When::Live, Kind::Number(LEARNING_RATE), |form| {
            Place::number(&mut form.run.learning_rate)
        }),
        row("seed", "galaxies-seed", When::Resets, Kind::Number(SEED), |form| Place::number(&mut form.run.seed)),
        row("likelihood", "galaxies-likelihood", When::Resets, Kind::OneOf(&["bernoulli", "gaussian"]), |form| {
            Place::one_of(&mut form.run.pixel_sigma, &[0.0, PIXEL_SIGMA])
        }),
        row(
            "colour-as",
            "galaxies-colour-as",
            When::Shows(Figure::NotebookMaps),
            Kind::OneOf(&["itself", "classes", "scale"]),
            |form| Place::one_of(&mut form.colour_as, &[ColourAs::Itself, ColourAs::Classes, ColourAs::Scale]),
        ),
        row("augment", "galaxies-augment", When::Resets, Kind::Switch, |form| Place::Switch(&mut form.run.augment)),
    ],
};
