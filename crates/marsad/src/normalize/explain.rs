//! Which operation changed what: for people who ask, not for the hot path.

use super::mojibake::Mojibake;
use super::op::Op;
use super::orthography;
use super::pass;
use super::profile::{Form, Profile};
use super::repair::{Repair, Sink};
use super::segment::Watch;
use super::uthmani;
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
    let mut steps = Vec::new();
    let read = if rules.has(Op::Mojibake) && !Mojibake::is_clean(text) {
        step(text, &mut steps, |record, out, watch| {
            Mojibake::default().whole(rules, text, &mut Sink { out, record, watch });
        })
    } else {
        Some(text.to_owned())
    };
    let passed = read.and_then(|read| {
        step(&read, &mut steps, |record, out, seen| {
            pass::run_watched(rules, &read, out, record, seen);
        })
    });
    let worded = match passed {
        Some(passed) if uthmani::is_wanted(rules, &passed) => {
            step(&passed, &mut steps, |record, out, watch| {
                uthmani::run(rules, &passed, &mut Sink { out, record, watch });
            })
        }
        passed => passed,
    };
    let worded = match worded {
        Some(worded) if orthography::is_on(rules) => {
            step(&worded, &mut steps, |record, out, watch| {
                orthography::run(rules, &worded, &mut Sink { out, record, watch });
            })
        }
        worded => worded,
    };
    if let Some(worded) = worded
        && Repair::is_wanted(rules)
    {
        step(&worded, &mut steps, |record, out, watch| {
            let mut sink = Sink { out, record, watch };
            Repair::default().finish(rules, &worded, 0, &mut sink);
        });
    }
    let mut changes = Vec::new();
    for (n, (_, seen)) in steps.iter().enumerate() {
        let (before, after) = steps.split_at(n);
        for seen in &seen.changes {
            let orig = before.iter().rev().fold((seen.at, seen.to), |(at, to), (map, _)| {
                let orig = map.to_orig(Span::new(at, to));
                (orig.start, orig.end)
            });
            let norm = after.iter().fold((seen.at, seen.to), |(at, to), (map, _)| {
                let norm = map.to_norm(Span::new(at, to));
                (norm.start, norm.end)
            });
            let (orig, norm) =
                (Span::<Orig>::new(orig.0, orig.1), Span::<Norm>::new(norm.0, norm.1));
            changes.push(Change { op: seen.op, orig, norm });
        }
    }
    changes.sort_by_key(|change| change.orig);
    changes.dedup();
    changes
}

/// Runs one step on `text` and keeps its map and what was seen; returns its result, or `None` when
/// the text is too long.
fn step(
    text: &str,
    steps: &mut Vec<(OffsetMap, Seen)>,
    run: impl FnOnce(&mut MapBuilder<'_>, &mut String, &mut Seen),
) -> Option<String> {
    let len = u32::try_from(text.len()).ok()?;
    let (mut out, mut map, mut seen) = (String::new(), OffsetMap::new(), Seen::default());
    let mut record = MapBuilder::new(&mut map, len);
    run(&mut record, &mut out, &mut seen);
    record.finish();
    steps.push((map, seen));
    Some(out)
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
