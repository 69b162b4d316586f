//! Four `f32` at once, in safe code: simd128 in the browser, an array elsewhere (so that native tests run the same sums).

#[cfg(target_arch = "wasm32")]
use std::arch::wasm32 as wasm;

/// Values in [`Lanes`].
pub const WIDTH: usize = 4;

#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub struct Lanes(wasm::v128);

#[cfg(target_arch = "wasm32")]
impl Lanes {
    pub fn new([a, b, c, d]: [f32; WIDTH]) -> Self {
        Self(wasm::f32x4(a, b, c, d))
    }

    pub fn values(self) -> [f32; WIDTH] {
        [
            wasm::f32x4_extract_lane::<0>(self.0),
            wasm::f32x4_extract_lane::<1>(self.0),
            wasm::f32x4_extract_lane::<2>(self.0),
            wasm::f32x4_extract_lane::<3>(self.0),
        ]
    }

    /// `self + weights x`.
    #[inline(always)]
    pub fn plus_product(self, weights: Self, x: f32) -> Self {
        Self(wasm::f32x4_add(self.0, wasm::f32x4_mul(weights.0, wasm::f32x4_splat(x))))
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Lanes([f32; WIDTH]);

#[cfg(not(target_arch = "wasm32"))]
impl Lanes {
    pub fn new(values: [f32; WIDTH]) -> Self {
        Self(values)
    }

    pub fn values(self) -> [f32; WIDTH] {
        self.0
    }

    /// `self + weights x`.
    #[inline(always)]
    pub fn plus_product(self, weights: Self, x: f32) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] + weights.0[lane] * x))
    }
}
