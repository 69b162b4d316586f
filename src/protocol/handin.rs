//! What is handed in and only the worker can make: the network and the codes as files.

use serde::{Deserialize, Serialize};

use super::Bytes;

/// The files of the network on the screen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Files {
    /// A safetensors file.
    pub weights: Bytes,
    /// The Python program, which looks for the weights under [`WEIGHTS`].
    pub program: String,
    /// The codes of the images on the scatter, comma-separated.
    pub table: String,
}

/// The name of the weights' file.
pub const WEIGHTS: &str = "latent-lab-weights.safetensors";
