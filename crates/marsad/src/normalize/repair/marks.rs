//! What the repair knows of characters: punctuation marks, letters, digits, short words.

use crate::chars::tables::JOINING;

/// Kinds of marks that come in pairs.
pub(super) const PAIRS: usize = 4;

/// Of a mark that comes in a pair its kind, and whether it opens.
pub(super) fn pair_of(mark: char) -> Option<(usize, bool)> {
    Some(match mark {
        '«' => (0, true),
        '»' => (0, false),
        '“' => (1, true),
        '”' => (1, false),
        '(' => (2, true),
        ')' => (2, false),
        '[' => (3, true),
        ']' => (3, false),
        _ => return None,
    })
}

/// Whether a character that changes with what stands before it follows at `at`.
#[inline]
pub(super) fn carries_mark(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at..).unwrap_or_default() {
        // the end, ASCII, most Arabic letters
        [] | [0..=0x7F, ..] | [0xD8, 0xA0..=0xBF, ..] | [0xD9, 0x80..=0x8A, ..] => false,
        _ => is_joining(text, at),
    }
}

#[inline(never)]
fn is_joining(text: &str, at: usize) -> bool {
    let next = text.get(at..).and_then(|rest| rest.chars().next());
    next.is_some_and(|c| JOINING.contains(c))
}

/// The punctuation mark at `at`, if it is one that is repaired.
pub(super) fn mark_at(bytes: &[u8], at: usize) -> Option<char> {
    Some(match bytes.get(at..)? {
        [0xD8, 0x8C, ..] => '،',
        [0xD8, 0x9B, ..] => '؛',
        [0xD8, 0x9F, ..] => '؟',
        [0xC2, 0xAB, ..] => '«',
        [0xC2, 0xBB, ..] => '»',
        [0xE2, 0x80, 0x9C, ..] => '“',
        [0xE2, 0x80, 0x9D, ..] => '”',
        &[c @ (b'!' | b'.' | b':' | b'?' | b',' | b'(' | b')' | b'[' | b']' | b'"'), ..] => {
            c.into()
        }
        _ => return None,
    })
}

/// Whether a token holds an address, a mention or a topic tag.
pub(in crate::normalize) fn is_protected(token: &str) -> bool {
    token.contains(['@', '#']) || token.contains("://") || token.contains("www.")
}

/// Letters of Arabic and Latin text.
pub(super) fn is_letter(c: char) -> bool {
    match c {
        '\u{D7}' | '\u{F7}' => false,
        _ => is_arabic(c) || c.is_ascii_alphabetic() || matches!(c, '\u{C0}'..='\u{24F}'),
    }
}

/// Letters of Arabic text.
pub(in crate::normalize) fn is_arabic(c: char) -> bool {
    matches!(c,
        '\u{620}'..='\u{64A}' | '\u{66E}'..='\u{66F}' | '\u{671}'..='\u{6D3}' | '\u{6D5}'
        | '\u{6FA}'..='\u{6FC}' | '\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8C9}')
}

pub(super) fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}')
}

/// Whether the last word of `text` is a particle that is written together with the next word, and
/// so touches a quotation mark: و"نص", بـ"نص".
pub(super) fn ends_in_particle(text: &str) -> bool {
    let last = text.rsplit(' ').next().unwrap_or_default();
    matches!(last.strip_suffix('ـ').unwrap_or(last), "و" | "ف" | "ب" | "ك" | "ل")
}

/// Whether the full stop between `before` and `after`, texts of one line, ends a sentence although
/// an Arabic word is glued behind it; `spaced` tells whether a space stands before it.
///
/// After a space it does, unless it parts the letters of an abbreviation or `after` begins with the
/// name of a domain. Glued on both sides it does only where it is certain: a word of three letters,
/// a number or a closing mark before, and behind it a word of four that begins with "and".
pub(super) fn ends_sentence(before: &str, spaced: bool, after: &str) -> bool {
    let next = arabic_start(after);
    let letters = count_letters(next);
    match after.get(next.len()..).unwrap_or_default().chars().next() {
        None | Some(' ') => {}
        Some('.') => return false,
        Some(c) if mark_at(c.encode_utf8(&mut [0; 4]).as_bytes(), 0).is_none() => return false,
        Some(_) => {}
    }
    let word = arabic_end(before);
    let before_word = before.strip_suffix(word).unwrap_or_default().chars().next_back();
    let word_letters = count_letters(word);
    if spaced {
        return letters > 1 && word_letters != 1 && !DOMAINS.contains(&next);
    }
    let closed = match before_word {
        _ if !word.is_empty() => word_letters > 2 && before_word != Some('.'),
        Some(c) => is_digit(c) || matches!(c, '»' | '”' | ')' | ']' | '"'),
        None => false,
    };
    closed && letters > 3 && next.starts_with('و')
}

/// Top-level domains written in Arabic letters (root zone of IANA), which may be named with their
/// dot: a word that is one does not show that a sentence begins.
const DOMAINS: [&str; 26] = [
    "مصر",
    "السعودية",
    "امارات",
    "قطر",
    "الاردن",
    "المغرب",
    "سورية",
    "تونس",
    "عمان",
    "فلسطين",
    "الجزائر",
    "عراق",
    "موريتانيا",
    "سودان",
    "البحرين",
    "مليسيا",
    "شبكة",
    "موقع",
    "كوم",
    "عرب",
    "بازار",
    "اتصالات",
    "ارامكو",
    "ابوظبي",
    "همراه",
    "كاثوليك",
];

/// The Arabic letters, with their marks, that `text` begins with.
fn arabic_start(text: &str) -> &str {
    let end = text.find(|c| !is_arabic(c) && !JOINING.contains(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The Arabic letters, with their marks, that `text` ends with.
fn arabic_end(text: &str) -> &str {
    let mut start = text.len();
    for (at, c) in text.char_indices().rev() {
        if is_arabic(c) {
            start = at;
        } else if !JOINING.contains(c) {
            break;
        }
    }
    text.get(start..).unwrap_or_default()
}

fn count_letters(word: &str) -> usize {
    word.chars().filter(|&c| is_arabic(c) && c != 'ـ').count()
}
