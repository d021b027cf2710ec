//! Places in a text, told by a byte and the bytes beside it.
//!
//! Bytes are sorted into up to sixteen classes, each the bytes of some low and some high halves, so that
//! two look-ups in tables of 16 sort a whole vector into eight. Which bytes of a window are of a class
//! is a word of bits, and a pattern says with shifts, ands and ors of such words where a place is. What
//! can not be said this way the caller looks at: a pattern may hold at more bytes than are wanted.
//!
//! Each set of instructions sorts in its own way; what goes over the windows is written once. A class
//! that a pattern does not ask for costs nothing.

use crate::chars::Kernel;

/// Bytes of the text that one word of places tells of.
pub(crate) const STEP: usize = WINDOW - BEFORE - BEHIND;
/// The bytes before them, themselves, and those behind them. Beyond both ends of a text stands 0.
pub(super) const WINDOW: usize = 64;
const BEFORE: usize = 2;
const BEHIND: usize = 3;

/// Classes of bytes, at most sixteen.
#[derive(Debug)]
pub(crate) struct Classes(pub(super) [Eight; 2]);

/// Eight classes, a bit for each.
#[derive(Debug, Clone, Copy)]
pub(super) struct Eight {
    /// For each half of a byte the classes that hold it.
    pub(super) low: [u8; 16],
    pub(super) high: [u8; 16],
    /// The same for each byte.
    all: [u8; 256],
}

impl Classes {
    /// Each class holds the bytes given for it, and all others made of a low half and a high half
    /// of these.
    pub(crate) const fn new<const N: usize>(given: [&[u8]; N]) -> Classes {
        assert!(N <= 16, "eight classes twice");
        let mut eights = [Eight { low: [0; 16], high: [0; 16], all: [0; 256] }; 2];
        let mut class = 0;
        while class < N {
            let eight = &mut eights[class / 8];
            let mut k = 0;
            while k < given[class].len() {
                let byte = given[class][k];
                eight.low[(byte & 15) as usize] |= 1 << (class % 8);
                eight.high[(byte >> 4) as usize] |= 1 << (class % 8);
                k += 1;
            }
            class += 1;
        }
        let mut byte = 0;
        while byte < 512 {
            let eight = &mut eights[byte / 256];
            eight.all[byte % 256] = eight.low[byte & 15] & eight.high[(byte >> 4) & 15];
            byte += 1;
        }
        Classes(eights)
    }
}

/// The classes of the bytes of a window, a word for each class.
pub(crate) struct Near(pub(super) [[u64; 8]; 2]);

impl Near {
    /// Where the byte `BACK` bytes before, at most two, is of class `CLASS`.
    #[inline(always)]
    pub(crate) fn before<const CLASS: usize, const BACK: usize>(&self) -> u64 {
        const { assert!(BACK <= BEFORE) };
        self.0[CLASS / 8][CLASS % 8] >> (BEFORE - BACK)
    }

    /// Where the byte `FURTHER` bytes further, at most three, is of class `CLASS`.
    #[inline(always)]
    pub(crate) fn is<const CLASS: usize, const FURTHER: usize>(&self) -> u64 {
        const { assert!(FURTHER <= BEHIND) };
        self.0[CLASS / 8][CLASS % 8] >> (BEFORE + FURTHER)
    }
}

/// Classes, and where a place is.
pub(crate) trait Pattern {
    const CLASSES: &'static Classes;

    /// The places of a window, of one after another. Marked to be inlined, and without branches that
    /// are hard to guess.
    fn places(&mut self, near: &Near) -> u64;
}

/// Sets the words to the places of `bytes` from `from` on: bit `i` of word `k` tells whether the
/// pattern holds at byte `from + STEP * k + i`, which may be behind the end.
pub(crate) fn places<P: Pattern>(
    kernel: Kernel,
    bytes: &[u8],
    from: usize,
    words: &mut [u64],
    pattern: &mut P,
) {
    #[cfg(any(target_arch = "x86_64", all(target_arch = "aarch64", target_endian = "little")))]
    #[expect(unsafe_code, reason = "calls of functions with target features")]
    match kernel {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: a kernel is used only where `Kernel::runs_here` says yes.
        Kernel::Avx512 => return unsafe { super::avx512::places(bytes, from, words, pattern) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Kernel::Avx2 => return unsafe { super::avx2::places(bytes, from, words, pattern) },
        #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
        // SAFETY: as above.
        Kernel::Neon => return unsafe { super::neon::places(bytes, from, words, pattern) },
        _ => {}
    }
    let Classes([first, second]) = P::CLASSES;
    over_windows(bytes, from, words, |window| {
        pattern.places(&Near([sort(first, window), sort(second, window)]))
    });
}

/// Calls `place` with the window of each word.
#[inline(always)]
pub(super) fn over_windows(
    bytes: &[u8],
    from: usize,
    words: &mut [u64],
    mut place: impl FnMut(&[u8; WINDOW]) -> u64,
) {
    for (at, word) in (from..bytes.len()).step_by(STEP).zip(words) {
        let rest = at.checked_sub(BEFORE).and_then(|before| bytes.get(before..));
        let at_edge;
        let window = match rest.and_then(|rest| rest.first_chunk()) {
            Some(window) => window,
            None => {
                at_edge = edge(bytes, at);
                &at_edge
            }
        };
        *word = place(window) & (!0 >> (64 - STEP));
    }
}

/// The window at `at` where it is not whole, at an end of the text.
fn edge(bytes: &[u8], at: usize) -> [u8; WINDOW] {
    let mut window = [0; WINDOW];
    let skip = BEFORE.saturating_sub(at);
    let rest = bytes.get(at.saturating_sub(BEFORE)..).unwrap_or_default();
    let n = rest.len().min(WINDOW - skip);
    if let (Some(to), Some(from)) = (window.get_mut(skip..skip + n), rest.get(..n)) {
        to.copy_from_slice(from);
    }
    window
}

/// The portable form.
#[inline(always)]
fn sort(classes: &Eight, window: &[u8; WINDOW]) -> [u64; 8] {
    let mut sorted = [0; 8];
    for (k, eight) in window.as_chunks::<8>().0.iter().enumerate() {
        // by shifts, since bytes that are written one by one are slow to read as a word
        let class = |i: usize| u64::from(classes.all[usize::from(eight[i])]) << (8 * i);
        let halves = [0, 4].map(|i| class(i) | class(i + 1) | class(i + 2) | class(i + 3));
        let of_class = transposed(halves[0] | halves[1]);
        for (class, word) in sorted.iter_mut().enumerate() {
            *word |= (of_class >> (8 * class) & 0xFF) << (8 * k);
        }
    }
    sorted
}

/// Bit `i` of byte `k` becomes bit `k` of byte `i`.
#[inline(always)]
fn transposed(mut bits: u64) -> u64 {
    for (shift, mask) in
        [(7, 0x00AA_00AA_00AA_00AA), (14, 0x0000_CCCC_0000_CCCC), (28, 0x0000_0000_F0F0_F0F0)]
    {
        let swapped = (bits ^ bits >> shift) & mask;
        bits ^= swapped ^ swapped << shift;
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: usize = 0;
    const CONTROL: usize = 1;
    const LEAD: usize = 2;
    const B: usize = 8;
    /// Remembers whether two b stood at the end of a word.
    #[derive(Default)]
    struct Sample {
        seen: u64,
    }

    impl Pattern for Sample {
        const CLASSES: &'static Classes =
            &Classes::new([b"a", b"\0\x01\x03", b"\xD8\xE9", b"", b"", b"", b"", b"", b"b"]);

        fn places(&mut self, near: &Near) -> u64 {
            let places = near.is::<A, 0>() & !near.before::<B, 1>() & !near.before::<A, 2>()
                | near.is::<CONTROL, 1>() & near.is::<A, 2>() & near.is::<LEAD, 3>()
                | self.seen;
            let two = near.is::<B, 0>() & near.is::<B, 1>();
            self.seen |= two >> (STEP - 1) & 1;
            places
        }
    }

    /// The same, byte by byte.
    fn is_place([early, before, byte, second, third, fourth]: [u8; 6]) -> bool {
        let is_lead = matches!(fourth, 0xD8 | 0xD9 | 0xE8 | 0xE9);
        byte == b'a' && before != b'b' && early != b'a'
            || matches!(second, 0 | 1 | 3) && third == b'a' && is_lead
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
                    b"ab\0\x01\x02\x03\xD8\x80\xFF\xE8"[(state % 10) as usize]
                })
                .collect();
            let byte = |at: usize, k: usize| match (at + k).checked_sub(BEFORE) {
                Some(at) => bytes.get(at).copied().unwrap_or(0),
                None => 0,
            };
            let near = |at| [0, 1, 2, 3, 4, 5].map(|k| byte(at, k));
            for from in [0, 1, 2, 5, 59, 60, 64, 130].into_iter().filter(|&from| from <= len) {
                // what the pattern remembers: two b at the end of a word
                let is_seen = |at: usize| {
                    let words = (from..at).step_by(STEP).map(|word| word + STEP - 1);
                    words.filter(|&end| end < at).any(|end| near(end)[2..4] == *b"bb")
                };
                let expected: Vec<usize> = (from..len)
                    .filter(|&at| is_place(near(at)) || (at - from) % STEP == 0 && is_seen(at))
                    .collect();
                for kernel in Kernel::available() {
                    let mut words = [0; 12];
                    places(kernel, &bytes, from, &mut words, &mut Sample::default());
                    let found: Vec<usize> = (from..len)
                        .filter(|at| words[(at - from) / STEP] >> ((at - from) % STEP) & 1 == 1)
                        .collect();
                    assert_eq!(found, expected, "{kernel}, {len} bytes from {from}");
                }
            }
        }
    }
}
