//! How much goes into one unit of work, so that it takes about 8 ms and nothing waits for long.

use crate::model::{Architecture, Terms};
use crate::train::{TrainError, Trainer};

/// Multiplications in about 8 ms of a browser's worker; the first ones of a worker, before its code is compiled well, take
/// about twice as long.
const MULTIPLICATIONS: usize = 60_000_000;

/// Images to encode in one unit.
pub fn encoded(architecture: &Architecture) -> usize {
    rows([architecture.input.pixels()].into_iter().chain(architecture.encoder.iter().copied()), architecture.latent)
}

/// Points to decode in one unit.
pub fn decoded(architecture: &Architecture) -> usize {
    rows([architecture.latent].into_iter().chain(architecture.decoder.iter().copied()), architecture.input.pixels())
}

/// Images to encode and decode in one unit.
pub fn both(architecture: &Architecture) -> usize {
    (encoded(architecture) * decoded(architecture) / (encoded(architecture) + decoded(architecture))).max(1)
}

/// Trains for one unit: a small batch, or one of the parts of a large one. The batch's terms, once it is whole.
pub fn trained(trainer: &mut Trainer) -> Result<Option<Terms>, TrainError> {
    if trainer.last_batch_size() <= both(trainer.model().architecture()) {
        return trainer.step().map(Some);
    }
    trainer.part()
}

fn rows(widths: impl Iterator<Item = usize>, last: usize) -> usize {
    let (all, before) = widths.fold((0, 0), |(all, before), width| (all + before * width, width));
    (MULTIPLICATIONS / (all + before * last).max(1)).clamp(1, 500)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::Shape;

    #[test]
    fn a_unit_is_bounded_in_multiplications() {
        let shape = Shape { height: 28, width: 28, channels: 1 };
        let lab = Architecture::mirrored(shape, &[256], 2);
        let each = 784 * 256 + 256 * 2;
        assert_eq!((encoded(&lab), decoded(&lab)), (MULTIPLICATIONS / each, MULTIPLICATIONS / each));
        assert_eq!(both(&lab), MULTIPLICATIONS / each / 2);
        let huge = Architecture::mirrored(Shape { height: 64, width: 64, channels: 3 }, &[16_000], 2);
        assert_eq!((encoded(&huge), both(&huge)), (1, 1));
    }
}
