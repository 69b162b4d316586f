//! The segments of a JPEG file (ITU-T T.81, annex B): one way to walk over them, so that whoever looks for the picture's size, for
//! the way it lies or for the picture itself sees the same ones. Knows what none of them means.

/// A marker and what belongs to it.
pub struct Segment<'a> {
    pub marker: u8,
    pub body: &'a [u8],
}

/// Where the first one begins, behind the marker that begins the file.
pub const FIRST: usize = 2;

impl<'a> Segment<'a> {
    /// The next segment from `at` on, which then points behind it; `None` if the file ends before. Some programs leave bytes between
    /// segments.
    pub fn next(bytes: &'a [u8], at: &mut usize) -> Option<Self> {
        loop {
            let rest = bytes.get(*at..)?;
            let place = rest.iter().position(|byte| *byte == 0xff)?;
            let marker = *rest.get(place + 1)?;
            *at += place + 1;
            match marker {
                // Fill bytes, data, restarts that belong to no scan.
                0xff => {}
                0x00 | 0x01 | 0xd0..=0xd8 => *at += 1,
                0xd9 => return Some(Self { marker, body: &[] }),
                _ => {
                    let rest = &bytes[*at + 1..];
                    let length = usize::from(u16::from_be_bytes(*rest.first_chunk()?)).max(2);
                    *at += 1 + length;
                    return Some(Self { marker, body: rest.get(2..length)? });
                }
            }
        }
    }

    /// What it announces is the picture: a frame of any kind (SOF0 to SOF15, without the tables and markers among them).
    pub fn is_frame(&self) -> bool {
        matches!(self.marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf)
    }

    /// The picture's data begin behind it, or the file ends with it.
    pub fn is_last_before_data(&self) -> bool {
        matches!(self.marker, 0xd9 | 0xda)
    }
}
