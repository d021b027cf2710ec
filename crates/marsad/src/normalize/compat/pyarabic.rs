//! PyArabic 0.6.15 and Tashaphyne 0.3.6: their functions on letters and marks, and how PyArabic
//! cuts words. Written from a description of what they do.

use super::python::is_word;
use super::{Compat, Peer, Rewrite, Step, To, Token};
use crate::span::Span;

const PYARABIC: Peer = Peer { name: "PyArabic", version: "0.6.15" };
const TASHAPHYNE: Peer = Peer { name: "Tashaphyne", version: "0.3.6" };

pub(super) static PROFILES: [Compat; 8] = [
    Compat::steps(
        "pyarabic-alef",
        PYARABIC,
        "every alef, alef maksura and small alef above to alef",
        &[Step::Text(pair_alefs), Step::Chars(alef)],
    )
    .cut_where(|last, next| !is_alef_part(last) && !is_alef_part(next)),
    Compat::steps(
        "pyarabic-hamza",
        PYARABIC,
        "every hamza and its seat to hamza, alef with madda to two",
        &[Step::Text(first_madda), Step::Chars(hamza)],
    ),
    Compat::steps(
        "pyarabic-ligature",
        PYARABIC,
        "isolated lam-alef to lam and alef",
        &[Step::Chars(ligature)],
    ),
    Compat::steps(
        "pyarabic-searchtext",
        PYARABIC,
        "marks and tatweel out, alefs, hamzas and teh marbuta folded",
        &[Step::Chars(tashkeel), Step::Chars(tatweel), Step::Chars(ligature), Step::Chars(search)],
    ),
    Compat::steps(
        "pyarabic-strip-diacritics",
        PYARABIC,
        "every Arabic mark out",
        &[Step::Chars(diacritics)],
    ),
    Compat::steps(
        "pyarabic-strip-tashkeel",
        PYARABIC,
        "the eight common marks out",
        &[Step::Chars(tashkeel)],
    ),
    Compat::steps("pyarabic-teh", PYARABIC, "teh marbuta to heh", &[Step::Chars(teh)]),
    Compat::tokens("pyarabic-words", PYARABIC, "words, and what stands between them", words),
];

pub(super) static TASHAPHYNE_PROFILES: [Compat; 1] = [Compat::steps(
    "tashaphyne-searchtext",
    TASHAPHYNE,
    "marks and tatweel out, hamza off alef, alef maksura and teh marbuta folded",
    &[Step::Chars(tashkeel), Step::Chars(tatweel), Step::Chars(ligature), Step::Chars(light)],
)];

/// Fathatan to sukun.
pub(super) fn tashkeel(c: char) -> To {
    if matches!(c, '\u{64B}'..='\u{652}') { To::Delete } else { To::Same }
}

fn tatweel(c: char) -> To {
    if c == '\u{640}' { To::Delete } else { To::Same }
}

fn diacritics(c: char) -> To {
    match c {
        '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}' => {
            To::Delete
        }
        '\u{6DF}'..='\u{6E4}' | '\u{6E7}' | '\u{6E8}' | '\u{6EA}'..='\u{6ED}' => To::Delete,
        _ => To::Same,
    }
}

/// The isolated forms alone; their hamza is lost.
fn ligature(c: char) -> To {
    match c {
        '\u{FEF5}' | '\u{FEF7}' | '\u{FEF9}' | '\u{FEFB}' => To::Str("\u{644}\u{627}"),
        _ => To::Same,
    }
}

fn alef(c: char) -> To {
    match c {
        '\u{622}' | '\u{623}' | '\u{625}' | '\u{649}' | '\u{670}' | '\u{671}' => {
            To::Char('\u{627}')
        }
        _ => To::Same,
    }
}

fn hamza(c: char) -> To {
    match c {
        '\u{622}' => To::Str("\u{621}\u{621}"),
        '\u{623}'..='\u{626}' | '\u{654}' | '\u{655}' => To::Char('\u{621}'),
        _ => To::Same,
    }
}

fn teh(c: char) -> To {
    if c == '\u{629}' { To::Char('\u{647}') } else { To::Same }
}

fn search(c: char) -> To {
    match c {
        '\u{624}' | '\u{626}' | '\u{654}' | '\u{655}' => To::Char('\u{621}'),
        '\u{629}' => teh(c),
        _ => alef(c),
    }
}

fn light(c: char) -> To {
    match c {
        '\u{622}' | '\u{623}' | '\u{625}' | '\u{654}' | '\u{655}' => To::Char('\u{627}'),
        '\u{624}' | '\u{626}' => To::Char('\u{621}'),
        '\u{649}' => To::Char('\u{64A}'),
        _ => teh(c),
    }
}

/// Alef maksura, or the small alef above.
fn is_alef_part(c: char) -> bool {
    matches!(c, '\u{649}' | '\u{670}')
}

/// A small alef above beside an alef maksura is gone: both are one alef.
fn pair_alefs(text: &str, out: &mut dyn Rewrite) {
    const ABOVE: &str = "\u{670}";
    let mut kept = 0;
    for at in memchr::memmem::find_iter(text.as_bytes(), ABOVE) {
        let to = at + ABOVE.len();
        let before = text.get(..at).is_some_and(|before| before.ends_with('\u{649}'));
        if before || text.get(to..).is_some_and(|after| after.starts_with('\u{649}')) {
            out.keep(kept, at);
            out.drop(at, to);
            kept = to;
        }
    }
    out.keep(kept, text.len());
}

/// An alef with madda that begins the text is hamza and alef where a long vowel is read: three
/// characters or more, the second no mark but shadda, and the third a shadda or the last.
fn first_madda(text: &str, out: &mut dyn Rewrite) {
    const MADDA: char = '\u{622}';
    let mut chars = text.chars();
    let is_long = chars.next() == Some(MADDA)
        && chars.next().is_some_and(|c| !matches!(c, '\u{64B}'..='\u{650}' | '\u{652}'))
        && chars.next().is_some_and(|third| third == '\u{651}' || chars.next().is_none());
    let rest = if is_long { MADDA.len_utf8() } else { 0 };
    if is_long {
        out.replace(0, rest, "\u{621}\u{627}");
    }
    out.keep(rest, text.len());
}

/// Words and what stands between them, by turns; five kinds of white space are taken out of both.
fn words(text: &str, out: &mut Vec<Token>) {
    let mut chars = text.char_indices().peekable();
    while let Some(&(_, first)) = chars.peek() {
        let in_word = is_in_word(first);
        let mut token = String::new();
        let mut span = None;
        while let Some((at, c)) = chars.next_if(|&(_, c)| is_in_word(c) == in_word) {
            // not all white space: VT and FF are out, NEL and no-break space are not
            if !matches!(c, '\t' | '\r' | '\u{C}' | '\u{B}' | ' ') {
                token.push(c);
                let start = span.map_or(at, |(start, _)| start);
                span = Some((start, at + c.len_utf8()));
            }
        }
        if let Some((start, end)) = span {
            let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
            let span = Span::new(narrow(start), narrow(end));
            out.push(Token { text: token, span, position_increment: 1, kind: None });
        }
    }
}

fn is_in_word(c: char) -> bool {
    is_word(c) || matches!(c, '\u{64B}'..='\u{652}' | '\u{670}' | '\'')
}
