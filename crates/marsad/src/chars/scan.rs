//! The byte scanner: folds a block of UTF-8 through a table of one- and two-byte characters and
//! stops at the first character the table does not decide alone.
//!
//! One function takes a table and bytes; `scalar` is the portable form, beside it stand the vector
//! kernels, which give the same bytes and the same edits.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "x86_64")]
pub(crate) mod lanes;
mod marks;
mod near;
#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
mod neon;
#[cfg(any(target_arch = "x86_64", all(target_arch = "aarch64", target_endian = "little")))]
pub(crate) mod pack;
mod scalar;
mod splice;
mod squeeze;
mod table;
#[cfg(test)]
mod tests;
#[cfg(any(target_arch = "x86_64", all(target_arch = "aarch64", target_endian = "little")))]
mod vector;

pub(crate) use marks::{disorder, order_marks};
pub(crate) use near::{ANY, NOT_ASCII, Pattern, Places, Rules};
pub(crate) use scalar::PLACES;
pub(crate) use splice::splice;
pub(crate) use squeeze::squeeze;
pub(crate) use table::{Entry, FoldTable};

use super::Kernel;

/// Folds `text` from byte `from` on to the end of `out`, up to the first character that `table`
/// calls complex or does not hold. Returns where that is, or the length of the text.
///
/// `from` must be a character border of `text`; otherwise nothing is done. Allocates when `out` has
/// no room for the rest of the text and 64 bytes more.
#[inline]
pub(crate) fn fold<E: Edits>(
    kernel: Kernel,
    table: &FoldTable,
    text: &str,
    from: usize,
    out: &mut String,
    edits: &mut E,
) -> usize {
    match kernel {
        #[cfg(target_arch = "x86_64")]
        #[expect(unsafe_code, reason = "a call of a function with target features")]
        // SAFETY: a kernel is used only where `Kernel::runs_here` says yes.
        Kernel::Avx512 => unsafe { avx512::fold(table, text, from, out, edits) },
        #[cfg(target_arch = "x86_64")]
        #[expect(unsafe_code, reason = "a call of a function with target features")]
        // SAFETY: as above.
        Kernel::Avx2 => unsafe { avx2::fold(table, text, from, out, edits) },
        #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
        #[expect(unsafe_code, reason = "a call of a function with target features")]
        // SAFETY: as above.
        Kernel::Neon => unsafe { neon::fold(table, text, from, out, edits) },
        _ => scalar::fold(table, text, from, out, edits),
    }
}

/// The first byte, from `from` on, of a character that `table` changes, calls complex or does not
/// hold; or the length of the text. `from` must be a character border of `text`.
#[inline]
pub(crate) fn same(kernel: Kernel, table: &FoldTable, text: &str, from: usize) -> usize {
    match kernel {
        #[cfg(target_arch = "x86_64")]
        #[expect(unsafe_code, reason = "a call of a function with target features")]
        // SAFETY: a kernel is used only where `Kernel::runs_here` says yes.
        Kernel::Avx512 => unsafe { avx512::same(table, text, from) },
        #[cfg(target_arch = "x86_64")]
        #[expect(unsafe_code, reason = "a call of a function with target features")]
        // SAFETY: as above.
        Kernel::Avx2 => unsafe { avx2::same(table, text, from) },
        #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
        #[expect(unsafe_code, reason = "a call of a function with target features")]
        // SAFETY: as above.
        Kernel::Neon => unsafe { neon::same(table, text, from) },
        _ => scalar::same(table, text, from),
    }
}

/// Told which bytes of the text have no byte in the output.
pub(crate) trait Edits {
    /// Whether anybody listens; when not, the scanner does no work for it.
    const RECORD: bool;

    /// One bit for each byte of the text, set where it was dropped, in words of 64; at least one word
    /// more than the text needs. What is missing is not told. The scanner sets bits in ascending
    /// order, and takes it that none is set from where it begins on.
    fn dropped(&mut self) -> &mut [u64];
}

/// Nobody listens.
impl Edits for () {
    const RECORD: bool = false;

    #[inline]
    fn dropped(&mut self) -> &mut [u64] {
        &mut []
    }
}

/// Sets bit `at + k` for each bit `k` of `lanes`; no bit from `at` on is set.
///
/// Without a branch on the bits: whether a block of text loses any can not be guessed.
#[inline]
fn tell(dropped: &mut [u64], at: usize, lanes: u64) {
    if let Some([first, second]) = dropped.get_mut(at / 64..at / 64 + 2) {
        *first |= lanes << (at % 64);
        *second = lanes >> 1 >> (63 - at % 64);
    }
}
