//! The bits of a scan: Huffman codes (T.81, annex C and F.2.2) and plain numbers.

use super::JpegError;

/// Codes of up to this many bits are looked up at once.
const FAST: u32 = 9;

/// A Huffman table.
pub struct Codes {
    /// By the next bits: the length of the code (0: longer than these) and its value.
    fast: Vec<(u8, u8)>,
    /// For each length: the first code beyond it, to the left of 16 bits.
    beyond: [u32; 17],
    /// For each length: place of its first value, less its first code.
    offset: [i32; 17],
    values: Vec<u8>,
}

impl Codes {
    /// From the number of codes of each length, 1 to 16, and the values in the order of the codes.
    pub fn new(counts: &[u8; 16], values: &[u8]) -> Result<Self, JpegError> {
        let mut codes =
            Self { fast: vec![(0, 0); 1 << FAST], beyond: [0; 17], offset: [0; 17], values: values.to_vec() };
        let (mut code, mut place) = (0_u32, 0_usize);
        for length in 1..=16_u32 {
            let count = u32::from(counts[length as usize - 1]);
            if code + count > 1 << length {
                return Err(JpegError::Damaged);
            }
            codes.offset[length as usize] = place as i32 - code as i32;
            for _ in 0..count {
                let value = *values.get(place).ok_or(JpegError::Damaged)?;
                if length <= FAST {
                    let first = (code << (FAST - length)) as usize;
                    codes.fast[first..first + (1 << (FAST - length))].fill((length as u8, value));
                }
                code += 1;
                place += 1;
            }
            codes.beyond[length as usize] = code << (16 - length);
            code <<= 1;
        }
        Ok(codes)
    }
}

/// The bits from a place in the file on. Behind a marker come zeros, as many as wanted, and [`Bits::overrun`] tells.
pub struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    buffer: u64,
    held: u32,
    /// Zero bits that were added behind the end.
    added: u32,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at, buffer: 0, held: 0, added: 0 }
    }

    /// Makes at least 32 bits available.
    fn fill(&mut self) {
        while self.held <= 56 {
            let byte = match (self.bytes.get(self.at), self.bytes.get(self.at + 1)) {
                (Some(0xff), Some(0)) => {
                    self.at += 2;
                    0xff
                }
                (Some(0xff), _) | (None, _) => {
                    self.added += 8;
                    0
                }
                (Some(byte), _) => {
                    self.at += 1;
                    *byte
                }
            };
            self.buffer |= u64::from(byte) << (56 - self.held);
            self.held += 8;
        }
    }

    fn peek(&mut self, count: u32) -> u32 {
        if self.held < count {
            self.fill();
        }
        (self.buffer >> (64 - count)) as u32
    }

    fn drop(&mut self, count: u32) {
        self.buffer <<= count;
        self.held -= count;
    }

    /// Bits were taken that the file does not have.
    pub fn overrun(&self) -> bool {
        self.added > self.held
    }

    /// The next value of this code.
    pub fn value(&mut self, codes: &Codes) -> Result<u8, JpegError> {
        let next = self.peek(16);
        let (length, value) = codes.fast[(next >> (16 - FAST)) as usize];
        if length > 0 {
            self.drop(u32::from(length));
            return Ok(value);
        }
        let length = (FAST + 1..=16).find(|length| next < codes.beyond[*length as usize]).ok_or(JpegError::Damaged)?;
        self.drop(length);
        let place = (next >> (16 - length)) as i32 + codes.offset[length as usize];
        codes.values.get(place as usize).copied().ok_or(JpegError::Damaged)
    }

    /// The next `count` bits as a number, at most 16.
    pub fn number(&mut self, count: u32) -> i32 {
        if count == 0 {
            return 0;
        }
        let number = self.peek(count);
        self.drop(count);
        number as i32
    }

    /// A number of `count` bits with its sign (T.81, F.2.2.1: EXTEND).
    pub fn signed(&mut self, count: u32) -> i32 {
        let number = self.number(count);
        if count > 0 && number < 1 << (count - 1) { number - (1 << count) + 1 } else { number }
    }

    /// Goes behind the restart marker that must be next.
    pub fn restart(&mut self) -> Result<(), JpegError> {
        let at = self.end();
        if self.bytes.get(at) != Some(&0xff) || !self.bytes.get(at + 1).is_some_and(|next| (0xd0..=0xd7).contains(next))
        {
            return Err(JpegError::Damaged);
        }
        *self = Self::new(self.bytes, at + 2);
        Ok(())
    }

    /// The place of the marker that ends these bits.
    pub fn end(&self) -> usize {
        // What was read ahead stands before the marker: no byte of it is lost, since the next segment is looked for.
        let ahead = &self.bytes[self.at.min(self.bytes.len())..];
        let marker = ahead.windows(2).position(|two| two[0] == 0xff && two[1] != 0 && two[1] != 0xff);
        self.at + marker.unwrap_or(ahead.len())
    }
}
