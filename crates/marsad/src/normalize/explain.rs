//! Which operation changed what: for people who ask, not for the hot path.

use super::op::Op;
use super::pass;
use super::profile::{Form, Profile};
use super::repair::{Repair, Sink};
use super::segment::Watch;
use crate::offsets::{MapBuilder, OffsetMap};
use crate::span::{Norm, Orig, Span};

/// One change that one operation made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// The operation.
    pub op: Op,
    /// The changed or deleted characters.
    pub orig: Span<Orig>,
    /// What became of them, together with the other operations; empty when they are gone.
    pub norm: Span<Norm>,
}

/// The changes `profile` makes to `text`, in the order of the original.
///
/// A character that several operations changed is listed for each. Slow: it takes every character
/// through the general path and allocates for the result and the maps between. Of a text too long
/// to be numbered ([`TextTooLong`](crate::TextTooLong)) nothing is listed, nor for a peer's profile,
/// which has no operations: an [`OffsetMap`] tells where it changed lengths.
///
/// ```
/// use marsad::{Op, Profile, explain};
/// let text = "إلـى";
/// let changes = explain(&Profile::search(), text);
/// let read: Vec<_> = changes.iter().map(|c| (c.op, &text[c.orig.range()])).collect();
/// assert_eq!(read, [(Op::Alef, "إ"), (Op::Tatweel, "ـ"), (Op::Yeh, "ى")]);
/// ```
pub fn explain(profile: &Profile, text: &str) -> Vec<Change> {
    let Form::Own(rules) = profile.form() else { return Vec::new() };
    let (mut passed, mut pass_map, mut seen) = (String::new(), OffsetMap::new(), Seen::default());
    let Ok(len) = u32::try_from(text.len()) else { return Vec::new() };
    let mut builder = MapBuilder::new(&mut pass_map, len);
    pass::run_watched(rules, text, &mut passed, &mut builder, &mut seen);
    builder.finish();
    let (mut out, mut repair_map, mut repaired) =
        (String::new(), OffsetMap::new(), Seen::default());
    let Ok(len) = u32::try_from(passed.len()) else { return Vec::new() };
    let mut builder = MapBuilder::new(&mut repair_map, len);
    if Repair::is_wanted(rules) {
        let mut sink = Sink { out: &mut out, record: &mut builder, watch: &mut repaired };
        Repair::default().finish(rules, &passed, 0, &mut sink);
    }
    builder.finish();

    let by_pass = seen.changes.into_iter().map(|seen| {
        let orig = Span::<Orig>::new(seen.at, seen.to);
        let passed = pass_map.to_norm(orig);
        (seen, orig, repair_map.to_norm(Span::new(passed.start, passed.end)))
    });
    let by_repair = repaired.changes.into_iter().map(|seen| {
        let orig = pass_map.to_orig(Span::new(seen.at, seen.to));
        (seen, orig, repair_map.to_norm(Span::new(seen.at, seen.to)))
    });
    let mut changes: Vec<Change> = by_pass
        .chain(by_repair)
        .map(|(seen, orig, norm)| Change { op: seen.op, orig, norm })
        .collect();
    changes.sort_by_key(|change| change.orig);
    changes.dedup();
    changes
}

#[derive(Debug, Clone, Copy)]
struct SeenChange {
    op: Op,
    at: u32,
    to: u32,
}

#[derive(Debug, Default)]
struct Seen {
    changes: Vec<SeenChange>,
    /// Changes known when the last segment was done.
    told: usize,
}

impl Watch for Seen {
    fn changed(&mut self, op: Op, at: usize, to: usize) {
        if let (Ok(at), Ok(to)) = (u32::try_from(at), u32::try_from(to)) {
            self.changes.push(SeenChange { op, at, to });
        }
    }

    fn segment_changed(&mut self, at: usize, to: usize) {
        if self.changes.len() == self.told {
            // no operation of the profile: canonical composition, or the order of marks
            self.changed(Op::Nfc, at, to);
        }
        self.told = self.changes.len();
    }
}
