//! The program that reads a person's own files.

fn main() {
    #[cfg(target_arch = "wasm32")]
    latent_lab::worker::start_reader(latent_lab::BUILD);
}
