//! Cleaning: specks that stand only on the wings of a brighter source are part of it (Bertin & Arnouts 1996, §5).
//!
//! Each source is taken for a Moffat profile h (1 + α r²)^−β with its light and area, r in units of its ellipse; a fainter one
//! that would not have its least area without this profile at its centre is added to it.

use std::collections::HashMap;

use super::source::Source;

/// β: smaller takes away more.
const BETA: f64 = 1.0;
/// Half axes a to which a source's wings are looked at.
const ZONE: f64 = 10.0;
/// Pixels a side of the cells that sources are looked up by.
const CELL: f64 = 64.0;

/// Goes through the sources, the brightest first.
pub struct Cleaning {
    order: Vec<u32>,
    next: usize,
    cells: HashMap<[i32; 2], Vec<u32>>,
    /// Of each source, the one that it became part of, or itself.
    pub owners: Vec<u32>,
    threshold: f64,
}

fn cell(x: f64, y: f64) -> [i32; 2] {
    [x, y].map(|at| (at / CELL).floor() as i32)
}

impl Cleaning {
    pub fn new(sources: &[Source], threshold: f32) -> Self {
        let mut order: Vec<u32> = (0..sources.len() as u32).collect();
        order.sort_by(|&one, &other| sources[other as usize].strength.total_cmp(&sources[one as usize].strength));
        let mut cells: HashMap<[i32; 2], Vec<u32>> = HashMap::new();
        for (index, source) in sources.iter().enumerate() {
            cells.entry(cell(source.x, source.y)).or_default().push(index as u32);
        }
        let owners = (0..sources.len() as u32).collect();
        Self { order, next: 0, cells, owners, threshold: f64::from(threshold) }
    }

    /// Of the sources, how many were looked at.
    pub fn done(&self) -> usize {
        self.next
    }

    /// Looks at what is on the wings of the next source; whether all of them were looked at.
    pub fn step(&mut self, sources: &mut [Source]) -> bool {
        let Some(&index) = self.order.get(self.next) else { return true };
        self.next += 1;
        if self.owners[index as usize] == index {
            self.clean(index, sources);
        }
        self.next == self.order.len()
    }

    fn clean(&mut self, index: u32, sources: &mut [Source]) {
        let bright = sources[index as usize].clone();
        let (a, b) = (f64::from(bright.a), f64::from(bright.b));
        let unit = std::f64::consts::PI * a * b;
        let height = bright.height;
        if height <= self.threshold {
            return;
        }
        let alpha = ((height / self.threshold).powf(1.0 / BETA) - 1.0) * unit / f64::from(bright.area);
        let (sin, cos) = f64::from(bright.angle).sin_cos();
        let reach = ZONE * a;
        let [left, top] = cell(bright.x - reach, bright.y - reach);
        let [right, bottom] = cell(bright.x + reach, bright.y + reach);
        for at in (top..=bottom).flat_map(|row| (left..=right).map(move |column| [column, row])) {
            for &other in self.cells.get(&at).into_iter().flatten() {
                let faint = &sources[other as usize];
                let (dx, dy) = (faint.x - bright.x, faint.y - bright.y);
                let gone = self.owners[other as usize] != other;
                if other == index || gone || faint.strength >= bright.strength || dx.hypot(dy) > reach {
                    continue;
                }
                let square = ((cos * dx + sin * dy) / a).powi(2) + ((cos * dy - sin * dx) / b).powi(2);
                if height * (1.0 + alpha * square).powf(-BETA) > f64::from(faint.margin) {
                    self.owners[other as usize] = index;
                    let (light, area, bounds) = (faint.light, faint.area, faint.bounds);
                    let kept = &mut sources[index as usize];
                    kept.light += light;
                    kept.area += area;
                    kept.bounds = kept.bounds.around(bounds);
                }
            }
        }
    }
}
