//! Of networks the reader of their files alone.
#[path = "../src/model/foreign.rs"]
mod foreign;
#[path = "../src/model/tensors.rs"]
pub mod tensors;
