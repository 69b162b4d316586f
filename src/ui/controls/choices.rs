//! What a scatter and a manifold show: colour, points, circles, ellipses; grid, side, range, quantile.
//!
//! The training lab and the latent chapter have the same controls under ids that begin with `lab` or `latent`.

use web_sys::{HtmlInputElement, HtmlSelectElement};

use super::Tell;
use crate::ui::dom::{self, Listener, PageError};
use crate::ui::state::{Change, GridKind, PageState, Place};

fn prefix(place: Place) -> &'static str {
    match place {
        Place::Lab => "lab",
        Place::Latent => "latent",
    }
}

/// A checkbox or radio button that tells a change when it is switched.
pub fn on_switch(
    input: &HtmlInputElement,
    tell: &Tell,
    change: impl Fn(bool) -> Change + 'static,
) -> Result<Listener, PageError> {
    let (switch, tell) = (input.clone(), tell.clone());
    dom::listen(input, "change", move |_| tell(change(switch.checked())))
}

/// The choices of one scatter.
pub struct ScatterControls {
    place: Place,
    colour: HtmlSelectElement,
    mean: HtmlInputElement,
    sampled: HtmlInputElement,
    ellipses: HtmlInputElement,
    prior: HtmlInputElement,
    _listeners: [Listener; 5],
}

impl ScatterControls {
    pub fn bind(place: Place, tell: &Tell) -> Result<Self, PageError> {
        let prefix = prefix(place);
        let input = |name: &str| dom::element::<HtmlInputElement>(&format!("{prefix}-{name}"));
        let colour: HtmlSelectElement = dom::element(&format!("{prefix}-colour"))?;
        let (mean, sampled) = (input("point-mean")?, input("point-sampled")?);
        let (ellipses, prior) = (input("ellipses")?, input("prior")?);
        let (select, told) = (colour.clone(), tell.clone());
        let listeners = [
            dom::listen(&colour, "change", move |_| {
                let name = select.value();
                told(Change::Colour(place, (name != LABEL).then_some(name)));
            })?,
            on_switch(&mean, tell, move |on| Change::Sampled(place, !on))?,
            on_switch(&sampled, tell, move |on| Change::Sampled(place, on))?,
            on_switch(&ellipses, tell, move |on| Change::Ellipses(place, on))?,
            on_switch(&prior, tell, move |on| Change::Prior(place, on))?,
        ];
        Ok(Self { place, colour, mean, sampled, ellipses, prior, _listeners: listeners })
    }

    pub fn show(&self, state: &PageState) {
        let choice = match self.place {
            Place::Lab => &state.lab,
            Place::Latent => &state.latent,
        };
        // A property that the images turn out not to have leaves nothing selected; then the label colours them.
        self.colour.set_value(choice.colour.as_deref().unwrap_or(LABEL));
        if self.colour.selected_index() < 0 {
            self.colour.set_value(LABEL);
        }
        self.mean.set_checked(!choice.sampled);
        self.sampled.set_checked(choice.sampled);
        self.ellipses.set_checked(choice.ellipses);
        self.prior.set_checked(choice.prior);
    }
}

/// The value of the option that colours by label.
const LABEL: &str = "label";

/// The choices of the lab's manifold, or of the latent chapter's two.
pub struct GridControls {
    place: Place,
    side: Slider,
    range: Slider,
    quantile: Slider,
    kind: Option<KindControls>,
    mass: Option<(HtmlInputElement, Listener)>,
}

impl GridControls {
    pub fn bind(place: Place, tell: &Tell) -> Result<Self, PageError> {
        let id = |name: &str| format!("{}-{name}", prefix(place));
        let side = Slider::bind(&id("side"), tell, move |side| Change::Side(place, side as u32))?;
        let range = Slider::bind(&id("range"), tell, move |range| Change::Range(place, range as f32))?;
        let quantile = Slider::bind(&id("quantile"), tell, move |thousandths| {
            Change::Quantile(place, (thousandths / 1000.0) as f32)
        })?;
        let (kind, mass) = match place {
            Place::Lab => (Some(KindControls::bind(tell)?), None),
            Place::Latent => {
                let mass: HtmlInputElement = dom::element("latent-mass")?;
                let listener = on_switch(&mass, tell, Change::Mass)?;
                (None, Some((mass, listener)))
            }
        };
        Ok(Self { place, side, range, quantile, kind, mass })
    }

    pub fn show(&self, state: &PageState) -> Result<(), PageError> {
        let (side, range, quantile) = match self.place {
            Place::Lab => (state.lab_grid.side, state.lab_grid.range, state.lab_grid.quantile),
            Place::Latent => (state.latent_grids.side, state.latent_grids.range, state.latent_grids.quantile),
        };
        let thousandths = (f64::from(quantile) * 1000.0).round();
        self.side.show(f64::from(side), &side.to_string(), &format!("{side} tiles"))?;
        self.range.show(f64::from(range), &format!("±{range}"), &format!("z from −{range} to {range}"))?;
        let (low, high) = (thousandths / 1000.0, (1000.0 - thousandths) / 1000.0);
        self.quantile.show(thousandths, &format!("{low}–{high}"), &format!("quantiles {low} to {high}"))?;
        if let Some((mass, _)) = &self.mass {
            mass.set_checked(state.latent_grids.mass);
        }
        match &self.kind {
            Some(kind) => kind.show(state.lab_grid.kind),
            None => Ok(()),
        }
    }
}

/// Uniform or inverse CDF; only the slider that belongs to the choice is shown.
struct KindControls {
    uniform: HtmlInputElement,
    inverse: HtmlInputElement,
    _listeners: [Listener; 2],
}

impl KindControls {
    fn bind(tell: &Tell) -> Result<Self, PageError> {
        let (uniform, inverse): (HtmlInputElement, HtmlInputElement) =
            (dom::element("lab-grid-uniform")?, dom::element("lab-grid-inverse")?);
        let kind = |uniform: bool| Change::Grid(if uniform { GridKind::Uniform } else { GridKind::InverseCdf });
        let listeners = [on_switch(&uniform, tell, kind)?, on_switch(&inverse, tell, move |inverse| kind(!inverse))?];
        Ok(Self { uniform, inverse, _listeners: listeners })
    }

    fn show(&self, kind: GridKind) -> Result<(), PageError> {
        let uniform = kind == GridKind::Uniform;
        self.uniform.set_checked(uniform);
        self.inverse.set_checked(!uniform);
        dom::set_hidden("lab-range-row", !uniform)?;
        dom::set_hidden("lab-quantile-row", uniform)
    }
}

/// A range input with its value in text beside it, told while it moves.
struct Slider {
    input: HtmlInputElement,
    value: String,
    _listener: Listener,
}

impl Slider {
    fn bind(id: &str, tell: &Tell, change: impl Fn(f64) -> Change + 'static) -> Result<Self, PageError> {
        let input: HtmlInputElement = dom::element(id)?;
        let (moved, tell) = (input.clone(), tell.clone());
        let listener = dom::listen(&input, "input", move |_| tell(change(moved.value_as_number())))?;
        Ok(Self { input, value: format!("{id}-value"), _listener: listener })
    }

    fn show(&self, position: f64, text: &str, spoken: &str) -> Result<(), PageError> {
        if self.input.value_as_number() != position {
            self.input.set_value_as_number(position);
        }
        dom::set_attribute(&self.input, "aria-valuetext", spoken)?;
        dom::set_text(&self.value, text)
    }
}
