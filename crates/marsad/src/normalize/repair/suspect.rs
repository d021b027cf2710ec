//! Which lines may have something to repair.
//!
//! Whatever `line` changes has one of a few patterns of two or three neighbouring characters in it:
//! two spaces, a space before a closing mark, a mark with a letter behind it. This file knows the
//! patterns, not the rules: it may suspect a line in which nothing changes, and never misses one in
//! which something does. Only for straight quotes, of which most lines with speech have two, it
//! counts along which opens and which closes.
//!
//! The text is looked at in blocks of 64 bytes, by comparisons that the compiler turns into vector
//! instructions; what is left are *places*, about one in a hundred bytes of news, looked at one by
//! one.

use std::ops::Range;

use super::marks::carries_mark;

/// Bytes of one step.
const BLOCK: usize = 64;
/// A block, with the byte before it and the two behind it.
type Window = [u8; BLOCK + 3];

/// The lines of a text. After the last line feed comes a last line, maybe empty.
#[derive(Debug)]
pub(super) struct Lines<'t> {
    text: &'t str,
    /// Where the next line begins; `None` behind the last.
    next: Option<usize>,
    /// Where the next block begins.
    block: usize,
    /// Places left in the block before: bit `i` for its byte `i`.
    places: u64,
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
        Lines { text, next: Some(from), block: from, places: 0 }
    }

    /// The next place, or `None` at the end of the text.
    #[inline]
    fn place(&mut self) -> Option<usize> {
        while self.places == 0 {
            let bytes = self.text.as_bytes();
            if self.block >= bytes.len() {
                return None;
            }
            let whole = self.block.checked_sub(1).and_then(|before| bytes.get(before..));
            self.places = match whole.and_then(|bytes| bytes.first_chunk::<{ BLOCK + 3 }>()) {
                Some(window) => places(window),
                None => places(&self.edge()),
            };
            self.block += BLOCK;
        }
        let bit = self.places.trailing_zeros() as usize;
        self.places &= self.places - 1;
        Some(self.block - BLOCK + bit)
    }

    /// The window of the next block, at an end of the text, filled up with zeros.
    #[cold]
    fn edge(&self) -> Window {
        let mut window = [0; BLOCK + 3];
        let (skip, before) = match self.block.checked_sub(1) {
            Some(before) => (0, before),
            None => (1, 0),
        };
        let rest = self.text.as_bytes().get(before..).unwrap_or_default();
        for (to, &from) in window.iter_mut().skip(skip).zip(rest) {
            *to = from;
        }
        window
    }
}

impl Iterator for Lines<'_> {
    type Item = Found;

    fn next(&mut self) -> Option<Found> {
        let start = self.next.take()?;
        let bytes = self.text.as_bytes();
        let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
        let before = |at: usize| at.checked_sub(1).map_or(0, byte);
        let mut suspicious = false;
        let mut quoting = false;
        while let Some(at) = self.place() {
            match byte(at) {
                b'\n' if carries_mark(self.text, at + 1) => {}
                b'\n' => {
                    suspicious |= at > start && before(at) == b' ';
                    self.next = Some(at + 1);
                    return Some(Found { range: start..at, ended: true, suspicious });
                }
                b'"' if carries_mark(self.text, at + 1) => {}
                b'"' if quoting => {
                    quoting = false;
                    suspicious |= before(at) == b' ';
                }
                b'"' => {
                    quoting = true;
                    suspicious |= byte(at + 1) == b' ' || before(at) == b':';
                }
                // an Arabic letter
                b'.' | b'!' if before(at) != b' ' => {
                    suspicious |= matches!(byte(at + 1), 0xD8..=0xDD | 0xE0);
                }
                0xC2 => {
                    suspicious |= match byte(at + 1) {
                        0xAB => byte(at + 2) == b' ' || before(at) == b':',
                        0xBB => before(at) == b' ',
                        _ => false,
                    };
                }
                0xE2 if byte(at + 1) == 0x80 => {
                    suspicious |= match byte(at + 2) {
                        0x9C => byte(at + 3) == b' ' || before(at) == b':',
                        0x9D => before(at) == b' ',
                        _ => false,
                    };
                }
                0xE2 => {}
                // a comma at the end of a line or in a number
                0xD8 if before(at) != b' ' && matches!(byte(at + 2), 0 | b'\n') => {}
                0xD8 if before(at).is_ascii_digit() && byte(at + 2).is_ascii_digit() => {}
                _ => suspicious = true,
            }
        }
        Some(Found { range: start..bytes.len(), ended: false, suspicious })
    }
}

/// The places of a block: bytes at which one of the patterns may be, as bits.
fn places(window: &Window) -> u64 {
    let mut found = [0_u8; BLOCK];
    let mut any = 0;
    for i in 0..BLOCK {
        let [before, byte, next, third] = [window[i], window[i + 1], window[i + 2], window[i + 3]];
        let closes = (byte & 0xFE == b' ')
            | (byte & 0xFD == b',')
            | (byte == b':')
            | (byte == b'?')
            | (byte == b')')
            | (byte == b']');
        let opens = (before == b'(') | (before == b'[');
        let stops = (byte == b'.') | (byte == b'!');
        // comma, semicolon and question mark of Arabic
        let arabic = (byte == 0xD8) & (next & 0xE0 == 0x80);
        let place = (before == b' ') & (closes | arabic)
            | opens & (byte == b' ')
            | stops & (next >= 0x80)
            | arabic & (third != b' ')
            | (byte == b'"')
            | (byte == b'\n')
            | (byte == 0xC2)
            | (byte == 0xE2);
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
