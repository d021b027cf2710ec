//! Normalization as a chain of obvious passes over whole texts, for any set of operations.
//!
//! Written from `docs/profiles.md` with lists of its own; shares no code and no table with the
//! engine.
#![expect(clippy::unwrap_used, reason = "a wrong oracle should stop the test that asks it")]

use std::collections::HashSet;
use std::sync::LazyLock;

use marsad::{Op, Ops};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{
    canonical_combining_class, compose, decompose_canonical, is_combining_mark,
};

/// The normal form of `text`.
pub fn normalize(ops: Ops, text: &str) -> String {
    let has = |op| ops.contains(op);
    let mut chars: Vec<char> = text.chars().collect();
    if has(Op::Forms) {
        chars = chars.into_iter().flat_map(form).collect();
    }
    if has(Op::Lookalikes) {
        chars = chars.into_iter().flat_map(high_hamza).collect();
    }
    chars = chars.into_iter().flat_map(|c| std::iter::once(c).nfd()).collect();
    if has(Op::Controls) {
        chars.retain(|&c| !is_invisible(c));
    }
    if has(Op::Tatweel) {
        chars.retain(|&c| c != 'ـ');
    }
    if has(Op::Marks) {
        chars.retain(|&c| !is_arabic_mark(c) || is_hamza_mark(c) || is_small_letter(ops, c));
    }
    if has(Op::Whitespace) || has(Op::Spacing) {
        let one_break: String = chars.iter().collect();
        chars = one_break.replace("\r\n", "\n").chars().collect();
    }
    if has(Op::Whitespace) {
        chars.iter_mut().filter(|c| c.is_whitespace()).for_each(|c| *c = ' ');
    }
    if has(Op::Spacing) {
        for c in chars.iter_mut().filter(|c| c.is_whitespace()) {
            let vertical = ['\n', '\u{B}', '\u{C}', '\r', '\u{85}', '\u{2028}', '\u{2029}'];
            *c = if vertical.contains(c) { '\n' } else { ' ' };
        }
    }
    if has(Op::Hamza) {
        chars.retain(|&c| c != 'ء');
    }
    let ordered: Vec<char> = chars.into_iter().nfd().collect();
    let mut folded = Vec::new();
    let mut rest = ordered.as_slice();
    while !rest.is_empty() {
        let len = 1 + rest[1..].iter().take_while(|&&c| canonical_combining_class(c) != 0).count();
        let (group, after) = rest.split_at(len);
        fold_group(ops, group, &mut folded);
        rest = after;
    }
    let mut composed: String = folded.into_iter().nfc().collect();
    if has(Op::DaggerAlef) || has(Op::SmallLetters) {
        composed = super::quran::plain(ops, &composed);
    }
    if has(Op::Spacing) || has(Op::Punctuation) {
        super::repair::repair(ops, &composed)
    } else {
        composed
    }
}

/// A base with its marks in canonical order, or marks without a base.
fn fold_group(ops: Ops, group: &[char], out: &mut Vec<char>) {
    let has = |op| ops.contains(op);
    let mut marks = group.to_vec();
    if canonical_combining_class(group[0]) != 0 {
        if has(Op::Marks) {
            marks.retain(|&c| !is_hamza_mark(c));
        }
        out.extend(marks);
        return;
    }
    let original = marks.remove(0);
    let mut base = fold_char(ops, original);
    // alef maksura with hamza is yeh with hamza
    if has(Op::Lookalikes) && original == 'ى' && marks.contains(&'\u{654}') {
        base = 'ي';
    }
    let mut hamza = None;
    if has(Op::Madda) && base == 'ا' {
        marks.retain(|&c| c != '\u{653}');
    }
    if has(Op::Marks) {
        hamza = marks.iter().copied().find(|&c| is_hamza_mark(c) && compose(base, c).is_some());
        marks.retain(|&c| !is_hamza_mark(c));
        marks.splice(0..0, hamza);
    }
    if has(Op::Lookalikes) && "ےېہە".contains(original) {
        marks.retain(|&c| c != '\u{654}');
    }
    if has(Op::Alef) && base == 'ا' {
        marks.retain(|&c| !is_hamza_mark(c));
    }
    if has(Op::WawHamza) && base == 'و' || has(Op::YehHamza) && base == 'ي' {
        marks.retain(|&c| c != '\u{654}');
    }
    debug_assert!(hamza.is_none_or(is_hamza_mark));
    out.push(base);
    out.extend(marks);
}

fn fold_char(ops: Ops, mut c: char) -> char {
    let has = |op| ops.contains(op);
    if has(Op::Lookalikes) {
        c = match c {
            'ی' | 'ے' | 'ې' => 'ي',
            'ک' | 'ڪ' => 'ك',
            'ہ' | 'ھ' | 'ە' => 'ه',
            'ۃ' => 'ة',
            _ => c,
        };
    }
    if has(Op::Wasla) && c == 'ٱ' {
        c = 'ا';
    }
    if has(Op::Alef) && "ٱٲٳٵ".contains(c) {
        c = 'ا';
    }
    if has(Op::Yeh) && c == 'ى' {
        c = 'ي';
    }
    if has(Op::Digits) {
        for digits in ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"] {
            let same = digits.chars().zip('0'..='9').find(|&(digit, _)| digit == c);
            c = same.map_or(c, |(_, ascii)| ascii);
        }
    }
    if has(Op::Case) && is_latin(c) {
        let mut lower = c.to_lowercase();
        c = lower.next().unwrap();
        assert_eq!(lower.next(), None, "no decomposed Latin letter has a longer lower case");
    }
    if has(Op::Teh) && c == 'ة' {
        c = 'ه';
    }
    c
}

/// Letters of the Latin script, by block; the letters of other scripts in them are left out.
fn is_latin(c: char) -> bool {
    let blocks = [
        ('A', 'Z'),
        ('À', '\u{24F}'),
        ('\u{1E00}', '\u{1EFF}'),
        ('\u{2132}', '\u{2132}'),
        ('\u{2160}', '\u{2188}'),
        ('\u{2C60}', '\u{2C7F}'),
        ('\u{A722}', '\u{A787}'),
        ('\u{A78B}', '\u{A7FF}'),
        ('\u{FF21}', '\u{FF3A}'),
    ];
    c != '×' && c != '\u{F7}' && blocks.iter().any(|&(first, last)| (first..=last).contains(&c))
}

fn form(c: char) -> Vec<char> {
    let is_form = matches!(c, '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    let whole: String = std::iter::once(c).nfkd().collect();
    if !is_form || whole.chars().eq([c]) {
        return vec![c];
    }
    match c {
        '\u{FBDD}' => return vec!['\u{677}'],
        '\u{FDFC}' => return "ريال".chars().collect(),
        _ => {}
    }
    let bare: Vec<char> = whole.chars().filter(|c| is_arabic_mark(*c)).collect();
    let without_seat = whole.strip_prefix([' ', 'ـ']).unwrap_or(&whole);
    if without_seat.chars().eq(bare.iter().copied()) { bare } else { whole.chars().collect() }
}

fn high_hamza(c: char) -> Vec<char> {
    match c {
        'ٴ' => vec!['\u{654}'],
        'ٵ' => vec!['ا', '\u{654}'],
        'ٶ' => vec!['و', '\u{654}'],
        'ٷ' => vec!['ۇ', '\u{654}'],
        'ٸ' => vec!['ي', '\u{654}'],
        _ => vec![c],
    }
}

fn is_hamza_mark(c: char) -> bool {
    ['\u{653}', '\u{654}', '\u{655}'].contains(&c)
}

/// Marks that a later step makes letters.
fn is_small_letter(ops: Ops, c: char) -> bool {
    ops.contains(Op::DaggerAlef) && c == '\u{670}'
        || ops.contains(Op::SmallLetters) && "\u{6E7}\u{6E8}".contains(c)
}

pub(super) fn is_arabic_mark(c: char) -> bool {
    let ranges = [
        ('\u{610}', '\u{61A}'),
        ('\u{64B}', '\u{65F}'),
        ('\u{670}', '\u{670}'),
        ('\u{6D6}', '\u{6DC}'),
        ('\u{6DF}', '\u{6E4}'),
        ('\u{6E7}', '\u{6E8}'),
        ('\u{6EA}', '\u{6ED}'),
        ('\u{897}', '\u{89F}'),
        ('\u{8CA}', '\u{8E1}'),
        ('\u{8E3}', '\u{8FF}'),
        ('\u{10ECB}', '\u{10ECF}'),
        ('\u{10EF0}', '\u{10EFF}'),
    ];
    ranges.iter().any(|&(first, last)| (first..=last).contains(&c))
}

pub(super) fn is_invisible(c: char) -> bool {
    let ranges = [
        ('\u{AD}', '\u{AD}'),
        ('\u{34F}', '\u{34F}'),
        ('\u{61C}', '\u{61C}'),
        ('\u{180E}', '\u{180E}'),
        ('\u{200B}', '\u{200F}'),
        ('\u{202A}', '\u{202E}'),
        ('\u{2060}', '\u{2064}'),
        ('\u{2066}', '\u{206F}'),
        ('\u{FE00}', '\u{FE0F}'),
        ('\u{FEFF}', '\u{FEFF}'),
        ('\u{E0100}', '\u{E01EF}'),
    ];
    ranges.iter().any(|&(first, last)| (first..=last).contains(&c))
}

/// Whether a segment begins at `c`: it is not deleted, and nothing it decomposes to changes with
/// what stands before.
pub fn is_boundary(ops: Ops, c: char) -> bool {
    let has = |op| ops.contains(op);
    let mut first = c;
    if has(Op::Forms) {
        first = form(first)[0];
    }
    if has(Op::Lookalikes) {
        first = high_hamza(first)[0];
    }
    let first = std::iter::once(first).nfd().next().unwrap();
    let deleted = has(Op::Controls) && is_invisible(first)
        || has(Op::Tatweel) && first == 'ـ'
        || has(Op::Marks) && is_arabic_mark(first) && !is_small_letter(ops, first)
        || has(Op::Hamza) && first == 'ء';
    !deleted && !joins(first)
}

/// Whether `c` combines or composes with what stands before it.
pub fn joins(c: char) -> bool {
    static SECONDS: LazyLock<HashSet<char>> = LazyLock::new(|| {
        let mut seconds = HashSet::new();
        for c in '\u{80}'..=char::MAX {
            let mut parts = Vec::new();
            decompose_canonical(c, |part| parts.push(part));
            if let Some(last) = parts.pop()
                && let Some(first) = parts.iter().copied().reduce(|a, b| compose(a, b).unwrap_or(a))
                && compose(first, last) == Some(c)
            {
                seconds.insert(last);
            }
        }
        seconds
    });
    // most text is decided without the set
    if c < '\u{300}' {
        return false;
    }
    canonical_combining_class(c) != 0
        || (is_combining_mark(c) || !c.is_alphabetic() || c >= '\u{1100}') && SECONDS.contains(&c)
}
