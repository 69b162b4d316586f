//! Which two latent dimensions the lab's scatter and manifold have as axes, and which rows of their controls are of use.

use std::cell::Cell;
use std::rc::Rc;

use web_sys::{HtmlOptionElement, HtmlSelectElement};

use super::Tell;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::state::{Change, GridKind, PageState, View};

pub struct AxesControls {
    axes: [HtmlSelectElement; 2],
    /// The axes shown, from 0.
    shown: Rc<Cell<[u32; 2]>>,
    _listeners: [Listener; 2],
}

impl AxesControls {
    pub fn bind(tell: &Tell) -> Result<Self, PageError> {
        let axes: [HtmlSelectElement; 2] = [dom::element("lab-axis-x")?, dom::element("lab-axis-y")?];
        let shown = Rc::new(Cell::new([0, 1]));
        let listeners = [listen_to_axis(&axes[0], 0, &shown, tell)?, listen_to_axis(&axes[1], 1, &shown, tell)?];
        Ok(Self { axes, shown, _listeners: listeners })
    }

    pub fn show(&self, state: &PageState) -> Result<(), PageError> {
        let latent = state.run.latent;
        let choice = state.lab_view;
        dom::set_hidden("lab-view-row", latent <= 2)?;
        dom::set_hidden("lab-axes-row", choice.view != View::Pair)?;
        let uniform = state.lab_grid.kind == GridKind::Uniform;
        dom::set_hidden("lab-range-row", !uniform)?;
        dom::set_hidden("lab-quantile-row", uniform)?;
        self.shown.set(choice.axes);
        for (select, axis) in self.axes.iter().zip(choice.axes) {
            offer_axes(select, latent)?;
            select.set_value(&axis.to_string());
        }
        Ok(())
    }
}

/// An axis that is chosen where the other one lies changes places with it.
fn listen_to_axis(
    select: &HtmlSelectElement,
    which: usize,
    shown: &Rc<Cell<[u32; 2]>>,
    tell: &Tell,
) -> Result<Listener, PageError> {
    let (chosen, shown, tell) = (select.clone(), shown.clone(), tell.clone());
    dom::listen(select, "change", move |_| {
        let mut axes = shown.get();
        if let Ok(axis) = chosen.value().parse() {
            if axes[1 - which] == axis {
                axes[1 - which] = axes[which];
            }
            axes[which] = axis;
            tell(Change::Set("axes", format!("{},{}", axes[0] + 1, axes[1] + 1)));
        }
    })
}

fn offer_axes(select: &HtmlSelectElement, latent: u32) -> Result<(), PageError> {
    // They may be sorted by what they carry, which is of no meaning for another number of dimensions.
    if select.length() == latent {
        return Ok(());
    }
    select.set_length(0);
    for axis in 0..latent {
        let option: HtmlOptionElement = dom::create("option")?;
        option.set_value(&axis.to_string());
        option.set_text(&format!("z{}", subscript(axis + 1)));
        dom::append(select, &option)?;
    }
    Ok(())
}

/// A number in subscript digits: 12 as ₁₂.
fn subscript(number: u32) -> String {
    number.to_string().bytes().filter_map(|digit| char::from_u32(0x2080 + u32::from(digit - b'0'))).collect()
}
