//! Places in a field from a table: columns of pixels, or of right ascension and declination.

use super::wcs::{Wcs, WcsError};
use crate::data::table::value::Value;
use crate::data::table::{Column, Table};

/// Names of columns, in small letters and without anything but letters and digits. Pixels from 0, as sep, photutils and NumPy
/// count; from 1, as SExtractor and FITS do; degrees.
const FROM_0: [[&str; 2]; 4] = [["x", "y"], ["xcentroid", "ycentroid"], ["xcenter", "ycenter"], ["xpix", "ypix"]];
const FROM_1: [[&str; 2]; 3] = [["ximage", "yimage"], ["xwinimage", "ywinimage"], ["xpeakimage", "ypeakimage"]];
/// Of the sky, in every catalogue's manner: what comes before, the two names, and what comes after.
const BEFORE: [&str; 7] = ["", "sky", "skycentroid", "coord", "source", "target", "obj"];
const SKY: [[&str; 2]; 8] = [
    ["ra", "dec"],
    ["ra", "de"],
    ["ra", "decl"],
    ["rightascension", "declination"],
    ["alpha", "delta"],
    ["alphawin", "deltawin"],
    ["alphapeak", "deltapeak"],
    ["xwinworld", "ywinworld"],
];
const AFTER: [&str; 8] = ["", "deg", "degrees", "icrs", "j2000", "2000", "fk5", "sky"];

/// Why a table gives no places.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum PlacesError {
    #[error("the table has no columns x and y, or RA and Dec, of positions")]
    NoColumns,
    #[error("the table has RA and Dec, but the image cannot use them: {0}")]
    Sky(#[from] WcsError),
}

/// Positions of a table's rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Places {
    /// Pixels from 0 in each row of the table; `None` where the row has none, or it lies on the other side of the sky.
    pub pixels: Vec<Option<[f64; 2]>>,
    /// The columns they are from.
    pub columns: [String; 2],
    /// Rows whose cells are not understood, and the first such cell.
    pub unread: (usize, String),
}

/// A place of a table as a pixel, where the image has it.
type Pixel = dyn Fn([f64; 2]) -> Option<[f64; 2]>;

/// The positions in a table. Sky positions become pixels by `sky`; text such as 03:32:39.5 or 3h32m39.5s is in hours for RA.
///
/// # Errors
///
/// If there are none, or they are of the sky and the image does not say where it is.
pub fn places(table: &Table, sky: &Result<Wcs, WcsError>) -> Result<Places, PlacesError> {
    let (columns, frame) = columns(table).ok_or(PlacesError::NoColumns)?;
    let pixel: Box<Pixel> = match frame {
        Frame::Pixels(first) => Box::new(move |[x, y]| Some([x - first, y - first])),
        Frame::Sky => {
            let sky = sky.clone()?;
            Box::new(move |place| sky.pixel(place))
        }
    };
    let mut unread = (0, String::new());
    let mut number = |column: &Column, row: usize, hours: bool| {
        let found = match column.cells.value(row, table.decimal_comma) {
            Value::Number(number) => Some(number * degrees(&column.unit)),
            Value::Missing => return None,
            Value::Words => sexagesimal(&column.cells.get(row), hours),
        };
        if found.is_none() {
            if unread.0 == 0 {
                unread.1 = column.cells.get(row).into_owned();
            }
            unread.0 += 1;
        }
        found
    };
    let place = |row| pixel([number(columns[0], row, true)?, number(columns[1], row, false)?]);
    let pixels = (0..table.rows()).map(place).collect();
    Ok(Places { pixels, columns: columns.map(|column| column.name.clone()), unread })
}

/// Whether a table has columns of positions.
pub fn has_places(table: &Table) -> bool {
    columns(table).is_some()
}

enum Frame {
    /// Of pixels that are counted from this.
    Pixels(f64),
    Sky,
}

/// The columns of positions, and what they are.
fn columns(table: &Table) -> Option<([&Column; 2], Frame)> {
    let names: Vec<String> = table.columns.iter().map(|column| plain(&column.name)).collect();
    let find = |name: &str| Some(&table.columns[names.iter().position(|found| found == name)?]);
    let pair = |names: &[[&str; 2]]| names.iter().find_map(|[first, second]| Some([find(first)?, find(second)?]));
    let sky = || {
        let around = AFTER.iter().flat_map(|after| BEFORE.iter().map(move |before| (before, after)));
        around.flat_map(|ends| SKY.iter().map(move |pair| (ends, pair))).find_map(|((before, after), pair)| {
            let [first, second] = pair.map(|name| find(&format!("{before}{name}{after}")));
            Some([first?, second?])
        })
    };
    let from = |first| move |columns| (columns, Frame::Pixels(first));
    pair(&FROM_1)
        .map(from(1.0))
        .or_else(|| pair(&FROM_0).map(from(0.0)))
        .or_else(|| sky().map(|columns| (columns, Frame::Sky)))
}

/// Degrees of a unit of angles; pixels, degrees and no unit are as they are.
fn degrees(unit: &str) -> f64 {
    match unit.trim() {
        "rad" | "radian" => f64::to_degrees(1.0),
        "h" | "hr" | "hour" | "hourangle" => 15.0,
        _ => 1.0,
    }
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// 12:34:56.7, 12 34 56.7 or 12h34m56.7s, with its sign, in degrees; without a letter that says so, in hours if those are usual.
fn sexagesimal(text: &str, hours: bool) -> Option<f64> {
    let text = text.trim().replace('\u{2212}', "-");
    let hours = text.contains('h') || hours && !text.contains(['d', '°']);
    let parts = text.strip_prefix(['+', '-']).unwrap_or(&text);
    let apart = |letter: char| letter.is_whitespace() || ":hdms°'\"′″".contains(letter);
    let parts: Vec<f64> = parts
        .split(apart)
        .filter(|part| !part.is_empty())
        .map(|part| part.parse().ok().filter(|part| *part >= 0.0))
        .collect::<Option<_>>()?;
    let [whole, minutes, seconds] = match parts[..] {
        [whole, minutes, seconds] if minutes < 60.0 && seconds <= 60.0 => [whole, minutes, seconds],
        [whole, minutes] if minutes <= 60.0 => [whole, minutes, 0.0],
        _ => return None,
    };
    let value = (whole + minutes / 60.0 + seconds / 3600.0) * if hours { 15.0 } else { 1.0 };
    Some(if text.starts_with('-') { -value } else { value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::table::text;

    fn of(csv: &str) -> Result<Places, PlacesError> {
        places(&text::read(csv.as_bytes()).unwrap(), &Err(WcsError::None))
    }

    #[test]
    fn pixels_count_from_0_or_from_1_by_the_columns_names() {
        assert_eq!(of("id,x,y\n7,3.5,4\n8,,2\n").unwrap().pixels, [Some([3.5, 4.0]), None]);
        assert_eq!(of("X_IMAGE,Y_IMAGE\n3.5,4\n1,1\n").unwrap().pixels, [Some([2.5, 3.0]), Some([0.0, 0.0])]);
    }

    #[test]
    fn sky_positions_need_an_image_that_says_where_it_is() {
        assert_eq!(of("RA,DEC\n3.5,4\n1,1\n"), Err(PlacesError::Sky(WcsError::None)));
        assert_eq!(of("a,b\n3.5,4\n1,1\n"), Err(PlacesError::NoColumns));
    }

    #[test]
    fn hours_minutes_and_seconds_are_read() {
        let close = |text, hours, value: f64| {
            let found = sexagesimal(text, hours).unwrap_or_else(|| panic!("{text} is not read"));
            assert!((found - value).abs() < 1e-9, "{text}: {found}");
        };
        close("03:30:36", true, 15.0 * 3.51);
        close("-00 30 00.0", false, -0.5);
        // As astropy's Angle writes them.
        close("10h00m00.36s", true, 150.0015);
        close("+2d12m00s", false, 2.2);
        close("−2°12′00″", false, -2.2);
        close("150d30m00s", true, 150.5);
        for text in ["galaxy", "10:75:00", "1:2:3:4", "J1000+02", "", "--1 2 3"] {
            assert_eq!(sexagesimal(text, true), None, "{text}");
        }
    }

    #[test]
    fn positions_are_known_by_the_names_that_catalogues_have() {
        for [ra, dec] in [
            ["RA_ICRS", "DE_ICRS"],
            ["RAdeg", "DEdeg"],
            ["RAJ2000", "DEJ2000"],
            ["_RA.icrs", "_DE.icrs"],
            ["ALPHAWIN_J2000", "DELTAWIN_J2000"],
            ["sky_centroid.ra", "sky_centroid.dec"],
            ["coord_ra", "coord_dec"],
            ["right_ascension", "declination"],
        ] {
            assert_eq!(of(&format!("id,{ra},{dec}\n1,3.5,4\n")), Err(PlacesError::Sky(WcsError::None)), "{ra}");
        }
        // Their errors are no positions.
        assert_eq!(of("e_RAJ2000,e_DEJ2000\n3.5,4\n"), Err(PlacesError::NoColumns));
    }

    #[test]
    fn cells_that_are_not_understood_are_counted_and_empty_ones_are_not() {
        let found = of("x,y\n1,2\n,3\nleft,4\nright,5\n").unwrap();
        assert_eq!((found.pixels.iter().flatten().count(), found.unread), (1, (2, "left".to_owned())));
    }
}
