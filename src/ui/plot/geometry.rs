//! Rectangles and the middles of classes. No browser.

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

/// The median point of each class 0–9, coordinate by coordinate; nothing for a class without points.
pub fn class_medians(points: &[[f32; 2]], labels: &[u8]) -> [Option<[f32; 2]>; 10] {
    let mut classes: [(Vec<f32>, Vec<f32>); 10] = Default::default();
    for (point, label) in points.iter().zip(labels) {
        if let Some((x, y)) = classes.get_mut(usize::from(*label)) {
            x.push(point[0]);
            y.push(point[1]);
        }
    }
    classes.map(|(x, y)| Some([super::decimate::quantile(x, 0.5)?, super::decimate::quantile(y, 0.5)?]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_belong_to_classes() {
        let medians = class_medians(&[[0.0, 0.0], [2.0, 1.0], [9.0, 5.0], [1.0, 1.0]], &[3, 3, 3, 250]);
        assert_eq!(medians[3], Some([2.0, 1.0]));
        assert_eq!(medians[0], None);
    }

    #[test]
    fn a_square_sits_in_the_middle() {
        let square = Rect { left: 10.0, top: 0.0, width: 100.0, height: 60.0 }.square();
        assert_eq!(square, Rect { left: 30.0, top: 0.0, width: 60.0, height: 60.0 });
    }
}
