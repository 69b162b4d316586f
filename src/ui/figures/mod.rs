//! The page's figures. Each owns canvases in a container that the page reserves, redraws itself when its size, the pixel
//! ratio or the theme changes, and says in words what it shows. None of them knows what a worker is, or an element's id.
//!
//! ```ignore
//! let scatter = Scatter::new(dom::element("lab-scatter")?, ScatterOptions { legend: Some(legend), ..default })?;
//! scatter.set_data(ScatterData { latent: 2, mu, logvar, labels });
//! scatter.on_hover(|digit| show(digit));
//! ```
//!
//! Figures are cheap to clone: a clone is the same figure. Keep one for as long as the figure should live.

mod alternative;
mod callback;
mod chart;
mod colour_bar;
mod curves;
mod hold;
mod keys;
mod legend;
mod manifold;
mod marker;
mod pad;
mod picture;
mod pointer;
mod scatter;
mod stage;
mod strip;
mod take;
mod traversal;

pub use chart::{Chart, ChartOptions};
pub use curves::{Curves, CurvesOptions};
pub use hold::Drag;
pub use manifold::{Manifold, ManifoldOptions};
pub use pad::DrawingPad;
pub use picture::Picture;
pub use scatter::{Scatter, ScatterData, ScatterOptions, Values, View};
pub use strip::{Strip, StripOptions};
pub use traversal::{Traversal, TraversalOptions};

/// A number as a subscript: 12 gives ₁₂.
pub fn subscript(number: usize) -> String {
    number.to_string().chars().filter_map(|digit| char::from_u32(0x2080 + digit.to_digit(10)?)).collect()
}

/// The name of latent dimension `index`, counted from 0: z₁, z₂, ….
pub fn latent_name(index: usize) -> String {
    format!("z{}", subscript(index + 1))
}

/// The point z in words, its first dimensions.
pub fn latent_words(z: &[f32]) -> String {
    let words: Vec<String> =
        z.iter().take(4).enumerate().map(|(i, value)| format!("{} = {}", latent_name(i), two_places(*value))).collect();
    words.join(", ") + if z.len() > 4 { ", …" } else { "" }
}

/// A coordinate of latent space in words.
fn two_places(value: f32) -> String {
    crate::ui::plot::scale::number(f64::from(value), 2)
}
