//! Every edit of a step, one by one: what maps of many steps are made from.
//!
//! An [`OffsetMap`](super::OffsetMap) joins units where there are many. Joined units of several maps
//! overlap, and composing the maps joins them again, until hardly a place is told from another; so
//! steps are composed as traces, and the map is made of the last.

use super::builder::MapBuilder;
use super::compose::{Runs, Step, Told, walk};
use crate::chars::scan::Edits;

/// Bytes `at..to` became `len` others, or none.
#[derive(Debug, Clone, Copy)]
struct Edit {
    at: u32,
    to: u32,
    len: u32,
}

/// The edits of a text, in ascending order and apart. Memory grows with their number.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    orig_len: u32,
    edits: Vec<Edit>,
}

impl Trace {
    /// Begins anew, for a text of `len` bytes.
    pub(crate) fn begin(&mut self, len: u32) {
        self.orig_len = len;
        self.edits.clear();
    }

    /// The bytes `at..to` are gone.
    pub(crate) fn drop(&mut self, at: usize, to: usize) {
        let (at, to) = (narrow(at), narrow(to));
        match self.edits.last_mut() {
            _ if at >= to => {}
            Some(last) if last.len == 0 && last.to == at => last.to = to,
            _ => self.edits.push(Edit { at, to, len: 0 }),
        }
    }

    /// The bytes `at..to` became `len` others, at least one.
    pub(crate) fn replace(&mut self, at: usize, to: usize, len: usize) {
        self.edits.push(Edit { at: narrow(at), to: narrow(to), len: narrow(len) });
    }

    /// All that was told about bytes from `at` on is void.
    pub(crate) fn rewind(&mut self, at: usize) {
        let at = narrow(at);
        self.edits.truncate(self.edits.partition_point(|edit| edit.at < at));
        if let Some(last) = self.edits.last_mut() {
            last.to = last.to.min(at);
        }
    }

    /// Makes `out` the trace of this and then `next`.
    pub(crate) fn then(&self, next: &Trace, out: &mut Trace) {
        out.begin(self.orig_len);
        walk(self.orig_len, self.runs(), next.runs(), out);
    }

    /// Tells a map all of it.
    pub(crate) fn tell(&self, map: &mut MapBuilder<'_>) {
        for edit in &self.edits {
            let (at, to) = (edit.at as usize, edit.to as usize);
            match edit.len {
                0 => map.drop(at, to),
                len => map.replace(at, to, len as usize),
            }
        }
    }

    fn runs(&self) -> Walked<'_> {
        Walked { edits: &self.edits, at: 0, orig_len: self.orig_len }
    }
}

/// A text too long to be numbered is refused before and after.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Edits for Trace {
    const RECORD: bool = true;

    fn drop_bits(&mut self, word: usize, drop: u64) {
        let mut bits = drop;
        while bits != 0 {
            let first = bits.trailing_zeros();
            let run = (bits >> first).trailing_ones();
            let at = word * 64 + first as usize;
            self.drop(at, at + run as usize);
            bits &= u64::MAX.checked_shl(first + run).unwrap_or(0);
        }
    }
}

impl Told for Trace {
    fn drop(&mut self, at: usize, to: usize) {
        Trace::drop(self, at, to);
    }

    fn replace(&mut self, at: usize, to: usize, len: usize) {
        Trace::replace(self, at, to, len);
    }
}

struct Walked<'t> {
    edits: &'t [Edit],
    at: u32,
    orig_len: u32,
}

impl Runs for Walked<'_> {
    fn peek(&mut self) -> Option<Step> {
        match self.edits.first() {
            _ if self.at >= self.orig_len => None,
            None => Some(Step::Keep(self.orig_len - self.at)),
            Some(edit) if self.at < edit.at => Some(Step::Keep(edit.at - self.at)),
            Some(edit) if edit.len == 0 => Some(Step::Drop(edit.to - self.at)),
            Some(edit) => Some(Step::Unit(edit.to - self.at, edit.len)),
        }
    }

    fn take(&mut self, n: u32) {
        self.at += n;
        while let Some((edit, rest)) = self.edits.split_first()
            && edit.to <= self.at
        {
            self.edits = rest;
        }
    }
}
