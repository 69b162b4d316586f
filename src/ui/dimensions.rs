//! Latent dimensions by how much they carry: their order, and in words which of them carry nothing. No browser.

use crate::latent::rate::COLLAPSED;

/// In place of the KL of a dimension of which nothing is to be said: that of an untrained network.
pub const UNKNOWN: f64 = f64::INFINITY;

/// The dimensions, from 0: the one with the largest KL first, equal ones as they come.
pub fn by_kl(kl: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..kl.len()).collect();
    order.sort_by(|a, b| kl[*b].total_cmp(&kl[*a]));
    order
}

/// Whether a dimension's posterior has collapsed onto the prior: it carries no information to the decoder.
pub fn is_inactive(kl: f64) -> bool {
    kl < COLLAPSED.into()
}

/// A dimension's name where it is one of a list.
pub fn listed(name: String, kl: f64) -> String {
    if is_inactive(kl) { format!("{name}, inactive") } else { name }
}

/// A dimension's name on an axis: where its posterior has collapsed, that is said.
pub fn axis_of(name: String, kl: Option<f64>) -> String {
    match kl {
        Some(kl) if is_inactive(kl) => format!("{name}, inactive: KL {kl:.2} nats"),
        _ => name,
    }
}

/// KL per latent dimension, the largest first, and which of them carry nothing.
pub fn kl_per_dimension(kl: &[f64], name: impl Fn(usize) -> String) -> String {
    let (idle, active): (Vec<_>, Vec<_>) = by_kl(kl).into_iter().partition(|dimension| is_inactive(kl[*dimension]));
    let list = |of: &[usize]| {
        let parts: Vec<String> = of.iter().map(|i| format!("{} {:.2}", name(*i), kl[*i])).collect();
        parts.join(", ")
    };
    let carrying = if active.is_empty() { "none carries anything".to_owned() } else { list(&active) };
    let idle = if idle.is_empty() { String::new() } else { format!(" Inactive: {}.", list(&idle)) };
    format!("KL per dimension, nats: {carrying}.{idle}")
}

/// What a map of posterior means says of its axes where the posterior is the prior, as after a collapse and before any training;
/// nothing if it is not. `shown` are the dimensions on the axes, each with its name and KL, and `furthest` is how far from 0
/// the means lie in these.
pub fn collapse(shown: &[(String, f64)], furthest: f32) -> Option<String> {
    let idle: Vec<&str> = shown.iter().filter(|(_, kl)| is_inactive(*kl)).map(|(name, _)| name.as_str()).collect();
    let (last, others) = idle.split_last()?;
    let names = if others.is_empty() { (*last).to_owned() } else { format!("{} and {last}", others.join(", ")) };
    let carry = if others.is_empty() { "carries" } else { "carry" };
    let all = idle.len() == shown.len();
    let means = if all { format!(", and no mean is further from 0 than {}", small(furthest)) } else { String::new() };
    Some(format!(
        "{names} {carry} nothing: the posterior is the prior for every image{means}. The axes keep the prior’s scale."
    ))
}

/// How far from 0 any of the means, `[images, latent]`, lies in the dimensions that `within` lets through.
pub fn furthest_in(means: &[f32], latent: usize, within: impl Fn(usize) -> bool) -> f32 {
    let shown = means.iter().enumerate().filter(|(i, _)| within(i % latent.max(1)));
    shown.fold(0f32, |most, (_, mean)| if mean.is_finite() { most.max(mean.abs()) } else { most })
}

/// How far from 0 any of these means lies.
pub fn furthest(means: &[f32]) -> f32 {
    furthest_in(means, 1, |_| true)
}

/// What a map says of its axes of which only the means are known: all of them are at 0, compared with the prior's 1.
pub fn collapse_of_means(means: &[f32]) -> Option<String> {
    let furthest = furthest(means);
    let still = !means.is_empty() && furthest < STILL;
    still.then(|| format!("All means lie within {} of 0. The axes keep the prior’s scale.", small(furthest)))
}

/// Means that lie nearer to 0 than this are all at 0.
const STILL: f32 = 0.01;

/// A small distance with one digit that counts.
fn small(distance: f32) -> String {
    if distance >= 0.01 { format!("{distance:.2}") } else { format!("{distance:.0e}").replace('-', "−") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dimensions_are_sorted_by_kl_and_collapsed_ones_named() {
        let words = |kl: &[f64]| kl_per_dimension(kl, |i| format!("z{}", i + 1));
        assert_eq!(words(&[1.2, 3.1]), "KL per dimension, nats: z2 3.10, z1 1.20.");
        assert_eq!(words(&[0.002, 3.1, 0.2]), "KL per dimension, nats: z2 3.10, z3 0.20. Inactive: z1 0.00.");
        assert_eq!(words(&[0.0]), "KL per dimension, nats: none carries anything. Inactive: z1 0.00.");
    }

    #[test]
    fn equal_dimensions_keep_their_order() {
        assert_eq!(by_kl(&[0.0, 2.0, 0.0, 3.0]), [3, 1, 0, 2]);
        assert_eq!(by_kl(&[f64::NAN, 1.0]).len(), 2);
    }

    #[test]
    fn an_axis_says_that_its_dimension_is_inactive() {
        assert_eq!(axis_of("z1".to_owned(), Some(0.002)), "z1, inactive: KL 0.00 nats");
        assert_eq!(axis_of("z1".to_owned(), Some(0.02)), "z1");
        assert_eq!(axis_of("z1".to_owned(), None), "z1");
        assert_eq!((listed("z1".to_owned(), 0.0), listed("z1".to_owned(), 1.0)), ("z1, inactive".into(), "z1".into()));
    }

    #[test]
    fn a_collapse_is_said_with_the_size_of_what_is_left() {
        let shown = |x: f64, y: f64| [("z1".to_owned(), x), ("z2".to_owned(), y)];
        assert_eq!(collapse(&shown(1.0, 0.5), 3.0), None);
        assert_eq!(
            collapse(&shown(0.0, 0.009), 2.4e-6).unwrap(),
            "z1 and z2 carry nothing: the posterior is the prior for every image, and no mean is further from 0 than 2e−6. The axes keep the prior’s scale."
        );
        assert_eq!(
            collapse(&shown(4.0, 0.0), 3.0).unwrap(),
            "z2 carries nothing: the posterior is the prior for every image. The axes keep the prior’s scale."
        );
        assert_eq!(furthest(&[0.5, -2.0, f32::NAN]), 2.0);
        assert_eq!(furthest_in(&[0.5, -2.0, f32::NAN, 3.0, -0.25, 1.0], 3, |dimension| dimension != 0), 2.0);
        assert_eq!(furthest_in(&[0.5, -2.0, -1.0, 3.0], 2, |dimension| dimension == 0), 1.0);
        assert_eq!(collapse_of_means(&[0.5, 1e-6]), None);
        assert_eq!(collapse_of_means(&[]), None);
        let words = "All means lie within 2e−3 of 0. The axes keep the prior’s scale.";
        assert_eq!(collapse_of_means(&[1e-6, -0.002]).unwrap(), words);
        assert!(collapse(&[("z1".to_owned(), 0.0)], 0.031).unwrap().contains("from 0 than 0.03."));
    }
}
