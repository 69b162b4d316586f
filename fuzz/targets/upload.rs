//! Feeds what libFuzzer makes up to every reader; more memory than a small file justifies counts as a crash.
#![no_main]

#[path = "../../tests/hostile/mod.rs"]
mod hostile;

use hostile::{Counting, MOST_HELD, feed, most_held};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let held = most_held(|| feed(bytes));
    assert!(held < MOST_HELD, "a file of {} bytes made the readers hold {held} bytes", bytes.len());
});
