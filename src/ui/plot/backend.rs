//! plotters' canvas backend, made sharp: coordinates in eighths of a device pixel instead of whole ones, straight lines
//! on whole pixels, and text measured by the canvas itself (plotters would add an element to the page and lay it out).

use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use plotters_canvas::CanvasBackend;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

/// Units of the backend in a device pixel.
pub const UNITS: f64 = 8.0;

type Drawn = Result<(), DrawingErrorKind<<CanvasBackend as DrawingBackend>::ErrorType>>;

/// While it lives the canvas is scaled to its units.
pub struct SharpBackend {
    inner: CanvasBackend,
    context: CanvasRenderingContext2d,
    size: (u32, u32),
}

impl SharpBackend {
    pub fn new(canvas: &HtmlCanvasElement, context: &CanvasRenderingContext2d) -> Option<Self> {
        let inner = CanvasBackend::with_canvas_object(canvas.clone())?;
        let units = |pixels: u32| pixels * UNITS as u32;
        context.save();
        // Scaling by a finite number is never refused.
        context.scale(1.0 / UNITS, 1.0 / UNITS).ok()?;
        context.set_line_join("round");
        Some(Self { inner, context: context.clone(), size: (units(canvas.width()), units(canvas.height())) })
    }
}

impl Drop for SharpBackend {
    fn drop(&mut self) {
        self.context.restore();
    }
}

/// The middle of the pixel (for lines of odd width) or the border of pixels (even) that is nearest.
fn snap(units: i32, width: u32) -> i32 {
    let odd = (f64::from(width) / UNITS).round() as i64 % 2 == 1;
    let pixel = f64::from(units) / UNITS;
    let snapped = if odd { pixel.floor() + 0.5 } else { pixel.round() };
    (snapped * UNITS) as i32
}

impl DrawingBackend for SharpBackend {
    type ErrorType = <CanvasBackend as DrawingBackend>::ErrorType;

    fn get_size(&self) -> (u32, u32) {
        self.size
    }

    fn ensure_prepared(&mut self) -> Drawn {
        self.inner.ensure_prepared()
    }

    fn present(&mut self) -> Drawn {
        self.inner.present()
    }

    fn draw_pixel(&mut self, point: BackendCoord, colour: BackendColor) -> Drawn {
        self.inner.draw_pixel(point, colour)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let mut path: Vec<BackendCoord> = path.into_iter().collect();
        let width = style.stroke_width();
        if let [from, to] = path.as_mut_slice() {
            if from.0 == to.0 {
                from.0 = snap(from.0, width);
                to.0 = from.0;
            }
            if from.1 == to.1 {
                from.1 = snap(from.1, width);
                to.1 = from.1;
            }
        }
        self.inner.draw_path(path, style)
    }

    fn draw_rect<S: BackendStyle>(
        &mut self,
        upper_left: BackendCoord,
        bottom_right: BackendCoord,
        style: &S,
        fill: bool,
    ) -> Drawn {
        self.inner.draw_rect(upper_left, bottom_right, style, fill)
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        self.inner.draw_circle(center, radius, style, fill)
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        self.inner.fill_polygon(path, style)
    }

    fn draw_text<S: BackendTextStyle>(&mut self, text: &str, style: &S, position: BackendCoord) -> Drawn {
        self.inner.draw_text(text, style, position)
    }

    fn estimate_text_size<S: BackendTextStyle>(
        &self,
        text: &str,
        style: &S,
    ) -> Result<(u32, u32), DrawingErrorKind<Self::ErrorType>> {
        self.context.set_font(&format!("{}px {}", style.size(), style.family().as_str()));
        let width = self.context.measure_text(text).map_or(0.0, |metrics| metrics.width());
        Ok((width.ceil() as u32, style.size().ceil() as u32))
    }
}
