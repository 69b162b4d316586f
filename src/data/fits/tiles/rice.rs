//! RICE_1 (Rice, Yeh & Miller 1993; FITS standard 4.0, 10.4.1): differences between neighbours, in blocks that share how many of their low
//! bits are plain; the rest of each is a run of zeros.

use super::TilesError;
use super::bits::Bits;

/// `count` numbers of `bytes` bytes (1, 2 or 4) each, in blocks of `block`.
pub fn unpacked(packed: &[u8], count: usize, block: usize, bytes: usize) -> Result<Vec<i32>, TilesError> {
    // Bits of a block's code, the code for plain differences, and the bits of these.
    let (code, plain, wide) = match bytes {
        1 => (3, 6, 8),
        2 => (4, 14, 16),
        _ => (5, 25, 32),
    };
    let mut bits = Bits::new(packed);
    let mut last = bits.number(wide)?;
    let mut numbers = Vec::with_capacity(count);
    while numbers.len() < count {
        let length = block.min(count - numbers.len());
        let low = bits.number(code)?;
        for _ in 0..length {
            // Even for a rise, odd for a fall.
            let folded = match low {
                0 => 0,
                low if low == plain + 1 => bits.number(wide)?,
                low if low > plain + 1 => return Err(TilesError::Damaged),
                low => bits.zeros()?.wrapping_shl(low - 1) | bits.number(low - 1)?,
            };
            let difference = if folded & 1 == 1 { !(folded >> 1) } else { folded >> 1 };
            last = last.wrapping_add(difference);
            numbers.push(match bytes {
                1 => i32::from(last as u8),
                2 => i32::from(last as i16),
                _ => last as i32,
            });
        }
    }
    Ok(numbers)
}
