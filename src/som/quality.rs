//! How well a map fits its data and keeps their neighbourhoods.

use super::map::Map;

/// Mean distance of `rows` `[n, dimensions]` from the weights of their best-matching units, in the data's units.
pub fn quantization_error(map: &Map, rows: &[f32]) -> f64 {
    mean(map, rows, |row| f64::from(map.best(row).1))
}

/// Share of `rows` whose best and second-best units are not next to each other, corners included (Kiviluoto 1996).
pub fn topographic_error(map: &Map, rows: &[f32]) -> f64 {
    if map.lattice().cells() < 2 {
        return 0.0;
    }
    mean(map, rows, |row| {
        let [(first, _), (second, _)] = map.two_best(row);
        if map.lattice().adjacent(first, second) { 0.0 } else { 1.0 }
    })
}

fn mean(map: &Map, rows: &[f32], of: impl Fn(&[f32]) -> f64) -> f64 {
    let rows = rows.chunks_exact(map.dimensions().max(1));
    let n = rows.len().max(1) as f64;
    rows.map(of).sum::<f64>() / n
}

/// Mean distance of each cell's weight from those of its up to eight neighbours, `[cells]`, in the data's units.
///
/// The U-matrix (Ultsch & Siemon 1990): ridges part what is different.
pub fn u_matrix(map: &Map) -> Vec<f32> {
    (0..map.lattice().cells())
        .map(|cell| {
            let neighbours = map.lattice().neighbours(cell);
            let distance = |other: &usize| -> f32 {
                (0..map.dimensions()).map(|k| (map.plane(k)[*other] - map.plane(k)[cell]).powi(2)).sum::<f32>().sqrt()
            };
            neighbours.iter().map(distance).sum::<f32>() / neighbours.len().max(1) as f32
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::som::map::Lattice;

    fn line(weights: &[f32], toroidal: bool) -> Map {
        Map::new(Lattice { columns: weights.len(), rows: 1, toroidal }, 1, weights)
    }

    #[test]
    fn errors_in_closed_form() {
        let map = line(&[0.0, 10.0, 4.0], false);
        // 1 is nearest to cells 0 and 2, 7.5 to cells 1 and 2, 2.5 to cells 2 and 0.
        let rows = [1.0, 7.5, 2.5, 10.0];
        assert_eq!(quantization_error(&map, &rows), (1.0 + 2.5 + 1.5 + 0.0) / 4.0);
        assert_eq!(topographic_error(&map, &rows), 0.5);
        assert_eq!(topographic_error(&line(&[0.0, 10.0, 4.0], true), &rows), 0.0);
        assert_eq!(quantization_error(&map, &[]), 0.0);
        assert_eq!(topographic_error(&line(&[1.0], false), &rows), 0.0);
    }

    #[test]
    fn ridges_in_closed_form() {
        assert_eq!(u_matrix(&line(&[0.0, 1.0, 5.0], false)), [1.0, 2.5, 4.0]);
        assert_eq!(u_matrix(&line(&[2.0], false)), [0.0]);
    }
}
