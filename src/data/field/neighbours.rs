//! Which pixels of a component touch which, without a map of the rectangle around it: a trail across a field is long and thin.

use super::components::Component;

/// The pixels of an ordered component, row by row, with those they touch.
pub struct Neighbours {
    /// Column and row of each.
    pub places: Vec<[u32; 2]>,
    /// The first pixel that it touches in the row above, and below, and how many there are: they follow each other.
    above: Vec<(u32, u8)>,
    below: Vec<(u32, u8)>,
}

impl Neighbours {
    pub fn of(component: &Component) -> Self {
        let mut places: Vec<[u32; 2]> = Vec::with_capacity(component.pixels.len());
        // Where the pixels of each row begin.
        let mut rows: Vec<usize> = Vec::new();
        for run in &component.runs {
            if places.last().is_none_or(|&[_, y]| y != run.y) {
                rows.push(places.len());
            }
            places.extend((run.x..run.x + run.length).map(|x| [x, run.y]));
        }
        let count = places.len();
        let (mut above, mut below) = (vec![(0, 0); count], vec![(0, 0); count]);
        rows.push(count);
        for window in rows.windows(3) {
            let (upper, lower) = (window[0]..window[1], window[1]..window[2]);
            touch(&places, lower.clone(), upper.clone(), &mut above);
            touch(&places, upper, lower, &mut below);
        }
        Self { places, above, below }
    }

    /// The pixels that touch `pixel`, sides or corners.
    pub fn around(&self, pixel: usize) -> impl Iterator<Item = usize> + '_ {
        let [x, y] = self.places[pixel];
        let beside = move |other: usize, column: u32| {
            self.places.get(other).is_some_and(|place| *place == [column, y]).then_some(other)
        };
        let left = pixel.checked_sub(1).and_then(|left| beside(left, x.wrapping_sub(1)));
        let right = beside(pixel + 1, x + 1);
        let rows = [self.above[pixel], self.below[pixel]].into_iter();
        let others = rows.flat_map(|(first, count)| first as usize..first as usize + usize::from(count));
        left.into_iter().chain(right).chain(others)
    }
}

/// Finds for each pixel of one row those of a row beside it that it touches.
fn touch(places: &[[u32; 2]], of: std::ops::Range<usize>, with: std::ops::Range<usize>, found: &mut [(u32, u8)]) {
    if places[of.start][1].abs_diff(places[with.start][1]) > 1 {
        return;
    }
    let mut first = with.start;
    for pixel in of {
        let x = places[pixel][0];
        while first < with.end && places[first][0] + 1 < x {
            first += 1;
        }
        let count = places[first..with.end].iter().take(3).take_while(|place| place[0] <= x + 1).count();
        found[pixel] = (first as u32, count as u8);
    }
}
