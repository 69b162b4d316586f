//! What a JPEG file says of its picture before the picture's data: components, and room for their coefficients.

use super::JpegError;

pub fn u16_at(bytes: &[u8], at: usize) -> Result<u16, JpegError> {
    bytes.get(at..).and_then(|rest| rest.first_chunk()).map(|two| u16::from_be_bytes(*two)).ok_or(JpegError::Damaged)
}

pub struct Frame {
    pub width: usize,
    pub height: usize,
    pub progressive: bool,
    /// Largest sampling factors, horizontal and vertical.
    pub most: (usize, usize),
    pub components: Vec<Component>,
}

/// Brightness, a colour, an ink.
pub struct Component {
    pub id: u8,
    /// Samples in a minimal coded unit, in blocks: across and down.
    pub sampling: (usize, usize),
    pub table: usize,
    /// Samples that the picture has, the rest of the last blocks left out.
    pub size: (usize, usize),
    /// Blocks across and down, in whole minimal coded units.
    pub blocks: (usize, usize),
    /// 64 a block, in the natural order, row by row of blocks.
    pub coefficients: Vec<i16>,
    /// As it was when the first scan of this component came.
    pub quantization: Option<[u16; 64]>,
}

impl Frame {
    pub fn read(body: &[u8], progressive: bool) -> Result<Self, JpegError> {
        let [precision, _, _, _, _, count] = *body.first_chunk().ok_or(JpegError::Damaged)?;
        if precision != 8 {
            return Err(JpegError::Kind("more than 8 bits"));
        }
        let (height, width) = (usize::from(u16_at(body, 1)?), usize::from(u16_at(body, 3)?));
        let described = body.get(6..6 + 3 * usize::from(count)).ok_or(JpegError::Damaged)?;
        let factors: Vec<(usize, usize)> =
            described.chunks_exact(3).map(|three| (usize::from(three[1] >> 4), usize::from(three[1] & 15))).collect();
        if ![1, 3, 4].contains(&count) || factors.iter().any(|(h, v)| !(1..=4).contains(h) || !(1..=4).contains(v)) {
            return Err(JpegError::Kind("a number of colours that is none of a picture"));
        }
        let most = factors.iter().fold((1, 1), |most, factor| (most.0.max(factor.0), most.1.max(factor.1)));
        if factors.iter().any(|(h, v)| most.0 % h != 0 || most.1 % v != 0) {
            return Err(JpegError::Kind("colours sampled in a ratio that is not whole"));
        }
        let component = |(three, sampling): (&[u8], (usize, usize))| {
            let (h, v) = sampling;
            let units = (width.div_ceil(8 * most.0), height.div_ceil(8 * most.1));
            let blocks = (units.0 * h, units.1 * v);
            Component {
                id: three[0],
                sampling,
                table: usize::from(three[2]),
                size: ((width * h).div_ceil(most.0), (height * v).div_ceil(most.1)),
                blocks,
                coefficients: vec![0; blocks.0 * blocks.1 * 64],
                quantization: None,
            }
        };
        let components = described.chunks_exact(3).zip(factors).map(component).collect();
        Ok(Self { width, height, progressive, most, components })
    }

    /// Every component had a scan.
    pub fn is_whole(&self) -> bool {
        self.components.iter().all(|component| component.quantization.is_some())
    }
}
