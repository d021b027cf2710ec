//! Steps that delete, shorten and mend: dates in brackets, tags, repetitions, placeholders.

use super::super::Rewrite;
use super::links::substitute;
use super::{is_digit, is_space};

/// Where the characters from `from` on stop to be such.
fn run(text: &str, from: usize, is: impl Fn(char) -> bool) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    rest.find(|c| !is(c)).map_or(text.len(), |len| from + len)
}

/// Where the characters before `to`, and not before `from`, begin to be such.
fn run_back(text: &str, from: usize, to: usize, is: impl Fn(char) -> bool) -> usize {
    let before = text.get(from..to).unwrap_or_default();
    to - (before.len() - before.trim_end_matches(is).len())
}

/// Day, name of the month, year and a closing bracket are gone.
pub(super) fn dates(text: &str, out: &mut dyn Rewrite) {
    // the range that the regular expression names, with what lies between the letters
    let is_name = |c: char| matches!(c, '\u{621}'..='\u{64A}');
    let bytes = text.as_bytes();
    substitute(text, "", out, |from| {
        memchr::memchr_iter(b'/', bytes.get(from..)?).map(|at| from + at).find_map(|slash| {
            let day = run_back(text, from, slash, is_digit);
            let month = run(text, slash + 1, is_name);
            let is_open = day < slash && month > slash + 1 && bytes.get(month) == Some(&b'/');
            let year = run(text, month + usize::from(is_open), is_digit);
            let is_whole = is_open && year > month + 1 && bytes.get(year) == Some(&b']');
            is_whole.then_some((day, year + 1))
        })
    });
}

/// White space at both ends is gone.
pub(super) fn strip(text: &str, out: &mut dyn Rewrite) {
    let start = text.len() - text.trim_start_matches(is_space).len();
    let end = text.trim_end_matches(is_space).len().max(start);
    out.drop(0, start);
    out.keep(start, end);
    out.drop(end, text.len());
}

/// Its list of punctuation, and white space.
fn is_punctuation(c: char) -> bool {
    match c {
        '&' | '/' => false,
        '!'..='~' => c.is_ascii_punctuation(),
        '·' | '،' | '؛' | '؟' | '٪' | '–' | '—' | '‘' | '’' | '“' | '”' | '«' | '»' | '…'
        | '【' => true,
        '\u{6DA}' | '\u{B4D}' => true,
        _ => is_space(c),
    }
}

/// Of two signs or more in a row, white space among them, each different one stays once, where it
/// came first; spaces come around them.
pub(super) fn repeated_punctuation(text: &str, out: &mut dyn Rewrite) {
    let mut at = 0;
    while at < text.len() {
        let start = run(text, at, |c| !is_punctuation(c));
        let end = run(text, start, is_punctuation);
        let signs = text.get(start..end).unwrap_or_default();
        out.keep(at, start);
        at = end;
        if signs.chars().nth(1).is_none() {
            out.keep(start, end);
            continue;
        }
        out.replace(start, start, " ");
        // there are fewer than a hundred
        let mut seen: Vec<char> = Vec::new();
        for (offset, c) in signs.char_indices() {
            let (here, next) = (start + offset, start + offset + c.len_utf8());
            if seen.contains(&c) {
                out.drop(here, next);
            } else {
                seen.push(c);
                out.keep(here, next);
            }
        }
        out.replace(end, end, " ");
    }
}

/// One space for white space; none at both ends.
pub(super) fn join(text: &str, out: &mut dyn Rewrite) {
    let mut at = 0;
    while at < text.len() {
        let start = run(text, at, is_space);
        let end = run(text, start, |c| !is_space(c));
        let blank = text.get(at..start).unwrap_or_default();
        if at == 0 || start == end {
            out.drop(at, start);
        } else if blank.starts_with(' ') {
            out.keep(at, at + 1);
            out.drop(at + 1, start);
        } else {
            out.replace(at, start, " ");
        }
        out.keep(start, end);
        at = end;
    }
}

/// Placeholders that the steps before parted from their brackets get them back.
pub(super) fn placeholders(text: &str, out: &mut dyn Rewrite) {
    let mut kept = 0;
    for at in memchr::memchr_iter(b'[', text.as_bytes()) {
        let inner = text.get(at + 1..).unwrap_or_default();
        let word = inner.strip_prefix(' ').unwrap_or(inner);
        let before = inner.len() - word.len();
        let names = [("رابط", " [رابط] "), ("بريد", " [بريد] "), ("مستخدم", " [مستخدم] ")];
        let Some((name, with)) = names.into_iter().find(|(name, _)| word.starts_with(name)) else {
            continue;
        };
        let rest = word.get(name.len()..).unwrap_or_default();
        let close = rest.strip_prefix(' ').unwrap_or(rest);
        let after = rest.len() - close.len();
        if before + after > 0 && close.starts_with(']') {
            let to = at + 1 + before + name.len() + after + 1;
            out.keep(kept, at);
            out.replace(at, to, with);
            kept = to;
        }
    }
    out.keep(kept, text.len());
}

/// A line break of HTML, as it is mostly written, is a space.
pub(super) fn line_breaks(text: &str, out: &mut dyn Rewrite) {
    const BREAK: &str = "<br />";
    substitute(text, " ", out, |from| {
        let at = from + text.get(from..)?.find(BREAK)?;
        Some((at, at + BREAK.len()))
    });
}

/// A tag is a space; so is all else between `<` and the next `>`.
pub(super) fn tags(text: &str, out: &mut dyn Rewrite) {
    let bytes = text.as_bytes();
    substitute(text, " ", out, |from| {
        let mut from = from;
        loop {
            let start = from + memchr::memchr(b'<', bytes.get(from..)?)?;
            let end = start + 1 + memchr::memchr(b'>', bytes.get(start + 1..)?)?;
            if end > start + 1 {
                return Some((start, end + 1));
            }
            from = end + 1;
        }
    });
}

/// Of three or more of one character in a row, no digit, two stay.
pub(super) fn repeats(text: &str, out: &mut dyn Rewrite) {
    let (mut kept, mut last, mut count) = (0, '\0', 0u32);
    for (at, c) in text.char_indices() {
        count = if c == last { count.saturating_add(1) } else { 1 };
        last = c;
        if count > 2 && !is_digit(c) {
            out.keep(kept, at);
            kept = at + c.len_utf8();
            out.drop(at, kept);
        }
    }
    out.keep(kept, text.len());
}
