//! Lucene's ArabicAnalyzer, which Elasticsearch calls `arabic`: words, lower case, ASCII digits, stop
//! words, normalization, stem.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::super::{To, Token};
use super::grammar::next_token;
use super::tables::{LOWER, ZEROS};
use super::{arabic, light10};
use crate::span::Span;

/// Looked for before normalization. By Jacques Savoy; the notice stands in the file.
static STOP_WORDS: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
    include_str!("stopwords.txt").lines().filter(|line| !line.starts_with('#')).collect()
});

/// Appends the tokens of `text`.
pub(super) fn analyze(text: &str, out: &mut Vec<Token>) {
    let (mut at, mut position_increment) = (0, 1);
    // places in a text too long to be numbered are cut off
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    while let Some((start, end, kind)) = next_token(text, at) {
        at = end;
        let source = text.get(start..end).unwrap_or_default();
        let mut word: String = source.chars().map(|c| ascii_digit(lower(c))).collect();
        if STOP_WORDS.contains(word.as_str()) {
            position_increment += 1;
            continue;
        }
        word = word
            .chars()
            .filter_map(|c| match arabic(c) {
                To::Delete => None,
                To::Char(to) => Some(to),
                To::Same | To::Str(_) | To::Chars(..) => Some(c),
            })
            .collect();
        let stem = light10(&word);
        word.truncate(stem.end);
        word.drain(..stem.start);
        let span = Span::new(narrow(start), narrow(end));
        out.push(Token { text: word, span, position_increment, kind: Some(kind) });
        position_increment = 1;
    }
}

/// Java's lower case of one character.
fn lower(c: char) -> char {
    let code = u32::from(c);
    let after = LOWER.partition_point(|&(first, ..)| first <= code);
    match LOWER.get(after.wrapping_sub(1)) {
        Some(&(first, last, step, delta))
            if code <= last && (code - first).is_multiple_of(step.into()) =>
        {
            code.checked_add_signed(delta).and_then(char::from_u32).unwrap_or(c)
        }
        _ => c,
    }
}

/// A decimal digit of any script in ASCII.
fn ascii_digit(c: char) -> char {
    let code = u32::from(c);
    let after = ZEROS.partition_point(|&zero| zero <= code);
    let zero = ZEROS.get(after.wrapping_sub(1)).copied();
    zero.and_then(|zero| char::from_digit(code - zero, 10)).unwrap_or(c)
}
