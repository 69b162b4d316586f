//! Where a pointer is on an element, in the pixels that the element itself is laid out in: those of the window are larger or smaller
//! where a style sheet scales it (`transform`, `zoom`), as tools for slides do. The one place that asks.

use js_sys::Reflect;
use web_sys::{Element, HtmlElement};

use super::geometry::Rect;

/// An element's box in the window's pixels.
pub fn bounds(element: &Element) -> Rect {
    let (found, zoom) = (element.get_bounding_client_rect(), zoom_left_out(element));
    // How far the window is scrolled was taken off at the window's own scale.
    let scrolled = web_sys::window().filter(|_| zoom != 1.0);
    let across = scrolled.as_ref().and_then(|window| window.scroll_x().ok()).unwrap_or(0.0);
    let down = scrolled.and_then(|window| window.scroll_y().ok()).unwrap_or(0.0);
    Rect {
        left: zoom * (found.left() + across) - across,
        top: zoom * (found.top() + down) - down,
        width: zoom * found.width(),
        height: zoom * found.height(),
    }
}

/// The `zoom` of an element and of all around it in a browser that gives its box without it (WebKitGTK 2.50: the box is as large as
/// it is laid out, and its corner as far from the document's as at that size, while a pointer is where it is seen); elsewhere 1.
/// Browsers that count it in name it (`currentCSSZoom`).
fn zoom_left_out(element: &Element) -> f64 {
    if Reflect::has(element, &"currentCSSZoom".into()).unwrap_or(true) {
        return 1.0;
    }
    let own = |element: &Element| {
        let style = web_sys::window()?.get_computed_style(element).ok()??;
        style.get_property_value("zoom").ok()?.parse::<f64>().ok()
    };
    let around = std::iter::successors(Some(element.clone()), |inner| inner.parent_element());
    around.filter_map(|element| own(&element)).product()
}

/// The window's pixels of one of the element's own, across and down.
pub fn scale(element: &HtmlElement) -> (f64, f64) {
    ratios(element, bounds(element))
}

fn ratios(element: &HtmlElement, bounds: Rect) -> (f64, f64) {
    let ratio = |seen: f64, own: i32| {
        let own = f64::from(own);
        // Its own size is rounded to whole pixels.
        if own <= 0.0 || seen <= 0.0 || (seen - own).abs() <= 1.0 { 1.0 } else { seen / own }
    };
    (ratio(bounds.width, element.offset_width()), ratio(bounds.height, element.offset_height()))
}

/// A place of the window in the element's own pixels, from its corner.
pub fn within(element: &HtmlElement, (x, y): (f64, f64)) -> (f64, f64) {
    let bounds = bounds(element);
    let (across, down) = ratios(element, bounds);
    ((x - bounds.left) / across, (y - bounds.top) / down)
}
