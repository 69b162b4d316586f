//! What the shelf says of itself: how many runs, how much room, and why some are in memory alone.

use std::collections::BTreeMap;

use js_sys::{Promise, Reflect};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::StorageManager;

use super::Known;
use crate::data::count::thousands;
use crate::ui::dom::{self, During, PageError};
use crate::ui::shelf::Home;

/// How many bytes the browser lets the page keep. Some browsers do not say, and none to a page that came by plain HTTP.
pub async fn quota() -> Option<f64> {
    let navigator = dom::window().ok()?.navigator();
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    let storage: StorageManager = storage.is_object().then(|| storage.unchecked_into())?;
    let estimate: Promise = storage.estimate().ok()?;
    let estimate = JsFuture::from(estimate).await.ok()?;
    Reflect::get(&estimate, &"quota".into()).ok()?.as_f64().filter(|quota| *quota > 0.0)
}

pub fn show(known: &BTreeMap<String, Known>, quota: Option<f64>, trouble: Option<String>) -> Result<(), PageError> {
    let bytes: u64 = known.values().filter_map(|row| row.as_ref().ok()).map(|row| row.bytes).sum();
    let runs = match known.len() {
        0 => "No run is kept yet: one is as soon as it reaches an epoch.".to_owned(),
        1 => format!("One run takes {}.", megabytes(bytes as f64)),
        runs => format!("{} runs take {}.", thousands(runs as u64), megabytes(bytes as f64)),
    };
    let limit = quota
        .filter(|_| trouble.is_none())
        .map_or(String::new(), |quota| format!(" This browser lets the page keep up to {}.", megabytes(quota)));
    dom::set_text("shelf-room", &format!("{runs}{limit}"))?;
    dom::set_text("shelf-trouble", trouble.as_deref().unwrap_or_default())?;
    dom::set_hidden("shelf-trouble", trouble.is_none())?;
    for id in ["shelf-figure", "shelf-actions"] {
        dom::set_hidden(id, known.is_empty())?;
    }
    Ok(())
}

fn megabytes(bytes: f64) -> String {
    match bytes {
        small if small < 1e6 => format!("{:.0} kB", small / 1e3),
        some if some < 1e9 => format!("{:.1} MB", some / 1e6),
        many => format!("{:.1} GB", many / 1e9),
    }
}

/// As a count, with a decimal in the middle of an epoch.
pub fn epochs(epoch: f32) -> String {
    let words = format!("{epoch:.1}");
    words.strip_suffix(".0").map_or(words.clone(), str::to_owned)
}

/// When a run was kept, as the person's own clock says.
pub fn when(at: f64) -> String {
    let date = js_sys::Date::new(&at.into());
    let two = |number: u32| format!("{number:02}");
    let day = format!("{}-{}-{}", date.get_full_year(), two(date.get_month() + 1), two(date.get_date()));
    format!("{day} {}:{}", two(date.get_hours()), two(date.get_minutes()))
}

/// Brings the chapter of a run to the screen.
pub fn go_to(home: Home) -> Result<(), PageError> {
    dom::window()?.location().set_hash(home.section()).during("go to the run")
}
