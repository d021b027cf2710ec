//! `simple_word_tokenize`: words, single punctuation marks and symbols, emoji.
//!
//! The text is cut at what Python calls white space. Inside a word, each place is asked in turn
//! what an emoji pattern in the manner of UTS #51, or else one symbol, matches there. Is the match a
//! known symbol or a listed emoji, then it is a token and the word ends before it; is it not, then
//! its *first* character goes to the word and the next place is asked. The pattern takes what it
//! can without asking the list: `#` before U+FE0F is no token, because `#` with U+FE0F matches and
//! is not listed.

use super::super::Token;
use super::tables::{EMOJI, EMOJI_SEQUENCES, LONGEST_EMOJI, SYMBOLS};
use crate::span::Span;

const JOINER: char = '\u{200D}';
const EMOJI_SHAPE: char = '\u{FE0F}';
const KEYCAP: char = '\u{20E3}';
const LAST_TAG: char = '\u{E007F}';

/// Appends the tokens of `text`. Linear in its length.
pub(super) fn words(text: &str, tokens: &mut Vec<Token>) {
    let mut push = |from: usize, to: usize| {
        if let Some(token) = text.get(from..to).filter(|token| !token.is_empty()) {
            let place = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let span = Span::new(place(from), place(to));
            tokens.push(Token { text: token.to_owned(), span, position_increment: 1, kind: None });
        }
    };
    let (mut word, mut at) = (0, 0);
    while let Some(rest) = text.get(at..)
        && let Some(c) = rest.chars().next()
    {
        let next = at + c.len_utf8();
        if is_space(c) {
            push(word, at);
            word = next;
        } else if let Some(len) = symbol(rest, c) {
            push(word, at);
            push(at, at + len);
            at += len;
            word = at;
            continue;
        }
        at = next;
    }
    push(word, at);
}

/// Bytes of the symbol or emoji at the start of `text`, which begins with `first`.
fn symbol(text: &str, first: char) -> Option<usize> {
    if first.is_ascii_alphabetic() {
        return None;
    }
    if !EMOJI.contains(first) {
        return SYMBOLS.contains(first).then_some(first.len_utf8());
    }
    let found = emoji(text)?;
    let is_token =
        if found.len() == first.len_utf8() { SYMBOLS.contains(first) } else { is_listed(found) };
    is_token.then_some(found.len())
}

/// What the emoji pattern matches at the start of `text`, unless it is longer than any listed one:
/// a flag, or a chain of elements and joiners that does not begin with a flag.
fn emoji(text: &str) -> Option<&str> {
    let mut rest = match flag(text) {
        Some(rest) => return text.get(..text.len() - rest.len()),
        None => single(text)?,
    };
    while let Some(joined) = rest.strip_prefix(JOINER)
        && let Some(next) = flag(joined).or_else(|| single(joined))
    {
        rest = next;
        // a chain is looked through from each of its places: do not look far
        if text.len() - rest.len() > 4 * LONGEST_EMOJI {
            return None;
        }
    }
    text.get(..text.len() - rest.len())
}

/// What follows a pair of regional indicators.
fn flag(text: &str) -> Option<&str> {
    text.strip_prefix(is_indicator)?.strip_prefix(is_indicator)
}

/// What follows an emoji with its tone, its shape or its tags.
fn single(text: &str) -> Option<&str> {
    let rest = text.strip_prefix(|c| EMOJI.contains(c))?;
    if let Some(rest) = rest.strip_prefix(is_tone) {
        return Some(rest);
    }
    if let Some(rest) = rest.strip_prefix(EMOJI_SHAPE) {
        return Some(rest.strip_prefix(KEYCAP).unwrap_or(rest));
    }
    let tagged = rest.trim_start_matches(is_tag);
    let ended = tagged.strip_prefix(LAST_TAG).filter(|_| tagged.len() < rest.len());
    Some(ended.unwrap_or(rest))
}

fn is_indicator(c: char) -> bool {
    matches!(c, '\u{1F1E6}'..='\u{1F1FF}')
}

fn is_tone(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0020}'..='\u{E007E}')
}

/// Whether the list has `text`, an emoji of several characters.
fn is_listed(text: &str) -> bool {
    let mut template = String::with_capacity(text.len());
    let mut tone = None;
    for c in text.chars() {
        template.push(match c {
            JOINER => '+',
            EMOJI_SHAPE => 'v',
            _ if is_tone(c) && *tone.get_or_insert(c) == c => 'T',
            _ if is_tone(c) => 'D',
            _ => c,
        });
    }
    EMOJI_SEQUENCES.binary_search(&template.as_str()).is_ok()
}

/// White space in the sense of `str.split` of CPython 3.11: the separators U+001C–U+001F belong to
/// it, U+200B does not.
fn is_space(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r' | '\u{1C}'..=' ' | '\u{85}' | '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}'
            | '\u{2028}' | '\u{2029}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}
