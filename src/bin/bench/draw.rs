//! The page's figures, painted at once instead of in the next frame.

use latent_lab::data::Shape;
use latent_lab::rng::Rng;
use latent_lab::ui::figures::{Curves, CurvesOptions, Manifold, ManifoldOptions, Scatter, ScatterData, ScatterOptions};
use wasm_bindgen::prelude::*;
use web_sys::HtmlElement;

use super::thrown;

/// A scatter of random points of so many classes, at most 70.
#[wasm_bindgen]
pub struct Points {
    scatter: Scatter,
    count: usize,
    /// Empty for digits.
    names: Vec<String>,
    rng: Rng,
}

#[wasm_bindgen]
impl Points {
    #[wasm_bindgen(constructor)]
    pub fn new(container: HtmlElement, count: u32, classes: u32) -> Result<Points, JsError> {
        let scatter = Scatter::new(container, ScatterOptions::default()).map_err(thrown)?;
        let names =
            if classes > 10 { (0..classes).map(|class| format!("class {class}")).collect() } else { Vec::new() };
        Ok(Points { scatter, count: count as usize, names, rng: Rng::new(0) })
    }

    /// Fresh points, as after some batches; not painted yet.
    pub fn renew(&mut self) {
        let mut mu = vec![0.0; self.count * 2];
        self.rng.fill_normal(&mut mu);
        let classes = self.names.len().max(10);
        let labels = (0..self.count).map(|index| (index % classes) as u8).collect();
        self.scatter.set_data(ScatterData {
            latent: 2,
            mu,
            logvar: vec![-2.0; self.count * 2],
            labels,
            names: self.names.clone(),
        });
    }

    pub fn paint(&self) {
        self.scatter.paint();
    }

    /// Is there a point near this place, in CSS pixels?
    pub fn hover(&self, x: f64, y: f64) -> bool {
        self.scatter.image_at(x, y).is_some()
    }
}

/// A decoded grid on equal steps from −3 to 3.
#[wasm_bindgen]
pub struct Grid(Manifold);

#[wasm_bindgen]
impl Grid {
    #[wasm_bindgen(constructor)]
    pub fn new(container: HtmlElement, side: u32) -> Result<Grid, JsError> {
        let manifold = Manifold::new(container, ManifoldOptions::default()).map_err(thrown)?;
        let steps = f64::from(side.max(2) - 1);
        let line: Vec<f32> = (0..side).map(|index| (6.0 * f64::from(index) / steps - 3.0) as f32).collect();
        manifold.set_plane((0, 1), &[0.0, 0.0]);
        manifold.set_grid(&line, &line);
        Ok(Grid(manifold))
    }

    /// The points to decode.
    pub fn rows(&self) -> Vec<f32> {
        self.0.z_rows()
    }

    pub fn paint(&self, pixels: &[u8]) {
        self.0.set_pixels(pixels, Shape::DIGIT);
        self.0.paint();
    }
}

/// The loss curves of a run of a given number of batches.
#[wasm_bindgen]
pub struct Lines(Curves);

#[wasm_bindgen]
impl Lines {
    #[wasm_bindgen(constructor)]
    pub fn new(container: HtmlElement, batches: u32) -> Result<Lines, JsError> {
        let curves = Curves::new(container, CurvesOptions::default()).map_err(thrown)?;
        let mut rng = Rng::new(0);
        let mut fall = |scale: f32| -> Vec<f32> {
            (0..batches).map(|batch| scale * (1.0 + 30.0 / (30.0 + batch as f32)) + rng.normal()).collect()
        };
        curves.start(39);
        curves.push_training(1, &fall(150.0), &fall(5.0));
        for step in (0..batches).step_by(39) {
            curves.push_held_out(step, 160.0, 6.0);
        }
        Ok(Lines(curves))
    }

    pub fn paint(&self) {
        self.0.paint();
    }
}
