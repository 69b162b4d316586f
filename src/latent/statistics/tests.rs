use super::*;

fn wave(f: impl Fn(f64) -> f64) -> Vec<f32> {
    (0..60).map(|i| f(f64::from(i)) as f32).collect()
}

/// a = sin 1.3 i, b = cos 2.1 i, y = a² − 0.7 b + 0.3 sin 5 i for i from 0 to 59, rounded to f32.
fn example() -> (Vec<f32>, Vec<f32>, Vec<f32>) {
    let a = wave(|i| (1.3 * i).sin());
    let b = wave(|i| (2.1 * i).cos());
    let y = (0..60).map(|i| {
        let (a, b) = (f64::from(a[i]), f64::from(b[i]));
        (a * a - 0.7 * b + 0.3 * (5.0 * i as f64).sin()) as f32
    });
    let y = y.collect();
    (a, b, y)
}

fn near(value: f64, expected: f64, tolerance: f64) {
    assert!((value - expected).abs() < tolerance, "{value} {expected}");
}

#[test]
fn ranks_share_ties() {
    assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0, 3.0]), [4.0, 1.0, 4.0, 2.0, 4.0]);
    assert!(ranks(&[]).is_empty());
}

#[test]
fn correlation_of_ranks_agrees_with_scipy() {
    // scipy 1.17.1: spearmanr(a, y).statistic, then with floor(4 a), then also with floor(3 y).
    let rho = |x: &[f32], y: &[f32]| pearson(&ranks(x), &ranks(y));
    let (a, _, y) = example();
    let a4: Vec<f32> = a.iter().map(|v| (4.0 * v).floor()).collect();
    let y3: Vec<f32> = y.iter().map(|v| (3.0 * v).floor()).collect();
    near(rho(&a, &y), -0.2093914976382329, 1e-12);
    near(rho(&a4, &y), -0.2054539603702981, 1e-12);
    near(rho(&a4, &y3), -0.1863895368068922, 1e-12);
    near(rho(&[1.0, 2.0, 5.0], &[0.1, 7.0, 7.5]), 1.0, 1e-12);
    assert_eq!(rho(&[1.0, 1.0], &[1.0, 2.0]), 0.0);
    assert_eq!(rho(&[], &[]), 0.0);
}

#[test]
fn regressions_agree_with_scikit_learn() {
    // sklearn 1.9.1: LinearRegression().fit(x, y).score(x, y), coef_ / |coef_|.
    let (a, b, y) = example();
    let y = Response::number(&y);
    near(r_squared(&a, &y), 0.053167694793361364, 1e-12);
    near(r_squared(&b, &y), 0.5805990454657788, 1e-12);
    let fit = plane(&a, &b, &y);
    near(fit.r_squared, 0.6499605871181182, 1e-12);
    near(fit.direction[0], -0.322919, 1e-6);
    near(fit.direction[1], -0.94642661, 1e-6);
    // The same axis twice says no more than once.
    near(plane(&b, &b, &y).r_squared, 0.5805990454657788, 1e-9);
    assert_eq!(plane(&[1.0; 60], &[1.0; 60], &y), Plane::default());
    assert_eq!(r_squared(&[1.0; 60], &y), 0.0);
    assert_eq!(r_squared(&a, &Response::number(&[2.0; 60])), 0.0);
}

#[test]
fn angles_agree_with_scikit_learn() {
    // sklearn 1.9.1, C = (cos 2θ, sin 2θ) of θ = (100 a + 30 b + 17 sin 5 i) mod 180°: the scores of a and of b
    // regressed on C, and 1 − Σ residual² / Σ deviation² of C regressed on (a, b).
    let (a, b, _) = example();
    let degrees: Vec<f32> = (0..60)
        .map(|i| {
            let sum = 100.0 * f64::from(a[i]) + 30.0 * f64::from(b[i]) + 17.0 * (5.0 * i as f64).sin();
            sum.rem_euclid(180.0) as f32
        })
        .collect();
    let angle = Response::angle(&degrees, 180.0);
    near(r_squared(&a, &angle), 0.24475596222688256, 1e-9);
    near(r_squared(&b, &angle), 0.08875112211956704, 1e-9);
    near(plane(&a, &b, &angle).r_squared, 0.15691693343380997, 1e-9);
}

#[test]
fn a_half_turn_changes_nothing() {
    let degrees = [10.0, 50.0, 120.0, 170.0, 95.0];
    let turned = degrees.map(|d| d + 180.0);
    let x = [0.3, 1.0, -2.0, 0.5, 0.7];
    near(r_squared(&x, &Response::angle(&degrees, 180.0)), r_squared(&x, &Response::angle(&turned, 180.0)), 1e-6);
}

#[test]
fn direction_of_an_angle_is_that_in_which_it_turns() {
    let x: Vec<f32> = (0..40).map(|i| (i % 8) as f32 - 3.5).collect();
    let y: Vec<f32> = (0..40).map(|i| (i / 8) as f32 - 2.0).collect();
    let degrees: Vec<f32> = x.iter().zip(&y).map(|(x, y)| 45.0 + (0.6 * x + 0.8 * y)).collect();
    let fit = plane(&x, &y, &Response::angle(&degrees, 180.0));
    assert!(fit.r_squared > 0.99);
    near((fit.direction[0] * 0.8 - fit.direction[1] * 0.6).abs(), 0.0, 1e-3);
}

#[test]
fn neighbours_agree_with_scikit_learn() {
    // sklearn 1.9.1: KNeighborsRegressor(k) fitted and applied by fold = 7 i mod 5, residuals pooled.
    let (a, b, y) = example();
    let points: Vec<f32> = a.iter().zip(&b).flat_map(|(a, b)| [*a, *b]).collect();
    let fold: Vec<u32> = (0..60).map(|i| 7 * i % 5).collect();
    let response = Response::number(&y);
    for (k, expected) in [(3, 0.9108826514883679), (8, 0.7879178032031579)] {
        near(KnnRegression::new(&points, 2, k, &fold).r_squared(&response), expected, 1e-9);
    }
    assert_eq!(KnnRegression::new(&[], 2, 3, &[]).r_squared(&Response::number(&[])), 0.0);
}

#[test]
fn folds_are_even() {
    let fold = folds(23, 5, &Rng::new(1));
    let sizes: Vec<usize> = (0..5).map(|f| fold.iter().filter(|g| **g == f).count()).collect();
    assert_eq!(sizes, [5, 5, 5, 4, 4]);
    assert_eq!(fold, folds(23, 5, &Rng::new(1)));
}

#[test]
fn permutations_tell_a_pattern_from_noise() {
    let (a, b, y) = example();
    let response = Response::number(&y);
    let rng = Rng::new(5);
    let found = permutation(&response, 199, &rng, |response| r_squared(&b, response));
    assert_eq!(found.p_value, 1.0 / 200.0);
    // Under the null R² of n values has mean 1/(n − 1), and its 95 % point is that of Beta(1/2, (n − 2)/2): 0.0647.
    near(found.mean, 1.0 / 59.0, 0.01);
    near(found.upper, 0.0647, 0.03);
    let noise = permutation(&response, 199, &rng, |response| r_squared(&wave(|i| (77.7 * i).sin()), response));
    assert!(noise.p_value > 0.05 && noise.observed < noise.upper, "{noise:?}");
    assert_eq!(found, permutation(&response, 199, &rng, |response| r_squared(&b, response)));
    assert_eq!(permutation(&response, 0, &rng, |response| r_squared(&a, response)).p_value, 1.0);
}
