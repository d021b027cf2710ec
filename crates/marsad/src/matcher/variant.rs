//! Names in spellings that no fold makes equal: words of the text that are near words of the list,
//! names whose words stand side by side, and what the whole is judged to be worth.
//!
//! Most words of a text are old acquaintances. What was found out about a word, nearly always that no
//! listed word is near, is kept in a [`Memo`], so that the model is asked once a distinct word. The
//! memo holds facts only: hits do not depend on what is in it.

pub(super) mod judge;
mod memo;

use std::sync::{Arc, Weak};

use self::judge::Verdicts;
use self::memo::{Memo, Near, Seen};
use super::Hit;
use super::verify::{Verifier, breaks_paragraph, joins_softly};
use crate::chars::round_to_graphemes;
use crate::names::score;
use crate::span::Span;
use crate::watchlist::{Form, Level, List, Part, Particles, Variants};
use crate::words::{Reading, end_of_letter, is_function_word};

/// Words in the text that may stand between two words of a name, at most.
const BETWEEN: usize = 1;

/// What a worker keeps for one part of a list.
#[derive(Debug, Default)]
pub(crate) struct VariantScan {
    /// The list that the rest is about.
    of: Weak<List>,
    memo: Memo,
    seen: Vec<Seen>,
    verdicts: Verdicts,
    spelled: String,
}

impl VariantScan {
    /// Forgets all when it is about another list than `list`.
    pub(crate) fn turn_to(&mut self, list: &Arc<List>) {
        if !std::ptr::eq(self.of.as_ptr(), Arc::as_ptr(list)) {
            self.memo.clear();
            self.verdicts.clear();
            self.of = Arc::downgrade(list);
        }
    }
}

/// Words behind the first of a name that have to be seen with it.
pub(crate) fn words_behind(variants: &Variants) -> usize {
    variants.max_words().saturating_sub(1) * (1 + BETWEEN)
}

/// A place at which a name may stand.
#[derive(Debug, Clone, Copy)]
struct Place {
    reading: Reading,
    first: usize,
    last: usize,
}

/// One window of words, looked through for one part of the list.
pub(crate) struct Search<'a> {
    pub(crate) part: &'a Part,
    pub(crate) variants: &'a Variants,
    pub(crate) particles: &'a Particles,
    pub(crate) verifier: Verifier<'a>,
    pub(crate) min_score: f32,
}

impl Search<'_> {
    /// Appends the hits that begin at the words `from..to`.
    pub(crate) fn run(
        &self,
        (from, to): (usize, usize),
        scan: &mut VariantScan,
        hits: &mut Vec<Hit>,
    ) {
        let words = self.verifier.words;
        let end = words.len().min(to + words_behind(self.variants));
        let mut seen = std::mem::take(&mut scan.seen);
        seen.clear();
        scan.memo.prepare(self.min_score, end - from);
        scan.memo.look_up(
            self.variants,
            self.particles,
            self.verifier.codes,
            words,
            from..end,
            &mut seen,
        );
        for j in from..to {
            let Some(here) = seen.get(j - from).filter(|here| here.n > 0) else { continue };
            if here.is_alone {
                self.alone(j, here, scan, hits);
            }
            if here.follows == 0 {
                continue;
            }
            let Some(next) = seen.get(j + 1 - from) else { continue };
            if here.follows & next.marks != 0 {
                self.pairs(j, j + 1, from, &seen, scan, hits);
            }
            if next.is_optional
                && let Some(after) = seen.get(j + 2 - from)
                && here.follows & after.marks != 0
            {
                self.pairs(j, j + 2, from, &seen, scan, hits);
            }
        }
        scan.seen = seen;
    }

    /// Names of one word.
    fn alone(&self, j: usize, here: &Seen, scan: &mut VariantScan, hits: &mut Vec<Hit>) {
        for k in here.range() {
            let Some(near) = scan.memo.near(k).copied() else { continue };
            let Some(word) = self.variants.word(near.word).filter(|_| near.is_best) else {
                continue;
            };
            let place = Place { reading: near.reading(), first: j, last: j };
            for form in self.variants.alone(word) {
                if !(form.is_listed && near.is_equal) {
                    hits.extend(self.verify(place, form, scan));
                }
            }
        }
    }

    /// Names that begin with the words `j` and `second`.
    fn pairs(
        &self,
        j: usize,
        second: usize,
        from: usize,
        seen: &[Seen],
        scan: &mut VariantScan,
        hits: &mut Vec<Hit>,
    ) {
        let (Some(here), Some(next)) = (seen.get(j - from), seen.get(second - from)) else {
            return;
        };
        for a in here.range() {
            let Some(first) = scan.memo.near(a).copied() else { continue };
            if !first.is_best || first.follows & next.marks == 0 {
                continue;
            }
            for b in next.range() {
                let Some(other) = scan.memo.near(b).filter(|near| near.is_whole()).copied() else {
                    continue;
                };
                for form in self.variants.pair(first.word, other.word) {
                    let equal = first.is_equal && other.is_equal && second == j + 1;
                    let rest = self.variants.words_of(form).get(2..).unwrap_or_default();
                    let Some((last, equal)) = follow(rest, second, equal, from, seen, &scan.memo)
                    else {
                        continue;
                    };
                    if !(form.is_listed && equal) {
                        let place = Place { reading: first.reading(), first: j, last };
                        hits.extend(self.verify(place, form, scan));
                    }
                }
            }
        }
    }

    /// Checks the name of a form at a place.
    fn verify(&self, place: Place, form: &Form, scan: &mut VariantScan) -> Option<Hit> {
        let Verifier { codes, text, words, .. } = self.verifier;
        let name = self.part.list.index().name(form.name)?;
        let Place { reading, first, last } = place;
        if !self.part.counts(&name) {
            return None;
        }
        let start = words.byte_of(codes, text, first, reading.cut);
        if reading.cut > 0
            && (!self.verifier.is_written(reading, first, start, &mut scan.spelled)
                || self.verifier.before_in_ligature(first, reading.cut, start) > 0)
        {
            return None;
        }
        for k in first..last {
            let (before, after) =
                (words.byte_range(codes, text, k), words.byte_range(codes, text, k + 1));
            let gap = text.get(before.end..after.start)?;
            if !joins_softly(gap, text.get(before)?) {
                return None;
            }
        }
        let last_letter = words.codes(last).len().saturating_sub(1);
        let end = end_of_letter(codes, text, words.byte_of(codes, text, last, last_letter));
        let span = Span::new(u32::try_from(start).ok()?, u32::try_from(end).ok()?);
        let span = round_to_graphemes(text, span);
        let slice = text.get(span.range())?;
        let is_function_word = |k: usize, folded: &mut String| {
            let word = text.get(words.byte_range(codes, text, k)).unwrap_or_default();
            is_function_word(if k == first { slice } else { word }, folded)
        };
        let alone = first == last;
        if breaks_paragraph(slice)
            || (alone && is_function_word(first, &mut scan.spelled))
            || (first + 1..=last).any(|k| is_function_word(k, &mut scan.spelled))
        {
            return None;
        }
        scan.spelled.clear();
        scan.spelled.push_str(reading.article());
        scan.spelled.push_str(slice);
        let n_words = u8::try_from(last + 1 - first).ok()?;
        let cost = scan.verdicts.cost(form.name, &scan.spelled, name.text());
        let score = score(cost + judge::behind(reading.prefix, n_words));
        if score < self.min_score {
            return None;
        }
        Some(Hit {
            entity: self.part.entity_id(name.entity),
            name: self.part.name_id(form.name),
            kind: name.kind,
            span,
            prefix: reading.prefix,
            level: Level::Variant,
            score,
            elided: u8::try_from(reading.elided).ok()?,
            in_ligature: 0,
            first_word: u32::try_from(first).ok()?,
            n_words,
        })
    }
}

/// Whether the words of `rest` stand behind word `at`, each near one; the last of them, and whether all
/// are equal.
fn follow(
    rest: &[u32],
    mut at: usize,
    mut equal: bool,
    from: usize,
    seen: &[Seen],
    memo: &Memo,
) -> Option<(usize, bool)> {
    let find = |at: usize, word: u32| -> Option<&Near> {
        let here = seen.get(at - from)?;
        let mut near = here.range().filter_map(|k| memo.near(k));
        near.find(|near| near.word == word && near.is_whole())
    };
    for &word in rest {
        at += 1;
        let found = match find(at, word) {
            Some(near) => near,
            None if seen.get(at - from)?.is_optional => {
                (at, equal) = (at + 1, false);
                find(at, word)?
            }
            None => return None,
        };
        equal &= found.is_equal;
    }
    Some((at, equal))
}
