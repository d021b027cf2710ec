//! The passes over words, dispatched to the kernel in use.
//!
//! Every kernel does the same work: same codes, same borders, same keys, same index. The portable
//! form, beside the types it fills, is the reference; tests hold the others equal to it.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(all(target_arch = "aarch64", target_endian = "little"))]
mod neon;

use std::ops::Range;

use super::codes::LetterCodes;
use super::keys::{Key, scan_keys_portable};
use super::segment::{self, Borders, Checkpoint, grow};
use crate::chars::Kernel;

// The calls of vector kernels are unsafe because the machine must have their instructions;
// `runs_here` has asked before a `Kernel` of that kind is used, see `Engine::builder().kernel`.
macro_rules! dispatch {
    ($kernel:expr, $portable:expr, $avx2:expr, $avx512:expr $(, $neon:expr)?) => {
        match $kernel {
            Kernel::Scalar => $portable,
            #[cfg(target_arch = "x86_64")]
            // SAFETY: an engine takes this kernel only where `Kernel::runs_here` says yes.
            Kernel::Avx2 => unsafe { $avx2 },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: an engine takes this kernel only where `Kernel::runs_here` says yes.
            Kernel::Avx512 => unsafe { $avx512 },
            $(
                #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
                // SAFETY: an engine takes this kernel only where `Kernel::runs_here` says yes.
                Kernel::Neon => unsafe { $neon },
            )?
            _ => $portable,
        }
    };
}

#[expect(unsafe_code, reason = "calls of functions with target features")]
impl Kernel {
    pub(super) fn encode(
        self,
        codes: &LetterCodes,
        bytes: &[u8],
        i: usize,
        buf: &mut [u8],
        n: usize,
        checkpoints: &mut Vec<Checkpoint>,
    ) -> (usize, usize) {
        dispatch!(
            self,
            segment::encode(codes, bytes, i, buf, n, checkpoints),
            avx2::encode(codes, bytes, i, buf, n, checkpoints),
            avx512::encode(codes, bytes, i, buf, n, checkpoints),
            neon::encode(codes, bytes, i, buf, n, checkpoints)
        )
    }

    pub(super) fn borders(self, buf: &[u8], out: Borders<&mut [u32]>) -> usize {
        dispatch!(
            self,
            segment::borders(buf, out),
            avx2::borders(buf, out),
            avx512::borders(buf, out),
            neon::borders(buf, out)
        )
    }

    pub(super) fn scan_keys<const SINGLES: bool, const PAIRS: bool>(
        self,
        words: (&[u8], Borders<&[u32]>),
        window: Range<usize>,
        single: &mut [Key],
        pair: &mut [Key],
    ) {
        dispatch!(
            self,
            scan_keys_portable::<SINGLES, PAIRS>(words, window, single, pair),
            avx2::scan_keys::<SINGLES, PAIRS>(words, window, single, pair),
            avx512::scan_keys::<SINGLES, PAIRS>(words, window, single, pair)
        );
    }
}

/// What a kernel that takes whole steps has left.
#[cfg(any(target_arch = "x86_64", all(target_arch = "aarch64", target_endian = "little")))]
enum Tail {
    /// Nothing: both positions at the end.
    Rest((usize, usize)),
    /// All behind the first character, before which no byte can be loaded: both positions behind it.
    First(usize, usize),
}

/// Encodes the rest of a text, or its first character when there is a `step` of bytes behind it; `i` and
/// `n` as in [`Kernel::encode`].
#[cfg(any(target_arch = "x86_64", all(target_arch = "aarch64", target_endian = "little")))]
fn tail(
    codes: &LetterCodes,
    bytes: &[u8],
    step: usize,
    (i, n): (usize, usize),
    buf: &mut [u8],
    checkpoints: &mut Vec<Checkpoint>,
) -> Tail {
    if i == 0 && bytes.len() > step {
        let first = 1 + usize::from(bytes.first().is_some_and(|b| *b >= 0x80));
        let head = bytes.get(..first).unwrap_or_default();
        let (at, n) = segment::encode(codes, head, 0, buf, n, checkpoints);
        return if at == first { Tail::First(at, n) } else { Tail::Rest((at, n)) };
    }
    // A step may have ended between the bytes of a character, whose lead left no code.
    let inside = usize::from(bytes.get(i).is_some_and(|b| b & 0xC0 == 0x80));
    Tail::Rest(segment::encode(codes, bytes, i - inside, buf, n, checkpoints))
}

/// Blocks of a filter that stay near: they are not worth a request of their own.
const NEAR_BLOCKS: usize = 1 << 15;

/// Writes which keys pass a blocked Bloom filter of `mask + 1` blocks to `passed` from `n` on, as
/// numbers in order. Returns the new number.
pub(crate) fn filter(
    kernel: Kernel,
    blocks: &[u64],
    mask: u64,
    keys: &[Key],
    passed: &mut Vec<u32>,
    n: usize,
) -> usize {
    const SLACK: usize = 8;
    grow(passed, n + keys.len() + SLACK);
    if blocks.len() > NEAR_BLOCKS {
        for key in keys {
            prefetch(blocks.get(filter_block(*key, mask)));
        }
    }
    let out = passed.get_mut(n..).unwrap_or_default();
    #[cfg_attr(
        target_arch = "x86_64",
        expect(unsafe_code, reason = "a call of a function with target features")
    )]
    let passed = dispatch!(
        kernel,
        filter_portable(blocks, mask, keys, out),
        avx2::filter(blocks, mask, keys, out),
        avx512::filter(blocks, mask, keys, out)
    );
    n + passed
}

/// Written without a branch on the outcome: which keys pass is not to be predicted.
#[inline(always)]
fn filter_portable(blocks: &[u64], mask: u64, keys: &[Key], out: &mut [u32]) -> usize {
    let mut n = 0;
    for (key, k) in keys.iter().zip(0..) {
        if let Some(slot) = out.get_mut(n) {
            *slot = k;
        }
        let bits = filter_bits(*key);
        let block = blocks.get(filter_block(*key, mask));
        n += usize::from(block.is_some_and(|block| block & bits == bits));
    }
    n
}

/// Asks for what `place` refers to before it is needed.
#[inline(always)]
pub(crate) fn prefetch<T>(place: Option<&T>) {
    #[cfg(target_arch = "x86_64")]
    if let Some(place) = place {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        #[expect(unsafe_code, reason = "a call of a function with target features")]
        // SAFETY: all machines of this architecture have SSE.
        unsafe {
            _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(place).cast());
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = place;
}

/// Where the number of a key's third bit stands in it. What is below chooses the block.
pub(super) const THIRD_BIT: u32 = 46;

/// The three bits of a key in its block.
pub(crate) const fn filter_bits(key: Key) -> u64 {
    let z = key.bits();
    1 << (z >> 58) | 1 << (z >> 52 & 63) | 1 << (z >> THIRD_BIT & 63)
}

/// Bits of a key below those that choose the block.
const BLOCK_SHIFT: u32 = 16;

/// Most blocks of a filter: as many as the bits that choose one tell apart.
pub(crate) const MOST_BLOCKS: usize = 1 << (THIRD_BIT - BLOCK_SHIFT);

/// The block of a key; a filter has [`MOST_BLOCKS`] at most.
pub(crate) const fn filter_block(key: Key, mask: u64) -> usize {
    (key.bits() >> BLOCK_SHIFT & mask) as usize
}
