//! Grapheme cluster borders near a place in a text.

use icu_segmenter::GraphemeClusterSegmenter;

use super::tables::{CLINGING, LATE_MARKS, OPENING};
use crate::span::{Orig, Span};

/// The span widened to grapheme cluster borders, so that no base letter is shown without its
/// marks and no emoji sequence is cut.
///
/// `span` is in bytes of `text`; a border inside a character is moved outward to the character, one
/// behind the end of the text to the end. An empty span inside a cluster becomes the cluster.
/// Looks only at the neighbourhood of both borders: the cost does not depend on the length of the
/// text. Allocates nothing.
///
/// ```
/// use marsad::{Span, round_to_graphemes};
/// let text = "مُحَمَّد";
/// // ten bytes end between the third letter and its marks
/// let round = round_to_graphemes(text, Span::new(0, 10));
/// assert_eq!(&text[round.range()], "مُحَمَّ");
/// ```
pub fn round_to_graphemes(text: &str, span: Span<Orig>) -> Span<Orig> {
    let is_border = |at: &usize| text.is_char_boundary(*at);
    let start = (0..=text.len().min(span.start as usize)).rev().find(is_border).unwrap_or(0);
    let end = (span.end as usize..=text.len()).find(is_border).unwrap_or(text.len());
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Span::new(narrow(last_border(text, start)), narrow(first_border(text, end)))
}

/// The last cluster border at or before `at`, a character border.
fn last_border(text: &str, at: usize) -> usize {
    let mut border = sure_border(text, at);
    if border < at {
        let steps = borders_from(text, border);
        border = steps.take_while(|&step| step <= at).last().unwrap_or(border);
    }
    border
}

/// The first cluster border at or after `at`, a character border.
fn first_border(text: &str, at: usize) -> usize {
    let sure = sure_border(text, at);
    if sure == at {
        return at;
    }
    borders_from(text, sure).find(|&step| step >= at).unwrap_or(text.len())
}

/// The cluster borders from `start`, a border, on.
fn borders_from(text: &str, start: usize) -> impl Iterator<Item = usize> {
    let rest = text.get(start..).unwrap_or_default();
    let steps = GraphemeClusterSegmenter::new().segment_str(rest).map(move |step| start + step);
    steps.filter(move |&step| step == start || !is_before_late_mark(text, step))
}

/// Whether a mark stands at `at` that belongs to the cluster before it and that the segmenter does
/// not know: it stands where a mark it knows would.
fn is_before_late_mark(text: &str, at: usize) -> bool {
    let (before, after) = text.split_at_checked(at).unwrap_or_default();
    let (Some(last), Some(mark)) = (before.chars().next_back(), after.chars().next()) else {
        return false;
    };
    if !LATE_MARKS.contains(mark) {
        return false;
    }
    let mut pair = [0; 8];
    let len = last.encode_utf8(&mut pair).len();
    let end = len + '\u{301}'.encode_utf8(pair.get_mut(len..).unwrap_or_default()).len();
    let pair = pair.get(..end).and_then(|pair| std::str::from_utf8(pair).ok()).unwrap_or_default();
    GraphemeClusterSegmenter::new().segment_str(pair).all(|border| border != len)
}

/// The nearest place at or before `at` where a cluster surely begins: the start or the end of the
/// text, or before a character that opens one after a character that does not cling.
fn sure_border(text: &str, at: usize) -> usize {
    let mut next = text.get(at..).and_then(|rest| rest.chars().next());
    if next.is_none() {
        return at;
    }
    let mut border = at;
    for before in text.get(..at).unwrap_or_default().chars().rev() {
        if next.is_some_and(|c| OPENING.contains(c)) && !CLINGING.contains(before) {
            return border;
        }
        border -= before.len_utf8();
        next = Some(before);
    }
    border
}

#[cfg(test)]
mod tests {
    use super::*;

    /// All borders, from the start of the text on.
    fn borders(text: &str) -> Vec<usize> {
        GraphemeClusterSegmenter::new().segment_str(text).collect()
    }

    #[test]
    fn equals_segmentation_of_the_whole_text() {
        let texts = [
            "",
            "مُحَمَّد بن سَلمان",
            "a\r\n\u{301}\r\r\n",
            "\u{600}١٢ \u{6DD}٣\u{301}",
            "👨‍👩‍👧🇸🇦🇪🇬🇯👍🏽x\u{200D}👩",
            "क्षत्रिय क्\u{200D}ष",
            "각ᄀ\u{1161}\u{11A8}ᄀ가",
            "\u{64E}\u{64E}ا\u{200C}\u{200D}ب",
        ];
        for text in texts {
            let borders = borders(text);
            for start in 0..=text.len() {
                for end in start..=text.len() {
                    let span = Span::new(start.try_into().unwrap(), end.try_into().unwrap());
                    let round = round_to_graphemes(text, span);
                    let low = borders.iter().rev().find(|&&b| b <= start).copied().unwrap_or(0);
                    let high = borders.iter().find(|&&b| b >= end).copied().unwrap_or(text.len());
                    assert_eq!(round.range(), low..high, "{text:?} {start}..{end}");
                }
            }
        }
    }

    #[test]
    fn marks_the_segmenter_does_not_know_are_marks() {
        // of Unicode 18; they stand as U+0301 does, also where it begins a cluster
        for mark in ["\u{10EF2}", "\u{10ECB}", "\u{5C8}", "\u{1D127}"] {
            for (text, first) in [("ب\u{301}x", 4), ("\n\u{301}x", 1), ("\u{301}x", 2)] {
                let border = if text.starts_with('\u{301}') { mark.len() } else { first };
                let cluster = round_to_graphemes(&text.replace('\u{301}', mark), Span::new(0, 1));
                let marked = if first == 4 { 2 + mark.len() } else { border };
                assert_eq!(cluster.range(), 0..marked, "{mark:?} in {text:?}");
            }
            let two = format!("ب{mark}{mark}\u{301}");
            let whole = round_to_graphemes(&two, Span::new(3, 3));
            assert_eq!(whole.range(), 0..two.len());
        }
    }

    #[test]
    fn a_sure_border_is_near_however_long_the_text() {
        for part in ["\u{1100} ", "\u{600}ا", "ا\u{200D} \u{200D}", "\r\n", "😀ا", "🇸🇦 ", "가 "]
        {
            let text = part.repeat(100);
            for (at, _) in text.char_indices() {
                let back = at - sure_border(&text, at);
                assert!(back <= 2 * part.len(), "{part:?} {back}");
            }
        }
    }

    #[test]
    fn a_span_behind_the_end_is_cut() {
        assert_eq!(round_to_graphemes("اب", Span::new(9, 12)), Span::new(4, 4));
    }
}
