//! Bits of packed tiles, the highest of a byte first.

use super::TilesError;

pub struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    buffer: u64,
    held: u32,
}

impl<'a> Bits<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0, buffer: 0, held: 0 }
    }

    /// The next `count` bits as a number, at most 32.
    pub fn number(&mut self, count: u32) -> Result<u32, TilesError> {
        while self.held < count {
            let byte = self.bytes.get(self.at).ok_or(TilesError::Damaged)?;
            self.buffer = self.buffer << 8 | u64::from(*byte);
            self.at += 1;
            self.held += 8;
        }
        self.held -= count;
        Ok((self.buffer >> self.held & ((1 << count) - 1)) as u32)
    }

    /// How many zeros come before the next one, which is passed over.
    pub fn zeros(&mut self) -> Result<u32, TilesError> {
        let mut zeros = 0;
        loop {
            let left = self.buffer & ((1 << self.held) - 1);
            if left != 0 {
                let before = left.leading_zeros() - (64 - self.held);
                self.held -= before + 1;
                return Ok(zeros + before);
            }
            zeros += self.held;
            self.held = 0;
            self.buffer = u64::from(*self.bytes.get(self.at).ok_or(TilesError::Damaged)?);
            self.at += 1;
            self.held = 8;
        }
    }

    /// What follows the byte that the last bit was in.
    pub fn rest(&self) -> &'a [u8] {
        &self.bytes[self.at - self.held as usize / 8..]
    }
}
