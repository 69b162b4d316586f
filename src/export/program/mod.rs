//! The Python program that rebuilds the network, evaluates and trains it: one text made of the `.py` files here, with the names,
//! the settings and the example filled in.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::data::fits::AUXILIARY;
use crate::data::upload::field::SHORTEST_FIELD;
use crate::data::upload::{FEWEST_IMAGES, SCIENCE, SHORTEST_SIDE, USUAL_SIDE};

/// In the order in which Python reads them.
const PARTS: [&str; 7] = [
    include_str!("head.py"),
    include_str!("weights.py"),
    include_str!("network.py"),
    include_str!("files.py"),
    include_str!("images.py"),
    include_str!("training.py"),
    include_str!("main.py"),
];

/// One image and what the page made of it, which the program must make too.
pub struct Example<'a> {
    /// `[height, width, channels]`, bytes.
    pub image: &'a [u8],
    /// The page's reconstruction, decoded from the posterior mean.
    pub reconstruction: &'a [u8],
}

/// How the page trained: what the program does unless it is told otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recipe {
    pub batch: u32,
    pub learning_rate: f64,
    pub beta: f32,
    pub seed: u64,
    /// Every image is seen in one of its eight symmetries, drawn anew each time.
    pub augment: bool,
}

/// The program for the weights in the file `weights`, which lies beside it. `preparation` says how the images were made of files:
/// names and values, of which the program repeats what it can and says the rest.
pub fn script(weights: &str, recipe: &Recipe, preparation: &[(String, String)], example: &Example) -> String {
    // A JSON string is one of Python too.
    let text = |text: &String| serde_json::Value::from(text.as_str()).to_string();
    let pairs: Vec<String> =
        preparation.iter().map(|(name, value)| format!("{}: {}", text(name), text(value))).collect();
    // As it is written, not as 64 bits hold it.
    let plain = |value: f32| value.to_string().parse().unwrap_or(f64::from(value));
    let settings = json!({
        "batch": recipe.batch,
        "rate": recipe.learning_rate,
        "beta": plain(recipe.beta),
        // The page trains with a constant β.
        "warm_up": 0,
        "seed": recipe.seed,
        "augment": recipe.augment,
    });
    PARTS
        .join("\n\n")
        .replace("{PREPARATION}", &format!("{{{}}}", pairs.join(", ")))
        .replace("{WEIGHTS}", weights)
        .replace("{SETTINGS}", &settings.to_string())
        .replace("{KEPT_SIDE}", &USUAL_SIDE.to_string())
        .replace("{SHORTEST_SIDE}", &SHORTEST_SIDE.to_string())
        .replace("{SHORTEST_FIELD}", &SHORTEST_FIELD.to_string())
        .replace("{FEWEST_IMAGES}", &FEWEST_IMAGES.to_string())
        .replace("{AUXILIARY}", &json!(AUXILIARY).to_string())
        .replace("{SCIENCE}", SCIENCE)
        .replace("{IMAGE}", &STANDARD.encode(example.image))
        .replace("{RECONSTRUCTION}", &STANDARD.encode(example.reconstruction))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_filled() {
        let recipe = Recipe { batch: 32, learning_rate: 1e-3, beta: 1.0, seed: 7, augment: true };
        let preparation = [("crop".to_owned(), "0.5".to_owned()), ("turn".to_owned(), "a \"b\"".to_owned())];
        let example = Example { image: b"foobar", reconstruction: b"foo" };
        let program = script("w.safetensors", &recipe, &preparation, &example);
        let prepared = "PREPARATION = {\"crop\": \"0.5\", \"turn\": \"a \\\"b\\\"\"}";
        for filled in ["\"w.safetensors\"", "\"Zm9vYmFy\"", "\"Zm9v\"", "\"seed\":7", "\"augment\":true", prepared] {
            assert!(program.contains(filled), "{filled}");
        }
        let capitals =
            |text: &str| text.len() > 2 && text.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_');
        let left = program.split('{').skip(1).filter_map(|rest| rest.split_once('}')).find(|(name, _)| capitals(name));
        assert_eq!(left, None);
    }
}
