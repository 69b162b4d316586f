//! Four `f32`, or eight `i16`, at once: simd128 in the browser, an array elsewhere (so that native tests run the same code).

#[cfg(target_arch = "wasm32")]
use std::arch::wasm32 as wasm;

/// Lanes of a [`Vector`].
pub const WIDTH: usize = 4;

#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub struct Vector(wasm::v128);

#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "loads and stores through references to whole vectors")]
impl Vector {
    pub const ZERO: Self = Self(wasm::f32x4(0.0, 0.0, 0.0, 0.0));

    #[inline(always)]
    pub fn splat(value: &f32) -> Self {
        // SAFETY: the reference is valid for reading four bytes.
        Self(unsafe { wasm::v128_load32_splat(std::ptr::from_ref(value).cast()) })
    }

    #[inline(always)]
    pub fn load(values: &[f32; WIDTH]) -> Self {
        // SAFETY: the reference is valid for reading sixteen bytes; wasm allows any alignment.
        Self(unsafe { wasm::v128_load(values.as_ptr().cast()) })
    }

    #[inline(always)]
    pub fn store(self, values: &mut [f32; WIDTH]) {
        // SAFETY: the reference is valid for writing sixteen bytes; wasm allows any alignment.
        unsafe { wasm::v128_store(values.as_mut_ptr().cast(), self.0) }
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(wasm::f32x4_add(self.0, other.0))
    }

    /// `self + a b`, rounded twice (simd128 has no fused product).
    #[inline(always)]
    pub fn plus_product(self, a: Self, b: Self) -> Self {
        Self(wasm::f32x4_add(self.0, wasm::f32x4_mul(a.0, b.0)))
    }
}

#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Vector([f32; WIDTH]);

#[cfg(not(target_arch = "wasm32"))]
impl Vector {
    pub const ZERO: Self = Self([0.0; WIDTH]);

    #[inline(always)]
    pub fn splat(value: &f32) -> Self {
        Self([*value; WIDTH])
    }

    #[inline(always)]
    pub fn load(values: &[f32; WIDTH]) -> Self {
        Self(*values)
    }

    #[inline(always)]
    pub fn store(self, values: &mut [f32; WIDTH]) {
        *values = self.0;
    }

    #[inline(always)]
    pub fn add(self, other: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] + other.0[lane]))
    }

    /// `self + a b`, rounded twice (simd128 has no fused product).
    #[inline(always)]
    pub fn plus_product(self, a: Self, b: Self) -> Self {
        Self(std::array::from_fn(|lane| self.0[lane] + a.0[lane] * b.0[lane]))
    }
}

/// Four values in memory, placed so that no load of them crosses a line of the cache.
#[repr(C, align(16))]
#[derive(Clone, Copy, Default)]
pub struct Lanes(pub [f32; WIDTH]);

/// The columns of four rows.
#[cfg(target_arch = "wasm32")]
#[inline(always)]
pub fn transposed([a, b, c, d]: [Vector; WIDTH]) -> [Vector; WIDTH] {
    let pairs = |a: Vector, b: Vector| {
        [wasm::i32x4_shuffle::<0, 4, 1, 5>(a.0, b.0), wasm::i32x4_shuffle::<2, 6, 3, 7>(a.0, b.0)]
    };
    let (ab, cd) = (pairs(a, b), pairs(c, d));
    let column = |half: usize| {
        let (ab, cd) = (ab[half], cd[half]);
        [Vector(wasm::i64x2_shuffle::<0, 2>(ab, cd)), Vector(wasm::i64x2_shuffle::<1, 3>(ab, cd))]
    };
    let ([first, second], [third, fourth]) = (column(0), column(1));
    [first, second, third, fourth]
}

/// The columns of four rows.
#[cfg(not(target_arch = "wasm32"))]
#[inline(always)]
pub fn transposed(rows: [Vector; WIDTH]) -> [Vector; WIDTH] {
    std::array::from_fn(|column| Vector(std::array::from_fn(|row| rows[row].0[column])))
}

/// Eight whole numbers of 16 bits.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub struct Shorts(wasm::v128);

/// Four sums of 32 bits.
#[cfg(target_arch = "wasm32")]
#[derive(Clone, Copy)]
pub struct Sums(wasm::v128);

#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "a load through a reference to a whole vector")]
impl Shorts {
    #[inline(always)]
    pub fn load(values: &[i16; 8]) -> Self {
        // SAFETY: the reference is valid for reading sixteen bytes; wasm allows any alignment.
        Self(unsafe { wasm::v128_load(values.as_ptr().cast()) })
    }
}

#[cfg(target_arch = "wasm32")]
impl Sums {
    pub const ZERO: Self = Self(wasm::i32x4(0, 0, 0, 0));

    /// Adds the products of the eight pairs, two to each sum.
    #[inline(always)]
    pub fn plus_products(self, a: Shorts, b: Shorts) -> Self {
        Self(wasm::i32x4_add(self.0, wasm::i32x4_dot_i16x8(a.0, b.0)))
    }

    /// The sum of all four.
    #[inline(always)]
    pub fn sum(self) -> i32 {
        wasm::i32x4_extract_lane::<0>(self.0)
            + wasm::i32x4_extract_lane::<1>(self.0)
            + wasm::i32x4_extract_lane::<2>(self.0)
            + wasm::i32x4_extract_lane::<3>(self.0)
    }
}

/// Eight whole numbers of 16 bits.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Shorts([i16; 8]);

/// Four sums of 32 bits.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Clone, Copy)]
pub struct Sums([i32; 4]);

#[cfg(not(target_arch = "wasm32"))]
impl Shorts {
    #[inline(always)]
    pub fn load(values: &[i16; 8]) -> Self {
        Self(*values)
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Sums {
    pub const ZERO: Self = Self([0; 4]);

    /// Adds the products of the eight pairs, two to each sum.
    #[inline(always)]
    pub fn plus_products(self, a: Shorts, b: Shorts) -> Self {
        let product = |lane: usize| i32::from(a.0[lane]) * i32::from(b.0[lane]);
        Self(std::array::from_fn(|sum| self.0[sum] + product(2 * sum) + product(2 * sum + 1)))
    }

    /// The sum of all four.
    #[inline(always)]
    pub fn sum(self) -> i32 {
        self.0.iter().sum()
    }
}
