//! The page's data, by their paths beside the page; where that is, `static/files.js` knows.

use crate::protocol::{Source, galaxies};

/// The pretrained model.
pub fn weights() -> String {
    "pretrained/mnist-vae.safetensors".to_owned()
}

/// The network trained beforehand on galaxies.
pub fn galaxy_weights() -> String {
    "pretrained/galaxy-vae.safetensors".to_owned()
}

/// The galaxies of the Hubble deep field.
pub fn galaxies() -> galaxies::Command {
    let images = |set: &str| format!("data/galaxies-{set}-images.idx4-ubyte.gz");
    galaxies::Command::Open {
        training: images("train"),
        held_out: images("held-out"),
        places: "data/galaxies.csv.gz".to_owned(),
    }
}

/// Fashion-MNIST.
pub fn clothes() -> galaxies::Command {
    galaxies::Command::OpenClothes { training: labelled("fashion-train"), held_out: labelled("fashion-held-out") }
}

/// The plain and the variational autoencoder that differ in nothing else.
pub fn twins() -> [String; 2] {
    ["plain", "variational"].map(|name| format!("pretrained/twin-{name}.safetensors"))
}

pub fn training() -> Source {
    labelled("mnist-train")
}

pub fn held_out() -> Source {
    labelled("mnist-test")
}

/// A catalogue of galaxy colours, `sdss` or `deep`.
pub fn colours(catalogue: &str) -> String {
    format!("data/{catalogue}-colours.i16.gz")
}

fn labelled(set: &str) -> Source {
    Source { images: format!("data/{set}-images.idx3-ubyte.gz"), labels: format!("data/{set}-labels.idx1-ubyte.gz") }
}
