//! Places in a text, told by a byte and another one or two bytes further.
//!
//! A rule holds where the first byte is of one set and the second of another; each set is all bytes made
//! of some low and some high halves, so that two look-ups in tables of 16 tell for a whole vector which
//! of eight rules its first bytes allow, two more which the second, and one "and" which hold. A pattern
//! says which groups of rules it wants to know, a word of bits for each, and with shifts, ands and ors
//! of these words where a place is. What can not be said this way the caller looks at: a pattern may
//! hold at more bytes than are wanted.
//!
//! Each set of instructions has its own look-ups; what goes over the windows is written once. A group
//! that a pattern does not ask for costs nothing.

use std::marker::PhantomData;

use crate::chars::Kernel;

/// Bytes of the text that one word of places tells of.
pub(crate) const STEP: usize = LANES - REACH;
/// Bytes that are looked at together as first bytes.
pub(super) const LANES: usize = 64;
/// How far behind a place a pattern may look, and a second byte may stand behind the first.
const REACH: usize = 2;
/// The first bytes and the second ones. Beyond the end of a text stands 0.
pub(super) const WINDOW: usize = LANES + REACH;

/// Up to eight rules, a bit for each.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(super) first: Eight,
    pub(super) second: Eight,
}

/// The sets of eight rules.
#[derive(Debug, Clone, Copy)]
pub(super) struct Eight {
    /// For each half of a byte the rules whose set has it.
    pub(super) low: [u8; 16],
    pub(super) high: [u8; 16],
    /// The same for each byte.
    all: [u8; 256],
}

/// A set with every byte.
pub(crate) const ANY: &[u8] = b"\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xAA\xBB\xCC\xDD\xEE\xFF";
/// A set with every byte that is not ASCII.
pub(crate) const NOT_ASCII: &[u8] =
    b"\x80\x91\xA2\xB3\xC4\xD5\xE6\xF7\x88\x99\xAA\xBB\xCC\xDD\xEE\xFF";

impl Rules {
    /// Each rule by its first and its second set. A set holds the bytes given for it, and all others
    /// made of a low half and a high half of these.
    pub(crate) const fn new<const N: usize>(given: [(&[u8], &[u8]); N]) -> Rules {
        assert!(N <= 8, "a bit for each rule");
        let mut rules = Rules { first: Eight::NONE, second: Eight::NONE };
        let mut rule = 0;
        while rule < N {
            rules.first = rules.first.with(rule, given[rule].0);
            rules.second = rules.second.with(rule, given[rule].1);
            rule += 1;
        }
        rules
    }
}

impl Eight {
    const NONE: Eight = Eight { low: [0; 16], high: [0; 16], all: [0; 256] };

    const fn with(mut self, rule: usize, set: &[u8]) -> Eight {
        let mut k = 0;
        while k < set.len() {
            self.low[(set[k] & 15) as usize] |= 1 << rule;
            self.high[(set[k] >> 4) as usize] |= 1 << rule;
            k += 1;
        }
        let mut byte = 0;
        while byte < 256 {
            self.all[byte] = self.low[byte & 15] & self.high[byte >> 4];
            byte += 1;
        }
        self
    }
}

/// Groups that a pattern can ask for.
const GROUPS: usize = 3;

/// Rules, and where a place is.
pub(crate) trait Pattern {
    const RULES: &'static Rules;
    /// How far the second byte of a rule is behind the first: 1 or 2.
    const APART: usize;
    /// The rules of each group, bit by bit; no rules for a group that is not wanted.
    const GROUPS: [u8; GROUPS];

    /// The places of a window, by where a rule of each group holds. May look up to two bytes further.
    /// Marked to be inlined.
    fn places(groups: [u64; GROUPS]) -> u64;
}

/// Words that are looked for in one go.
const WORDS: usize = 16;

/// Words of places, without those in which there is none.
#[derive(Debug)]
pub(crate) struct Found {
    /// Where a word begins, and its places: bit `i` for the byte `i` further, which may be behind the
    /// end of the text.
    words: [(usize, u64); WORDS],
    len: usize,
}

impl Found {
    pub(crate) const NONE: Found = Found { words: [(0, 0); WORDS], len: 0 };

    /// The places, ascending, of some words from `at` on, and where the next words begin. Nothing
    /// when `at` is at the end of `bytes`.
    pub(crate) fn next<P: Pattern>(
        kernel: Kernel,
        bytes: &[u8],
        at: usize,
    ) -> Option<(Found, usize)> {
        if at >= bytes.len() {
            return None;
        }
        let mut found = Found::NONE;
        found.fill::<P>(kernel, bytes, at);
        Some((found, at + WORDS * STEP))
    }

    /// Becomes the places of the bytes from `from` on.
    fn fill<P: Pattern>(&mut self, kernel: Kernel, bytes: &[u8], from: usize) {
        const { assert!(P::APART == 1 || P::APART == 2) };
        #[cfg(any(target_arch = "x86_64", all(target_arch = "aarch64", target_endian = "little")))]
        #[expect(unsafe_code, reason = "calls of functions with target features")]
        match kernel {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: a kernel is used only where `Kernel::runs_here` says yes.
            Kernel::Avx512 => return unsafe { super::avx512::places::<P>(bytes, from, self) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: as above.
            Kernel::Avx2 => return unsafe { super::avx2::places::<P>(bytes, from, self) },
            #[cfg(all(target_arch = "aarch64", target_endian = "little"))]
            // SAFETY: as above.
            Kernel::Neon => return unsafe { super::neon::places::<P>(bytes, from, self) },
            _ => {}
        }
        over_windows(bytes, from, self, |window| {
            let (first, second) = pairs::<P>(window);
            P::places(held::<P>(first, second))
        });
    }

    /// Calls `each` with every place.
    pub(crate) fn each(&self, mut each: impl FnMut(usize)) {
        for &(at, mut word) in self.words.get(..self.len).unwrap_or_default() {
            while word != 0 {
                each(at + word.trailing_zeros() as usize);
                word &= word - 1;
            }
        }
    }
}

/// Fills in the places of `bytes` from `from` on, by the window of each word.
#[inline(always)]
pub(super) fn over_windows(
    bytes: &[u8],
    from: usize,
    found: &mut Found,
    mut places: impl FnMut(&[u8; WINDOW]) -> u64,
) {
    found.len = 0;
    for at in (from..bytes.len()).step_by(STEP).take(WORDS) {
        let rest = bytes.get(at..).unwrap_or_default();
        let at_end;
        let window = match rest.first_chunk() {
            Some(window) => window,
            None => {
                at_end = end(rest);
                &at_end
            }
        };
        let word = places(window) & (!0 >> (64 - STEP));
        // without a branch: whether there are places can not be guessed
        if let Some(next) = found.words.get_mut(found.len) {
            *next = (at, word);
        }
        found.len += usize::from(word != 0);
    }
}

/// A window at the end of the text, where it is not whole.
fn end(rest: &[u8]) -> [u8; WINDOW] {
    let mut window = [0; WINDOW];
    if let Some(to) = window.get_mut(..rest.len()) {
        to.copy_from_slice(rest);
    }
    window
}

/// The first bytes of all pairs of a window, and the second ones.
#[inline(always)]
pub(super) fn pairs<P: Pattern>(window: &[u8; WINDOW]) -> (&[u8; LANES], &[u8; LANES]) {
    let lanes = |at: usize| window.get(at..).and_then(<[u8]>::first_chunk).unwrap_or(&[0; LANES]);
    (lanes(0), lanes(P::APART))
}

/// The portable form: where a rule of each group holds.
#[inline(always)]
fn held<P: Pattern>(first: &[u8; LANES], second: &[u8; LANES]) -> [u64; GROUPS] {
    let mut held = [0; GROUPS];
    let eights = first.as_chunks::<8>().0.iter().zip(second.as_chunks::<8>().0);
    for (k, (first, second)) in eights.enumerate() {
        let Rules { first: one, second: other } = P::RULES;
        let rule = |i: usize| one.all[usize::from(first[i])] & other.all[usize::from(second[i])];
        // where but one group is asked for, mostly none of eight bytes holds
        let any = |i: usize| rule(i) | rule(i + 1) | rule(i + 2) | rule(i + 3);
        if matches!(P::GROUPS, [_, 0, 0]) && any(0) | any(4) == 0 {
            continue;
        }
        // by shifts, since bytes that are written one by one are slow to read as a word
        let shifted = |i: usize| u64::from(rule(i)) << (8 * i);
        let half = |i: usize| shifted(i) | shifted(i + 1) | shifted(i + 2) | shifted(i + 3);
        let rules = half(0) | half(4);
        for (held, group) in held.iter_mut().zip(P::GROUPS) {
            *held |= of_group(rules, group) << (8 * k);
        }
    }
    held
}

/// Bit `k` tells whether byte `k` has a bit of `group`.
#[inline(always)]
fn of_group(rules: u64, group: u8) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    let wanted = rules & (EACH * u64::from(group));
    let low = if group.is_power_of_two() {
        wanted >> group.trailing_zeros()
    } else {
        // groups of many rules hold at few places
        if wanted == 0 {
            return 0;
        }
        const BELOW: u64 = EACH * 0x7F;
        ((((wanted & BELOW) + BELOW) | wanted) >> 7) & EACH
    };
    low.wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The places of a text at which a pattern holds, ascending.
#[derive(Debug)]
pub(crate) struct Places<'t, P> {
    kernel: Kernel,
    bytes: &'t [u8],
    found: Found,
    /// Words found that are done with.
    done: usize,
    /// Where the next words begin.
    next: usize,
    /// Where the word before begins, and its places left.
    left: (usize, u64),
    pattern: PhantomData<P>,
}

impl<'t, P: Pattern> Places<'t, P> {
    /// The places of `bytes` from `from` on.
    pub(crate) fn of(kernel: Kernel, bytes: &'t [u8], from: usize) -> Self {
        let (found, pattern) = (Found::NONE, PhantomData);
        Places { kernel, bytes, found, done: 0, next: from, left: (0, 0), pattern }
    }

    /// Goes on to the next word with places; `false` at the end of the text.
    fn more(&mut self) -> bool {
        while self.done == self.found.len {
            if self.next >= self.bytes.len() {
                return false;
            }
            self.found.fill::<P>(self.kernel, self.bytes, self.next);
            self.next += WORDS * STEP;
            self.done = 0;
        }
        self.left = self.found.words.get(self.done).copied().unwrap_or_default();
        self.done += 1;
        true
    }
}

impl<P: Pattern> Iterator for Places<'_, P> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        if self.left.1 == 0 && !self.more() {
            return None;
        }
        let (at, places) = &mut self.left;
        let place = *at + places.trailing_zeros() as usize;
        *places &= *places - 1;
        Some(place).filter(|&place| place < self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One byte apart, with a look further; and two apart.
    struct Sample;
    struct Apart;

    impl Pattern for Sample {
        const RULES: &'static Rules = &Rules::new([
            (b"a", b"b"),
            (b"\0\x01\x03", b"\xD8\xE9"),
            (b"a", ANY),
            (b"\xD8", b"\xD8"),
            (b"b", NOT_ASCII),
        ]);
        const APART: usize = 1;
        const GROUPS: [u8; GROUPS] = [0b0000_0011, 0b0000_0100, 0b0001_1000];

        fn places([pairs, a, others]: [u64; GROUPS]) -> u64 {
            pairs & !(a >> 2) | others & (a >> 2)
        }
    }

    impl Pattern for Apart {
        const RULES: &'static Rules = &Rules::new([(b"a", b"b"), (b"\xD8", b"\x80")]);
        const APART: usize = 2;
        const GROUPS: [u8; GROUPS] = [0b11, 0, 0];

        fn places([pairs, ..]: [u64; GROUPS]) -> u64 {
            pairs
        }
    }

    /// The same, byte by byte.
    fn is_sample([first, second, third, _]: [u8; 4]) -> bool {
        let is_low = matches!(first, 0 | 1 | 3);
        let pair = first == b'a' && second == b'b'
            || is_low && matches!(second, 0xD8 | 0xD9 | 0xE8 | 0xE9);
        let other = first == 0xD8 && second == 0xD8 || first == b'b' && second >= 0x80;
        pair && third != b'a' || other && third == b'a'
    }

    fn is_apart([first, _, third, _]: [u8; 4]) -> bool {
        matches!((first, third), (b'a', b'b') | (0xD8, 0x80))
    }

    fn check<P: Pattern>(bytes: &[u8], is_place: fn([u8; 4]) -> bool) {
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let len = bytes.len();
        for from in [0, 1, 2, 5, 61, 62, 64, 130].into_iter().filter(|&from| from <= len) {
            let is_place = |&at: &usize| is_place([0, 1, 2, 3].map(|k| byte(at + k)));
            let expected: Vec<usize> = (from..len).filter(is_place).collect();
            for kernel in Kernel::available() {
                let found: Vec<usize> = Places::<P>::of(kernel, bytes, from).collect();
                assert_eq!(found, expected, "{kernel}, {len} bytes from {from}");
            }
        }
    }

    #[test]
    fn every_kernel_finds_the_same_places() {
        let mut state = 88_172_645_463_325_252_u64;
        for len in (0..300).chain([1100, 2500]) {
            let bytes: Vec<u8> = (0..len)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    b"ab\0\x01\x02\x03\xD8\x80\xFF\xE8"[(state % 10) as usize]
                })
                .collect();
            check::<Sample>(&bytes, is_sample);
            check::<Apart>(&bytes, is_apart);
        }
    }
}
