//! One hostile file as a field of the sky, as a table of places in one, and as the weights of a network.

use std::sync::OnceLock;

use latent_lab::data::field::view::Sketch;
use latent_lab::data::field::wcs::{Cards, Wcs, WcsError};
use latent_lab::data::field::{Background, Catalogue, Mesh, Plane, Search, Settings, Values, places::places};
use latent_lab::data::table::{Table, text};
use latent_lab::data::upload::cutting::{Cutting, select};
use latent_lab::data::upload::field::{Field, Part, open};
use latent_lab::model::tensors::File;

/// Smaller steps of a search than this end, whatever it is of.
const MOST_STEPS: usize = 100_000;
/// Stamps that are cut of one field.
const MOST_STAMPS: usize = 20;

/// The whole way from a file to stamps of a field of at most so many pixels, or to the places that a table names.
pub fn field(name: &str, bytes: &[u8], most_pixels: u64) {
    match open(name, bytes.to_vec()) {
        Ok(Part::Field(field)) if (field.width() * field.height()) as u64 <= most_pixels => stamps(&field),
        Ok(Part::Table(table)) => named(&table),
        _ => {}
    }
}

fn stamps(field: &Field) {
    if let Ok(sky) = &field.sky {
        let there = sky.sky([0.0, field.height() as f64]);
        let _ = (sky.pixel(there), sky.pixel([0.0, 90.0]));
    }
    let mut sketch = Sketch::new(field);
    while !sketch.step(field) {}
    let view = sketch.finish(field.bottom_up);
    let Some((background, catalogue)) = found(field) else { return };
    let table = text::read(include_bytes!("../fixtures/pixels.csv")).expect("a table of this house");
    for table in [None, Some(("pixels.csv", &table))] {
        let selection = select(field, &catalogue, table, 6.0);
        let circles = selection.stamps.iter().map(|(source, _)| {
            let source = &catalogue.found[*source].source;
            [source.x, source.y, 5.0]
        });
        assert_eq!(view.with_circles(circles).len(), view.width * view.height * 3);
        let table = table.map(|(_, table)| table);
        let mut cutting = Cutting::new("field.fits", field, table, &selection);
        let cut = |_: &usize| cutting.step(field, &background, &catalogue, table, &selection).unwrap_or(true);
        let _ = (0..MOST_STAMPS).find(cut);
        let _ = cutting.finish(&selection);
    }
}

fn found(plane: &impl Plane) -> Option<(Background, Catalogue)> {
    let mut mesh = Mesh::new(plane.width());
    while !mesh.step(plane) {}
    let background = mesh.finish().ok()?;
    let settings = Settings { threshold: 1.5, least_area: 5, contrast: 0.005 };
    let mut search = Search::new(plane, &background, settings);
    for _ in 0..MOST_STEPS {
        match search.step(plane, &background) {
            Ok(None) => {}
            Ok(Some(catalogue)) => return Some((background, catalogue)),
            Err(_) => return None,
        }
    }
    panic!("the search of {} × {} pixels has no end", plane.width(), plane.height());
}

/// A field's header.
struct Header;

impl Cards for Header {
    fn real(&self, key: &str) -> Option<f64> {
        Some(match key {
            "CRPIX1" | "CRPIX2" => 16.0,
            "CRVAL1" => 53.16,
            "CRVAL2" => -27.79,
            "CDELT1" => -1e-5,
            "CDELT2" => 1e-5,
            "A_ORDER" | "B_ORDER" => 2.0,
            "A_2_0" | "B_1_1" => 1e-5,
            _ => return None,
        })
    }

    fn text(&self, key: &str) -> Option<String> {
        ["CTYPE1", "CTYPE2"]
            .iter()
            .zip(["RA---TAN-SIP", "DEC--TAN-SIP"])
            .find(|(known, _)| **known == key)
            .map(|(_, kind)| kind.to_owned())
    }
}

/// The sources at a table's places, by pixels and by the sky.
fn named(table: &Table) {
    static SOURCES: OnceLock<Catalogue> = OnceLock::new();
    let sources = SOURCES.get_or_init(|| {
        let spot =
            |x: usize, y: usize| 50.0 * (-((x % 10) as f32 - 5.0).powi(2) - ((y % 10) as f32 - 5.0).powi(2)).exp();
        let values: Vec<f32> = (0..1024).map(|at| spot(at % 32, at / 32) + (at * 7919 % 101) as f32 / 50.0).collect();
        found(&Values { width: 32, values: &values }).expect("a field of this house").1
    });
    assert!(!sources.found.is_empty());
    for sky in [Err(WcsError::None), Wcs::read(&Header)] {
        if let Ok(places) = places(table, &sky) {
            assert_eq!(places.pixels.len(), table.rows());
            for source in places.pixels.into_iter().flatten().filter_map(|place| sources.at(place)) {
                assert!(source < sources.found.len());
            }
        }
    }
}

/// All tensors of a file of weights, whole or while it is still arriving.
pub fn tensors(bytes: &[u8]) {
    for file in [File::arriving(bytes).ok().flatten(), File::whole(bytes).ok()].into_iter().flatten() {
        let _ = (file.has_arrived("decoder."), file.parse("latent", |text| text.parse::<usize>().ok()));
        for name in file.names() {
            let shape = file.shape(&name).map(<[usize]>::to_vec).unwrap_or_default();
            if let Ok(values) = file.values(&name, &shape) {
                assert_eq!(values.len(), shape.iter().product::<usize>());
            }
        }
    }
}
