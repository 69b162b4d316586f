//! Mutual information gap (Chen et al. 2018, "Isolating sources of disentanglement"): does each factor live on one axis?
//!
//! MIG = 1/K Σₖ [I(z₍₁₎; vₖ) − I(z₍₂₎; vₖ)] / H(vₖ): for each true factor v the information of the axis that knows most
//! of it, less that of the runner-up, as a share of the factor's entropy. 1: every factor has an axis of its own; 0: its
//! knowledge is spread evenly, or there is none. It needs the truth, so only simulated images have one. Information is
//! estimated on equal-mass bins of the posterior means, in nats, with the correction of Miller (1955) for small samples.

use super::statistics::ranks;

/// What the axes know of one factor.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// Entropy of the binned factor, nats.
    pub entropy: f64,
    /// I(z_j; v) for each latent dimension, nats, `[latent]`.
    pub information: Vec<f64>,
}

impl Gap {
    /// The latent dimension that knows most.
    pub fn best(&self) -> usize {
        let best = (0..self.information.len()).max_by(|i, j| self.information[*i].total_cmp(&self.information[*j]));
        best.unwrap_or(0)
    }

    /// Best less second best, as a share of the entropy, 0–1. With a single axis there is no second: its own share.
    pub fn share(&self) -> f64 {
        let best = self.best();
        let most = self.information.get(best).copied().unwrap_or(0.0);
        let others = self.information.iter().enumerate().filter(|(j, _)| *j != best);
        let second = others.map(|(_, nats)| *nats).fold(0.0, f64::max);
        if self.entropy > 0.0 { ((most - second) / self.entropy).clamp(0.0, 1.0) } else { 0.0 }
    }
}

/// The gap of each of `factors` (`[n]` each) under the posterior means `mu` `[n, latent]`.
pub fn gaps(mu: &[f32], latent: usize, factors: &[&[f32]]) -> Vec<Gap> {
    let n = mu.len() / latent.max(1);
    let bins = bin_count(n);
    let axes: Vec<Vec<usize>> =
        (0..latent).map(|j| binned(&mu.iter().skip(j).step_by(latent).copied().collect::<Vec<f32>>(), bins)).collect();
    let gap = |factor: &&[f32]| {
        let v = binned(factor, bins);
        let information = axes.iter().map(|z| mutual_information(z, &v)).collect();
        Gap { entropy: entropy(&v), information }
    };
    factors.iter().map(gap).collect()
}

/// The mean share of all factors; 0 without factors.
pub fn mig(gaps: &[Gap]) -> f64 {
    gaps.iter().map(Gap::share).sum::<f64>() / gaps.len().max(1) as f64
}

/// Enough bins for about five points in each cell of two binned numbers, 4 to 20.
fn bin_count(n: usize) -> usize {
    ((n as f64 / 5.0).sqrt() as usize).clamp(4, 20)
}

/// The bin of each value: its own for each distinct value of a discrete quantity, else of equal mass.
fn binned(values: &[f32], bins: usize) -> Vec<usize> {
    let mut distinct = values.to_vec();
    distinct.sort_by(f32::total_cmp);
    distinct.dedup();
    if distinct.len() <= bins {
        return values.iter().map(|v| distinct.partition_point(|d| d.total_cmp(v).is_lt())).collect();
    }
    let n = values.len() as f32;
    ranks(values).into_iter().map(|rank| (((rank - 0.5) / n * bins as f32) as usize).min(bins - 1)).collect()
}

/// H + (occupied − 1) / 2n, nats.
fn entropy(cells: &[usize]) -> f64 {
    let mut counts = vec![0u32; cells.iter().max().map_or(0, |last| last + 1)];
    cells.iter().for_each(|cell| counts[*cell] += 1);
    let n = cells.len().max(1) as f64;
    let occupied: Vec<f64> = counts.into_iter().filter(|count| *count > 0).map(|count| f64::from(count) / n).collect();
    let plain: f64 = occupied.iter().map(|p| -p * p.ln()).sum();
    plain + (occupied.len().max(1) - 1) as f64 / (2.0 * n)
}

/// I(a; b) = H(a) + H(b) − H(a, b), not below 0.
fn mutual_information(a: &[usize], b: &[usize]) -> f64 {
    let columns = b.iter().max().map_or(1, |last| last + 1);
    let joint: Vec<usize> = a.iter().zip(b).map(|(a, b)| a * columns + b).collect();
    (entropy(a) + entropy(b) - entropy(&joint)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    fn normals(n: usize, seed: u64) -> Vec<f32> {
        let mut values = vec![0.0; n];
        Rng::new(seed).fill_normal(&mut values);
        values
    }

    fn rows(a: &[f32], b: &[f32]) -> Vec<f32> {
        a.iter().zip(b).flat_map(|(a, b)| [*a, *b]).collect()
    }

    #[test]
    fn information_of_two_gaussians_in_closed_form() {
        // I = −½ ln(1 − ρ²) nats; binning loses a little of it.
        let (x, noise) = (normals(40_000, 1), normals(40_000, 2));
        for rho in [0.0f32, 0.5, 0.8] {
            let y: Vec<f32> = x.iter().zip(&noise).map(|(x, e)| rho * x + (1.0 - rho * rho).sqrt() * e).collect();
            let found = mutual_information(&binned(&x, 20), &binned(&y, 20));
            let expected = -0.5 * (1.0 - f64::from(rho * rho)).ln();
            assert!((found - expected).abs() < 0.03, "{rho}: {found} {expected}");
        }
    }

    #[test]
    fn a_factor_with_an_axis_of_its_own_has_the_whole_gap() {
        let factor: Vec<f32> = (0..800).map(|i| (i % 4) as f32).collect();
        let noise = normals(800, 3);
        let gap = &gaps(&rows(&noise, &factor), 2, &[&factor])[0];
        assert!((gap.entropy - 4f64.ln()).abs() < 0.01, "{}", gap.entropy);
        assert_eq!(gap.best(), 1);
        assert!(gap.share() > 0.97, "{gap:?}");
    }

    #[test]
    fn a_factor_on_both_axes_or_on_none_has_no_gap() {
        let factor = normals(2000, 4);
        let twice = gaps(&rows(&factor, &factor), 2, &[&factor]);
        assert_eq!(twice[0].share(), 0.0);
        let none = gaps(&rows(&normals(2000, 5), &normals(2000, 6)), 2, &[&factor]);
        assert!(none[0].share() < 0.02, "{none:?}");
        assert!((mig(&[twice[0].clone(), none[0].clone()]) - 0.5 * none[0].share()).abs() < 1e-12);
        assert_eq!(mig(&[]), 0.0);
    }

    #[test]
    fn a_constant_factor_and_no_points_are_no_trouble() {
        assert_eq!(gaps(&[1.0, 2.0, 3.0], 1, &[&[5.0; 3]])[0].share(), 0.0);
        assert_eq!(gaps(&[], 2, &[&[]])[0].entropy, 0.0);
    }
}
