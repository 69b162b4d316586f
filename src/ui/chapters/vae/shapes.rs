//! Marks that several of the chapter's figures draw: ellipses, the prior's circles, dots; and numbers in words.

use crate::ui::panels::plane;
use crate::ui::plot::drawing::{Ink, Mark};
use crate::ui::plot::scale;

/// The outline of a Gaussian, `sigmas` standard deviations from its mean.
fn ellipse(name: &str, mu: [f64; 2], sigma: [f64; 2], sigmas: f64, ink: Ink, dashed: bool) -> Mark {
    let points = plane::ellipse(mu.into(), sigma.into(), sigmas);
    let width = if dashed { 1.0 } else { 2.0 };
    Mark::Line { name: name.to_owned(), points, ink, width, dashed, dots: 0.0 }
}

/// The prior's 1σ, 2σ and 3σ circles.
pub fn prior_circles() -> Vec<Mark> {
    let circle = |radius: f64| {
        let name = if radius == 1.0 { "prior, 1σ 2σ 3σ" } else { "" };
        ellipse(name, [0.0; 2], [1.0; 2], radius, Ink::Prior, true)
    };
    [1.0, 2.0, 3.0].map(circle).to_vec()
}

/// 1σ and 2σ of q.
pub fn posterior_ellipses(mu: [f64; 2], sigma: [f64; 2]) -> [Mark; 2] {
    [1.0, 2.0].map(|scale| {
        let name = if scale == 1.0 { "q, 1σ 2σ" } else { "" };
        ellipse(name, mu, sigma, scale, Ink::HeldOut, false)
    })
}

pub fn line(name: &str, points: Vec<(f64, f64)>, ink: Ink) -> Mark {
    Mark::Line { name: name.to_owned(), points, ink, width: 2.0, dashed: false, dots: 0.0 }
}

pub fn dots(name: &str, points: Vec<(f64, f64)>, ink: Ink, radius: f64) -> Mark {
    Mark::Dots { name: name.to_owned(), points, inks: vec![ink], radius }
}

/// A number with a true minus sign.
pub fn number(value: f64, places: usize) -> String {
    scale::number(value, places)
}

/// The first two coordinates, as a pair of numbers.
pub fn pair(values: &[f32], places: usize) -> String {
    values.iter().map(|value| number(f64::from(*value), places)).collect::<Vec<_>>().join(", ")
}

/// The first two coordinates, for a plot.
pub fn place(values: &[f32]) -> [f64; 2] {
    [0, 1].map(|i| values.get(i).copied().map_or(0.0, f64::from))
}
