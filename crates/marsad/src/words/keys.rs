//! Hashes of words and of pairs of words, under every reading of the first word.
//!
//! A name is filed under its first word (names of one word) or its first two (all others). The key
//! form of a first word drops its article, in names and text alike, so that the article never costs
//! a look-up. The eight codes that *end* a word are one load; cutting letters from its front is a
//! mask on the same register. This is the portable form; a SIMD form computes the same keys.

use std::ops::Range;

use super::codes::{ALEF, CLITIC_BITS, LAM, LetterCodes, SEP};
use super::segment::{PAD, Words, grow};
use crate::chars::Kernel;

/// The hash of a name or of words that may be one, and in the text the number of the first of these
/// words within its window, in the bits of [`WORD_BITS`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(transparent)]
pub(crate) struct Key(u64);

/// Words that one window of keys can number.
pub(crate) const MAX_WINDOW: usize = 1 << 14;
pub(super) const WORD_SHIFT: u32 = 32;
pub(super) const WORD_BITS: u64 = (MAX_WINDOW as u64 - 1) << WORD_SHIFT;

impl Key {
    const fn new(hash: u64) -> Self {
        Key(hash & !WORD_BITS)
    }

    const fn at(self, word: usize) -> Self {
        Key(self.0 | (word as u64) << WORD_SHIFT)
    }

    /// The key without the word: what a name is filed under. Its bits 32 to 45 are zero.
    pub(crate) const fn hash(self) -> u64 {
        self.0 & !WORD_BITS
    }

    /// Number of the first word in its window.
    pub(crate) const fn word(self) -> usize {
        ((self.0 & WORD_BITS) >> WORD_SHIFT) as usize
    }

    /// All bits, for filters that use none of [`WORD_BITS`].
    pub(crate) const fn bits(self) -> u64 {
        self.0
    }
}

/// Keys of a window of words. Buffers are reused.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    single: Vec<Key>,
    n_single: usize,
    pair: Vec<Key>,
    n_pair: usize,
}

impl Keys {
    /// Keys of single words.
    pub(crate) fn single(&self) -> &[Key] {
        self.single.get(..self.n_single).unwrap_or_default()
    }

    /// Keys of adjacent pairs, numbered by the first word.
    pub(crate) fn pair(&self) -> &[Key] {
        self.pair.get(..self.n_pair).unwrap_or_default()
    }
}

// Odd constants with well mixed bits (fractions of the golden ratio and of square roots, as usual).
pub(super) const WORD_SEED: u64 = 0x9E37_79B9_7F4A_7C15;
pub(super) const PAIR_SEED: u64 = 0xC2B2_AE3D_27D4_EB4F;

/// One 32×32→64 multiplication: a single instruction on every SIMD machine too.
const fn mul32(a: u64, b: u64) -> u64 {
    (a & 0xFFFF_FFFF) * (b & 0xFFFF_FFFF)
}

/// Hash of a word from its last eight codes, the last of them in the highest byte and zeros below the
/// first, and its length.
const fn hash_word(last8: u64, len: u64) -> u64 {
    let y = last8 ^ WORD_SEED ^ (len << 56);
    mul32(y, y >> 32).wrapping_add(y.rotate_left(29))
}

/// Hash of two words from theirs. A single word is filed under its own hash.
const fn hash_pair(first: u64, second: u64) -> u64 {
    mix_pair(first.wrapping_add(second.rotate_left(23)))
}

const fn mix_pair(sum: u64) -> u64 {
    let y = sum ^ PAIR_SEED;
    mul32(y, y >> 32) ^ sum.rotate_left(17)
}

/// Letters to drop for the key form of a word that begins at `from`: the article, at most twice, so
/// that ل + الالتزام and ل + التزام meet. At least one letter is left over.
#[inline(always)]
const fn articles(first8: u64, len: u64, from: u64) -> u64 {
    const AL: u64 = ALEF as u64 | (LAM as u64) << 8;
    let y = first8 >> (8 * from);
    let once = len >= from + 3 && y & 0xFFFF == AL;
    if once && len >= from + 5 && (y >> 16) & 0xFFFF == AL {
        return from + 4; // hardly ever
    }
    from + 2 * once as u64
}

fn last8(word: &[u8]) -> u64 {
    let mut eight = [0; 8];
    let n = word.len().min(8);
    eight[8 - n..].copy_from_slice(&word[word.len() - n..]);
    u64::from_le_bytes(eight)
}

fn first8(word: &[u8]) -> u64 {
    let mut eight = [0; 8];
    let n = word.len().min(8);
    eight[..n].copy_from_slice(&word[..n]);
    u64::from_le_bytes(eight)
}

/// The key under which a name is filed. `words` are the codes of its words, at least one.
pub(crate) fn name_key<'a>(mut words: impl Iterator<Item = &'a [u8]>) -> Key {
    let first = words.next().unwrap_or_default();
    let len = first.len() as u64;
    #[expect(clippy::cast_possible_truncation, reason = "at most 4")]
    let key_form = &first[articles(first8(first), len, 0) as usize..];
    let first = hash_word(last8(key_form), key_form.len() as u64);
    Key::new(match words.next() {
        None => first,
        Some(second) => hash_pair(first, hash_word(last8(second), second.len() as u64)),
    })
}

/// Most readings of a word: itself, behind one particle, behind two, behind a particle and لل.
const READINGS: usize = 4;

/// Room behind the last key that a kernel may write to.
const KEY_SLACK: usize = 8;

/// Computes the keys of all readings of the words `window`, which are at most [`MAX_WINDOW`];
/// `SINGLES` and `PAIRS` tell which kinds of names exist. A pair is made where its second word is
/// among `words`.
pub(crate) fn scan_keys<const SINGLES: bool, const PAIRS: bool>(
    kernel: Kernel,
    words: &Words,
    window: Range<usize>,
    keys: &mut Keys,
) {
    let most = READINGS * (window.len() + 1) + KEY_SLACK;
    grow(&mut keys.single, if SINGLES { most } else { 0 });
    grow(&mut keys.pair, if PAIRS { most } else { 0 });
    (keys.n_single, keys.n_pair) =
        kernel.scan_keys::<SINGLES, PAIRS>(words.parts(), window, &mut keys.single, &mut keys.pair);
}

/// The portable kernel of [`scan_keys`]. Returns the numbers of keys.
#[inline(always)]
pub(super) fn scan_keys_portable<const SINGLES: bool, const PAIRS: bool>(
    (buf, starts, ends): (&[u8], &[u32], &[u32]),
    window: Range<usize>,
    single: &mut [Key],
    pair: &mut [Key],
) -> (usize, usize) {
    let (mut single, mut pair) = (Out { keys: single, n: 0 }, Out { keys: pair, n: 0 });
    let last = window.len();
    let mut before: Option<Readings> = None;
    let borders = starts.iter().zip(ends).skip(window.start).take(last + usize::from(PAIRS));
    for (word, (&start, &end)) in borders.enumerate() {
        let word = Word::load(buf, start as usize, end as usize).numbered(word);
        if PAIRS && let Some(first) = &before {
            let second = word.hash(0).rotate_left(23);
            let at = word.number - 1;
            pair.push(first, |hash| Key::new(mix_pair(hash.wrapping_add(second))).at(at));
        }
        if word.number == last {
            break;
        }
        let readings = word.readings();
        if SINGLES {
            single.push(&readings, |hash| Key::new(hash).at(word.number));
        }
        before = Some(readings);
    }
    (single.n, pair.n)
}

/// A word in registers.
struct Word {
    number: usize,
    len: u64,
    /// Its first eight codes, or what follows it.
    head: u64,
    /// Its last eight codes, or what stands before it.
    tail: u64,
}

/// Hashes of the readings of a word: itself, behind one particle, and the rare ones behind two, and
/// behind a particle and لل.
struct Readings {
    common: [u64; 2],
    n_common: usize,
    rare: [u64; 2],
    n_rare: usize,
}

impl Word {
    #[inline(always)]
    fn load(buf: &[u8], start: usize, end: usize) -> Word {
        let tail = load8(buf, end.wrapping_sub(PAD));
        Word { number: 0, len: (end - start) as u64, head: load8(buf, start), tail }
    }

    #[inline(always)]
    fn numbered(self, number: usize) -> Word {
        Word { number, ..self }
    }

    /// Hash of what is left when `cut` letters, fewer than it has, are cut.
    #[inline(always)]
    fn hash(&self, cut: u64) -> u64 {
        #[expect(clippy::cast_possible_truncation, reason = "below 16")]
        let kept = KEPT[(self.len.min(LONG) - cut) as usize & 15];
        hash_word(self.tail & kept, self.len - cut)
    }

    /// Hash of the key form of what is left when `from` letters are cut.
    #[inline(always)]
    fn key_form(&self, from: u64) -> u64 {
        self.hash(articles(self.head, self.len, from))
    }

    #[inline(always)]
    fn readings(&self) -> Readings {
        const LL: u64 = (LAM as u64) << 8 | LAM as u64;
        let clitics = self.head & CLITIC_PAIR;
        let one = self.len >= 2 && clitics & 0xFF == CLITIC_BITS as u64;
        // computed whether it counts or not: which words begin with a particle is not to be guessed
        let second = self.hash(if one { articles(self.head, self.len, 1) } else { 0 });
        let mut readings = Readings {
            common: [self.key_form(0), second],
            n_common: 1 + usize::from(one),
            rare: [0; 2],
            n_rare: 0,
        };
        if one && self.len >= 3 && clitics == CLITIC_PAIR {
            readings.rare[0] = self.key_form(2);
            readings.n_rare = 1;
        }
        if one && self.len >= 4 && (self.head >> 8) & 0xFFFF == LL {
            readings.rare[readings.n_rare] = self.key_form(3);
            readings.n_rare += 1;
        }
        readings
    }
}

/// Words of more letters are alike in what is kept of them, whatever is cut.
pub(super) const LONG: u64 = 15;

/// The highest bytes that so many letters take: what is left of a word's last eight. Cheaper than
/// shifts by a variable on machines without BMI2.
const KEPT: [u64; 16] = {
    let mut kept = [!0; 16];
    let mut n = 0;
    while n < 8 {
        kept[n] = if n == 0 { 0 } else { !0 << (64 - 8 * n) };
        n += 1;
    }
    kept
};

/// The particle bits of the first two letters.
const CLITIC_PAIR: u64 = (CLITIC_BITS as u64) << 8 | CLITIC_BITS as u64;

/// Where keys are written; `n` of them so far.
struct Out<'k> {
    keys: &'k mut [Key],
    n: usize,
}

impl Out<'_> {
    #[inline(always)]
    fn push(&mut self, readings: &Readings, key: impl Fn(u64) -> Key) {
        if let Some(out) = self.keys.get_mut(self.n..).and_then(<[Key]>::first_chunk_mut::<2>) {
            *out = readings.common.map(&key);
        }
        self.n += readings.n_common;
        if readings.n_rare > 0 {
            if let Some(out) = self.keys.get_mut(self.n..).and_then(<[Key]>::first_chunk_mut::<2>) {
                *out = readings.rare.map(&key);
            }
            self.n += readings.n_rare;
        }
    }
}

/// Eight codes from `at` on; zero outside the buffer, which its padding makes unreachable.
fn load8(buf: &[u8], at: usize) -> u64 {
    buf.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |eight| u64::from_le_bytes(*eight))
}

/// Codes of the words of a name, each behind the other with one separator between.
pub(crate) fn name_codes(codes: &LetterCodes, name: &str, out: &mut Vec<u8>) {
    let mut all = Vec::with_capacity(name.len());
    name.chars().for_each(|c| codes.push(c, &mut all));
    for (k, word) in all.split(|c| *c == SEP).filter(|w| !w.is_empty()).enumerate() {
        if k > 0 {
            out.push(SEP);
        }
        out.extend_from_slice(word);
    }
}
