//! Places in a text, told by a byte and the bytes beside it: comparisons that the compiler turns into
//! vector instructions, once for each set of them.
//!
//! What makes a place is the caller's. Blocks go through in one call, so that the comparisons stand
//! inside the function that has the instructions.

use crate::chars::Kernel;

/// Bytes of one block, and so of one word of places.
pub(crate) const BLOCK: usize = 64;
/// A byte with its neighbours: the byte before it, itself, and three behind it. Beyond both ends of
/// a text stands 0.
pub(crate) type Near = [u8; 5];
/// A block with its neighbours.
type Window = [u8; BLOCK + 4];

/// Sets the words to the places of `bytes` from `from` on: bit `i` of word `k` tells whether `is_place`
/// says so of byte `from + 64 * k + i`. Bits behind the end are of no meaning.
///
/// `is_place` should be without branches and marked to be inlined.
pub(crate) fn places(
    kernel: Kernel,
    bytes: &[u8],
    from: usize,
    words: &mut [u64],
    is_place: impl Fn(Near) -> bool,
) {
    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "calls of functions with target features")]
    match kernel {
        // SAFETY: a kernel is used only where `Kernel::runs_here` says yes.
        Kernel::Avx512 => return unsafe { places_avx512(bytes, from, words, is_place) },
        // SAFETY: as above.
        Kernel::Avx2 => return unsafe { places_avx2(bytes, from, words, is_place) },
        _ => {}
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = kernel;
    places_here(bytes, from, words, is_place);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,bmi1,bmi2,popcnt,lzcnt")]
fn places_avx512(bytes: &[u8], from: usize, words: &mut [u64], is_place: impl Fn(Near) -> bool) {
    places_here(bytes, from, words, is_place);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn places_avx2(bytes: &[u8], from: usize, words: &mut [u64], is_place: impl Fn(Near) -> bool) {
    places_here(bytes, from, words, is_place);
}

/// The portable form, and what the others are made of.
#[inline(always)]
fn places_here(bytes: &[u8], from: usize, words: &mut [u64], is_place: impl Fn(Near) -> bool) {
    let blocks = (from..bytes.len()).step_by(BLOCK);
    for (at, word) in blocks.zip(words) {
        let rest = at.checked_sub(1).and_then(|before| bytes.get(before..));
        *word = match rest.and_then(|rest| rest.first_chunk()) {
            Some(window) => places_of(window, &is_place),
            None => places_of(&edge(bytes, at), &is_place),
        };
    }
}

/// The window of the block at `at`, at an end of the text.
#[cold]
fn edge(bytes: &[u8], at: usize) -> Window {
    let mut window = [0; BLOCK + 4];
    let (skip, before) = match at.checked_sub(1) {
        Some(before) => (0, before),
        None => (1, 0),
    };
    let rest = bytes.get(before..).unwrap_or_default();
    window.iter_mut().skip(skip).zip(rest).for_each(|(to, from)| *to = *from);
    window
}

#[inline(always)]
fn places_of(window: &Window, is_place: &impl Fn(Near) -> bool) -> u64 {
    let mut found = [0_u8; BLOCK];
    let mut any = 0;
    for i in 0..BLOCK {
        let near = [window[i], window[i + 1], window[i + 2], window[i + 3], window[i + 4]];
        found[i] = u8::from(is_place(near));
        any |= found[i];
    }
    if any == 0 {
        return 0;
    }
    // each eight bytes, 0 or 1, to eight bits
    let (eights, _) = found.as_chunks::<8>();
    eights.iter().rev().fold(0, |bits, &eight| {
        bits << 8 | u64::from_le_bytes(eight).wrapping_mul(0x0102_0408_1020_4080) >> 56
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Looks at each of the five bytes.
    #[inline(always)]
    fn pattern([before, byte, second, third, fourth]: Near) -> bool {
        ((byte == b'a') & (before != b'b')) | ((byte ^ second) & (third | fourth) == 1)
    }

    #[test]
    fn every_kernel_finds_the_same_places() {
        let mut state = 88_172_645_463_325_252_u64;
        for len in 0..700 {
            let bytes: Vec<u8> = (0..len)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    b"ab\0\x01\x03\xD8\x80\xFF"[(state % 8) as usize]
                })
                .collect();
            for from in [0, 1, 5, 64, 65, 130].into_iter().filter(|&from| from <= len) {
                let near = |at: usize, k: usize| match (at + k).checked_sub(1) {
                    Some(at) => bytes.get(at).copied().unwrap_or(0),
                    None => 0,
                };
                let expected: Vec<usize> = (from..len)
                    .filter(|&at| pattern([0, 1, 2, 3, 4].map(|k| near(at, k))))
                    .collect();
                for kernel in Kernel::available() {
                    let mut words = [0; 12];
                    places(kernel, &bytes, from, &mut words, pattern);
                    let found: Vec<usize> = (from..len)
                        .filter(|at| words[(at - from) / 64] >> ((at - from) % 64) & 1 == 1)
                        .collect();
                    assert_eq!(found, expected, "{kernel}, {len} bytes from {from}");
                }
            }
        }
    }
}
