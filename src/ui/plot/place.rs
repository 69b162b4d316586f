//! Where a pointer is on an element, in the pixels that the element itself is laid out in: those of the window are larger or smaller
//! where a style sheet scales it (`transform`, `zoom`), as tools for slides do. The one place that asks.

use web_sys::HtmlElement;

/// The window's pixels of one of the element's own, across and down.
pub fn scale(element: &HtmlElement) -> (f64, f64) {
    let bounds = element.get_bounding_client_rect();
    let ratio = |seen: f64, own: i32| {
        let own = f64::from(own);
        // Its own size is rounded to whole pixels.
        if own <= 0.0 || seen <= 0.0 || (seen - own).abs() <= 1.0 { 1.0 } else { seen / own }
    };
    (ratio(bounds.width(), element.offset_width()), ratio(bounds.height(), element.offset_height()))
}

/// A place of the window in the element's own pixels, from its corner.
pub fn within(element: &HtmlElement, (x, y): (f64, f64)) -> (f64, f64) {
    let (bounds, (across, down)) = (element.get_bounding_client_rect(), scale(element));
    ((x - bounds.left()) / across, (y - bounds.top()) / down)
}
