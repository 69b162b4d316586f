//! The accuracy of photometric redshifts. Knows no map.

use super::cells::median;

/// |Δz| / (1 + z) above which an estimate counts as an outlier, as is the custom of the field.
pub const OUTLIER: f32 = 0.15;

/// The accuracy of estimated redshifts, from Δ = (z_estimated − z) / (1 + z).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Score {
    /// Median of Δ.
    pub bias: f32,
    /// 1.4826 times the median of |Δ − median Δ|: the standard deviation of a Gaussian, blind to outliers.
    pub sigma_nmad: f32,
    /// Share with |Δ| above [`OUTLIER`].
    pub outliers: f32,
}

/// Scores estimates against the true redshifts; pairs that are not finite are left out.
pub fn score(estimated: &[f32], truth: &[f32]) -> Score {
    let deltas = estimated.iter().zip(truth).map(|(estimate, z)| (estimate - z) / (1.0 + z));
    let mut deltas: Vec<f32> = deltas.filter(|delta| delta.is_finite()).collect();
    if deltas.is_empty() {
        return Score::default();
    }
    let outliers = deltas.iter().filter(|delta| delta.abs() > OUTLIER).count() as f32 / deltas.len() as f32;
    let bias = median(&mut deltas);
    let mut deviations: Vec<f32> = deltas.iter().map(|delta| (delta - bias).abs()).collect();
    Score { bias, sigma_nmad: 1.4826 * median(&mut deviations), outliers }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_in_closed_form() {
        let truth = [0.0, 1.0, 0.0, 0.0, 3.0];
        let estimated = [0.01, 1.04, 0.03, 0.5, 3.0]; // Δ = 0.01, 0.02, 0.03, 0.5, 0
        let score = score(&estimated, &truth);
        assert!((score.bias - 0.02).abs() < 1e-6 && (score.sigma_nmad - 1.4826 * 0.01).abs() < 1e-6);
        assert_eq!(score.outliers, 0.2);
        assert_eq!(super::score(&[f32::NAN], &[1.0]), Score::default());
    }
}
