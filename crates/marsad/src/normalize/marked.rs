//! Text with vowels where marks stay: a run of letters that stay as they are and of their marks is
//! copied, and marks that stand in the wrong order change places.
//!
//! The scanner stops at each mark, because marks may have to be put in order. Of the common ones
//! the canonical order is that of their code points, so that this is a comparison.

use super::op::Op;
use super::rules::Rules;
use crate::chars::tables::ARABIC_MARKS;

/// Bytes without a mark after which the scanner goes on.
const FAR: usize = 64;

/// What a character of one or two bytes is in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The run ends.
    Other,
    /// It begins a segment and stays as it is.
    Stays,
    /// A mark that combines with nothing and is in no operation's way.
    Mark,
}

/// The kinds of all characters of one or two bytes.
#[derive(Debug)]
pub(super) struct Kinds(Box<[Kind]>);

impl Kinds {
    /// No runs at all.
    pub(super) fn none() -> Kinds {
        Kinds(Box::new([]))
    }

    /// `stays` tells which characters begin a segment and stay.
    pub(super) fn new(rules: &Rules, stays: impl Fn(char) -> bool) -> Kinds {
        if rules.has(Op::Marks) {
            return Kinds::none();
        }
        let kind = |c| match c {
            _ if is_mark(c) => Kind::Mark,
            _ if stays(c) => Kind::Stays,
            _ => Kind::Other,
        };
        Kinds((0..0x800).filter_map(char::from_u32).map(kind).collect())
    }

    fn of(&self, code: u32) -> Kind {
        self.0.get(code as usize).copied().unwrap_or(Kind::Other)
    }
}

/// Marks whose canonical combining classes, 27 to 35, ascend with their code points.
pub(super) fn is_mark(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{652}' | '\u{670}')
}

fn is_other_mark(c: char) -> bool {
    ARABIC_MARKS.contains(c) && !is_mark(c)
}

/// Appends the run at `from` of `text`, behind a mark that is the last of `out`; returns its end.
pub(super) fn run(kinds: &Kinds, text: &str, from: usize, out: &mut String) -> usize {
    let Some(last) = out.chars().next_back().filter(|&c| is_mark(c)) else { return from };
    // the last mark of the segment, or 0
    let mut last = u32::from(last);
    let bytes = text.as_bytes();
    // what is copied, the next character, the last mark
    let (mut done, mut at, mut marked) = (from, from, from);
    loop {
        let (code, len) = match bytes.get(at..) {
            Some(&[one @ 0..=0x7F, ..]) => (u32::from(one), 1),
            Some(&[one @ 0xC2..=0xDF, two, ..]) => {
                ((u32::from(one) & 0x1F) << 6 | u32::from(two) & 0x3F, 2)
            }
            _ => break,
        };
        match kinds.of(code) {
            Kind::Stays if at - marked <= FAR => last = 0,
            Kind::Mark if code >= last => (last, marked) = (code, at),
            Kind::Mark => {
                out.push_str(text.get(done..at).unwrap_or_default());
                let higher = |&c: &char| is_mark(c) && u32::from(c) > code;
                let behind = out.chars().rev().take_while(higher).count() * len;
                // the place may be before another mark, of a class between
                if out.chars().rev().nth(behind / len).is_some_and(is_other_mark) {
                    return at;
                }
                done = at + len;
                marked = at;
                out.insert_str(out.len() - behind, text.get(at..done).unwrap_or_default());
            }
            Kind::Stays | Kind::Other => break,
        }
        at += len;
    }
    out.push_str(text.get(done..at).unwrap_or_default());
    at
}
