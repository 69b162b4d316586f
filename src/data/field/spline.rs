//! A smooth surface through the values of a mesh: natural cubic splines along both axes. Beyond the outermost centres of
//! cells, its outermost pieces go on.

/// Values at the centres of square cells, with their second derivatives along y, along x, and along both.
#[derive(Clone, Debug)]
pub struct Surface {
    columns: usize,
    rows: usize,
    /// Pixels a side of a cell.
    cell: usize,
    /// `[rows, columns]`, each: value, then derivative along y; then the same of the derivative along x.
    nodes: Vec<[f32; 4]>,
}

impl Surface {
    /// Through `values`, `[rows, columns]`; `cell` is in pixels.
    pub fn new(values: &[f32], columns: usize, cell: usize) -> Self {
        let rows = values.len() / columns.max(1);
        let mut nodes: Vec<[f32; 4]> = values.iter().map(|value| [*value, 0.0, 0.0, 0.0]).collect();
        for column in 0..columns {
            let line: Vec<f32> = (0..rows).map(|row| nodes[row * columns + column][0]).collect();
            for (row, curvature) in natural(&line).into_iter().enumerate() {
                nodes[row * columns + column][1] = curvature;
            }
        }
        for row in nodes.chunks_exact_mut(columns) {
            for of in [0, 1] {
                let line: Vec<f32> = row.iter().map(|node| node[of]).collect();
                row.iter_mut().zip(natural(&line)).for_each(|(node, curvature)| node[2 + of] = curvature);
            }
        }
        Self { columns, rows, cell, nodes }
    }

    /// The surface along row `y` of the image, into `out`, from the image's column `x` on.
    pub fn row(&self, y: usize, x: usize, out: &mut [f32]) {
        let (row, ty) = self.place(y, self.rows - 1);
        let next_row = (row + 1).min(self.rows - 1);
        // Value and second derivative along x, on row `y` at a column of the mesh.
        let node = |column: usize| {
            let [from, to] = [row, next_row].map(|row| self.nodes[row * self.columns + column]);
            [0, 2].map(|of| at(ty, [from[of], to[of]], [from[of + 1], to[of + 1]]))
        };
        let (last, step, half) = (self.columns - 1, 1.0 / self.cell as f32, self.cell.div_ceil(2));
        let mut done = 0;
        while done < out.len() {
            let (column, tx) = self.place(x + done, last);
            // To the next centre of a cell, or on and on after the last but one.
            let next = if column + 1 >= last { usize::MAX } else { (column + 1) * self.cell + half };
            let end = next.saturating_sub(x).clamp(done + 1, out.len());
            let [[from, first], [to, second]] = [node(column), node((column + 1).min(last))];
            let [c0, c1, c2, c3] = piece([from, to], [first, second]);
            for (pixel, value) in out[done..end].iter_mut().enumerate() {
                let t = tx + pixel as f32 * step;
                *value = c0 + t * (c1 + t * (c2 + t * c3));
            }
            done = end;
        }
    }

    /// The piece of a spline that a pixel is on, and its place on it: 0 and 1 are the centres of cells.
    fn place(&self, pixel: usize, last: usize) -> (usize, f32) {
        let half = self.cell.div_ceil(2);
        let piece = (pixel.saturating_sub(half) / self.cell).min(last.saturating_sub(1));
        let centre = (piece as f32 + 0.5) * self.cell as f32 - 0.5;
        (piece, (pixel as f32 - centre) / self.cell as f32)
    }
}

/// At `t`, the cubic with these values and second derivatives at 0 and 1.
fn at(t: f32, values: [f32; 2], curvatures: [f32; 2]) -> f32 {
    let [c0, c1, c2, c3] = piece(values, curvatures);
    c0 + t * (c1 + t * (c2 + t * c3))
}

/// The coefficients, lowest first, of the cubic with these values and second derivatives at 0 and 1.
fn piece([from, to]: [f32; 2], [first, second]: [f32; 2]) -> [f32; 4] {
    [from, to - from - (2.0 * first + second) / 6.0, first / 2.0, (second - first) / 6.0]
}

/// Second derivatives of the natural cubic spline through values at 0, 1, 2, …: the tridiagonal system
/// m₋ + 4 m + m₊ = 6 (v₋ − 2 v + v₊), with none at both ends.
fn natural(values: &[f32]) -> Vec<f32> {
    let count = values.len();
    let mut second = vec![0.0; count];
    if count < 3 {
        return second;
    }
    let mut ratio = vec![0.0; count];
    for i in 1..count - 1 {
        let right = 6.0 * (values[i - 1] - 2.0 * values[i] + values[i + 1]);
        let pivot = 4.0 - ratio[i - 1];
        ratio[i] = 1.0 / pivot;
        second[i] = (right - second[i - 1]) / pivot;
    }
    for i in (1..count - 1).rev() {
        second[i] -= ratio[i] * second[i + 1];
    }
    second
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_passes_through_the_values_at_the_cells_centres() {
        let values: Vec<f32> = (0..20).map(|i| (i * i % 7) as f32).collect();
        let surface = Surface::new(&values, 5, 9);
        let mut row = vec![0.0; 45];
        for (cell, line) in values.chunks(5).enumerate() {
            surface.row(cell * 9 + 4, 0, &mut row);
            for (column, value) in line.iter().enumerate() {
                assert!((row[column * 9 + 4] - value).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn it_is_the_natural_cubic_spline() {
        // scipy.interpolate.CubicSpline(range(4), [0, 2, 1, 5], bc_type="natural") at (pixel − 1.5) / 4.
        let surface = Surface::new(&[0.0, 2.0, 1.0, 5.0], 4, 4);
        let mut row = vec![0.0; 16];
        surface.row(1, 0, &mut row);
        for (pixel, value) in
            [(2, 0.389_453_13), (3, 1.115_234_4), (7, 1.5625), (8, 1.15625), (12, 3.005_859_4), (13, 4.311_328)]
        {
            assert!((row[pixel] - value).abs() < 1e-5, "{pixel}: {}", row[pixel]);
        }
    }

    #[test]
    fn a_part_of_a_row_is_the_same_as_in_the_whole_row() {
        let surface = Surface::new(&(0..12).map(|i| (i * 5 % 11) as f32).collect::<Vec<_>>(), 4, 8);
        let (mut whole, mut part) = (vec![0.0; 32], vec![0.0; 9]);
        surface.row(13, 0, &mut whole);
        surface.row(13, 15, &mut part);
        for (one, other) in whole[15..24].iter().zip(&part) {
            assert!((one - other).abs() < 1e-4);
        }
    }

    #[test]
    fn a_mesh_of_one_cell_is_flat() {
        let mut row = vec![0.0; 7];
        Surface::new(&[3.5], 1, 64).row(40, 0, &mut row);
        assert_eq!(row, [3.5; 7]);
    }
}
