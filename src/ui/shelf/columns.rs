//! The columns of the table: the results always, of the settings those that differ; and the order of the rows.

use std::cmp::Ordering;

use super::Row;
use super::row::is_own;
use crate::protocol::Phase;
use crate::settings::{Kind, RUN, Setting, When};
use crate::ui::state::notebook::NOTEBOOK;

/// A column: what it is called, and what a run has in it. Without a number it is sorted as text.
pub struct Column {
    pub key: &'static str,
    pub title: String,
    pub text: fn(&Row, &str) -> String,
    pub number: fn(&Row, &str) -> Option<f64>,
}

/// By which column the rows stand, and whether the largest is first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    pub key: String,
    pub descending: bool,
}

impl Default for Order {
    /// The run that was kept last is first.
    fn default() -> Self {
        Self { key: "at".to_owned(), descending: true }
    }
}

impl Order {
    /// The person pressed this column's heading.
    pub fn press(&mut self, key: &str) {
        let again = self.key == key;
        *self = Self { key: key.to_owned(), descending: if again { !self.descending } else { key == "at" } };
    }
}

impl Column {
    /// The runs were told to be so, and did not come to it.
    pub fn is_setting(&self) -> bool {
        RUN.row(self.key).is_some() || NOTEBOOK.row(self.key).is_some()
    }

    /// Its cell of this run.
    pub fn cell(&self, row: &Row) -> String {
        (self.text)(row, self.key)
    }

    fn compare(&self, a: &Row, b: &Row) -> Ordering {
        match ((self.number)(a, self.key), (self.number)(b, self.key)) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (None, None) => self.cell(a).cmp(&self.cell(b)),
        }
    }
}

/// What every run of the shelf has come to.
const RESULTS: [(&str, &str); 5] = [
    ("epoch", "Epochs done"),
    ("training", "Training ELBO"),
    ("held-out", "Held-out ELBO"),
    ("reconstruction", "Reconstruction"),
    ("kl", "KL"),
];

/// What the notebook's form calls a choice that has no name of its own in its row.
const CHOICES: [(&str, &str); 8] = [
    ("set", "Images"),
    ("size", "Pixels a side"),
    ("channels", "Channels"),
    ("level", "Long axes level"),
    ("centre", "Centred"),
    ("same-size", "All the same size"),
    ("same-light", "All equally bright"),
    ("likelihood", "Pixels"),
];

/// The columns that tell these runs apart, and those of the results. With `all`, every setting. A setting that a run does not have
/// tells it from no other.
pub fn columns(rows: &[&Row], all: bool) -> Vec<Column> {
    let differs = |column: &Column| {
        let cells: Vec<String> = rows.iter().map(|row| column.cell(row)).filter(|cell| !cell.is_empty()).collect();
        all || cells.windows(2).any(|pair| pair[0] != pair[1])
    };
    let home = Column {
        key: "home",
        title: "Trained in".to_owned(),
        text: |row, _| row.home.words().to_owned(),
        number: |_, _| None,
    };
    let of_notebook =
        NOTEBOOK.rows.iter().filter(|row| RUN.row(row.key).is_none() && !matches!(row.when, When::Shows(_)));
    let of_notebook = of_notebook.map(|row| Column {
        key: row.key,
        title: title(row),
        text: |row, key| match (key, row.notebook()) {
            ("set", Some(settings)) if is_own(&settings) => "own".to_owned(),
            (_, Some(settings)) => NOTEBOOK.row(key).map(|setting| setting.text(&settings)).unwrap_or_default(),
            (_, None) => String::new(),
        },
        number: |_, _| None,
    });
    let settings = RUN.rows.iter().map(|row| Column {
        key: row.key,
        title: title(row),
        text: |row, key| RUN.row(key).map(|setting| setting.text(&row.settings)).unwrap_or_default(),
        number: |row, key| RUN.row(key).and_then(|setting| setting.text(&row.settings).parse().ok()),
    });
    let phase =
        Column { key: "phase", title: "State".to_owned(), text: |row, _| state(row).to_owned(), number: |_, _| None };
    let results = RESULTS.iter().map(|(key, title)| Column {
        key,
        title: (*title).to_owned(),
        text: |row, key| {
            result(row, key).map_or(String::new(), |value| format!("{value:.*}", usize::from(key == "kl") + 1))
        },
        number: result,
    });
    [home].into_iter().chain(settings).chain(of_notebook).chain([phase]).filter(differs).chain(results).collect()
}

/// What the heading calls it.
fn title<S>(row: &Setting<S>) -> String {
    let choice = CHOICES.iter().find(|(key, _)| *key == row.key).map(|(_, title)| *title);
    match row.kind {
        Kind::Number(number) => number.name.to_owned(),
        Kind::Widths => "Hidden units".to_owned(),
        Kind::Digits => "Digits".to_owned(),
        _ => choice.unwrap_or("Eight symmetries").to_owned(),
    }
}

/// In words for a table.
fn state(row: &Row) -> &'static str {
    match row.phase {
        Phase::Training => "in training",
        Phase::Paused => "paused",
        Phase::Finished => "finished",
        Phase::Diverged { .. } => "diverged",
    }
}

fn result(row: &Row, key: &str) -> Option<f64> {
    let value = match key {
        "epoch" => row.epoch,
        "training" => row.training.elbo(),
        "held-out" => row.held_out?.elbo(),
        "reconstruction" => row.held_out?.reconstruction,
        _ => row.held_out?.kl,
    };
    Some(value.into())
}

/// The rows' places in this order; equal ones stay as they are.
pub fn sorted(rows: &[&Row], order: &Order) -> Vec<usize> {
    let columns = columns(rows, true);
    let compare = |a: &Row, b: &Row| match (order.key.as_str(), columns.iter().find(|column| column.key == order.key)) {
        (_, Some(column)) => column.compare(a, b),
        ("name", None) => a.title().to_lowercase().cmp(&b.title().to_lowercase()),
        _ => a.at.total_cmp(&b.at),
    };
    let mut places: Vec<usize> = (0..rows.len()).collect();
    places.sort_by(|a, b| {
        let found = compare(rows[*a], rows[*b]);
        if order.descending { found.reverse() } else { found }
    });
    places
}
