//! A scatter as a table: a row for each image. No canvas.

use super::state::State;
use crate::export::{Cell, Sheet};

/// Where each image lies in the view, its posterior, and what colours it; `None` while there are no points.
pub fn of(state: &State) -> Option<Sheet> {
    let data = &state.data;
    let latent = data.latent.max(1);
    let [x, y] = state.names();
    // A line's second axis spreads the points beside their label.
    let y = if state.is_line() { "height in the plot".to_owned() } else { y };
    let mut header = vec!["image".to_owned(), "label".to_owned(), x, y];
    for kind in ["mu", "sigma"] {
        header.extend((1..=latent).map(|axis| format!("{kind}_{axis}")));
    }
    if let Some(values) = &state.values {
        let unit = if values.unit.is_empty() { String::new() } else { format!(" [{}]", values.unit) };
        header.push(format!("{}{unit}", values.name));
    }
    let mut sheet = Sheet::new(header.iter().map(String::as_str));
    for (i, point) in state.points.iter().enumerate() {
        let label = data.labels.get(i).map_or(Cell::Empty, |label| Cell::from(&*state.class(usize::from(*label))));
        let part = |all: &[f32], of: fn(f32) -> f32| -> Vec<Cell> {
            (i * latent..(i + 1) * latent).map(|j| all.get(j).map_or(Cell::Empty, |v| of(*v).into())).collect()
        };
        let mut cells = vec![Cell::from(i + 1), label, point[0].into(), point[1].into()];
        cells.extend(part(&data.mu, |mu| mu));
        cells.extend(part(&data.logvar, |logvar| (0.5 * logvar).exp()));
        cells.extend(state.values.as_ref().map(|v| v.values.get(i).map_or(Cell::Empty, |value| (*value).into())));
        sheet.row(cells);
    }
    (!state.points.is_empty()).then_some(sheet)
}
