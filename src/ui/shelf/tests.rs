//! What differs between runs is what the table shows.

use super::*;
use crate::protocol::galaxies::{Choice, DataSet};
use crate::protocol::shelf::{Codes, History, Record, RecordError, Tiles};
use crate::protocol::{Bytes, Floats, HeldOutPoint, LossTerms, Phase, RunSettings};
use crate::ui::state::notebook::NotebookSettings;

fn row(beta: f32, kl: f32) -> Row {
    let terms = LossTerms { reconstruction: 150.0, kl };
    Row {
        name: String::new(),
        home: Home::Lab,
        at: f64::from(beta),
        tab: "a".to_owned(),
        settings: RunSettings { beta, ..RunSettings::default() },
        choice: None,
        images: 5000,
        parameters: 9,
        epoch: 2.0,
        phase: Phase::Finished,
        training: terms,
        held_out: Some(terms),
        bytes: 12,
    }
}

fn titles(rows: &[&Row]) -> Vec<String> {
    columns(rows, false).into_iter().map(|column| column.title).collect()
}

const RESULTS: [&str; 5] = ["Epochs done", "Training ELBO", "Held-out ELBO", "Reconstruction", "KL"];

#[test]
fn only_settings_that_differ_have_a_column() {
    let (one, two) = (row(1.0, 3.0), row(4.0, 2.0));
    assert_eq!(titles(&[&one]), RESULTS);
    assert_eq!(titles(&[&one, &one.clone()]), RESULTS);
    assert_eq!(titles(&[&one, &two])[0], "β");
    let mut third = two.clone();
    third.settings.hidden = vec![512, 64];
    third.phase = Phase::Training;
    third.home = Home::Notebook;
    let found = titles(&[&one, &two, &third]);
    assert_eq!(found[..4], ["Trained in", "β", "Hidden units", "State"]);
}

#[test]
fn rows_are_sorted_by_numbers_as_numbers_and_the_other_way_when_pressed_again() {
    let rows = [row(9.0, 3.0), row(10.0, 1.0), row(0.5, 2.0)];
    let all: Vec<&Row> = rows.iter().collect();
    let mut order = Order::default();
    assert_eq!(sorted(&all, &order), [1, 0, 2], "the latest is first");
    order.press("beta");
    assert_eq!(sorted(&all, &order), [2, 0, 1]);
    order.press("beta");
    assert_eq!(sorted(&all, &order), [1, 0, 2]);
    order.press("kl");
    assert_eq!(sorted(&all, &order), [1, 2, 0]);
    let mut named = rows.clone();
    for (row, name) in named.iter_mut().zip(["b", "C", "a"]) {
        row.name = name.to_owned();
    }
    order.press("name");
    assert_eq!(sorted(&named.iter().collect::<Vec<_>>(), &order), [2, 0, 1]);
}

#[test]
fn a_run_without_a_name_is_called_by_what_is_special_about_it() {
    assert_eq!(row(1.0, 1.0).title(), "usual settings");
    let mut special = row(4.0, 1.0);
    special.settings.latent = 8;
    assert_eq!(special.title(), "β 4, latent 8");
    special.name = "mine".to_owned();
    assert_eq!(special.title(), "mine");
}

#[test]
fn the_file_has_every_setting_and_no_cell_runs_as_a_formula() {
    let named = Row { name: "=1+1, \"x\"".to_owned(), ..row(0.5, 2.0) };
    let text = csv(&[(&named, "2026-11-28T08:00:00.000Z".to_owned())]);
    let lines: Vec<&str> = text.split("\r\n").collect();
    assert!(lines[0].starts_with("name,kept,Trained in,β,Latent dimensions,Hidden units,Training images,Digits,"));
    assert!(
        lines[0].ends_with(
            "Epochs done,Training ELBO,Held-out ELBO,Reconstruction,KL,Training images used,Parameters,Bytes"
        )
    );
    assert!(
        lines[1].starts_with("\"'=1+1, \"\"x\"\"\",2026-11-28T08:00:00.000Z,training lab,0.5,2,256,5000,"),
        "{text}"
    );
    assert!(lines[1].ends_with(",2,-152,-152,150,2,5000,9,12"), "{text}");
    assert_eq!((lines.len(), lines[2]), (3, ""));
}

#[test]
fn a_row_is_read_back_and_another_version_is_refused() {
    let row = row(1.0, 1.0);
    let bytes = row.encode().unwrap();
    assert_eq!(Row::decode(&bytes), Ok(row));
    let mut newer = bytes.clone();
    newer[14] = 9;
    assert_eq!(Row::decode(&newer), Err(RecordError::Version(9)));
    assert_eq!(Row::decode(&bytes[1..]), Err(RecordError::Foreign));
    assert_eq!(Row::decode(&bytes[..bytes.len() - 1]), Err(RecordError::Damaged));
}

/// A run with these codes.
fn of(codes: Codes) -> Record {
    Record { codes, ..record(1.0, &[1.0]) }
}

/// The same in the notebook, on these images.
fn in_notebook(choice: Choice) -> Record {
    Record { choice: Some(choice), ..of(codes(2, vec![0.0, 1.0, 2.0, 3.0])) }
}

#[test]
fn galaxies_are_the_same_at_another_size_but_not_from_another_seed_or_of_other_files() {
    let hubble = in_notebook(Choice::default());
    let small = in_notebook(Choice { size: 16, colour: false, ..Choice::default() });
    let of_seed = |seed| in_notebook(Choice { set: DataSet::Simulated, seed, ..Choice::default() });
    let own = in_notebook(Choice { set: DataSet::Own, ..Choice::default() });
    assert!(laid_on(&small, &hubble).is_some());
    assert!(laid_on(&of_seed(1), &of_seed(1)).is_some());
    assert_eq!(laid_on(&of_seed(1), &of_seed(2)), None);
    assert_eq!(laid_on(&hubble, &of(hubble.codes.clone())), None, "digits are no galaxies");
    assert!(laid_on(&own, &own).is_some());
    assert_eq!(laid_on(&Record { fingerprint: 2, ..own.clone() }, &own), None);
}

#[test]
fn runs_of_the_notebook_are_told_apart_by_its_own_settings_too() {
    let of =
        |choice, settings| Row { home: Home::Notebook, choice: Some(choice), settings, images: 330, ..row(1.0, 2.0) };
    let usual = RunSettings { images: 330, ..NotebookSettings::default().run };
    let one = of(Choice::default(), usual.clone());
    let two = of(
        Choice { set: DataSet::Own, size: 64, ..Choice::default() },
        RunSettings { latent: 8, augment: false, ..usual },
    );
    assert_eq!(one.title(), "usual settings");
    assert_eq!(two.title(), "images of your own, size 64, latent 8, augment 0");
    let found = columns(&[&one, &two], false);
    let cells: Vec<_> =
        found.iter().map(|column| (column.title.as_str(), column.cell(&one), column.cell(&two))).collect();
    let cell =
        |title: &str| cells.iter().find(|cell| cell.0 == title).map(|(_, one, two)| [one.as_str(), two.as_str()]);
    assert_eq!(cell("Images"), Some(["hubble", "own"]));
    assert_eq!(cell("Pixels a side"), Some(["32", "64"]));
    assert_eq!(cell("Eight symmetries"), Some(["1", "0"]));
    assert_eq!(cell("Latent dimensions"), Some(["2", "8"]));
    assert_eq!(cell("Channels"), None);
    // A run of the lab has no pixels a side: that tells it from no other.
    assert!(!titles(&[&one, &row(1.0, 2.0)]).contains(&"Pixels a side".to_owned()));
    let mut all: Vec<String> = columns(&[&one], true).into_iter().map(|column| column.title).collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "every column of the file has a name of its own");
}

fn codes(latent: u32, mu: Vec<f32>) -> Codes {
    let images = mu.len() / latent as usize;
    Codes { latent, mu: Floats(mu), labels: Bytes((0..images as u8).collect()) }
}

#[test]
fn a_map_that_was_turned_mirrored_scaled_and_moved_is_laid_on_its_origin() {
    // Points of the plane z₃ = z₁ − z₂, so that all three dimensions count.
    let origin: Vec<f32> = (0..40)
        .flat_map(|i| {
            let (x, y) = ((f32::from(i as u8) * 0.7).sin() * 2.0, (f32::from(i as u8) * 1.3).cos());
            [x, y, x - y]
        })
        .collect();
    let (sine, cosine) = 0.6f32.sin_cos();
    let moved = |p: &[f32]| {
        [3.0 * (cosine * p[0] - sine * p[2]) + 1.0, -3.0 * p[1] - 2.0, 3.0 * (sine * p[0] + cosine * p[2]) + 5.0]
    };
    let turned: Vec<f32> = origin.chunks_exact(3).flat_map(moved).collect();
    let (points, correlation) = laid_on(&of(codes(3, turned)), &of(codes(3, origin.clone()))).unwrap();
    assert!((correlation - 1.0).abs() < 1e-6);
    for (found, wanted) in points.iter().zip(plane(&codes(3, origin))) {
        assert!((found - wanted).abs() < 1e-4, "{found} {wanted}");
    }
}

#[test]
fn runs_of_other_images_are_not_laid_on_each_other_and_one_dimension_is_a_line() {
    let (two, line) = (codes(2, vec![0.0, 1.0, 2.0, 3.0]), codes(1, vec![5.0, 6.0]));
    assert_eq!(plane(&line), [5.0, 0.0, 6.0, 0.0]);
    assert!(laid_on(&of(line.clone()), &of(two.clone())).is_some());
    let other = Codes { labels: Bytes(vec![7, 7]), ..two.clone() };
    assert_eq!(laid_on(&of(other), &of(two.clone())), None);
    assert_eq!(reach(&[plane(&two)]), f64::from(3f32) * 1.05);
    assert!((reach(&[plane(&two), plane(&line)]) - 6.3).abs() < 1e-6);
}

fn record(beta: f32, kl: &[f32]) -> Record {
    let point = |step: u32| HeldOutPoint {
        step,
        terms: LossTerms { reconstruction: 100.0 + step as f32, kl: kl.iter().sum() },
        kl_per_dimension: Floats(kl.to_vec()),
    };
    Record {
        settings: RunSettings { beta, ..RunSettings::default() },
        choice: None,
        images: 10,
        fingerprint: 1,
        batches_per_epoch: 2,
        parameters: 7,
        step: 4,
        phase: Phase::Paused,
        training: LossTerms { reconstruction: 90.0, kl: 1.0 },
        history: History { held_out: vec![point(0), point(2), point(4)], beta: vec![(0, beta)], ..History::default() },
        codes: codes(kl.len() as u32, vec![0.0; kl.len()]),
        tiles: Tiles::default(),
    }
}

#[test]
fn the_values_at_an_epoch_are_those_of_the_evaluation_nearest_to_it() {
    let record = record(1.0, &[2.0, 0.5]);
    assert_eq!(Curve::Reconstruction.points(&record), [(1.0, 102.0), (2.0, 104.0)]);
    assert_eq!(Curve::Reconstruction.near(&record, 1.4), Some((1.0, 102.0)));
    assert_eq!(Curve::Elbo.near(&record, 9.0), Some((2.0, -106.5)));
    assert_eq!(Curve::Kl.near(&record, -3.0), Some((1.0, 2.5)));
}

#[test]
fn every_number_is_compared_and_dimensions_that_a_run_does_not_have_are_empty() {
    let runs = [(row(1.0, 2.5), record(1.0, &[2.0, 0.5])), (row(4.0, 1.0), record(4.0, &[1.0]))];
    let lines = lines(&runs);
    let of = |name: &str| lines.iter().find(|line| line.name.starts_with(name)).unwrap().values.clone();
    assert_eq!(of("Held-out ELBO"), [Some(-106.5), Some(-105.0)]);
    assert_eq!(of("Overfitting"), [Some(-91.0 + 106.5), Some(-91.0 + 105.0)]);
    assert_eq!(of("KL of z₁"), [Some(2.0), Some(1.0)]);
    assert_eq!(of("KL of z₂"), [Some(0.5), None]);
}
