//! The nearest of many points on the screen, by a grid of cells. No browser.

/// Points in pixels, sorted into square cells.
#[derive(Clone, Debug, Default)]
pub struct NearestPoint {
    cell: f64,
    columns: usize,
    rows: usize,
    /// Where each cell's points begin in `order`; one more entry than cells.
    starts: Vec<u32>,
    order: Vec<u32>,
    points: Vec<[f32; 2]>,
}

impl NearestPoint {
    /// Over an area of `width` × `height` pixels; points outside it, or hidden as not-a-number, are never found.
    pub fn new(points: Vec<[f32; 2]>, width: f64, height: f64, cell: f64) -> Self {
        let cell = cell.max(1.0);
        let columns = (width / cell).ceil().max(1.0) as usize;
        let rows = (height / cell).ceil().max(1.0) as usize;
        let of = |point: &[f32; 2]| {
            let (x, y) = (f64::from(point[0]) / cell, f64::from(point[1]) / cell);
            (x >= 0.0 && y >= 0.0 && x < columns as f64 && y < rows as f64).then(|| y as usize * columns + x as usize)
        };
        let mut starts = vec![0u32; columns * rows + 1];
        for index in points.iter().filter_map(of) {
            starts[index + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut order = vec![0u32; starts.last().map_or(0, |count| *count as usize)];
        for (i, point) in points.iter().enumerate() {
            if let Some(index) = of(point) {
                order[next[index] as usize] = i as u32;
                next[index] += 1;
            }
        }
        Self { cell, columns, rows, starts, order, points }
    }

    /// The point nearest to a place, if one lies within `radius` pixels.
    pub fn nearest(&self, x: f64, y: f64, radius: f64) -> Option<usize> {
        if self.order.is_empty() {
            return None;
        }
        let reach = |from: f64, cells: usize| {
            let low = ((from - radius) / self.cell).floor().max(0.0) as usize;
            let high = ((from + radius) / self.cell).floor().max(-1.0);
            low..(high + 1.0).min(cells as f64) as usize
        };
        let mut best = (radius * radius, None);
        for row in reach(y, self.rows) {
            for column in reach(x, self.columns) {
                let index = row * self.columns + column;
                for &i in &self.order[self.starts[index] as usize..self.starts[index + 1] as usize] {
                    let [px, py] = self.points[i as usize];
                    let distance = (f64::from(px) - x).powi(2) + (f64::from(py) - y).powi(2);
                    if distance <= best.0 {
                        best = (distance, Some(i as usize));
                    }
                }
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scattered(count: usize) -> Vec<[f32; 2]> {
        let mut state = 12345u32;
        let mut next = || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as f32 / (1 << 24) as f32
        };
        (0..count).map(|_| [next() * 500.0, next() * 400.0]).collect()
    }

    #[test]
    fn it_agrees_with_looking_at_every_point() {
        let points = scattered(2_000);
        let index = NearestPoint::new(points.clone(), 500.0, 400.0, 16.0);
        for [x, y] in scattered(300) {
            let (x, y) = (f64::from(x) * 1.1 - 20.0, f64::from(y) * 1.1 - 20.0);
            let distance = |i: usize| (f64::from(points[i][0]) - x).powi(2) + (f64::from(points[i][1]) - y).powi(2);
            let truth = (0..points.len()).min_by(|a, b| distance(*a).total_cmp(&distance(*b))).unwrap();
            let expected = (distance(truth) <= 196.0).then(|| distance(truth));
            assert_eq!(index.nearest(x, y, 14.0).map(distance), expected);
        }
    }

    #[test]
    fn hidden_points_and_empty_sets_are_never_found() {
        let index = NearestPoint::new(vec![[f32::NAN, 3.0], [-5.0, 3.0]], 100.0, 100.0, 10.0);
        assert_eq!(index.nearest(0.0, 3.0, 20.0), None);
        assert_eq!(NearestPoint::default().nearest(1.0, 1.0, 5.0), None);
    }
}
