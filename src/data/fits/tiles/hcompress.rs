//! HCOMPRESS_1 (White 1992; FITS standard 4.0, 10.4.4): a Haar transform in two dimensions, whose bit planes are coded as quadtrees.

use super::TilesError;
use super::bits::Bits;
use super::quadtree::add_planes;
use super::wavelet::inverted;

const MAGIC: u32 = 0xdd99;
/// Of 64-bit numbers.
const MOST_PLANES: u32 = 60;

/// The numbers of a tile of this shape, of which at most two lengths are more than 1; `smooth` interpolates between coefficients.
pub fn unpacked(packed: &[u8], shape: &[usize], smooth: bool) -> Result<Vec<i32>, TilesError> {
    let mut bits = Bits::new(packed);
    if bits.number(16)? != MAGIC {
        return Err(TilesError::Damaged);
    }
    // Rows, and numbers in a row.
    let (rows, columns) = (bits.number(32)? as usize, bits.number(32)? as usize);
    let scale = i64::from(bits.number(32)? as i32);
    let sum = (u64::from(bits.number(32)?) << 32 | u64::from(bits.number(32)?)) as i64;
    let planes = [bits.number(8)?, bits.number(8)?, bits.number(8)?];
    let count: usize = shape.iter().product();
    if rows.checked_mul(columns) != Some(count) || planes.iter().any(|planes| *planes > MOST_PLANES) {
        return Err(TilesError::Damaged);
    }
    let mut numbers = vec![0_i64; count];
    let (tall, wide) = (rows.div_ceil(2), columns.div_ceil(2));
    for (begin, size, planes) in [
        (0, (tall, wide), planes[0]),
        (wide, (tall, columns / 2), planes[1]),
        (columns * tall, (rows / 2, wide), planes[1]),
        (columns * tall + wide, (rows / 2, columns / 2), planes[2]),
    ] {
        add_planes(&mut bits, &mut numbers, begin, columns, size, planes)?;
    }
    if bits.number(4)? != 0 {
        return Err(TilesError::Damaged);
    }
    let mut signs = Bits::new(bits.rest());
    for number in numbers.iter_mut().filter(|number| **number != 0) {
        if signs.number(1)? == 1 {
            *number = -*number;
        }
    }
    numbers[0] = sum;
    if scale > 1 {
        numbers.iter_mut().for_each(|number| *number = number.wrapping_mul(scale));
    }
    inverted(&mut numbers, rows, columns, if smooth { scale } else { 0 });
    Ok(numbers.into_iter().map(|number| number as i32).collect())
}
