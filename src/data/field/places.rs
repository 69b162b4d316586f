//! Places in a field from a table: columns of pixels, or of right ascension and declination.

use super::wcs::{Wcs, WcsError};
use crate::data::table::{Column, Table};

/// Names of columns, in small letters and without anything but letters and digits. Pixels from 0, as sep, photutils and NumPy
/// count; from 1, as SExtractor and FITS do; degrees.
const FROM_0: [[&str; 2]; 4] = [["x", "y"], ["xcentroid", "ycentroid"], ["xcenter", "ycenter"], ["xpix", "ypix"]];
const FROM_1: [[&str; 2]; 3] = [["ximage", "yimage"], ["xwinimage", "ywinimage"], ["xpeakimage", "ypeakimage"]];
const DEGREES: [[&str; 2]; 6] = [
    ["ra", "dec"],
    ["radeg", "decdeg"],
    ["raj2000", "dej2000"],
    ["alphaj2000", "deltaj2000"],
    ["raj2000", "decj2000"],
    ["rightascension", "declination"],
];

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
}

/// A place of a table as a pixel, where the image has it.
type Pixel = dyn Fn([f64; 2]) -> Option<[f64; 2]>;

/// The positions in a table. Sky positions become pixels by `sky`; text such as 03:32:39.5 is in hours for RA.
///
/// # Errors
///
/// If there are none, or they are of the sky and the image does not say where it is.
pub fn places(table: &Table, sky: &Result<Wcs, WcsError>) -> Result<Places, PlacesError> {
    let find = |name: &str| table.columns.iter().find(|column| plain(&column.name) == name);
    let pair = |names: &[[&str; 2]]| names.iter().find_map(|[first, second]| Some([find(first)?, find(second)?]));
    let (columns, pixel): (_, Box<Pixel>) = if let Some(columns) = pair(&FROM_1) {
        (columns, Box::new(|[x, y]| Some([x - 1.0, y - 1.0])))
    } else if let Some(columns) = pair(&FROM_0) {
        (columns, Box::new(Some))
    } else if let Some(columns) = pair(&DEGREES) {
        let sky = sky.clone()?;
        (columns, Box::new(move |place| sky.pixel(place)))
    } else {
        return Err(PlacesError::NoColumns);
    };
    let number = |column: &Column, row: usize, hours: bool| match column.cells.value(row, table.decimal_comma).number()
    {
        Some(number) => Some(number).filter(|number| number.is_finite()),
        None => sexagesimal(&column.cells.get(row)).map(|value| if hours { 15.0 * value } else { value }),
    };
    let place = |row| pixel([number(columns[0], row, true)?, number(columns[1], row, false)?]);
    let names = columns.map(|column| column.name.clone());
    Ok(Places { pixels: (0..table.rows()).map(place).collect(), columns: names })
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// 12:34:56.7 or 12 34 56.7, with its sign.
fn sexagesimal(text: &str) -> Option<f64> {
    let text = text.trim();
    let parts: Vec<f64> =
        text.split([':', ' ']).map(|part| part.trim_start_matches(['+', '-']).parse().ok()).collect::<Option<_>>()?;
    let [whole, minutes, seconds] = parts[..] else { return None };
    let value = whole + minutes / 60.0 + seconds / 3600.0;
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
        assert_eq!(sexagesimal("03:30:36"), Some(3.51));
        assert_eq!(sexagesimal("-00 30 00.0"), Some(-0.5));
        assert_eq!(sexagesimal("galaxy"), None);
    }
}
