//! Which stamps are cut from a field, and what is said of them.

use super::MOST_IMAGES;
use super::field::Field;
use crate::data::count::thousands;
use crate::data::field::packing::{PackError, Packing};
use crate::data::field::places::{Places, places};
use crate::data::field::stamp::{self, Unfit};
use crate::data::field::{Background, Catalogue, NEAR, Plane};
use crate::data::table::Table;

/// The archive of stamps is read like any file of an upload, and is no larger than one may be.
const MOST_BYTES: usize = 400 << 20;

/// Stamps to cut.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// The source of each and, where a table has it, its row there.
    pub stamps: Vec<(usize, Option<usize>)>,
    /// Sentences.
    pub lines: Vec<String>,
    radii: f32,
    /// Columns of the table that positions are from; they are not written twice.
    positions: Option<[String; 2]>,
}

impl Selection {
    /// They lie at the positions of a table.
    pub fn is_listed(&self) -> bool {
        self.positions.is_some()
    }
}

/// All sources whose stamps, of as many half-light radii, lie within the field, the brightest first; or those at the positions
/// of a table. If these cannot be used, that is said, and all sources are taken.
pub fn select(field: &Field, catalogue: &Catalogue, table: Option<(&str, &Table)>, radii: f32) -> Selection {
    let mut lines = Vec::new();
    let listed = table.and_then(|(name, table)| match places(table, &field.sky) {
        Ok(places) => Some((name, places)),
        Err(error) => {
            lines.push(format!("{name}: {error}."));
            None
        }
    });
    let sources: Vec<(usize, Option<usize>)> = match &listed {
        Some((name, places)) => at_places(field, catalogue, (name, places), &mut lines),
        None => {
            let mut order: Vec<usize> = (0..catalogue.found.len()).collect();
            let flux = |source: usize| catalogue.found[source].size.flux;
            order.sort_by(|&one, &other| flux(other).total_cmp(&flux(one)));
            order.into_iter().map(|source| (source, None)).collect()
        }
    };
    let side = |source: usize| stamp::side(&catalogue.found[source], radii);
    let (mut stamps, cut): (Vec<_>, Vec<_>) =
        sources.into_iter().partition(|&(source, _)| stamp::fits(field, &catalogue.found[source], side(source)));
    let beyond = stamps.len().saturating_sub(MOST_IMAGES);
    stamps.truncate(MOST_IMAGES);
    let mut sides: Vec<usize> = stamps.iter().map(|(source, _)| side(*source)).collect();
    sides.sort_unstable();
    if let (Some(least), Some(most)) = (sides.first(), sides.last()) {
        let median = sides[sides.len() / 2];
        lines.push(format!("Stamps have {least} to {most} pixels a side, half of them no more than {median}."));
    }
    if !cut.is_empty() {
        lines.push(format!("{} reach beyond the image's edge and are left out.", thousands(cut.len() as u64)));
    }
    if beyond > 0 {
        let [beyond, limit] = [beyond, MOST_IMAGES].map(|count| thousands(count as u64));
        lines.push(format!("{beyond} fainter ones are beyond the limit of {limit} images and are left out."));
    }
    Selection { stamps, lines, radii, positions: listed.map(|(_, places)| places.columns) }
}

/// The sources at a table's positions, each once, with its first row; and of the other rows, why they have none.
fn at_places(
    field: &Field,
    catalogue: &Catalogue,
    (name, places): (&str, &Places),
    lines: &mut Vec<String>,
) -> Vec<(usize, Option<usize>)> {
    let inside = |at: f64, size: usize| at > -0.5 && at < size as f64 - 0.5;
    let (mut found, mut taken) = (Vec::new(), vec![false; catalogue.found.len()]);
    let (mut with, mut again, mut outside, mut absent) = (0, 0, 0, 0);
    for (row, place) in places.pixels.iter().enumerate() {
        match place.map(|place| (place, catalogue.at(place))) {
            Some((_, Some(source))) => {
                with += 1;
                if std::mem::replace(&mut taken[source], true) {
                    again += 1;
                } else {
                    found.push((source, Some(row)));
                }
            }
            Some(([x, y], None)) => {
                outside += usize::from(!inside(x, field.width()) || !inside(y, field.height()));
            }
            None => absent += 1,
        }
    }
    let [all, some] = [places.pixels.len(), with].map(|count| thousands(count as u64));
    let [x, y] = &places.columns;
    lines.push(format!("{name}: of {all} positions ({x}, {y}), {some} have a source within {NEAR} pixels."));
    let (unread, example) = &places.unread;
    let mut say = |count: usize, words: &str| {
        if count > 0 {
            lines.push(format!("{name}: {} {words}.", thousands(count as u64)));
        }
    };
    say(again, "are at a source that an earlier row has: each is cut once, with its first row");
    say(outside, "are outside the image");
    say(*unread, &format!("are not understood, such as “{example}”: write degrees, 10:00:00 or 10h00m00s"));
    say(absent - unread, "are missing, or on the other side of the sky");
    found
}

/// Cuts a selection, stamp after stamp.
pub struct Cutting {
    packing: Packing,
    stem: String,
    pub next: usize,
    pub kept: usize,
    hidden: usize,
}

impl Cutting {
    /// `name` is that of the field's file.
    pub fn new(name: &str, field: &Field, table: Option<&Table>, selection: &Selection) -> Self {
        let sky: &[&str] = if field.sky.is_ok() { &["ra", "dec"] } else { &[] };
        let measured = ["flux", "flux_error", "half_light_radius", "stamp_side", "area", "axis_ratio"];
        let own = ["x", "y"].iter().chain(sky).chain(&measured).map(|name| (*name).to_owned());
        let columns: Vec<String> = own.chain(others(table, selection).map(|column| column.name.clone())).collect();
        let file = name.rsplit('/').next().unwrap_or(name);
        let stem = file.split('.').next().unwrap_or(file).to_owned();
        Self { packing: Packing::new(field.bottom_up, &columns), stem, next: 0, kept: 0, hidden: 0 }
    }

    /// Cuts the next stamp; whether it was the last.
    ///
    /// # Errors
    ///
    /// If it cannot be packed.
    pub fn step(
        &mut self,
        field: &Field,
        background: &Background,
        catalogue: &Catalogue,
        table: Option<&Table>,
        selection: &Selection,
    ) -> Result<bool, PackError> {
        let Some(&(number, row)) = selection.stamps.get(self.next) else { return Ok(true) };
        if self.packing.bytes() > MOST_BYTES {
            return Ok(true);
        }
        self.next += 1;
        let found = &catalogue.found[number];
        let side = stamp::side(found, selection.radii);
        match stamp::cut(field, background, catalogue, number, side) {
            Ok(stamp) => {
                self.kept += 1;
                let (source, size) = (&found.source, &found.size);
                let mut cells = vec![format!("{:.2}", source.x), format!("{:.2}", source.y)];
                if let Ok(sky) = &field.sky {
                    cells.extend(sky.sky([source.x, source.y]).map(|angle| format!("{angle:.7}")));
                }
                let numbers = [size.flux as f32, size.error as f32, size.half_light_radius];
                cells.extend(numbers.map(|number| number.to_string()));
                cells.extend([side.to_string(), source.area.to_string(), (source.b / source.a).to_string()]);
                let row = |column: &crate::data::table::Column| {
                    row.map_or_else(String::new, |row| column.cells.get(row).into_owned())
                };
                cells.extend(others(table, selection).map(row));
                self.packing.add(&format!("{}-{:05}.fits", self.stem, self.kept), &stamp, &cells)?;
            }
            Err(Unfit::Hidden | Unfit::Edge) => self.hidden += 1,
        }
        Ok(self.next == selection.stamps.len())
    }

    /// The archive's name and bytes, and a sentence on what was left out, or nothing.
    ///
    /// # Errors
    ///
    /// If it cannot be packed.
    pub fn finish(self, selection: &Selection) -> Result<(String, Vec<u8>, String), PackError> {
        let mut words = Vec::new();
        if self.hidden > 0 {
            words.push(format!("{} of which neighbours hide more than half", thousands(self.hidden as u64)));
        }
        let left = selection.stamps.len() - self.next;
        if left > 0 {
            words.push(format!("{} beyond {} MB of stamps", thousands(left as u64), MOST_BYTES >> 20));
        }
        let words = if words.is_empty() { String::new() } else { format!("Left out: {}.", words.join("; ")) };
        Ok((format!("{}-stamps.zip", self.stem), self.packing.finish()?, words))
    }
}

/// The columns of a table of positions that are written beside what is measured.
fn others<'a>(
    table: Option<&'a Table>,
    selection: &'a Selection,
) -> impl Iterator<Item = &'a crate::data::table::Column> {
    let used = selection.positions.as_ref();
    let columns = table.filter(|_| used.is_some()).map(|table| table.columns.iter()).into_iter().flatten();
    columns.filter(move |column| used.is_none_or(|used| !used.contains(&column.name)))
}
