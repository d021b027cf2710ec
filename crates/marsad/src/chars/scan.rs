//! The byte scanner: folds a block of UTF-8 through a table of one- and two-byte characters and
//! stops at the first character the table does not decide alone.
//!
//! One function takes a table and bytes; `scalar` is the portable form, and the place beside it is
//! for vector kernels, which must give the same bytes and the same edits. `unsafe` is confined to
//! this folder.

mod scalar;
mod table;

pub(crate) use scalar::{fold, same};
pub(crate) use table::{Entry, FoldTable};

/// Told which bytes of the text have no byte in the output, 64 at a time.
pub(crate) trait Edits {
    /// Whether anybody listens; when not, the scanner does no work for it.
    const RECORD: bool;

    /// Bit `i` of `drop`: byte `64 * word + i` of the text was dropped. Words are told in ascending
    /// order, one maybe in several parts.
    fn drop_bits(&mut self, word: usize, drop: u64);
}

/// Nobody listens.
impl Edits for () {
    const RECORD: bool = false;

    #[inline]
    fn drop_bits(&mut self, _: usize, _: u64) {}
}
