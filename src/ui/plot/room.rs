//! How much all figures together may draw on. A phone takes no more once its canvases fill some memory: new ones stay blank, and
//! nothing says so. So figures far from the screen give up theirs, and take them again when they come near.

use std::{
    cell::RefCell,
    rc::{Rc, Weak},
};

use web_sys::HtmlElement;

use super::place;
use crate::ui::{
    dom::{self, Listener, PageError},
    news,
};

/// Device pixels of all layers of one program's figures, of four bytes each. iOS stops at 384 MB for a page, older ones at 256,
/// and two programs draw on it.
const MOST: f64 = 24e6;
/// Nobody sees this many screens ahead.
const FAR: f64 = 1.5;
const WANTED: &str = "latent-lab-drawing-wanted";

/// What takes of the room.
pub(super) trait Resident {
    fn container(&self) -> &HtmlElement;
    /// Device pixels of all its layers; 0 while it rests.
    fn pixels(&self) -> f64;
    /// Gives up its pixels until it is near again, or wanted.
    ///
    /// # Errors
    /// If the browser refuses.
    fn rest(&self) -> Result<(), PageError>;
    fn wake(&self);
}

thread_local! {
    static SURFACES: RefCell<Vec<Weak<dyn Resident>>> = RefCell::default();
    static WANT: RefCell<Option<Listener>> = const { RefCell::new(None) };
}

/// Counts a surface among those that share the room.
///
/// # Errors
/// If the browser refuses a listener.
pub(super) fn join(surface: Weak<dyn Resident>) -> Result<(), PageError> {
    SURFACES.with_borrow_mut(|all| {
        all.retain(|surface| surface.strong_count() > 0);
        all.push(surface);
    });
    if WANT.with_borrow(Option::is_none) {
        let listener = news::on(WANTED, |id: String| {
            let wanted = all().into_iter().filter(|surface| surface.container().id() == id);
            wanted.for_each(|surface| surface.wake());
        })?;
        WANT.set(Some(listener));
    }
    Ok(())
}

/// Has the figure in the element with this id drawn now, whichever program's it is and wherever it is, to be read.
///
/// # Errors
/// If the browser refuses an event.
pub fn draw(id: &str) -> Result<(), PageError> {
    news::send(WANTED, &id.to_owned())
}

fn all() -> Vec<Rc<dyn Resident>> {
    SURFACES.with_borrow(|all| all.iter().filter_map(Weak::upgrade).collect())
}

/// Lets surfaces far away rest while all together have more pixels than there is room for.
pub(super) fn make() {
    let all = all();
    let mut taken: f64 = all.iter().map(|surface| surface.pixels()).sum();
    if taken <= MOST {
        return;
    }
    for surface in all {
        let pixels = surface.pixels();
        if pixels > 0.0 && is_far(surface.container()) && surface.rest().is_ok() {
            taken -= pixels;
            if taken <= MOST {
                return;
            }
        }
    }
}

fn is_far(container: &HtmlElement) -> bool {
    let height = dom::window().ok().and_then(|window| window.inner_height().ok()?.as_f64()).unwrap_or(0.0);
    let bounds = place::bounds(container);
    bounds.bottom() < -FAR * height || bounds.top > (1.0 + FAR) * height
}
