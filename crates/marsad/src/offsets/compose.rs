//! The map of two steps from the maps of each.

use std::iter::Peekable;

use super::builder::MapBuilder;
use super::map::{OffsetMap, Placed};

/// A run of a map, in order: so many bytes of the original, and what became of them.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Keep(u32),
    Drop(u32),
    /// Bytes of the original, bytes of normalised text.
    Unit(u32, u32),
}

impl OffsetMap {
    /// The map from the original of `self` to the normalised text of `next`, where the original of
    /// `next` is the normalised text of `self`. O(n) in the number of edits and 64-byte words.
    ///
    /// ```
    /// use marsad::{OffsetMap, Profile, Span, normalize_with_map};
    /// let text = "ا\u{654}مـة";
    /// let (mut one, mut two) = (String::new(), String::new());
    /// let (mut to_one, mut to_two) = (OffsetMap::new(), OffsetMap::new());
    /// normalize_with_map(&Profile::clean(), text, &mut one, &mut to_one)?;
    /// normalize_with_map(&Profile::strict(), &one, &mut two, &mut to_two)?;
    /// assert_eq!(two, "أمة");
    /// let last = Span::new(4, 6);
    /// assert_eq!(&text[to_one.then(&to_two).to_orig(last).range()], "ة");
    /// # Ok::<(), marsad::TextTooLong>(())
    /// ```
    #[must_use]
    pub fn then(&self, next: &OffsetMap) -> OffsetMap {
        let mut map = OffsetMap::new();
        compose(self, next, &mut map);
        map
    }
}

/// Makes `out` the map of `first` and then `second`.
pub(crate) fn compose(first: &OffsetMap, second: &OffsetMap, out: &mut OffsetMap) {
    let mut builder = MapBuilder::new(out, first.orig_len);
    walk(first.orig_len, steps(first), steps(second), &mut builder);
    builder.finish();
}

/// Tells `out` what became of `orig_len` bytes by `first` and then `second`.
pub(super) fn walk(orig_len: u32, first: impl Runs, second: impl Runs, out: &mut impl Told) {
    let mut walk = Walk { a: first, b: second, at: 0, orig_len };
    while walk.step(out) {}
}

/// The runs of a map, in order, each takeable in part.
pub(super) trait Runs {
    fn peek(&mut self) -> Option<Step>;

    /// Goes over `n` bytes of the step; a unit only as a whole.
    fn take(&mut self, n: u32);
}

/// Told what became of the original, in ascending order.
pub(super) trait Told {
    fn drop(&mut self, at: usize, to: usize);
    fn replace(&mut self, at: usize, to: usize, len: usize);
}

impl Told for MapBuilder<'_> {
    fn drop(&mut self, at: usize, to: usize) {
        MapBuilder::drop(self, at, to);
    }

    fn replace(&mut self, at: usize, to: usize, len: usize) {
        MapBuilder::replace(self, at, to, len);
    }
}

/// Both maps side by side; `at` is a place in the original of the first.
struct Walk<A: Runs, B: Runs> {
    a: A,
    b: B,
    at: u32,
    orig_len: u32,
}

impl<A: Runs, B: Runs> Walk<A, B> {
    fn step(&mut self, out: &mut impl Told) -> bool {
        let start = self.at;
        match (self.a.peek(), self.b.peek()) {
            (None, _) => return false,
            (Some(Step::Drop(n)), _) => {
                self.a.take(n);
                self.at += n;
                out.drop(start as usize, self.at as usize);
            }
            (Some(Step::Keep(n)), Some(Step::Keep(m))) => {
                self.a.take(n.min(m));
                self.b.take(n.min(m));
                self.at += n.min(m);
            }
            (Some(Step::Keep(n)), Some(Step::Drop(m))) => {
                self.a.take(n.min(m));
                self.b.take(n.min(m));
                self.at += n.min(m);
                out.drop(start as usize, self.at as usize);
            }
            (Some(_), None) => {
                // the maps do not fit each other: the rest is taken as dropped
                self.at = self.orig_len;
                out.drop(start as usize, self.at as usize);
                return false;
            }
            (Some(_), Some(_)) => match self.unit() {
                0 => out.drop(start as usize, self.at as usize),
                len => out.replace(start as usize, self.at as usize, len as usize),
            },
        }
        true
    }

    /// Goes over a unit of either map up to the next border that both share; returns how many bytes
    /// of the last text it became.
    fn unit(&mut self) -> u32 {
        let (mut by_a, mut by_b, mut len) = (0, 0, 0);
        loop {
            if by_a <= by_b {
                let left = by_b - by_a;
                match self.a.peek() {
                    None => return len,
                    Some(Step::Drop(n)) => {
                        self.a.take(n);
                        self.at += n;
                    }
                    Some(Step::Keep(n)) => {
                        let n = if left == 0 { 1 } else { n.min(left) };
                        self.a.take(n);
                        self.at += n;
                        by_a += n;
                    }
                    Some(Step::Unit(n, l)) => {
                        self.a.take(n);
                        self.at += n;
                        by_a += l;
                    }
                }
            } else {
                match self.b.peek() {
                    None => return len,
                    Some(Step::Drop(m)) => {
                        let m = m.min(by_a - by_b);
                        self.b.take(m);
                        by_b += m;
                    }
                    Some(Step::Keep(m)) => {
                        let m = m.min(by_a - by_b);
                        self.b.take(m);
                        by_b += m;
                        len += m;
                    }
                    Some(Step::Unit(m, l)) => {
                        self.b.take(m);
                        by_b += m;
                        len += l;
                    }
                }
            }
            if by_a == by_b && by_a > 0 {
                return len;
            }
        }
    }
}

/// The runs of an [`OffsetMap`].
struct Steps<'m, U: Iterator<Item = Placed>> {
    map: &'m OffsetMap,
    units: Peekable<U>,
    at: u32,
}

fn steps(map: &OffsetMap) -> Steps<'_, impl Iterator<Item = Placed>> {
    Steps { map, units: map.all_units().peekable(), at: 0 }
}

impl<U: Iterator<Item = Placed>> Runs for Steps<'_, U> {
    fn peek(&mut self) -> Option<Step> {
        if self.at >= self.map.orig_len {
            return None;
        }
        let limit = match self.units.peek() {
            Some(unit) if unit.orig.start == self.at => {
                let (orig, norm) = (&unit.orig, &unit.norm);
                return Some(Step::Unit(orig.end - orig.start, norm.end - norm.start));
            }
            Some(unit) => unit.orig.start,
            None => self.map.orig_len,
        };
        Some(match self.map.run_at(self.at, limit) {
            (true, end) => Step::Drop(end - self.at),
            (false, end) => Step::Keep(end - self.at),
        })
    }

    fn take(&mut self, n: u32) {
        self.at += n;
        while self.units.peek().is_some_and(|unit| unit.orig.end <= self.at) {
            self.units.next();
        }
    }
}
