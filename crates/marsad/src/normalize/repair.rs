//! Repair of spaces and punctuation, line by line, over text that the pass has normalised.
//!
//! Letters, digits and marks never change. A line is cut into atoms: punctuation marks one by one,
//! and what stands between them and spaces. What changes is the space before an atom, and doubled
//! commas and spaced dots. A space or a sign that carries a combining mark is part of a word. Tokens
//! with `@`, `#`, `://` or `www.` are left alone, with the spaces beside them, but for runs of
//! spaces. Each rule stands with its reason in `docs/profiles.md`.

use super::op::Op;
use super::pass::Record;
use super::rules::Rules;
use super::segment::Watch;
use crate::chars::tables::JOINING;

/// Where the repaired text goes, and who is told.
pub(super) struct Sink<'s, R, W> {
    pub(super) out: &'s mut String,
    pub(super) record: &'s mut R,
    pub(super) watch: &'s mut W,
}

/// The repair of one text, given line by line. Holds scratch, and what it has to know of the lines
/// before.
#[derive(Debug, Default)]
pub(super) struct Repair {
    atoms: Vec<Atom>,
    /// Line feeds since the last line that was not blank.
    breaks: usize,
    after_break: bool,
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

/// Marks that come in pairs.
const PAIRS: [(char, char); 4] = [('«', '»'), ('“', '”'), ('(', ')'), ('[', ']')];

impl Repair {
    /// Whether any of it is wanted.
    pub(super) fn is_wanted(rules: &Rules) -> bool {
        rules.has(Op::Spacing) || rules.has(Op::Punctuation)
    }

    /// Appends all lines of `text` that end in it; returns where the rest begins.
    pub(super) fn lines<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        sink: &mut Sink<'_, R, W>,
    ) -> usize {
        let mut start = 0;
        for (at, _) in text.match_indices('\n') {
            if carries_mark(text, at + 1) {
                continue;
            }
            self.line(rules, text, start..at, true, sink);
            self.breaks += 1;
            if self.breaks > 2 && rules.has(Op::Spacing) {
                sink.record.drop(at, at + 1);
                sink.watch.changed(Op::Spacing, at, at + 1);
            } else {
                sink.out.push('\n');
            }
            self.after_break = true;
            start = at + 1;
        }
        start
    }

    /// Appends all of `text`, which ends the whole text.
    pub(super) fn finish<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        sink: &mut Sink<'_, R, W>,
    ) {
        let start = self.lines(rules, text, sink);
        self.line(rules, text, start..text.len(), false, sink);
        self.breaks = 0;
        self.after_break = false;
    }

    fn line<R: Record, W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        line: std::ops::Range<usize>,
        before_break: bool,
        sink: &mut Sink<'_, R, W>,
    ) {
        let tail = self.cut(text, line.clone());
        if !self.atoms.is_empty() {
            self.breaks = 0;
        }
        if rules.has(Op::Punctuation) {
            self.pair();
            self.join_dots();
            self.drop_repeats();
        }
        let mut last: Option<&Atom> = None;
        // all before is written
        let mut done = line.start;
        for (i, atom) in self.atoms.iter().enumerate() {
            let next = self.atoms.get(i + 1);
            let (spaces, mut op) = if last.is_none() && self.after_break && rules.has(Op::Spacing) {
                (0, Op::Spacing)
            } else {
                space_before(rules, last, atom, next)
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
        let beside_break = before_break || (self.after_break && last.is_none());
        let spaces = match rules.has(Op::Spacing) {
            true if beside_break => 0,
            true => tail.min(1),
            false => tail,
        };
        let op = if gap.len() > tail { Op::Punctuation } else { Op::Spacing };
        sink.out.push_str(text.get(done..gap.start).unwrap_or_default());
        write_gap(op, text, last, gap, spaces, sink);
    }

    /// Cuts a line into atoms; returns the number of spaces at its end.
    fn cut(&mut self, text: &str, line: std::ops::Range<usize>) -> usize {
        if let Some(tail) = self.atoms_of(text, line.clone(), true) {
            return tail;
        }
        let tail = self.atoms_of(text, line, false).unwrap_or(0);
        for token in self.atoms.chunk_by_mut(|_, next| next.gap == 0) {
            let (Some(first), Some(last)) = (token.first(), token.last()) else { continue };
            if is_protected(text.get(first.start..last.end).unwrap_or_default()) {
                token.iter_mut().for_each(|atom| atom.protected = true);
            }
        }
        tail
    }

    /// The atoms of a line. With `join` words with one space between are one atom: nothing
    /// changes there. `None` when a token might be one that is left alone, and `join` hides it.
    fn atoms_of(&mut self, text: &str, line: std::ops::Range<usize>, join: bool) -> Option<usize> {
        self.atoms.clear();
        let bytes = text.as_bytes().get(..line.end).unwrap_or_default();
        let mut gap = 0;
        // where the word that is not done began
        let mut word: Option<usize> = None;
        let mut at = line.start;
        while at < bytes.len() {
            let plain = bytes.iter().skip(at).take_while(|&&byte| !NOTABLE[usize::from(byte)]);
            let run = plain.count();
            if run > 0 {
                word.get_or_insert(at);
                at += run;
            }
            let Some(&byte) = bytes.get(at) else { break };
            // Arabic punctuation is known by its second byte: most letters share the first
            if at > line.start && mark_at(bytes, at - 1).is_some_and(|c| c >= '\u{600}') {
                at -= 1;
                word = word.filter(|&start| start < at);
            }
            let end = match mark_at(bytes, at) {
                Some(mark) => at + mark.len_utf8(),
                None => at + 1,
            };
            if byte == b' ' {
                let in_word = carries_mark(text, end)
                    || join
                        && word.is_some()
                        && bytes.get(end).is_some_and(|&next| next != b' ')
                        && mark_at(bytes, end).is_none();
                if in_word {
                    word.get_or_insert(at);
                } else {
                    self.end_word(text, &mut word, at, &mut gap);
                    gap += 1;
                }
            } else if let Some(c) = mark_at(bytes, at)
                && !carries_mark(text, end)
            {
                self.end_word(text, &mut word, at, &mut gap);
                let kind = Kind::Mark(c);
                self.atoms.push(Atom { start: at, end, gap, kind, protected: false });
                gap = 0;
            } else {
                word.get_or_insert(at);
            }
            if join && matches!(byte, b'@' | b'#' | b'w' | b':') {
                let rest = bytes.get(at..).unwrap_or_default();
                if matches!(byte, b'@' | b'#')
                    || rest.starts_with(b"www.")
                    || rest.starts_with(b"://")
                {
                    return None;
                }
            }
            at = end;
        }
        self.end_word(text, &mut word, at, &mut gap);
        Some(gap)
    }

    fn end_word(&mut self, text: &str, word: &mut Option<usize>, end: usize, gap: &mut usize) {
        let Some(start) = word.take() else { return };
        let mut chars = text.get(start..end).unwrap_or_default().chars();
        let Some(first) = chars.next() else { return };
        let kind = Kind::Word(first, chars.next_back().unwrap_or(first));
        self.atoms.push(Atom { start, end, gap: std::mem::take(gap), kind, protected: false });
    }

    /// Finds the marks that are certain to open or close: pairs of a kind that is well formed in
    /// the line, and straight quotes when their number is even and no letter or digit touches any
    /// from outside.
    fn pair(&mut self) {
        for (open, close) in PAIRS {
            let mut depth = Some(0_usize);
            for atom in &self.atoms {
                if atom.kind == Kind::Mark(open) {
                    depth = depth.map(|depth| depth + 1);
                } else if atom.kind == Kind::Mark(close) {
                    depth = depth.and_then(|depth| depth.checked_sub(1));
                }
            }
            if depth == Some(0) {
                for atom in &mut self.atoms {
                    atom.kind = match atom.kind {
                        Kind::Mark(c) if c == open => Kind::Opens(c),
                        Kind::Mark(c) if c == close => Kind::Closes(c),
                        kind => kind,
                    };
                }
            }
        }
        if self.quotes_are_certain() {
            let mut open = false;
            for atom in &mut self.atoms {
                if atom.kind == Kind::Mark('"') {
                    open = !open;
                    atom.kind = if open { Kind::Opens('"') } else { Kind::Closes('"') };
                }
            }
        }
    }

    fn quotes_are_certain(&self) -> bool {
        let mut open = false;
        let mut last: Option<&Atom> = None;
        for atom in &self.atoms {
            let is_quote = atom.kind == Kind::Mark('"');
            if atom.gap == 0
                && let Some(last) = last
            {
                let opens = is_quote && !open;
                let closed = last.kind == Kind::Mark('"') && !open;
                let before = matches!(last.kind, Kind::Word(_, c) if is_letter(c) || is_digit(c));
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
}

/// How many spaces stand before `atom` in the result, and by which operation when that is a change.
fn space_before(
    rules: &Rules,
    last: Option<&Atom>,
    atom: &Atom,
    next: Option<&Atom>,
) -> (usize, Op) {
    let folded = if rules.has(Op::Spacing) { atom.gap.min(1) } else { atom.gap };
    let alone = atom.protected || last.is_some_and(|last| last.protected);
    if rules.has(Op::Punctuation) && !alone {
        let opened = last.map(|last| last.kind);
        match (opened, atom.kind) {
            // an empty pair is left as it is
            (Some(Kind::Opens(_)), Kind::Closes(_)) => {}
            (Some(Kind::Opens(_)), _) | (_, Kind::Closes(_) | Kind::Dots(true)) => {
                return (0, Op::Punctuation);
            }
            (Some(Kind::Mark('،' | '؛' | '؟')), Kind::Word(c, _)) if is_letter(c) => {
                return (folded.max(1), if atom.gap == 0 { Op::Punctuation } else { Op::Spacing });
            }
            (_, Kind::Mark(c)) if loses_space(c, last, next) => return (0, Op::Punctuation),
            _ => {}
        }
    }
    (folded, Op::Spacing)
}

/// Whether the mark `c` takes no space before it, between the atoms `last` and `next`.
fn loses_space(c: char, last: Option<&Atom>, next: Option<&Atom>) -> bool {
    let follower = next.filter(|next| next.gap == 0).map(|next| next.kind);
    let after_digit = last.is_some_and(|last| matches!(last.kind, Kind::Word(_, c) if is_digit(c)));
    let before_digit =
        next.is_some_and(|next| matches!(next.kind, Kind::Word(c, _) if is_digit(c)));
    match c {
        // 1 ،5 and 10 : 30 may be one number
        '،' | '.' | ',' | ':' if after_digit && before_digit => false,
        '،' | '؛' | '؟' => true,
        '.' | ',' | '!' | '?' => !matches!(follower, Some(Kind::Word(..))),
        // ":)" is a face
        ':' => !matches!(
            follower,
            Some(Kind::Word(..) | Kind::Mark('(' | ')') | Kind::Opens('(') | Kind::Closes(')'))
        ),
        _ => false,
    }
}

/// Writes `spaces` spaces for the bytes `gap` between `last` and the next atom.
fn write_gap<R: Record, W: Watch>(
    op: Op,
    text: &str,
    last: Option<&Atom>,
    gap: std::ops::Range<usize>,
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

/// Whether a character that changes with what stands before it follows at `at`.
fn carries_mark(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at..).unwrap_or_default() {
        // the end, ASCII, most Arabic letters
        [] | [0..=0x7F, ..] | [0xD8, 0xA0..=0xBF, ..] | [0xD9, 0x80..=0x8A, ..] => false,
        _ => {
            let next = text.get(at..).and_then(|rest| rest.chars().next());
            next.is_some_and(|c| JOINING.contains(c))
        }
    }
}

/// The punctuation mark at `at`, if it is one that is repaired.
fn mark_at(bytes: &[u8], at: usize) -> Option<char> {
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

/// Bytes by which a space, a mark or the sign of a token left alone may be known.
static NOTABLE: [bool; 256] = {
    let notable = b" !\"#(),.:?@[]w\xC2\xE2\x8C\x9B\x9F";
    let mut table = [false; 256];
    let mut i = 0;
    while i < notable.len() {
        table[notable[i] as usize] = true;
        i += 1;
    }
    table
};

/// Whether a token holds an address, a mention or a topic tag.
fn is_protected(token: &str) -> bool {
    token.contains(['@', '#']) || token.contains("://") || token.contains("www.")
}

/// Letters of Arabic and Latin text.
fn is_letter(c: char) -> bool {
    match c {
        '\u{620}'..='\u{64A}' | '\u{66E}'..='\u{66F}' | '\u{671}'..='\u{6D3}' | '\u{6D5}' => true,
        '\u{6FA}'..='\u{6FC}' | '\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{8A0}'..='\u{8C9}' => true,
        '\u{D7}' | '\u{F7}' => false,
        _ => c.is_ascii_alphabetic() || matches!(c, '\u{C0}'..='\u{24F}'),
    }
}

fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9' | '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}')
}
