//! β, the weight of the KL term: its limits, its slider, and what training with it is called.

use super::number::Number;

pub const BETA: Number = Number::real("β", 0.0, 20.0);

/// What training with this β is called.
pub fn beta_name(beta: f32) -> &'static str {
    if beta == 0.0 {
        "an autoencoder with noise"
    } else if beta < 1.0 {
        "the code costs less than its nats"
    } else if beta == 1.0 {
        "the ELBO itself"
    } else {
        "the code costs more than its nats"
    }
}

/// The β at a slider's position, which runs from 0 to 20 as β does: β = v²/20, fine near 0.
pub fn beta_at(position: f64) -> f32 {
    let beta = position * position / 20.0;
    // Two digits are what a hand can mean; at 1 the slider must be able to say 1.
    let scale = if beta >= 0.1 { 100.0 } else { 10f64.powi(1 - beta.max(1e-6).log10().floor() as i32) };
    ((beta * scale).round() / scale) as f32
}

/// The slider's position for a β.
pub fn beta_position(beta: f32) -> f64 {
    (f64::from(beta) * 20.0).sqrt()
}

/// The next plain β above or below, in steps that are a tenth of it or less above 0.1: 0.01, 0.05, 0.1 or 0.5.
pub fn next_beta(beta: f32, up: bool) -> f32 {
    let beta = f64::from(beta);
    // Down from 1 goes in the steps below 1, not in those above it.
    let from = if up { beta + 1e-6 } else { beta - 1e-6 };
    let step = match from {
        b if b < 0.1 => 0.01,
        b if b < 1.0 => 0.05,
        b if b < 5.0 => 0.1,
        _ => 0.5,
    };
    let next = if up { (from / step).floor() + 1.0 } else { (from / step).ceil() - 1.0 };
    (next * step).clamp(BETA.min, BETA.max) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_go_through_plain_betas_and_back() {
        let mut beta = 0.0;
        let mut seen = vec![beta];
        while beta < 20.0 {
            beta = next_beta(beta, true);
            seen.push(beta);
        }
        assert!(seen.windows(2).all(|pair| pair[0] < pair[1]) && seen.contains(&1.0) && seen.contains(&0.05));
        for &known in seen.iter().rev().skip(1) {
            beta = next_beta(beta, false);
            assert!((beta - known).abs() < 1e-6, "{beta} {known}");
        }
        assert_eq!((next_beta(0.0, false), next_beta(20.0, true)), (0.0, 20.0));
    }

    #[test]
    fn the_beta_slider_is_fine_near_zero_and_reaches_its_marks() {
        assert_eq!(beta_at(0.0), 0.0);
        assert_eq!(beta_at(20.0), 20.0);
        assert_eq!(beta_at(4.47), 1.0);
        assert_eq!(beta_at(0.2), 0.002);
        assert_eq!(beta_at(0.01), 0.000005);
        let positions = (0..=2000).map(|step| beta_at(f64::from(step) / 100.0));
        assert!(positions.is_sorted(), "the slider never runs backwards");
        for beta in [0.0, 0.001, 0.05, 0.5, 1.0, 4.0, 10.0, 20.0] {
            let back = beta_at((beta_position(beta) * 100.0).round() / 100.0);
            assert!((back - beta).abs() <= 0.01 * beta.max(0.02), "{beta} came back as {back}");
        }
    }
}
