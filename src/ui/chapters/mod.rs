//! The chapters: each wires its figures to what a worker says and to the page's state. This file has the one list of them.
//!
//! A chapter knows the page's plumbing ([`super::page`]), the panels and the figures; it must not know another chapter, nor
//! which program it is in. None of them draws. A function of a chapter that returns a result fails with a
//! [`PageError`](super::dom::PageError) for the same two reasons everywhere: the page lacks an element, or the browser refuses.

mod autoencoder;
mod galaxies;
mod lab;
mod latent;
mod representation;
mod series;
mod shelf;
mod som;
mod vae;

use super::page::chapter::{Entry, Page};
use super::page::explorer::Explorer;

/// The chapters of the program that opens the page.
pub static FIRST: [Entry<dyn Page>; 2] = [Entry::of::<latent::Latent>(), Entry::of::<lab::Lab>()];

/// Those of the program that is loaded when one of them comes near the screen (`data-program="lecture"` in `index.html`).
pub static LATER: [Entry<Explorer>; 7] = [
    Entry::of::<representation::Representation>(),
    Entry::of::<som::SomChapter>(),
    Entry::of::<autoencoder::Autoencoder>(),
    Entry::of::<vae::VaeChapter>(),
    Entry::of::<galaxies::Notebook>(),
    Entry::of::<shelf::ShelfChapter>(),
    Entry::of::<series::Series>(),
];
