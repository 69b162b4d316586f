//! The fields of the upload that say how images are cut and shown. Knows no worker.

use web_sys::{Element, HtmlInputElement, HtmlOptionElement, HtmlSelectElement};

use crate::protocol::upload::{Findings, Look};
use crate::ui::dom::{self, PageError};

/// Whose change has the files read again.
pub const PLANE: &str = "upload-plane";
/// The other fields, each with the event of its change.
pub const FIELDS: [(&str, &str); 7] = [
    ("upload-stretch", "input"),
    ("upload-crop", "input"),
    ("upload-shades", "change"),
    ("upload-centre", "change"),
    ("upload-side", "change"),
    ("upload-turn", "change"),
    ("upload-marked", "change"),
];

/// What the fields say.
pub fn look() -> Result<Look, PageError> {
    let chosen = |id: &str| dom::element::<HtmlSelectElement>(id).map(|select| select.value());
    let default = Look::default();
    Ok(Look {
        // The slider moves over powers of ten.
        softening: 10_f64.powf(number("upload-stretch")?) as f32,
        shades: match chosen("upload-shades")?.as_str() {
            "shades" => Some(true),
            "measured" => Some(false),
            _ => None,
        },
        crop: (number("upload-crop")? / 100.0) as f32,
        on_object: chosen("upload-centre")? == "object",
        side: chosen("upload-side")?.parse().unwrap_or(default.side),
        turn: chosen("upload-turn")?.parse().unwrap_or(default.turn),
        plane: chosen(PLANE)?,
        marked: dom::element::<HtmlInputElement>("upload-marked")?.checked(),
    })
}

/// For other files: as they come.
pub fn reset() -> Result<(), PageError> {
    for (id, value) in [("upload-stretch", -1.0), ("upload-crop", 100.0)] {
        dom::element::<HtmlInputElement>(id)?.set_value_as_number(value);
    }
    for (id, value) in [("upload-shades", ""), ("upload-centre", ""), ("upload-side", "64"), ("upload-turn", "1")] {
        dom::element::<HtmlSelectElement>(id)?.set_value(value);
    }
    dom::element::<HtmlInputElement>("upload-marked")?.set_checked(false);
    dom::element::<HtmlSelectElement>(PLANE)?.set_value("");
    show()
}

/// Says the sliders' values in words.
pub fn show() -> Result<(), PageError> {
    let Look { softening, crop, .. } = look()?;
    let words = [("upload-stretch", format!("{softening:.3}")), ("upload-crop", format!("{:.0} %", crop * 100.0))];
    for (id, text) in words {
        dom::set_attribute(&dom::element(id)?, "aria-valuetext", &text)?;
        dom::set_text(&format!("{id}-value"), &text)?;
    }
    Ok(())
}

/// Offers what the files that were read give a choice of.
pub fn offer(findings: &Findings) -> Result<(), PageError> {
    dom::set_hidden("upload-shades-row", findings.shades.is_none())?;
    let guess = if findings.shades == Some(false) { "measured values" } else { "shades" };
    dom::set_text("upload-shades-guess", &format!("as they suggest: {guess}"))?;
    dom::set_hidden("upload-plane-row", findings.planes.len() < 2)?;
    let select: HtmlSelectElement = dom::element(PLANE)?;
    let chosen = select.value();
    for other in dom::within(&select, "option")?.iter().skip(1) {
        other.remove();
    }
    // The science is the first option, and there is no need to name it again.
    for (name, images) in findings.planes.iter().filter(|(name, _)| name != crate::data::upload::SCIENCE) {
        let option: HtmlOptionElement = dom::create("option")?;
        option.set_value(name);
        option.set_text(&format!("{name} ({images})"));
        let option: Element = option.into();
        dom::append(&select, &option)?;
    }
    select.set_value(&chosen);
    Ok(())
}

fn number(id: &str) -> Result<f64, PageError> {
    Ok(dom::element::<HtmlInputElement>(id)?.value_as_number())
}
