use super::*;
use crate::data::table::Cells;

fn of(name: &str, cells: &[&str]) -> Profile {
    let column = Column { name: name.into(), unit: String::new(), cells: Cells::text(cells) };
    profile(&column, false, false)
}

#[test]
fn missing_cells_are_counted_and_do_not_hide_a_column() {
    for missing in ["--", "N.A.", "n/a", "…", ""] {
        let found = of("mag", &["17.5", missing, "18.25", "16"]);
        assert_eq!((found.kind, found.missing, found.role), (Kind::Real, 1, Role::Number), "{missing}");
        assert_eq!(found.least_median_most, Some([16.0, 17.5, 18.25]));
    }
    let odd = of("mag", &["1.5", "2.5", "<3", "4.5", "5.5"]);
    assert_eq!((odd.kind, odd.words, odd.word.as_str()), (Kind::Real, 1, "<3"));
    assert_eq!(of("empty", &["", "nan", "--"]).kind, Kind::Empty);
}

#[test]
fn numbers_that_stand_for_no_value_do_not_count() {
    let found = of("mag", &["17.5", "-99", "18.5", "99", "19.5"]);
    assert_eq!(found.sentinels, [(-99.0, 1), (99.0, 1)]);
    assert_eq!(found.least_median_most, Some([17.5, 18.5, 19.5]));
    let column = Column { name: "mag".into(), unit: String::new(), cells: Cells::text(["17.5", "-99", "18.5"]) };
    assert_eq!(profile(&column, false, true).least_median_most, Some([-99.0, 17.5, 18.5]));
}

#[test]
fn long_identifiers_are_text() {
    let found = of("objid", &["587722982000000017", "587722982000000018"]);
    assert_eq!((found.kind, found.role), (Kind::Digits, Role::Id));
    let found = of("plate", &["0266", "0300", "1045"]);
    assert_eq!(found.kind, Kind::Digits);
    assert_eq!(of("name", &["ngc0.fits.gz", "ngc1.fits.gz"]).role, Role::Id);
    assert!(of("id", &["1", "2", "3"]).counts_rows() && !of("id", &["1", "2", "4"]).counts_rows());
    for out_of_order in [["3", "2", "1"], ["2", "1", "0"], ["1", "3", "2"]] {
        assert!(!of("id", &out_of_order).counts_rows(), "{out_of_order:?}");
    }
}

#[test]
fn identifiers_stay_text_beside_what_says_that_there_is_none() {
    for none in ["-9999", "-1", "0", "-9223372036854775808"] {
        let found = of("specobj", &["1237648720142532813", "1237648720142532814", none, "1237648720142532816", none]);
        assert_eq!((found.kind, found.role), (Kind::Digits, Role::Id), "{none}");
    }
    let read = |values: &[i64]| {
        let cells = Cells::integers(values.iter().map(|value| Some(i128::from(*value))));
        profile(&Column { name: "a".into(), unit: String::new(), cells }, false, false)
    };
    assert_eq!(read(&[587_722_982_000_000_017, -1, 587_722_982_000_000_018]).role, Role::Id);
    // Not so counts beside the least of all integers.
    let counts = read(&[4, i64::MIN, 17, 9, 4]);
    assert_eq!((counts.role, counts.least_median_most), (Role::Number, Some([4.0, 6.5, 17.0])));
}

#[test]
fn numbers_of_groups_are_no_names() {
    assert!(!of("cluster_id", &["-1", "-1", "0", "0", "1"]).names);
    assert!(of("cluster_id", &["-1", "7", "-1", "8", "9"]).names);
}

#[test]
fn whole_numbers_that_would_be_rounded_are_text() {
    let tic = ["123456781", "123456783", "123456785", "-1", "-1"];
    assert_eq!((of("TIC", &tic).role, of("TIC", &tic).names), (Role::Id, false));
    assert_eq!(of("counts", &["16777215", "16777214", "3"]).role, Role::Number);
    // Masses are as 32-bit floating point numbers what they were.
    let of_numbers = |numbers: Vec<f64>| {
        let column = Column { name: "mass".into(), unit: String::new(), cells: Cells::Numbers(numbers) };
        profile(&column, false, false).role
    };
    assert_eq!(of_numbers(vec![f64::from(2.345_678e10_f32), f64::from(7.1e10_f32), 3.0e9]), Role::Number);
    assert_eq!(of_numbers(vec![1.25e44, 3.5e43, 7.0e44]), Role::Number);
    assert_eq!(of_numbers(vec![123_456_781.0, 123_456_783.0]), Role::Id);
}

#[test]
fn roles_follow_kind_and_heading() {
    assert_eq!(of("type", &["spiral", "elliptical", "spiral"]).role, Role::Class);
    assert_eq!(of("label", &["0", "1", "1"]).role, Role::Class);
    assert_eq!(of("count", &["0", "1", "1"]).role, Role::Number);
    assert_eq!(of("orientation", &["12.5", "170", "90"]).role, Role::HalfTurn);
    assert_eq!(of("PA", &["12.5", "350", "90"]).role, Role::FullTurn);
    assert_eq!(of("split", &["train", "test", "train"]).role, Role::Split);
    assert_eq!(of("barred", &["True", "False", "True"]).role, Role::Class);
    assert_eq!(of("note", &["the same", "the same"]).role, Role::LeaveOut);
    assert_eq!(of("note", &["faint", "near a star"]).role, Role::LeaveOut);
    assert_eq!(of("zero", &["0", "0"]).role, Role::LeaveOut);
    assert_eq!(of("one", &["2.5"]).role, Role::Number);
}

#[test]
fn identifiers_of_a_survey_are_names_however_many_there_are() {
    let cells: Vec<String> = (0..240_000_u64).map(|row| (587_722_982_000_000_000 + 17 * row).to_string()).collect();
    let column = Column { name: "dr7objid".into(), cells: Cells::text(&cells), ..Column::default() };
    let found = profile(&column, false, false);
    assert_eq!((found.kind, found.role, found.names), (Kind::Digits, Role::Id, true));
    let numbers =
        Column { name: "id".into(), cells: Cells::Numbers((0..240_000).map(f64::from).collect()), ..Column::default() };
    assert!(profile(&numbers, false, false).counts_rows());
}
