//! Our measures of the galaxies against those of sep, and the shipped galaxies against what is said of them.

use latent_lab::data::galaxies::{GalaxySet, Region};
use latent_lab::data::morphology::morphology;
use latent_lab::latent::statistics::spearman;

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
        let rho = spearman(ours, theirs);
        println!("{name}: Spearman {rho:.4}");
        assert!(rho >= 0.95, "{name}: {rho}");
    }
}
