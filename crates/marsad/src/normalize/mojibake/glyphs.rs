//! A token as composed characters that know where they come from.

use icu_normalizer::ComposingNormalizerBorrowed;

use super::super::op::Op;
use super::super::rules::Rules;
use crate::chars::tables::JOINING;

/// A character and the bytes of the text it stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Glyph {
    pub(super) c: char,
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether the profile deletes it.
    pub(super) is_deleted: bool,
    /// Whether it was read from bytes.
    pub(super) is_read: bool,
}

/// The canonical composition of `token`, which begins at `at` of the text. Characters that
/// compose or change places are those of their whole cluster.
pub(super) fn glyphs(rules: &Rules, token: &str, at: usize) -> Vec<Glyph> {
    let mut out = Vec::with_capacity(token.len());
    let mut chars = token.char_indices().peekable();
    let mut cluster = String::new();
    while let Some((start, first)) = chars.next() {
        let mut end = start + first.len_utf8();
        while let Some((_, next)) = chars.next_if(|&(_, next)| JOINING.contains(next)) {
            end += next.len_utf8();
        }
        let source = token.get(start..end).unwrap_or_default();
        let (start, end) = (at + start, at + end);
        let glyph = |c| {
            let is_deleted = rules.deletes(c);
            Glyph { c: as_read_again(rules, c), start, end, is_deleted, is_read: false }
        };
        if source.len() == first.len_utf8() && first < '\u{300}' {
            // no letter of these has a composition other than itself
            out.push(glyph(first));
            continue;
        }
        cluster.clear();
        let normalizer = ComposingNormalizerBorrowed::new_nfc();
        cluster.extend(normalizer.normalize_iter(source.chars()));
        out.extend(cluster.chars().map(glyph));
    }
    out
}

/// Digits as they will be when the text is read a second time: an ASCII digit may stand in a word of
/// bytes, an Arabic one may not.
fn as_read_again(rules: &Rules, c: char) -> char {
    match rules.fold(c) {
        (digit, Some(Op::Digits)) => digit,
        _ => c,
    }
}
