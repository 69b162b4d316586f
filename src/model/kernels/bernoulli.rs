//! The Bernoulli likelihood with logits, and its gradient, in one pass.

use super::elementary::{LANES, ROUND, exp, ln_1p_of_unit};

/// Σ −log p(x|l) over all of `logits` against the grey values `x` in \[0, 1\], nats; `gradient` becomes
/// `scale` times its derivative by the logits, `scale` (sigmoid(l) − x). All three slices have one length.
pub fn loss_and_gradient(logits: &[f32], x: &[f32], gradient: &mut [f32], scale: f32) -> f64 {
    let whole = logits.len() / LANES * LANES;
    let (logit_lanes, last_logits) = logits.split_at(whole);
    let (x_lanes, last_x) = x.split_at(whole);
    let (gradient_lanes, last_gradient) = gradient.split_at_mut(whole);
    let mut total = 0.0;
    // A sum of some hundred values stays exact enough in f32; only the sum of those sums needs f64.
    const BLOCK: usize = 32 * LANES;
    let blocks = logit_lanes.chunks(BLOCK).zip(x_lanes.chunks(BLOCK)).zip(gradient_lanes.chunks_mut(BLOCK));
    for ((logits, x), gradient) in blocks {
        let mut sums = [0.0_f32; LANES];
        let lanes = logits.chunks_exact(LANES).zip(x.chunks_exact(LANES)).zip(gradient.chunks_exact_mut(LANES));
        for ((logits, x), gradient) in lanes {
            for lane in 0..LANES {
                let (loss, slope) = pixel(logits[lane], x[lane]);
                sums[lane] += loss;
                gradient[lane] = scale * slope;
            }
        }
        total += f64::from(sums.iter().sum::<f32>());
    }
    for ((&l, &x), gradient) in last_logits.iter().zip(last_x).zip(last_gradient) {
        let (loss, slope) = pixel(l, x);
        total += f64::from(loss);
        *gradient = scale * slope;
    }
    total
}

/// −log p(x|l) of one pixel, nats, relu(l) − x l + ln(1 + e^−|l|), and its derivative by the logit, sigmoid(l) − x.
#[inline(always)]
fn pixel(l: f32, x: f32) -> (f32, f32) {
    let e = exp(-l.abs());
    let relu = if l > 0.0 { l } else { 0.0 };
    let numerator = if l > 0.0 { 1.0 } else { e };
    (relu - x * l + ln_1p_of_unit(e), numerator / (1.0 + e) - x)
}

/// Appends the means, sigmoid(l), as bytes: 0 for 0, 255 for 1, rounded.
pub fn append_mean_bytes(logits: &[f32], bytes: &mut Vec<u8>) {
    bytes.extend(logits.iter().map(|&l| {
        let e = exp(-l.abs());
        let numerator = if l > 0.0 { 1.0 } else { e };
        // The rounded value is in the low bits of the sum.
        (255.0 * numerator / (1.0 + e) + ROUND).to_bits() as u8
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_of_means_agree_with_double_precision() {
        let logits: Vec<f32> = (-9000..=9000).map(|step| step as f32 * 1e-3).chain([-1e9, 1e9]).collect();
        let mut bytes = vec![7];
        append_mean_bytes(&logits, &mut bytes);
        assert_eq!(bytes[0], 7);
        for (&l, &byte) in logits.iter().zip(&bytes[1..]) {
            let truth = 255.0 / (1.0 + f64::from(-l).exp());
            assert!((f64::from(byte) - truth).abs() < 0.5001, "{l}");
        }
    }

    fn truth(l: f64, x: f64) -> (f64, f64) {
        (l.max(0.0) - x * l + (-l.abs()).exp().ln_1p(), 1.0 / (1.0 + (-l).exp()) - x)
    }

    #[test]
    fn odd_lengths_agree_with_double_precision() {
        for length in [1, 7, 8, 9, 255, 256, 257, 1001] {
            let logits: Vec<f32> = (0..length).map(|i| (i as f32 * 0.37).sin() * 12.0).collect();
            let x: Vec<f32> = (0..length).map(|i| (i % 11) as f32 / 10.0).collect();
            let mut gradient = vec![f32::NAN; length];
            let total = loss_and_gradient(&logits, &x, &mut gradient, 0.25);
            let mut expected = 0.0;
            for ((&l, &x), &gradient) in logits.iter().zip(&x).zip(&gradient) {
                let (loss, slope) = truth(l.into(), x.into());
                expected += loss;
                assert!((f64::from(gradient) - 0.25 * slope).abs() < 1e-6, "{l} {x}");
            }
            assert!((total / expected - 1.0).abs() < 1e-6, "{length}: {total} {expected}");
        }
    }

    #[test]
    fn far_logits_stay_finite() {
        let logits = [200.0, -200.0, 200.0, -200.0];
        let x = [1.0, 0.0, 0.0, 1.0];
        let mut gradient = [0.0; 4];
        let total = loss_and_gradient(&logits, &x, &mut gradient, 1.0);
        assert!((total - 400.0).abs() < 1e-3, "{total}");
        assert_eq!(gradient.map(f32::round), [0.0, 0.0, 1.0, -1.0]);
    }

    #[test]
    fn nan_is_not_hidden() {
        let mut gradient = [0.0];
        assert!(loss_and_gradient(&[f32::NAN], &[0.5], &mut gradient, 1.0).is_nan());
    }
}
