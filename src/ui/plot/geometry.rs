//! Rectangles, posterior ellipses and medians. No browser.

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

/// An ellipse: half-axes and the angle of the first, counter-clockwise from x (y upwards).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ellipse {
    pub major: f64,
    pub minor: f64,
    pub angle: f64,
}

impl Ellipse {
    /// One standard deviation of a Gaussian with this covariance `[[xx, xy], [xy, yy]]`.
    pub fn of_covariance(xx: f64, xy: f64, yy: f64) -> Self {
        let middle = (xx + yy) / 2.0;
        let spread = ((xx - yy) / 2.0).hypot(xy);
        let angle = if xy == 0.0 && xx >= yy { 0.0 } else { 0.5 * (2.0 * xy).atan2(xx - yy) };
        Self { major: (middle + spread).max(0.0).sqrt(), minor: (middle - spread).max(0.0).sqrt(), angle }
    }
}

/// The covariance `(xx, xy, yy)` of a Gaussian with independent dimensions of variance e^logvar, seen along two axes.
pub fn projected_covariance(logvar: &[f32], axes: [&[f32]; 2]) -> (f64, f64, f64) {
    logvar.iter().zip(axes[0].iter().zip(axes[1])).fold((0.0, 0.0, 0.0), |(xx, xy, yy), (logvar, (a, b))| {
        let (variance, a, b) = (f64::from(*logvar).exp(), f64::from(*a), f64::from(*b));
        (xx + a * a * variance, xy + a * b * variance, yy + b * b * variance)
    })
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
    fn an_ellipse_lies_along_its_covariance() {
        let flat = Ellipse::of_covariance(4.0, 0.0, 1.0);
        assert_eq!((flat.major, flat.minor, flat.angle), (2.0, 1.0, 0.0));
        let tall = Ellipse::of_covariance(1.0, 0.0, 4.0);
        assert!((tall.major - 2.0).abs() < 1e-12 && (tall.angle - std::f64::consts::FRAC_PI_2).abs() < 1e-12);
        // Rotating diag(9, 1) by 30 degrees.
        let (sin, cos) = 30f64.to_radians().sin_cos();
        let turned = Ellipse::of_covariance(9.0 * cos * cos + sin * sin, 8.0 * sin * cos, 9.0 * sin * sin + cos * cos);
        assert!((turned.major - 3.0).abs() < 1e-12 && (turned.minor - 1.0).abs() < 1e-12);
        assert!((turned.angle - 30f64.to_radians()).abs() < 1e-12);
    }

    #[test]
    fn a_pair_of_axes_picks_its_variances() {
        let logvar = [0.0, (4f32).ln(), (9f32).ln()];
        let (xx, xy, yy) = projected_covariance(&logvar, [&[0.0, 1.0, 0.0], &[0.0, 0.0, 1.0]]);
        assert!((xx - 4.0).abs() < 1e-5 && xy == 0.0 && (yy - 9.0).abs() < 1e-5);
    }

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
