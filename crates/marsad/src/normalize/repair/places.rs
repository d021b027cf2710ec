//! Places of a text at which the repair looks, and the lines it may change.
//!
//! Whatever the repair changes is beside a sign, a line feed or a space behind a space. Two patterns
//! of a byte and its neighbours go over the text in vectors. One finds all signs, for a line that is
//! taken apart. The other tells the few places that may change: it knows what stands beside a sign,
//! and which straight quotes of a line open and which close, not the rules, so that it may suspect a
//! line in which nothing changes, and never misses one in which something does.

use std::ops::Range;

use memchr::{memchr, memrchr};

use super::marks::carries_mark;
use crate::chars::Kernel;
use crate::chars::scan::{Classes, Near, Pattern, STEP, places};

/// Words of places that are looked for in one go: few, since a text is looked at again from the first
/// line on that changes.
const WORDS: usize = 8;

/// The places of a text at which a pattern holds, ascending.
#[derive(Debug)]
pub(super) struct Places<'t, P> {
    kernel: Kernel,
    pattern: P,
    bytes: &'t [u8],
    /// The places before, word by word.
    words: [u64; WORDS],
    /// Words that are done with.
    done: usize,
    /// Where the next word begins.
    next: usize,
    /// Places left in the word before: bit `i` for its byte `i`.
    left: u64,
}

impl<'t, P: Pattern> Places<'t, P> {
    /// The places of `text` in `range`.
    pub(super) fn of(kernel: Kernel, pattern: P, text: &'t str, range: Range<usize>) -> Self {
        let bytes = text.as_bytes().get(..range.end).unwrap_or_default();
        let (words, next) = ([0; WORDS], range.start);
        Places { kernel, pattern, bytes, words, done: WORDS, next, left: 0 }
    }
}

impl<P: Pattern> Iterator for Places<'_, P> {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            if self.next >= self.bytes.len() {
                return None;
            }
            if self.done == WORDS {
                places(self.kernel, self.bytes, self.next, &mut self.words, &mut self.pattern);
                self.done = 0;
            }
            self.left = self.words.get(self.done).copied().unwrap_or(0);
            self.done += 1;
            self.next += STEP;
        }
        let bit = self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(self.next - STEP + bit).filter(|&at| at < self.bytes.len())
    }
}

/// Where a sign begins, or a space behind a space. Some more characters are among them.
#[derive(Debug)]
pub(super) struct Signs;

impl Pattern for Signs {
    const CLASSES: &'static Classes = &Classes::new([
        b" ",
        // comma, semicolon and question mark of Arabic
        b"\xD8",
        b"\x8C\x9B\x9F",
        // first bytes of quotation marks
        b"\xC2\xE2",
        b"!\"#$%&'()*+,-./",
        b":;<=>?[]",
        b"@",
    ]);

    #[inline(always)]
    fn places(&mut self, near: &Near) -> u64 {
        let ascii = near.is::<4, 0>() | near.is::<5, 0>() | near.is::<6, 0>();
        let spaces = near.before::<0, 1>() & near.is::<0, 0>();
        ascii | spaces | near.is::<1, 0>() & near.is::<2, 1>() | near.is::<3, 0>()
    }
}

/// Where something may have to be repaired, in a text that is looked at from the start of a line on.
/// Beside it are places of which [`look`] says no.
#[derive(Debug, Default)]
pub(super) struct Oddities {
    /// All ones when an odd number of quotes stands in the line before.
    quoting: u64,
}

const SPACE: usize = 0;
const LINE: usize = 1;
const QUOTE: usize = 2;
/// First bytes of other quotation marks.
const QUOTES: usize = 3;
const CLOSE: usize = 4;
/// The colon among them.
const MORE_CLOSE: usize = 5;
const OPEN: usize = 6;
const D8: usize = 7;
const D9: usize = 8;
/// Second bytes of signs and marks behind D8 and D9, with U+0670 apart.
const SIGN: usize = 9;
const MORE_SIGN: usize = 10;
const DAGGER_ALEF: usize = 11;
const NOT_ASCII: usize = 12;

impl Pattern for Oddities {
    const CLASSES: &'static Classes = &Classes::new([
        b" ",
        b"\n",
        b"\"",
        b"\xC2\xE2",
        b"!),.",
        b":?]",
        b"([",
        b"\xD8",
        b"\xD9",
        b"\x8B\x8C\x8D\x8E\x8F",
        b"\x90\x91\x92\x93\x94\x95\x96\x97\x98\x99\x9A\x9B\x9C\x9D\x9E\x9F",
        b"\xB0",
        b"\x80\x91\xA2\xB3\xC4\xD5\xE6\xF7\x88\x99\xAA\xBB\xCC\xDD\xEE\xFF",
    ]);

    #[inline(always)]
    fn places(&mut self, near: &Near) -> u64 {
        let space = near.is::<SPACE, 0>();
        let after_space = near.before::<SPACE, 1>();
        let before_space = near.is::<SPACE, 1>();
        let line = near.is::<LINE, 0>();
        let quote = near.is::<QUOTE, 0>();
        let sign = near.is::<D8, 0>() & (near.is::<SIGN, 1>() | near.is::<MORE_SIGN, 1>());
        let close = near.is::<CLOSE, 0>() | near.is::<MORE_CLOSE, 0>();

        let open = self.open(quote & IN_STEP, line & IN_STEP);
        let after_colon = near.before::<MORE_CLOSE, 1>();
        let odd_quote = open & (before_space | after_colon) | !open & after_space;

        // what may carry a mark, which makes it a part of a word
        let alphabet = near.is::<D8, 1>() | near.is::<D9, 1>();
        let mark = near.is::<NOT_ASCII, 1>() & !alphabet
            | alphabet & (near.is::<SIGN, 2>() | near.is::<MORE_SIGN, 2>())
            | near.is::<D9, 1>() & near.is::<DAGGER_ALEF, 2>();

        let after_line = near.before::<LINE, 1>();
        // of two line feeds the first may end a line that is empty too, or has but spaces
        let after_blank = near.before::<LINE, 2>() | near.before::<SPACE, 2>();
        after_space & (space | line | close | sign)
            | after_line & (space | line & after_blank)
            | (quote | line) & mark
            | quote & odd_quote
            | near.is::<QUOTES, 0>()
            | near.is::<CLOSE, 0>() & near.is::<NOT_ASCII, 1>()
            | sign & !near.is::<SPACE, 2>()
            | near.is::<OPEN, 0>() & before_space
    }
}

impl Oddities {
    /// Which of these quotes open, when they open and close in turn in each line.
    #[inline(always)]
    fn open(&mut self, quotes: u64, mut lines: u64) -> u64 {
        // whether their number is odd, up to each place
        let mut open = quotes;
        for shift in [1, 2, 4, 8, 16, 32] {
            open ^= open << shift;
        }
        open ^= self.quoting;
        while lines != 0 {
            let end = lines.trailing_zeros();
            if open >> end & 1 == 1 {
                open ^= !0 << end;
            }
            lines &= lines - 1;
        }
        self.quoting = 0_u64.wrapping_sub(open >> (STEP - 1) & 1);
        open
    }
}

/// The bits of a word that tell of a place.
const IN_STEP: u64 = !0 >> (64 - STEP);

/// What may have to be repaired.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Oddity {
    Nothing,
    /// Runs of spaces, and spaces beside line feeds.
    Blanks,
    Anything,
}

/// What may have to be repaired at a place of [`Oddities`].
fn look(text: &str, at: usize) -> Oddity {
    let byte = |at: usize| text.as_bytes().get(at).copied().unwrap_or(0);
    let before = at.checked_sub(1).map_or(0, byte);
    let (second, third) = (byte(at + 1), byte(at + 2));
    let closes = match byte(at) {
        b' ' | b'\n' if !carries_mark(text, at + 1) => return Oddity::Blanks,
        b' ' | b'\n' => return Oddity::Anything,
        b'.' | b',' | b':' | b'!' | b'?' | b')' | b']' => true,
        // comma, semicolon and question mark of Arabic
        0xD8 => second & 0xE0 == 0x80,
        0xC2 => second == 0xBB,
        0xE2 => second == 0x80 && third == 0x9D,
        _ => false,
    };
    let is_odd = match (byte(at), second) {
        _ if closes && before == b' ' => true,
        (b'"', _) => matches!(before, b' ' | b':') || second == b' ' || carries_mark(text, at + 1),
        (b'.' | b'!', 0xD8..=0xDD | 0xE0) | (b'(' | b'[', b' ') => true,
        (0xD8, 0x80..=0x9F) => {
            let in_number = before.is_ascii_digit() && third.is_ascii_digit();
            !matches!(third, b' ' | b'\n' | 0) && !in_number
        }
        (0xC2, 0xAB) => third == b' ' || before == b':',
        (0xE2, 0x80) => third == 0x9C && (byte(at + 3) == b' ' || before == b':'),
        _ => false,
    };
    if is_odd { Oddity::Anything } else { Oddity::Nothing }
}

/// The lines of a text that may change, in their order. After the last line feed comes a last line,
/// maybe empty.
#[derive(Debug)]
pub(super) struct OddLines<'t> {
    text: &'t str,
    /// Where a line begins, those before are done with.
    start: usize,
    places: Places<'t, Oddities>,
    /// The next place that was found and belongs to no line yet.
    next: Option<usize>,
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

/// The lines of `text` that may change, from the start of one, `from`, on. Whether an empty line or a
/// space at the start of the first lines stays depends on what stands before them: these lines are
/// asked for by [`OddLines::first`].
pub(super) fn odd_lines(kernel: Kernel, text: &str, from: usize) -> OddLines<'_> {
    let mut places = Places::of(kernel, Oddities::default(), text, from..text.len());
    let next = places.next();
    OddLines { text, start: from, places, next }
}

impl OddLines<'_> {
    /// The next line, if it is empty or begins with a space.
    pub(super) fn first(&mut self) -> Option<OddLine> {
        let first = self.text.as_bytes().get(self.start)?;
        let oddity = matches!(first, b' ' | b'\n').then(|| look(self.text, self.start))?;
        Some(self.line(self.start..self.start, oddity))
    }

    /// The line that begins at the start of `seen` and goes on behind its end, with what else is odd
    /// in it.
    fn line(&mut self, seen: Range<usize>, mut oddity: Oddity) -> OddLine {
        let found = line_ends(self.text, seen.end).next();
        let end = found.unwrap_or(self.text.len());
        while let Some(at) = self.next
            && at <= end
        {
            oddity = oddity.max(look(self.text, at));
            self.next = self.places.next();
        }
        self.start = end + usize::from(found.is_some());
        OddLine { range: seen.start..end, ended: found.is_some(), oddity }
    }
}

impl Iterator for OddLines<'_> {
    type Item = OddLine;

    fn next(&mut self) -> Option<OddLine> {
        loop {
            let at = self.next?;
            self.next = self.places.next();
            let oddity = look(self.text, at);
            if oddity != Oddity::Nothing {
                let start = line_start(self.text, self.start, at);
                return Some(self.line(start..at, oddity));
            }
        }
    }
}

/// The line feeds of `text` from `from` on that end a line: none carries a mark.
fn line_ends(text: &str, mut from: usize) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        loop {
            let rest = text.as_bytes().get(from..)?;
            let at = from + memchr(b'\n', rest)?;
            from = at + 1;
            if !carries_mark(text, from) {
                return Some(at);
            }
        }
    })
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
