//! The notebook's buttons and choices, and what is done once a figure comes near.

use std::rc::Rc;

use super::Galaxies;
use crate::ui::dom::{self, PageError};
use crate::ui::near;
use crate::ui::page::conduct::tell;
use crate::ui::run::Input;
use crate::ui::weak::{calls, hears};

/// Latent dimensions of problem 6's button.
const MORE: &str = "8";

impl Galaxies {
    pub(super) fn listen(self: &Rc<Self>) -> Result<(), PageError> {
        let on = |id: &str, kind: &'static str, act: fn(&Self) -> Result<(), PageError>| {
            dom::listen(&dom::element(id)?, kind, hears(self, move |chapter, _| act(chapter)))
        };
        let mut listeners = vec![
            on("galaxies-train", "click", Self::train)?,
            on("galaxies-pause", "click", |chapter| tell(chapter, Input::Stop))?,
            on("galaxies-reset", "click", |chapter| tell(chapter, Input::Reset))?,
            on("galaxies-shipped", "click", Self::choose_pretrained)?,
            on("galaxies-explain", "click", |chapter| {
                chapter.conduct.pressed();
                chapter.explain()
            })?,
            on("galaxies-explain-stop", "click", Self::stop_explaining)?,
            on("galaxies-embed", "click", |chapter| {
                chapter.conduct.pressed();
                chapter.views.ask_embedding();
                Ok(())
            })?,
            on("galaxies-eight", "click", |chapter| {
                chapter.settings.set("latent", MORE)?;
                chapter.settings_changed()?;
                chapter.train()
            })?,
            on("galaxies-colour-as", "change", |chapter| {
                chapter.settings_changed()?;
                chapter.view_changed()
            })?,
            on("galaxies-compare", "click", Self::compare)?,
            on("galaxies-compare-stop", "click", Self::stop_comparing)?,
        ];
        for id in ["colour", "point-mean", "point-sampled", "ellipses", "prior", "axis-x", "axis-y"] {
            listeners.push(on(&format!("galaxies-{id}"), "change", Self::view_changed)?);
        }
        self.listeners.replace(listeners);
        let near = |id: &str, act: fn(&Self) -> Result<(), PageError>| {
            near::once_near(&dom::element(id)?, calls(self, move |chapter| act(chapter)))
        };
        near("galaxies-table", |chapter| {
            chapter.table_near.set(true);
            if chapter.known.borrow().encoding.is_some() { chapter.explain() } else { Ok(()) }
        })?;
        near("galaxies-view-tsne", |chapter| {
            chapter.tsne_near.set(true);
            chapter.views.ask_embedding();
            Ok(())
        })
    }
}
