//! What is measured of linear values, against sep on the same galaxies (`scripts/data/sky_fixtures.py`), whatever is in the way.
#![cfg(not(target_arch = "wasm32"))]

use latent_lab::data::morphology::{Found, Part, find_in_values};
use latent_lab::data::{Array, Shape, npy};

const SHAPE: Shape = Shape { height: 64, width: 64, channels: 1 };

/// Of galaxy `index` what we find, and what sep measures of it without what is in its way: half-light radius, axis ratio,
/// concentration, brightness and position angle.
fn galaxy(index: usize) -> (Found, [f32; 5]) {
    let bytes = include_bytes!("fixtures/linear-galaxies.npy");
    let Array::Images(stack) = npy::read(bytes).unwrap() else { panic!("no images") };
    let mut values = Vec::new();
    stack.read(bytes, index, &mut values);
    let line = include_str!("fixtures/linear-galaxies.csv").lines().nth(2 + index).unwrap();
    let theirs: Vec<f32> = line.split(',').map(|value| value.parse().unwrap()).collect();
    (find_in_values(&values, SHAPE), theirs.try_into().unwrap())
}

#[track_caller]
fn near(value: f32, expected: f32, tolerance: f32) {
    assert!((value - expected).abs() <= tolerance, "{value} is not {expected}");
}

/// 100 exp(−r²/50) with noise of 3, and the same in a unit 10¹³ times as large on a bright sky: r₅₀ = 5 √(2 ln 2) = 5.89,
/// C = 2.5 log₁₀(ln 5 / ln 1.25) = 2.14.
#[test]
fn a_gaussian_is_measured_by_its_linear_values_in_any_unit() {
    for index in [0, 1] {
        let (found, [radius, ratio, concentration, brightness, _]) = galaxy(index);
        let ours = found.morphology;
        near(ours.half_light_radius, radius, 0.04);
        near(ours.half_light_radius, 5.887, 0.06);
        near(ours.concentration, concentration, 0.02);
        near(ours.axis_ratio, ratio, 0.015);
        near(ours.brightness, brightness, 0.005);
        near(ours.asymmetry, 0.0, 0.01);
        assert_eq!(found.flags.words(), "round");
        assert!(found.measures(1.0)[2].value.is_nan(), "what is round has no angle");
    }
}

#[test]
fn the_galaxy_in_the_middle_is_measured_and_not_a_brighter_star_beside_it() {
    let (found, [radius, ratio, concentration, brightness, angle]) = galaxy(2);
    let ours = found.morphology;
    near(ours.half_light_radius, radius, 0.05);
    near(ours.axis_ratio, ratio, 0.015);
    near(ours.concentration, concentration, 0.03);
    near(ours.brightness, brightness, 0.01);
    near(ours.position_angle, angle, 1.0);
    assert_eq!(found.parts[31 * 64 + 45], Part::Other);
    assert!(found.parts[31 * 64 + 31].is_own());
}

#[test]
fn pixels_without_a_value_are_bridged_and_said() {
    let (found, [radius, ratio, _, brightness, angle]) = galaxy(3);
    let ours = found.morphology;
    near(ours.half_light_radius, radius, 0.05 * radius);
    near(ours.axis_ratio, ratio, 0.05);
    near(ours.brightness, brightness, 0.02);
    near(ours.position_angle, angle, 1.5);
    assert_eq!(found.flags.words(), "missing pixels");
}

#[test]
fn a_saturated_core_has_no_concentration_and_keeps_its_shape() {
    let (found, [_, ratio, _, brightness, angle]) = galaxy(4);
    near(found.morphology.axis_ratio, ratio, 0.015);
    near(found.morphology.position_angle, angle, 1.5);
    near(found.morphology.brightness, brightness, 0.03);
    assert_eq!(found.flags.words(), "saturated core");
    assert!(found.measures(1.0)[3].value.is_nan());
}

#[test]
fn a_bulge_keeps_its_core_and_its_wings() {
    let (found, [radius, _, concentration, brightness, _]) = galaxy(5);
    near(found.morphology.half_light_radius, radius, 0.02 * radius);
    near(found.morphology.concentration, concentration, 0.1);
    near(found.morphology.brightness, brightness, 0.01);
}

#[test]
fn a_galaxy_that_is_mostly_missing_has_no_measures() {
    let values: Vec<f32> = (0..4096)
        .map(|index| {
            let (x, y) = ((index % 64) as f32 - 31.5, (index / 64) as f32 - 31.5);
            if x.abs() < 4.0 { f32::NAN } else { (-(x * x + y * y) / 50.0).exp() }
        })
        .collect();
    let found = find_in_values(&values, SHAPE);
    assert!(found.flags.words().starts_with("mostly missing"), "{:?}", found.flags);
    assert!(found.measures(1.0).iter().all(|measure| measure.value.is_nan()));
    assert!(find_in_values(&[f32::NAN; 4096], SHAPE).parts.is_empty());
}
