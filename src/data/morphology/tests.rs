use super::*;
use crate::data::synthetic::Galaxy;
use crate::rng::Rng;

const RGB: Shape = Shape { height: 32, width: 32, channels: 3 };
const GREY: Shape = Shape { height: 32, width: 32, channels: 1 };

fn disk() -> Galaxy {
    Galaxy { half_light_radius: 5.0, arm_strength: 0.0, bulge_fraction: 0.0, brightness: 0.3, ..Galaxy::default() }
}

#[track_caller]
fn near(value: f32, expected: f32, tolerance: f32) {
    assert!((value - expected).abs() < tolerance, "{value} is not {expected}");
}

#[test]
fn a_simulated_disk_has_its_shape() {
    let galaxy = Galaxy { axis_ratio: 0.5, position_angle: 130.0, colour: 0.0, ..disk() };
    let found = morphology(&galaxy.render(32, 3), RGB, 1.0);
    near(found.axis_ratio, 0.5, 0.08);
    near(found.position_angle, 130.0, 2.0);
    near(found.asymmetry, 0.0, 0.03);
    near(found.colour, 0.0, 0.02);
    near(found.x, 0.0, 0.05);
    near(found.y, 0.0, 0.05);
}

#[test]
fn the_scale_turns_stamp_pixels_into_the_original_ones() {
    let pixels = disk().render(32, 1);
    let (one, three) = (morphology(&pixels, GREY, 1.0), morphology(&pixels, GREY, 3.0));
    near(three.half_light_radius, 3.0 * one.half_light_radius, 1e-4);
    near(three.brightness, one.brightness + 2.0 * 3f32.log10(), 1e-5);
    assert_eq!((three.axis_ratio, three.concentration), (one.axis_ratio, one.concentration));
}

#[test]
fn a_uniform_disc_in_closed_form() {
    let at = |index: usize| ((index % 32) as f32 - 15.5).hypot((index / 32) as f32 - 15.5);
    let pixels: Vec<u8> = (0..1024).map(|index| if at(index) < 9.0 { 255 } else { 0 }).collect();
    let found = morphology(&pixels, GREY, 2.0);
    near(found.half_light_radius, 2.0 * 9.0 / 2f32.sqrt(), 0.15);
    near(found.concentration, 5.0 * 2f32.log10(), 0.02);
    near(found.brightness, (std::f32::consts::PI * 81.0 * 4.0).log10(), 0.01);
    near(found.asymmetry, 0.0, 1e-3);
    assert!(found.colour.is_nan());
}

#[test]
fn more_of_a_factor_is_more_of_its_measure() {
    let measured = |galaxy: Galaxy| morphology(&galaxy.render(32, 3), RGB, 1.0);
    let rises = |values: Vec<f32>| assert!(values.is_sorted(), "{values:?}");
    rises([2.5, 3.5, 5.0].map(|r| measured(Galaxy { half_light_radius: r, ..disk() }).half_light_radius).to_vec());
    rises([0.25, 0.5, 1.0].map(|q| measured(Galaxy { axis_ratio: q, ..disk() }).axis_ratio).to_vec());
    rises([0.0, 0.3, 0.7].map(|b| measured(Galaxy { bulge_fraction: b, ..disk() }).concentration).to_vec());
    rises([0.2, 0.4, 0.6].map(|b| measured(Galaxy { brightness: b, ..disk() }).brightness).to_vec());
    rises([-0.3, 0.2, 0.9].map(|c| measured(Galaxy { colour: c, ..disk() }).colour).to_vec());
}

#[test]
fn a_neighbour_and_the_sky_do_not_count() {
    let galaxy = Galaxy { half_light_radius: 3.0, ..disk() };
    let clean = galaxy.render(32, 1);
    let expected = morphology(&clean, GREY, 1.0);
    let mut crowded: Vec<u8> = clean.iter().map(|v| v.saturating_add(40)).collect();
    for (x, y) in [(3, 3), (4, 3), (3, 4), (4, 4), (28, 20)] {
        crowded[y * 32 + x] = 255;
    }
    let found = morphology(&crowded, GREY, 1.0);
    near(found.half_light_radius, expected.half_light_radius, 0.02);
    near(found.axis_ratio, expected.axis_ratio, 0.02);
    near(found.asymmetry, expected.asymmetry, 0.02);
}

#[test]
fn a_lopsided_galaxy_is_asymmetric_and_noise_of_the_sky_is_not() {
    let galaxy = Galaxy { half_light_radius: 3.5, ..disk() };
    let mut rng = Rng::new(3);
    let mut noisy = |v: &u8| (f32::from(*v) + 30.0 + 4.0 * rng.normal()) as u8;
    let noisy: Vec<u8> = galaxy.render(32, 1).iter().map(&mut noisy).collect();
    near(morphology(&noisy, GREY, 1.0).asymmetry, 0.0, 0.04);
    let mut lopsided = galaxy.render(32, 1);
    for (index, v) in lopsided.iter_mut().enumerate() {
        let (x, y) = (index % 32, index / 32);
        if (20..24).contains(&x) && (12..16).contains(&y) {
            *v = v.saturating_add(150);
        }
    }
    assert!(morphology(&lopsided, GREY, 1.0).asymmetry > 0.1);
}

#[test]
fn odd_stamps_do_no_harm() {
    for (shape, pixels) in [
        (RGB, vec![0; 3072]),
        (RGB, vec![255; 3072]),
        (RGB, vec![9; 5]),
        (Shape { height: 0, width: 0, channels: 3 }, Vec::new()),
        (Shape { height: 1, width: 1, channels: 1 }, vec![200]),
    ] {
        let list = measure_stamp(&pixels, shape, 1.0);
        assert_eq!(list.len(), MEASURES.len());
        assert!(list.iter().all(|measure| measure.value.is_nan()), "{shape:?}");
    }
    let mut one = vec![0; 1024];
    one[16 * 32 + 16] = 255;
    assert!(morphology(&one, GREY, 1.0).values()[..6].iter().all(|v| v.is_finite()));
    let strip = Shape { height: 1, width: 40, channels: 1 };
    let pixels: Vec<u8> = (0..40).map(|x| if (15..25).contains(&x) { 200 } else { 0 }).collect();
    assert!(morphology(&pixels, strip, 1.0).half_light_radius.is_finite());
}
