//! The readers of files alone, under the name of the whole: they need no tensors, so the fuzzer compiles none and runs within a minute.
#[path = "../src/data/mod.rs"]
pub mod data;
#[path = "../src/rng.rs"]
pub mod rng;
