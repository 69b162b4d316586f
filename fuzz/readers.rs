//! The readers of files alone, under the name of the whole: they need no networks, so the fuzzer compiles none and runs within a minute.
#[path = "../src/data/mod.rs"]
pub mod data;
#[allow(dead_code, reason = "files are read here, not written")]
pub mod model;
#[path = "../src/rng.rs"]
pub mod rng;
