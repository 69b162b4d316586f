//! Real files that the field's Python packages come with (astropy's, NumPy's and Matplotlib's own samples: FITS of several observatories,
//! VOTables and text tables of archives), read here and by astropy: images have the same numbers at the same places, columns
//! the same names and values, and what is not read is refused in a sentence. The files are used where they lie, never copied.
//!
//! These need a Python with astropy and NumPy, and take Matplotlib's files where it is there (`tests/public/PROVENANCE.md`). `scripts/test` names one in `LATENT_LAB_TORCH` and runs them where there is one.
#![cfg(not(target_arch = "wasm32"))]
mod gathering;

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use gathering::gathered;
use latent_lab::data::fits;
use latent_lab::data::upload::{Gathering, TableFound};

/// What astropy said of a file.
#[derive(Default)]
struct Known {
    /// Number of the unit; height, width, images; count, sum, sum weighted by rows from the top.
    images: Vec<(usize, [usize; 3], [f64; 3])>,
    /// Number of the unit, rows.
    tables: Vec<(usize, usize)>,
    /// Number of the unit, name; least, most, count; its place, and how many columns there are.
    columns: Vec<(usize, String, [f64; 3], [usize; 2])>,
}

fn known() -> BTreeMap<String, Known> {
    let python = std::env::var("LATENT_LAB_TORCH").unwrap_or_else(|_| "python3".to_owned());
    let listed = Command::new(python).arg("tests/public/list.py").output().unwrap();
    assert!(listed.status.success(), "{}", String::from_utf8_lossy(&listed.stderr));
    let mut all: BTreeMap<String, Known> = BTreeMap::new();
    for line in String::from_utf8(listed.stdout).unwrap().lines() {
        let words: Vec<&str> = line.split('\t').collect();
        let known = all.entry(words[1].to_owned()).or_default();
        let whole = |at: usize| words[at].parse::<usize>().unwrap();
        let number = |at: usize| words[at].parse::<f64>().unwrap();
        match words[0] {
            "image" => known.images.push((whole(2), [whole(3), whole(4), whole(5)], [number(6), number(7), number(8)])),
            "table" => known.tables.push((whole(2), whole(3))),
            "column" => known.columns.push((
                whole(2),
                words[3].to_owned(),
                [number(4), number(5), number(6)],
                [whole(7), whole(8)],
            )),
            _ => {}
        }
    }
    all
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// The same within what a sum of 32-bit numbers loses.
fn alike(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-5 * a.abs().max(b.abs()).max(1.0)
}

fn read(path: &str) -> Gathering {
    gathered(&[(name(path), fs::read(path).unwrap())])
}

#[test]
#[ignore = "needs a Python with astropy"]
fn images_have_the_numbers_that_astropy_reads() {
    let mut compared = 0;
    for (path, known) in known() {
        let bytes = fs::read(&path).unwrap();
        if known.images.is_empty() || !fits::is_fits(&bytes) {
            continue;
        }
        let bytes = fits::unpacked(&bytes).map_or(bytes, |(whole, _)| whole);
        let found = fits::read(&bytes).unwrap();
        for (unit, [height, width, images], [count, sum, weighted]) in known.images {
            let called = if unit == 0 { "primary array".to_owned() } else { format!("extension {unit}") };
            let at = |plane: &&fits::Plane| plane.name == called || plane.name.starts_with(&format!("{called} ("));
            let Some(plane) = found.planes.iter().find(at) else {
                let said = found.skipped.iter().any(|(name, _)| name.starts_with(&called));
                assert!(said, "{path}: the image of {called} is passed over in silence");
                continue;
            };
            assert_eq!(
                [plane.stack.height(), plane.stack.width(), plane.stack.len()],
                [height, width, images],
                "{path}"
            );
            let mut values = Vec::new();
            for index in 0..images {
                let mut image = Vec::new();
                plane.stack.read(&bytes, index, &mut image);
                values.extend(image);
            }
            let finite = |(_, value): &(usize, &f32)| value.is_finite();
            let numbers: Vec<(usize, f64)> =
                values.iter().enumerate().filter(finite).map(|(place, value)| (place, f64::from(*value))).collect();
            assert_eq!(numbers.len() as f64, count, "{path}, {called}: values that are numbers");
            let total: f64 = numbers.iter().map(|(_, value)| value).sum();
            let by_row: f64 = numbers.iter().map(|(place, value)| value * ((place / width) % height + 1) as f64).sum();
            assert!(alike(total, sum), "{path}, {called}: {total}, astropy {sum}");
            assert!(
                alike(by_row, weighted),
                "{path}, {called}: the first row is the upper one: {by_row}, astropy {weighted}"
            );
            compared += 1;
        }
    }
    println!("{compared} images of real files are as astropy reads them");
    assert!(compared >= 20, "{compared}");
}

#[test]
#[ignore = "needs a Python with astropy"]
fn columns_have_the_values_that_astropy_reads() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for (path, known) in known() {
        if known.tables.is_empty() {
            continue;
        }
        let gathering = read(&path);
        let used = gathering.used();
        let of = |unit: usize| -> Option<&TableFound> {
            let called = format!("extension {unit}");
            let mut tables = used.tables.iter();
            if unit == 0 { tables.next() } else { tables.find(|table| table.name.contains(&called)) }
        };
        for (unit, name, [least, most, count], [place, columns]) in &known.columns {
            let Some(table) = of(*unit) else {
                // Refused as a whole: the other test holds that it is said.
                continue;
            };
            // What has no name in the file is called otherwise there; vectors are several columns here.
            let by_name = table.columns.iter().find(|column| column.name == *name);
            let by_place = table.columns.get(*place).filter(|_| table.columns.len() == *columns);
            let Some(column) = by_name.or(by_place) else {
                wrong.push(format!("{path}: no column {name}; {}", table.sentence));
                continue;
            };
            let rows = known.tables.iter().find(|(other, _)| other == unit).map_or(0, |(_, rows)| *rows);
            let Some([low, _, high]) = column.least_median_most.filter(|_| column.sentinels.is_empty()) else {
                continue;
            };
            // Blank cells have no value here; astropy reads some as 0.
            if column.missing > 0 && *count as usize == rows && *least <= low && high <= *most {
                continue;
            }
            if !alike(low, *least) || !alike(high, *most) || (rows - column.missing) as f64 != *count {
                wrong.push(format!(
                    "{path}, {name}: {low} to {high}, {} of {rows} missing; astropy {least} to {most}, {count} known",
                    column.missing
                ));
            }
            compared += 1;
        }
    }
    println!("{compared} columns of real tables are as astropy reads them");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(compared >= 150, "{compared}");
}

#[test]
#[ignore = "needs a Python with astropy"]
fn every_file_is_read_or_refused_in_a_sentence() {
    for (path, _) in known() {
        let gathering = read(&path);
        let summary = gathering.summary();
        let read = summary.images > 0 || summary.vast.is_some() || !summary.tables.is_empty();
        let why: Vec<String> = summary.skipped.iter().map(|skipped| skipped.why.clone()).collect();
        assert!(read || !why.is_empty(), "{path} is passed over in silence");
        assert!(why.iter().all(|why| !why.trim().is_empty()), "{path}: {why:?}");
    }
}
