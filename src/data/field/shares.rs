//! Pixels between sources that touch go to the one that most likely has them, each taken for a Gaussian with the light's moments.

use super::components::Component;
use super::source::Moments;

/// What is known of a source from its part above a threshold: ln of the peak of its Gaussian, and the quadratic form of it.
struct Gaussian {
    x: f64,
    y: f64,
    log_peak: f64,
    /// d² = xx·dx² + yy·dy² + xy·dx·dy
    form: [f64; 3],
}

/// Gives owners to the pixels that have none, `u32::MAX`. `cuts` has for each owner the threshold that its pixels are above.
pub fn share(component: &Component, places: &[[u32; 2]], owners: &mut [u32], cuts: &[f32]) {
    let mut moments = vec![Moments::default(); cuts.len()];
    let mut peaks = vec![0.0_f32; cuts.len()];
    for ((&owner, &[x, y]), pixel) in owners.iter().zip(places).zip(&component.pixels) {
        if let Some(moments) = moments.get_mut(owner as usize) {
            moments.add(x, y, pixel.significance);
            peaks[owner as usize] = peaks[owner as usize].max(pixel.significance);
        }
    }
    let gaussians: Vec<Gaussian> =
        moments.iter().zip(&peaks).zip(cuts).map(|((moments, peak), cut)| Gaussian::of(moments, *peak, *cut)).collect();
    for (owner, &[x, y]) in owners.iter_mut().zip(places) {
        if *owner == u32::MAX {
            let likely = gaussians.iter().enumerate().map(|(index, gaussian)| (index, gaussian.log_at(x, y)));
            let best = likely.fold((0, f64::NEG_INFINITY), |best, one| if one.1 > best.1 { one } else { best });
            *owner = best.0 as u32;
        }
    }
}

impl Gaussian {
    fn of(moments: &Moments, peak: f32, cut: f32) -> Self {
        // A Gaussian above the share t of its peak has (1 + t ln t / (1 − t)) times its variance.
        let t = f64::from(cut / peak).clamp(0.0, 0.9);
        let seen = if t > 0.0 { 1.0 + t * t.ln() / (1.0 - t) } else { 1.0 };
        let [xx, yy, xy] = moments.covariance().map(|moment| moment / seen);
        let determinant = xx * yy - xy * xy;
        let form = [yy / determinant, xx / determinant, -2.0 * xy / determinant];
        let [x, y] = moments.centre();
        Self { x, y, log_peak: f64::from(peak).ln(), form }
    }

    fn log_at(&self, x: u32, y: u32) -> f64 {
        let (dx, dy) = (f64::from(x) - self.x, f64::from(y) - self.y);
        let [xx, yy, xy] = self.form;
        self.log_peak - 0.5 * (xx * dx * dx + yy * dy * dy + xy * dx * dy)
    }
}
