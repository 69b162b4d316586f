//! How fine the screen is and how large the page's text: both can change while the page is open, as when its window goes to
//! another screen, or the person enlarges the text alone, and no event of the page tells of it in every browser.

use std::{
    cell::{Cell, RefCell},
    rc::Weak,
};

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{HtmlElement, ResizeObserver};

use super::place;
use crate::ui::dom::{self, During, Listener, PageError};

/// Whoever must know of a change.
pub trait Watcher {
    fn screen_changed(&self);
}

#[derive(Default)]
struct Watch {
    watchers: RefCell<Vec<Weak<dyn Watcher>>>,
    /// A text of one letter, as high as the page's text.
    letter: RefCell<Option<HtmlElement>>,
    /// Hears that the ratio is no longer what it was: a query holds for one ratio alone.
    ratio: RefCell<Option<Listener>>,
    watching: Cell<bool>,
}

thread_local! {
    static WATCH: Watch = Watch::default();
}

/// Device pixels of a CSS pixel.
pub fn ratio() -> f64 {
    web_sys::window().map(|window| window.device_pixel_ratio()).filter(|ratio| *ratio > 0.0).unwrap_or(1.0)
}

/// The page's text size in the CSS pixels that it is laid out in, whether the page or the person enlarged it.
pub fn text_size() -> f64 {
    let height = |letter: &HtmlElement| place::bounds(letter).height / place::scale(letter).1;
    let height = WATCH.with(|watch| watch.letter.borrow().as_ref().map(height));
    height.filter(|height| *height > 0.0).unwrap_or(16.0)
}

/// Tells `watcher` of every change, as long as it lives.
///
/// # Errors
/// If the browser refuses an element, an observer or a listener.
pub fn tell(watcher: Weak<dyn Watcher>) -> Result<(), PageError> {
    WATCH.with(|watch| {
        watch.watchers.borrow_mut().push(watcher);
        if watch.watching.replace(true) { Ok(()) } else { watch.start() }
    })
}

fn changed() {
    let watchers: Vec<_> = WATCH.with(|watch| {
        let mut watchers = watch.watchers.borrow_mut();
        watchers.retain(|watcher| watcher.strong_count() > 0);
        watchers.iter().filter_map(Weak::upgrade).collect()
    });
    watchers.iter().for_each(|watcher| watcher.screen_changed());
}

impl Watch {
    /// This lasts as long as the page.
    fn start(&self) -> Result<(), PageError> {
        let letter: HtmlElement = dom::create("span")?;
        letter.set_text_content(Some("0"));
        let hidden = [("position", "absolute"), ("visibility", "hidden"), ("font", "1rem/1 monospace"), ("top", "0")];
        dom::set_styles(&letter, &hidden)?;
        dom::set_attribute(&letter, "aria-hidden", "true")?;
        let body = dom::document()?.body().ok_or_else(|| PageError::Missing("body".to_owned()))?;
        dom::append(&body, &letter)?;
        let resized = Closure::<dyn FnMut()>::new(changed);
        let observer = ResizeObserver::new(resized.as_ref().unchecked_ref()).during("watch the size of the text")?;
        observer.observe(&letter);
        resized.forget();
        std::mem::forget(observer);
        self.letter.replace(Some(letter));
        std::mem::forget(dom::listen(dom::window()?.as_ref(), "resize", |_| changed())?);
        self.follow_ratio()
    }

    fn follow_ratio(&self) -> Result<(), PageError> {
        let query =
            dom::window()?.match_media(&format!("(resolution: {}dppx)", ratio())).during("ask for the screen")?;
        let Some(query) = query else { return Ok(()) };
        let other = dom::listen(&query, "change", |_| {
            changed();
            // The listener that runs is replaced once it has returned.
            let follow = || WATCH.with(|watch| drop(watch.follow_ratio()));
            // Without a frame, `resize` alone tells of the next change.
            let _ = crate::ui::near::in_next_frame(follow);
        })?;
        self.ratio.replace(Some(other));
        Ok(())
    }
}
