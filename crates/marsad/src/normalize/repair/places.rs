//! Places of a text at which the repair looks, and the lines it may change.
//!
//! Whatever the repair changes is beside a sign, a line feed or a space behind a space. Two patterns
//! of a byte and its neighbours go over the text in vectors. One finds all signs, for a line that is
//! taken apart. The other tells the few places that may change, with all line feeds and straight
//! quotes, which are then looked at one by one: this knows what stands beside a sign, and which quotes
//! of a line open and which close, not the rules, so that it may suspect a line in which nothing
//! changes, and never misses one in which something does.

use std::ops::Range;

use memchr::memrchr;

use super::marks::carries_mark;
use crate::chars::Kernel;
use crate::chars::scan::{ANY, NOT_ASCII, Pattern, Places, Rules};

/// Where a sign begins that is repaired or tells of a token that is not, or a space with another behind
/// it. Some more characters are among them.
#[derive(Debug)]
pub(super) struct Signs;

impl Pattern for Signs {
    const RULES: &'static Rules = &Rules::new([
        (b" ", b" "),
        (b"!\"#(),.", ANY),
        (b":?[]", ANY),
        (b"@", ANY),
        // comma, semicolon and question mark of Arabic
        (b"\xD8", b"\x8C\x9B\x9F"),
        // first bytes of quotation marks
        (b"\xC2\xE2", ANY),
    ]);
    const APART: usize = 1;
    const GROUPS: [u8; 3] = [0b11_1111, 0, 0];

    #[inline(always)]
    fn places([signs, ..]: [u64; 3]) -> u64 {
        signs
    }
}

/// Line feeds and straight quotes, and where something else may have to be repaired: at a sign, or at
/// the space before. Beside it are places of which [`OddLines::look`] says no.
#[derive(Debug)]
struct Oddities;

impl Pattern for Oddities {
    const RULES: &'static Rules = &Rules::new([
        (b" ", b" !),."),
        (b" ", b"\n:?]"),
        (b"!.", NOT_ASCII),
        (b"([", b" "),
        (b"\n\"", ANY),
        // first bytes of other quotation marks
        (b"\xC2\xE2", ANY),
        (b" ", ANY),
        (b"\xD8", b"\x8C\x9B\x9F"),
    ]);
    const APART: usize = 1;
    const GROUPS: [u8; 3] = [0b0011_1111, 0b0100_0000, 0b1000_0000];

    #[inline(always)]
    fn places([odd, space, sign]: [u64; 3]) -> u64 {
        odd | space & (sign >> 1) | sign & !(space >> 2)
    }
}

/// What may have to be repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Oddity {
    Nothing,
    /// Runs of spaces, and spaces beside line feeds.
    Blanks,
    Anything,
}

/// The lines of a text that may change, in their order. After the last line feed comes a last line,
/// maybe empty.
#[derive(Debug)]
pub(super) struct OddLines<'t> {
    text: &'t str,
    places: Places<'t, Oddities>,
    /// Where the line begins that the places have reached, and what was found in it.
    start: usize,
    oddity: Oddity,
    /// Whether the last straight quote of the line opens, when they open and close in turn.
    quoting: bool,
    /// Whether an empty line or a space at the start of this line may have to go because of what
    /// stands before the text.
    leading: bool,
    done: bool,
}

/// One of [`OddLines`].
#[derive(Debug)]
pub(super) struct OddLine {
    /// Without its line feed.
    pub(super) range: Range<usize>,
    /// Whether a line feed ends it.
    pub(super) ended: bool,
    pub(super) oddity: Oddity,
}

/// The lines of `text` that may change, from the start of one, `from`, on; `after_break` tells that a
/// line ended before the text.
pub(super) fn odd_lines(
    kernel: Kernel,
    text: &str,
    from: usize,
    after_break: bool,
) -> OddLines<'_> {
    let mut lines = OddLines {
        text,
        places: Places::of(kernel, text.as_bytes(), from),
        start: from,
        oddity: Oddity::Nothing,
        quoting: false,
        leading: after_break,
        done: false,
    };
    lines.begin(from);
    lines
}

impl OddLines<'_> {
    /// Goes on to the line that begins at `start`.
    fn begin(&mut self, start: usize) {
        let byte = |at: usize| self.text.as_bytes().get(at).copied();
        self.start = start;
        self.quoting = false;
        self.oddity = Oddity::Nothing;
        let Some(first @ (b' ' | b'\n')) = byte(start) else {
            self.leading = false;
            return;
        };
        // of two line feeds the first may end a line that is empty too, or has but spaces
        let is_odd = first == b' '
            || start.checked_sub(2).is_some_and(|at| matches!(byte(at), Some(b'\n' | b' ')));
        if self.leading || start > 0 && is_odd {
            self.oddity = self.blank_at(start);
        }
    }

    /// What may have to be done about a space or line feed.
    fn blank_at(&self, at: usize) -> Oddity {
        if carries_mark(self.text, at + 1) { Oddity::Anything } else { Oddity::Blanks }
    }

    /// What may have to be repaired at a place of [`Oddities`]; a line feed there ends no line.
    fn look(&mut self, at: usize) -> Oddity {
        let byte = |at: usize| self.text.as_bytes().get(at).copied().unwrap_or(0);
        let before = at.checked_sub(1).map_or(0, byte);
        let (second, third) = (byte(at + 1), byte(at + 2));
        let is_odd = match (byte(at), second) {
            (b'\n', _) => true,
            (b' ', b' ' | b'\n') => return self.blank_at(at + 1),
            (b' ', b'.' | b',' | b':' | b'!' | b'?' | b')' | b']') => true,
            // comma, semicolon and question mark of Arabic
            (b' ', 0xD8) => third & 0xE0 == 0x80,
            (b'"', _) => {
                self.quoting = !self.quoting;
                let touches =
                    if self.quoting { second == b' ' || before == b':' } else { before == b' ' };
                touches || carries_mark(self.text, at + 1)
            }
            (b'.' | b'!', 0xD8..=0xDD | 0xE0) | (b'(' | b'[', b' ') => true,
            (0xD8, 0x80..=0x9F) => {
                let in_number = before.is_ascii_digit() && third.is_ascii_digit();
                !matches!(third, b' ' | b'\n' | 0) && !in_number
            }
            (0xC2, 0xAB) => third == b' ' || before == b':',
            (0xC2, 0xBB) => before == b' ',
            (0xE2, 0x80) => match third {
                0x9C => byte(at + 3) == b' ' || before == b':',
                0x9D => before == b' ',
                _ => false,
            },
            _ => false,
        };
        if is_odd { Oddity::Anything } else { Oddity::Nothing }
    }
}

impl Iterator for OddLines<'_> {
    type Item = OddLine;

    fn next(&mut self) -> Option<OddLine> {
        while let Some(at) = self.places.next() {
            let is_line = self.text.as_bytes().get(at) == Some(&b'\n');
            if is_line && !carries_mark(self.text, at + 1) {
                let line = OddLine { range: self.start..at, ended: true, oddity: self.oddity };
                self.begin(at + 1);
                if line.oddity != Oddity::Nothing {
                    return Some(line);
                }
            } else {
                self.oddity = self.oddity.max(self.look(at));
            }
        }
        let is_last = !std::mem::replace(&mut self.done, true);
        (is_last && self.oddity != Oddity::Nothing).then_some(OddLine {
            range: self.start..self.text.len(),
            ended: false,
            oddity: self.oddity,
        })
    }
}

/// Where the line of the byte `at` begins; a line begins at `first`, and none before.
pub(super) fn line_start(text: &str, first: usize, at: usize) -> usize {
    let mut end = at;
    loop {
        let before = text.as_bytes().get(first..end).unwrap_or_default();
        let Some(found) = memrchr(b'\n', before) else { return first };
        end = first + found;
        if !carries_mark(text, end + 1) {
            return end + 1;
        }
    }
}
