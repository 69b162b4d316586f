//! Bit planes coded as quadtrees (White 1992): whether a square has any bit, then its four quarters, down to single bits.

use super::TilesError;
use super::bits::Bits;

/// Adds the bit planes of a part of `numbers`, which has rows of `columns` numbers: `size` rows and columns from place `begin` on.
pub fn add_planes(
    bits: &mut Bits,
    numbers: &mut [i64],
    begin: usize,
    columns: usize,
    (rows, across): (usize, usize),
    planes: u32,
) -> Result<(), TilesError> {
    if planes > 0 && rows.max(across) == 0 {
        return Err(TilesError::Damaged);
    }
    // Levels of the tree, and room for its last but one.
    let levels = rows.max(across).max(1).next_power_of_two().ilog2();
    let (tall, wide) = (rows.div_ceil(2).max(1), across.div_ceil(2).max(1));
    for plane in (0..planes).rev() {
        let mut codes = vec![0_u8; tall * wide];
        match bits.number(4)? {
            0 => {
                for code in codes.iter_mut().take(rows.div_ceil(2) * across.div_ceil(2)) {
                    *code = bits.number(4)? as u8;
                }
            }
            0xf => {
                codes[0] = code(bits)?;
                for level in 1..levels {
                    let size = |length: usize| length.div_ceil(1 << (levels - level)).max(1);
                    codes = expanded(bits, &codes, size(rows), size(across))?;
                }
            }
            _ => return Err(TilesError::Damaged),
        }
        for (y, line) in codes.chunks(across.div_ceil(2).max(1)).take(rows.div_ceil(2)).enumerate() {
            for (x, code) in line.iter().enumerate() {
                for (bit, dy, dx) in QUARTERS {
                    if 2 * y + dy < rows && 2 * x + dx < across {
                        numbers[begin + (2 * y + dy) * columns + 2 * x + dx] |= i64::from(code >> bit & 1) << plane;
                    }
                }
            }
        }
    }
    Ok(())
}

/// Bits of a code: upper left, upper right, lower left, lower right.
const QUARTERS: [(u8, usize, usize); 4] = [(3, 0, 0), (2, 0, 1), (1, 1, 0), (0, 1, 1)];

/// The codes of the next level, `rows` by `columns`: one for each quarter that has a bit, read from the last to the first.
fn expanded(bits: &mut Bits, above: &[u8], rows: usize, columns: usize) -> Result<Vec<u8>, TilesError> {
    let mut codes = vec![0; rows * columns];
    let wide = columns.div_ceil(2);
    for (place, next) in codes.iter_mut().enumerate().rev() {
        let (y, x) = (place / columns, place % columns);
        let bit = 3 - (y % 2 * 2 + x % 2);
        if above[y / 2 * wide + x / 2] >> bit & 1 == 1 {
            *next = code(bits)?;
        }
    }
    Ok(codes)
}

/// A code of four bits, by the fixed Huffman table.
fn code(bits: &mut Bits) -> Result<u8, TilesError> {
    let first = bits.number(3)?;
    if first < 4 {
        return Ok(1 << first);
    }
    let second = first << 1 | bits.number(1)?;
    if let Some(code) = [3, 5, 10, 12, 15].get(second as usize - 8) {
        return Ok(*code);
    }
    let third = second << 1 | bits.number(1)?;
    if let Some(code) = [6, 7, 9, 11, 13].get(third as usize - 26) {
        return Ok(*code);
    }
    Ok(if bits.number(1)? == 0 { 0 } else { 14 })
}
