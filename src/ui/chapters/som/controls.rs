//! The settings of the next map, read from their fields when it is trained.

use web_sys::{HtmlInputElement, HtmlSelectElement};

use crate::settings::{Kind, Refusal, Setting};
use crate::ui::controls::{accept, linked, refuse};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::panic::report;
use crate::ui::state::map::{MAP, MapChoice};

pub struct Controls {
    pub data: HtmlSelectElement,
    _listeners: [Listener; 2],
}

impl Controls {
    pub fn bind() -> Result<Self, PageError> {
        let size: HtmlSelectElement = dom::element("som-size")?;
        let radius: HtmlInputElement = dom::element("som-radius")?;
        linked::restore(&MAP)?;
        let chosen = size.clone();
        let resized = dom::listen(&size, "change", move |_| {
            let mut form = MapChoice::default();
            if MAP.row("size").is_some_and(|row| row.take(&mut form, &chosen.value()).is_ok()) {
                // A third of the shorter side unrolls the sheet; who wants another radius changes it afterwards.
                radius.set_value(&(f64::from(form.map.columns.min(form.map.rows)) / 3.0).round().to_string());
            }
        })?;
        // After the size's own listener, which may have changed the radius.
        let changed = dom::listen(&dom::element("som-form")?, "change", |_| {
            report(read().and_then(|form| form.map_or(Ok(()), |form| linked::keep(&MAP, &form))));
        })?;
        Ok(Self { data: dom::element("som-data")?, _listeners: [resized, changed] })
    }

    /// What the fields say; nothing if one of them cannot be used, which then says so beside it.
    pub fn settings(&self) -> Result<Option<MapChoice>, PageError> {
        read()
    }
}

fn read() -> Result<Option<MapChoice>, PageError> {
    linked::read(&MAP, |row, _, outcome| checked(row, outcome))
}

/// Shows whether a number can be used; of the other fields each value can.
fn checked(row: &Setting<MapChoice>, outcome: Result<(), Refusal>) -> Result<bool, PageError> {
    if matches!(row.kind, Kind::Number(_)) {
        let (input, error) = (dom::element::<HtmlInputElement>(row.id)?, format!("{}-error", row.id));
        match &outcome {
            Ok(()) => accept(&input, &error)?,
            Err(refusal) => refuse(&input, &error, refusal)?,
        }
    }
    Ok(outcome.is_ok())
}
