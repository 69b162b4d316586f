//! The worker's program.

fn main() {
    #[cfg(target_arch = "wasm32")]
    latent_lab::worker::start(latent_lab::BUILD).expect("a worker has message channels");
}
