//! The three matrix products of a dense layer, each by the fastest kernel available for the machine: our own
//! ([`super::product`]) in the browser, the gemm crate's (AVX-512 where there is one) natively.

#[cfg(target_arch = "wasm32")]
mod backend {
    use std::cell::RefCell;

    use super::super::product::{self, Workspace};

    thread_local! {
        static WORK: RefCell<Workspace> = RefCell::default();
    }

    pub fn times_transposed(a: &[f32], b: &[f32], c: &mut [f32], _m: usize, n: usize, k: usize) {
        WORK.with_borrow_mut(|work| product::times_transposed(a, b, c, n, k, work));
    }

    pub fn times(a: &[f32], b: &[f32], c: &mut [f32], _m: usize, n: usize, k: usize) {
        WORK.with_borrow_mut(|work| product::times(a, b, c, n, k, work));
    }

    pub fn transposed_times(a: &[f32], b: &[f32], c: &mut [f32], _m: usize, n: usize, k: usize) {
        WORK.with_borrow_mut(|work| product::transposed_times(a, b, c, n, k, work));
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod backend {
    /// Strides of a matrix: from one row to the next, from one column to the next.
    type Strides = (usize, usize);

    pub fn times_transposed(a: &[f32], b: &[f32], c: &mut [f32], m: usize, n: usize, k: usize) {
        multiply((a, (k, 1)), (b, (1, k)), c, m, n, k);
    }

    pub fn times(a: &[f32], b: &[f32], c: &mut [f32], m: usize, n: usize, k: usize) {
        multiply((a, (k, 1)), (b, (n, 1)), c, m, n, k);
    }

    pub fn transposed_times(a: &[f32], b: &[f32], c: &mut [f32], m: usize, n: usize, k: usize) {
        multiply((a, (1, m)), (b, (n, 1)), c, m, n, k);
    }

    #[allow(unsafe_code, reason = "the gemm crate takes pointers")]
    fn multiply(a: (&[f32], Strides), b: (&[f32], Strides), c: &mut [f32], m: usize, n: usize, k: usize) {
        assert!(a.0.len() == m * k && b.0.len() == k * n && c.len() == m * n, "the sizes of a matrix product disagree");
        let ((a, (a_row, a_column)), (b, (b_row, b_column))) = (a, b);
        let strides = [n, a_column, a_row, b_column, b_row].map(|stride| stride as isize);
        // SAFETY: each operand is dense with m·k, k·n and m·n values, so every index the strides reach lies inside it.
        unsafe {
            gemm::gemm(
                m,
                n,
                k,
                c.as_mut_ptr(),
                1,
                strides[0],
                false,
                a.as_ptr(),
                strides[1],
                strides[2],
                b.as_ptr(),
                strides[3],
                strides[4],
                0.0,
                1.0,
                false,
                false,
                false,
                gemm::Parallelism::None,
            );
        }
    }
}

/// `c = a bᵀ` for a `[m, k]`, b `[n, k]`, c `[m, n]`, all row-major.
pub fn times_transposed(a: &[f32], b: &[f32], c: &mut [f32], m: usize, n: usize, k: usize) {
    backend::times_transposed(a, b, c, m, n, k);
}

/// `c = a b` for a `[m, k]`, b `[k, n]`, c `[m, n]`, all row-major.
pub fn times(a: &[f32], b: &[f32], c: &mut [f32], m: usize, n: usize, k: usize) {
    backend::times(a, b, c, m, n, k);
}

/// `c = aᵀ b` for a `[k, m]`, b `[k, n]`, c `[m, n]`, all row-major.
pub fn transposed_times(a: &[f32], b: &[f32], c: &mut [f32], m: usize, n: usize, k: usize) {
    backend::transposed_times(a, b, c, m, n, k);
}
