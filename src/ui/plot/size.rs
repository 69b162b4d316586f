//! How many pixels a figure has, and how much of one its text and lines take. No browser.

use super::geometry::Rect;

/// The longest side that every browser draws on, in device pixels.
const SIDE: f64 = 8192.0;
/// The most pixels that a phone draws on (iOS: 4096 × 4096); beyond it a canvas stays empty, and nothing says so.
const AREA: f64 = 16_777_216.0;

/// A surface's size in device pixels, and how many of them a CSS pixel has.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    pub width: u32,
    pub height: u32,
    pub ratio: f64,
    /// Device pixels of a sixteenth of the page's text size: what text, margins and strokes are measured in, so that
    /// figures grow with the text on a projector.
    pub unit: f64,
}

impl Size {
    /// That of `css` CSS pixels across and down with `ratio` device pixels each and text of `text` CSS pixels. `device`
    /// are the device pixels it covers where the browser says so: beside a fraction of one, a canvas of its rounded size
    /// would be stretched by a pixel and blurred. Where that is more than a phone can draw on, each is larger than one of
    /// the screen's.
    pub fn of(css: (f64, f64), device: Option<(u32, u32)>, ratio: f64, text: f64) -> Self {
        let covered = (css.0 * ratio, css.1 * ratio);
        // What was measured before the last change of size or ratio is no longer true.
        let near = |pixels: u32, covered: f64| (f64::from(pixels) - covered).abs() <= 1.0;
        let measured = device.filter(|device| near(device.0, covered.0) && near(device.1, covered.1));
        let (width, height) = measured.map_or(covered, |(width, height)| (width.into(), height.into()));
        let shrink = (SIDE / width.max(height)).min((AREA / (width * height)).sqrt()).min(1.0);
        let pixels =
            |length: f64| if shrink < 1.0 { (length * shrink).floor() } else { length.round() }.max(0.0) as u32;
        let ratio = ratio * shrink;
        Self { width: pixels(width), height: pixels(height), ratio, unit: ratio * text / 16.0 }
    }

    /// All of it.
    pub fn area(self) -> Rect {
        Rect { left: 0.0, top: 0.0, width: self.width.into(), height: self.height.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_canvas_has_a_pixel_for_each_of_the_screens_at_any_zoom() {
        for ratio in [0.5, 0.75, 1.0, 1.1, 1.5, 2.0, 3.0, 6.0] {
            let size = Size::of((400.0, 300.0), None, ratio, 16.0);
            assert_eq!((size.width, size.height), ((400.0 * ratio).round() as u32, (300.0 * ratio).round() as u32));
            assert_eq!((size.ratio, size.unit), (ratio, ratio));
        }
    }

    #[test]
    fn the_browsers_own_count_is_taken_unless_it_is_out_of_date() {
        let size = |device| Size::of((400.3, 300.3), Some(device), 1.5, 16.0);
        assert_eq!((size((601, 451)).width, size((601, 451)).height), (601, 451));
        assert_eq!((size((400, 300)).width, size((400, 300)).height), (600, 450));
    }

    #[test]
    fn what_a_phone_cannot_draw_on_is_drawn_coarser_and_whole() {
        for css in [(3000.0, 3000.0), (9000.0, 100.0), (1400.0, 1400.0)] {
            let size = Size::of(css, None, 3.0, 16.0);
            assert!(f64::from(size.width) * f64::from(size.height) <= AREA);
            assert!(f64::from(size.width.max(size.height)) <= SIDE);
            assert!((f64::from(size.width) - css.0 * size.ratio).abs() <= 1.0);
            assert!((f64::from(size.height) - css.1 * size.ratio).abs() <= 1.0);
        }
    }

    #[test]
    fn nothing_has_no_size() {
        let size = Size::of((0.0, 0.0), None, 1.0, 16.0);
        assert_eq!((size.width, size.height, size.ratio), (0, 0, 1.0));
    }
}
