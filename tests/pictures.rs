//! PNG, JPEG and WebP pictures: the numbers that Pillow reads in them, kept from full size on.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;

use latent_lab::data::decode::{Decoded, decode};
use latent_lab::data::upload::Gathering;
use latent_lab::data::{Array, npy, picture, zip};
use latent_lab::rng::Rng;

fn fixture(name: &str) -> Vec<u8> {
    fs::read(format!("tests/fixtures/{name}")).unwrap()
}

fn decoded(bytes: &[u8]) -> Decoded {
    decode(picture::kind(bytes).unwrap(), bytes).unwrap()
}

/// Every picture that scripts/data/picture_fixtures.py wrote, what it is here, and what it is by Pillow.
fn pictures() -> Vec<(String, Decoded, Vec<f32>)> {
    let all = fs::read("tests/expected/pictures.npz").unwrap();
    let one = |entry: &zip::Entry| {
        let name = entry.name.strip_suffix(".npy").unwrap().to_owned();
        let bytes = zip::unpack(&all, entry).unwrap();
        let Array::Images(stack) = npy::read(&bytes).unwrap() else { panic!("{name} is no image") };
        let mut expected = Vec::new();
        stack.read(&bytes, 0, &mut expected);
        let decoded = decoded(&fixture(&name));
        assert_eq!(
            (decoded.height, decoded.width, decoded.channels),
            (stack.height(), stack.width(), stack.channels()),
            "{name}"
        );
        (name, decoded, expected)
    };
    zip::entries(&all).unwrap().iter().map(one).collect()
}

#[test]
fn every_picture_has_the_numbers_that_pillow_reads() {
    let pictures = pictures();
    assert_eq!(pictures.len(), 31);
    for (name, decoded, expected) in pictures {
        let most = decoded.values.iter().zip(&expected).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
        // Print inks are multiplied here, and in whole numbers there; the rest is the same number, but for the last bit of a fraction.
        let within = if name.ends_with("cmyk.jpg") { 1.0 } else { 3e-5 };
        assert!(most <= within, "{name} differs by {most}");
    }
}

#[test]
fn a_damaged_picture_is_refused_in_words() {
    for name in [
        "picture-420.jpg",
        "picture-420-progressive.jpg",
        "picture-rgb8.png",
        "picture-lossy.webp",
        "picture-lossless.webp",
    ] {
        let whole = fixture(name);
        let kind = picture::kind(&whole).unwrap();
        let complaint = decode(kind, &whole[..whole.len() * 2 / 3]).unwrap_err().to_string();
        assert!(complaint.contains("damaged or cut short"), "{name}: {complaint}");
    }
    let mut arithmetic = fixture("picture-grey.jpg");
    let frame = arithmetic.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    arithmetic[frame + 1] = 0xc9;
    assert!(decode("JPEG", &arithmetic).unwrap_err().to_string().contains("arithmetic coding"));
}

fn square_png(side: u32, values: impl Iterator<Item = u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().unwrap().write_image_data(&values.collect::<Vec<u8>>()).unwrap();
    bytes
}

/// The shades of a picture, reduced to 64 × 64 pixels.
fn reduced(file: &[u8]) -> Vec<f64> {
    let mut gathering = Gathering::default();
    gathering.add("sky.png", file);
    while gathering.step() {}
    gathering.settle();
    gathering.take(64, false, 0.1).images.pixels.iter().map(|shade| f64::from(*shade)).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[test]
fn noise_averages_out_from_full_size() {
    let mut rng = Rng::new(3);
    let file = square_png(768, (0..768 * 768).map(|_| (100.0 + 20.0 * rng.normal()).round().clamp(0.0, 255.0) as u8));
    let values = reduced(&file);
    let spread = mean(&values.iter().map(|value| (value - mean(&values)).powi(2)).collect::<Vec<_>>()).sqrt();
    // 20 / 12, since a pixel is the mean of 144, and the rounding to a whole shade.
    assert!((spread - (400.0_f64 / 144.0 + 1.0 / 12.0).sqrt()).abs() < 0.06, "{spread}");
}

#[test]
fn a_faint_sky_keeps_its_mean_and_every_star_its_light() {
    let mut rng = Rng::new(4);
    let mut poisson = || {
        let (mut product, mut count) = (f64::from(rng.uniform()), 0);
        while product > (-1.0_f64).exp() {
            product *= f64::from(rng.uniform());
            count += 1;
        }
        count
    };
    let sky = reduced(&square_png(1024, (0..1024 * 1024).map(|_| poisson())));
    assert!((mean(&sky) - 1.0).abs() < 0.01, "{}", mean(&sky));
    let star = |place: usize| place.is_multiple_of(1024 * 1024 / 200) && place / (1024 * 1024 / 200) < 200;
    let stars = reduced(&square_png(1024, (0..1024 * 1024).map(|place| if star(place) { 255 } else { 0 })));
    assert_eq!(stars.iter().sum::<f64>().round(), 200.0);
}
