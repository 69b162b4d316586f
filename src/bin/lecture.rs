//! The program of the chapters that are loaded when they come near the screen.

fn main() {
    #[cfg(target_arch = "wasm32")]
    latent_lab::ui::start_lecture();
}
