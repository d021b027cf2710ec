//! Where the characters of a decoded text stood in its bytes.

use std::ops::Range;

use marsad::{Orig, Span, Unit, UnitIndex};

use super::{Encoding, Kind};
use crate::lines::utf16_len;

/// From positions in a decoded text to positions in the bytes it was decoded from.
///
/// For an encoding of one byte a character and for UTF-16 nothing is stored: what is counted tells the
/// place. For all others there are 8 bytes for each place where lengths differ: in UTF-8 the
/// sequences that were replaced.
///
/// ```
/// use marsad::{Orig, Span};
/// use marsad_io::Encoding;
/// let bytes = b"\xC3\xE5\xE1\xC7 \xC8\xDF".to_vec();
/// let map = Encoding::WINDOWS_1256.source_map(&bytes);
/// let text = Encoding::WINDOWS_1256.decode(&bytes).text;
/// let at = text.find("بك").unwrap() as u32;
/// assert_eq!(map.index(&text).to_source(Span::<Orig>::new(at, at + 4)), 5..7);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceMap {
    way: Way,
    /// Place of the first byte in its input.
    base: u64,
    /// Number of bytes.
    len: u32,
    /// Bytes before the text that are no part of it.
    mark: u32,
    is_utf8: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// Each unit of the text is so many bytes.
    Units(Unit, u32),
    /// Places of the text and of the bytes behind each stretch where both do not advance together.
    Steps(Vec<Step>),
}

/// A stretch of the text that has another length in the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Step {
    /// Its end in the text.
    text: u32,
    /// Its end in the bytes.
    source: u32,
}

impl Encoding {
    /// The map of what [`decode`](Self::decode) makes of `bytes`, which begin at place 0 of their
    /// input. One pass; for encodings of several bytes a character, UTF-8 and UTF-16 aside, a slow one.
    pub fn source_map(self, bytes: &[u8]) -> SourceMap {
        let encoding = self.in_order_of(bytes);
        let way = match encoding.0 {
            _ if encoding.is_utf16() => Way::Units(Unit::Utf16, 2),
            Kind::MacArabic => Way::Units(Unit::Chars, 1),
            Kind::Whatwg(of) if of.is_single_byte() => Way::Units(Unit::Chars, 1),
            Kind::Whatwg(of) if of == encoding_rs::UTF_8 => Way::Steps(invalid_parts(bytes)),
            Kind::Whatwg(of) => Way::Steps(steps(of, bytes)),
            Kind::Utf16 => Way::Steps(Vec::new()),
        };
        let mark = narrow(encoding.mark_len(bytes));
        let is_utf8 = encoding == Encoding::UTF_8;
        SourceMap { way, base: 0, len: narrow(bytes.len()), mark, is_utf8 }
    }
}

/// The U+FFFD of UTF-8 with mistakes.
fn invalid_parts(bytes: &[u8]) -> Vec<Step> {
    let (mut steps, mut text, mut source) = (Vec::new(), 0, 0);
    for chunk in bytes.utf8_chunks() {
        text += chunk.valid().len();
        source += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            text += char::REPLACEMENT_CHARACTER.len_utf8();
            source += chunk.invalid().len();
            steps.push(Step { text: narrow(text), source: narrow(source) });
        }
    }
    steps
}

/// Decodes byte by byte and notes each place where the text does not advance by one.
fn steps(encoding: &'static encoding_rs::Encoding, bytes: &[u8]) -> Vec<Step> {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut buffer = [0_u8; 64];
    let mut text = 0;
    let mut steps: Vec<Step> = Vec::new();
    let mut pending = false;
    for (at, byte) in bytes.iter().enumerate() {
        let is_last = at + 1 == bytes.len();
        let (_, _, written, _) =
            decoder.decode_to_utf8(std::slice::from_ref(byte), &mut buffer, is_last);
        text += written;
        if written != 0 && (written != 1 || pending) {
            steps.push(Step { text: narrow(text), source: narrow(at + 1) });
        }
        pending = written == 0;
    }
    steps
}

impl SourceMap {
    /// The map to UTF-16 for a text that was turned from it into `utf8` before.
    pub(crate) fn of_utf16(utf8: &[u8]) -> SourceMap {
        let len = u32::try_from(utf16_len(utf8)).unwrap_or(u32::MAX);
        SourceMap { way: Way::Units(Unit::Utf16, 2), base: 0, len, mark: 0, is_utf8: false }
    }

    /// The same for bytes that begin at place `base` of their input.
    #[must_use]
    pub fn at(self, base: u64) -> SourceMap {
        SourceMap { base, ..self }
    }

    /// Makes the map ready for `text`, which must be the text decoded. One pass over the text where
    /// places are counted, nothing otherwise.
    pub fn index<'m>(&'m self, text: &'m str) -> SourceIndex<'m> {
        let units = match self.way {
            Way::Units(..) => Some(UnitIndex::new(text)),
            Way::Steps(_) => None,
        };
        SourceIndex { map: self, units }
    }

    /// The stretches of the decoded text, in order, that are not in the source what they are in the
    /// text: a sequence that was replaced, an empty one for a byte order mark that was left out. In
    /// UTF-8 bytes correspond one to one between them; in other encodings characters do.
    ///
    /// ```
    /// use marsad::Span;
    /// use marsad_io::Encoding;
    /// let map = Encoding::UTF_8.source_map(b"a\xFFb");
    /// assert_eq!(map.edits().collect::<Vec<_>>(), [Span::new(1, 4)]);
    /// assert_eq!(Encoding::WINDOWS_1256.source_map(b"\xC8").edits().count(), 0);
    /// ```
    pub fn edits(&self) -> impl Iterator<Item = Span<Orig>> {
        let steps = match &self.way {
            Way::Steps(steps) if self.is_utf8 => steps.as_slice(),
            _ => &[],
        };
        let mark = (self.mark > 0).then_some(Span::new(0, 0));
        let replaced = steps.iter().map(|step| Span::new(step.text.saturating_sub(3), step.text));
        mark.into_iter().chain(replaced)
    }
}

/// A [`SourceMap`] ready for look-ups; O(log n) each.
#[derive(Debug)]
pub struct SourceIndex<'m> {
    map: &'m SourceMap,
    units: Option<UnitIndex<'m>>,
}

impl SourceIndex<'_> {
    /// The bytes of the input that a span of the text was decoded from; decoding them alone gives the
    /// slice of the text, if the span is on character borders. A byte order mark that is no part of
    /// the text belongs to what follows it.
    pub fn to_source<C>(&self, span: Span<C>) -> Range<u64> {
        let start = if span.start == 0 { 0 } else { self.place(span.start) };
        let end = self.place(span.end);
        self.map.base + u64::from(start)..self.map.base + u64::from(end)
    }

    /// The place in the bytes before which the text before `at` stands.
    fn place(&self, at: u32) -> u32 {
        let SourceMap { way, len, mark, .. } = self.map;
        let place = match (way, &self.units) {
            (Way::Units(unit, bytes), Some(index)) => {
                index.count(*unit, at).saturating_mul(*bytes).saturating_add(*mark)
            }
            (Way::Units(..), None) => at,
            (Way::Steps(steps), _) => {
                let before = steps.partition_point(|step| step.text <= at);
                match before.checked_sub(1).and_then(|last| steps.get(last)) {
                    Some(step) => step.source.saturating_add(at - step.text),
                    None => at,
                }
            }
        };
        place.min(*len)
    }
}

fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{ARABIC, MIXED, PERSIAN, VOCALISED, encode};
    use super::*;
    use proptest::prelude::*;

    /// Each character and each span of characters is what its bytes in the source are.
    fn check(encoding: Encoding, bytes: &[u8], base: u64) {
        let map = encoding.source_map(bytes).at(base);
        let text = encoding.decode(bytes).text;
        let index = map.index(&text);
        let places: Vec<u32> = text.char_indices().map(|(at, _)| narrow(at)).collect();
        let mut last = base;
        for (k, &start) in places.iter().enumerate() {
            for &end in places.iter().chain([&narrow(text.len())]).skip(k + 1).step_by(3).take(5) {
                let range = index.to_source(Span::<Orig>::new(start, end));
                let slice = range.start - base..range.end - base;
                let slice = &bytes
                    [usize::try_from(slice.start).unwrap()..usize::try_from(slice.end).unwrap()];
                let decoded = encoding.decode(slice).text;
                assert_eq!(decoded, text[start as usize..end as usize], "{encoding} {bytes:?}");
            }
            let range = index.to_source(Span::<Orig>::new(start, start + 1));
            assert!(range.start >= last, "no gap and no step back");
            last = range.start;
        }
        if !text.is_empty() {
            let all = index.to_source(Span::<Orig>::new(0, narrow(text.len())));
            assert_eq!(all, base..base + bytes.len() as u64);
        }
    }

    #[test]
    fn spans_decode_to_their_slices() {
        for text in [ARABIC, MIXED, PERSIAN, VOCALISED, "", "\u{1F4F0}\u{FFFD}ب"] {
            for label in
                ["windows-1256", "iso-8859-6", "macarabic", "utf-16le", "utf-16be", "utf-8"]
            {
                let encoding: Encoding = label.parse().unwrap();
                check(encoding, &encode(encoding, text), 7);
            }
        }
    }

    #[test]
    fn a_mark_belongs_to_what_follows() {
        let bytes = [b"\xFF\xFE".as_slice(), &encode(Encoding::UTF_16LE, "قال")].concat();
        for encoding in [Encoding::UTF_16LE, "utf-16".parse().unwrap()] {
            let map = encoding.source_map(&bytes);
            let index = map.index("قال");
            assert_eq!(index.to_source(Span::<Orig>::new(0, 2)), 0..4);
            assert_eq!(index.to_source(Span::<Orig>::new(2, 6)), 4..8);
            assert_eq!(map.edits().collect::<Vec<_>>(), [Span::new(0, 0)]);
        }
    }

    #[test]
    fn encodings_of_several_bytes() {
        let text = "昨天 ab، 展览";
        for label in ["gbk", "gb18030", "big5", "shift_jis", "euc-jp", "euc-kr"] {
            let encoding: Encoding = label.parse().unwrap();
            check(encoding, &encode(encoding, text), 0);
        }
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..60), base in 0..9_u64) {
            for encoding in [Encoding::UTF_8, Encoding::WINDOWS_1256, Encoding::ISO_8859_6, Encoding::MAC_ARABIC] {
                check(encoding, &bytes, base);
            }
        }

        #[test]
        fn utf_8_with_mistakes(
            parts in prop::collection::vec((".{0,4}", prop::collection::vec(0x80..=255_u8, 0..4)), 0..8),
        ) {
            let parts = parts.iter().map(|(text, bytes)| [text.as_bytes(), bytes].concat());
            let bytes: Vec<u8> = parts.flatten().collect();
            check(Encoding::UTF_8, &bytes, 0);
        }

        #[test]
        fn any_units(units in prop::collection::vec(prop_oneof![Just(0xD83D_u16), Just(0xDCF0), 0x620..0x650_u16], 0..30)) {
            let bytes: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
            let map = Encoding::UTF_16BE.source_map(&bytes);
            let text = Encoding::UTF_16BE.decode(&bytes).text;
            let index = map.index(&text);
            for (at, c) in text.char_indices() {
                let span = Span::<Orig>::new(narrow(at), narrow(at + c.len_utf8()));
                let range = index.to_source(span);
                prop_assert_eq!(range.end - range.start, 2 * c.len_utf16() as u64);
            }
        }
    }
}
