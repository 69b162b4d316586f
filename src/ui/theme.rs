//! The page's colours and fonts, read from the CSS custom properties of `:root`, and notice of their changes.
//!
//! ```ignore
//! let ink = theme::current().ink;
//! let _change = theme::on_change(move || figure.redraw())?;
//! ```
//!
//! A change comes from the system (`prefers-color-scheme`) or from the page's own switch (`data-theme` on `<html>`).
//! The style sheet decides every colour; a missing one is replaced by the light theme's.

use std::{cell::RefCell, rc::Rc};

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CssStyleDeclaration, Element, MutationObserver, MutationObserverInit};

use super::{
    colour::{CLASSES, Rgb},
    dom::{self, During, PageError},
};

/// What the figures draw with.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    pub paper: Rgb,
    pub ink: Rgb,
    pub axis: Rgb,
    pub grid: Rgb,
    pub accent: Rgb,
    pub training: Rgb,
    pub held_out: Rgb,
    /// Marks on the time axis, such as a change of β.
    pub mark: Rgb,
    pub prior: Rgb,
    pub ellipse: Rgb,
    /// A decoded image's full ink and bare paper.
    pub tile_ink: Rgb,
    pub tile_paper: Rgb,
    pub classes: [Rgb; 10],
    /// CSS font families for text on a canvas.
    pub font: String,
}

impl Theme {
    /// As the style sheet has it for this element; for the whole page without one.
    fn read(element: Option<&Element>) -> Self {
        let style = style(element);
        let colour = |name: &str, otherwise: u32| {
            style
                .as_ref()
                .and_then(|style| style.get_property_value(name).ok())
                .and_then(|text| Rgb::parse(&text))
                .unwrap_or(Rgb::hex(otherwise))
        };
        let mut classes = CLASSES;
        for (digit, class) in classes.iter_mut().enumerate() {
            *class = colour(&format!("--class-{digit}"), class.to_hex());
        }
        Self {
            paper: colour("--plot-paper", 0xffffff),
            ink: colour("--plot-ink", 0x30343b),
            axis: colour("--plot-axis", 0x8a909a),
            grid: colour("--plot-grid", 0xe8eaee),
            accent: colour("--accent", 0x0b5fb0),
            training: colour("--series-training", 0x8fb4d9),
            held_out: colour("--series-held-out", 0x0b4f91),
            mark: colour("--series-mark", 0xa8541a),
            prior: colour("--prior", 0x5b616b),
            ellipse: colour("--ellipse", 0x30343b),
            tile_ink: colour("--tile-ink", 0x15181d),
            tile_paper: colour("--tile-paper", 0xffffff),
            classes,
            font: style
                .and_then(|style| style.get_property_value("--font-plot").ok())
                .map_or_else(|| "system-ui, sans-serif".to_owned(), |text| families(&text)),
        }
    }
}

fn style(element: Option<&Element>) -> Option<CssStyleDeclaration> {
    let window = dom::window().ok()?;
    match element {
        Some(element) => window.get_computed_style(element).ok()?,
        None => window.get_computed_style(&window.document()?.document_element()?).ok()?,
    }
}

/// The families of a CSS font value, without a leading size.
fn families(text: &str) -> String {
    let text = text.trim();
    let families = match text.split_once(char::is_whitespace) {
        Some((first, rest)) if first.starts_with(|c: char| c.is_ascii_digit()) => rest.trim(),
        _ => text,
    };
    if families.is_empty() { "system-ui, sans-serif".to_owned() } else { families.to_owned() }
}

type Callback = Rc<dyn Fn()>;

#[derive(Default)]
struct Watch {
    theme: Option<Rc<Theme>>,
    callbacks: Vec<(u64, Callback)>,
    next: u64,
    watching: bool,
}

thread_local! {
    static WATCH: RefCell<Watch> = RefCell::default();
    /// The theme of the one element that is painted in its own.
    static OWN: RefCell<Option<Rc<Theme>>> = const { RefCell::new(None) };
}

/// Does `act` in the colours that the style sheet gives this element, which may not be the page's.
pub fn within(element: &Element, act: impl FnOnce()) {
    OWN.set(Some(Rc::new(Theme::read(Some(element)))));
    act();
    OWN.set(None);
}

/// The current theme.
pub fn current() -> Rc<Theme> {
    if let Some(theme) = OWN.with_borrow(Clone::clone) {
        return theme;
    }
    if let Some(theme) = WATCH.with_borrow(|watch| watch.theme.clone()) {
        return theme;
    }
    let theme = Rc::new(Theme::read(None));
    WATCH.with_borrow_mut(|watch| watch.theme = Some(theme.clone()));
    theme
}

/// Ends the notices of [`on_change`] when it is dropped.
pub struct Subscription(u64);

impl Drop for Subscription {
    fn drop(&mut self) {
        // While the page unloads the list may already be gone.
        let _ = WATCH.try_with(|watch| {
            if let Ok(mut watch) = watch.try_borrow_mut() {
                watch.callbacks.retain(|(id, _)| *id != self.0);
            }
        });
    }
}

/// Calls back after every change of theme.
///
/// # Errors
/// If the browser refuses a listener or an observer.
pub fn on_change(callback: impl Fn() + 'static) -> Result<Subscription, PageError> {
    if !WATCH.with_borrow(|watch| watch.watching) {
        watch()?;
    }
    Ok(WATCH.with_borrow_mut(|watch| {
        watch.watching = true;
        watch.next += 1;
        watch.callbacks.push((watch.next, Rc::new(callback)));
        Subscription(watch.next)
    }))
}

fn changed() {
    let theme = Rc::new(Theme::read(None));
    let callbacks: Vec<Callback> = WATCH.with_borrow_mut(|watch| {
        if watch.theme.as_ref() == Some(&theme) {
            return Vec::new();
        }
        watch.theme = Some(theme);
        watch.callbacks.iter().map(|(_, callback)| callback.clone()).collect()
    });
    for callback in callbacks {
        callback();
    }
}

/// Starts to watch the system and the page; this lasts as long as the page.
fn watch() -> Result<(), PageError> {
    let window = dom::window()?;
    let query = window.match_media("(prefers-color-scheme: dark)").during("ask for the colour scheme")?;
    if let Some(query) = query {
        std::mem::forget(dom::listen(&query, "change", |_| changed())?);
    }
    let root = dom::document()?.document_element().ok_or(PageError::Missing("html".to_owned()))?;
    let closure = Closure::<dyn FnMut()>::new(changed);
    let observer = MutationObserver::new(closure.as_ref().unchecked_ref()).during("watch the page's theme")?;
    let options = MutationObserverInit::new();
    options.set_attributes(true);
    options.set_attribute_filter(&js_sys::Array::of1(&"data-theme".into()));
    observer.observe_with_options(&root, &options).during("watch the page's theme")?;
    closure.forget();
    Ok(())
}
