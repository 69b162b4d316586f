//! What a figure shows, in words and as a PNG, for a file that leaves the page. Where the browser does not give back what is drawn,
//! the pixels that the page put there itself, without axes and lines.

use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, HtmlElement};

use crate::ui::dom;
use crate::ui::plot::{readback, room};

/// Pixels of a picture per pixel of the page, along each side.
const SHARPNESS: f64 = 2.0;

/// Words, and the picture as a data URL.
pub type Picture = (String, String);

/// What a figure shows; nothing if it was not drawn, or cannot be read.
pub fn picture(plot: &Element) -> Option<Picture> {
    let plot: &HtmlElement = plot.dyn_ref()?;
    room::draw(&plot.id()).ok()?;
    let layers: Vec<HtmlCanvasElement> =
        dom::within(plot, "canvas").ok()?.into_iter().filter_map(|layer| layer.dyn_into().ok()).collect();
    let words = |layer: &HtmlCanvasElement| layer.get_attribute("aria-label");
    let alternative = plot.get_attribute("aria-label").or_else(|| layers.iter().find_map(words)).unwrap_or_default();
    let shown: Vec<_> = layers.into_iter().filter(|layer| !layer.hidden()).collect();
    let paper = dom::window().ok()?.get_computed_style(plot).ok()??.get_property_value("background-color").ok()?;
    let url = if readback::is_true() { drawn(plot, &shown, &paper)? } else { put(&shown, &paper)? };
    Some((alternative, url))
}

/// The layers above each other, as the screen shows them.
fn drawn(plot: &HtmlElement, layers: &[HtmlCanvasElement], paper: &str) -> Option<String> {
    let (width, height) = (f64::from(plot.client_width()), f64::from(plot.client_height()));
    if layers.is_empty() || width == 0.0 || height == 0.0 {
        return None;
    }
    let canvas: HtmlCanvasElement = dom::create("canvas").ok()?;
    canvas.set_width((width * SHARPNESS) as u32);
    canvas.set_height((height * SHARPNESS) as u32);
    let context: CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context.scale(SHARPNESS, SHARPNESS).ok()?;
    context.set_image_smoothing_enabled(false);
    context.set_fill_style_str(paper);
    context.fill_rect(0.0, 0.0, width, height);
    for layer in layers {
        let (wide, high) = (f64::from(layer.width()), f64::from(layer.height()));
        // Layers fill their figure; pictures keep their shape within it.
        let scale = (width / wide).min(height / high);
        if scale.is_finite() {
            let (w, h) = (wide * scale, high * scale);
            let (x, y) = ((width - w) / 2.0, (height - h) / 2.0);
            context.draw_image_with_html_canvas_element_and_dw_and_dh(layer, x, y, w, h).ok()?;
        }
    }
    canvas.to_data_url().ok()
}

/// The largest of the pictures that the page put on the layers.
fn put(layers: &[HtmlCanvasElement], paper: &str) -> Option<String> {
    let image = layers.iter().filter_map(readback::kept).max_by_key(|image| image.width() * image.height())?;
    let paper = channels(paper)?;
    let rgb: Vec<u8> = image.data().0.as_chunks::<4>().0.iter().flat_map(|pixel| over(*pixel, paper)).collect();
    let png = png(&rgb, image.width(), image.height()).ok()?;
    // One character a byte, as `btoa` wants it.
    let bytes: String = png.iter().map(|byte| char::from(*byte)).collect();
    Some(format!("data:image/png;base64,{}", dom::window().ok()?.btoa(&bytes).ok()?))
}

/// Red, green and blue in a colour as the browser computes it, "rgb(252, 252, 250)".
fn channels(colour: &str) -> Option<[u8; 3]> {
    let mut numbers = colour.split(|letter: char| !letter.is_ascii_digit()).filter_map(|number| number.parse().ok());
    Some([numbers.next()?, numbers.next()?, numbers.next()?])
}

/// A pixel over opaque paper.
fn over([r, g, b, a]: [u8; 4], paper: [u8; 3]) -> [u8; 3] {
    let a = u32::from(a);
    let mix = |ink: u8, paper: u8| ((u32::from(ink) * a + u32::from(paper) * (255 - a) + 127) / 255) as u8;
    [mix(r, paper[0]), mix(g, paper[1]), mix(b, paper[2])]
}

fn png(rgb: &[u8], width: u32, height: u32) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.write_header()?.write_image_data(rgb)?;
    Ok(file)
}
