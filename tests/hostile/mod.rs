//! One hostile file fed to every reader, and an allocator that ends the program when more is asked of it than a file justifies.
#![allow(unsafe_code, reason = "an allocator is unsafe to write")]

mod field;

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use latent_lab::data::table::{text, votable};
use latent_lab::data::upload::Gathering;
use latent_lab::data::{Array, fits, idx, npy, picture, zip};

/// Bytes that all readers together may hold for one small file. An image of the largest size is 256 MB, and is only ever
/// made of a file that has as many numbers: for files of a few kilobytes a few megabytes must do.
pub const MOST_HELD: usize = 64 << 20;

/// A few bytes may announce a large picture and be whole: only smaller ones than this are decoded here.
const MOST_PIXELS: u64 = 1 << 19;

pub struct Counting;

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

// SAFETY: every call is handed on to the system's allocator unchanged; counting touches no memory of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promises are those that `System` asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

fn count(size: usize) {
    let held = HELD.fetch_add(size, Ordering::Relaxed) + size;
    MOST.fetch_max(held, Ordering::Relaxed);
}

/// Runs `act` and returns the most bytes that were held during it beyond those held before.
pub fn most_held(act: impl FnOnce()) -> usize {
    let before = HELD.load(Ordering::Relaxed);
    MOST.store(before, Ordering::Relaxed);
    act();
    MOST.load(Ordering::Relaxed).saturating_sub(before)
}

/// Hands `bytes` to every reader, under a name whose ending each of them knows.
pub fn feed(bytes: &[u8]) {
    let name = if bytes.first().is_some_and(u8::is_ascii_graphic) { "file.csv" } else { "file" };
    let mut values = Vec::new();
    let mut look = |stack: &latent_lab::data::Stack| {
        for index in [0, stack.len() / 2, stack.len().saturating_sub(1)] {
            stack.read(bytes, index, &mut values);
        }
    };
    if let Ok(Array::Images(stack) | Array::Plane(stack)) = npy::read(bytes) {
        look(&stack);
    }
    if let Ok(Array::Images(stack) | Array::Plane(stack)) = idx::array(bytes) {
        look(&stack);
    }
    if let Ok(fits) = fits::read(bytes) {
        fits.planes.iter().for_each(|plane| look(&plane.stack));
    }
    let _ = (idx::images(bytes), idx::labels(bytes), text::read(bytes), votable::read(bytes));
    let _ = picture::kind(bytes).map(|kind| picture::read(kind, bytes));
    if let Ok(entries) = zip::entries(bytes) {
        entries.iter().take(20).for_each(|entry| drop(zip::unpack(bytes, entry)));
    }
    field::tensors(bytes);
    if most_pixels(bytes) <= MOST_PIXELS {
        field::field(name, bytes, MOST_PIXELS);
        gather(name, bytes);
    }
}

/// The most pixels that a picture announces: the bytes themselves, or one in the archive that they are.
fn most_pixels(bytes: &[u8]) -> u64 {
    let pixels = |bytes: &[u8]| {
        let picture = picture::kind(bytes).and_then(|kind| picture::read(kind, bytes).ok());
        picture.map_or(0, |picture| u64::from(picture.width) * u64::from(picture.height))
    };
    let entries = zip::entries(bytes).unwrap_or_default();
    let packed = entries.iter().take(200).filter_map(|entry| zip::unpack(bytes, entry).ok()).map(|file| pixels(&file));
    packed.max().unwrap_or_default().max(pixels(bytes))
}

/// The whole way from a file to a set of images, at most 200 steps of it.
fn gather(name: &str, bytes: &[u8]) {
    let mut gathering = Gathering::default();
    gathering.add(name, bytes);
    (0..200).find(|_| !gathering.step());
    gathering.settle();
    let summary = gathering.summary();
    let own = gathering.take(16, true, 0.1);
    assert_eq!(own.images.len(), summary.images as usize);
    assert_eq!(own.images.pixels.len(), own.images.len() * 768);
    assert!(own.properties.iter().all(|column| column.values.len() == own.images.len()));
    for property in own.properties.iter().filter(|property| !property.classes.is_empty()) {
        assert!(property.values.iter().all(|class| (*class as usize) < property.classes.len()));
    }
}
