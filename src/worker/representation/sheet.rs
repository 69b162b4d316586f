//! A sheet of simulated galaxies in pixel space: all that come about as two factors change, on their first principal
//! components. Rendered and fitted a piece at a time.

use crate::data::synthetic::{Galaxy, RANGES};
use crate::latent::pca::{Fit, Pca};
use crate::protocol::representation::{Galaxy as Shown, Sheet};
use crate::protocol::{Bytes, Floats};

/// Pixels a side of a galaxy.
const PIXELS: usize = 32;
/// Galaxies along either factor of a sheet.
pub(super) const SIDE: usize = 21;
/// Galaxies rendered in one unit of work.
const AT_A_TIME: usize = 6;

/// A sheet in progress.
enum Making {
    Rendering { factors: [u8; 2], rows: Vec<f32> },
    Fitting { factors: [u8; 2], rows: Vec<f32>, fit: Fit },
}

/// The sheet of the two factors that were asked for last.
#[derive(Default)]
pub(super) struct Sheets {
    making: Option<Making>,
    sheet: Option<([u8; 2], Pca)>,
}

impl Sheets {
    /// Begins the sheet of two factors.
    pub fn begin(&mut self, factors: [u8; 2]) {
        self.sheet = None;
        self.making = Some(Making::Rendering { factors, rows: Vec::new() });
    }

    pub fn is_busy(&self) -> bool {
        self.making.is_some()
    }

    /// One unit of work: the sheet, once it is whole.
    pub fn work(&mut self) -> Option<Sheet> {
        match self.making.take()? {
            Making::Rendering { factors, mut rows } => {
                let done = rows.len() / (PIXELS * PIXELS);
                for index in done..(done + AT_A_TIME).min(SIDE * SIDE) {
                    let share = |place: usize| place as f32 / (SIDE - 1) as f32;
                    let pixels = render(factors, [share(index % SIDE), share(index / SIDE)]);
                    rows.extend(pixels.iter().map(|pixel| f32::from(*pixel) / 255.0));
                }
                self.making = Some(if rows.len() < SIDE * SIDE * PIXELS * PIXELS {
                    Making::Rendering { factors, rows }
                } else {
                    let fit = Fit::new(&rows, PIXELS * PIXELS, 3);
                    Making::Fitting { factors, rows, fit }
                });
                None
            }
            Making::Fitting { factors, rows, mut fit } => {
                if fit.step() {
                    self.making = Some(Making::Fitting { factors, rows, fit });
                    return None;
                }
                let pca = fit.pca();
                let shares = pca.explained();
                let sheet = Sheet {
                    factors,
                    side: SIDE as u32,
                    places: Floats(pca.project(&rows)),
                    shares: [0, 1, 2].map(|i| shares.get(i).map_or(0.0, |share| *share as f32)),
                };
                self.sheet = Some((factors, pca));
                Some(sheet)
            }
        }
    }

    /// The galaxy at shares `at` of the ranges of two factors, and its place on their sheet, if that is here.
    pub fn galaxy(&self, factors: [u8; 2], at: [f32; 2]) -> Shown {
        let pixels = render(factors, at);
        let place = self.sheet.as_ref().filter(|(of, _)| *of == factors).and_then(|(_, pca)| {
            let row: Vec<f32> = pixels.iter().map(|pixel| f32::from(*pixel) / 255.0).collect();
            pca.project(&row).try_into().ok()
        });
        Shown { factors, at, side: PIXELS as u32, pixels: Bytes(pixels), place }
    }
}

/// The galaxy at shares `at` of the ranges of two factors, all others as they are by default; grey.
fn render(factors: [u8; 2], at: [f32; 2]) -> Vec<u8> {
    let mut all = Galaxy::default().factors();
    for (factor, share) in factors.into_iter().zip(at) {
        let factor = usize::from(factor);
        if let (Some(value), Some((low, high))) = (all.get_mut(factor), RANGES.get(factor)) {
            *value = low + (high - low) * share.clamp(0.0, 1.0);
        }
    }
    Galaxy::from_factors(all).render(PIXELS, 1)
}
