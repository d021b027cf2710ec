//! Every edit of a step, one by one: what maps of many steps are made from.
//!
//! An [`OffsetMap`](super::OffsetMap) joins units where there are many. Joined units of several maps
//! overlap, and composing the maps joins them again, until hardly a place is told from another; so
//! steps are composed as traces, and the map is made of the last.

use super::builder::MapBuilder;
use super::compose::{Runs, Step, Told, walk};
use crate::chars::scan::Edits;

/// Bytes `at..to` became `len` others.
#[derive(Debug, Clone, Copy)]
struct Unit {
    at: u32,
    to: u32,
    len: u32,
}

/// The edits of a text. Memory: a bit a byte, and twelve bytes a unit.
#[derive(Debug, Default)]
pub(crate) struct Trace {
    orig_len: u32,
    /// A bit for each byte, set where it was dropped.
    dropped: Vec<u64>,
    /// In ascending order, apart.
    units: Vec<Unit>,
}

impl Trace {
    /// Begins anew, for a text of `len` bytes.
    pub(crate) fn begin(&mut self, len: u32) {
        self.orig_len = len;
        self.dropped.clear();
        // a word more than the text needs, for the scanner
        self.dropped.resize(len as usize / 64 + 2, 0);
        self.units.clear();
    }

    /// The bytes `at..to` are gone.
    pub(crate) fn drop(&mut self, at: usize, to: usize) {
        self.set(at, to, true);
    }

    /// The bytes `at..to` became `len` others, at least one.
    pub(crate) fn replace(&mut self, at: usize, to: usize, len: usize) {
        self.units.push(Unit { at: narrow(at), to: narrow(to), len: narrow(len) });
    }

    /// All that was told about the bytes `at..to` is void; there was no unit among it.
    pub(crate) fn rewind(&mut self, at: usize, to: usize) {
        self.set(at, to, false);
    }

    fn set(&mut self, at: usize, to: usize, dropped: bool) {
        let mut at = at;
        while at < to {
            let end = to.min((at | 63) + 1);
            let bits = (u64::MAX >> (64 - (end - at))) << (at & 63);
            if let Some(word) = self.dropped.get_mut(at / 64) {
                *word = if dropped { *word | bits } else { *word & !bits };
            }
            at = end;
        }
    }

    /// Makes `out` the trace of this and then `next`.
    pub(crate) fn then(&self, next: &Trace, out: &mut Trace) {
        out.begin(self.orig_len);
        walk(self.orig_len, self.runs(), next.runs(), out);
    }

    /// Tells a map all of it.
    pub(crate) fn tell(&self, map: &mut MapBuilder<'_>) {
        let (mut runs, mut at) = (self.runs(), 0);
        while let Some(step) = runs.peek() {
            let n = match step {
                Step::Keep(n) => n,
                Step::Drop(n) => {
                    map.drop(at, at + n as usize);
                    n
                }
                Step::Unit(n, len) => {
                    map.replace(at, at + n as usize, len as usize);
                    n
                }
            };
            runs.take(n);
            at += n as usize;
        }
    }

    fn runs(&self) -> Walked<'_> {
        Walked { dropped: &self.dropped, units: &self.units, at: 0, orig_len: self.orig_len }
    }
}

/// A text too long to be numbered is refused before and after.
fn narrow(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

impl Edits for Trace {
    const RECORD: bool = true;

    fn dropped(&mut self) -> &mut [u64] {
        &mut self.dropped
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
    dropped: &'t [u64],
    /// Those that are not behind.
    units: &'t [Unit],
    at: u32,
    orig_len: u32,
}

impl Walked<'_> {
    /// Whether the byte it stands at is dropped, and where, no later than `limit`, that changes.
    fn run(&self, limit: u32) -> (bool, u32) {
        let word = |at: u32| self.dropped.get((at / 64) as usize).copied().unwrap_or(0);
        let is_dropped = word(self.at) >> (self.at % 64) & 1 == 1;
        let mut end = self.at;
        while end < limit {
            let differing = if is_dropped { !word(end) } else { word(end) } >> (end % 64);
            if differing != 0 {
                end += differing.trailing_zeros();
                break;
            }
            end = (end | 63).saturating_add(1);
        }
        (is_dropped, end.min(limit))
    }
}

impl Runs for Walked<'_> {
    fn peek(&mut self) -> Option<Step> {
        if self.at >= self.orig_len {
            return None;
        }
        let limit = match self.units.first() {
            Some(unit) if unit.at <= self.at => {
                return Some(Step::Unit(unit.to - self.at, unit.len));
            }
            Some(unit) => unit.at,
            None => self.orig_len,
        };
        Some(match self.run(limit) {
            (true, end) => Step::Drop(end - self.at),
            (false, end) => Step::Keep(end - self.at),
        })
    }

    fn take(&mut self, n: u32) {
        self.at += n;
        while let Some((unit, rest)) = self.units.split_first()
            && unit.to <= self.at
        {
            self.units = rest;
        }
    }
}
