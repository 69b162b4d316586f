//! The name of this tab, which stays when it is reloaded, so that a run which that ended is offered here and in no other tab.

use crate::ui::dom;

/// `static/initializer.mjs` looks for it, to load the shelf at once after a reload.
const NAME: &str = "latent-lab-tab";

/// The tab's name, new if it has none; without the browser's storage it is forgotten by a reload.
pub fn name() -> String {
    let storage = dom::window().ok().and_then(|window| window.session_storage().ok().flatten());
    let known = storage.as_ref().and_then(|storage| storage.get_item(NAME).ok().flatten());
    known.unwrap_or_else(|| {
        let name = fresh();
        // Refused, it is forgotten.
        let _ = storage.map(|storage| storage.set_item(NAME, &name));
        name
    })
}

/// A name that no other has, in the order of time.
pub fn fresh() -> String {
    format!("{:013.0}-{:09.0}", js_sys::Date::now(), js_sys::Math::random() * 1e9)
}
