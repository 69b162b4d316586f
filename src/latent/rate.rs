//! Runs as points of the rate–distortion plane, and the table of runs that `pretrain beta` writes.
//!
//! Rate: the KL of the codes from the prior. Distortion: the reconstruction error. Both in nats per image, on held-out
//! images (Alemi et al. 2018). Plain numbers and text; knows no network and no figure.

use serde::{Deserialize, Serialize};

/// One trained network.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RatePoint {
    /// Weight of the KL term in its training.
    pub beta: f32,
    /// Nats per image, one value per latent dimension.
    pub kl_per_dimension: Vec<f32>,
    /// Nats per image, summed over pixels.
    pub distortion: f32,
}

/// A dimension whose KL is below this, nats, says almost nothing about its image: it has collapsed onto the prior.
pub const COLLAPSED: f32 = 0.01;

impl RatePoint {
    /// KL summed over the latent dimensions, nats per image.
    pub fn rate(&self) -> f32 {
        self.kl_per_dimension.iter().sum()
    }

    /// Latent dimensions that did not collapse.
    pub fn active(&self) -> usize {
        self.kl_per_dimension.iter().filter(|kl| **kl >= COLLAPSED).count()
    }

    /// The KLs from the largest to the smallest: the order of a network's dimensions means nothing.
    pub fn sorted(&self) -> Vec<f32> {
        let mut sorted = self.kl_per_dimension.clone();
        sorted.sort_by(|a, b| b.total_cmp(a));
        sorted
    }
}

/// The first line of a table.
pub const HEADER: &str = "beta,distortion,kl_per_dimension";

/// The table's text: β, distortion, and the KLs separated by spaces.
pub fn write(points: &[RatePoint]) -> String {
    let line = |point: &RatePoint| {
        let kl: Vec<String> = point.kl_per_dimension.iter().map(|kl| format!("{kl:.5}")).collect();
        format!("{},{:.3},{}\n", point.beta, point.distortion, kl.join(" "))
    };
    format!("{HEADER}\n{}", points.iter().map(line).collect::<String>())
}

/// The points of [`write()`]'s text; other lines are skipped.
pub fn read(text: &str) -> Vec<RatePoint> {
    text.lines().filter_map(read_line).collect()
}

fn read_line(line: &str) -> Option<RatePoint> {
    let mut columns = line.split(',');
    let (beta, distortion, kl) = (columns.next()?, columns.next()?, columns.next()?);
    Some(RatePoint {
        beta: beta.parse().ok()?,
        distortion: distortion.parse().ok()?,
        kl_per_dimension: kl.split(' ').map(|kl| kl.parse().ok()).collect::<Option<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_read_back() {
        let points = vec![
            RatePoint { beta: 0.1, kl_per_dimension: vec![3.5, 0.25], distortion: 150.125 },
            RatePoint { beta: 20.0, kl_per_dimension: vec![0.0, 1.5], distortion: 201.5 },
        ];
        assert_eq!(read(&write(&points)), points);
        assert!(read("beta,distortion,kl_per_dimension\n1,2\n1,x,3\n\n").is_empty());
    }

    #[test]
    fn what_collapsed_is_not_active() {
        let point = RatePoint { beta: 4.0, kl_per_dimension: vec![0.0001, 2.0, 0.5], distortion: 0.0 };
        assert_eq!(point.active(), 2);
        assert!((point.rate() - 2.5001).abs() < 1e-6);
        assert_eq!(point.sorted(), [2.0, 0.5, 0.0001]);
    }
}
