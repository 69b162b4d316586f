//! A decoder small enough for the page's own program, which draws with it until the worker is there: dense layers, gelu between
//! them, Bernoulli pixels. Bytes and slices in, pixels out; nothing here knows the model that it stands for.
//!
//! Its file is `[count, widths…]` as `u16` and then, layer by layer, the biases `[out]` and the weights `[out, in]` as `f16`, all
//! of them little-endian.

use half::f16;
use thiserror::Error;

use super::four::{Four, WIDTH};

/// √(2/π) and the weight of the cube, of gelu in its tanh form.
const GELU: [f32; 2] = [0.797_884_6, 0.044_715];
/// Wider layers are none of ours: a file that claims them is broken.
const WIDEST: usize = 4096;

#[derive(Debug, Error, PartialEq, Eq)]
pub enum SmallDecoderError {
    #[error("The decoder’s file ends too early, or does not end where it should.")]
    Length,
    #[error("The decoder’s file tells of layers that cannot be.")]
    Layers,
}

struct Layer {
    bias: Vec<Four>,   // [out / 4]
    weight: Vec<Four>, // [in, out / 4]
}

/// z → pixels in \[0, 1\].
pub struct SmallDecoder {
    latent: usize,
    pixels: usize,
    layers: Vec<Layer>,
}

impl SmallDecoder {
    /// # Errors
    /// If these are not the bytes of one decoder.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SmallDecoderError> {
        if !bytes.len().is_multiple_of(2) {
            return Err(SmallDecoderError::Length);
        }
        let mut words = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_le_bytes(*pair));
        let mut next = || words.next().ok_or(SmallDecoderError::Length);
        let count = usize::from(next()?);
        let widths = (0..count).map(|_| next().map(usize::from)).collect::<Result<Vec<_>, _>>()?;
        let (&[latent, ..], &[.., pixels]) = (widths.as_slice(), widths.as_slice()) else {
            return Err(SmallDecoderError::Layers);
        };
        let outputs_fit = widths.iter().skip(1).all(|width| width.is_multiple_of(WIDTH));
        if count < 2 || !outputs_fit || widths.iter().any(|width| !(1..=WIDEST).contains(width)) {
            return Err(SmallDecoderError::Layers);
        }
        let expected: usize = widths.windows(2).map(|pair| pair[1] * (pair[0] + 1)).sum();
        if bytes.len() / 2 != 1 + count + expected {
            return Err(SmallDecoderError::Length);
        }
        let mut values = words.map(|bits| f16::from_bits(bits).to_f32());
        let layers = widths.windows(2).map(|pair| Layer::read(pair[0], pair[1], &mut values)).collect();
        Ok(Self { latent, pixels, layers })
    }

    /// Dimensions of z.
    pub fn latent(&self) -> usize {
        self.latent
    }

    /// Pixels of one picture.
    pub fn pixels(&self) -> usize {
        self.pixels
    }

    /// E\[x|z\], `[pixels]`, for one `z`, `[latent]`.
    pub fn mean(&self, z: &[f32]) -> Vec<f32> {
        let mut h = z.to_vec();
        for (index, layer) in self.layers.iter().enumerate() {
            if index > 0 {
                h.iter_mut().for_each(|h| *h = gelu(*h));
            }
            h = layer.forward(&h); // [width]
        }
        h.iter_mut().for_each(|logit| *logit = 1.0 / (1.0 + (-*logit).exp()));
        h
    }

    /// E\[x|z\] as bytes, `[rows, pixels]`, for `z`, `[rows, latent]`.
    pub fn decode_pixels(&self, z: &[f32]) -> Vec<u8> {
        z.chunks_exact(self.latent).flat_map(|z| self.mean(z)).map(|mean| (255.0 * mean + 0.5) as u8).collect()
    }
}

impl Layer {
    /// The file has `values` enough.
    fn read(inputs: usize, outputs: usize, values: &mut impl Iterator<Item = f32>) -> Self {
        let bias: Vec<f32> = values.take(outputs).collect();
        let weight: Vec<f32> = values.take(inputs * outputs).collect(); // [out, in]
        let four = |at: usize, of: &dyn Fn(usize) -> f32| Four::of(&[of(at), of(at + 1), of(at + 2), of(at + 3)]);
        let column = |input: usize| {
            let weight = &weight;
            (0..outputs).step_by(WIDTH).map(move |output| four(output, &|output| weight[output * inputs + input]))
        };
        Self {
            bias: (0..outputs).step_by(WIDTH).map(|output| four(output, &|output| bias[output])).collect(),
            weight: (0..inputs).flat_map(column).collect(),
        }
    }

    /// W x + b, `[out]`, for `x`, `[in]`.
    fn forward(&self, x: &[f32]) -> Vec<f32> {
        let mut sums = self.bias.clone();
        for (&x, weights) in x.iter().zip(self.weight.chunks_exact(sums.len())) {
            let x = Four::all(x);
            for (sum, &weights) in sums.iter_mut().zip(weights) {
                *sum = sum.plus(weights.times(x));
            }
        }
        sums.into_iter().flat_map(Four::lanes).collect()
    }
}

fn gelu(x: f32) -> f32 {
    let [scale, cubic] = GELU;
    // ½ (1 + tanh y) is the logistic function of 2 y.
    x / (1.0 + (-2.0 * scale * x * (1.0 + cubic * x * x)).exp())
}

/// The file of a decoder with these `widths`, from its layers' biases `[out]` and weights `[out, in]`, in order.
///
/// # Errors
/// If a width does not fit, or the values are not as many as the widths say.
pub fn to_bytes<'a>(
    widths: &[usize],
    values: impl IntoIterator<Item = &'a [f32]>,
) -> Result<Vec<u8>, SmallDecoderError> {
    let head = [widths.len()].into_iter().chain(widths.iter().copied());
    let mut words = head.map(u16::try_from).collect::<Result<Vec<_>, _>>().map_err(|_| SmallDecoderError::Layers)?;
    words.extend(values.into_iter().flatten().map(|&value| f16::from_f32(value).to_bits()));
    let bytes: Vec<u8> = words.into_iter().flat_map(u16::to_le_bytes).collect();
    SmallDecoder::from_bytes(&bytes).map(|_| bytes)
}
