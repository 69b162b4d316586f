#!/usr/bin/env bash
# candle-nn 0.11.1 (crates.io), on the CPU.
#
# loss::binary_cross_entropy_with_logit takes logits, but computes ln σ(l) and ln(1 − σ(l)) from a σ(l) that is already rounded:
# from logit 17 on σ is 1 in f32. A right and sure answer then costs NaN (0 · −∞), a wrong one ∞ instead of l. A decoder whose
# pixels are sure of black and white reaches that in its first epochs, and one NaN ends the run. So our loss is
# relu(l) − x l + ln(1 + e^−|l|), which is finite for all l.
#
# Seen:
#   logit 10, target 1: 0.000045419773 (true 0.0000453989)
#   logit 17, target 0: inf (true 17)
#   logit 20, target 1: NaN (true 0.0000000020611537)
#   logit -200, target 0: NaN (true 0)
#   logit -200, target 1: inf (true 200)
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/src"
cat >"$folder/Cargo.toml" <<'TOML'
[package]
name = "finding"
version = "0.0.0"
edition = "2021"

[dependencies]
candle-core = { version = "=0.11.1", default-features = false }
candle-nn = { version = "=0.11.1", default-features = false }

[workspace]
TOML
cat >"$folder/src/main.rs" <<'RUST'
use candle_core::{Device, Result, Tensor};
use candle_nn::loss::binary_cross_entropy_with_logit;

fn main() -> Result<()> {
    let mut found = Vec::new();
    for (logit, target) in [(10f32, 1f32), (17.0, 0.0), (20.0, 1.0), (-200.0, 0.0), (-200.0, 1.0)] {
        let [l, x] = [logit, target].map(|value| Tensor::new(&[value], &Device::Cpu));
        let loss: f32 = binary_cross_entropy_with_logit(&l?, &x?)?.to_scalar()?;
        let right = logit.max(0.0) - logit * target + (-logit.abs()).exp().ln_1p();
        println!("logit {logit}, target {target}: {loss} (true {right})");
        found.push(loss);
    }
    let same = found[0].is_finite() && found[1] == f32::INFINITY && found[2].is_nan() && found[3].is_nan() && found[4] == f32::INFINITY;
    if !same {
        println!("This has changed.");
        std::process::exit(1);
    }
    Ok(())
}
RUST
cargo run --quiet --manifest-path "$folder/Cargo.toml"
