//! Hashes of words and of pairs of words, under every reading of the first word.
//!
//! A name is filed under its first word (names of one word) or its first two (all others). The key
//! form of a first word drops its article, in names and text alike, so that the article never costs
//! a look-up. The eight codes that *end* a word are one load; cutting letters from its front is a
//! shift of the same register. This is the portable form; a SIMD form computes the same keys.

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

/// Hash of a word from its last eight codes and its length.
const fn hash_word(last8: u64, len: u64) -> u64 {
    let y = last8 ^ WORD_SEED ^ (len << 56);
    mul32(y, y >> 32).wrapping_add(y.rotate_left(29))
}

/// Hash of two words from theirs. A single word is filed under its own hash.
const fn hash_pair(first: u64, second: u64) -> u64 {
    let s = first.wrapping_add(second.rotate_left(23));
    let y = s ^ PAIR_SEED;
    mul32(y, y >> 32) ^ s.rotate_left(17)
}

/// Letters to drop for the key form of a word that begins at `from`: the article, at most twice, so
/// that ل + الالتزام and ل + التزام meet. At least one letter is left over.
const fn articles(first8: u64, len: u64, from: u64) -> u64 {
    const AL: u64 = ALEF as u64 | (LAM as u64) << 8;
    let y = first8 >> (8 * from);
    let once = len >= from + 3 && y & 0xFFFF == AL;
    let twice = once && len >= from + 5 && (y >> 16) & 0xFFFF == AL;
    from + 2 * (once as u64 + twice as u64)
}

fn last8(word: &[u8]) -> u64 {
    let mut eight = [0; 8];
    let n = word.len().min(8);
    eight[8 - n..].copy_from_slice(&word[word.len() - n..]);
    u64::from_le_bytes(eight) >> (8 * (8 - n)).min(63)
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
pub(super) fn scan_keys_portable<const SINGLES: bool, const PAIRS: bool>(
    (buf, starts, ends): (&[u8], &[u32], &[u32]),
    window: Range<usize>,
    single: &mut [Key],
    pair: &mut [Key],
) -> (usize, usize) {
    const LL: u64 = (LAM as u64) << 8 | LAM as u64;
    let (mut n_single, mut n_pair) = (0, 0);
    // Hashes of the readings of the word before. The first two are written always and counted only
    // if they exist; the rare others stand behind one branch.
    let mut before = [0; READINGS];
    let (mut n_before, mut has_before) = (0, false);
    let borders =
        starts.iter().zip(ends).skip(window.start).take(window.len() + usize::from(PAIRS));
    for (word, (&start, &end)) in borders.enumerate() {
        let (start, end) = (start as usize, end as usize);
        let len = (end - start) as u64;
        let tail = load8(buf, end.wrapping_sub(PAD));
        let hash = |cut: u64| {
            let rest = len - cut;
            hash_word(tail >> (64 - 8 * rest.min(8)), rest)
        };
        if PAIRS {
            let second = hash(0);
            let at = word.wrapping_sub(1) % MAX_WINDOW;
            let key = |first: u64| Key::new(hash_pair(first, second)).at(at);
            if let Some(out) = pair.get_mut(n_pair..).and_then(<[Key]>::first_chunk_mut) {
                write_keys(out, &before, n_before, key);
            }
            n_pair += if has_before { n_before } else { 0 };
        }
        if word == window.len() {
            break;
        }
        let head = load8(buf, start);
        let clitics = head & CLITIC_PAIR;
        let one = len >= 2 && clitics & 0xFF == CLITIC_BITS as u64;
        before[0] = hash(articles(head, len, 0));
        before[1] = hash(if one { articles(head, len, 1) } else { 0 });
        n_before = 1 + usize::from(one);
        let two = one && len >= 3 && clitics == CLITIC_PAIR;
        let lam_lam = one && len >= 4 && (head >> 8) & 0xFFFF == LL;
        if two || lam_lam {
            if two {
                before[n_before] = hash(articles(head, len, 2));
                n_before += 1;
            }
            if lam_lam {
                before[n_before] = hash(articles(head, len, 3));
                n_before += 1;
            }
        }
        has_before = true;
        if SINGLES {
            let key = |first: u64| Key::new(first).at(word);
            if let Some(out) = single.get_mut(n_single..).and_then(<[Key]>::first_chunk_mut) {
                write_keys(out, &before, n_before, key);
            }
            n_single += n_before;
        }
    }
    (n_single, n_pair)
}

/// The particle bits of the first two letters.
const CLITIC_PAIR: u64 = (CLITIC_BITS as u64) << 8 | CLITIC_BITS as u64;

#[inline(always)]
fn write_keys(
    out: &mut [Key; READINGS],
    hashes: &[u64; READINGS],
    n: usize,
    key: impl Fn(u64) -> Key,
) {
    out[0] = key(hashes[0]);
    out[1] = key(hashes[1]);
    if n > 2 {
        out[2] = key(hashes[2]);
        out[3] = key(hashes[3]);
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
