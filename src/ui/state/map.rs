//! The settings of the map of colours, and their rows.

use crate::protocol::som::Settings;
use crate::settings::run::SEED;
use crate::settings::{Form, Kind, Number, Place, Setting, When};

/// Columns and rows of the maps that can be trained.
const SIZES: [(u32, u32); 6] = [(10, 10), (20, 20), (30, 30), (30, 60), (50, 100), (75, 150)];

/// What the chapter's form says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MapChoice {
    pub catalogue: Catalogue,
    pub map: Settings,
}

/// The catalogues of galaxies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Catalogue {
    #[default]
    Sdss,
    /// Simulated.
    Deep,
}

const fn row(
    key: &'static str,
    id: &'static str,
    kind: Kind,
    place: fn(&mut MapChoice) -> Place<'_>,
) -> Setting<MapChoice> {
    Setting { key, id, kind, when: When::Resets, place }
}

/// Every setting makes another map.
pub const MAP: Form<MapChoice> = Form {
    prefix: "som-",
    rows: &[
        row("data", "som-data", Kind::OneOf(&["sdss", "deep"]), |form| {
            Place::one_of(&mut form.catalogue, &[Catalogue::Sdss, Catalogue::Deep])
        }),
        row("size", "som-size", Kind::OneOf(&["10x10", "20x20", "30x30", "30x60", "50x100", "75x150"]), |form| {
            let (columns, rows) = (&mut form.map.columns, &mut form.map.rows);
            let now = SIZES.iter().position(|size| *size == (*columns, *rows)).unwrap_or(0);
            Place::Choice(now, Box::new(move |chosen| (*columns, *rows) = SIZES[chosen]))
        }),
        row("radius", "som-radius", Kind::Number(Number::real("Initial radius", 0.5, 75.0)), |form| {
            Place::number(&mut form.map.radius)
        }),
        row("epochs", "som-epochs", Kind::Number(Number::whole("Map epochs", 1.0, 100.0)), |form| {
            Place::number(&mut form.map.epochs)
        }),
        row("rate", "som-rate", Kind::Number(Number::real("Map learning rate", 0.001, 1.0)), |form| {
            Place::number(&mut form.map.learning_rate)
        }),
        row("seed", "som-seed", Kind::Number(Number { name: "Map seed", ..SEED }), |form| {
            Place::number(&mut form.map.seed)
        }),
        row("toroidal", "som-toroidal", Kind::Switch, |form| Place::Switch(&mut form.map.toroidal)),
        row("pca", "som-pca", Kind::Switch, |form| Place::Switch(&mut form.map.pca_start)),
    ],
};
