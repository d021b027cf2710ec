//! One line, taken apart: the rules of `docs/profiles.md`, one after the other.
//!
//! A line is cut into atoms: punctuation marks one by one, and what stands between them and spaces.
//! What changes is the space before an atom, and doubled commas and spaced dots. A space or a sign
//! that carries a combining mark is part of a word. Tokens with `@`, `#`, `://` or `www.` are left
//! alone, with the spaces beside them, but for runs of spaces.

use std::ops::Range;

use super::marks::{
    PAIRS, carries_mark, ends_in_particle, ends_sentence, is_arabic, is_digit, is_letter,
    is_protected, mark_at, pair_of,
};
use super::places::Signs;
use super::{Op, Record, Rules, Sink, Watch};
use crate::chars::scan::Places;

/// Room for the atoms of most lines.
const MOST_ATOMS: usize = 20;

/// Scratch for one line.
#[derive(Debug, Default)]
pub(super) struct Line {
    atoms: Vec<Atom>,
    /// Whether a mark follows the same one, with no word between.
    has_repeats: bool,
}

#[derive(Debug, Clone, Copy)]
struct Atom {
    start: usize,
    end: usize,
    /// Spaces before it.
    gap: usize,
    kind: Kind,
    /// In a token that is left alone.
    protected: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Characters that are neither a space nor a mark: the first and the last.
    Word(char, char),
    /// A punctuation mark that is no certain part of a pair.
    Mark(char),
    /// A mark that opens a pair for certain.
    Opens(char),
    /// A mark that closes a pair for certain.
    Closes(char),
    /// One of several dots; whether its spaces go.
    Dots(bool),
}

/// Which sides of a line are line ends, rather than ends of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides {
    pub(super) after_break: bool,
    pub(super) before_break: bool,
}

impl Line {
    /// Appends the line `line` of `text`, repaired; returns whether it is blank.
    pub(super) fn write<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        line: Range<usize>,
        sides: Sides,
        sink: &mut Sink<'_, R, W>,
    ) -> bool {
        let tail = self.cut(rules, text, line.clone());
        if rules.has(Op::Punctuation) {
            self.pair(text);
            if self.has_repeats {
                self.join_dots();
                self.drop_repeats();
            }
        }
        let mut last: Option<&Atom> = None;
        // all before is written
        let mut done = line.start;
        for (i, atom) in self.atoms.iter().enumerate() {
            let (spaces, mut op) = if i == 0 && sides.after_break && rules.has(Op::Spacing) {
                (0, Op::Spacing)
            } else {
                self.space_before(rules, text, &line, i)
            };
            let gap = last.map_or(line.start, |last| last.end)..atom.start;
            if gap.len() > atom.gap {
                // a repeated mark went with it
                op = Op::Punctuation;
            }
            if spaces != gap.len() {
                sink.out.push_str(text.get(done..gap.start).unwrap_or_default());
                done = gap.end;
                write_gap(op, text, last, gap, spaces, sink);
            }
            last = Some(atom);
        }
        let gap = last.map_or(line.start, |last| last.end)..line.end;
        let beside_break = sides.before_break || (sides.after_break && last.is_none());
        let spaces = match rules.has(Op::Spacing) {
            true if beside_break => 0,
            true => tail.min(1),
            false => tail,
        };
        let op = if gap.len() > tail { Op::Punctuation } else { Op::Spacing };
        sink.out.push_str(text.get(done..gap.start).unwrap_or_default());
        write_gap(op, text, last, gap, spaces, sink);
        self.atoms.is_empty()
    }

    /// Cuts a line into atoms; returns the number of spaces at its end. Words with one space
    /// between are one atom, as nothing changes there, but where a token may be left alone.
    fn cut(&mut self, rules: &Rules, text: &str, line: Range<usize>) -> usize {
        self.atoms.clear();
        self.atoms.reserve(MOST_ATOMS);
        self.has_repeats = false;
        let bytes = text.as_bytes().get(..line.end).unwrap_or_default();
        // all before is cut, but for `gap` spaces
        let mut done = line.start;
        let mut gap = 0;
        let mut has_tokens = false;
        for at in Places::<Signs>::of(rules.kernel, bytes, line.start) {
            if at < done {
                continue;
            }
            let rest = bytes.get(at..).unwrap_or_default();
            has_tokens |= match rest {
                [b'@' | b'#', ..] | [b':', b'/', b'/', ..] => true,
                [b'.', ..] => bytes.get(..at).is_some_and(|before| before.ends_with(b"www")),
                _ => false,
            };
            if rest.starts_with(b" ") {
                self.end_word(text, &mut done, &mut gap, at);
                skip_spaces(text, &mut done, &mut gap, line.end);
                continue;
            }
            let Some(mark) = mark_at(bytes, at) else { continue };
            let end = at + mark.len_utf8();
            if carries_mark(text, end) {
                continue;
            }
            self.end_word(text, &mut done, &mut gap, at);
            let kind = Kind::Mark(mark);
            self.has_repeats |= self.atoms.last().is_some_and(|last| last.kind == kind);
            self.atoms.push(Atom { start: at, end, gap, kind, protected: false });
            (done, gap) = (end, 0);
            skip_spaces(text, &mut done, &mut gap, line.end);
        }
        self.end_word(text, &mut done, &mut gap, line.end);
        if has_tokens {
            self.split_words(text);
            for token in self.atoms.chunk_by_mut(|_, next| next.gap == 0) {
                let (Some(first), Some(last)) = (token.first(), token.last()) else { continue };
                if is_protected(text.get(first.start..last.end).unwrap_or_default()) {
                    token.iter_mut().for_each(|atom| atom.protected = true);
                }
            }
        }
        gap
    }

    /// Appends the word from `done` to `end`, without the spaces at its end, which are the next
    /// gap. Nothing if there is no word.
    fn end_word(&mut self, text: &str, done: &mut usize, gap: &mut usize, end: usize) {
        skip_spaces(text, done, gap, end);
        let word = text.get(*done..end).unwrap_or_default().trim_end_matches(' ');
        let mut chars = word.chars();
        let Some(first) = chars.next() else { return };
        let kind = Kind::Word(first, chars.next_back().unwrap_or(first));
        let (start, word_end) = (*done, *done + word.len());
        self.atoms.push(Atom { start, end: word_end, gap: *gap, kind, protected: false });
        (*done, *gap) = (end, end - word_end);
    }

    /// Cuts the words that stand together in one atom.
    fn split_words(&mut self, text: &str) {
        let atoms = std::mem::take(&mut self.atoms);
        for atom in atoms {
            let words = text.get(atom.start..atom.end).unwrap_or_default();
            let (mut done, mut gap) = (atom.start, atom.gap);
            if matches!(atom.kind, Kind::Word(..)) {
                for (at, _) in words.match_indices(' ') {
                    let at = atom.start + at;
                    if !carries_mark(text, at + 1) {
                        self.end_word(text, &mut done, &mut gap, at);
                    }
                }
                self.end_word(text, &mut done, &mut gap, atom.end);
            } else {
                self.atoms.push(atom);
            }
        }
    }

    /// Finds the marks that are certain to open or close: pairs of a kind that is well formed in
    /// the line, and straight quotes when their number is even and nothing but a particle touches
    /// any from outside.
    fn pair(&mut self, text: &str) {
        // how deep each kind is, and whether it ever closed too much
        let mut depths = [Some(0_usize); PAIRS];
        let mut has_quotes = false;
        let mut has_pairs = false;
        for atom in &self.atoms {
            let Kind::Mark(c) = atom.kind else { continue };
            has_quotes |= c == '"';
            let Some((kind, opens)) = pair_of(c) else { continue };
            has_pairs |= opens;
            if let Some(depth) = depths.get_mut(kind) {
                *depth = depth.and_then(|n| if opens { Some(n + 1) } else { n.checked_sub(1) });
            }
        }
        if has_pairs {
            for atom in &mut self.atoms {
                let Kind::Mark(c) = atom.kind else { continue };
                let Some((kind, opens)) = pair_of(c) else { continue };
                if depths.get(kind) == Some(&Some(0)) {
                    atom.kind = if opens { Kind::Opens(c) } else { Kind::Closes(c) };
                }
            }
        }
        if has_quotes && self.quotes_are_certain(text) {
            let mut open = false;
            for atom in &mut self.atoms {
                if atom.kind == Kind::Mark('"') {
                    open = !open;
                    atom.kind = if open { Kind::Opens('"') } else { Kind::Closes('"') };
                }
            }
        }
    }

    fn quotes_are_certain(&self, text: &str) -> bool {
        let mut open = false;
        let mut last: Option<&Atom> = None;
        for atom in &self.atoms {
            let is_quote = atom.kind == Kind::Mark('"');
            if atom.gap == 0
                && let Some(last) = last
            {
                let opens = is_quote && !open;
                let closed = last.kind == Kind::Mark('"') && !open;
                let before = matches!(last.kind, Kind::Word(_, c) if is_letter(c) || is_digit(c))
                    && !ends_in_particle(text.get(last.start..last.end).unwrap_or_default());
                let after = matches!(atom.kind, Kind::Word(c, _) if is_letter(c) || is_digit(c));
                if opens && before || closed && after {
                    return false;
                }
            }
            open ^= is_quote;
            last = Some(atom);
        }
        !open
    }

    /// Two dots with spaces between become one, three and more lose the spaces. A dot right before
    /// a digit or a Latin letter is no part of it.
    fn join_dots(&mut self) {
        let mut kept = 0;
        let mut i = 0;
        while i < self.atoms.len() {
            let dots = (i..self.atoms.len()).take_while(|&at| self.is_dot(at)).count();
            let spaced = (i + 1..i + dots).any(|at| self.atoms.get(at).is_some_and(|a| a.gap > 0));
            if dots == 2 && spaced {
                let inner = self.atoms.get(i + 1).map_or(0, |second| second.gap);
                self.keep(i, &mut kept);
                if let Some(next) = self.atoms.get_mut(i + 2)
                    && next.gap == 0
                    && matches!(next.kind, Kind::Word(c, _) if is_letter(c))
                {
                    next.gap = inner;
                }
                i += 2;
                continue;
            }
            for at in i..i + dots.max(1) {
                if dots > 1
                    && let Some(dot) = self.atoms.get_mut(at)
                {
                    dot.kind = Kind::Dots(at > i && spaced);
                }
                self.keep(at, &mut kept);
            }
            i += dots.max(1);
        }
        self.atoms.truncate(kept);
    }

    fn is_dot(&self, at: usize) -> bool {
        let next = self.atoms.get(at + 1).filter(|next| next.gap == 0);
        let glued = |c: char| is_digit(c) || c.is_ascii_alphabetic();
        self.atoms.get(at).is_some_and(|dot| dot.kind == Kind::Mark('.') && !dot.protected)
            && !next.is_some_and(|next| matches!(next.kind, Kind::Word(c, _) if glued(c)))
    }

    /// An Arabic comma or semicolon after the same one goes.
    fn drop_repeats(&mut self) {
        let mut kept = 0_usize;
        for i in 0..self.atoms.len() {
            let last = kept.checked_sub(1).and_then(|last| self.atoms.get(last)).copied();
            let repeats = self.atoms.get(i).zip(last).is_some_and(|(atom, last)| {
                matches!(atom.kind, Kind::Mark('،' | '؛'))
                    && atom.kind == last.kind
                    && !atom.protected
                    && !last.protected
            });
            if !repeats {
                self.keep(i, &mut kept);
            }
        }
        self.atoms.truncate(kept);
    }

    /// Moves the atom at `at` to the end of the kept ones.
    fn keep(&mut self, at: usize, kept: &mut usize) {
        if let Some(&atom) = self.atoms.get(at)
            && let Some(place) = self.atoms.get_mut(*kept)
        {
            *place = atom;
            *kept += 1;
        }
    }

    /// How many spaces stand before atom `i` in the result, and by which operation when that is a
    /// change.
    fn space_before(
        &self,
        rules: &Rules,
        text: &str,
        line: &Range<usize>,
        i: usize,
    ) -> (usize, Op) {
        let last = i.checked_sub(1).and_then(|last| self.atoms.get(last));
        let Some(atom) = self.atoms.get(i) else { return (0, Op::Spacing) };
        let folded = if rules.has(Op::Spacing) { atom.gap.min(1) } else { atom.gap };
        let alone = atom.protected || last.is_some_and(|last| last.protected);
        if rules.has(Op::Punctuation) && !alone {
            match (last.map(|last| last.kind), atom.kind) {
                // an empty pair is left as it is
                (Some(Kind::Opens(_)), Kind::Closes(_)) => {}
                (Some(Kind::Opens(_)), _) | (_, Kind::Closes(_) | Kind::Dots(true)) => {
                    return (0, Op::Punctuation);
                }
                _ if self.takes_space(text, line, i) => {
                    let op = if atom.gap == 0 { Op::Punctuation } else { Op::Spacing };
                    return (folded.max(1), op);
                }
                (_, Kind::Mark(c)) if self.loses_space(text, line, i, c) => {
                    return (0, Op::Punctuation);
                }
                _ => {}
            }
        }
        (folded, Op::Spacing)
    }

    /// Whether a space has to stand between the mark before atom `i` and the atom, which is glued
    /// to it.
    fn takes_space(&self, text: &str, line: &Range<usize>, i: usize) -> bool {
        let Some(((last, atom), k)) =
            i.checked_sub(1).and_then(|k| Some(((self.atoms.get(k)?, self.atoms.get(i)?), k)))
        else {
            return false;
        };
        let Kind::Mark(mark) = last.kind else { return false };
        if atom.gap > 0 {
            return false;
        }
        let before = k.checked_sub(1).and_then(|before| self.atoms.get(before));
        match (mark, atom.kind) {
            ('،' | '؛' | '؟', Kind::Opens(_)) | (':', Kind::Opens('«' | '“' | '"')) => true,
            ('،' | '؛' | '؟', Kind::Word(c, _)) if is_letter(c) => true,
            // 1،234 is a number
            ('،' | '؛' | '؟', Kind::Word(c, _)) if is_digit(c) => {
                before.is_some_and(|before| !before.ends_in_digit())
            }
            (_, Kind::Word(c, _)) if !is_arabic(c) || before.is_none() => false,
            ('!', Kind::Word(..)) => true,
            // the space stands on the wrong side
            (',' | '?', Kind::Word(..)) => last.gap > 0,
            // ":وردة:" is a picture
            (':', Kind::Word(..)) => {
                let next = self.atoms.get(i + 1);
                let is_closed =
                    next.is_some_and(|next| next.gap == 0 && next.kind == Kind::Mark(':'));
                last.gap > 0 && !(is_closed && atom.is_one_word(text))
            }
            ('.', Kind::Word(..)) => {
                let end = before.map_or(line.start, |before| before.end);
                ends_sentence(
                    text.get(line.start..end).unwrap_or_default(),
                    last.gap > 0,
                    text.get(atom.start..line.end).unwrap_or_default(),
                )
            }
            _ => false,
        }
    }

    /// Whether the mark `c`, atom `i`, takes no space before it.
    fn loses_space(&self, text: &str, line: &Range<usize>, i: usize, c: char) -> bool {
        let last = i.checked_sub(1).and_then(|last| self.atoms.get(last));
        let next = self.atoms.get(i + 1);
        let follower = next.filter(|next| next.gap == 0).map(|next| next.kind);
        let before_digit =
            next.is_some_and(|next| matches!(next.kind, Kind::Word(c, _) if is_digit(c)));
        let glued = matches!(follower, Some(Kind::Word(..)));
        match c {
            // 1 ،5 and 10 : 30 may be one number
            '،' | '.' | ',' | ':' if before_digit && last.is_some_and(Atom::ends_in_digit) => {
                false
            }
            '،' | '؛' | '؟' => true,
            '.' | ',' | '!' | '?' | ':' if glued => self.takes_space(text, line, i + 1),
            '.' | ',' | '!' | '?' => true,
            // ":)" is a face
            ':' => !matches!(
                follower,
                Some(Kind::Mark('(' | ')') | Kind::Opens('(') | Kind::Closes(')'))
            ),
            _ => false,
        }
    }
}

impl Atom {
    /// Whether it is one word, rather than several with single spaces between.
    fn is_one_word(&self, text: &str) -> bool {
        let word = text.get(self.start..self.end).unwrap_or_default();
        word.match_indices(' ').all(|(at, _)| carries_mark(text, self.start + at + 1))
    }

    fn ends_in_digit(&self) -> bool {
        matches!(self.kind, Kind::Word(_, c) if is_digit(c))
    }
}

/// Writes `spaces` spaces for the bytes `gap` between `last` and the next atom.
fn write_gap<R: Record, W: Watch>(
    op: Op,
    text: &str,
    last: Option<&Atom>,
    gap: Range<usize>,
    spaces: usize,
    sink: &mut Sink<'_, R, W>,
) {
    sink.out.extend(std::iter::repeat_n(' ', spaces));
    if spaces < gap.len() {
        let kept = gap.end - spaces;
        if text.is_char_boundary(kept) {
            sink.record.drop(gap.start, kept);
            sink.watch.changed(op, gap.start, kept);
        } else {
            // a space in the place of a repeated mark
            sink.record.replace(gap.start, gap.end, spaces);
            sink.watch.changed(op, gap.start, gap.end);
        }
    } else if spaces > gap.len()
        && let Some(last) = last
    {
        let grown = last.end - last.start + spaces - gap.len();
        sink.record.replace(last.start, last.end, grown);
        sink.watch.changed(op, last.start, last.end);
    }
}

/// Counts the spaces from `done` on, up to `end`, to `gap`. One with a combining mark is a word's.
fn skip_spaces(text: &str, done: &mut usize, gap: &mut usize, end: usize) {
    while *done < end && text.as_bytes().get(*done) == Some(&b' ') && !carries_mark(text, *done + 1)
    {
        *done += 1;
        *gap += 1;
    }
}
