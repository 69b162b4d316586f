//! The grid of latent points behind the tiles: its rows to decode, and the ticks of its axes. Knows no canvas.

use crate::latent::grid;
use crate::ui::plot::scale::{self, Span, Tick};

/// The grid's values on each axis, ascending, and which latent dimensions they are.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grid {
    pub x: Vec<f32>,
    pub y: Vec<f32>,
    pub axes: (usize, usize),
    /// The other dimensions' values.
    pub base: Vec<f32>,
}

impl Grid {
    pub fn rows(&self) -> Vec<f32> {
        grid::rows(&self.x, &self.y, self.axes, &self.base)
    }

    pub fn is_uniform(&self) -> bool {
        scale::is_uniform(&self.x) && scale::is_uniform(&self.y)
    }

    /// The axes' ends, half a tile beyond the outermost tiles.
    pub fn span(values: &[f32]) -> Span {
        let last = values.len() as f64 - 0.5;
        if values.len() < 2 {
            Span::new(-4.0, 4.0)
        } else {
            Span::new(scale::value_at(values, -0.5), scale::value_at(values, last))
        }
    }
}

/// A grid with at most this many tiles a side has the value of each on its axes, as the lecture's slide does.
const FEW: usize = 7;

/// Ticks in units of tiles, `room` pixels apart or more.
pub fn ticks(values: &[f32], pixels_per_tile: f64, room: f64) -> Vec<Tick> {
    if values.len() < 2 {
        return scale::ticks(Span::new(-4.0, 4.0), 8)
            .into_iter()
            .map(|t| Tick { at: (t.at + 4.0) / 8.0 - 0.5, ..t })
            .collect();
    }
    if values.len() > FEW && scale::is_uniform(values) {
        let most = (pixels_per_tile * values.len() as f64 / (room + 6.0)).clamp(2.0, 10.0) as usize;
        return scale::ticks(Grid::span(values), most)
            .into_iter()
            .map(|tick| Tick { at: scale::position_of(values, tick.at), ..tick })
            .collect();
    }
    scale::tile_ticks(values, room / pixels_per_tile)
}
