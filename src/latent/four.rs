//! Four `f32` at once: simd128 in the browser, an array elsewhere (so that native tests run the same code). The compiler finds
//! no SIMD by itself in a sum of quotients.

#[cfg(target_arch = "wasm32")]
use std::arch::wasm32 as wasm;

/// Lanes of a [`Four`].
pub const WIDTH: usize = 4;

#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub struct Four(wasm::v128);

#[cfg(target_arch = "wasm32")]
impl Four {
    #[inline(always)]
    pub fn all(value: f32) -> Self {
        Self(wasm::f32x4_splat(value))
    }

    #[inline(always)]
    pub fn of(&[a, b, c, d]: &[f32; WIDTH]) -> Self {
        Self(wasm::f32x4(a, b, c, d))
    }

    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(wasm::f32x4_add(self.0, other.0))
    }

    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Self(wasm::f32x4_sub(self.0, other.0))
    }

    #[inline(always)]
    pub fn times(self, other: Self) -> Self {
        Self(wasm::f32x4_mul(self.0, other.0))
    }

    #[inline(always)]
    pub fn over(self, other: Self) -> Self {
        Self(wasm::f32x4_div(self.0, other.0))
    }

    #[inline(always)]
    pub fn lanes(self) -> [f32; WIDTH] {
        [
            wasm::f32x4_extract_lane::<0>(self.0),
            wasm::f32x4_extract_lane::<1>(self.0),
            wasm::f32x4_extract_lane::<2>(self.0),
            wasm::f32x4_extract_lane::<3>(self.0),
        ]
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Four([f32; WIDTH]);

#[cfg(not(target_arch = "wasm32"))]
impl Four {
    #[inline(always)]
    pub fn all(value: f32) -> Self {
        Self([value; WIDTH])
    }

    #[inline(always)]
    pub fn of(values: &[f32; WIDTH]) -> Self {
        Self(*values)
    }

    #[inline(always)]
    pub fn plus(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] + other.0[lane]))
    }

    #[inline(always)]
    pub fn minus(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] - other.0[lane]))
    }

    #[inline(always)]
    pub fn times(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] * other.0[lane]))
    }

    #[inline(always)]
    pub fn over(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] / other.0[lane]))
    }

    #[inline(always)]
    pub fn lanes(self) -> [f32; WIDTH] {
        self.0
    }
}

impl Four {
    /// The sum of all four, in their order.
    pub fn sum(self) -> f32 {
        self.lanes().iter().sum()
    }
}
