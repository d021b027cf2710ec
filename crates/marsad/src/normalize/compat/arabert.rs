//! AraBERT preprocessing 1.0.1: what `ArabertPreprocessor.preprocess` gives for models of the second
//! generation (`arabert-v02`, and every model it does not know) and of the first (`arabert-v01`).
//! Written from a description of what it does, and from what it answers.
//!
//! It is a chain of regular expressions, each over the result of the one before. Those that need
//! neighbours are steps of their own (`links` finds, `clean` deletes and repeats); what can be
//! decided walking once over the text is the last step. Classes are those of CPython's `re`.

mod clean;
mod links;

use super::html::unescape;
use super::pyarabic::tashkeel;
use super::python::{is_digit, is_space};
use super::{Compat, Peer, Rewrite, Step, To};

const ARABERT: Peer = Peer { name: "AraBERT", version: "1.0.1" };

pub(super) static PROFILES: [Compat; 2] = [
    Compat::steps(
        "arabert-v01",
        ARABERT,
        "preprocessing for models of the first generation",
        &[
            Step::Chars(tashkeel),
            Step::Text(clean::dates),
            Step::Chars(quotes),
            Step::Text(links::http_bare),
            Step::Text(links::www_bare),
            Step::Text(links::hosts_bare),
            Step::Text(links::mail),
            Step::Text(links::mentions_bare),
            Step::Chars(ellipsis),
            Step::Text(clean::strip),
            Step::Text(clean::repeated_punctuation),
            Step::Text(clean::join),
            Step::Text(clean::placeholders),
            Step::Text(clean::repeats),
            Step::Text(separate_v01),
        ],
    ),
    Compat::steps(
        "arabert-v02",
        ARABERT,
        "preprocessing for models of the second generation and all others",
        &[
            Step::Text(unescape),
            Step::Chars(tashkeel),
            Step::Chars(tatweel),
            Step::Text(links::hosts),
            Step::Text(links::http),
            Step::Text(links::www),
            Step::Text(links::dot_com),
            Step::Text(links::http_rest),
            Step::Text(links::www_rest),
            Step::Text(links::slashes),
            Step::Text(links::mail_hosts),
            Step::Text(links::mail),
            Step::Text(links::mentions),
            Step::Text(clean::line_breaks),
            Step::Text(clean::tags),
            Step::Chars(digits),
            Step::Text(clean::repeats),
            Step::Text(separate_v02),
        ],
    ),
];

fn tatweel(c: char) -> To {
    if c == '\u{640}' { To::Delete } else { To::Same }
}

/// Guillemets to quotes apart from what is beside them, and tatweel out.
fn quotes(c: char) -> To {
    match c {
        '«' | '»' => To::Str(" \" "),
        _ => tatweel(c),
    }
}

/// With the backslash, which was meant for a regular expression.
fn ellipsis(c: char) -> To {
    if c == '…' { To::Str("\\.") } else { To::Same }
}

/// The digits of Arabic, not those of Persian.
fn digits(c: char) -> To {
    match c {
        '\u{660}'..='\u{669}' => {
            char::from_digit(u32::from(c) - 0x660, 10).map_or(To::Same, To::Char)
        }
        _ => To::Same,
    }
}

/// What the last step does with a character.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    /// White space, or taken for it.
    Space,
    /// A word of its own.
    Sign,
    /// A hyphen takes its place.
    Slash,
    Digit,
    Arabic,
    /// Any other character of words.
    Latin,
}

/// Hamza to ghain and feh to yeh: the letters of Arabic, without tatweel.
fn is_letter(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{63A}' | '\u{641}'..='\u{64A}')
}

fn class_v02(c: char) -> Class {
    match c {
        '0'..='9' => Class::Digit,
        'a'..='z' | 'A'..='Z' | '[' | ']' => Class::Latin,
        '/' => Class::Slash,
        '&' => Class::Space,
        '!'..='~' => Class::Sign,
        _ if is_letter(c) => Class::Arabic,
        '\u{640}'..='\u{66C}' | '\u{671}'..='\u{674}' | '\u{6DA}' => Class::Sign,
        '،' | '؛' | '؟' | '·' | '—' | '–' | '’' | '‘' | '“' | '”' | '»' | '«' | '…' => {
            Class::Sign
        }
        // a sign of Oriya that came into its list of punctuation
        '\u{B4D}' => Class::Sign,
        _ => Class::Space,
    }
}

fn class_v01(c: char) -> Class {
    match c {
        '0'..='9' | 'a'..='z' | 'A'..='Z' | '[' | ']' => Class::Latin,
        '\u{641}'..='\u{669}' | '\u{671}'..='\u{673}' => Class::Latin,
        _ if is_letter(c) => Class::Latin,
        _ if is_space(c) => Class::Space,
        _ => Class::Sign,
    }
}

fn separate_v01(text: &str, out: &mut dyn Rewrite) {
    separate(text, class_v01, out);
}

fn separate_v02(text: &str, out: &mut dyn Rewrite) {
    separate(text, class_v02, out);
}

/// Puts one space between words, and around signs and slashes; parts numbers from Arabic letters.
///
/// A word of numbers and letters is parted at each change between them. It is parted from Latin
/// letters before it where it begins with a number, and from those after it where it ends with
/// letters; a word of letters and one number is parted from both.
fn separate(text: &str, class: impl Fn(char) -> Class, out: &mut dyn Rewrite) {
    let mut spaces = Spaces { text, end: 0, first: true };
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let to = at + c.len_utf8();
        match class(c) {
            Class::Space => at = to,
            sign @ (Class::Sign | Class::Slash) => {
                spaces.part(at, out);
                if sign == Class::Slash {
                    out.replace(at, to, "-");
                } else {
                    out.keep(at, to);
                }
                (spaces.end, at) = (to, to);
            }
            Class::Digit | Class::Arabic | Class::Latin => at = word(at, &class, &mut spaces, out),
        }
    }
    out.drop(spaces.end, text.len());
}

/// What was written so far.
struct Spaces<'t> {
    text: &'t str,
    /// Where what was written ends in the text.
    end: usize,
    /// Whether nothing was written.
    first: bool,
}

impl Spaces<'_> {
    /// Goes on at `at`, with one space in between unless it is the first.
    fn part(&mut self, at: usize, out: &mut dyn Rewrite) {
        let between = self.text.get(self.end..at).unwrap_or_default();
        if std::mem::take(&mut self.first) {
            out.drop(self.end, at);
        } else if between.starts_with(' ') {
            out.keep(self.end, self.end + 1);
            out.drop(self.end + 1, at);
        } else {
            out.replace(self.end, at, " ");
        }
    }
}

/// Writes the word at `start`; returns its end.
fn word(
    start: usize,
    class: &impl Fn(char) -> Class,
    spaces: &mut Spaces<'_>,
    out: &mut dyn Rewrite,
) -> usize {
    let text = spaces.text;
    let run = |from: usize, wanted: Class| {
        let rest = text.get(from..).unwrap_or_default();
        rest.find(|c| class(c) != wanted).map_or(text.len(), |len| from + len)
    };
    let mut at = start;
    let mut part = true;
    loop {
        let latin = run(at, Class::Latin);
        // numbers and letters by turns
        let (mut end, mut turns, mut next) = (latin, 0, class_at(text, latin, class));
        let first = next;
        let mut last = next;
        while let Some(kind @ (Class::Digit | Class::Arabic)) = next {
            (end, turns, last) = (run(end, kind), turns + 1, Some(kind));
            next = class_at(text, end, class);
        }
        if latin > at {
            if part {
                spaces.part(at, out);
            }
            out.keep(at, latin);
            spaces.end = latin;
            part = false;
        }
        let is_pair = turns == 2 && first == Some(Class::Arabic);
        part |= turns > 1 && (first == Some(Class::Digit) || is_pair);
        at = latin;
        while at < end
            && let Some(kind) = class_at(text, at, class)
        {
            if part {
                spaces.part(at, out);
            }
            let to = run(at, kind);
            out.keep(at, to);
            (spaces.end, at, part) = (to, to, true);
        }
        if turns > 0 {
            part = turns > 1 && (last == Some(Class::Arabic) || is_pair);
        }
        if next != Some(Class::Latin) {
            return end;
        }
    }
}

fn class_at(text: &str, at: usize, class: &impl Fn(char) -> Class) -> Option<Class> {
    text.get(at..).and_then(|rest| rest.chars().next()).map(class)
}
