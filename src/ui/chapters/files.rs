//! Where the page's data lies, beside the page.

use crate::protocol::Source;
use crate::ui::client::beside_the_page;

/// The pretrained model.
pub fn weights() -> String {
    beside_the_page("pretrained/mnist-vae.safetensors")
}

pub fn training() -> Source {
    digits("train")
}

pub fn held_out() -> Source {
    digits("test")
}

fn digits(set: &str) -> Source {
    Source {
        images: beside_the_page(&format!("data/mnist-{set}-images.idx3-ubyte.gz")),
        labels: beside_the_page(&format!("data/mnist-{set}-labels.idx1-ubyte.gz")),
    }
}
