//! Hashes of words and of pairs of words, one each, whatever particles stand in front.
//!
//! A name is filed under its first word (names of one word) or its first two (all others). The key
//! form of a first word has lost all letters at its front that can be particles or article, in names
//! and text alike: كتاب and بالكتاب are one key, and no reading costs a look-up of its own. Words that
//! differ in such letters only (بلدان, السودان) share a key; which of them stands in the text is seen
//! when the candidate is compared. Of the codes only the last eight count: they are one load.
//! This is the portable form; a SIMD form computes the same keys.

use std::ops::Range;

use super::codes::{ALEF, DEL, FOREIGN, LAM, LetterCodes, PARTICLE_BITS, SEP};
use super::kernel::THIRD_BIT;
use super::prefix::{MOST_PARTICLES, all_particles};
use super::segment::{Borders, PAD, Words, as_u32, grow, is_foreign};
use crate::chars::Kernel;

/// The hash of a name, or of words that may be one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
#[repr(transparent)]
pub(crate) struct Key(pub(super) u64);

impl Key {
    pub(crate) const fn bits(self) -> u64 {
        self.0
    }
}

/// Words to compute keys of at a time: theirs and what follows from them stay in the first-level
/// caches.
pub(crate) const WINDOW: usize = 1024;

/// Keys of a window of words. Buffers are reused.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    single: Vec<Key>,
    n_single: usize,
    /// By the second word; the first of them is not used.
    pair: Vec<Key>,
    n_pair: usize,
}

impl Keys {
    /// Keys of single words, in order.
    pub(crate) fn single(&self) -> &[Key] {
        self.single.get(..self.n_single).unwrap_or_default()
    }

    /// Keys of words with their next ones, in order.
    pub(crate) fn pair(&self) -> &[Key] {
        self.pair.get(1..=self.n_pair).unwrap_or_default()
    }
}

// Odd constants with well mixed bits (fractions of the golden ratio and of square roots, as usual).
pub(super) const WORD_SEED: u64 = 0x9E37_79B9_7F4A_7C15;
pub(super) const PAIR_SEED: u64 = 0xC2B2_AE3D_27D4_EB4F;

/// One 32×32→64 multiplication: a single instruction on every SIMD machine too.
#[inline(always)]
const fn mul_halves(y: u64) -> u64 {
    (y & 0xFFFF_FFFF) * (y >> 32)
}

/// Hash of a word from its last eight codes, the last of them in the highest byte and zeros below the
/// first, and a number.
#[inline(always)]
const fn hash_word(last8: u64, with: u64) -> u64 {
    let y = last8 ^ WORD_SEED ^ with << 56;
    mul_halves(y).wrapping_add(y.rotate_left(29))
}

/// Hash of a single word from the hash of its key form and the number of particle letters at its front:
/// of the words that share a key form, most have too few or too many to be the name.
#[inline(always)]
const fn hash_single(first: u64, n_particles: u32) -> u64 {
    let n = if n_particles < 7 { n_particles } else { 7 };
    first ^ BY_PARTICLES[n as usize & 7]
}

/// Numbers of particle letters change the number of a bit by odd multiples of it, all different.
pub(super) const BY_PARTICLE: u64 = 11;

/// What so many particle letters at the front change in the hash of a single word: the third of the bits that
/// it has in its filter, and not the block, so that all that a name may be met as is one line of cache.
pub(super) const BY_PARTICLES: [u64; 8] = {
    let (mut changes, mut n) = ([0; 8], 1);
    while n < 8 {
        changes[n] = (BY_PARTICLE * n as u64 % 64) << THIRD_BIT;
        n += 1;
    }
    changes
};

/// Hash of two words from theirs.
#[inline(always)]
const fn hash_pair(first: u64, second: u64) -> u64 {
    let sum = first.wrapping_add(second.rotate_left(23));
    mul_halves(sum ^ PAIR_SEED) ^ sum.rotate_left(17)
}

/// Letters that the key form leaves at least: words that consist of particle letters would be one key
/// otherwise (كل, سبب, لولا).
pub(super) const KEPT_LETTERS: u32 = 3;

/// Hash of a second word and of a first word in its key form, given the codes that end at its end and
/// how many they are: all, and those from the first on that is no particle letter.
///
/// A word and the same word behind particles have one key form: all letters before the last three that
/// they share are particle letters, so that the cut is at the same letter in both.
#[inline(always)]
fn hash_both(ending: u64, all: u32, root: u32) -> (u64, u64) {
    let taken = |n: u32| TAKEN[n.min(8) as usize & 15];
    let word = ending & taken(all);
    let root = root.max(KEPT_LETTERS);
    (hash_word(word, 0), hash_word(word & taken(root), u64::from(root)))
}

/// The same for a word by itself, and the number of particle letters at its front.
fn hash_name_word(word: &[u8]) -> (u64, u64, u32) {
    let mut eight = [0; 8];
    let n = word.len().min(8);
    eight[8 - n..].copy_from_slice(&word[word.len() - n..]);
    let particles = word.iter().take_while(|code| *code & PARTICLE_BITS == PARTICLE_BITS).count();
    let (len, particles) = (as_u32(word.len()), as_u32(particles));
    let (second, first) = hash_both(u64::from_le_bytes(eight), len, len - particles);
    (second, first, particles)
}

/// The keys of a name. Buffers are reused.
#[derive(Debug, Default)]
pub(crate) struct NameKeys {
    /// Those that pass the filter: of all words, or pairs of them, in which the name is read.
    pub(crate) passing: Vec<Key>,
    /// Those it is filed under. Of a name of one word, the keys of the word without the number of particle
    /// letters, see [`filed_under`].
    pub(crate) filed: Vec<Key>,
}

impl NameKeys {
    /// Makes the keys of the name whose words have the codes `words`, at least one.
    pub(crate) fn fill<'a>(&mut self, mut words: impl Iterator<Item = &'a [u8]>) {
        let NameKeys { passing, filed } = self;
        passing.clear();
        filed.clear();
        let first = words.next().unwrap_or_default();
        let second = words.next().map(|word| hash_name_word(word).0);
        let mut add = |first: &[u8], longer: usize| {
            let (_, hash, n_particles) = hash_name_word(first);
            match second {
                Some(second) => {
                    passing.push(Key(hash_pair(hash, second)));
                    filed.push(Key(hash_pair(hash, second)));
                }
                None => {
                    passing.push(Key(hash_single(hash, n_particles + as_u32(longer))));
                    filed.push(Key(hash));
                }
            }
        };
        if first.len() < KEPT_LETTERS as usize {
            for particles in all_particles() {
                add(&[particles.as_slice(), first].concat(), 0);
            }
        } else if second.is_some() {
            add(first, 0);
        } else {
            // with so many particle letters more; without the article, one less (للغة, اللغة)
            (0..=MOST_PARTICLES).for_each(|longer| add(first, longer));
            if let Some(bare) = first.strip_prefix(&[ALEF, LAM]) {
                add(&[&[LAM], bare].concat(), 0);
            }
        }
        for keys in [passing, filed] {
            keys.sort_unstable();
            keys.dedup();
        }
    }
}

/// What the names of one word that word `j` may be are filed under, given its key.
pub(crate) fn filed_under(words: &Words, j: usize, key: Key) -> Key {
    let n = words.n_particles(j).min(7) as usize;
    Key(key.0 ^ BY_PARTICLES[n & 7])
}

/// Room behind the last key that a kernel may write to: a word behind the window, up to a full register.
const KEY_SLACK: usize = 16;

/// Computes the keys of the words `window`; `SINGLES` and `PAIRS` tell which kinds of names exist. A pair
/// is made where its second word is among `words`.
pub(crate) fn scan_keys<const SINGLES: bool, const PAIRS: bool>(
    kernel: Kernel,
    words: &Words,
    window: Range<usize>,
    keys: &mut Keys,
) {
    let most = window.len() + KEY_SLACK;
    grow(&mut keys.single, if SINGLES { most } else { 0 });
    grow(&mut keys.pair, if PAIRS { most } else { 0 });
    let n_pair = window.len().min(words.len().saturating_sub(window.start + 1));
    keys.n_single = if SINGLES { window.len() } else { 0 };
    keys.n_pair = if PAIRS { n_pair } else { 0 };
    kernel.scan_keys::<SINGLES, PAIRS>(words.parts(), window, &mut keys.single, &mut keys.pair);
}

/// The portable kernel of [`scan_keys`]: writes the key of each word, and of each with the one before.
#[inline(always)]
pub(super) fn scan_keys_portable<const SINGLES: bool, const PAIRS: bool>(
    (buf, borders): (&[u8], Borders<&[u32]>),
    window: Range<usize>,
    single: &mut [Key],
    pair: &mut [Key],
) {
    let window = window.start..borders.ends.len().min(window.end + usize::from(PAIRS));
    let [starts, roots, ends] = [borders.starts, borders.roots, borders.ends]
        .map(|list| list.get(window.clone()).unwrap_or_default());
    let mut before = 0;
    for (k, ((&start, &root), &end)) in starts.iter().zip(roots).zip(ends).enumerate() {
        let ending = load8(buf, (end as usize).wrapping_sub(PAD));
        let (second, first) = hash_both(ending, end - start, end - root);
        if PAIRS && let Some(out) = pair.get_mut(k) {
            *out = Key(hash_pair(before, second));
        }
        if SINGLES && let Some(out) = single.get_mut(k) {
            *out = Key(hash_single(first, root - start));
        }
        before = first;
    }
}

/// The bits that so many letters take, the last in the highest byte. Cheaper than shifts by a variable
/// on machines without BMI2.
const TAKEN: [u64; 16] = {
    let mut taken = [!0; 16];
    let mut n = 0;
    while n < 8 {
        taken[n] = if n == 0 { 0 } else { !0 << (64 - 8 * n) };
        n += 1;
    }
    taken
};

/// Eight codes from `at` on; zero outside the buffer, which its padding makes unreachable.
#[inline(always)]
pub(super) fn load8(buf: &[u8], at: usize) -> u64 {
    buf.get(at..).and_then(<[u8]>::first_chunk).map_or(0, |eight| u64::from_le_bytes(*eight))
}

/// Appends the codes of the words of a name, UTF-8, with one separator between.
pub(crate) fn name_codes(codes: &LetterCodes, name: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    let mut add = |code: u8| {
        if code != SEP || out.get(start..).and_then(<[u8]>::last).is_some_and(|c| *c != SEP) {
            out.push(code);
        }
    };
    let mut rest = name;
    while let [first, behind @ ..] = rest {
        let second = behind.first().copied().unwrap_or(0);
        match codes.pair(u16::from_le_bytes([*first, second])) {
            // what the tables do not fold: characters up to the next that they do
            FOREIGN => {
                let next = behind.iter().position(|b| !is_foreign(*b) && b & 0xC0 != 0x80);
                let (some, after) = rest.split_at(next.map_or(rest.len(), |next| next + 1));
                let some = std::str::from_utf8(some).unwrap_or_default();
                some.chars().for_each(|c| codes.fold(c, &mut add));
                rest = after;
            }
            code => {
                if code != DEL {
                    add(code);
                }
                rest = behind.get(usize::from(*first >= 0x80)..).unwrap_or_default();
            }
        }
    }
    if out.get(start..).and_then(<[u8]>::last) == Some(&SEP) {
        out.pop();
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::super::codes::{ALEF, LAM, WAW};
    use super::super::prefix::{first_words, read};
    use super::*;

    /// All words of up to `len` letters: two particles, the two of the article, another letter.
    fn words(len: usize) -> Vec<Vec<u8>> {
        let mut words = vec![Vec::new()];
        let mut from = 0;
        for _ in 0..len {
            let longer: Vec<Vec<u8>> = words[from..]
                .iter()
                .flat_map(|word| [WAW, LAM, ALEF, b'x'].map(|c| [word, &[c][..]].concat()))
                .collect();
            from = words.len();
            words.extend(longer);
        }
        words.remove(0);
        words
    }

    #[test]
    fn a_word_has_a_key_of_every_name_that_is_read_in_it() {
        let pair = |word: &[u8]| hash_pair(hash_name_word(word).1, hash_name_word(b"xy").0);
        let single = |word: &[u8]| hash_single(hash_name_word(word).1, hash_name_word(word).2);
        let first = |word: &[u8]| hash_name_word(word).1;
        let keys = |words: &[&[u8]]| {
            let mut keys = NameKeys::default();
            keys.fill(words.iter().copied());
            keys
        };
        let mut n_read = 0;
        for word in words(7) {
            for name in first_words(&word).map(|parts| parts.concat()) {
                if read(&name, &word, false).is_some() {
                    let singles = keys(&[&name]);
                    let pairs = keys(&[&name, b"xy"]);
                    assert!(singles.passing.contains(&Key(single(&word))), "{name:x?} {word:x?}");
                    assert!(singles.filed.contains(&Key(first(&word))), "{name:x?} {word:x?}");
                    assert!(pairs.passing.contains(&Key(pair(&word))), "{name:x?} {word:x?}");
                    assert_eq!(pairs.passing, pairs.filed);
                    n_read += 1;
                }
            }
        }
        assert!(n_read > 30_000, "{n_read}");
        // more letters than one load has
        for long in [&b"abcdefghij"[..], &[WAW; 20], &[[LAM; 9], [b'x'; 9]].concat()] {
            let keys = keys(&[long]);
            assert_eq!(keys.filed, [Key(first(long))]);
            for particles in all_particles() {
                let word = [&particles, long].concat();
                assert_eq!(hash_name_word(&word).1, hash_name_word(long).1, "{word:x?}");
                assert!(keys.passing.contains(&Key(single(&word))), "{word:x?}");
            }
        }
    }

    #[test]
    fn all_that_is_read_is_proposed_once() {
        let words = words(5);
        for word in &words {
            let proposed: Vec<Vec<u8>> = first_words(word).map(|parts| parts.concat()).collect();
            let different: HashSet<&Vec<u8>> = proposed.iter().collect();
            assert_eq!(different.len(), proposed.len(), "{word:x?}");
            for name in &words {
                let is_read = read(name, word, false).is_some();
                assert!(!is_read || proposed.contains(name), "{name:x?} {word:x?}");
            }
        }
    }
}
