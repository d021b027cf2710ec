//! Which parts of a list are compiled anew together, so that few are left and little is compiled twice.
//!
//! Parts shrink towards the end, each to an eighth of the one before or less: what comes in takes along
//! the parts in front of it that are not much larger. A name is then compiled a few times for each power
//! of eight in the length of the list, and the parts are as many as those powers.

use std::ops::Range;

/// Number of names of a part: those that count, and those struck out.
pub(super) type Size = (usize, usize);

/// How large parts may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Plan {
    /// Names that a change compiles at most besides its own. More is left to a merge.
    pub(super) at_once: usize,
    /// Parts as small as this cost more when searched than when compiled again.
    pub(super) small: usize,
    /// How many times as large as what comes in a part is that is taken along.
    pub(super) ratio: usize,
    /// Parts behind which a change no longer leaves anything to a merge.
    pub(super) many: usize,
}

impl Plan {
    /// 4,096 names are compiled in a few milliseconds.
    pub(super) const USUAL: Plan = Plan { at_once: 4096, small: 256, ratio: 8, many: 16 };

    /// How many of the last parts are compiled together with `n` new names.
    pub(super) fn with_change(&self, parts: &[Size], n: usize) -> usize {
        let urgent = parts.len() >= self.many;
        let most = if urgent { usize::MAX } else { n.saturating_add(self.at_once) };
        self.taken_along(parts, n, most).0
    }

    /// The parts that a merge should make one of.
    pub(super) fn merge(&self, parts: &[Size]) -> Option<Range<usize>> {
        let is_waste = |(names, removed): &Size| *removed > self.at_once && removed > names;
        if let Some(waste) = parts.iter().position(is_waste) {
            return Some(waste..waste + 1);
        }
        let (last, before) = parts.split_last()?;
        let (n_parts, n_names) = self.taken_along(before, last.0, usize::MAX);
        (n_parts > 0 && n_names > self.at_once).then(|| before.len() - n_parts..parts.len())
    }

    /// How many of the last parts are taken along by `n` names, and the names that makes.
    fn taken_along(&self, parts: &[Size], mut n: usize, most: usize) -> (usize, usize) {
        let mut taken = 0;
        for (names, _) in parts.iter().rev() {
            let large = *names > self.small.max(n.saturating_mul(self.ratio));
            if large || n.saturating_add(*names) > most {
                break;
            }
            n += names;
            taken += 1;
        }
        (taken, n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: Plan = Plan::USUAL;

    /// Applies changes of `n` names each; parts are merged after each change if `merges`. Gives the
    /// most parts there were, the most names compiled by one change, and how many times a name was
    /// compiled.
    fn run(main: usize, n: usize, changes: usize, merges: bool) -> (usize, usize, usize) {
        let mut parts = vec![(main, 0)];
        let (mut most_parts, mut most_names, mut all) = (0, 0, 0);
        let take = |parts: &mut Vec<Size>, range: Range<usize>| -> usize {
            parts.drain(range).map(|(names, _)| names).sum()
        };
        for _ in 0..changes {
            let end = parts.len();
            let from = end - PLAN.with_change(&parts, n);
            let names = n + take(&mut parts, from..end);
            parts.push((names, 0));
            (most_parts, most_names) = (most_parts.max(parts.len()), most_names.max(names));
            all += names;
            if merges && let Some(range) = PLAN.merge(&parts) {
                let from = range.start;
                let names = take(&mut parts, range);
                parts.insert(from, (names, 0));
                all += names;
            }
        }
        (most_parts, most_names, all / (n * changes))
    }

    #[test]
    fn few_parts_and_little_work() {
        let (parts, names, work) = run(1_000_000, 1, 200_000, true);
        assert!(parts <= 6 && names <= PLAN.at_once + 1 && work < 200, "{parts} {names} {work}");
        let (parts, names, work) = run(1_000_000, 100, 20_000, true);
        assert!(parts <= 6 && names <= PLAN.at_once + 100 && work < 40, "{parts} {names} {work}");
        let (parts, names, _) = run(1_000, 10_000, 100, true);
        assert!(parts <= 4 && names <= 10_000 + PLAN.at_once, "{parts} {names}");
    }

    #[test]
    fn parts_stay_few_when_nobody_merges() {
        let (parts, _, work) = run(1_000_000, 1, 200_000, false);
        assert!(parts <= PLAN.many + 2 && work < 400, "{parts} {work}");
    }

    #[test]
    fn a_part_that_is_mostly_struck_out_is_compiled_anew() {
        assert_eq!(PLAN.merge(&[(1_000_000, 10), (400_000, 500_000), (10, 0)]), Some(1..2));
        assert_eq!(PLAN.merge(&[(1_000_000, 10), (10, 30)]), None);
        assert_eq!(PLAN.merge(&[]), None);
    }
}
