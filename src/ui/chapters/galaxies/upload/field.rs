//! One large image among a person's own: its sources are found and shown, and stamps cut from it become the upload.

use js_sys::Array;
use web_sys::{File, HtmlButtonElement, HtmlInputElement, HtmlProgressElement};

use super::{Upload, list};
use crate::data::Shape;
use crate::protocol;
use crate::protocol::field::{Command, Event, Found, Search, Stage};
use crate::protocol::upload;
use crate::ui::dom::{self, PageError};
use crate::ui::figures::{Strip, StripOptions};
use crate::ui::words::thousands;
use std::rc::Rc;

/// Sliders whose change is another search.
pub const SEARCHING: [&str; 3] = ["field-threshold", "field-area", "field-contrast"];

/// The figure of the field.
pub fn preview() -> Result<Strip, PageError> {
    let options = StripOptions { label: "The field and what was found in it".to_owned(), columns: 1, gap: 0 };
    Strip::new(dom::element("field-preview")?, options)
}

/// Offers to cut stamps from an image of this size, or from none.
pub fn offer(size: Option<(u32, u32)>) -> Result<(), PageError> {
    dom::set_hidden("field", size.is_none())?;
    dom::set_hidden("field-start-row", false)?;
    dom::set_hidden("field-work", true)?;
    let Some((width, height)) = size else { return Ok(()) };
    dom::set_text(
        "field-offer",
        &format!(
            "One image of {width} × {height} pixels: if this is a whole field, stamps can be cut out about its sources."
        ),
    )
}

impl Upload {
    /// Has the worker read the field, and find.
    pub(super) fn open_field(self: &Rc<Self>) -> Result<(), PageError> {
        let (names, files): (Vec<String>, Vec<File>) = self.files.borrow().iter().cloned().unzip();
        let Some(client) = self.client.get() else { return Ok(()) };
        show_values()?;
        self.field.set(&[], Shape::DIGIT)?;
        self.field.describe("")?;
        list("field-lines", &[])?;
        dom::set_hidden("field-work", false)?;
        dom::focus("field-words")?;
        dom::set_hidden("field-start-row", true)?;
        dom::set_hidden("field-listed-row", true)?;
        let command = Command::Open { names, search: search()? };
        client.send_files(&protocol::Command::Upload(upload::Command::Field(command)), &files);
        self.begin("Reading the field …")
    }

    /// Finds with what the sliders say.
    pub(super) fn find_again(self: &Rc<Self>) -> Result<(), PageError> {
        self.send(upload::Command::Field(Command::Find(search()?)));
        self.begin("Finding sources …")
    }

    /// Says what the sliders are at, while they move.
    pub(super) fn field_slid(self: &Rc<Self>) -> Result<(), PageError> {
        show_values()
    }

    pub(super) fn resize_stamps(self: &Rc<Self>) -> Result<(), PageError> {
        show_values()?;
        self.send(upload::Command::Field(Command::Draw { radii: search()?.radii }));
        Ok(())
    }

    pub(super) fn stop_field(self: &Rc<Self>) -> Result<(), PageError> {
        self.send(upload::Command::Field(Command::Stop));
        Ok(())
    }

    pub(super) fn cut_stamps(self: &Rc<Self>) -> Result<(), PageError> {
        self.send(upload::Command::Field(Command::Cut { radii: search()?.radii }));
        self.begin("Cutting stamps …")
    }

    fn begin(&self, words: &str) -> Result<(), PageError> {
        self.client.get().into_iter().for_each(|client| client.expect_events(true));
        dom::element::<HtmlButtonElement>("field-use")?.set_disabled(true);
        dom::set_hidden("field-progress", false)?;
        dom::element::<HtmlProgressElement>("field-progress")?.set_value(0.0);
        dom::element::<HtmlButtonElement>("field-stop")?.set_disabled(false);
        dom::set_text("field-words", words)
    }

    fn end(&self, words: &str) -> Result<(), PageError> {
        self.client.get().into_iter().for_each(|client| client.expect_events(false));
        dom::set_hidden("field-progress", true)?;
        dom::element::<HtmlButtonElement>("field-stop")?.set_disabled(true);
        dom::set_text("field-words", words)
    }

    pub(super) fn hear_field(self: &Rc<Self>, event: Event) -> Result<(), PageError> {
        match event {
            Event::Working { stage, done, count } => {
                dom::element::<HtmlProgressElement>("field-progress")?.set_value(f64::from(done));
                let count = thousands(count.into());
                dom::set_text(
                    "field-words",
                    &match stage {
                        Stage::Sky => "Measuring the sky …".to_owned(),
                        Stage::Search => format!("Finding sources: {count} so far …"),
                        Stage::Cut => format!("Cutting stamps: {count} so far …"),
                    },
                )
            }
            Event::Found(found) => self.field_found(&found),
            Event::Stopped { read: true } => self.end("Stopped. Move a slider to find again."),
            Event::Stopped { read: false } => {
                self.end("")?;
                dom::set_hidden("field-start-row", false)?;
                dom::focus("field-start")?;
                dom::set_hidden("field-work", true)
            }
            Event::Failed(why) => self.end(&why),
            Event::Stamps { name, words } => {
                let Some(bytes) = self.client.get().and_then(|client| client.take_beside()) else { return Ok(()) };
                self.end("")?;
                let file = File::new_with_u8_array_sequence(&Array::of1(&bytes), &name)
                    .map_err(|error| PageError::browser("make a file of the stamps", &error))?;
                // The button that was pressed is out of sight while the stamps are read.
                dom::focus("upload-words")?;
                self.read(vec![(name, file)])?;
                self.note.replace(words);
                Ok(())
            }
        }
    }

    fn field_found(&self, found: &Found) -> Result<(), PageError> {
        self.end(found.lines.first().map_or("", String::as_str))?;
        list("field-lines", found.lines.get(1..).unwrap_or_default())?;
        dom::set_hidden("field-listed-row", !found.table)?;
        dom::element::<HtmlButtonElement>("field-use")?.set_disabled(found.stamps == 0);
        let shape = Shape { height: found.height as usize, width: found.width as usize, channels: 3 };
        self.field.set(&found.pixels.0, shape)?;
        let [sources, stamps] = [found.sources, found.stamps].map(|count| thousands(count.into()));
        self.field.describe(&format!("{sources} sources, circles about the {stamps} that stamps are cut of"))
    }
}

/// What the sliders say.
fn search() -> Result<Search, PageError> {
    let number = |id: &str| Ok::<f64, PageError>(dom::element::<HtmlInputElement>(id)?.value_as_number());
    Ok(Search {
        threshold: number("field-threshold")? as f32,
        least_area: number("field-area")? as u32,
        // The slider moves over powers of ten.
        contrast: 10_f64.powf(number("field-contrast")?) as f32,
        radii: number("field-radii")? as f32,
        listed: dom::element::<HtmlInputElement>("field-listed")?.checked(),
    })
}

fn show_values() -> Result<(), PageError> {
    let Search { threshold, least_area, contrast, radii, .. } = search()?;
    let values = [
        ("field-threshold", format!("{threshold:.1} σ")),
        ("field-area", format!("{least_area} px")),
        ("field-contrast", if contrast < 1.0 { format!("{contrast:.4}") } else { "1 (never)".to_owned() }),
        ("field-radii", format!("{radii:.1}")),
    ];
    for (id, text) in values {
        dom::set_attribute(&dom::element(id)?, "aria-valuetext", &text)?;
        dom::set_text(&format!("{id}-value"), &text)?;
    }
    Ok(())
}
