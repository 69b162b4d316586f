//! The codes of all images as a table: posterior means, standard deviations, and what is known of each image.

use std::fmt::Write;

/// Codes and properties, one row per image.
pub struct CodesTable<'a> {
    pub latent: usize,
    /// `[images, latent]`.
    pub mu: &'a [f32],
    /// ln σ², `[images, latent]`; empty for a plain autoencoder, whose code is a point.
    pub logvar: &'a [f32],
    /// What each image is called, and what else names it, as text; empty where there are no names.
    pub names: &'a [String],
    pub texts: &'a [(&'a str, &'a [String])],
    /// Of what part of the data each image is, such as "training".
    pub part: &'a dyn Fn(usize) -> &'static str,
    pub properties: &'a [Column<'a>],
    /// How the images were made of their files, the same in every row: names and values.
    pub preparation: &'a [(String, String)],
}

/// What is known of each image.
pub struct Column<'a> {
    pub name: &'a str,
    /// Empty for a pure number.
    pub unit: &'a str,
    /// One an image.
    pub values: &'a [f32],
    /// Of a class: what the values 0, 1, … are called, which is what the table then says.
    pub classes: &'a [String],
}

/// The table, with a header; what is not a number stays empty.
pub fn csv(codes: &CodesTable) -> String {
    let latent = codes.latent.max(1);
    let mut text = String::from("image");
    if !codes.names.is_empty() {
        text.push_str(",file");
    }
    codes.texts.iter().for_each(|(name, _)| push(&mut text, format_args!(",{}", cell(name))));
    text.push_str(",set");
    for kind in ["mu", "sigma"] {
        (1..=latent).for_each(|axis| push(&mut text, format_args!(",{kind}_{axis}")));
    }
    for Column { name, unit, .. } in codes.properties {
        let heading = if unit.is_empty() { (*name).to_owned() } else { format!("{name} [{unit}]") };
        push(&mut text, format_args!(",{}", cell(&heading)));
    }
    codes.preparation.iter().for_each(|(name, _)| push(&mut text, format_args!(",{}", cell(name))));
    text.push('\n');
    for (index, mu) in codes.mu.chunks_exact(latent).enumerate() {
        push(&mut text, format_args!("{}", index + 1));
        let names = codes.names.get(index).into_iter();
        let known = codes.texts.iter().map(|(_, cells)| cells.get(index).map_or("", String::as_str));
        names.map(String::as_str).chain(known).for_each(|name| push(&mut text, format_args!(",{}", cell(name))));
        push(&mut text, format_args!(",{}", (codes.part)(index)));
        mu.iter().for_each(|value| number(&mut text, *value));
        for axis in 0..latent {
            let sigma = codes.logvar.get(index * latent + axis).map_or(0.0, |logvar| (0.5 * logvar).exp());
            number(&mut text, sigma);
        }
        for column in codes.properties {
            let value = column.values.get(index).copied().unwrap_or(f32::NAN);
            match column.classes.get(value as usize).filter(|_| value >= 0.0) {
                Some(class) => push(&mut text, format_args!(",{}", cell(class))),
                None => number(&mut text, value),
            }
        }
        codes.preparation.iter().for_each(|(_, value)| push(&mut text, format_args!(",{}", cell(value))));
        text.push('\n');
    }
    text
}

fn number(text: &mut String, value: f32) {
    if value.is_finite() { push(text, format_args!(",{value}")) } else { text.push(',') }
}

/// A cell of text, quoted where it must be. One that a spreadsheet would run as a formula begins with an apostrophe.
pub(crate) fn cell(text: &str) -> String {
    let text = if text.starts_with(['=', '+', '-', '@']) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

fn push(text: &mut String, piece: std::fmt::Arguments) {
    // Writing to a string does not fail.
    let _ = text.write_fmt(piece);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_an_image_with_sigma_from_the_log_variance() {
        let radius = [4.5, f32::NAN];
        let table = csv(&CodesTable {
            latent: 2,
            mu: &[0.5, -1.0, 2.0, 0.25],
            logvar: &[0.0, 2.0 * 0.5_f32.ln(), 0.0, 0.0],
            names: &["b.fits".into(), "a, c.fits".into()],
            texts: &[("id", &["587722982000000017".into(), "=1".into()])],
            part: &|index| if index == 0 { "training" } else { "held-out" },
            properties: &[
                Column { name: "Radius, \"half\"", unit: "px", values: &radius, classes: &[] },
                Column { name: "Class", unit: "", values: &[1.0, 0.0], classes: &["Bag".into(), "Coat, long".into()] },
            ],
            preparation: &[("softening".into(), "0.1".into())],
        });
        let expected = "image,file,id,set,mu_1,mu_2,sigma_1,sigma_2,\"Radius, \"\"half\"\" [px]\",Class,softening\n\
                        1,b.fits,587722982000000017,training,0.5,-1,1,0.5,4.5,\"Coat, long\",0.1\n\
                        2,\"a, c.fits\",'=1,held-out,2,0.25,1,1,,Bag,0.1\n";
        assert_eq!(table, expected);
        assert_eq!(cell("=cmd"), "'=cmd");
    }
}
