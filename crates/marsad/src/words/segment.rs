//! A stretch of text as letter codes and word borders.
//!
//! Two passes, each of which has a SIMD form of the same shape: UTF-8 to codes, compacted, with one
//! checkpoint about every 64 bytes so that a code finds its way back to the text; then the borders
//! of the words, read from the separators among the codes.

use std::ops::Range;

use super::codes::{DEL, FOREIGN, LetterCodes, PARTICLE_BITS, SEP};
use crate::chars::Kernel;
use crate::chars::scan::PLACES;

/// Zero codes in front of the first word, so that eight codes can be read ending at any word.
pub(crate) const PAD: usize = 8;
/// Zero codes behind the last word, so that a block can be read from any word's start, and room that
/// a kernel may write to.
const SLACK: usize = 72;
/// Border entries that a kernel may write behind the last word.
const BORDER_SLACK: usize = 33;
/// Bytes of text between two checkpoints.
const BLOCK: usize = 64;

/// Codes from `code` on come from the text at byte `byte` on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Checkpoint {
    pub(super) byte: u32,
    pub(super) code: u32,
    /// Which of the 64 bytes from `byte` on gave a code; 0 when the kernel did not say. Then `byte`
    /// begins a character.
    pub(super) keep: u64,
}

/// Where words begin and end, as indices into the buffer of their codes.
#[derive(Debug, Default)]
pub(super) struct Borders<L = Vec<u32>> {
    /// The first code of each word.
    pub(super) starts: L,
    /// The first code of each word that is no particle letter, or its end.
    pub(super) roots: L,
    /// One past the last code of each word.
    pub(super) ends: L,
}

/// The words of one stretch of text. Buffers are reused from stretch to stretch; they grow, and
/// their lengths say nothing.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// [`PAD`] separators, the codes, and [`SLACK`] separators.
    buf: Vec<u8>,
    /// End of the codes in `buf`.
    codes_end: usize,
    borders: Borders,
    n_words: usize,
    checkpoints: Vec<Checkpoint>,
    /// Codes of a few characters that the tables do not fold.
    foreign: Vec<u8>,
}

impl Words {
    /// Cuts `text[from..to]`, both on word borders, into words.
    pub(crate) fn fill(
        &mut self,
        kernel: Kernel,
        codes: &LetterCodes,
        text: &str,
        from: usize,
        to: usize,
    ) {
        self.encode(kernel, codes, text, from, to);
        self.find_borders(kernel);
    }

    /// Number of words.
    pub(crate) fn len(&self) -> usize {
        self.n_words
    }

    /// Codes of word `j`; empty when there is no such word.
    pub(crate) fn codes(&self, j: usize) -> &[u8] {
        match (self.borders.starts.get(j), self.borders.ends.get(j)) {
            (Some(&start), Some(&end)) if j < self.n_words => {
                self.buf.get(start as usize..end as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    /// Number of particle letters at the front of word `j`.
    pub(super) fn n_particles(&self, j: usize) -> u32 {
        match (self.borders.starts.get(j), self.borders.roots.get(j)) {
            (Some(start), Some(root)) => root.saturating_sub(*start),
            _ => 0,
        }
    }

    /// Codes of word `j` as one number, when they are sixteen at most.
    #[inline]
    pub(crate) fn sixteen(&self, j: usize) -> Option<u128> {
        let (start, end) = (*self.borders.starts.get(j)?, *self.borders.ends.get(j)?);
        let bits = 8 * end.checked_sub(start)?;
        let sixteen = self.buf.get(start as usize..)?.first_chunk()?;
        match bits {
            0..128 => Some(u128::from_le_bytes(*sixteen) & ((1 << bits) - 1)),
            128 => Some(u128::from_le_bytes(*sixteen)),
            _ => None,
        }
    }

    /// The code buffer and the borders of all words in it, for the key kernels.
    pub(super) fn parts(&self) -> (&[u8], Borders<&[u32]>) {
        let Borders { starts, roots, ends } = &self.borders;
        let [starts, roots, ends] = [starts, roots, ends].map(|list| &list[..self.n_words]);
        (&self.buf[..self.codes_end + SLACK], Borders { starts, roots, ends })
    }

    /// Byte offset in `text` of the character that gave code `k` of word `j`.
    pub(crate) fn byte_of(&self, codes: &LetterCodes, text: &str, j: usize, k: usize) -> usize {
        let target = self.borders.starts.get(j).map_or(0, |start| *start as usize) + k;
        let Some(checkpoint) = self.checkpoint(target) else { return 0 };
        let (mut byte, mut code) = (checkpoint.byte as usize, checkpoint.code as usize);
        if checkpoint.keep != 0 {
            let mut keep = checkpoint.keep;
            for _ in code..target {
                keep &= keep - 1;
            }
            let at = byte + keep.trailing_zeros() as usize;
            // the byte that gave the code may be the second of its character
            return if text.is_char_boundary(at) { at } else { at - 1 };
        }
        while let Some(pair) = text.as_bytes().get(byte..).and_then(<[u8]>::first_chunk) {
            let (n, len) = match codes.pair(u16::from_le_bytes(*pair)) {
                FOREIGN => match text[byte..].chars().next() {
                    Some(c) => (codes.count(c), c.len_utf8()),
                    None => break,
                },
                single => (usize::from(single != DEL), 1 + usize::from(pair[0] >= 0x80)),
            };
            code += n;
            if code > target {
                break;
            }
            byte += len;
        }
        byte
    }

    /// The last checkpoint that is not behind code `target`. Blocks are alike: a guess by proportion
    /// is off by little.
    fn checkpoint(&self, target: usize) -> Option<&Checkpoint> {
        let all = &self.checkpoints;
        let last = all.len().checked_sub(1)?;
        let mut at = (target * all.len() / self.codes_end.max(1)).min(last);
        while at > 0 && all[at].code as usize > target {
            at -= 1;
        }
        while all.get(at + 1).is_some_and(|next| next.code as usize <= target) {
            at += 1;
        }
        all.get(at)
    }

    /// The text of word `j` as byte range: from its first letter to behind its last letter and the
    /// marks and tatweel that follow it.
    pub(crate) fn byte_range(&self, codes: &LetterCodes, text: &str, j: usize) -> Range<usize> {
        let n = self.codes(j).len();
        let start = self.byte_of(codes, text, j, 0);
        let last = if n > 1 { self.byte_of(codes, text, j, n - 1) } else { start };
        start..end_of_letter(codes, text, last)
    }

    fn encode(&mut self, kernel: Kernel, codes: &LetterCodes, text: &str, from: usize, to: usize) {
        let bytes = &text.as_bytes()[..to];
        self.checkpoints.clear();
        grow(&mut self.buf, PAD + (to - from) + SLACK);
        self.buf[..PAD].fill(SEP);
        let (mut i, mut n) = (from, PAD);
        loop {
            // at most one code a byte here
            (i, n) = kernel.encode(codes, bytes, i, &mut self.buf, n, &mut self.checkpoints);
            if i == to {
                break;
            }
            // Characters that the tables do not fold, up to the next that they do, a block at most;
            // a ligature gives more codes than it has bytes.
            self.checkpoints.push(Checkpoint { byte: as_u32(i), code: as_u32(n), keep: 0 });
            self.foreign.clear();
            let mut end = to;
            for (at, c) in text[i..to].char_indices() {
                if at >= BLOCK || (at > 0 && !is_foreign(bytes[i + at])) {
                    end = i + at;
                    break;
                }
                codes.push(c, &mut self.foreign);
            }
            grow(&mut self.buf, n + self.foreign.len() + (to - end) + SLACK);
            self.buf[n..n + self.foreign.len()].copy_from_slice(&self.foreign);
            (i, n) = (end, n + self.foreign.len());
        }
        // Borders have 32 bits. Nearly 4 GiB without white space, or less of it in ligatures, are
        // searched as far as that reaches.
        n = n.min(u32::MAX as usize - SLACK);
        self.buf[n..n + SLACK].fill(SEP);
        self.codes_end = n;
    }

    fn find_borders(&mut self, kernel: Kernel) {
        let most = self.codes_end / 2 + BORDER_SLACK;
        let Borders { starts, roots, ends } = &mut self.borders;
        let lists = [starts, roots, ends].map(|list| {
            grow(list, most);
            list.as_mut_slice()
        });
        let [starts, roots, ends] = lists;
        let buf = &self.buf[..self.codes_end + 1];
        self.n_words = kernel.borders(buf, Borders { starts, roots, ends });
    }
}

/// Makes a buffer at least `len` long; what it holds does not matter.
pub(super) fn grow<T: Copy + Default>(buffer: &mut Vec<T>, len: usize) {
    if buffer.len() < len {
        buffer.resize(len, T::default());
    }
}

/// Encodes `bytes` from `i` on, up to their end or the first character that the tables do not fold,
/// to `buf` from `n` on; a checkpoint a block. Returns both positions. The portable kernel.
///
/// Eight bytes at a time: where their characters begin follows from the bytes without a high bit, so
/// that four look-ups do not wait for each other.
pub(super) fn encode(
    codes: &LetterCodes,
    bytes: &[u8],
    mut i: usize,
    buf: &mut [u8],
    mut n: usize,
    checkpoints: &mut Vec<Checkpoint>,
) -> (usize, usize) {
    let mut mark = i;
    while let (Some(window), Some(dst)) = (
        bytes.get(i..).and_then(<[u8]>::first_chunk::<9>),
        buf.get_mut(n..).and_then(<[u8]>::first_chunk_mut::<4>),
    ) {
        if i >= mark {
            checkpoints.push(Checkpoint { byte: as_u32(i), code: as_u32(n), keep: 0 });
            mark = i + BLOCK;
        }
        let [eight @ .., _] = window;
        let ascii = (!u64::from_le_bytes(*eight) & 0x8080_8080_8080_8080) >> 7;
        let places = PLACES[(ascii.wrapping_mul(0x0102_0408_1020_4080) >> 56) as usize];
        let [second, third, fourth, after] = places.to_le_bytes();
        let code = |place: u8| {
            let at = usize::from(place & 7);
            codes.pair(u16::from_le_bytes([window[at], window[at + 1]]))
        };
        let four = [code(0), code(second), code(third), code(fourth)];
        if four.iter().fold(false, |any, code| any | (*code == FOREIGN)) {
            break;
        }
        let mut kept = 0;
        for code in four {
            dst[kept & 3] = code;
            kept += usize::from(code != DEL);
        }
        n += kept;
        // With at most one ASCII byte the next step is known without the table of places.
        let one_at_most = ascii & ascii.wrapping_sub(1) == 0;
        i += if one_at_most { 8 - usize::from(ascii != 0) } else { usize::from(after) };
    }
    // the last bytes, or those before a foreign character
    if i < bytes.len() {
        checkpoints.push(Checkpoint { byte: as_u32(i), code: as_u32(n), keep: 0 });
    }
    while let Some(&first) = bytes.get(i) {
        let second = bytes.get(i + 1).copied().unwrap_or(0);
        let code = codes.pair(u16::from_le_bytes([first, second]));
        if code == FOREIGN {
            break;
        }
        if let Some(slot) = buf.get_mut(n) {
            *slot = code;
        }
        n += usize::from(code != DEL);
        i += 1 + usize::from(first >= 0x80);
    }
    (i, n)
}

/// Whether a byte begins a character that the tables do not fold.
pub(super) const fn is_foreign(b: u8) -> bool {
    b >= 0xC0 && b != 0xC2 && b & 0xFC != 0xD8
}

/// Writes the borders of the words in `buf`, which ends in a separator. Returns their number. The
/// portable kernel.
pub(super) fn borders(buf: &[u8], out: Borders<&mut [u32]>) -> usize {
    let mut writer = BorderWriter::new(out);
    for (codes, base) in buf.chunks(64).zip((0..).step_by(64)) {
        let (letters, particles) = letter_masks(codes);
        writer.push(letters, particles, as_u32(base));
    }
    writer.n_words()
}

/// Finds the borders of words, given which codes are letters, block after block.
pub(super) struct BorderWriter<'l> {
    out: Borders<&'l mut [u32]>,
    n: Borders<usize>,
    marks: Marks,
}

impl<'l> BorderWriter<'l> {
    pub(super) fn new(out: Borders<&'l mut [u32]>) -> Self {
        BorderWriter { out, n: Borders::default(), marks: Marks::default() }
    }

    /// Takes 64 codes more, the first of which is the one at `base`.
    #[inline(always)]
    pub(super) fn push(&mut self, letters: u64, particles: u64, base: u32) {
        let Borders { starts, roots, ends } = self.marks.next(letters, particles);
        self.n.starts = push_bits(starts, base, self.out.starts, self.n.starts);
        self.n.roots = push_bits(roots, base, self.out.roots, self.n.roots);
        self.n.ends = push_bits(ends, base, self.out.ends, self.n.ends);
    }

    pub(super) fn n_words(&self) -> usize {
        self.n.ends
    }
}

/// What one block leaves to the next.
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// 1 when the code before belongs to a word.
    inside: u64,
    /// Whether all codes of that word are particle letters so far.
    all_particles: bool,
}

impl Marks {
    /// The borders in a block of 64 codes, as bits, given which are letters and which of these can be
    /// particles.
    #[inline(always)]
    pub(super) fn next(&mut self, letters: u64, particles: u64) -> Borders<u64> {
        let shifted = letters << 1 | self.inside;
        self.inside = letters >> 63;
        let starts = letters & !shifted;
        // A bit added to the first of several ones comes out behind the last.
        let (sum, over) = particles.overflowing_add(starts);
        let (sum, again) = sum.overflowing_add(u64::from(self.all_particles));
        self.all_particles = over | again;
        Borders { starts, roots: sum & !particles, ends: shifted & !letters }
    }
}

/// One past the last byte of the letter at byte `at` and the marks and tatweel after it. Controls
/// end it: they belong to the line, not to the word.
pub(crate) fn end_of_letter(codes: &LetterCodes, text: &str, at: usize) -> usize {
    let mut chars = text[at..].char_indices();
    chars.next();
    for (k, c) in chars {
        let continues = codes.count(c) == 0 && !is_control(c);
        if !continues {
            return at + k;
        }
    }
    text.len()
}

fn is_control(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

/// Which codes are no separators, and which are particle letters; a bit each.
fn letter_masks(codes: &[u8]) -> (u64, u64) {
    const LOW7: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    const TOP: u64 = 0x8080_8080_8080_8080;
    const GATHER: u64 = 0x0002_0408_1020_4081;
    const { assert!(PARTICLE_BITS == 0xF0) };
    let (mut letters, mut particles) = (0, 0);
    for (k, eight) in codes.chunks(8).enumerate() {
        let mut word = [0; 8];
        word[..eight.len()].copy_from_slice(eight);
        let x = u64::from_le_bytes(word);
        let non_zero = (((x & LOW7) + LOW7) | x) & TOP;
        let four_ones = x & x << 1 & x << 2 & x << 3 & TOP;
        letters |= (non_zero.wrapping_mul(GATHER) >> 56) << (8 * k);
        particles |= (four_ones.wrapping_mul(GATHER) >> 56) << (8 * k);
    }
    (letters, particles)
}

/// Writes the positions of the set bits from `n` on; returns the new number.
#[inline]
pub(super) fn push_bits(mut mask: u64, base: u32, out: &mut [u32], mut n: usize) -> usize {
    while mask != 0 {
        if let Some(slot) = out.get_mut(n) {
            *slot = base + mask.trailing_zeros();
        }
        n += 1;
        mask &= mask - 1;
    }
    n
}

/// Positions fit: documents are refused from 4 GiB on.
#[expect(clippy::cast_possible_truncation, reason = "documents are shorter than 4 GiB")]
pub(super) fn as_u32(n: usize) -> u32 {
    debug_assert!(u32::try_from(n).is_ok());
    n as u32
}
