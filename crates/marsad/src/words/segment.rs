//! A stretch of text as letter codes and word borders.
//!
//! Two passes, each of which has a SIMD form of the same shape: UTF-8 to codes, compacted, with one
//! checkpoint every 64 bytes so that a code finds its way back to the text; then the borders of the
//! words, read from the separators among the codes.

use super::codes::{DEL, LetterCodes, N_LEADS, SEP};
use crate::chars::Kernel;

/// Zero codes in front of the first word, so that eight codes can be read ending at any word.
pub(crate) const PAD: usize = 8;
/// Zero codes behind the last word, so that eight codes can be read from any word's start.
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

/// The words of one stretch of text. Buffers are reused from stretch to stretch.
#[derive(Debug, Default)]
pub(crate) struct Words {
    /// [`PAD`] separators, the codes, and [`SLACK`] separators.
    buf: Vec<u8>,
    /// First code of each word, as an index into `buf`.
    starts: Vec<u32>,
    /// One past the last code of each word.
    ends: Vec<u32>,
    checkpoints: Vec<Checkpoint>,
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
        self.ends.len()
    }

    /// Codes of word `j`.
    pub(crate) fn codes(&self, j: usize) -> &[u8] {
        match (self.starts.get(j), self.ends.get(j)) {
            (Some(&start), Some(&end)) => &self.buf[start as usize..end as usize],
            _ => &[],
        }
    }

    /// The raw code buffer and the borders of all words in it, for the key kernels.
    pub(super) fn parts(&self) -> (&[u8], &[u32], &[u32]) {
        (&self.buf, &self.starts, &self.ends)
    }

    /// Byte offset in `text` of the character that gave code `k` of word `j`.
    pub(crate) fn byte_of(&self, codes: &LetterCodes, text: &str, j: usize, k: usize) -> usize {
        let target = self.starts.get(j).map_or(0, |start| *start as usize) + k;
        let Some(checkpoint) = self.checkpoint(target) else { return 0 };
        let (byte, code) = (checkpoint.byte as usize, checkpoint.code as usize);
        if checkpoint.keep != 0 {
            let mut keep = checkpoint.keep;
            for _ in code..target {
                keep &= keep - 1;
            }
            let at = byte + keep.trailing_zeros() as usize;
            // the byte that gave the code may be the second of its character
            return if text.is_char_boundary(at) { at } else { at - 1 };
        }
        let mut code = code;
        for (at, c) in text[byte..].char_indices() {
            code += codes.count(c);
            if code > target {
                return byte + at;
            }
        }
        text.len()
    }

    /// The last checkpoint that is not behind code `target`. Blocks are alike: a guess by proportion
    /// is off by little.
    fn checkpoint(&self, target: usize) -> Option<&Checkpoint> {
        let all = &self.checkpoints;
        let mut at = (target * all.len() / self.buf.len()).min(all.len().checked_sub(1)?);
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
    pub(crate) fn byte_range(
        &self,
        codes: &LetterCodes,
        text: &str,
        j: usize,
    ) -> std::ops::Range<usize> {
        let n = self.codes(j).len();
        let start = self.byte_of(codes, text, j, 0);
        let last = if n > 1 { self.byte_of(codes, text, j, n - 1) } else { start };
        start..end_of_letter(codes, text, last)
    }

    fn encode(&mut self, kernel: Kernel, codes: &LetterCodes, text: &str, from: usize, to: usize) {
        let bytes = &text.as_bytes()[..to];
        self.checkpoints.clear();
        self.buf.clear();
        // At most one code a byte, but for ligatures, which the slow path makes room for.
        self.buf.resize(PAD + (to - from) + SLACK, SEP);
        let (mut i, mut n) = (from, PAD);
        while i < to {
            (i, n) = kernel.encode(codes, bytes, i, &mut self.buf, n, &mut self.checkpoints);
            if i == to {
                break;
            }
            // Characters that the tables do not fold, up to the next that they do, a block at most.
            self.checkpoints.push(Checkpoint { byte: as_u32(i), code: as_u32(n), keep: 0 });
            let mut end = (i + BLOCK).min(to);
            while !text.is_char_boundary(end) {
                end += 1;
            }
            self.buf.truncate(n);
            for (at, c) in text[i..end].char_indices() {
                if at > 0 && !is_foreign(bytes[i + at]) {
                    end = i + at;
                    break;
                }
                codes.push(c, &mut self.buf);
            }
            (i, n) = (end, self.buf.len());
            self.buf.resize(n + (to - end) + SLACK, SEP);
        }
        self.buf.truncate(n);
        self.buf.resize(n + SLACK, SEP);
    }

    fn find_borders(&mut self, kernel: Kernel) {
        let most = self.buf.len() / 2 + BORDER_SLACK;
        self.starts.resize(most, 0);
        self.ends.resize(most, 0);
        let n = kernel.borders(&self.buf, &mut self.starts, &mut self.ends);
        self.starts.truncate(n);
        self.ends.truncate(n);
    }
}

/// Encodes blocks of `bytes` from `i` on, up to their end or the first character that the tables do
/// not fold, to `buf` from `n` on; a checkpoint a block. Returns both positions. The portable kernel.
pub(super) fn encode(
    codes: &LetterCodes,
    bytes: &[u8],
    mut i: usize,
    buf: &mut [u8],
    mut n: usize,
    checkpoints: &mut Vec<Checkpoint>,
) -> (usize, usize) {
    while let (Some(block), Some(dst)) = (
        bytes.get(i..).and_then(<[u8]>::first_chunk::<BLOCK>),
        buf.get_mut(n..).and_then(<[u8]>::first_chunk_mut::<BLOCK>),
    ) {
        if block.iter().fold(false, |any, b| any | is_foreign(*b)) {
            break;
        }
        checkpoints.push(Checkpoint { byte: as_u32(i), code: as_u32(n), keep: 0 });
        let (n_bytes, n_codes) = encode_block(codes, block, dst);
        (i, n) = (i + n_bytes, n + n_codes);
    }
    // the last bytes, or those before a foreign character, one by one
    if i < bytes.len() {
        checkpoints.push(Checkpoint { byte: as_u32(i), code: as_u32(n), keep: 0 });
    }
    let mut lead = 0;
    while let Some(&b) = bytes.get(i)
        && !is_foreign(b)
    {
        let code = codes.by_lead[usize::from(lead) % N_LEADS][usize::from(b)];
        lead = codes.lead_class[usize::from(b)];
        if let Some(slot) = buf.get_mut(n) {
            *slot = code;
        }
        n += usize::from(code != DEL);
        i += 1;
    }
    (i, n)
}

/// Whether a byte begins a character that the tables do not fold.
const fn is_foreign(b: u8) -> bool {
    b >= 0xC0 && b != 0xC2 && b & 0xFC != 0xD8
}

/// The borders of words in `buf`. Returns their number. The portable kernel.
pub(super) fn borders(buf: &[u8], starts: &mut [u32], ends: &mut [u32]) -> usize {
    let (mut n_starts, mut n_ends) = (0, 0);
    let mut inside = 0; // whether the code before the block belongs to a word
    for (block, codes) in buf.chunks(64).enumerate() {
        let letters = letter_mask(codes);
        let shifted = letters << 1 | inside;
        inside = letters >> 63;
        let base = as_u32(block * 64);
        n_starts = push_bits(letters & !shifted, base, starts, n_starts);
        n_ends = push_bits(shifted & !letters, base, ends, n_ends);
    }
    n_ends
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

/// Encodes a block without foreign characters, every byte on its own: the class of the byte before
/// and the byte itself give the code, so that no byte waits for the one before. Returns the bytes
/// read (one less than there are when the last begins a character) and the codes written.
fn encode_block(codes: &LetterCodes, block: &[u8; BLOCK], dst: &mut [u8; BLOCK]) -> (usize, usize) {
    let (mut o, mut lead) = (0, 0);
    for &b in block {
        let code = codes.by_lead[usize::from(lead) % N_LEADS][usize::from(b)];
        lead = codes.lead_class[usize::from(b)];
        dst[o % BLOCK] = code; // o is at most 63 here: at most one code a byte
        o += usize::from(code != DEL);
    }
    (BLOCK - usize::from(lead != 0), o)
}

/// Bit k is set when code k is no separator.
fn letter_mask(codes: &[u8]) -> u64 {
    const LOW7: u64 = 0x7F7F_7F7F_7F7F_7F7F;
    const TOP: u64 = 0x8080_8080_8080_8080;
    const GATHER: u64 = 0x0002_0408_1020_4081;
    let mut mask = 0;
    for (k, eight) in codes.chunks(8).enumerate() {
        let mut word = [0; 8];
        word[..eight.len()].copy_from_slice(eight);
        let x = u64::from_le_bytes(word);
        let non_zero = (((x & LOW7) + LOW7) | x) & TOP;
        mask |= (non_zero.wrapping_mul(GATHER) >> 56) << (8 * k);
    }
    mask
}

/// Writes the positions of the set bits from `n` on; returns the new number.
fn push_bits(mut mask: u64, base: u32, out: &mut [u32], mut n: usize) -> usize {
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
