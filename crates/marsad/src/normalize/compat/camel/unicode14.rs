//! NFC and NFKC as Unicode 14.0 has them, with the normaliser of a newer Unicode.
//!
//! Characters that were unassigned then are inert: of combining class 0, without decomposition, no
//! part of a composition. Of all others no mapping and no class has changed since, which the
//! stability policy of Unicode promises. So the text falls apart at the newer characters, and what
//! lies between is normalised as today. A stretch that is normal today is normal in both senses, as
//! every part of a normal text is; the search for newer characters is left to what is not.

use icu_normalizer::{
    ComposingNormalizerBorrowed as Composing, DecomposingNormalizerBorrowed as Decomposing,
};

use super::super::Rewrite;
use super::tables::UNASSIGNED;
use crate::chars::tables::JOINING;

const RIAL: char = '\u{FDFC}';
const BASMALA: char = '\u{FDFD}';

/// Bytes of a segment from which on it is told in pieces.
const LONGEST_UNIT: usize = 128;

/// Canonical composition of `text`.
pub(super) fn nfc(text: &str, sink: &mut dyn Rewrite) {
    normalize(&Composing::new_nfc(), &Decomposing::new_nfd(), text, 0, sink);
}

/// Compatibility composition of `text`, after two ligatures have been spelled out: one that it
/// would spell with the Persian yeh, one that it leaves alone. Their spellings begin and end with
/// letters that compose with nothing.
pub(super) fn nfkc(text: &str, sink: &mut dyn Rewrite) {
    let (composing, decomposing) = (Composing::new_nfkc(), Decomposing::new_nfkd());
    let mut at = 0;
    for (place, ligature) in text.match_indices([RIAL, BASMALA]) {
        let before = text.get(at..place).unwrap_or_default();
        normalize(&composing, &decomposing, before, at, sink);
        at = place + ligature.len();
        let is_rial = ligature.starts_with(RIAL);
        sink.replace(place, at, if is_rial { "ريال" } else { "بسم الله الرحمن الرحيم" });
    }
    normalize(&composing, &decomposing, text.get(at..).unwrap_or_default(), at, sink);
}

/// Whether `last` and `next`, neighbours in a text, never change together, in NFC or NFKC.
pub(super) fn is_cut(last: char, next: char) -> bool {
    let forms = [Decomposing::new_nfd(), Decomposing::new_nfkd()];
    let is_free = || !forms.iter().any(|form| joins(form, next, &mut String::new()));
    next.is_ascii() || is_newer(last) || is_newer(next) || is_free()
}

/// Tells what becomes of `text`, which stands at byte `at`.
fn normalize(
    composing: &Composing<'_>,
    decomposing: &Decomposing<'_>,
    text: &str,
    mut at: usize,
    sink: &mut dyn Rewrite,
) {
    let (mut rest, mut normal) = (text, String::new());
    loop {
        let (head, tail) = composing.split_normalized(rest);
        if !head.is_empty() {
            sink.keep(at, at + head.len());
            at += head.len();
        }
        let len = segment(decomposing, tail, &mut normal);
        let (part, behind) = tail.split_at_checked(len).unwrap_or((tail, ""));
        if part.is_empty() {
            return;
        }
        normal.clear();
        if part.starts_with(is_newer) || composing.normalize_to(part, &mut normal).is_err() {
            part.clone_into(&mut normal);
        }
        tell(part, &normal, at, sink);
        at += part.len();
        rest = behind;
    }
}

/// Tells that `part`, at byte `at`, became `normal`. One of the length of a word is a unit; a longer
/// one, marks upon marks, is told in pieces of characters.
fn tell(part: &str, normal: &str, at: usize, sink: &mut dyn Rewrite) {
    if part == normal {
        return sink.keep(at, at + part.len());
    }
    let (mut from, mut told) = (0, 0);
    while from < part.len() {
        let to = part.ceil_char_boundary(from + LONGEST_UNIT);
        // in proportion; the product of two lengths of texts in memory may not fit
        let reach = normal.len() as u128 * to as u128 / part.len() as u128;
        let reach = normal.floor_char_boundary(usize::try_from(reach).unwrap_or(normal.len()));
        sink.replace(at + from, at + to, normal.get(told..reach).unwrap_or_default());
        (from, told) = (to, reach);
    }
}

/// Bytes of the first segment of `text`: what changes apart from what stands before and behind.
fn segment(decomposing: &Decomposing<'_>, text: &str, buffer: &mut String) -> usize {
    let mut after_first = text.char_indices();
    let is_alone = after_first.next().is_some_and(|(_, first)| is_newer(first));
    after_first
        .find(|&(_, c)| is_alone || is_newer(c) || !joins(decomposing, c, buffer))
        .map_or(text.len(), |(at, _)| at)
}

/// Whether `c` can change with what stands before it.
fn joins(decomposing: &Decomposing<'_>, c: char, buffer: &mut String) -> bool {
    buffer.clear();
    let whole = decomposing.normalize_to(c.encode_utf8(&mut [0; 4]), buffer);
    // on an error, which a string can not give: the longer segment
    whole.is_err() || buffer.starts_with(|first| JOINING.contains(first))
}

/// Whether Unicode 14.0 did not know `c`.
fn is_newer(c: char) -> bool {
    let code = u32::from(c);
    let after = UNASSIGNED.partition_point(|&(first, _)| first <= code);
    after.checked_sub(1).and_then(|i| UNASSIGNED.get(i)).is_some_and(|&(_, last)| code <= last)
}
