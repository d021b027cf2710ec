//! The slow path: one segment at a time.
//!
//! A segment is a boundary character and everything up to the next one: what is deleted, and what
//! may combine or compose with what stands before. Normalising a segment needs no text around it.
//! Text without a boundary character at its start begins with a segment that has none.

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

use super::op::Op;
use super::pass::Record;
use super::rules::{
    ALEF, ALEF_MAKSURA, HAMZA, HAMZA_ABOVE, Rules, WAW, YEH, compose, decompose, is_hamza_mark,
};

/// Told which operation changed something; `at..to` are bytes of the text.
pub(super) trait Watch {
    /// Whether anybody watches.
    const ACTIVE: bool = true;

    /// `op` changed or deleted the character at `at..to`.
    fn changed(&mut self, op: Op, at: usize, to: usize);

    /// The segment `at..to` is done and differs from the text.
    fn segment_changed(&mut self, at: usize, to: usize);
}

/// Nobody watches.
impl Watch for () {
    const ACTIVE: bool = false;

    #[inline]
    fn changed(&mut self, _: Op, _: usize, _: usize) {}

    #[inline]
    fn segment_changed(&mut self, _: usize, _: usize) {}
}

/// A character of a segment.
#[derive(Debug, Clone, Copy, Default)]
struct Item {
    c: char,
    /// Canonical combining class.
    class: u8,
    /// Where in the text it comes from.
    at: usize,
    to: usize,
}

/// Items held without the heap; longer segments are rare.
const INLINE: usize = 24;

/// The characters of one segment: scratch of the slow path, and its result.
#[derive(Debug, Default)]
pub(super) struct Segment {
    inline: [Item; INLINE],
    len: usize,
    spilled: Vec<Item>,
}

impl Segment {
    /// Reads and normalises the segment of `text` that begins at `start`, and returns its end.
    pub(super) fn read<W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        start: usize,
        watch: &mut W,
    ) -> usize {
        self.len = 0;
        self.spilled.clear();
        let end = self.decompose(rules, text, start, watch);
        if rules.has(Op::Hamza) {
            self.drop_hamza(watch);
        }
        self.reorder(|item| item.class);
        self.fold(rules, watch);
        if rules.has(Op::Marks) {
            // the one hamza mark that is left goes before other marks of its class
            self.reorder(|item| (item.class, !is_hamza_mark(item.c)));
        }
        self.compose();
        end
    }

    /// The normalised characters.
    pub(super) fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.items().iter().map(|item| item.c)
    }

    /// Tells `record` which bytes of the segment `start..end` of `text` gave which of the result:
    /// character by character, or the whole as a unit when marks of different lengths changed
    /// places.
    pub(super) fn tell<R: Record>(&self, text: &str, start: usize, end: usize, record: &mut R) {
        let items = self.items();
        let len: usize = items.iter().map(|item| item.c.len_utf8()).sum();
        if items.is_sorted_by_key(|item| item.at) {
            let mut done = start;
            for group in items.chunk_by(|a, b| a.at == b.at) {
                let Some(&Item { at, to, .. }) = group.first() else { continue };
                let len: usize = group.iter().map(|item| item.c.len_utf8()).sum();
                record.drop(done, at);
                if group.len() > 1 || len > to - at {
                    record.replace(at, to, len);
                } else {
                    record.drop(at + len, to);
                }
                done = to;
            }
            record.drop(done, end);
        } else {
            let source = text.get(start..end).unwrap_or_default().chars().map(char::len_utf8);
            if !source.eq(items.iter().map(|item| item.c.len_utf8())) {
                record.replace(start, end, len);
            }
        }
    }

    fn decompose<W: Watch>(
        &mut self,
        rules: &Rules,
        text: &str,
        start: usize,
        watch: &mut W,
    ) -> usize {
        let mut at = start;
        let mut crlf = false;
        for c in text.get(start..).unwrap_or_default().chars() {
            let to = at + c.len_utf8();
            if at > start && rules.is_boundary(c) {
                let after_cr = !crlf && matches!(self.items(), [Item { c: '\r', .. }]);
                if !(c == '\n' && after_cr && rules.joins_crlf()) {
                    break;
                }
                let op = if rules.has(Op::Whitespace) { Op::Whitespace } else { Op::Spacing };
                watch.changed(op, at, to);
                crlf = true;
                at = to;
                continue;
            }
            match rules.expand(c) {
                None => self.push_decomposed(rules, c, at, to, watch),
                Some((op, expansion)) => {
                    watch.changed(op, at, to);
                    for part in expansion.chars() {
                        match rules.expand(part) {
                            None => self.push_decomposed(rules, part, at, to, watch),
                            Some((op, inner)) => {
                                watch.changed(op, at, to);
                                for c in inner.chars() {
                                    self.push_decomposed(rules, c, at, to, watch);
                                }
                            }
                        }
                    }
                }
            }
            at = to;
        }
        at
    }

    /// Appends what is left of the canonical decomposition of `c` after deletion.
    fn push_decomposed<W: Watch>(
        &mut self,
        rules: &Rules,
        c: char,
        at: usize,
        to: usize,
        watch: &mut W,
    ) {
        decompose(c, &mut |c| match rules.deleted_by(c) {
            // takes part in what comes before folding: it stands between CR and LF
            Some(Op::Hamza) | None => {
                let class = CanonicalCombiningClassMapBorrowed::new().get_u8(c);
                self.push(Item { c, class, at, to });
            }
            Some(op) => watch.changed(op, at, to),
        });
    }

    fn drop_hamza<W: Watch>(&mut self, watch: &mut W) {
        let mut kept = 0;
        for i in 0..self.items().len() {
            let item = self.item(i);
            if item.c == HAMZA {
                watch.changed(Op::Hamza, item.at, item.to);
            } else {
                self.set(kept, item);
                kept += 1;
            }
        }
        self.truncate(kept);
    }

    /// Folds each base and settles which hamza marks it keeps.
    fn fold<W: Watch>(&mut self, rules: &Rules, watch: &mut W) {
        let mut kept = 0;
        let mut from = 0;
        while from < self.items().len() {
            let next = self.items().iter().skip(from + 1).position(|item| item.class == 0);
            let after = next.map_or(self.items().len(), |n| from + 1 + n);
            kept = self.fold_group(rules, from, after, kept, watch);
            from = after;
        }
        self.truncate(kept);
    }

    /// Folds the group `from..after`, a base with its marks or marks without a base; writes what is
    /// left from `kept` on and returns the new `kept`.
    fn fold_group<W: Watch>(
        &mut self,
        rules: &Rules,
        from: usize,
        after: usize,
        mut kept: usize,
        watch: &mut W,
    ) -> usize {
        let first = self.item(from);
        let has_base = first.class == 0;
        let marks = from + usize::from(has_base);
        let mut hamza = Hamza::default();
        if has_base {
            hamza = Hamza::on(rules, first.c, self.items().get(marks..after).unwrap_or_default());
            let (base, by) = match (hamza.seat, rules.fold(first.c)) {
                (Some(seat), _) => (seat, Some(Op::Lookalikes)),
                (None, folded) => folded,
            };
            if let Some(op) = by {
                watch.changed(op, first.at, first.to);
            }
            self.set(kept, Item { c: base, ..first });
            kept += 1;
        }
        for i in marks..after {
            let mark = self.item(i);
            if is_hamza_mark(mark.c)
                && hamza.kept != Some(i - marks)
                && let Some(op) = hamza.drops(rules, mark.c)
            {
                watch.changed(op, mark.at, mark.to);
            } else {
                self.set(kept, mark);
                kept += 1;
            }
        }
        kept
    }

    /// Orders marks by `key`, equal ones as they come.
    fn reorder<K: Ord>(&mut self, key: impl Fn(&Item) -> K) {
        for run in self.items_mut().split_mut(|item| item.class == 0) {
            run.sort_by_key(&key);
        }
    }

    /// Canonical composition in place.
    fn compose(&mut self) {
        let items = self.items_mut();
        let mut kept = 0;
        let mut base: Option<usize> = None;
        // class of the last mark between base and here that did not compose
        let mut between: Option<u8> = None;
        for i in 0..items.len() {
            let Some(&item) = items.get(i) else { break };
            let open = between.is_none_or(|class| class != 0 && class < item.class);
            if open
                && let Some(at) = base
                && let Some(first) = items.get_mut(at)
                && let Some(whole) = compose(first.c, item.c)
            {
                first.c = whole;
                continue;
            }
            if item.class == 0 {
                base = Some(kept);
                between = None;
            } else {
                between = Some(item.class);
            }
            if let Some(place) = items.get_mut(kept) {
                *place = item;
            }
            kept += 1;
        }
        self.truncate(kept);
    }
}

/// What becomes of the hamza marks of one base.
#[derive(Debug, Default)]
struct Hamza {
    /// The letter the base becomes because of its hamza.
    seat: Option<char>,
    /// Which of the marks is the one hamza mark that `marks` keeps: the first that composes.
    kept: Option<usize>,
    /// Marks of the base that a fold drops: madda, hamza above, hamza below.
    dropped: [Option<Op>; 3],
}

impl Hamza {
    fn on(rules: &Rules, base: char, marks: &[Item]) -> Hamza {
        let lookalikes = rules.has(Op::Lookalikes);
        let mut folded = rules.fold(base).0;
        let mut hamza = Hamza::default();
        let above = |item: &Item| item.c == HAMZA_ABOVE;
        if base == ALEF_MAKSURA && lookalikes && marks.iter().any(above) {
            folded = YEH;
            hamza.seat = Some(YEH);
        }
        hamza.dropped = match (base, folded) {
            // the hamza of these letters is no hamza of the Arabic letter they look like
            ('\u{6C1}' | '\u{6D0}' | '\u{6D2}' | '\u{6D5}', _) if lookalikes => {
                [None, Some(Op::Lookalikes), None]
            }
            (_, ALEF) if rules.has(Op::Alef) => [Some(Op::Alef); 3],
            (_, ALEF) if rules.has(Op::Madda) => [Some(Op::Madda), None, None],
            (_, WAW) if rules.has(Op::WawHamza) => [None, Some(Op::WawHamza), None],
            (_, YEH) if rules.has(Op::YehHamza) => [None, Some(Op::YehHamza), None],
            _ => [None; 3],
        };
        if rules.has(Op::Marks) {
            let stays = |item: &Item| {
                is_hamza_mark(item.c)
                    && compose(folded, item.c).is_some()
                    && hamza.dropped_by(item.c).is_none()
            };
            hamza.kept = marks.iter().position(stays);
        }
        hamza
    }

    fn dropped_by(&self, mark: char) -> Option<Op> {
        let n = u32::from(mark).checked_sub(0x653)?;
        self.dropped.get(n as usize).copied().flatten()
    }

    /// The operation that drops a hamza mark which is not the kept one.
    fn drops(&self, rules: &Rules, mark: char) -> Option<Op> {
        self.dropped_by(mark).or_else(|| rules.has(Op::Marks).then_some(Op::Marks))
    }
}

/// Storage: inline until it is full, then on the heap.
impl Segment {
    fn items(&self) -> &[Item] {
        if self.spilled.is_empty() {
            self.inline.get(..self.len).unwrap_or_default()
        } else {
            &self.spilled
        }
    }

    fn items_mut(&mut self) -> &mut [Item] {
        if self.spilled.is_empty() {
            self.inline.get_mut(..self.len).unwrap_or_default()
        } else {
            &mut self.spilled
        }
    }

    fn push(&mut self, item: Item) {
        if self.spilled.is_empty() {
            if let Some(place) = self.inline.get_mut(self.len) {
                *place = item;
                self.len += 1;
                return;
            }
            self.spilled.extend_from_slice(&self.inline);
        }
        self.spilled.push(item);
    }

    fn item(&self, at: usize) -> Item {
        self.items().get(at).copied().unwrap_or_default()
    }

    fn set(&mut self, at: usize, item: Item) {
        if let Some(place) = self.items_mut().get_mut(at) {
            *place = item;
        }
    }

    fn truncate(&mut self, len: usize) {
        if self.spilled.is_empty() {
            self.len = self.len.min(len);
        } else if len == 0 {
            self.spilled.clear();
            self.len = 0;
        } else {
            self.spilled.truncate(len);
        }
    }
}
