//! Axes as numbers: a linear map of values to pixels, true-to-scale windows, and where ticks go. No browser.

use super::geometry::Rect;

/// A closed interval of data values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub low: f64,
    pub high: f64,
}

impl Span {
    pub const fn new(low: f64, high: f64) -> Self {
        Self { low, high }
    }

    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// The smallest span of these values that are numbers, or nothing.
    pub fn of(values: impl IntoIterator<Item = f32>) -> Option<Self> {
        values.into_iter().filter(|value| value.is_finite()).fold(None, |span: Option<Self>, value| {
            let value = f64::from(value);
            Some(span.map_or(Self::new(value, value), |span| Self::new(span.low.min(value), span.high.max(value))))
        })
    }

    /// Wider by a share of its width at both ends; a single value gets room around it.
    pub fn padded(self, share: f64) -> Self {
        let pad = if self.width() > 0.0 { self.width() * share } else { 0.5 * self.low.abs().max(1.0) };
        Self::new(self.low - pad, self.high + pad)
    }

    pub fn contains(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

/// How a plane of data lies on a rectangle of pixels; y grows upwards in data and downwards in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plane {
    pub x: Span,
    pub y: Span,
    pub rect: Rect,
}

impl Plane {
    /// A window with the same unit on both axes that holds both spans: the axis with room to spare shows more.
    pub fn true_to_scale(x: Span, y: Span, rect: Rect) -> Self {
        let unit = (x.width() / rect.width).max(y.width() / rect.height);
        let around = |span: Span, pixels: f64| {
            let (middle, half) = ((span.low + span.high) / 2.0, unit * pixels / 2.0);
            Span::new(middle - half, middle + half)
        };
        Self { x: around(x, rect.width), y: around(y, rect.height), rect }
    }

    pub fn to_pixels(self, x: f64, y: f64) -> (f64, f64) {
        (
            self.rect.left + (x - self.x.low) / self.x.width() * self.rect.width,
            self.rect.top + (self.y.high - y) / self.y.width() * self.rect.height,
        )
    }

    pub fn to_data(self, px: f64, py: f64) -> (f64, f64) {
        (
            self.x.low + (px - self.rect.left) / self.rect.width * self.x.width(),
            self.y.high - (py - self.rect.top) / self.rect.height * self.y.width(),
        )
    }

    /// Pixels for one unit of x.
    pub fn unit_x(self) -> f64 {
        self.rect.width / self.x.width()
    }

    /// Pixels for one unit of y.
    pub fn unit_y(self) -> f64 {
        self.rect.height / self.y.width()
    }
}

/// A tick and its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Tick {
    pub at: f64,
    pub text: String,
}

/// At most about `most` round values in the span, 1, 2 or 5 times a power of ten apart.
pub fn ticks(span: Span, most: usize) -> Vec<Tick> {
    if !(span.width() > 0.0 && span.width().is_finite()) {
        return Vec::new();
    }
    let step = nice_step(span.width() / most.max(1) as f64);
    let places = (-step.log10().floor()).max(0.0) as usize;
    let first = (span.low / step - 1e-9).ceil() as i64;
    let last = (span.high / step + 1e-9).floor() as i64;
    (first..=last)
        .map(|i| i as f64 * step)
        .map(|at| Tick { at, text: if step >= 1e5 { format!("{at:e}") } else { number(at, places) } })
        .collect()
}

/// The least of 1, 2, 5, 10, 20, … that is not below `step`.
pub fn nice_step(step: f64) -> f64 {
    let power = 10f64.powf(step.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|nice| *nice >= step * (1.0 - 1e-9)).unwrap_or(step)
}

/// A number with a true minus sign.
pub fn number(value: f64, places: usize) -> String {
    let text = format!("{:.places$}", value.abs());
    if value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) { format!("−{text}") } else { text }
}

/// Ticks on the tiles of a grid, whose values may be spaced in any way: position is the tile's number, the text its
/// value. The two ends have one, and so has every tile, counted from the middle, that keeps `room` tiles to the next.
pub fn tile_ticks(values: &[f32], room: f64) -> Vec<Tick> {
    let step = (room.ceil() as usize).max(1);
    let Some(last) = values.len().checked_sub(1) else { return Vec::new() };
    let largest = values.iter().fold(0f32, |most, value| most.max(value.abs()));
    let places = if largest < 10.0 { 2 } else { 1 };
    let below = last / 2;
    // An even grid has two middle tiles: its labels begin at both if there is room, else half a step beside them.
    let start = if last % 2 == 0 || step == 1 { 0 } else { step / 2 };
    let chosen = |i: usize| {
        let from = if i <= below { below - i } else { i - (last - below) };
        let to_end = i.min(last - i);
        to_end == 0 && (last >= step || i == 0) || to_end >= step && from >= start && (from - start) % step == 0
    };
    (0..=last)
        .filter(|i| chosen(*i))
        .map(|i| Tick { at: i as f64, text: trimmed(number(f64::from(values[i]), places)) })
        .collect()
}

/// Without trailing zeros after the point.
fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// The value at a position counted in tiles, between tiles and beyond the last ones along straight lines.
pub fn value_at(values: &[f32], position: f64) -> f64 {
    match values {
        [] => 0.0,
        [only] => f64::from(*only),
        _ => {
            let below = (position.floor().max(0.0) as usize).min(values.len() - 2);
            let (low, high) = (f64::from(values[below]), f64::from(values[below + 1]));
            low + (high - low) * (position - below as f64)
        }
    }
}

/// The position in tiles of a value: the inverse of [`value_at`] for ascending values.
pub fn position_of(values: &[f32], value: f64) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let above = values.partition_point(|at| f64::from(*at) <= value).clamp(1, values.len() - 1);
    let (low, high) = (f64::from(values[above - 1]), f64::from(values[above]));
    (above - 1) as f64 + if high > low { (value - low) / (high - low) } else { 0.0 }
}

/// Whether ascending values are equally far apart.
pub fn is_uniform(values: &[f32]) -> bool {
    let (Some(first), Some(last)) = (values.first(), values.last()) else { return true };
    let step = (last - first) / (values.len().max(2) - 1) as f32;
    values.iter().enumerate().all(|(i, value)| (first + i as f32 * step - value).abs() <= 1e-3 * step.abs())
}

/// Half the width of a window about 0 that shows `reach`, in a few steps so that it rarely moves. It grows at once and
/// shrinks only when well over half of it is empty.
pub fn steady_reach(reach: f64, before: Option<f64>) -> f64 {
    let step = if reach < 6.0 { 0.5 } else { nice_step(reach / 10.0) };
    let wanted = (reach / step).ceil() * step;
    match before {
        Some(before) if before >= wanted && wanted > 0.6 * before => before,
        _ => wanted,
    }
}

/// The end of a time axis that must show `now`: it moves in steps of about a third.
pub fn time_end(now: f64) -> f64 {
    let power = 10f64.powf(now.max(1.0).log10().floor());
    [1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0]
        .into_iter()
        .map(|m| m * power)
        .find(|end| *end >= now)
        .unwrap_or(now)
        .max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const RECT: Rect = Rect { left: 40.0, top: 10.0, width: 400.0, height: 200.0 };

    #[test]
    fn a_plane_maps_there_and_back() {
        let plane = Plane { x: Span::new(-2.0, 6.0), y: Span::new(0.0, 1.0), rect: RECT };
        assert_eq!(plane.to_pixels(-2.0, 1.0), (40.0, 10.0));
        assert_eq!(plane.to_pixels(6.0, 0.0), (440.0, 210.0));
        let (px, py) = plane.to_pixels(1.3, 0.7);
        let (x, y) = plane.to_data(px, py);
        assert!((x - 1.3).abs() < 1e-12 && (y - 0.7).abs() < 1e-12);
    }

    #[test]
    fn true_to_scale_has_one_unit_and_shows_all() {
        let plane = Plane::true_to_scale(Span::new(-3.0, 3.0), Span::new(-3.0, 3.0), RECT);
        assert!((plane.unit_x() - plane.unit_y()).abs() < 1e-9);
        assert_eq!(plane.y, Span::new(-3.0, 3.0));
        assert_eq!(plane.x, Span::new(-6.0, 6.0));
    }

    #[test]
    fn ticks_are_round_and_inside() {
        let texts: Vec<String> = ticks(Span::new(-3.5, 3.5), 8).into_iter().map(|tick| tick.text).collect();
        assert_eq!(texts, ["−3", "−2", "−1", "0", "1", "2", "3"]);
        let texts: Vec<String> = ticks(Span::new(0.0, 0.5), 5).into_iter().map(|tick| tick.text).collect();
        assert_eq!(texts, ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"]);
        assert!(ticks(Span::new(1.0, 1.0), 5).is_empty());
        assert!(ticks(Span::new(0.0, f64::NAN), 5).is_empty());
    }

    #[test]
    fn tile_ticks_are_symmetric_and_keep_their_distance() {
        let values = [-2.33, -1.28, -0.5, 0.0, 0.5, 1.28, 2.33];
        let all: Vec<String> = tile_ticks(&values, 1.0).into_iter().map(|tick| tick.text).collect();
        assert_eq!(all, ["−2.33", "−1.28", "−0.5", "0", "0.5", "1.28", "2.33"]);
        for count in 1..31 {
            let values: Vec<f32> = (0..count).map(|i| i as f32 - (count - 1) as f32 / 2.0).collect();
            for room in [1.0, 1.6, 2.0, 3.0, 4.2, 7.0] {
                let at: Vec<f64> = tile_ticks(&values, room).into_iter().map(|tick| tick.at).collect();
                assert!(at.windows(2).all(|pair| pair[1] - pair[0] >= room), "{count} {room} {at:?}");
                if at.len() > 1 {
                    let mirrored: Vec<f64> = at.iter().rev().map(|i| f64::from(count - 1) - i).collect();
                    assert_eq!(at, mirrored, "{count} {room}");
                    assert_eq!(at[0], 0.0);
                }
            }
        }
    }

    #[test]
    fn tiles_are_found_by_value_and_back() {
        let values = [-2.33, -0.7, 0.0, 0.7, 2.33];
        for position in [-0.5, 0.0, 0.4, 1.9, 3.0, 4.5] {
            assert!((position_of(&values, value_at(&values, position)) - position).abs() < 1e-5, "{position}");
        }
        assert!((value_at(&values, 3.5) - 1.515).abs() < 1e-5);
        assert!(is_uniform(&[-5.0, 0.0, 5.0]) && !is_uniform(&values));
        assert_eq!((value_at(&[1.5], 3.0), position_of(&[], 2.0)), (1.5, 0.0));
    }

    #[test]
    fn a_window_moves_seldom() {
        assert_eq!(steady_reach(3.3, None), 3.5);
        assert_eq!(steady_reach(3.1, Some(3.5)), 3.5);
        assert_eq!(steady_reach(3.6, Some(3.5)), 4.0);
        assert_eq!(steady_reach(3.5, Some(12.0)), 3.5);
        assert_eq!(time_end(0.2), 1.0);
        assert_eq!(time_end(11.0), 15.0);
        assert_eq!(time_end(30.0), 30.0);
    }

    #[test]
    fn a_minus_sign_is_not_given_to_zero() {
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(number(-1.5, 1), "−1.5");
    }
}
