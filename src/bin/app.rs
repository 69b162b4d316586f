//! The page's program.

fn main() {
    #[cfg(target_arch = "wasm32")]
    latent_lab::ui::start();
}
