//! The rows of what the page shows: the choices of its figures. Those of a run are [`crate::settings::RUN`].

use super::{GridKind, PageState, View};
use crate::settings::{Figure, Form, Kind, Number, Place, Setting, When};

/// A held-out digit by its number in the file; a figure that has fewer takes its last one.
const DIGIT: Number = Number::whole("The number of a held-out digit", 0.0, 9999.0);
const SIDE: Number = Number::whole("Tiles per side", 5.0, 30.0);
const RANGE: Number = Number::real("Range of z", 0.5, 10.0);
const QUANTILE: Number = Number { scale: 1000.0, ..Number::real("Outer quantile", 0.001, 0.4) };
const COORDINATE: Number = Number::real("A coordinate of z", -10.0, 10.0);
const DRAW: Number = Number::whole("The draw", 0.0, 4_294_967_295.0);
const AXIS: Number = Number::whole("An axis", 1.0, 16.0);
const POINTS: Kind = Kind::OneOf(&["mean", "sampled"]);

const fn row(
    figure: Figure,
    key: &'static str,
    id: &'static str,
    kind: Kind,
    place: fn(&mut PageState) -> Place<'_>,
) -> Setting<PageState> {
    Setting { key, id, kind, when: When::Shows(figure), place }
}

/// Keys that begin with `latent-` are of the chapter on latent space, the others of the lab.
pub const PAGE: Form<PageState> = Form {
    prefix: "",
    rows: &[
        row(Figure::LabScatter, "colour", "lab-colour", Kind::Name, |page| Place::Name(&mut page.lab.colour)),
        row(Figure::LabScatter, "points", "lab-point", POINTS, |page| {
            Place::one_of(&mut page.lab.sampled, &[false, true])
        }),
        row(Figure::LabScatter, "ellipses", "lab-ellipses", Kind::Switch, |page| Place::Switch(&mut page.lab.ellipses)),
        row(Figure::LabScatter, "prior", "lab-prior", Kind::Switch, |page| Place::Switch(&mut page.lab.prior)),
        row(Figure::LatentScatter, "latent-colour", "latent-colour", Kind::Name, |page| {
            Place::Name(&mut page.latent.colour)
        }),
        row(Figure::LatentScatter, "latent-points", "latent-point", POINTS, |page| {
            Place::one_of(&mut page.latent.sampled, &[false, true])
        }),
        row(Figure::LatentScatter, "latent-ellipses", "latent-ellipses", Kind::Switch, |page| {
            Place::Switch(&mut page.latent.ellipses)
        }),
        row(Figure::LatentScatter, "latent-prior", "latent-prior", Kind::Switch, |page| {
            Place::Switch(&mut page.latent.prior)
        }),
        row(Figure::LabScatter, "view", "lab-view", Kind::OneOf(&["pair", "pca", "tsne"]), |page| {
            Place::one_of(&mut page.lab_view.view, &[View::Pair, View::Pca, View::Tsne])
        }),
        row(Figure::LabScatter, "axes", "", Kind::Pair(AXIS), |page| {
            // Dimensions are counted from 1 where a person reads them.
            let axes = &mut page.lab_view.axes;
            let text = format!("{},{}", axes[0] + 1, axes[1] + 1);
            Place::Pair(text, Box::new(move |numbers| *axes = numbers.map(|axis| axis as u32 - 1)))
        }),
        row(Figure::LabManifold, "grid", "lab-grid", Kind::OneOf(&["uniform", "inverse"]), |page| {
            Place::one_of(&mut page.lab_grid.kind, &[GridKind::Uniform, GridKind::InverseCdf])
        }),
        row(Figure::LabManifold, "side", "lab-side", Kind::Number(SIDE), |page| Place::number(&mut page.lab_grid.side)),
        row(Figure::LabManifold, "range", "lab-range", Kind::Number(RANGE), |page| {
            Place::number(&mut page.lab_grid.range)
        }),
        row(Figure::LabManifold, "quantile", "lab-quantile", Kind::Number(QUANTILE), |page| {
            Place::number(&mut page.lab_grid.quantile)
        }),
        row(Figure::LatentManifolds, "latent-side", "latent-side", Kind::Number(SIDE), |page| {
            Place::number(&mut page.latent_grids.side)
        }),
        row(Figure::LatentManifolds, "latent-range", "latent-range", Kind::Number(RANGE), |page| {
            Place::number(&mut page.latent_grids.range)
        }),
        row(Figure::LatentManifolds, "latent-quantile", "latent-quantile", Kind::Number(QUANTILE), |page| {
            Place::number(&mut page.latent_grids.quantile)
        }),
        row(Figure::LatentManifolds, "latent-mass", "latent-mass", Kind::Switch, |page| {
            Place::Switch(&mut page.latent_grids.mass)
        }),
        row(Figure::Point, "z", "", Kind::Pair(COORDINATE), |page| Place::pair(&mut page.point)),
        row(Figure::Samples, "draw", "", Kind::Number(DRAW), |page| Place::number(&mut page.draw)),
        row(Figure::Path, "path", "", Kind::Pair(DIGIT), |page| Place::pair(&mut page.path)),
    ],
};
