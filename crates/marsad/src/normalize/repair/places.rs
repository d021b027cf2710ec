//! Places of a text at which the repair looks, and which lines it may change.
//!
//! Whatever the repair changes is beside a sign, a line feed or a space behind a space. Two patterns
//! of a byte and its neighbours go over the text in vectors. One finds all signs, for a line that is
//! taken apart. The other tells the few lines that may change: it knows what stands beside a sign,
//! not the rules, so that it may suspect a line in which nothing changes, and never misses one in
//! which something does. Only for straight quotes, of which most lines with speech have two, it is
//! counted along which opens and which closes.

use std::ops::Range;

use super::marks::carries_mark;
use crate::chars::Kernel;
use crate::chars::scan::{BLOCK, Near, places};

/// Blocks that are looked at in one go.
const BLOCKS: usize = 32;

/// The places of a text at which a pattern holds, ascending.
#[derive(Debug)]
pub(super) struct Places<'t, P> {
    kernel: Kernel,
    pattern: P,
    bytes: &'t [u8],
    /// The places of the blocks before, word by word.
    words: [u64; BLOCKS],
    /// Words that are done with.
    done: usize,
    /// Where the next block begins.
    block: usize,
    /// Places left in the block before: bit `i` for its byte `i`.
    left: u64,
}

impl<'t, P: Fn(Near) -> bool + Copy> Places<'t, P> {
    /// The places of `text` in `range`.
    pub(super) fn of(kernel: Kernel, pattern: P, text: &'t str, range: Range<usize>) -> Self {
        let bytes = text.as_bytes().get(..range.end).unwrap_or_default();
        let (words, block) = ([0; BLOCKS], range.start);
        Places { kernel, pattern, bytes, words, done: BLOCKS, block, left: 0 }
    }
}

impl<P: Fn(Near) -> bool + Copy> Iterator for Places<'_, P> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            if self.block >= self.bytes.len() {
                return None;
            }
            if self.done == BLOCKS {
                places(self.kernel, self.bytes, self.block, &mut self.words, self.pattern);
                self.done = 0;
            }
            self.left = self.words.get(self.done).copied().unwrap_or(0);
            self.done += 1;
            self.block += BLOCK;
        }
        let bit = self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(self.block - BLOCK + bit).filter(|&at| at < self.bytes.len())
    }
}

/// Whether a sign begins at a byte, or it is a line feed or a space behind a space. Some more
/// characters are among them.
#[inline(always)]
pub(super) fn is_sign([before, byte, next, ..]: Near) -> bool {
    // ASCII signs, by ranges, and [ and ] with two letters that are hardly met
    (byte.wrapping_sub(b'!') <= b'/' - b'!')
        | (byte.wrapping_sub(b':') <= b'@' - b':')
        | (byte & 0xF9 == 0x59)
        | (byte == b'\n')
        // the lead bytes of quotation marks
        | (byte & 0xDF == 0xC2)
        // comma, semicolon and question mark of Arabic
        | ((byte == 0xD8) & (next & 0xE0 == 0x80))
        | ((byte == b' ') & (before == b' '))
}

/// Whether something may have to be repaired at a byte, or it is a line feed or straight quote.
#[inline(always)]
fn is_odd([before, byte, second, third, fourth]: Near) -> bool {
    let ascii_close = (byte == b' ')
        | (byte == b'.')
        | (byte == b',')
        | (byte == b':')
        | (byte == b'!')
        | (byte == b'?')
        | (byte == b')')
        | (byte == b']');
    let stop = (byte == b'.') | (byte == b'!');
    let arabic_next = (second.wrapping_sub(0xD8) <= 0xDD - 0xD8) | (second == 0xE0);
    // comma, semicolon and question mark of Arabic
    let arabic = (byte == 0xD8) & (second & 0xE0 == 0x80);
    let before_gap = (third == b' ') | (third == b'\n') | (third == 0);
    let in_number = (before.wrapping_sub(b'0') < 10) & (third.wrapping_sub(b'0') < 10);
    let curly = (byte == 0xE2) & (second == 0x80);
    let close =
        ascii_close | arabic | ((byte == 0xC2) & (second == 0xBB)) | (curly & (third == 0x9D));
    let bracket = (byte == b'(') | (byte == b'[');
    let after_colon = before == b':';
    (byte == b'\n')
        | (byte == b'"')
        | (close & (before == b' '))
        | (stop & arabic_next)
        | (arabic & !(before_gap | in_number))
        | (bracket & (second == b' '))
        | ((byte == 0xC2) & (second == 0xAB) & ((third == b' ') | after_colon))
        | (curly & (third == 0x9C) & ((fourth == b' ') | after_colon))
}

/// The lines of a text. After the last line feed comes a last line, maybe empty.
#[derive(Debug)]
pub(super) struct Lines<'t, P> {
    text: &'t str,
    /// Where the next line begins; `None` behind the last.
    next: Option<usize>,
    places: Places<'t, P>,
}

/// One of [`Lines`].
#[derive(Debug)]
pub(super) struct Found {
    /// Without its line feed.
    pub(super) range: Range<usize>,
    /// Whether a line feed ends it.
    pub(super) ended: bool,
    /// Whether something may have to be repaired. A space at the start of a line is not looked at:
    /// whether it stays depends on what stands before the line.
    pub(super) suspicious: bool,
}

/// The lines of `text` from the start of one, `from`, on.
pub(super) fn lines(
    kernel: Kernel,
    text: &str,
    from: usize,
) -> Lines<'_, impl Fn(Near) -> bool + Copy> {
    Lines { text, next: Some(from), places: Places::of(kernel, is_odd, text, from..text.len()) }
}

impl<P: Fn(Near) -> bool + Copy> Iterator for Lines<'_, P> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let start = self.next.take()?;
        let bytes = self.text.as_bytes();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let mut suspicious = false;
        let mut quoting = false;
        for at in self.places.by_ref() {
            let before = at.checked_sub(1).map_or(0, byte);
            let spaced = before == b' ';
            suspicious |= match byte(at) {
                b'\n' | b'"' if carries_mark(self.text, at + 1) => false,
                b'\n' => {
                    suspicious |= (at > start) & spaced;
                    self.next = Some(at + 1);
                    return Some(Found { range: start..at, ended: true, suspicious });
                }
                b'"' => {
                    quoting = !quoting;
                    let after_colon = before == b':';
                    if quoting { (byte(at + 1) == b' ') | after_colon } else { spaced }
                }
                _ => true,
            };
        }
        Some(Found { range: start..bytes.len(), ended: false, suspicious })
    }
}
