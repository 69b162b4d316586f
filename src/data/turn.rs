//! The eight ways to lay a picture, and which of them a picture's file asks for (EXIF's orientation).
//!
//! A file that says nothing is shown as it is stored. Knows no decoder: it gets pixels as they are stored.

use super::Shape;
use super::segment::{FIRST, Segment};

/// A turn by a multiple of 90°, perhaps of the mirrored picture: first rows become columns, then each row is reversed, then
/// the order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    pub transposed: bool,
    /// Left and right change places.
    pub mirrored: bool,
    /// Top and bottom change places.
    pub upended: bool,
}

impl Turn {
    /// EXIF's tag 0x0112 (CIPA DC-008, 4.6.4): what makes a stored picture upright. `None` if it is not 1 to 8.
    pub fn from_exif(orientation: u16) -> Option<Self> {
        let [transposed, mirrored, upended] = match orientation {
            1 => [false, false, false],
            2 => [false, true, false],
            3 => [false, true, true],
            4 => [false, false, true],
            5 => [true, false, false],
            6 => [true, true, false],
            7 => [true, true, true],
            8 => [true, false, true],
            _ => return None,
        };
        Some(Self { transposed, mirrored, upended })
    }

    /// What the EXIF data in a PNG, JPEG or WebP file ask for; no turn if there are none, or they make no sense.
    pub fn of_file(bytes: &[u8]) -> Self {
        exif(bytes).and_then(orientation).and_then(Self::from_exif).unwrap_or_default()
    }

    /// This turn, then `next`.
    pub fn then(self, next: Self) -> Self {
        // A transposition makes left and right of what was top and bottom.
        let (mirrored, upended) =
            if next.transposed { (self.upended, self.mirrored) } else { (self.mirrored, self.upended) };
        Self {
            transposed: self.transposed != next.transposed,
            mirrored: mirrored != next.mirrored,
            upended: upended != next.upended,
        }
    }

    /// The shape that pixels of `shape` have once they are turned.
    pub fn shape(self, shape: Shape) -> Shape {
        let Shape { height, width, channels } = shape;
        if self.transposed { Shape { height: width, width: height, channels } } else { shape }
    }

    /// `values` `[height, width, channels]`, turned; their shape is then that of [`Self::shape`].
    pub fn apply<T: Copy>(self, values: Vec<T>, shape: Shape) -> Vec<T> {
        if self == Self::default() {
            return values;
        }
        let Shape { height, width, channels } = self.shape(shape);
        let mut turned = Vec::with_capacity(values.len());
        for row in 0..height {
            let row = if self.upended { height - 1 - row } else { row };
            for column in 0..width {
                let column = if self.mirrored { width - 1 - column } else { column };
                let (y, x) = if self.transposed { (column, row) } else { (row, column) };
                let start = (y * shape.width + x) * channels;
                turned.extend(values.get(start..start + channels).unwrap_or_default());
            }
        }
        turned
    }
}

/// The TIFF structure with the EXIF data of a picture's file.
fn exif(bytes: &[u8]) -> Option<&[u8]> {
    let data = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        png(bytes)?
    } else if bytes.starts_with(&[0xff, 0xd8]) {
        jpeg(bytes)?
    } else if bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") {
        webp(bytes)?
    } else {
        return None;
    };
    // Some programs put JPEG's prefix into the other two as well.
    Some(data.strip_prefix(b"Exif\0\0").unwrap_or(data))
}

/// The chunk eXIf (PNG, third edition, 11.3.3.4).
fn png(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(8..)?;
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
        let data = rest.get(8..)?;
        match rest.get(4..8)? {
            b"eXIf" => return data.get(..length),
            b"IEND" => return None,
            // Past the data there is a checksum.
            _ => rest = data.get(length.checked_add(4)?..)?,
        }
    }
}

/// The segment APP1 that begins like EXIF; another APP1 may hold XMP.
fn jpeg(bytes: &[u8]) -> Option<&[u8]> {
    let mut at = FIRST;
    loop {
        let segment = Segment::next(bytes, &mut at)?;
        if segment.marker == 0xe1 && segment.body.starts_with(b"Exif\0\0") {
            return Some(segment.body);
        }
        if segment.is_last_before_data() {
            return None;
        }
    }
}

/// The chunk EXIF (RFC 9649, 2.7.1.5).
fn webp(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(12..)?;
    loop {
        let length = u32::from_le_bytes(*rest.get(4..)?.first_chunk()?) as usize;
        let data = rest.get(8..)?;
        if rest.starts_with(b"EXIF") {
            return data.get(..length);
        }
        rest = data.get(length.checked_next_multiple_of(2)?..)?;
    }
}

/// The orientation in the first directory of a TIFF structure.
fn orientation(tiff: &[u8]) -> Option<u16> {
    let big = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if big { u16::from_be_bytes(bytes) } else { u16::from_le_bytes(bytes) })
    };
    let long = *tiff.get(4..)?.first_chunk()?;
    let directory = if big { u32::from_be_bytes(long) } else { u32::from_le_bytes(long) } as usize;
    let entries = usize::from(short(directory)?);
    let entry =
        (0..entries).map(|index| directory.saturating_add(2 + 12 * index)).find(|at| short(*at) == Some(0x0112))?;
    // Of the type SHORT, the value stands in the entry itself.
    if short(entry + 2)? == 3 { short(entry + 8) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPE: Shape = Shape { height: 2, width: 3, channels: 1 };

    /// What `PIL.ImageOps.exif_transpose` makes of [[1, 2, 3], [4, 5, 6]].
    const UPRIGHT: [[u8; 6]; 8] = [
        [1, 2, 3, 4, 5, 6],
        [3, 2, 1, 6, 5, 4],
        [6, 5, 4, 3, 2, 1],
        [4, 5, 6, 1, 2, 3],
        [1, 4, 2, 5, 3, 6],
        [4, 1, 5, 2, 6, 3],
        [6, 3, 5, 2, 4, 1],
        [3, 6, 2, 5, 1, 4],
    ];

    fn turns() -> impl Iterator<Item = Turn> {
        (1..=8).map(|orientation| Turn::from_exif(orientation).unwrap())
    }

    #[test]
    fn the_eight_orientations_are_those_of_pillow() {
        for (turn, upright) in turns().zip(UPRIGHT) {
            assert_eq!(turn.apply(vec![1, 2, 3, 4, 5, 6], SHAPE), upright, "{turn:?}");
        }
        assert_eq!([0, 9].map(Turn::from_exif), [None, None]);
    }

    #[test]
    fn two_turns_are_one() {
        for first in turns() {
            for second in turns() {
                let twice = second.apply(first.apply(vec![1, 2, 3, 4, 5, 6], SHAPE), first.shape(SHAPE));
                assert_eq!(first.then(second).apply(vec![1, 2, 3, 4, 5, 6], SHAPE), twice, "{first:?} {second:?}");
            }
        }
    }

    #[test]
    fn the_channels_of_a_pixel_stay_together() {
        let two = Shape { height: 1, width: 2, channels: 3 };
        let mirrored = Turn { mirrored: true, ..Turn::default() };
        assert_eq!(mirrored.apply(vec![1, 2, 3, 4, 5, 6], two), [4, 5, 6, 1, 2, 3]);
    }

    #[test]
    fn pictures_of_pillow_say_how_they_lie() {
        let of = |orientation| Turn::from_exif(orientation).unwrap();
        assert_eq!(Turn::of_file(include_bytes!("../../tests/fixtures/turned.png")), of(6));
        assert_eq!(Turn::of_file(include_bytes!("../../tests/fixtures/turned.jpg")), of(8));
        assert_eq!(Turn::of_file(include_bytes!("../../tests/fixtures/turned.webp")), of(5));
        assert_eq!(Turn::of_file(include_bytes!("../../tests/fixtures/photo.jpg")), of(1));
    }

    #[test]
    fn damaged_files_ask_for_no_turn() {
        for file in [
            &b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffeXIfII*\0"[..],
            b"\x89PNG\r\n\x1a\n\xff\xff\xff\xffIDAT",
            b"\xff\xd8\xff\xe1\0\0",
            b"\xff\xd8\xff\xe1\0\x10Exif\0\0MM\0*\xff\xff\xff\xff",
            b"RIFF\0\0\0\0WEBPEXIF\xff\xff\xff\xff",
            b"RIFF\0\0\0\0WEBPVP8 \xff\xff\xff\xff",
            b"",
        ] {
            assert_eq!(Turn::of_file(file), Turn::default());
        }
    }
}
