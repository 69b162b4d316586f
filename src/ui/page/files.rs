//! Where the page's data lies, beside the page.

use crate::protocol::{Source, galaxies};
use crate::ui::client::beside_the_page;

/// The pretrained model.
pub fn weights() -> String {
    beside_the_page("pretrained/mnist-vae.safetensors")
}

/// The network trained beforehand on galaxies.
pub fn galaxy_weights() -> String {
    beside_the_page("pretrained/galaxy-vae.safetensors")
}

/// The galaxies of the Hubble deep field.
pub fn galaxies() -> galaxies::Command {
    let images = |set: &str| beside_the_page(&format!("data/galaxies-{set}-images.idx4-ubyte.gz"));
    galaxies::Command::Open {
        training: images("train"),
        held_out: images("held-out"),
        places: beside_the_page("data/galaxies.csv.gz"),
    }
}

/// Fashion-MNIST.
pub fn clothes() -> galaxies::Command {
    galaxies::Command::OpenClothes { training: labelled("fashion-train"), held_out: labelled("fashion-held-out") }
}

/// The plain and the variational autoencoder that differ in nothing else.
pub fn twins() -> [String; 2] {
    ["plain", "variational"].map(|name| beside_the_page(&format!("pretrained/twin-{name}.safetensors")))
}

pub fn training() -> Source {
    labelled("mnist-train")
}

pub fn held_out() -> Source {
    labelled("mnist-test")
}

/// A catalogue of galaxy colours, `sdss` or `deep`.
pub fn colours(catalogue: &str) -> String {
    beside_the_page(&format!("data/{catalogue}-colours.i16.gz"))
}

fn labelled(set: &str) -> Source {
    Source {
        images: beside_the_page(&format!("data/{set}-images.idx3-ubyte.gz")),
        labels: beside_the_page(&format!("data/{set}-labels.idx1-ubyte.gz")),
    }
}
