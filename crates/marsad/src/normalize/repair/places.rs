//! Places of a text at which the repair looks, and which lines it may change.
//!
//! The text is looked at in blocks of 64 bytes, by comparisons that the compiler turns into vector
//! instructions; what is left are *places*, about one in sixty bytes of news: signs, line feeds, and
//! spaces behind a space. Whatever the repair changes is beside one of them. A look at the
//! neighbours of each then tells the few lines that may change: it knows patterns, not the rules, so
//! that it may suspect a line in which nothing changes, and never misses one in which something
//! does. Only for straight quotes, of which most lines with speech have two, it counts along which
//! opens and which closes.

use std::ops::Range;

use super::marks::carries_mark;

/// Bytes of one step.
const BLOCK: usize = 64;
/// A block, with the byte before it and the one behind it.
type Window = [u8; BLOCK + 2];

/// The places of a text, ascending: bytes at which a sign begins, line feeds, and spaces behind a
/// space. Some more characters are among them.
#[derive(Debug)]
pub(super) struct Places<'t> {
    bytes: &'t [u8],
    /// Where the next block begins.
    block: usize,
    /// Places left in the block before: bit `i` for its byte `i`.
    left: u64,
}

impl<'t> Places<'t> {
    /// The places of `text` in `range`.
    pub(super) fn of(text: &'t str, range: Range<usize>) -> Places<'t> {
        let bytes = text.as_bytes().get(..range.end).unwrap_or_default();
        Places { bytes, block: range.start, left: 0 }
    }

    /// The window of the next block, at an end of the text, filled up with zeros.
    #[cold]
    fn edge(&self) -> Window {
        let mut window = [0; BLOCK + 2];
        let (skip, before) = match self.block.checked_sub(1) {
            Some(before) => (0, before),
            None => (1, 0),
        };
        let rest = self.bytes.get(before..).unwrap_or_default();
        for (to, &from) in window.iter_mut().skip(skip).zip(rest) {
            *to = from;
        }
        window
    }
}

impl Iterator for Places<'_> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            if self.block >= self.bytes.len() {
                return None;
            }
            let rest = self.block.checked_sub(1).and_then(|before| self.bytes.get(before..));
            self.left = match rest.and_then(|rest| rest.first_chunk::<{ BLOCK + 2 }>()) {
                Some(window) => places(window),
                None => places(&self.edge()),
            };
            self.block += BLOCK;
        }
        let bit = self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(self.block - BLOCK + bit)
    }
}

/// The places of a block, as bits.
fn places(window: &Window) -> u64 {
    let mut found = [0_u8; BLOCK];
    let mut any = 0;
    for i in 0..BLOCK {
        let [before, byte, next] = [window[i], window[i + 1], window[i + 2]];
        // ASCII signs, by ranges, and [ and ] with two letters that are hardly met
        let place = (byte.wrapping_sub(b'!') <= b'/' - b'!')
            | (byte.wrapping_sub(b':') <= b'@' - b':')
            | (byte & 0xF9 == 0x59)
            | (byte == b'\n')
            // the lead bytes of quotation marks
            | (byte & 0xDF == 0xC2)
            // comma, semicolon and question mark of Arabic
            | ((byte == 0xD8) & (next & 0xE0 == 0x80))
            | ((byte == b' ') & (before == b' '));
        found[i] = u8::from(place);
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

/// The lines of a text. After the last line feed comes a last line, maybe empty.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Where the next line begins; `None` behind the last.
    next: Option<usize>,
    places: Places<'t>,
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

impl<'t> Lines<'t> {
    /// The lines from the start of one, `from`, on.
    pub(super) fn of(text: &'t str, from: usize) -> Lines<'t> {
        Lines { text, next: Some(from), places: Places::of(text, from..text.len()) }
    }
}

impl Iterator for Lines<'_> {
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
            let next = byte(at + 1);
            suspicious |= match byte(at) {
                b'.' | b'!' => spaced | matches!(next, 0xD8..=0xDD | 0xE0),
                0xD8 => {
                    let third = byte(at + 2);
                    let in_number = before.is_ascii_digit() & third.is_ascii_digit();
                    spaced | !(matches!(third, b' ' | b'\n' | 0) | in_number)
                }
                b'\n' => {
                    if carries_mark(self.text, at + 1) {
                        continue;
                    }
                    suspicious |= (at > start) & spaced;
                    self.next = Some(at + 1);
                    return Some(Found { range: start..at, ended: true, suspicious });
                }
                b'"' => {
                    if carries_mark(self.text, at + 1) {
                        continue;
                    }
                    quoting = !quoting;
                    if quoting { (next == b' ') | (before == b':') } else { spaced }
                }
                b'(' | b'[' => next == b' ',
                b' ' | b',' | b':' | b'?' | b')' | b']' => spaced,
                0xC2 if next == 0xAB => (byte(at + 2) == b' ') | (before == b':'),
                0xC2 if next == 0xBB => spaced,
                0xE2 if next == 0x80 => match byte(at + 2) {
                    0x9C => (byte(at + 3) == b' ') | (before == b':'),
                    0x9D => spaced,
                    _ => false,
                },
                _ => false,
            };
        }
        Some(Found { range: start..bytes.len(), ended: false, suspicious })
    }
}
