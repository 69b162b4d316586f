//! PLIO_1, IRAF's pixel lists (FITS standard 4.0, 10.4.3): instructions of 16 bits, each four bits for what and twelve for how much.

use super::TilesError;

/// The `count` numbers of a line list.
pub fn unpacked(packed: &[u8], count: usize) -> Result<Vec<i32>, TilesError> {
    let words: Vec<i16> = packed.as_chunks().0.iter().map(|two| i16::from_be_bytes(*two)).collect();
    let word = |place: usize| words.get(place).map(|word| usize::from(*word as u16)).ok_or(TilesError::Damaged);
    // Lists of up to 32,767 words have their length in the third one, longer ones in two later ones.
    let (length, first) = if words.get(2).is_some_and(|length| *length > 0) {
        (word(2)?, 3)
    } else {
        ((word(4)? << 15) + word(3)?, word(1)?)
    };
    let mut numbers = vec![0; count];
    let (mut at, mut value) = (0_usize, 1_i32);
    let mut instructions = first..length.min(words.len());
    while let Some(place) = instructions.next().filter(|_| at < count) {
        let (code, amount) = (word(place)? >> 12, word(place)? & 0xfff);
        match code {
            // Zeros, a run of the value, zeros that end in the value.
            0 | 4 | 5 => {
                let run = &mut numbers[at..(at + amount).min(count)];
                match code {
                    4 => run.fill(value),
                    5 if at + amount <= count => run.iter_mut().last().into_iter().for_each(|last| *last = value),
                    _ => {}
                }
                at += amount;
            }
            // A new value, of which the next word has the high bits.
            1 => {
                let high = instructions.next().ok_or(TilesError::Damaged)?;
                value = ((word(high)? << 12) + amount) as i32;
            }
            2 => value = value.wrapping_add(amount as i32),
            3 => value = value.wrapping_sub(amount as i32),
            6 | 7 => {
                value = value.wrapping_add(if code == 6 { amount as i32 } else { -(amount as i32) });
                numbers[at] = value;
                at += 1;
            }
            _ => return Err(TilesError::Damaged),
        }
    }
    Ok(numbers)
}
