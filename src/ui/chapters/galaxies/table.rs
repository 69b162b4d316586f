//! Problem 4's table: latent axes × properties, with noise called noise.

use web_sys::HtmlElement;

use super::known::Known;
use crate::protocol::Property;
use crate::protocol::galaxies::{Explained, Finding, MOST_ROWS, Row};
use crate::ui::dimensions::{by_kl, listed};
use crate::ui::dom::{self, PageError};
use crate::ui::figures::latent_name;
use crate::ui::plot::scale::number;
use crate::ui::words::thousands;

/// The chance, over the whole column, that noise is taken for a finding.
const LEVEL: f32 = 0.05;

/// Fills the head or the body of a table with rows; the first cell of each is its heading, and `class` may mark a cell.
pub fn fill(
    part: &str,
    head: bool,
    rows: &[Vec<String>],
    class: impl Fn(usize, usize) -> Option<&'static str>,
) -> Result<(), PageError> {
    let body: HtmlElement = dom::element(part)?;
    body.set_text_content(None);
    for (r, row) in rows.iter().enumerate() {
        let line: HtmlElement = dom::create("tr")?;
        for (c, text) in row.iter().enumerate() {
            let cell: HtmlElement = if head || c == 0 { dom::create("th")? } else { dom::create("td")? };
            if head || c == 0 {
                dom::set_attribute(&cell, "scope", if head { "col" } else { "row" })?;
            }
            if let Some(class) = class(r, c) {
                cell.set_class_name(class);
            }
            cell.set_text_content(Some(text));
            dom::append(&line, &cell)?;
        }
        dom::append(&body, &line)?;
    }
    Ok(())
}

/// The p value below which a number counts, in a table of this many rows.
pub fn bar(table: &Explained) -> f32 {
    LEVEL / table.rows_total.max(1) as f32
}

/// A number, or what chance makes of it.
fn cell(found: Option<&Finding>, bar: f32) -> (String, bool) {
    match found {
        None => ("no ranks".to_owned(), true),
        Some(found) if found.p_value > bar => (format!("[{}] noise", number(f64::from(found.value), 2)), true),
        Some(found) => (number(f64::from(found.value), 2), false),
    }
}

/// The cells of one row, and which of them are noise; the axes in this order.
fn cells(row: &Row, bar: f32, order: &[usize]) -> Vec<(String, bool)> {
    let mut all = vec![(row.property.clone(), false)];
    for axis in order.iter().filter_map(|axis| row.axes.get(*axis)) {
        all.push(cell(axis.rho.as_ref(), bar));
        all.push(cell(Some(&axis.r_squared), bar));
    }
    all.push(cell(row.plane_rho.as_ref(), bar));
    all.push(cell(Some(&row.plane_r_squared), bar));
    let sure = row.plane_r_squared.p_value <= bar;
    all.push(if sure {
        (format!("{}°", number(f64::from(row.direction), 0)), false)
    } else {
        ("none".to_owned(), true)
    });
    all.push(cell(Some(&row.neighbours), bar));
    all
}

/// The headings of the columns: the axes in this order, those that carry nothing named so.
fn headings(kl: &[f64], order: &[usize], plane: [usize; 2]) -> Vec<String> {
    let mut all = vec!["Property".to_owned()];
    for &axis in order {
        let name = listed(latent_name(axis), kl[axis]);
        all.push(format!("ρ, {name}"));
        all.push(format!("R², {name}"));
    }
    let [x, y] = plane.map(latent_name);
    all.extend([
        format!("ρ, best direction in {x}{y}"),
        format!("R², best direction in {x}{y}"),
        format!("that direction, from {x} toward {y}"),
        "R², 10 nearest neighbours".to_owned(),
    ]);
    all
}

/// Shows the table as far as it is done.
pub fn show(known: &Known, plane: [usize; 2]) -> Result<(), PageError> {
    let Some(table) = &known.table else { return Ok(()) };
    let bar = bar(table);
    let kl = known.kl();
    let order = by_kl(&kl);
    fill("galaxies-table-head", true, &[headings(&kl, &order, plane)], |_, _| None)?;
    let rows: Vec<Vec<(String, bool)>> = table.rows.iter().map(|row| cells(row, bar, &order)).collect();
    let texts: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|(text, _)| text.clone()).collect()).collect();
    fill("galaxies-table-body", false, &texts, |r, c| rows[r][c].1.then_some("noise"))?;
    let words = format!(
        "{} {}, {} permutations. Noise: p above {} (5 % divided by {} rows).{}{}",
        thousands(table.galaxies.into()),
        known.many(),
        thousands(table.permutations.into()),
        number(f64::from(bar), 4),
        table.rows_total,
        some_classes(known),
        if (table.rows.len() as u32) < table.rows_total { " More rows are on their way." } else { "" }
    );
    dom::set_text("galaxies-table-words", &words)?;
    dom::set_text("galaxies-mig", &gap_words(table))
}

/// Of which properties only some classes have a row.
fn some_classes(known: &Known) -> String {
    let properties = known.galaxies.iter().flat_map(|galaxies| &galaxies.properties);
    let of = |property: &Property| {
        format!(" Of {}’s {} classes the {MOST_ROWS} most frequent have rows.", property.name, property.classes.len())
    };
    properties.filter(|property| property.classes.len() > MOST_ROWS).map(of).collect()
}

/// The mutual information gap in words; nothing where there is no truth to compare with.
fn gap_words(table: &Explained) -> String {
    if table.gaps.is_empty() {
        return String::new();
    }
    let each: Vec<String> = table
        .gaps
        .iter()
        .map(|gap| {
            let nats: Vec<String> = gap.information.0.iter().map(|nats| number(f64::from(*nats), 2)).collect();
            format!(
                "{} {} ({} of {} nats)",
                gap.factor,
                number(f64::from(gap.share), 2),
                nats.join(", "),
                number(f64::from(gap.entropy), 2)
            )
        })
        .collect();
    format!(
        "Mutual information gap (Chen et al. 2018), over the true factors of the simulation: {}. 1 would be an axis for each factor, 0 none. For each factor, and the information that each axis has of it: {}.",
        number(f64::from(table.mig), 3),
        each.join("; ")
    )
}
