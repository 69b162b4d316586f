//! What a scatter's points and colour bar have in common: the images' colours.

use super::state::State;
use crate::ui::{
    colour::{ColourMap, Rgb},
    plot::{decimate::quantile, glyph::COLOURS, scale::Span},
    theme::Theme,
};

/// What the colours of a quantity span: its values except the outermost hundredths.
pub fn value_span(state: &State) -> Option<Span> {
    let values = &state.values.as_ref()?.values;
    let low = quantile(values.clone(), 0.01)?;
    let high = quantile(values.clone(), 0.99)?;
    Some(if high > low { Span::new(low.into(), high.into()) } else { Span::new(low.into(), low.into()).padded(0.0) })
}

/// The colour of each image.
pub fn point_colours(state: &State, theme: &Theme) -> impl Fn(usize) -> Rgb + use<> {
    let classes = theme.classes;
    let other = theme.axis;
    let labels = state.data.labels.clone();
    let count = state.data.classes();
    let span = value_span(state).unwrap_or(Span::new(0.0, 1.0));
    let shades: Option<(Vec<f32>, ColourMap)> = state.values.as_ref().map(|values| (values.values.clone(), values.map));
    move |i| match &shades {
        Some((values, map)) => match values.get(i).filter(|value| value.is_finite()) {
            Some(value) => map.at(((f64::from(*value) - span.low) / span.width()) as f32),
            None => other,
        },
        None => {
            let label = labels.get(i).map(|label| usize::from(*label)).filter(|label| *label < count);
            label.and_then(|label| classes.get(label % COLOURS)).copied().unwrap_or(other)
        }
    }
}
