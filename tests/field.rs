//! The search of a field held against sep, and sky coordinates against astropy. `scripts/data/run field.py` wrote what they said.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::HashMap;
use std::fs;

use latent_lab::data::field::wcs::{Cards, Wcs, WcsError};
use latent_lab::data::field::{Background, Catalogue, Mesh, NoSky, Plane, Search, Settings, Values, stamp};
use latent_lab::data::table::text;
use latent_lab::data::upload::Gathering;
use latent_lab::data::upload::cutting::{Cutting, select};
use latent_lab::data::upload::field::{Field, Part, open};
use latent_lab::data::{Array, npy};

const WIDTH: usize = 640;
const HEIGHT: usize = 600;
const SETTINGS: Settings = Settings { threshold: 1.5, least_area: 5, contrast: 0.005 };

/// The last step of MurmurHash3.
fn mixed(mut number: u32) -> u32 {
    number = (number ^ (number >> 16)).wrapping_mul(0x85eb_ca6b);
    number = (number ^ (number >> 13)).wrapping_mul(0xc2b2_ae35);
    number ^ (number >> 16)
}

fn uniform(seed: u32, number: u32) -> f64 {
    f64::from(mixed(number ^ mixed(seed))) / 2.0_f64.powi(32)
}

/// The field that scripts/data/field.py makes with the same seed and number of sources.
fn simulated(seed: u32, count: u32) -> Vec<f32> {
    let mut field = Vec::with_capacity(WIDTH * HEIGHT);
    for (y, x) in (0..HEIGHT).flat_map(|y| (0..WIDTH).map(move |x| (y, x))) {
        let first = (y * WIDTH + x) as u32 * 12;
        let noise = (0..12).map(|k| uniform(seed, first + k)).sum::<f64>() - 6.0;
        let (x, y) = (x as f64, y as f64);
        field.push(100.0 + 0.03 * x + 0.000_05 * y * y + noise * (3.0 + 0.003 * x));
    }
    for source in 0..count {
        let u: Vec<f64> = (0..6).map(|k| uniform(seed + 100, 6 * source + k)).collect();
        let (peak, size) = (4.0 * 500_f64.powf(u[2] * u[2]), 1.5 + 4.0 * u[3] * u[3]);
        let (ratio, cos) = (0.35 + 0.65 * u[4], 2.0 * u[5] - 1.0);
        let sin = (1.0 - cos * cos).sqrt();
        for (at, value) in field.iter_mut().enumerate() {
            let dx = (at % WIDTH) as f64 - u[0] * WIDTH as f64;
            let dy = (at / WIDTH) as f64 - u[1] * HEIGHT as f64;
            let square = (cos * dx + sin * dy).powi(2) + ((cos * dy - sin * dx) / ratio).powi(2);
            let wing = 1.0 + square / (size * size);
            *value += peak / (wing * wing * wing);
        }
    }
    field.into_iter().map(|value| value as f32).collect()
}

fn background(plane: &impl Plane) -> Result<Background, NoSky> {
    let mut mesh = Mesh::new(plane.width());
    while !mesh.step(plane) {}
    mesh.finish()
}

fn search(plane: &impl Plane, background: &Background, settings: Settings) -> Catalogue {
    let mut search = Search::new(plane, background, settings);
    loop {
        if let Some(catalogue) = search.step(plane, background).unwrap() {
            return catalogue;
        }
    }
}

/// A source of sep: x, y, a, b, area, light, noise.
fn reference(name: &str) -> Vec<[f64; 7]> {
    let text = fs::read_to_string(format!("tests/fixtures/field-{name}.csv")).unwrap();
    let row = |line: &str| line.split(',').map(|cell| cell.parse().unwrap()).collect::<Vec<f64>>().try_into().unwrap();
    text.lines().skip(1).map(row).collect()
}

/// How far the nearest of `others` is.
fn nearest(place: [f64; 2], others: &[[f64; 2]]) -> f64 {
    others.iter().map(|other| (place[0] - other[0]).hypot(place[1] - other[1])).fold(f64::INFINITY, f64::min)
}

/// Completeness and purity of the sources whose light is more than 5 times the noise on it.
fn compare(name: &str, plane: &impl Plane) {
    let background = background(plane).unwrap();
    let found = search(plane, &background, SETTINGS).found;
    let sep = reference(name);
    let (theirs, ours): (Vec<_>, Vec<_>) = (
        sep.iter().map(|row| [row[0], row[1]]).collect(),
        found.iter().map(|one| [one.source.x, one.source.y]).collect(),
    );
    let significant = |light: f64, area: f64, noise: f64| light > 5.0 * noise * area.sqrt();
    let share = |hits: Vec<bool>| hits.iter().filter(|hit| **hit).count() as f64 / hits.len() as f64;
    let strong = |row: &&[f64; 7]| significant(row[5], row[4], row[6]);
    let completeness = share(sep.iter().filter(strong).map(|row| nearest([row[0], row[1]], &ours) < 2.0).collect());
    let mut noise = [0.0];
    let purity = share(
        found
            .iter()
            .filter(|one| {
                background.row(one.source.y.round() as usize, one.source.x.round() as usize, &mut [0.0], &mut noise);
                significant(one.source.light, f64::from(one.source.area), f64::from(noise[0]))
            })
            .map(|one| nearest([one.source.x, one.source.y], &theirs) < 2.0)
            .collect(),
    );
    assert!(completeness >= 0.97 && purity >= 0.97, "{name}: {completeness:.4} {purity:.4}");
    // Of those at the same place, half have the same light and ellipse to a per cent.
    let mut ratios: [Vec<f64>; 3] = Default::default();
    for row in &sep {
        if let Some(one) = found.iter().find(|one| (one.source.x - row[0]).hypot(one.source.y - row[1]) < 0.5) {
            let values =
                [one.source.light / row[5], f64::from(one.source.a) / row[2], f64::from(one.source.area) / row[4]];
            ratios.iter_mut().zip(values).for_each(|(ratios, value)| ratios.push(value));
        }
    }
    for mut ratios in ratios {
        assert!(ratios.len() as f64 > 0.9 * sep.len() as f64);
        ratios.sort_by(f64::total_cmp);
        let [low, high] = [ratios[ratios.len() / 4], ratios[3 * ratios.len() / 4]];
        assert!(low > 0.99 && high < 1.01, "{name}: {low} {high}");
    }
}

#[test]
fn a_sparse_field_has_the_sources_that_sep_finds() {
    compare("sparse", &Values { width: WIDTH, values: &simulated(1, 300) });
}

#[test]
fn a_crowded_field_has_the_sources_that_sep_finds() {
    compare("crowded", &Values { width: WIDTH, values: &simulated(2, 1100) });
}

#[test]
fn the_deep_field_has_the_sources_that_sep_finds() {
    let bytes = fs::read("tests/fixtures/field-deep.npy").unwrap();
    let Array::Plane(stack) = npy::read(&bytes).unwrap() else { panic!("no image") };
    let mut values = Vec::new();
    stack.read(&bytes, 0, &mut values);
    compare("deep", &Values { width: stack.width(), values: &values });
}

/// A flat sky with unit noise, and round Gaussians of this standard deviation: column, row and peak of each.
fn gaussians(side: usize, deviation: f64, sources: &[[f64; 3]]) -> Vec<f32> {
    let noise = |at: usize| (0..12).map(|k| uniform(9, at as u32 * 12 + k)).sum::<f64>() - 6.0;
    let light = |at: usize| {
        let (x, y) = ((at % side) as f64, (at / side) as f64);
        let one = |[cx, cy, peak]: &[f64; 3]| {
            peak * (-((x - cx).powi(2) + (y - cy).powi(2)) / (2.0 * deviation * deviation)).exp()
        };
        sources.iter().map(one).sum::<f64>()
    };
    (0..side * side).map(|at| (50.0 + noise(at) + light(at)) as f32).collect()
}

#[test]
fn a_gaussian_has_the_light_and_the_size_it_was_made_with() {
    let values = gaussians(200, 4.0, &[[100.3, 90.6, 200.0]]);
    let plane = Values { width: 200, values: &values };
    let background = background(&plane).unwrap();
    assert!((background.global.level - 50.0).abs() < 0.1 && (background.global.noise - 1.0).abs() < 0.05);
    let catalogue = search(&plane, &background, Settings { threshold: 3.0, ..SETTINGS });
    let [one] = &catalogue.found[..] else { panic!("{} sources", catalogue.found.len()) };
    assert!((one.source.x - 100.3).hypot(one.source.y - 90.6) < 0.05);
    let flux = 2.0 * std::f64::consts::PI * 16.0 * 200.0;
    assert!((one.size.flux / flux - 1.0).abs() < 0.02, "{}", one.size.flux / flux);
    // σ √(2 ln 2)
    assert!((one.size.half_light_radius - 4.0 * 1.1774).abs() < 0.1, "{}", one.size.half_light_radius);
}

#[test]
fn two_that_touch_are_told_apart_and_painted_over_in_each_others_stamps() {
    let values = gaussians(160, 3.0, &[[74.0, 80.0, 100.0], [86.0, 80.0, 60.0]]);
    let plane = Values { width: 160, values: &values };
    let background = background(&plane).unwrap();
    let together = search(&plane, &background, Settings { contrast: 1.0, ..SETTINGS });
    let catalogue = search(&plane, &background, SETTINGS);
    assert_eq!((together.found.len(), catalogue.found.len()), (1, 2));
    let fainter = catalogue.found.iter().position(|one| one.source.x > 80.0).unwrap();
    assert!(catalogue.found[fainter].source.blended);
    let side = stamp::side(&catalogue.found[fainter], 5.0);
    let stamp = stamp::cut(&plane, &background, &catalogue, fainter, side).unwrap();
    assert_eq!(stamp.light.len(), side * side);
    let brightest = (0..side * side).max_by(|a, b| stamp.light[*a].total_cmp(&stamp.light[*b])).unwrap();
    let offset = (brightest % side) as f64 - (side as f64 - 1.0) / 2.0;
    assert!(offset.abs() < 2.5, "the brighter neighbour, 12 pixels away, is not there: {offset}");
    assert!(stamp.light[brightest] < 75.0);
}

#[test]
fn a_source_at_the_edge_has_no_stamp() {
    let values = gaussians(160, 3.0, &[[5.0, 80.0, 100.0]]);
    let plane = Values { width: 160, values: &values };
    let background = background(&plane).unwrap();
    let catalogue = search(&plane, &background, SETTINGS);
    let side = stamp::side(&catalogue.found[0], 5.0);
    assert!(!stamp::fits(&plane, &catalogue.found[0], side));
    assert_eq!(stamp::cut(&plane, &background, &catalogue, 0, side), Err(stamp::Unfit::Edge));
}

#[test]
fn pixels_without_a_value_and_odd_shapes_do_no_harm() {
    let mut values = gaussians(200, 3.0, &[[60.0, 60.0, 100.0]]);
    values[..200 * 20].fill(f32::NAN);
    values[200 * 61 + 61] = f32::INFINITY;
    let plane = Values { width: 200, values: &values };
    let background = background(&plane).unwrap();
    let catalogue = search(&plane, &background, SETTINGS);
    assert!(catalogue.found.iter().any(|one| (one.source.x - 60.0).hypot(one.source.y - 60.0) < 0.5));
    for width in [1, 7, 200, 1400, 200 * 200] {
        let plane = Values { width, values: &values };
        if let Ok(background) = self::background(&plane) {
            search(&plane, &background, SETTINGS);
        }
    }
}

/// A field of 2 × 2 Gaussians as a FITS file, which says where on the sky it is.
fn file() -> Vec<u8> {
    let sources = [[60.0, 50.0, 90.0], [140.0, 60.0, 80.0], [50.0, 150.0, 70.0], [198.0, 150.0, 60.0]];
    let values = gaussians(200, 3.0, &sources);
    let mut bytes = Vec::new();
    let numbers = [("BITPIX", "-32"), ("NAXIS", "2"), ("NAXIS1", "200"), ("NAXIS2", "200"), ("CRVAL1", "150.0")];
    let more = [("CRVAL2", "2.0"), ("CRPIX1", "100.5"), ("CRPIX2", "100.5"), ("CDELT1", "-1e-4"), ("CDELT2", "1e-4")];
    let texts = [("CTYPE1", "'RA---TAN'"), ("CTYPE2", "'DEC--TAN'")];
    for (key, value) in [("SIMPLE", "T")].into_iter().chain(numbers).chain(more).chain(texts) {
        bytes.extend(format!("{:<80}", format!("{key:<8}= {value:>20}")).bytes());
    }
    bytes.extend(format!("{:<80}", "END").bytes());
    bytes.resize(2880, b' ');
    bytes.extend(values.iter().flat_map(|value| value.to_be_bytes()));
    bytes.resize(bytes.len().next_multiple_of(2880), 0);
    bytes
}

/// The stamps of a field as an upload; `table` has positions.
fn cut(field: &Field, table: Option<&str>) -> (Gathering, Vec<String>) {
    let background = background(field).unwrap();
    let catalogue = search(field, &background, Settings { threshold: 3.0, ..SETTINGS });
    let table = table.map(|table| text::read(table.as_bytes()).unwrap());
    let table = table.as_ref();
    let selection = select(field, &catalogue, table.map(|table| ("t.csv", table)), 5.0);
    let mut cutting = Cutting::new("folder/sky.fits", field, table, &selection);
    while !cutting.step(field, &background, &catalogue, table, &selection).unwrap() {}
    let (name, bytes, _) = cutting.finish(&selection).unwrap();
    assert_eq!(name, "sky-stamps.zip");
    let mut gathering = Gathering::default();
    gathering.add(&name, bytes);
    while gathering.step() {}
    gathering.settle();
    (gathering, selection.lines)
}

fn property(gathering: &Gathering, name: &str) -> Vec<f32> {
    gathering.used().properties.into_iter().find(|property| property.name == name).unwrap().values
}

#[test]
fn stamps_are_an_upload_with_what_was_measured() {
    let Ok(Part::Field(field)) = open("sky.fits", file()) else { panic!("no field") };
    let (gathering, lines) = cut(&field, None);
    // The fourth is cut by the edge.
    assert_eq!((gathering.counts(), gathering.summary().skipped.len()), ((3, 0), 0), "{:?}", gathering.summary());
    assert!(lines.iter().any(|line| line.starts_with("1 reach beyond the image's edge")), "{lines:?}");
    assert_eq!(property(&gathering, "x").iter().map(|x| x.round()).collect::<Vec<_>>(), [60.0, 140.0, 50.0]);
    // The brightest comes first, and its place on the sky is that of its pixel.
    assert!((property(&gathering, "dec")[0] - (2.0 - 49.5e-4)).abs() < 1e-4);
    let flux = 2.0 * std::f64::consts::PI * 9.0 * 90.0;
    assert!((f64::from(property(&gathering, "flux")[0]) / flux - 1.0).abs() < 0.05);
}

#[test]
fn an_image_too_large_to_be_kept_whole_is_still_a_field() {
    let mut bytes = Vec::new();
    for (key, value) in [("SIMPLE", "T"), ("BITPIX", "8"), ("NAXIS", "2"), ("NAXIS1", "8300"), ("NAXIS2", "8200")] {
        bytes.extend(format!("{:<80}", format!("{key:<8}= {value:>20}")).bytes());
    }
    bytes.extend(format!("{:<80}", "END").bytes());
    bytes.resize(2880, b' ');
    bytes.resize(2880 + (8300_usize * 8200).next_multiple_of(2880), 7);
    let mut gathering = Gathering::default();
    gathering.add("vast.fits", bytes.as_slice());
    while gathering.step() {}
    gathering.settle();
    let summary = gathering.summary();
    assert_eq!((summary.images, summary.field()), (0, Some((8300, 8200))));
    assert!(summary.skipped[0].why.contains("a field to cut stamps from"), "{}", summary.skipped[0].why);
    let Ok(Part::Field(field)) = open("vast.fits", bytes) else { panic!("no field") };
    let mut values = [0.0; 4];
    field.read(8199, 8296, &mut values);
    assert_eq!((field.width(), field.height(), values), (8300, 8200, [7.0; 4]));
}

#[test]
fn stamps_at_positions_bring_the_rows_of_their_table() {
    let Ok(Part::Field(field)) = open("sky.fits", file()) else { panic!("no field") };
    let sky = field.sky.as_ref().unwrap();
    let [near, far] = [[141.0, 59.0], [100.0, 100.0]].map(|place| sky.sky(place));
    let table = format!("mass,RA,Dec\n7.5,{},{}\n9.5,{},{}\n", near[0], near[1], far[0], far[1]);
    let (gathering, lines) = cut(&field, Some(&table));
    assert_eq!(gathering.counts(), (1, 0));
    assert_eq!(lines[0], "t.csv: of 2 positions (RA, Dec), 1 have a source within 3 pixels.");
    let (gathering, lines) = cut(&field, Some("a,b\n1,2\n"));
    assert_eq!(gathering.counts(), (3, 0));
    assert!(lines[0].contains("no columns x and y"), "{lines:?}");
}

#[test]
fn each_position_without_a_stamp_says_why() {
    let Ok(Part::Field(field)) = open("sky.fits", file()) else { panic!("no field") };
    let (gathering, lines) =
        cut(&field, Some("id,x,y\n1,141,59\n2,140,60\n3,-50,10\n4,60,900\n5,here,3\n6,,\n7,100,100\n"));
    assert_eq!(gathering.counts(), (1, 0));
    assert_eq!(property(&gathering, "id"), [1.0]);
    for expected in [
        "of 7 positions (x, y), 2 have a source",
        "t.csv: 1 are at a source that an earlier row has",
        "t.csv: 2 are outside the image.",
        "t.csv: 1 are not understood, such as “here”",
        "t.csv: 1 are missing",
    ] {
        assert!(lines.iter().any(|line| line.contains(expected)), "{expected} is missing in {lines:?}");
    }
    // The page's upload does not call them left out.
    let mut gathering = Gathering::default();
    gathering.add("sky.fits", file());
    gathering.add("t.csv", b"x,y\n141,59\n1,2\n".as_slice());
    while gathering.step() {}
    gathering.settle();
    assert!(gathering.summary().tables[0].contains("where stamps are cut"), "{:?}", gathering.summary().tables);
}

#[test]
fn a_field_without_sky_or_noise_is_refused() {
    let why = |values: &[f32]| background(&Values { width: 50, values }).map(|_| ()).unwrap_err();
    assert_eq!(why(&[f32::NAN; 2500]), NoSky::Empty);
    assert_eq!(why(&[3.0; 2500]), NoSky::NoNoise);
}

struct Map(HashMap<String, String>);

impl Cards for Map {
    fn real(&self, key: &str) -> Option<f64> {
        self.0.get(key)?.parse().ok()
    }

    fn text(&self, key: &str) -> Option<String> {
        self.0.get(key).cloned()
    }
}

/// Headers by name, each with lines of x, y, RA and Dec.
fn headers() -> Vec<(String, Map, Vec<[f64; 4]>)> {
    let text = fs::read_to_string("tests/fixtures/wcs.txt").unwrap();
    let mut headers: Vec<(String, Map, Vec<[f64; 4]>)> = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[') {
            headers.push((name.trim_end_matches(']').to_owned(), Map(HashMap::new()), Vec::new()));
        } else if let Some((key, value)) = line.split_once(" = ") {
            headers.last_mut().unwrap().1.0.insert(key.to_owned(), value.to_owned());
        } else {
            let numbers: Vec<f64> = line.split(' ').map(|cell| cell.parse().unwrap()).collect();
            headers.last_mut().unwrap().2.push(numbers.try_into().unwrap());
        }
    }
    headers
}

#[test]
fn sky_coordinates_are_those_of_astropy() {
    for (name, cards, places) in headers() {
        let wcs = Wcs::read(&cards).unwrap();
        for [x, y, ra, dec] in places {
            let sky = wcs.sky([x, y]);
            let turn = ((sky[0] - ra + 180.0).rem_euclid(360.0) - 180.0) * dec.to_radians().cos();
            assert!(turn.abs() < 1e-9 && (sky[1] - dec).abs() < 1e-9, "{name}: {sky:?}, not {ra} {dec}");
            let pixel = wcs.pixel([ra, dec]).unwrap();
            assert!((pixel[0] - x).abs() < 1e-4 && (pixel[1] - y).abs() < 1e-4, "{name}: {pixel:?}, not {x} {y}");
        }
        let [_, _, ra, dec] = [0.0, 0.0, wcs.sky([449.5, 348.0])[0] + 180.0, -wcs.sky([449.5, 348.0])[1]];
        assert_eq!(wcs.pixel([ra, dec]), None, "{name}: the other side of the sky");
    }
}

#[test]
fn other_projections_are_refused_by_name() {
    let (_, mut cards, _) = headers().swap_remove(0);
    cards.0.insert("PV2_1".into(), "1.0".into());
    assert_eq!(Wcs::read(&cards), Err(WcsError::Distorted));
    cards.0.insert("CTYPE1".into(), "GLON-CAR".into());
    assert!(Wcs::read(&cards).unwrap_err().to_string().contains("GLON-CAR and DEC--TAN"));
    assert_eq!(Wcs::read(&Map(HashMap::new())), Err(WcsError::None));
}
