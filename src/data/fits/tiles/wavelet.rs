//! The Haar transform in whole numbers, inverted without loss (White 1992), and the interpolation that hides the blocks of a lossy one.

/// Inverts `numbers`, `[rows, columns]`, in place. Coefficients are smoothed by up to half of `smooth`; not at all for 0.
pub fn inverted(numbers: &mut [i64], rows: usize, columns: usize, smooth: i64) {
    let levels = rows.max(columns).next_power_of_two().ilog2();
    if levels == 0 {
        return;
    }
    // Sums of four are multiples of the highest of three bits, differences of the middle one, the rest of the lowest.
    let mut bit = 1_i64 << (levels - 1);
    numbers[0] = rounded(numbers[0], bit << 2);
    for level in (0..levels).rev() {
        let size = |length: usize| length.div_ceil(1 << level);
        let (tall, wide) = (size(rows), size(columns));
        for row in 0..tall {
            interleave(&mut numbers[row * columns..], wide, 1);
        }
        for column in 0..wide {
            interleave(&mut numbers[column..], tall, columns);
        }
        if smooth > 1 {
            smoothed(numbers, (tall, wide), columns, smooth / 2);
        }
        let shift = if level == 0 { 2 } else { 1 };
        for row in (0..tall).step_by(2) {
            for column in (0..wide).step_by(2) {
                let place = row * columns + column;
                let (right, below) = (column + 1 < wide, row + 1 < tall);
                square(numbers, place, columns, (right, below), bit, shift);
            }
        }
        bit >>= 1;
    }
}

/// A multiple of `bit`, halves away from zero's other side: as the transform was rounded. `bit` may be below 1.
fn rounded(value: i64, bit: i64) -> i64 {
    let half = bit >> 1;
    let down = if half == 0 { 0 } else { half - 1 };
    value.wrapping_add(if value >= 0 { half } else { down }) & -bit.max(1)
}

/// The two, or four, numbers of a square from their sum and differences.
fn square(a: &mut [i64], place: usize, columns: usize, (right, below): (bool, bool), bit: i64, shift: u32) {
    let (bit0, bit1) = (bit, bit << 1);
    let sum = a[place];
    if !right || !below {
        let other = match (right, below) {
            (true, _) => place + 1,
            (_, true) => place + columns,
            _ => {
                a[place] = sum >> shift;
                return;
            }
        };
        let difference = rounded(a[other], bit1);
        let low = difference & bit1;
        let sum = if sum >= 0 { sum.wrapping_sub(low) } else { sum.wrapping_add(low) };
        a[other] = sum.wrapping_add(difference) >> shift;
        a[place] = sum.wrapping_sub(difference) >> shift;
        return;
    }
    let curve = rounded(a[place + columns + 1], bit0);
    let low0 = curve & bit0;
    let carried = |value: i64| if value >= 0 { value.wrapping_sub(low0) } else { value.wrapping_add(low0) };
    let x = carried(rounded(a[place + columns], bit1));
    let y = carried(rounded(a[place + 1], bit1));
    let low1 = (curve ^ x ^ y) & bit1;
    let change = match (sum >= 0, low0) {
        (true, _) => low0 - low1,
        (false, 0) => low1,
        (false, _) => low0 - low1,
    };
    let sum = sum.wrapping_add(change);
    let of = |x: i64, y: i64, curve: i64| sum.wrapping_add(x).wrapping_add(y).wrapping_add(curve) >> shift;
    let (nx, ny, nc) = (x.wrapping_neg(), y.wrapping_neg(), curve.wrapping_neg());
    a[place + columns + 1] = of(x, y, curve);
    a[place + columns] = of(x, ny, nc);
    a[place + 1] = of(nx, y, nc);
    a[place] = of(nx, ny, curve);
}

/// `count` numbers, `stride` apart: the first half to the even places, the second to the odd ones.
fn interleave(numbers: &mut [i64], count: usize, stride: usize) {
    let half = count.div_ceil(2);
    let line: Vec<i64> = (0..count).map(|place| numbers[place * stride]).collect();
    for place in 0..count {
        numbers[place * stride] = line[if place % 2 == 0 { place / 2 } else { half + place / 2 }];
    }
}

/// Moves differences towards the slopes between neighbouring means, by at most `most`, so that no slope changes its sign.
fn smoothed(a: &mut [i64], (tall, wide): (usize, usize), columns: usize, most: i64) {
    let inner = |length: usize| (2..length.saturating_sub(2)).step_by(2);
    for row in inner(tall) {
        for column in (0..wide).step_by(2) {
            slope(a, row * columns + column, 2 * columns, columns, most);
        }
    }
    for row in (0..tall).step_by(2) {
        for column in inner(wide) {
            slope(a, row * columns + column, 2, 1, most);
        }
    }
    for row in inner(tall) {
        for column in inner(wide) {
            curvature(a, row * columns + column, columns, most);
        }
    }
}

/// Of the mean at `place`, with neighbours `far` from it and its difference `near` to it.
fn slope(a: &mut [i64], place: usize, far: usize, near: usize, most: i64) {
    let (before, here, after) = (a[place - far], a[place], a[place + far]);
    let (rise, fall) = (after.wrapping_sub(here), here.wrapping_sub(before));
    let (highest, lowest) = (rise.min(fall).max(0).wrapping_shl(2), rise.max(fall).min(0).wrapping_shl(2));
    if lowest < highest {
        let wanted = after.wrapping_sub(before).min(highest).max(lowest);
        let difference = &mut a[place + near];
        let step = wanted.wrapping_sub(difference.wrapping_shl(3));
        *difference = difference.wrapping_add(towards_zero(step, 3).min(most).max(-most));
    }
}

fn curvature(a: &mut [i64], place: usize, columns: usize, most: i64) {
    let (far, here) = (2 * columns, a[place]);
    let (mm, pm, mp, pp) = (a[place - far - 2], a[place + far - 2], a[place - far + 2], a[place + far + 2]);
    let (x, y) = (a[place + columns].wrapping_shl(1), a[place + 1].wrapping_shl(1));
    // Four corners: what their means allow, along with the slopes between.
    let corners = [
        (pp.wrapping_sub(here), x.wrapping_neg().wrapping_sub(y)),
        (here.wrapping_sub(pm), x.wrapping_sub(y)),
        (here.wrapping_sub(mp), y.wrapping_sub(x)),
        (mm.wrapping_sub(here), x.wrapping_add(y)),
    ];
    let bound = |limit: fn(i64) -> i64| corners.map(|(step, slopes)| limit(step).wrapping_add(slopes));
    let highest = bound(|step| step.max(0)).into_iter().fold(i64::MAX, i64::min).wrapping_shl(4);
    let lowest = bound(|step| step.min(0)).into_iter().fold(i64::MIN, i64::max).wrapping_shl(4);
    if lowest < highest {
        let wanted = pp.wrapping_add(mm).wrapping_sub(mp).wrapping_sub(pm).min(highest).max(lowest);
        let curve = &mut a[place + columns + 1];
        let step = wanted.wrapping_sub(curve.wrapping_shl(6));
        *curve = curve.wrapping_add(towards_zero(step, 6).min(most).max(-most));
    }
}

/// Divided by a power of two, as a quotient towards zero.
fn towards_zero(value: i64, bits: u32) -> i64 {
    if value >= 0 { value >> bits } else { value.wrapping_add((1 << bits) - 1) >> bits }
}
