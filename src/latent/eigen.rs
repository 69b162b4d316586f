//! Eigenvalues and eigenvectors of a small symmetric matrix, by cyclic Jacobi rotations.
//!
//! Golub & Van Loan, "Matrix Computations", §8.5. Meant for up to about 64 × 64; O(n³) per sweep, about 8 sweeps.

/// Eigenvalues descending, and the unit eigenvectors as rows `[n, n]`, of the symmetric `matrix` `[n, n]`.
///
/// Each vector's largest component (the first of equals) is positive, so the result does not depend on rounding.
pub fn symmetric(mut matrix: Vec<f64>, n: usize) -> (Vec<f64>, Vec<f64>) {
    let mut vectors = vec![0.0; n * n]; // [vector, component]
    for i in 0..n {
        vectors[i * n + i] = 1.0;
    }
    let scale: f64 = matrix.iter().map(|v| v * v).sum();
    for _ in 0..64 {
        let off: f64 = (0..n).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| matrix[i * n + j].powi(2)).sum();
        if off <= 1e-30 * scale || !off.is_finite() {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut matrix, &mut vectors, n, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| matrix[j * n + j].total_cmp(&matrix[i * n + i]));
    let values = order.iter().map(|&i| matrix[i * n + i]).collect();
    let mut sorted: Vec<f64> = order.iter().flat_map(|&i| vectors[i * n..(i + 1) * n].iter().copied()).collect();
    if n > 0 {
        sorted.chunks_exact_mut(n).for_each(fix_sign);
    }
    (values, sorted)
}

/// Turns `vector` so that its largest component in magnitude (the first of near-equals) is positive.
pub fn fix_sign(vector: &mut [f64]) {
    let largest = vector.iter().fold(0.0f64, |m, v| m.max(v.abs()));
    let leading = vector.iter().find(|v| v.abs() >= largest * (1.0 - 1e-9));
    if leading.is_some_and(|v| *v < 0.0) {
        vector.iter_mut().for_each(|v| *v = -*v);
    }
}

/// One Jacobi rotation, which makes `matrix[p, q]` zero.
fn rotate(matrix: &mut [f64], vectors: &mut [f64], n: usize, p: usize, q: usize) {
    let off = matrix[p * n + q];
    if off == 0.0 {
        return;
    }
    let theta = (matrix[q * n + q] - matrix[p * n + p]) / (2.0 * off);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let t = if theta == 0.0 { 1.0 } else { t };
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for k in 0..n {
        let (a, b) = (matrix[k * n + p], matrix[k * n + q]);
        matrix[k * n + p] = c * a - s * b;
        matrix[k * n + q] = s * a + c * b;
    }
    for k in 0..n {
        let (a, b) = (matrix[p * n + k], matrix[q * n + k]);
        matrix[p * n + k] = c * a - s * b;
        matrix[q * n + k] = s * a + c * b;
        let (a, b) = (vectors[p * n + k], vectors[q * n + k]);
        vectors[p * n + k] = c * a - s * b;
        vectors[q * n + k] = s * a + c * b;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_by_two_in_closed_form() {
        let (values, vectors) = symmetric(vec![2.0, 1.0, 1.0, 2.0], 2);
        assert!((values[0] - 3.0).abs() < 1e-14 && (values[1] - 1.0).abs() < 1e-14);
        let h = 0.5f64.sqrt();
        assert!(vectors.iter().zip([h, h, h, -h]).all(|(a, b)| (a - b).abs() < 1e-14), "{vectors:?}");
    }

    #[test]
    fn path_graph_in_closed_form() {
        // The tridiagonal matrix (−1, 2, −1) has eigenvalues 2 − 2 cos(kπ/(n + 1)).
        let n = 40;
        let mut matrix = vec![0.0; n * n];
        for i in 0..n {
            matrix[i * n + i] = 2.0;
            if i + 1 < n {
                matrix[i * n + i + 1] = -1.0;
                matrix[(i + 1) * n + i] = -1.0;
            }
        }
        let (values, vectors) = symmetric(matrix, n);
        for (i, value) in values.iter().enumerate() {
            let k = (n - i) as f64;
            let expected = 2.0 - 2.0 * (k * std::f64::consts::PI / (n as f64 + 1.0)).cos();
            assert!((value - expected).abs() < 1e-12, "{i}: {value} {expected}");
        }
        for i in 0..n {
            for j in 0..n {
                let dot: f64 = (0..n).map(|k| vectors[i * n + k] * vectors[j * n + k]).sum();
                assert!((dot - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn degenerate_matrices_are_fine() {
        assert_eq!(symmetric(Vec::new(), 0), (Vec::new(), Vec::new()));
        assert_eq!(symmetric(vec![0.0; 4], 2).0, [0.0, 0.0]);
        assert_eq!(symmetric(vec![5.0, 0.0, 0.0, 5.0], 2).0, [5.0, 5.0]);
    }
}
