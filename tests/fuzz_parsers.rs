//! The readers of data files against random damage: no panic, and no more memory than a small file justifies.
//!
//! A few seconds with every test run; `FUZZ_SECONDS=3600 cargo test --test fuzz_parsers` goes on for longer, and `scripts/fuzz`
//! looks for new paths through the code by its coverage. Both feed the same function.

#![cfg(not(target_arch = "wasm32"))]
mod hostile;

use std::fs;
use std::time::{Duration, Instant};

use hostile::{Counting, MOST_HELD, feed, most_held};
use latent_lab::model::weights;
use latent_lab::rng::Rng;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Fewer files than this have tried nothing, however long a slow machine takes for them.
const LEAST_FILES: u64 = 10_000;

/// Numbers that headers are broken with.
const EDGES: [u64; 10] = [0, 1, 2, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fff_ffff, 0xffff_ffff, u64::MAX];

fn seeds() -> Vec<Vec<u8>> {
    let mut paths: Vec<_> = fs::read_dir("tests/fixtures").unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn below(rng: &mut Rng, limit: usize) -> usize {
    (f64::from(rng.uniform()) * limit as f64) as usize
}

/// A few changes of the kinds that damage, hosts and malice make.
fn damaged(seeds: &[Vec<u8>], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = seeds[below(rng, seeds.len())].clone();
    for _ in 0..=below(rng, 4) {
        if bytes.is_empty() {
            break;
        }
        // Headers lie at the beginning, and those of archives at the end.
        let at = match below(rng, 3) {
            0 => below(rng, bytes.len().min(400)),
            1 => bytes.len() - 1 - below(rng, bytes.len().min(400)),
            _ => below(rng, bytes.len()),
        };
        match below(rng, 7) {
            0 => bytes[at] ^= 1 << below(rng, 8),
            1 => bytes[at] = below(rng, 256) as u8,
            2 => bytes.truncate(at),
            3 => {
                let edge = EDGES[below(rng, EDGES.len())];
                let edge = if below(rng, 2) == 0 { edge.to_le_bytes() } else { edge.rotate_right(32).to_be_bytes() };
                let length = [1, 2, 4, 8][below(rng, 4)].min(bytes.len() - at);
                bytes[at..at + length].copy_from_slice(&edge[..length]);
            }
            4 => {
                let digits = ["9", "-1", "99999999", "18446744073709551615", "1e999", ""][below(rng, 6)];
                let end = (at + digits.len()).min(bytes.len());
                bytes.splice(at..end, digits.bytes());
            }
            5 => {
                let other = &seeds[below(rng, seeds.len())];
                let from = below(rng, other.len());
                bytes.splice(at.., other[from..].iter().copied());
            }
            _ => {
                let piece: Vec<u8> = bytes[at..].iter().take(below(rng, 64)).copied().collect();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

/// As weights, whose network is built if it can be.
fn network(bytes: &[u8]) {
    let _ = (weights::from_another_program(bytes), weights::decoder_from_prefix(bytes));
}

#[test]
fn damaged_files_neither_panic_nor_take_memory() {
    let seconds = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    let seeds = seeds();
    let (begun, mut files, mut most) = (Instant::now(), 0_u64, 0);
    while begun.elapsed() < Duration::from_secs(seconds) || files < LEAST_FILES {
        let mut rng = Rng::new(if seconds > 60 { 1 } else { 0 }).split("damage", files);
        // First of all the files as they are.
        let whole = seeds.get(files as usize).cloned();
        let bytes = whole.unwrap_or_else(|| damaged(&seeds, &mut rng));
        let held = most_held(|| {
            feed(&bytes);
            network(&bytes);
        });
        assert!(held < MOST_HELD, "file {files} of {} bytes made the readers hold {held} bytes", bytes.len());
        most = most.max(held);
        files += 1;
    }
    println!("{files} damaged files; at most {most} bytes were held for one");
}
