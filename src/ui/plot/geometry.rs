//! Rectangles. No browser.

/// A rectangle in pixels, y downwards.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

impl Rect {
    pub fn right(self) -> f64 {
        self.left + self.width
    }

    pub fn bottom(self) -> f64 {
        self.top + self.height
    }

    pub fn middle(self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }

    pub fn contains(self, x: f64, y: f64) -> bool {
        (self.left..=self.right()).contains(&x) && (self.top..=self.bottom()).contains(&y)
    }

    /// The largest square in it, in the middle.
    pub fn square(self) -> Self {
        let side = self.width.min(self.height);
        Self {
            left: self.left + (self.width - side) / 2.0,
            top: self.top + (self.height - side) / 2.0,
            width: side,
            height: side,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_square_sits_in_the_middle() {
        let square = Rect { left: 10.0, top: 0.0, width: 100.0, height: 60.0 }.square();
        assert_eq!(square, Rect { left: 30.0, top: 0.0, width: 60.0, height: 60.0 });
    }
}
