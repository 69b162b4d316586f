//! How far apart the neighbours of a map are.

use super::map::Map;

/// Mean distance of each cell's weight from those of its up to eight neighbours, `[cells]`, in the data's units.
///
/// The U-matrix (Ultsch & Siemon 1990): ridges separate what is different.
pub fn u_matrix(map: &Map) -> Vec<f32> {
    let planes: Vec<Vec<f32>> = (0..map.dimensions()).map(|k| map.plane(k)).collect();
    (0..map.lattice().cells())
        .map(|cell| {
            let neighbours = map.lattice().neighbours(cell);
            let distance = |other: &usize| -> f32 {
                planes.iter().map(|plane| (plane[*other] - plane[cell]).powi(2)).sum::<f32>().sqrt()
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
    fn ridges_in_closed_form() {
        assert_eq!(u_matrix(&line(&[0.0, 1.0, 5.0], false)), [1.0, 2.5, 4.0]);
        assert_eq!(u_matrix(&line(&[2.0], false)), [0.0]);
    }
}
