//! A decoder in 16 bits, for many of them at a time: what it draws differs from the exact one's by less than a shade of 255.
//!
//! Of each parameter, in the order of the layers, the largest magnitude as `f32` and then the values' shares of it as `f16`, all of
//! them little-endian: so no finite value is too large.

use half::f16;

use super::{Architecture, Decoder, ModelError};

/// Bytes of a value and of a parameter's largest magnitude.
const VALUE: usize = 2;
const SCALE: usize = 4;

impl Decoder {
    /// Bytes that [`Self::to_half`] takes for a network like this.
    pub fn half_size(architecture: &Architecture) -> usize {
        let parameters = 2 * (architecture.decoder.len() + 1);
        VALUE * architecture.decoder_parameters() + SCALE * parameters
    }

    /// # Errors
    /// If a parameter cannot be read.
    pub fn to_half(&self) -> Result<Vec<u8>, ModelError> {
        let mut bytes = Vec::with_capacity(Self::half_size(self.architecture()));
        for parameter in self.layers().flat_map(|layer| [layer.weight(), layer.bias()]) {
            let values: Vec<f32> = parameter.flatten_all()?.to_vec1()?;
            let scale = values.iter().fold(0.0_f32, |scale, value| scale.max(value.abs()));
            bytes.extend(scale.to_le_bytes());
            let share = |value: &f32| if scale > 0.0 { value / scale } else { 0.0 };
            bytes.extend(values.iter().flat_map(|value| f16::from_f32(share(value)).to_le_bytes()));
        }
        Ok(bytes)
    }

    /// # Errors
    /// If these are not as many bytes as [`Self::half_size`] says.
    pub fn from_half(architecture: &Architecture, bytes: &[u8]) -> Result<Self, ModelError> {
        let (expected, found) = (Self::half_size(architecture), bytes.len());
        if expected != found {
            return Err(ModelError::Input { expected, found });
        }
        let mut rest = bytes;
        Self::build(architecture, &mut |_, shape| {
            let short = || ModelError::Input { expected, found };
            let (scale, after) = rest.split_first_chunk::<SCALE>().ok_or_else(short)?;
            let length = VALUE * shape.iter().product::<usize>();
            let (values, after) = after.split_at_checked(length).ok_or_else(short)?;
            rest = after;
            let scale = f32::from_le_bytes(*scale);
            Ok(values.as_chunks::<VALUE>().0.iter().map(|pair| scale * f16::from_le_bytes(*pair).to_f32()).collect())
        })
    }
}
