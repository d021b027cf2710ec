//! What CPython 3.11 calls a word character, a digit and white space: what `\w`, `\d` and `\s`
//! match in its `re` module, and what its strings are split at.
//!
//! It has Unicode 14.0; marks are no word characters, other numbers such as ½ are. Tables in
//! `tables`, written by `xtask/python/peer_tables.py`.

mod tables;

use tables::{DIGIT, WORD};

/// What `\w` matches: letters, numbers and `_`, no marks.
pub(super) fn is_word(c: char) -> bool {
    WORD.contains(c)
}

/// What `\d` matches.
pub(super) fn is_digit(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    let code = u32::from(c);
    let after = DIGIT.partition_point(|&(first, _)| first <= code);
    after.checked_sub(1).and_then(|i| DIGIT.get(i)).is_some_and(|&(_, last)| code <= last)
}

/// What `\s` matches, `str.split()` splits at and `str.strip()` takes away.
pub(super) fn is_space(c: char) -> bool {
    matches!(c,
        '\t'..='\r' | '\u{1C}'..=' ' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}'
        | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}')
}
