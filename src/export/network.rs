//! The Python program that rebuilds the network: a fixed text (`network.py`) with the names and the example filled in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const PROGRAM: &str = include_str!("network.py");

/// One image and what the page made of it, which the program must make too.
pub struct Example<'a> {
    /// `[height, width, channels]`, bytes.
    pub image: &'a [u8],
    /// The page's reconstruction, decoded from the posterior mean.
    pub reconstruction: &'a [u8],
}

/// The program that loads the weights in the file `weights`, which lies beside it.
pub fn script(weights: &str, example: &Example) -> String {
    PROGRAM
        .replace("{WEIGHTS}", weights)
        .replace("{IMAGE}", &STANDARD.encode(example.image))
        .replace("{RECONSTRUCTION}", &STANDARD.encode(example.reconstruction))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_filled() {
        let program = script("w.safetensors", &Example { image: b"foobar", reconstruction: b"foo" });
        for filled in ["\"w.safetensors\"", "\"Zm9vYmFy\"", "\"Zm9v\""] {
            assert!(program.contains(filled), "{filled}");
        }
        assert!(!["{WEIGHTS}", "{IMAGE}", "{RECONSTRUCTION}"].iter().any(|place| program.contains(place)));
    }
}
