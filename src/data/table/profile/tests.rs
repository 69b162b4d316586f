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
