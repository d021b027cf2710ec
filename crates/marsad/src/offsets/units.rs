//! Positions of a text in bytes, code points and UTF-16 units.

use std::fmt;
use std::str::FromStr;

use crate::span::Span;

/// Bytes of text to one entry of an index.
const BLOCK: usize = 1024;

/// What positions in a text are counted in.
///
/// ```
/// use marsad::Unit;
/// assert_eq!("utf16".parse(), Ok(Unit::Utf16));
/// assert_eq!(Unit::Chars.to_string(), "chars");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Unit {
    /// Bytes of the UTF-8 form, in which the engine counts.
    #[default]
    Bytes,
    /// Code points, the characters of Python and of most databases.
    Chars,
    /// UTF-16 units, the characters of Java, JavaScript and C#: two for a code point above U+FFFF.
    Utf16,
}

impl Unit {
    /// All units.
    pub const ALL: [Unit; 3] = [Unit::Bytes, Unit::Chars, Unit::Utf16];

    /// Its name: `bytes`, `chars` or `utf16`.
    pub const fn name(self) -> &'static str {
        match self {
            Unit::Bytes => "bytes",
            Unit::Chars => "chars",
            Unit::Utf16 => "utf16",
        }
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that is that of no [`Unit`].
///
/// ```
/// let error = "words".parse::<marsad::Unit>().unwrap_err();
/// assert_eq!(error.to_string(), "unknown unit `words`; known are bytes, chars, utf16");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownUnit(String);

impl fmt::Display for UnknownUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let known = Unit::ALL.map(Unit::name).join(", ");
        write!(f, "unknown unit `{}`; known are {known}", self.0)
    }
}

impl std::error::Error for UnknownUnit {}

impl FromStr for Unit {
    type Err = UnknownUnit;

    fn from_str(name: &str) -> Result<Self, UnknownUnit> {
        let known = Unit::ALL.into_iter().find(|unit| unit.name() == name);
        known.ok_or_else(|| UnknownUnit(name.to_owned()))
    }
}

/// Turns positions in bytes of a text into code points or UTF-16 units and back.
///
/// Making it takes one pass over the text, and memory of 8 bytes for each 1024. From bytes to units
/// is O(1), back is O(log n); either looks at less than 1024 bytes of the text. Positions are 32 bits
/// like all of the engine: of a text of 4 GiB or more they are right up to there.
///
/// ```
/// use marsad::{Unit, UnitIndex};
/// let text = "📰 قُدِّم";
/// let index = UnitIndex::new(text);
/// let at = text.find("دِّ").unwrap() as u32;
/// assert_eq!((at, index.count(Unit::Chars, at), index.count(Unit::Utf16, at)), (9, 4, 5));
/// assert_eq!((index.byte(Unit::Chars, 4), index.byte(Unit::Utf16, 5)), (9, 9));
/// ```
#[derive(Debug, Clone)]
pub struct UnitIndex<'t> {
    text: &'t str,
    /// For each block of bytes, what stands before it.
    blocks: Vec<Counts>,
}

/// Numbers of units.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    chars: u32,
    utf16: u32,
}

impl Counts {
    fn of(self, unit: Unit) -> u32 {
        match unit {
            Unit::Utf16 => self.utf16,
            Unit::Bytes | Unit::Chars => self.chars,
        }
    }

    fn plus(self, other: Counts) -> Counts {
        Counts {
            chars: self.chars.saturating_add(other.chars),
            utf16: self.utf16.saturating_add(other.utf16),
        }
    }
}

impl<'t> UnitIndex<'t> {
    /// The index of `text`.
    pub fn new(text: &'t str) -> UnitIndex<'t> {
        let mut blocks = Vec::with_capacity(text.len() / BLOCK + 1);
        let mut before = Counts::default();
        for block in text.as_bytes().chunks(BLOCK) {
            blocks.push(before);
            before = before.plus(count(block));
        }
        UnitIndex { text, blocks }
    }

    /// The text.
    pub fn text(&self) -> &'t str {
        self.text
    }

    /// How many units stand before byte `at`. A place inside a character is taken as its start, one
    /// behind the text as its end.
    pub fn count(&self, unit: Unit, at: u32) -> u32 {
        let at = floor_character(self.text, at as usize);
        if unit == Unit::Bytes {
            return narrow(at);
        }
        let block = at / BLOCK;
        let Some(before) = self.blocks.get(block).or_else(|| self.blocks.last()) else { return 0 };
        // a text that is a whole number of blocks has its end behind the last one
        let start = block.min(self.blocks.len() - 1) * BLOCK;
        let rest = self.text.as_bytes().get(start..at).unwrap_or_default();
        before.plus(count(rest)).of(unit)
    }

    /// The byte before which `n` units stand. A place inside a character is taken as its start, one
    /// behind the text as its end.
    pub fn byte(&self, unit: Unit, n: u32) -> u32 {
        if unit == Unit::Bytes {
            return narrow(floor_character(self.text, n as usize));
        }
        // the last block that begins at or before it
        let after = self.blocks.partition_point(|block| block.of(unit) <= n);
        let block = after.saturating_sub(1);
        let mut units = self.blocks.get(block).copied().unwrap_or_default().of(unit);
        // the end of a character that began in the block before counts there
        let start = (block * BLOCK..self.text.len()).find(|&at| self.text.is_char_boundary(at));
        let start = start.unwrap_or(self.text.len());
        for (at, c) in self.text.get(start..).unwrap_or_default().char_indices() {
            let len = if unit == Unit::Utf16 && c > '\u{FFFF}' { 2 } else { 1 };
            if units + len > n {
                return narrow(start + at);
            }
            units += len;
        }
        narrow(self.text.len())
    }

    /// Both ends of a span, as [`count`](Self::count) gives them.
    ///
    /// ```
    /// use marsad::{Orig, Span, Unit, UnitIndex};
    /// let span = Span::<Orig>::new(2, 12);
    /// assert_eq!(UnitIndex::new("وروسيا").span(Unit::Chars, span), (1, 6));
    /// ```
    pub fn span<C>(&self, unit: Unit, span: Span<C>) -> (u32, u32) {
        (self.count(unit, span.start), self.count(unit, span.end))
    }
}

/// Units that begin in a piece of UTF-8.
fn count(bytes: &[u8]) -> Counts {
    let mut counts = Counts::default();
    // sums of a byte each, so that sixteen and more are added at a time
    for part in bytes.chunks(127) {
        let (mut chars, mut pairs) = (0_u8, 0_u8);
        for byte in part {
            chars += u8::from(byte & 0xC0 != 0x80);
            pairs += u8::from(*byte >= 0xF0);
        }
        counts.chars += u32::from(chars);
        counts.utf16 += u32::from(chars) + u32::from(pairs);
    }
    counts
}

/// The start of the character at `at`, or the end of the text.
fn floor_character(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Units before `at`, by counting.
    fn naive(text: &str, unit: Unit, at: usize) -> u32 {
        let mut end = at.min(text.len());
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let before = &text[..end];
        narrow(match unit {
            Unit::Bytes => before.len(),
            Unit::Chars => before.chars().count(),
            Unit::Utf16 => before.encode_utf16().count(),
        })
    }

    fn check(text: &str) {
        let index = UnitIndex::new(text);
        assert_eq!(index.text(), text);
        for unit in Unit::ALL {
            for at in 0..text.len() + 3 {
                let n = naive(text, unit, at);
                assert_eq!(index.count(unit, narrow(at)), n, "{unit} before byte {at}");
                if text.is_char_boundary(at) {
                    assert_eq!(index.byte(unit, n), narrow(at), "byte of {n} {unit}");
                }
            }
            let all = naive(text, unit, text.len());
            assert_eq!(index.byte(unit, all + 1), narrow(text.len()));
            // every unit, also the second of a pair, belongs to the character it is in
            for n in 0..all {
                let byte = index.byte(unit, n) as usize;
                let c = text[byte..].chars().next().unwrap();
                let first = naive(text, unit, byte);
                assert!((first..first + 4).contains(&n) && text.is_char_boundary(byte));
                assert!(n < naive(text, unit, byte + c.len_utf8()));
            }
        }
    }

    #[test]
    fn units_are_those_counted_one_by_one() {
        for text in ["", "a", "ب", "\u{1F4F0}", "📰 قُدِّم é 中\u{10FFFF}"] {
            check(text);
        }
        // characters across the borders of blocks, and texts that end at them
        for lead in 0..5 {
            for c in ["a", "ب", "中", "📰", "aب中📰"] {
                let text = format!("{}{}", "x".repeat(lead), c.repeat(2300 / c.len()));
                check(&text);
            }
        }
        check(&"x".repeat(2048));
        check(&"ب".repeat(512));
    }
}
