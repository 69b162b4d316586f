//! The codes of all images as a table: posterior means, standard deviations, and what is known of each image.

use std::collections::HashSet;
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
    /// The page's own reckoning, whose name no column of a person's may take.
    pub reckoned: bool,
}

/// The table, with a header; what is not a number stays empty.
pub fn csv(codes: &CodesTable) -> String {
    let latent = codes.latent.max(1);
    let headings: Vec<String> = headings(codes).iter().map(|heading| cell(heading)).collect();
    let mut text = headings.join(",");
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

/// One for each column, no two alike: where a person's column is called as one of the page's is, it says that it is theirs.
fn headings(codes: &CodesTable) -> Vec<String> {
    let mut all: Vec<(String, bool)> = vec![("image".to_owned(), true)];
    if !codes.names.is_empty() {
        all.push(("file".to_owned(), true));
    }
    all.extend(codes.texts.iter().map(|(name, _)| ((*name).to_owned(), false)));
    all.push(("set".to_owned(), true));
    for kind in ["mu", "sigma"] {
        all.extend((1..=codes.latent.max(1)).map(|axis| (format!("{kind}_{axis}"), true)));
    }
    all.extend(codes.properties.iter().map(|Column { name, unit, reckoned, .. }| {
        (if unit.is_empty() { (*name).to_owned() } else { format!("{name} [{unit}]") }, *reckoned)
    }));
    all.extend(codes.preparation.iter().map(|(name, _)| (name.clone(), true)));
    let ours: HashSet<String> = all.iter().filter(|(_, ours)| *ours).map(|(name, _)| name.clone()).collect();
    let mut taken = HashSet::new();
    let free = |(name, is_ours): (String, bool)| {
        let name = if !is_ours && ours.contains(&name) { format!("{name} (yours)") } else { name };
        let mut free = name.clone();
        let mut number = 1;
        while !taken.insert(free.clone()) {
            number += 1;
            free = format!("{name} {number}");
        }
        free
    };
    all.into_iter().map(free).collect()
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
                Column { name: "Radius, \"half\"", unit: "px", values: &radius, classes: &[], reckoned: false },
                Column {
                    name: "Class",
                    unit: "",
                    values: &[1.0, 0.0],
                    classes: &["Bag".into(), "Coat, long".into()],
                    reckoned: false,
                },
            ],
            preparation: &[("softening".into(), "0.1".into())],
        });
        let expected = "image,file,id,set,mu_1,mu_2,sigma_1,sigma_2,\"Radius, \"\"half\"\" [px]\",Class,softening\n\
                        1,b.fits,587722982000000017,training,0.5,-1,1,0.5,4.5,\"Coat, long\",0.1\n\
                        2,\"a, c.fits\",'=1,held-out,2,0.25,1,1,,Bag,0.1\n";
        assert_eq!(table, expected);
        assert_eq!(cell("=cmd"), "'=cmd");
    }

    #[test]
    fn a_column_called_as_one_of_the_pages_says_whose_it_is() {
        let cells = ["a".to_owned()];
        let column = |name, reckoned| Column { name, unit: "", values: &[1.0], classes: &[], reckoned };
        let names = ["set", "mu_1", "crop", "size", "size", "pca_1"];
        let mut properties: Vec<Column> = names.map(|name| column(name, false)).into();
        properties.push(column("pca_1", true));
        let table = csv(&CodesTable {
            latent: 1,
            mu: &[0.5],
            logvar: &[],
            names: &cells,
            texts: &[("file", &cells), ("file (yours)", &cells)],
            part: &|_| "training",
            properties: &properties,
            preparation: &[("crop".into(), "1".into()), ("size".into(), "32 x 32".into())],
        });
        assert_eq!(
            table.lines().next().unwrap(),
            "image,file,file (yours),file (yours) 2,set,mu_1,sigma_1,set (yours),mu_1 (yours),crop (yours),size (yours),\
             size (yours) 2,pca_1 (yours),pca_1,crop,size"
        );
        assert!(table.lines().all(|line| line.split(',').count() == 16), "{table}");
    }
}
