//! Floating-point images that were made into integers (White & Greisen 2008; FITS standard 4.0, 10.2 and appendix I): scaled back, and the
//! random number taken away that each got before it was rounded.

use super::TilesError;
use crate::data::fits::Header;
use crate::data::number::Number;

/// The random numbers, which every program makes the same way.
const RANDOM: usize = 10_000;
/// Stands for an exact 0 where small numbers are dithered by the second method.
const ZERO: i32 = -2_147_483_646;

pub struct Dither {
    method: Method,
    seed: i64,
    random: Vec<f32>,
}

#[derive(PartialEq, Eq)]
enum Method {
    None,
    Subtractive,
    /// Exact zeros stay.
    SubtractiveButZero,
}

/// How the integers of a tile become values again: scale · integer + zero; `blank` is none.
#[derive(Clone, Copy)]
pub struct Scale {
    pub scale: f64,
    pub zero: f64,
    pub blank: Option<i64>,
}

impl Dither {
    pub fn of(header: &Header) -> Result<Self, TilesError> {
        let method = match header.text("ZQUANTIZ").unwrap_or_default().as_str() {
            "SUBTRACTIVE_DITHER_1" => Method::Subtractive,
            "SUBTRACTIVE_DITHER_2" => Method::SubtractiveButZero,
            "" | "NO_DITHER" | "NONE" => Method::None,
            other => return Err(TilesError::Algorithm(format!("the method {other}"))),
        };
        let random = if method == Method::None { Vec::new() } else { random() };
        Ok(Self { method, seed: header.integer("ZDITHER0")?.unwrap_or(0), random })
    }

    /// The values of tile `row`, as a file holds them.
    pub fn values(&self, row: usize, integers: &[i32], Scale { scale, zero, blank }: Scale, number: Number) -> Vec<u8> {
        let mut first = (row as i64).wrapping_add(self.seed).wrapping_sub(1).rem_euclid(RANDOM as i64) as usize;
        let jump = |first: usize| (self.random[first] * 500.0) as usize;
        let mut next = if self.method == Method::None { 0 } else { jump(first) };
        let mut bytes = Vec::with_capacity(integers.len() * number.size());
        for integer in integers {
            let mut value = f64::from(*integer) * scale + zero;
            if self.method != Method::None {
                value = (f64::from(*integer) - f64::from(self.random[next]) + 0.5) * scale + zero;
                if self.method == Method::SubtractiveButZero && *integer == ZERO {
                    value = 0.0;
                }
                next += 1;
                if next == RANDOM {
                    first = (first + 1) % RANDOM;
                    next = jump(first);
                }
            }
            if blank == Some(i64::from(*integer)) {
                value = f64::NAN;
            }
            match number {
                Number::F32 => bytes.extend((value as f32).to_be_bytes()),
                _ => bytes.extend(value.to_be_bytes()),
            }
        }
        bytes
    }
}

/// Park & Miller's (1988) sequence from 1 on, divided by its modulus.
fn random() -> Vec<f32> {
    const MODULUS: u64 = 2_147_483_647;
    let mut seed = 1;
    let mut next = || {
        seed = 16_807 * seed % MODULUS;
        (seed as f64 / MODULUS as f64) as f32
    };
    (0..RANDOM).map(|_| next()).collect()
}
