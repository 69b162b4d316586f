use super::*;
use crate::data::measure::{Properties, measure_light};

fn plain() -> Galaxy {
    Galaxy { half_light_radius: 3.0, axis_ratio: 1.0, bulge_fraction: 0.0, arm_strength: 0.0, ..Galaxy::default() }
}

/// Mean over the colours, `[size, size]`.
fn grey(galaxy: &Galaxy, size: usize) -> Vec<f32> {
    galaxy.light(size).chunks_exact(3).map(|colours| colours.iter().sum::<f32>() / 3.0).collect()
}

fn measured(galaxy: &Galaxy, size: usize) -> Properties {
    measure_light(&grey(galaxy, size), size)
}

/// What the factors say the light adds up to, in pixels of `size`.
fn total(galaxy: &Galaxy, size: usize) -> f32 {
    let radius = galaxy.half_light_radius * size as f32 / REFERENCE_SIZE;
    2.0 * std::f32::consts::PI * radius * radius * galaxy.axis_ratio * galaxy.brightness
}

#[track_caller]
fn near(value: f32, expected: f32, tolerance: f32) {
    assert!((value - expected).abs() < tolerance, "{value} is not {expected}");
}

#[test]
fn a_disk_keeps_its_light() {
    for (size, arm_strength) in [(16, 0.0), (32, 0.0), (64, 0.0), (32, 1.0)] {
        let galaxy = Galaxy { arm_strength, ..plain() };
        let sum: f32 = grey(&galaxy, size).iter().sum();
        // 0.2 % lies outside the frame.
        near(sum / total(&galaxy, size), 1.0, 0.005);
    }
    let inclined = Galaxy { axis_ratio: 0.25, ..plain() };
    near(grey(&inclined, 32).iter().sum::<f32>() / total(&inclined, 32), 1.0, 0.005);
}

#[test]
fn a_bulge_keeps_its_light_inside_every_circle() {
    let galaxy = Galaxy { bulge_fraction: 1.0, half_light_radius: 4.0, ..plain() };
    for radius in [4.0f32, 7.0, 15.0] {
        let inside = |index: usize| {
            let (x, y) = ((index % 32) as f32 - 15.5, (index / 32) as f32 - 15.5);
            x.hypot(y) < radius
        };
        let light = grey(&galaxy, 32);
        let sum: f32 = (0..light.len()).filter(|&index| inside(index)).map(|index| light[index]).sum();
        let expected = Sersic::DeVaucouleurs.enclosed(f64::from(radius / 4.0)) as f32;
        // The point spread function and the pixels along the circle's edge move a little of it.
        near(sum / total(&galaxy, 32), expected, 0.03);
    }
}

#[test]
fn the_half_light_radius_is_recovered() {
    // A Gaussian holds half of its light inside half its full width; blur adds nearly in quadrature.
    let blur = PSF_FWHM / 2.0;
    for (size, bulge_fraction, radius, tolerance) in
        [(32, 0.0, 3.0f32, 0.12), (64, 0.0, 2.0, 0.1), (64, 0.0, 4.0, 0.1), (64, 0.3, 4.0, 0.15)]
    {
        let galaxy = Galaxy { half_light_radius: radius, bulge_fraction, ..plain() };
        let scale = size as f32 / REFERENCE_SIZE;
        near(measured(&galaxy, size).half_light_radius / scale, radius.hypot(blur), tolerance);
    }
}

#[test]
fn axis_ratio_and_position_angle_are_recovered() {
    for (axis_ratio, position_angle) in [(0.3f32, 0.0f32), (0.5, 30.0), (0.7, 135.0)] {
        let galaxy = Galaxy { axis_ratio, position_angle, half_light_radius: 2.5, ..plain() };
        let found = measured(&galaxy, 64);
        // Second moments of an exponential of scale h: 3h² along the major axis, h being the half-light radius over 1.678;
        // those of blur and pixels come on top of both axes'.
        let (scale, blur) = (5.0f32 / 1.678, 2.0 * PSF_FWHM / 2.3548);
        let (along, extra) = (3.0 * scale * scale, blur * blur + 1.0 / 12.0);
        let expected = ((along * axis_ratio * axis_ratio + extra) / (along + extra)).sqrt();
        near(found.axis_ratio, expected, 0.03);
        let turn = (found.position_angle - position_angle + 90.0).rem_euclid(180.0) - 90.0;
        near(turn, 0.0, 0.5);
        near(found.x, 31.5, 0.01);
        near(found.y, 31.5, 0.01);
    }
}

#[test]
fn a_point_has_the_width_of_the_point_spread_function() {
    let point = Galaxy { half_light_radius: 0.05, ..plain() };
    // An odd size has a pixel in the middle; reading pixels as little squares adds a twelfth to σ².
    let sigma = 63.0 / REFERENCE_SIZE * PSF_FWHM / 2.3548;
    near(measured(&point, 63).half_light_radius, 1.1774 * sigma.hypot((1f32 / 12.0).sqrt()), 0.02);
}

#[test]
fn the_colour_is_that_of_all_light() {
    for (colour, bulge_fraction) in [(-0.5f32, 0.0f32), (0.0, 0.5), (1.2, 0.9)] {
        let light = Galaxy { colour, bulge_fraction, ..plain() }.light(32);
        let sum = |channel: usize| light.iter().skip(channel).step_by(3).sum::<f32>();
        // Wings of the bulge, which is redder, are cut off.
        near(-2.5 * (sum(2) / sum(0)).log10(), colour, 0.02);
    }
}

#[test]
fn the_same_seed_gives_the_same_galaxies() {
    let several = |size, channels, seed| (0..6).map(move |index| simulate(index, size, channels, seed));
    let galaxies = |size, channels, seed| several(size, channels, seed).map(|(galaxy, _)| galaxy).collect::<Vec<_>>();
    assert!(several(32, 3, 5).eq(several(32, 3, 5)));
    assert!(several(32, 3, 5).all(|(_, pixels)| pixels.len() == 3072));
    assert_ne!(galaxies(32, 3, 6), galaxies(32, 3, 5));
    // The same galaxies in another size and in grey.
    assert_eq!(galaxies(16, 1, 5), galaxies(32, 3, 5));
    for galaxy in galaxies(32, 3, 5) {
        let within = |(value, (low, high)): (f32, (f32, f32))| (low..=high).contains(&value);
        assert!(galaxy.factors().into_iter().zip(RANGES).all(within));
        assert_eq!(Galaxy::from_factors(galaxy.factors()), galaxy);
    }
}

#[test]
fn bytes_show_the_galaxy_and_its_noise() {
    let galaxy = Galaxy { bulge_fraction: 0.4, ..Galaxy::default() };
    let (red, grey) = (galaxy.render(32, 3), galaxy.render(32, 1));
    assert_eq!((red.len(), grey.len()), (3072, 1024));
    let centre = 16 * 32 + 16;
    assert!(grey[centre] > 200 && grey[0] < 20, "{} {}", grey[centre], grey[0]);
    let noisy = galaxy.render_noisy(32, 1, &mut Rng::new(0));
    let difference = noisy.iter().zip(&grey).map(|(a, b)| f32::from(a.abs_diff(*b))).sum::<f32>() / 1024.0;
    assert!((1.0..20.0).contains(&difference), "{difference}");
}

#[test]
fn odd_factors_draw_something_finite() {
    for factors in [[0.0; 9], [1e3; 9], [-5.0; 9]] {
        let light = Galaxy::from_factors(factors).light(16);
        assert!(light.iter().all(|value| value.is_finite()));
    }
}
