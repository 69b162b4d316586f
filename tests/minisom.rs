//! Maps of the shipped catalogues, for `scripts/data/minisom_check.py` to compare with another implementation.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;
use std::time::Instant;

use latent_lab::data::catalogue::Catalogue;
use latent_lab::som::evaluation::Evaluation;
use latent_lab::som::map::Lattice;
use latent_lab::som::trainer::{MapTrainer, Settings, Start};

/// Catalogue, columns, rows, epochs, radius at the start.
const CASES: [(&str, usize, usize, u32, f32); 4] =
    [("sdss", 10, 10, 10, 5.0), ("sdss", 30, 30, 10, 10.0), ("deep", 30, 30, 10, 10.0), ("sdss", 75, 150, 3, 30.0)];

/// One line a map: catalogue, columns, rows, epochs, radius, learning rate, seed, then our two errors and seconds.
#[test]
#[ignore = "prints what scripts/data/minisom_check.py reads"]
fn maps_to_compare() {
    for (name, columns, rows, epochs, radius) in CASES {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("static/data/{name}-colours.i16.gz"));
        let catalogue = Catalogue::read(&fs::read(file).unwrap()).unwrap();
        let settings = Settings {
            lattice: Lattice { columns, rows, toroidal: false },
            start: Start::Random,
            radius,
            learning_rate: 0.5,
            epochs,
            seed: 1,
        };
        let mut trainer = MapTrainer::new(settings, catalogue.colours.clone(), catalogue.dimensions()).unwrap();
        let began = Instant::now();
        trainer.advance(u64::MAX);
        let seconds = began.elapsed().as_secs_f64();
        let mut evaluation = Evaluation::new(trainer.map().clone());
        evaluation.assign(&catalogue.colours, usize::MAX);
        let (fit, fold) = (evaluation.quantization_error(), evaluation.topographic_error());
        println!("MAP {name} {columns} {rows} {epochs} {radius} 0.5 1 {fit:.6} {fold:.6} {seconds:.3}");
    }
}
