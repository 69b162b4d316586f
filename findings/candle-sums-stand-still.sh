#!/usr/bin/env bash
# candle-core 0.11.1 (crates.io), on the CPU.
#
# sum and mean add up in the type of the elements, one after the other. In bf16 a sum of ones stands still at 256, in f16 at 2,048:
# the mean of 4,096 ones is 0.0625 and 0.5. No error, and not a matter of rounding in the last digit; matmul, which adds up wider, has
# 4,096 of the same bf16 ones. In f32 a sum over the first dimension stands still at 2^24, a sum over all of the same elements
# does not. So what we average is f32, a batch at a time.
#
# Seen:
#   4096 ones of BF16: sum 256, mean 0.0625
#   4096 ones of BF16 by matmul: 4096
#   4096 ones of F16: sum 2048, mean 0.5
#   4096 ones of F32: sum 4096, mean 1
#   20000000 ones of F32 in a column: sum 16777216
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

[workspace]
TOML
cat >"$folder/src/main.rs" <<'RUST'
use candle_core::{DType, Device, Result, Tensor};

fn value(of: Tensor) -> Result<f32> {
    of.to_dtype(DType::F32)?.flatten_all()?.get(0)?.to_scalar()
}

fn main() -> Result<()> {
    let mut found = Vec::new();
    for kind in [DType::BF16, DType::F16, DType::F32] {
        let ones = Tensor::ones((4096, 1), kind, &Device::Cpu)?;
        let (sum, mean) = (value(ones.sum(0)?)?, value(ones.mean(0)?)?);
        println!("4096 ones of {kind:?}: sum {sum}, mean {mean}");
        found.extend([sum, mean]);
        if kind == DType::BF16 {
            let product = value(ones.t()?.matmul(&ones)?)?;
            println!("4096 ones of {kind:?} by matmul: {product}");
        }
    }
    let column = value(Tensor::ones((20_000_000, 1), DType::F32, &Device::Cpu)?.sum(0)?)?;
    println!("20000000 ones of F32 in a column: sum {column}");
    found.push(column);
    if found != [256.0, 0.0625, 2048.0, 0.5, 4096.0, 1.0, 16_777_216.0] {
        println!("This has changed.");
        std::process::exit(1);
    }
    Ok(())
}
RUST
cargo run --quiet --manifest-path "$folder/Cargo.toml"
