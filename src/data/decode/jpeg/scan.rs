//! A scan: one pass over the coefficients of one or several components, all at once or a part of their bits (T.81, annexes F and G).

use std::rc::Rc;

use super::JpegError;
use super::entropy::{Bits, Codes};
use super::frame::{Frame, u16_at};

/// Zigzag place to natural place (T.81, figure 5).
const NATURAL: [u8; 64] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21,
    28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54,
    47, 55, 62, 63,
];

/// The tables that were last defined.
#[derive(Default)]
pub struct Tables {
    quantization: [Option<[u16; 64]>; 4],
    /// For the mean of a block, and for the rest of it.
    codes: [[Option<Rc<Codes>>; 4]; 2],
    /// Minimal coded units between two restarts; 0: none.
    restart: usize,
}

impl Tables {
    pub fn quantization(&mut self, mut body: &[u8]) -> Result<(), JpegError> {
        while let [kind, rest @ ..] = body {
            let wide = usize::from(kind >> 4 != 0);
            let numbers = rest.get(..64 << wide).ok_or(JpegError::Damaged)?;
            let mut table = [0; 64];
            for (place, natural) in NATURAL.iter().enumerate() {
                let value = if wide == 1 { u16_at(numbers, 2 * place)? } else { u16::from(numbers[place]) };
                table[usize::from(*natural)] = value;
            }
            *self.quantization.get_mut(usize::from(kind & 15)).ok_or(JpegError::Damaged)? = Some(table);
            body = &rest[64 << wide..];
        }
        Ok(())
    }

    pub fn huffman(&mut self, mut body: &[u8]) -> Result<(), JpegError> {
        while let [kind, rest @ ..] = body {
            let (counts, rest) = rest.split_first_chunk::<16>().ok_or(JpegError::Damaged)?;
            let length = counts.iter().map(|count| usize::from(*count)).sum();
            let values = rest.get(..length).ok_or(JpegError::Damaged)?;
            let class = self.codes.get_mut(usize::from(kind >> 4)).ok_or(JpegError::Damaged)?;
            let table = class.get_mut(usize::from(kind & 15)).ok_or(JpegError::Damaged)?;
            *table = Some(Rc::new(Codes::new(counts, values)?));
            body = &rest[length..];
        }
        Ok(())
    }

    pub fn restart(&mut self, body: &[u8]) -> Result<(), JpegError> {
        self.restart = usize::from(u16_at(body, 0)?);
        Ok(())
    }
}

/// A component in a scan.
struct Part {
    component: usize,
    /// For the mean of a block, and for the rest of it; what this scan needs is there.
    codes: [Option<Rc<Codes>>; 2],
    /// The mean of the block before.
    before: i32,
}

pub struct Scan {
    parts: Vec<Part>,
    /// First and last coefficient, in zigzag order.
    band: (usize, usize),
    /// Bits of the coefficients that were known before (0: none), and that are still unknown afterwards.
    high: u32,
    low: u32,
    restart: usize,
    /// Blocks that end here and have nothing in this band.
    empty: u32,
}

impl Scan {
    /// The header of a scan.
    pub fn read(body: &[u8], frame: &mut Frame, tables: &Tables) -> Result<Self, JpegError> {
        let count = usize::from(*body.first().ok_or(JpegError::Damaged)?);
        let (chosen, rest) = body[1..].split_at_checked(2 * count).ok_or(JpegError::Damaged)?;
        let [first, last, bits] = *rest.first_chunk().ok_or(JpegError::Damaged)?;
        let (band, high, low) = if frame.progressive {
            ((usize::from(first), usize::from(last)), u32::from(bits >> 4), u32::from(bits & 15))
        } else {
            ((0, 63), 0, 0)
        };
        let fits = band.0 <= band.1 && band.1 < 64 && low < 14 && (high == 0 || high == low + 1);
        // In a progressive file the means come by themselves, and the rest for one component at a time.
        let alone = !frame.progressive || (band.0 == 0) == (band.1 == 0) && (band.0 == 0 || count == 1);
        if !fits || !alone || !(1..=4).contains(&count) {
            return Err(JpegError::Damaged);
        }
        let mut parts = Vec::new();
        for two in chosen.chunks_exact(2) {
            let found = frame.components.iter().position(|component| component.id == two[0]);
            let component = found.filter(|found| parts.iter().all(|part: &Part| part.component != *found));
            let component = component.ok_or(JpegError::Damaged)?;
            let code = |class: usize, table: u8| tables.codes[class].get(usize::from(table)).cloned().flatten();
            let codes = [code(0, two[1] >> 4), code(1, two[1] & 15)];
            let needed = [band.0 == 0 && high == 0, band.1 > 0];
            if codes.iter().zip(needed).any(|(codes, needed)| needed && codes.is_none()) {
                return Err(JpegError::Damaged);
            }
            let place = &mut frame.components[component];
            if place.quantization.is_none() {
                place.quantization = tables.quantization.get(place.table).copied().flatten();
            }
            if place.quantization.is_none() {
                return Err(JpegError::Damaged);
            }
            parts.push(Part { component, codes, before: 0 });
        }
        Ok(Self { parts, band, high, low, restart: tables.restart, empty: 0 })
    }

    /// Decodes the data that begin at `at`; returns where they end.
    pub fn decode(mut self, bytes: &[u8], at: usize, frame: &mut Frame) -> Result<usize, JpegError> {
        let mut bits = Bits::new(bytes, at);
        let (across, down) = match &*self.parts {
            // Of a single component only the blocks that the picture needs.
            [part] => {
                let (width, height) = frame.components[part.component].size;
                (width.div_ceil(8), height.div_ceil(8))
            }
            _ => (frame.width.div_ceil(8 * frame.most.0), frame.height.div_ceil(8 * frame.most.1)),
        };
        for unit in 0..across * down {
            if self.restart > 0 && unit > 0 && unit % self.restart == 0 {
                bits.restart()?;
                self.parts.iter_mut().for_each(|part| part.before = 0);
                self.empty = 0;
            }
            self.unit(&mut bits, frame, (unit % across, unit / across))?;
            if bits.overrun() {
                return Err(JpegError::Damaged);
            }
        }
        Ok(bits.end())
    }

    /// One minimal coded unit.
    fn unit(&mut self, bits: &mut Bits, frame: &mut Frame, (x, y): (usize, usize)) -> Result<(), JpegError> {
        let alone = self.parts.len() == 1;
        for index in 0..self.parts.len() {
            let component = &mut frame.components[self.parts[index].component];
            let (h, v) = if alone { (1, 1) } else { component.sampling };
            for block in 0..h * v {
                let place = (y * v + block / h) * component.blocks.0 + x * h + block % h;
                let block = component.coefficients[place * 64..].first_chunk_mut().ok_or(JpegError::Damaged)?;
                let part = &mut self.parts[index];
                if self.band.0 == 0 {
                    mean(bits, part, block, self.high, self.low)?;
                }
                if self.band.1 == 0 {
                    continue;
                }
                let Some(codes) = &part.codes[1] else { return Err(JpegError::Damaged) };
                let band = (self.band.0.max(1), self.band.1);
                if self.high == 0 {
                    self.empty = first(bits, codes, block, band, self.low, self.empty)?;
                } else {
                    self.empty = refined(bits, codes, block, band, self.low, self.empty)?;
                }
            }
        }
        Ok(())
    }
}

/// The mean of a block, or one more bit of it.
fn mean(bits: &mut Bits, part: &mut Part, block: &mut [i16; 64], high: u32, low: u32) -> Result<(), JpegError> {
    if high > 0 {
        block[0] |= (bits.number(1) << low) as i16;
        return Ok(());
    }
    let Some(codes) = &part.codes[0] else { return Err(JpegError::Damaged) };
    let size = u32::from(bits.value(codes)?);
    if size > 15 {
        return Err(JpegError::Damaged);
    }
    part.before = part.before.wrapping_add(bits.signed(size));
    block[0] = (part.before << low) as i16;
    Ok(())
}

/// The coefficients of a band; returns for how many blocks from the next on it is empty.
fn first(
    bits: &mut Bits,
    codes: &Codes,
    block: &mut [i16; 64],
    (begin, end): (usize, usize),
    low: u32,
    empty: u32,
) -> Result<u32, JpegError> {
    if empty > 0 {
        return Ok(empty - 1);
    }
    let mut place = begin;
    while place <= end {
        let value = bits.value(codes)?;
        let (zeros, size) = (usize::from(value >> 4), u32::from(value & 15));
        if size == 0 {
            if zeros < 15 {
                return Ok((1 << zeros) - 1 + bits.number(zeros as u32) as u32);
            }
            place += 16;
            continue;
        }
        place += zeros;
        let coefficient = bits.signed(size);
        if place > end {
            return Err(JpegError::Damaged);
        }
        block[usize::from(NATURAL[place])] = (coefficient << low) as i16;
        place += 1;
    }
    Ok(0)
}

/// One more bit of the coefficients of a band (T.81, G.1.2.3).
fn refined(
    bits: &mut Bits,
    codes: &Codes,
    block: &mut [i16; 64],
    (begin, end): (usize, usize),
    low: u32,
    mut empty: u32,
) -> Result<u32, JpegError> {
    let bit = 1_i16 << low;
    // A coefficient that is not zero gets its next bit, away from zero.
    let refine = |bits: &mut Bits, coefficient: &mut i16| {
        if bits.number(1) == 1 && *coefficient & bit == 0 {
            *coefficient = coefficient.wrapping_add(if *coefficient > 0 { bit } else { -bit });
        }
    };
    let mut place = begin;
    if empty == 0 {
        while place <= end {
            let value = bits.value(codes)?;
            let (mut zeros, size) = (value >> 4, value & 15);
            let mut new = 0;
            if size == 0 {
                if zeros < 15 {
                    empty = (1 << zeros) + bits.number(u32::from(zeros)) as u32;
                    break;
                }
            } else {
                new = if bits.number(1) == 1 { bit } else { -bit };
            }
            while place <= end {
                let coefficient = &mut block[usize::from(NATURAL[place])];
                place += 1;
                if *coefficient != 0 {
                    refine(bits, coefficient);
                } else if zeros == 0 {
                    *coefficient = new;
                    break;
                } else {
                    zeros -= 1;
                }
            }
        }
    }
    if empty > 0 {
        for natural in &NATURAL[place..=end.max(place - 1)] {
            let coefficient = &mut block[usize::from(*natural)];
            if *coefficient != 0 {
                refine(bits, coefficient);
            }
        }
        empty -= 1;
    }
    Ok(empty)
}
