//! Trains what `pretrained/` ships, and the reference run that shows the core to be right.
//!
//! `pretrain mnist` writes the weights, the picture that the page shows before they are there, and the model card;
//! `pretrain picture` draws that picture again; `pretrain reference` writes the record of the reference run; they read
//! the full MNIST that `prepare --full` wrote. `pretrain beta` trains the β series on the digits that the page ships.
//! `pretrain bottleneck` measures the error against the bottleneck's width on those digits; `pretrain twins` trains a plain and
//! a variational autoencoder alike on the full MNIST; `pretrain galaxy` writes the weights and the card of a network of the
//! galaxies that the page ships, `--latent N` one of other than two dimensions.

#[cfg(not(target_arch = "wasm32"))]
#[path = "pretrain/beta.rs"]
mod beta;
#[cfg(not(target_arch = "wasm32"))]
#[path = "pretrain/bottleneck.rs"]
mod bottleneck;
#[cfg(not(target_arch = "wasm32"))]
#[path = "pretrain/galaxy.rs"]
mod galaxy;
#[cfg(not(target_arch = "wasm32"))]
#[path = "pretrain/galaxy_report.rs"]
mod galaxy_report;
#[cfg(not(target_arch = "wasm32"))]
#[path = "pretrain/report.rs"]
mod report;
#[cfg(not(target_arch = "wasm32"))]
#[path = "pretrain/runs.rs"]
mod runs;
#[cfg(not(target_arch = "wasm32"))]
#[path = "pretrain/twins.rs"]
mod twins;

#[cfg(target_arch = "wasm32")]
fn main() {}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    match runs::run(std::env::args().skip(1)) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("pretrain: {error}");
            std::process::ExitCode::FAILURE
        }
    }
}
