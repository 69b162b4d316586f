//! Trains what `pretrained/` ships, and the reference run that shows the core to be right.
//!
//! `pretrain mnist` writes the weights, the picture that the page shows before they are there, and the model card;
//! `pretrain picture` draws that picture again; `pretrain decoder` takes the small decoder out of the weights again; `pretrain reference` writes the record of the reference run; they read
//! the full MNIST that `prepare --full` wrote. `pretrain beta` trains the β series on the digits that the page ships.
//! `pretrain bottleneck` measures the error against the bottleneck's width on those digits; `pretrain twins` trains a plain and
//! a variational autoencoder alike on the full MNIST; `pretrain galaxy` writes the weights and the card of a network of the
//! galaxies that the page ships, `--latent N` one of other than two dimensions.

#[cfg(not(target_arch = "wasm32"))]
mod beta;
#[cfg(not(target_arch = "wasm32"))]
mod bottleneck;
#[cfg(not(target_arch = "wasm32"))]
mod galaxy;
#[cfg(not(target_arch = "wasm32"))]
mod galaxy_measures;
#[cfg(not(target_arch = "wasm32"))]
mod galaxy_report;
#[cfg(not(target_arch = "wasm32"))]
mod report;
#[cfg(not(target_arch = "wasm32"))]
mod runs;
#[cfg(not(target_arch = "wasm32"))]
mod training;
#[cfg(not(target_arch = "wasm32"))]
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
