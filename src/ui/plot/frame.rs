//! One animation frame for all figures: whatever asked to be drawn since the last one is drawn once in the next. The browser
//! requests no frames for a hidden tab, so a figure there is drawn when it is seen again.

use std::{cell::RefCell, rc::Weak};

use wasm_bindgen::{JsCast, closure::Closure};

use crate::ui::dom::{self, During, PageError};

/// Something drawn at most once a frame.
pub trait Redraw {
    fn redraw(&self);
}

#[derive(Default)]
struct Queue {
    pending: Vec<Weak<dyn Redraw>>,
    closure: Option<Closure<dyn FnMut(f64)>>,
    requested: bool,
}

thread_local! {
    static QUEUE: RefCell<Queue> = RefCell::default();
}

/// Draws `figure` in the next frame, if it still exists by then.
///
/// # Errors
/// If the browser refuses a frame.
pub fn request(figure: Weak<dyn Redraw>) -> Result<(), PageError> {
    QUEUE.with_borrow_mut(|queue| {
        queue.pending.push(figure);
        if queue.requested {
            return Ok(());
        }
        let closure = queue.closure.get_or_insert_with(|| Closure::new(|_| run()));
        dom::window()?.request_animation_frame(closure.as_ref().unchecked_ref()).during("schedule a drawing")?;
        queue.requested = true;
        Ok(())
    })
}

fn run() {
    let pending = QUEUE.with_borrow_mut(|queue| {
        queue.requested = false;
        std::mem::take(&mut queue.pending)
    });
    for figure in pending.iter().filter_map(Weak::upgrade) {
        figure.redraw();
    }
}
