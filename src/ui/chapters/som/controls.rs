//! The settings of the next map, read from their fields when it is trained.

use web_sys::{HtmlButtonElement, HtmlInputElement, HtmlSelectElement};

use crate::protocol::som::Settings;
use crate::ui::controls::{accept, linked, refuse};
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::page::report;
use crate::ui::state::fields::{Field, MAP_EPOCHS, MAP_RADIUS, MAP_RATE, MAP_SEED};
use crate::ui::state::map::PART;

pub struct Controls {
    pub train: HtmlButtonElement,
    pub stop: HtmlButtonElement,
    pub data: HtmlSelectElement,
    size: HtmlSelectElement,
    epochs: Number,
    radius: Number,
    rate: Number,
    seed: Number,
    toroidal: HtmlInputElement,
    pca: HtmlInputElement,
    _listeners: Vec<Listener>,
}

impl Controls {
    pub fn bind() -> Result<Self, PageError> {
        let size: HtmlSelectElement = dom::element("som-size")?;
        let radius = Number::bind("som-radius", MAP_RADIUS)?;
        // A third of the shorter side unrolls the sheet; who wants another radius changes it afterwards.
        let (chosen, field) = (size.clone(), radius.input.clone());
        linked::restore(&PART)?;
        let resized = dom::listen(&size, "change", move |_| {
            let (columns, rows) = sides(&chosen.value());
            field.set_value(&(f64::from(columns.min(rows)) / 3.0).round().to_string());
        })?;
        Ok(Self {
            train: dom::element("som-train")?,
            stop: dom::element("som-stop")?,
            data: dom::element("som-data")?,
            size,
            epochs: Number::bind("som-epochs", MAP_EPOCHS)?,
            radius,
            rate: Number::bind("som-rate", MAP_RATE)?,
            seed: Number::bind("som-seed", MAP_SEED)?,
            toroidal: dom::element("som-toroidal")?,
            pca: dom::element("som-pca")?,
            // After the size's own listener, which may have changed the radius.
            _listeners: vec![
                resized,
                dom::listen(&dom::element("som-form")?, "change", |_| report(linked::keep(&PART)))?,
            ],
        })
    }

    /// What the fields say; nothing if one of them cannot be used, which then says so beside it.
    pub fn settings(&self) -> Result<Option<Settings>, PageError> {
        let (columns, rows) = sides(&self.size.value());
        let numbers = [&self.epochs, &self.radius, &self.rate, &self.seed].map(Number::read);
        let [epochs, radius, rate, seed] = numbers;
        let (Some(epochs), Some(radius), Some(rate), Some(seed)) = (epochs?, radius?, rate?, seed?) else {
            return Ok(None);
        };
        Ok(Some(Settings {
            columns,
            rows,
            toroidal: self.toroidal.checked(),
            pca_start: self.pca.checked(),
            radius: radius as f32,
            learning_rate: rate as f32,
            epochs: epochs as u32,
            seed: seed as u64,
        }))
    }
}

/// Columns and rows of a size such as `75x150`.
fn sides(size: &str) -> (u32, u32) {
    let sides = size.split_once('x').and_then(|(columns, rows)| Some((columns.parse().ok()?, rows.parse().ok()?)));
    let default = Settings::default();
    sides.unwrap_or((default.columns, default.rows))
}

/// A number field that is checked when the person leaves it.
struct Number {
    input: HtmlInputElement,
    field: Field,
    _left: Listener,
}

impl Number {
    fn bind(id: &str, field: Field) -> Result<Self, PageError> {
        let input: HtmlInputElement = dom::element(id)?;
        let looked_at = input.clone();
        let left = dom::listen(&input, "change", move |_| {
            report(checked(&looked_at, &field).map(|_| ()));
        })?;
        Ok(Self { input, field, _left: left })
    }

    fn read(&self) -> Result<Option<f64>, PageError> {
        checked(&self.input, &self.field)
    }
}

fn checked(input: &HtmlInputElement, field: &Field) -> Result<Option<f64>, PageError> {
    let error = format!("{}-error", input.id());
    match field.read(&input.value()) {
        Ok(value) => accept(input, &error).map(|()| Some(value)),
        Err(refusal) => refuse(input, &error, &refusal).map(|()| None),
    }
}
