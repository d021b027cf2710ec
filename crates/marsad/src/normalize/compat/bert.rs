//! The BertNormalizer of Hugging Face tokenizers 0.23.3 with its usual options: clean, space Chinese
//! characters, strip accents, lower case.
//!
//! Its classes are those of an old Unicode: marks and format characters that came later stay. So are
//! its decompositions, but its lower case is that of Unicode 17. Tables in `tables`, measured over
//! all characters by `xtask/python/peer_tables.py`.

mod tables;

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

use super::super::rules::decompose;
use super::{Compat, Peer, Rewrite, Step, To};
use tables::{CONTROLS, LOWER, MARKS, MOVED};

const TOKENIZERS: Peer = Peer { name: "Hugging Face tokenizers", version: "0.23.3" };

pub(super) static PROFILES: [Compat; 1] = [Compat::steps(
    "bert",
    TOKENIZERS,
    "BertNormalizer: decomposed, marks and controls out, lower case",
    &[Step::Text(order), Step::Chars(bert)],
)
.cut_where(|_, next| begins_cluster(next))];

fn bert(c: char) -> To {
    if is_in(CONTROLS, c) {
        return To::Delete;
    }
    if is_space(c) {
        return To::Char(' ');
    }
    let mut result = ['\0'; 3];
    let mut len = 0;
    each_part(c, &mut |part| {
        if !MARKS.contains(part)
            && let Some(place) = result.get_mut(len)
        {
            *place = lower(part);
            len += 1;
        }
    });
    match (result, len) {
        ([one, ..], 1) if is_chinese(c) => To::Chars([' ', one, ' '], 3),
        (_, 0) => To::Delete,
        ([one, ..], 1) if one == c => To::Same,
        ([one, ..], 1) => To::Char(one),
        (several, len) => To::Chars(several, len),
    }
}

/// Calls `each` with the canonical decomposition of `c`. Characters that decompose and came after
/// its tables stay whole.
fn each_part(c: char, each: &mut impl FnMut(char)) {
    if is_in(NEWER, c) { each(c) } else { decompose(c, each) }
}

/// Decomposing characters of Unicode 13 and later.
const NEWER: &[(u32, u32)] = &[
    (0x105C9, 0x105C9),
    (0x105E4, 0x105E4),
    (0x11383, 0x11391),
    (0x113C5, 0x113C8),
    (0x11938, 0x11938),
    (0x16121, 0x16128),
    (0x16D68, 0x16D6A),
];

/// White space but VT, FF and NEL, which are controls.
fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\r' | ' ' | '\u{A0}' | '\u{1680}' | '\u{2000}'
            ..='\u{200A}' | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// The blocks that its authors list; the first characters of the sixth are not in their list.
fn is_chinese(c: char) -> bool {
    matches!(c,
        '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{2A6DF}' | '\u{2A700}'..='\u{2B81F}' | '\u{2B920}'..='\u{2CEAF}'
        | '\u{2F800}'..='\u{2FA1F}')
}

fn lower(c: char) -> char {
    let code = u32::from(c);
    let after = LOWER.partition_point(|&(first, ..)| first <= code);
    let row = after.checked_sub(1).and_then(|i| LOWER.get(i));
    match row {
        Some(&(first, last, step, to)) if code <= last && (code - first).is_multiple_of(step) => {
            char::from_u32(to + code - first).unwrap_or(c)
        }
        _ => c,
    }
}

fn is_in(ranges: &[(u32, u32)], c: char) -> bool {
    let code = u32::from(c);
    let after = ranges.partition_point(|&(first, _)| first <= code);
    after.checked_sub(1).and_then(|i| ranges.get(i)).is_some_and(|&(_, last)| code <= last)
}

/// Puts marks that stay into canonical order, as decomposition does. Such marks are those of a few
/// scripts, of notes of music, and newer ones of Arabic, which are all of one class; so that hardly
/// any text changes.
fn order(text: &str, out: &mut dyn Rewrite) {
    let is_low = |b: &u8| *b < LEAD_OF_MOVED;
    if text.as_bytes().iter().all(is_low) || !text.chars().any(|c| is_in(MOVED, c)) {
        return out.keep(0, text.len());
    }
    let mut kept = 0;
    let (mut start, mut end) = (0, 0);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        if is_in(CONTROLS, c) {
            continue;
        }
        if begins_cluster(c) {
            if let Some(sorted) = sorted(&mut parts) {
                out.keep(kept, start);
                out.replace(start, end, &sorted);
                kept = end;
            }
            parts.clear();
            start = at;
        }
        each_part(c, &mut |part| parts.push((class(part), part)));
        end = at + c.len_utf8();
    }
    if let Some(sorted) = sorted(&mut parts) {
        out.keep(kept, start);
        out.replace(start, end, &sorted);
        kept = end;
    }
    out.keep(kept, text.len());
}

/// The least first byte of a character in `MOVED`.
const LEAD_OF_MOVED: u8 = 0xE0;

/// Whether nothing from `c` on goes before it.
fn begins_cluster(c: char) -> bool {
    let mut first = None;
    each_part(c, &mut |part| first = first.or(Some(class(part))));
    first == Some(0) && !is_in(CONTROLS, c)
}

/// The combining class as its tables have it.
fn class(part: char) -> u8 {
    let known = MARKS.contains(part) || is_in(MOVED, part);
    if known { CanonicalCombiningClassMapBorrowed::new().get_u8(part) } else { 0 }
}

/// The text of parts in canonical order, if they were not.
fn sorted(parts: &mut [(u8, char)]) -> Option<String> {
    let mut changed = false;
    for run in parts.chunk_by_mut(|_, &(class, _)| class != 0) {
        changed |= !run.is_sorted_by_key(|&(class, _)| class);
        run.sort_by_key(|&(class, _)| class);
    }
    changed.then(|| parts.iter().map(|&(_, part)| part).collect())
}
