//! The pass: the scanner over what a table decides, the slow path for the segments it does not.

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

use super::marked;
use super::op::Op;
use super::rules::{Class, Rules, is_hamza_mark};
use super::segment::{Segment, Watch};
use crate::chars::scan::{Edits, disorder, fold, order_marks, same};
use crate::chars::tables::ARABIC_MARKS;
use crate::offsets::{MapBuilder, Trace};

/// Told what became of the text, in ascending order: what is told nothing about is kept byte for
/// byte.
pub(super) trait Record: Edits {
    /// The bytes `at..to` are gone.
    fn drop(&mut self, at: usize, to: usize);

    /// The bytes `at..to` became `len` other bytes (1 or more) that can not be divided.
    fn replace(&mut self, at: usize, to: usize, len: usize);

    /// All that was told about the bytes `at..to` is void; nothing was told about later ones.
    fn rewind(&mut self, at: usize, to: usize);
}

impl Record for () {
    #[inline]
    fn drop(&mut self, _: usize, _: usize) {}
    #[inline]
    fn replace(&mut self, _: usize, _: usize, _: usize) {}
    #[inline]
    fn rewind(&mut self, _: usize, _: usize) {}
}

impl Record for MapBuilder<'_> {
    fn drop(&mut self, at: usize, to: usize) {
        MapBuilder::drop(self, at, to);
    }

    fn replace(&mut self, at: usize, to: usize, len: usize) {
        MapBuilder::replace(self, at, to, len);
    }

    fn rewind(&mut self, at: usize, to: usize) {
        MapBuilder::rewind(self, at, to);
    }
}

impl Record for Trace {
    fn drop(&mut self, at: usize, to: usize) {
        Trace::drop(self, at, to);
    }

    fn replace(&mut self, at: usize, to: usize, len: usize) {
        Trace::replace(self, at, to, len);
    }

    fn rewind(&mut self, at: usize, to: usize) {
        Trace::rewind(self, at, to);
    }
}

/// Appends the normal form of `text`, all but the repair of spaces and punctuation.
pub(super) fn run<R: Record>(rules: &Rules, text: &str, out: &mut String, record: &mut R) {
    run_from(rules, text, 0, out, record);
}

/// The same from a segment border `from` on; positions told are those in `text`.
pub(super) fn run_from<R: Record>(
    rules: &Rules,
    text: &str,
    from: usize,
    out: &mut String,
    record: &mut R,
) {
    let mut segment = None;
    let mut at = from;
    let start = out.len();
    let mut in_bulk = rules.with_marks.as_ref();
    loop {
        at = match in_bulk {
            Some(table) => {
                let seen = out.len();
                let stop = fold(rules.kernel, table, text, at, out, record);
                let is_shorter = out.len() - seen < stop - at;
                let new = out.get_mut(start..).unwrap_or_default();
                if R::RECORD && is_shorter && disorder(rules.kernel, new, seen - start).is_some() {
                    // what is told of deletions amid marks that change places, the slow path knows
                    out.truncate(seen);
                    record.rewind(at, stop);
                    in_bulk = None;
                    continue;
                }
                order_marks(rules.kernel, new, seen - start);
                stop
            }
            None => fold(rules.kernel, &rules.table, text, at, out, record),
        };
        // past what the table holds, until a character it holds
        loop {
            let Some(c) = char_at(text, at) else { return };
            let to = at + c.len_utf8();
            match rules.class(c) {
                Class::Inert => out.push(c),
                Class::Deleted => record.drop(at, to),
                Class::Slow
                    if (in_bulk.is_none() || ends_segment(rules, text, to))
                        && keeps_mark(rules, text, from, at, c, out) =>
                {
                    at = if in_bulk.is_none() {
                        marked::run(&rules.kinds, text, to, out)
                    } else {
                        to
                    };
                    break;
                }
                Class::Slow => {
                    let start = segment_start(rules, text, from, at);
                    if start < at {
                        take_back(rules, text.get(start..at).unwrap_or_default(), out);
                        record.rewind(start, at);
                    }
                    let segment = segment.get_or_insert_default();
                    at = slow(rules, text, start, segment, out, record, &mut ());
                    break;
                }
            }
            at = to;
            if text.as_bytes().get(at).is_none_or(|&lead| lead < 0xF0) {
                break;
            }
        }
    }
}

/// Whether a segment ends at `at` of `text`.
fn ends_segment(rules: &Rules, text: &str, at: usize) -> bool {
    char_at(text, at).is_none_or(|c| rules.is_boundary(c))
}

/// Appends the mark `c` at `at` of `text` where that is all there is to do: it composes with
/// nothing, no operation concerns it, and what stands before it is a base from the table or such
/// marks. It goes before marks of higher class; when there are many, the slow path sorts.
fn keeps_mark(
    rules: &Rules,
    text: &str,
    from: usize,
    at: usize,
    c: char,
    out: &mut String,
) -> bool {
    let is_plain = |c: char| ARABIC_MARKS.contains(c) && !is_hamza_mark(c);
    if rules.has(Op::Marks) || !is_plain(c) {
        return false;
    }
    let before = text.get(from..at).unwrap_or_default().chars().next_back();
    let class = CanonicalCombiningClassMapBorrowed::new();
    let stands_on_base = before.is_some_and(|before| {
        is_plain(before) || rules.table.output_len(before).is_some_and(|len| len > 0)
    });
    // a plain mark without a class composes with nothing, but parts what is before it from after
    if !stands_on_base || class.get_u8(c) == 0 {
        return false;
    }
    let higher = |last: &char| is_plain(*last) && class.get_u8(*last) > class.get_u8(c);
    let mut place = out.len();
    for (n, last) in out.chars().rev().enumerate() {
        if !higher(&last) {
            break;
        }
        // marks of different lengths are told to the map, which the slow path does
        if n == 4 || last.len_utf8() != c.len_utf8() {
            return false;
        }
        place -= last.len_utf8();
    }
    out.insert(place, c);
    true
}

/// How many bytes of `text` the pass leaves as they are, up to a segment border.
pub(super) fn unchanged(rules: &Rules, text: &str) -> usize {
    let mut segment = Segment::default();
    let mut out = String::new();
    let mut at = 0;
    loop {
        let done = at;
        at = match &rules.with_marks {
            Some(table) => {
                let stop = same(rules.kernel, table, text, at);
                let seen = text.get(..stop).unwrap_or_default();
                disorder(rules.kernel, seen, done).unwrap_or(stop)
            }
            None => same(rules.kernel, &rules.table, text, at),
        };
        let Some(c) = char_at(text, at) else { return text.len() };
        match rules.class(c) {
            Class::Inert => at += c.len_utf8(),
            Class::Deleted | Class::Slow => {
                let start = segment_start(rules, text, 0, at);
                out.clear();
                let end = slow(rules, text, start, &mut segment, &mut out, &mut (), &mut ());
                if text.get(start..end) != Some(&out) {
                    return start;
                }
                at = end;
            }
        }
    }
}

/// The whole text through the slow path, with somebody watching. Equal to [`run`], and slower.
pub(super) fn run_watched<R: Record, W: Watch>(
    rules: &Rules,
    text: &str,
    out: &mut String,
    record: &mut R,
    watch: &mut W,
) {
    let mut segment = Segment::default();
    let mut at = 0;
    while at < text.len() {
        at = slow(rules, text, at, &mut segment, out, record, watch);
    }
}

/// The segment at `start` through the slow path; returns its end.
fn slow<R: Record, W: Watch>(
    rules: &Rules,
    text: &str,
    start: usize,
    segment: &mut Segment,
    out: &mut String,
    record: &mut R,
    watch: &mut W,
) -> usize {
    let end = segment.read(rules, text, start, watch);
    let before = out.len();
    out.extend(segment.chars());
    if (R::RECORD || W::ACTIVE) && out.get(before..) != text.get(start..end) {
        segment.tell(text, start, end, record);
        watch.segment_changed(start, end);
    }
    end
}

/// The border, at or before `at` and not before `from`, of the segment of the character at `at`.
fn segment_start(rules: &Rules, text: &str, from: usize, at: usize) -> usize {
    let mut start = at;
    let mut next = char_at(text, at);
    while let Some(c) = next
        && start > from
        && !rules.is_boundary(c)
    {
        next = text.get(from..start).and_then(|before| before.chars().next_back());
        start -= next.map_or(0, char::len_utf8);
    }
    start
}

/// Takes the output of `text`, a boundary character and deleted ones, off the end of `out`.
fn take_back(rules: &Rules, text: &str, out: &mut String) {
    let written = text.chars().map(|c| match rules.table.output_len(c) {
        Some(len) => len,
        None if rules.deletes(c) => 0,
        None => c.len_utf8(),
    });
    out.truncate(out.len() - written.sum::<usize>());
}

fn char_at(text: &str, at: usize) -> Option<char> {
    text.get(at..).and_then(|rest| rest.chars().next())
}
