//! Pixels above the threshold that touch, sides or corners, found in one pass over the rows: a component is handed out as
//! soon as no later row can add to it.

use std::mem;

/// Pixels side by side in one row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Run {
    pub y: u32,
    pub x: u32,
    pub length: u32,
    /// Where its pixels begin in [`Component::pixels`].
    pub first: u32,
}

/// Of a pixel above the threshold.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pixel {
    /// Above the sky, in the image's unit.
    pub light: f32,
    /// In standard deviations of the noise, filtered.
    pub significance: f32,
}

/// Pixels that touch.
#[derive(Clone, Debug, Default)]
pub struct Component {
    pub runs: Vec<Run>,
    pub pixels: Vec<Pixel>,
}

impl Component {
    /// Puts its runs in the order of rows and columns, and its pixels too.
    pub fn order(&mut self) {
        if self.runs.is_sorted() {
            return;
        }
        self.runs.sort_unstable();
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for run in &mut self.runs {
            let first = pixels.len() as u32;
            pixels.extend_from_slice(&self.pixels[run.first as usize..(run.first + run.length) as usize]);
            run.first = first;
        }
        self.pixels = pixels;
    }

    fn absorb(&mut self, other: &mut Self) {
        let shift = self.pixels.len() as u32;
        self.runs.extend(other.runs.iter().map(|run| Run { first: run.first + shift, ..*run }));
        self.pixels.append(&mut other.pixels);
        other.runs.clear();
    }
}

/// A run of the present or the last row, and the component it is part of.
#[derive(Clone, Copy)]
struct Part {
    x: u32,
    end: u32,
    slot: u32,
}

/// Components that rows to come may still add to.
#[derive(Default)]
pub struct Components {
    slots: Vec<Component>,
    /// Where a component went that became part of another; itself otherwise.
    moved: Vec<u32>,
    /// The last row that each was part of.
    seen: Vec<u32>,
    free: Vec<u32>,
    before: Vec<Part>,
    present: Vec<Part>,
    /// Place in `before` from which on runs may touch the next one.
    near: usize,
}

impl Components {
    /// Adds a run of row `y`; runs come from left to right.
    pub fn add(&mut self, y: usize, x: usize, light: &[f32], significances: &[f32]) {
        let (y, x, length) = (y as u32, x as u32, significances.len() as u32);
        let end = x + length;
        while self.before.get(self.near).is_some_and(|part| part.end < x) {
            self.near += 1;
        }
        let mut slot = None;
        // The last one that touches may touch the next run too.
        for index in self.near..self.before.len() {
            let part = self.before[index];
            if part.x > end {
                break;
            }
            let other = self.root(part.slot);
            slot = Some(slot.map_or(other, |slot| self.join(slot, other)));
        }
        let slot = slot.unwrap_or_else(|| self.fresh());
        let component = &mut self.slots[slot as usize];
        component.runs.push(Run { y, x, length, first: component.pixels.len() as u32 });
        let pixels = light.iter().zip(significances);
        component.pixels.extend(pixels.map(|(&light, &significance)| Pixel { light, significance }));
        self.seen[slot as usize] = y;
        self.present.push(Part { x, end, slot });
    }

    /// Ends row `y`: components that it did not add to are whole and go to `whole`.
    pub fn end_row(&mut self, y: usize, mut whole: impl FnMut(&mut Component)) {
        for index in 0..self.before.len() {
            let slot = self.before[index].slot;
            if self.moved[slot as usize] == slot && self.seen[slot as usize] < y as u32 {
                let component = &mut self.slots[slot as usize];
                whole(component);
                component.runs.clear();
                component.pixels.clear();
                // Its other runs in that row find it gone.
                self.seen[slot as usize] = u32::MAX;
                self.free.push(slot);
            }
        }
        for index in 0..self.present.len() {
            self.present[index].slot = self.root(self.present[index].slot);
        }
        // Nothing refers any more to those that became part of another.
        for index in 0..self.before.len() {
            let slot = self.before[index].slot;
            self.release(slot);
        }
        mem::swap(&mut self.before, &mut self.present);
        self.present.clear();
        self.near = 0;
    }

    /// Components that are not handed out yet, after the last row.
    pub fn end(&mut self, whole: impl FnMut(&mut Component)) {
        self.end_row(u32::MAX as usize - 1, whole);
    }

    fn release(&mut self, slot: u32) {
        if self.moved[slot as usize] != slot {
            self.moved[slot as usize] = slot;
            self.seen[slot as usize] = u32::MAX;
            self.free.push(slot);
        }
    }

    fn fresh(&mut self) -> u32 {
        self.free.pop().unwrap_or_else(|| {
            self.slots.push(Component::default());
            self.seen.push(0);
            self.moved.push(self.moved.len() as u32);
            self.moved.len() as u32 - 1
        })
    }

    fn root(&self, mut slot: u32) -> u32 {
        while self.moved[slot as usize] != slot {
            slot = self.moved[slot as usize];
        }
        slot
    }

    /// Makes one of two components; the smaller becomes part of the larger.
    fn join(&mut self, one: u32, other: u32) -> u32 {
        if one == other {
            return one;
        }
        let length = |slot: u32| self.slots[slot as usize].pixels.len();
        let (kept, gone) = if length(one) >= length(other) { (one, other) } else { (other, one) };
        let mut absorbed = mem::take(&mut self.slots[gone as usize]);
        self.slots[kept as usize].absorb(&mut absorbed);
        self.slots[gone as usize] = absorbed;
        self.moved[gone as usize] = kept;
        self.seen[kept as usize] = self.seen[kept as usize].max(self.seen[gone as usize]);
        kept
    }
}
