//! A small chart as plain data: two scales and the marks on them. Says what is drawn, not how. No browser.

use super::scale::{Span, Tick, number, ticks};
use crate::ui::colour::ColourMap;

/// A colour by its part in the figure, so that it follows the theme.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ink {
    Plain,
    Accent,
    Training,
    HeldOut,
    Prior,
    /// What the person did, or a warning.
    Mark,
    /// One of seventy classes: ten colours, and points of seven shapes.
    Class(u8),
    /// A place 0–1 on a continuous map.
    Map(ColourMap, f32),
    /// No value: a grey that none of the maps has.
    Missing,
}

/// One thing on a chart. A name that is not empty is listed in the legend.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// A line through points; `width` and the radius `dots` (0 for none) are in units of the page's text, about a CSS pixel.
    Line { name: String, points: Vec<(f64, f64)>, ink: Ink, width: f64, dashed: bool, dots: f64 },
    /// A band; points are (x, low, high).
    Area { name: String, points: Vec<(f64, f64, f64)>, ink: Ink, alpha: f64 },
    /// Bars from 0, or from the axis; one more edge than heights.
    Bars { name: String, edges: Vec<f64>, heights: Vec<f64>, ink: Ink, alpha: f64 },
    /// Dots, with one ink for all or one each.
    Dots { name: String, points: Vec<(f64, f64)>, inks: Vec<Ink>, radius: f64 },
    /// A dashed rule at this y.
    Across(f64, String, Ink),
    /// A dashed rule at this x.
    Upright(f64, String, Ink),
    /// A sentence at the lower edge of the plot.
    Note(String),
    /// Words centred at a place.
    Words { at: (f64, f64), text: String, ink: Ink },
    /// Cells that fill a rectangle, row by row from the top left. `tint` of the way, 0–1, each ink goes to the paper's colour.
    Cells { columns: usize, rows: usize, x: Span, y: Span, inks: Vec<Ink>, tint: f32 },
}

/// How a mark looks beside its name in the legend: as it does on the plot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Key {
    Line {
        width: f64,
        dashed: bool,
        /// It has dots at its points.
        dotted: bool,
    },
    Dot,
    /// Filled, with this alpha.
    Fill(f64),
}

impl Mark {
    /// Its name, ink and look for the legend.
    pub fn legend(&self) -> Option<(&str, Ink, Key)> {
        let rule = Key::Line { width: 1.5, dashed: true, dotted: false };
        let (name, ink, key) = match self {
            Self::Line { name, ink, width, dashed, dots, .. } => {
                (name, *ink, Key::Line { width: *width, dashed: *dashed, dotted: *dots > 0.0 })
            }
            Self::Area { name, ink, alpha, .. } | Self::Bars { name, ink, alpha, .. } => {
                (name, *ink, Key::Fill(*alpha))
            }
            Self::Dots { name, inks, .. } => (name, *inks.first()?, Key::Dot),
            Self::Across(_, name, ink) | Self::Upright(_, name, ink) => (name, *ink, rule),
            Self::Words { .. } | Self::Cells { .. } | Self::Note(_) => return None,
        };
        (!name.is_empty()).then_some((name.as_str(), ink, key))
    }

    fn places(&self) -> (Vec<f64>, Vec<f64>) {
        match self {
            Self::Line { points, .. } | Self::Dots { points, .. } => points.iter().copied().unzip(),
            Self::Area { points, .. } => {
                (points.iter().map(|p| p.0).collect(), points.iter().flat_map(|p| [p.1, p.2]).collect())
            }
            Self::Bars { edges, heights, .. } => (edges.clone(), heights.iter().copied().chain([0.0]).collect()),
            Self::Note(_) => Default::default(),
            Self::Across(y, ..) => (Vec::new(), vec![*y]),
            Self::Upright(x, ..) => (vec![*x], Vec::new()),
            Self::Words { at, .. } => (vec![at.0], vec![at.1]),
            Self::Cells { x, y, .. } => (vec![x.low, x.high], vec![y.low, y.high]),
        }
    }
}

/// One axis of a chart.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scale {
    /// What it shows, with its unit.
    pub title: String,
    pub span: Option<Span>,
    pub logarithmic: bool,
    /// Ticks with texts of their own, in place of round numbers.
    pub ticks: Option<Vec<(f64, String)>>,
}

impl Scale {
    /// A scale that fits what is drawn.
    pub fn titled(title: &str) -> Self {
        Self { title: title.to_owned(), ..Self::default() }
    }

    pub fn between(self, low: f64, high: f64) -> Self {
        Self { span: Some(Span::new(low, high)), ..self }
    }

    /// Decades; values of 0 and below are left out.
    pub fn log(self) -> Self {
        Self { logarithmic: true, ..self }
    }

    pub fn with_ticks(self, ticks: Vec<(f64, String)>) -> Self {
        Self { ticks: Some(ticks), ..self }
    }

    /// The place of a value on the axis: itself, or its decimal logarithm.
    pub fn place(&self, value: f64) -> f64 {
        if self.logarithmic { value.log10() } else { value }
    }

    /// The value at a place: the inverse of [`Self::place`].
    pub fn value(&self, place: f64) -> f64 {
        if self.logarithmic { 10f64.powf(place) } else { place }
    }

    /// The span in places that shows these values, with a little room, or the span that was asked for.
    pub fn fit(&self, values: impl IntoIterator<Item = f64>) -> Span {
        if let Some(span) = self.span {
            return Span::new(self.place(span.low), self.place(span.high));
        }
        let places = values.into_iter().map(|value| self.place(value)).filter(|place| place.is_finite());
        let (low, high) = places.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), p| (low.min(p), high.max(p)));
        if low > high { Span::new(0.0, 1.0) } else { Span::new(low, high).padded(0.05) }
    }

    /// At most about `most` ticks in a span of places.
    pub fn ticks(&self, span: Span, most: usize) -> Vec<Tick> {
        if let Some(own) = &self.ticks {
            let tick = |(value, text): &(f64, String)| Tick { at: self.place(*value), text: text.clone() };
            return own.iter().map(tick).filter(|tick| span.contains(tick.at)).collect();
        }
        if !self.logarithmic {
            return ticks(span, most);
        }
        // Whole decades where there is room for two of them; otherwise round values.
        let decades = (span.low.ceil() as i32..=span.high.floor() as i32).collect::<Vec<_>>();
        if decades.len() < 2 {
            return ticks(Span::new(self.value(span.low), self.value(span.high)), most)
                .into_iter()
                .filter(|tick| tick.at > 0.0)
                .map(|tick| Tick { at: tick.at.log10(), ..tick })
                .collect();
        }
        let every = decades.len().div_ceil(most.max(1)).max(1);
        let text = |power: i32| match power {
            0..=5 => number(10f64.powi(power), 0),
            -4..=-1 => number(10f64.powi(power), -power as usize),
            _ => format!("1e{power}"),
        };
        decades.into_iter().step_by(every).map(|power| Tick { at: power.into(), text: text(power) }).collect()
    }
}

/// A continuous colour scale above a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct ColourBar {
    /// With its unit.
    pub title: String,
    pub map: ColourMap,
    pub low: f64,
    pub high: f64,
}

impl ColourBar {
    /// Where a value lies on the map, 0–1.
    pub fn share(&self, value: f64) -> f32 {
        ((value - self.low) / (self.high - self.low)) as f32
    }

    /// The value at a place on the map: the inverse of [`Self::share`].
    pub fn value(&self, share: f32) -> f64 {
        self.low + f64::from(share) * (self.high - self.low)
    }
}

/// Everything that a chart shows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Drawing {
    pub x: Scale,
    pub y: Scale,
    pub marks: Vec<Mark>,
    pub bar: Option<ColourBar>,
    /// The chart in words, with its numbers.
    pub words: String,
}

impl Drawing {
    /// The spans, in places, of both axes.
    pub fn spans(&self) -> (Span, Span) {
        let (xs, ys): (Vec<_>, Vec<_>) = self.marks.iter().map(Mark::places).unzip();
        (self.x.fit(xs.into_iter().flatten()), self.y.fit(ys.into_iter().flatten()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_fit_what_is_drawn_or_what_was_asked_for() {
        let dots = Mark::Dots {
            name: String::new(),
            points: vec![(0.0, 10.0), (2.0, 1000.0)],
            inks: vec![Ink::Plain],
            radius: 2.0,
        };
        let drawing = Drawing { y: Scale::titled("n").log(), marks: vec![dots], ..Drawing::default() };
        let (x, y) = drawing.spans();
        assert!(x.low < 0.0 && x.high > 2.0 && x.width() < 2.5);
        assert!(y.low < 1.0 && y.high > 3.0 && y.width() < 2.5);
        assert_eq!(Scale::titled("n").between(1.0, 100.0).log().fit([]), Span::new(0.0, 2.0));
    }

    #[test]
    fn decades_are_written_out() {
        let texts = |span, most| -> Vec<String> {
            Scale::titled("").log().ticks(span, most).into_iter().map(|tick| tick.text).collect()
        };
        assert_eq!(texts(Span::new(-1.0, 3.0), 6), ["0.1", "1", "10", "100", "1000"]);
        assert_eq!(texts(Span::new(1.9, 2.5), 4), ["100", "200", "300"]);
    }

    #[test]
    fn only_named_marks_are_in_the_legend_and_each_as_it_looks() {
        let rule = |name: &str| Mark::Across(1.0, name.to_owned(), Ink::Prior);
        let dashed = Key::Line { width: 1.5, dashed: true, dotted: false };
        assert_eq!(rule("prior").legend(), Some(("prior", Ink::Prior, dashed)));
        assert_eq!(rule("").legend(), None);
        let dots = |inks| Mark::Dots { name: "galaxies".to_owned(), points: Vec::new(), inks, radius: 2.0 };
        assert_eq!(dots(vec![Ink::Accent]).legend(), Some(("galaxies", Ink::Accent, Key::Dot)));
        assert_eq!(dots(Vec::new()).legend(), None);
        let bars =
            Mark::Bars { name: "all".to_owned(), edges: Vec::new(), heights: Vec::new(), ink: Ink::Plain, alpha: 0.5 };
        assert_eq!(bars.legend(), Some(("all", Ink::Plain, Key::Fill(0.5))));
    }
}
