//! The galaxies cut from the Hubble eXtreme Deep Field: stamps, and where in the image each was.
//!
//! Reads what `scripts/data/galaxies.py` wrote (`static/data/GALAXIES.md` tells its provenance) and checks that both files
//! speak of the same galaxies.

use super::count::thousands;
use super::idx::{self, IdxError};
use super::{Images, Shape};

/// Which part of the image: the held-out one shares no galaxy with the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    Train,
    HeldOut,
}

impl Region {
    /// As the table of places says it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::HeldOut => "held-out",
        }
    }
}

/// Where a stamp was cut.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place {
    pub id: u32,
    /// Centre, pixels of the image from its top left corner.
    pub x: f32,
    pub y: f32,
    /// Of the square, pixels of the image.
    pub side: f32,
}

/// The galaxies of a region.
#[derive(Clone, Debug, PartialEq)]
pub struct GalaxySet {
    /// Red, green and blue; every label is 0, for nobody has classed them.
    pub images: Images,
    /// `[images]`.
    pub places: Vec<Place>,
}

/// Why bytes are not the galaxies they should be.
#[derive(Debug, thiserror::Error)]
pub enum GalaxiesError {
    #[error(transparent)]
    Images(#[from] IdxError),
    #[error("the table of the galaxies' places is not text")]
    Text,
    #[error("the table of the galaxies' places should begin with “{HEADER}”")]
    Header,
    #[error("line {line} of the table of the galaxies' places cannot be read")]
    Line { line: usize },
    #[error("there are {} galaxies but {} places", thousands(*.images as u64), thousands(*.places as u64))]
    Unmatched { images: usize, places: usize },
}

const HEADER: &str = "id,region,x,y,side";

impl GalaxySet {
    /// The galaxies of `region`: their stamps from an IDX4 file, their places from the CSV of all regions; gzipped or not.
    ///
    /// # Errors
    ///
    /// If a file is not of its kind, or the two disagree on how many galaxies there are.
    pub fn read(images_file: &[u8], places_file: &[u8], region: Region) -> Result<Self, GalaxiesError> {
        let (shape, pixels) = idx::colour_images(images_file)?;
        let places = places(places_file, region)?;
        let count = pixels.len() / shape.pixels();
        if count != places.len() {
            return Err(GalaxiesError::Unmatched { images: count, places: places.len() });
        }
        Ok(Self { images: Images { shape, pixels, labels: vec![0; count] }, places })
    }

    /// Pixels of the image that a pixel of stamp `index` is wide.
    pub fn scale(&self, index: usize) -> f32 {
        let Shape { width, .. } = self.images.shape;
        self.places[index].side / width as f32
    }
}

fn places(file: &[u8], region: Region) -> Result<Vec<Place>, GalaxiesError> {
    let text = String::from_utf8(idx::unpacked(file)?).map_err(|_| GalaxiesError::Text)?;
    let mut lines = text.lines();
    if lines.next() != Some(HEADER) {
        return Err(GalaxiesError::Header);
    }
    let mut places = Vec::new();
    for (index, line) in lines.enumerate() {
        let (name, place) = place(line).ok_or(GalaxiesError::Line { line: index + 2 })?;
        if name == region.name() {
            places.push(place);
        }
    }
    Ok(places)
}

/// The region and the place in one line.
fn place(line: &str) -> Option<(&str, Place)> {
    let fields: Vec<&str> = line.split(',').collect();
    let &[id, region, x, y, side] = fields.as_slice() else { return None };
    let number = |text: &str| text.parse().ok().filter(|value: &f32| value.is_finite());
    let place = Place { id: id.parse().ok()?, x: number(x)?, y: number(y)?, side: number(side).filter(|v| *v > 0.0)? };
    Some((region, place))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACES: &str = "id,region,x,y,side\n1,train,10.5,20,8\n2,held-out,900,1,16\n3,train,5,5,4\n";

    fn two() -> Vec<u8> {
        idx::write(&[2, 2, 2, 3], &(0..24).collect::<Vec<u8>>())
    }

    #[test]
    fn a_region_gets_its_own_places() {
        let set = GalaxySet::read(&two(), PLACES.as_bytes(), Region::Train).unwrap();
        assert_eq!(set.images.shape, Shape { height: 2, width: 2, channels: 3 });
        assert_eq!((set.images.len(), set.images.image(1)[0]), (2, 12));
        assert_eq!(set.places[0], Place { id: 1, x: 10.5, y: 20.0, side: 8.0 });
        assert_eq!((set.places[1].id, set.scale(1)), (3, 2.0));
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let read = |images: &[u8], places: &str, region| GalaxySet::read(images, places.as_bytes(), region);
        let wrong = read(&two(), PLACES, Region::HeldOut);
        assert!(matches!(wrong, Err(GalaxiesError::Unmatched { images: 2, places: 1 })));
        assert!(matches!(read(&two()[..30], PLACES, Region::Train), Err(GalaxiesError::Images(_))));
        assert!(matches!(read(&two(), "id\n", Region::Train), Err(GalaxiesError::Header)));
        for line in ["x,train,1,1,1", "1,train,1,1", "1,train,1,NaN,1", "1,train,1,1,0", ""] {
            let text = format!("{HEADER}\n{line}\n");
            assert!(matches!(read(&two(), &text, Region::Train), Err(GalaxiesError::Line { line: 2 })), "{line}");
        }
        assert!(matches!(GalaxySet::read(&two(), &[0xff], Region::Train), Err(GalaxiesError::Text)));
        let grey = idx::write(&[1, 2, 2], &[0; 4]);
        assert!(matches!(read(&grey, PLACES, Region::Train), Err(GalaxiesError::Images(_))));
    }
}
