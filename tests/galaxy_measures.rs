//! Our measures of the galaxies against those of sep, and the shipped galaxies and model against what is said of them.

use latent_lab::data::galaxies::{GalaxySet, Region};
use latent_lab::data::morphology::morphology;
use latent_lab::latent::statistics::{pearson, ranks};
use latent_lab::model::weights;
use latent_lab::rng::Rng;

/// Written by `scripts/data/galaxy_measures.py`.
const BY_SEP: &str = include_str!("fixtures/galaxy-measures.csv");

fn set(region: Region) -> GalaxySet {
    let images: &[u8] = match region {
        Region::Train => include_bytes!("../static/data/galaxies-train-images.idx4-ubyte.gz"),
        Region::HeldOut => include_bytes!("../static/data/galaxies-held-out-images.idx4-ubyte.gz"),
    };
    GalaxySet::read(images, include_bytes!("../static/data/galaxies.csv.gz"), region).unwrap()
}

#[test]
fn there_are_at_least_300_galaxies_and_regions_do_not_mix() {
    let (train, held_out) = (set(Region::Train), set(Region::HeldOut));
    assert!(train.images.len() >= 300, "{}", train.images.len());
    assert!(held_out.images.len() >= 60, "{}", held_out.images.len());
    assert!(train.places.iter().all(|place| place.x < 800.0));
    assert!(held_out.places.iter().all(|place| place.x >= 800.0));
}

#[test]
fn size_shape_concentration_and_brightness_agree_with_sep() {
    let galaxies = set(Region::Train);
    let mut ours = [const { Vec::new() }; 4];
    let mut theirs = ours.clone();
    for line in BY_SEP.lines().filter(|line| line.starts_with(|first: char| first.is_ascii_digit())) {
        let fields: Vec<f32> = line.split(',').map(|field| field.parse().unwrap()).collect();
        let index = fields[0] as usize;
        let found = morphology(galaxies.images.image(index), galaxies.images.shape, galaxies.scale(index));
        let found = [found.half_light_radius, found.axis_ratio, found.concentration, found.brightness];
        (0..4).for_each(|k| ours[k].push(found[k]));
        (0..4).for_each(|k| theirs[k].push(fields[k + 1]));
    }
    assert_eq!(ours[0].len(), galaxies.images.len());
    for (name, (ours, theirs)) in
        ["size", "axis ratio", "concentration", "brightness"].iter().zip(ours.iter().zip(&theirs))
    {
        let rho = pearson(&ranks(ours), &ranks(theirs));
        println!("{name}: Spearman {rho:.4}");
        assert!(rho >= 0.95, "{name}: {rho}");
    }
}

#[test]
fn the_shipped_model_reads_galaxies() {
    let file = include_bytes!("../pretrained/galaxy-vae.safetensors");
    assert!(file.len() <= 2_000_000, "{}", file.len());
    let (vae, held_out) = (weights::from_safetensors(file).unwrap(), set(Region::HeldOut));
    assert_eq!((vae.architecture().input, vae.architecture().latent), (held_out.images.shape, 2));
    // Its card says how well; here, that it is no worse than the mean galaxy.
    let (means, _) = vae.encode_images(&held_out.images).unwrap();
    let decoded = vae.decode_pixels(&means).unwrap();
    let square_error = |decoded: &dyn Fn(usize) -> f64| {
        let pixels = held_out.images.pixels.iter().enumerate();
        pixels.map(|(index, pixel)| (decoded(index) - f64::from(*pixel)).powi(2)).sum::<f64>()
    };
    let size = held_out.images.shape.pixels();
    let mut mean = vec![0.0; size];
    for (index, pixel) in held_out.images.pixels.iter().enumerate() {
        mean[index % size] += f64::from(*pixel) / held_out.images.len() as f64;
    }
    let (model, flat) = (square_error(&|index| f64::from(decoded[index])), square_error(&|index| mean[index % size]));
    assert!(model < 0.7 * flat, "{model} {flat}");
    let terms = vae.terms(&held_out.images, &Rng::new(0)).unwrap();
    assert!(terms.kl > 2.0 && terms.nelbo().is_finite(), "{terms:?}");
}
