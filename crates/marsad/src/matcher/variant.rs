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
use self::memo::{Fact, Memo, Near, Seen};
use super::Hit;
use super::verify::{Verifier, breaks_paragraph, joins_softly};
use crate::chars::round_to_graphemes;
use crate::names::score;
use crate::span::Span;
use crate::watchlist::{Form, Level, List, Part, Particles, Variants, mark};
use crate::words::{Reading, end_of_letter, is_function_word};

/// Words in the text that may stand between two words of a name, at most.
const BETWEEN: usize = 1;

/// What a worker keeps for one part of a list.
#[derive(Debug, Default)]
pub(crate) struct VariantScan {
    /// The list that the rest is about.
    of: Weak<List>,
    memo: Memo,
    facts: Vec<Fact>,
    bench: Bench,
}

/// What a name at a place is judged with.
#[derive(Debug, Default)]
struct Bench {
    verdicts: Verdicts,
    spelled: String,
}

/// What is known of the words of a window.
#[derive(Clone, Copy)]
struct Window<'a> {
    from: usize,
    facts: &'a [Fact],
    memo: &'a Memo,
}

impl<'a> Window<'a> {
    /// What is known of word `j`; none when that is nothing.
    #[inline]
    fn seen(self, j: usize) -> Option<&'a Seen> {
        self.memo.seen(*self.facts.get(j - self.from)?)
    }
}

impl VariantScan {
    /// Forgets all when it is about another list than `list`.
    pub(crate) fn turn_to(&mut self, list: &Arc<List>) {
        if !std::ptr::eq(self.of.as_ptr(), Arc::as_ptr(list)) {
            self.memo.clear();
            self.bench.verdicts.clear();
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
        let VariantScan { memo, facts, bench, .. } = scan;
        let words = self.verifier.words;
        let end = words.len().min(to + words_behind(self.variants));
        facts.clear();
        memo.prepare(self.min_score, end - from);
        let Verifier { codes, .. } = self.verifier;
        memo.look_up(self.variants, self.particles, codes, words, from..end, facts);
        let window = Window { from, facts, memo };
        let known = facts.iter().take(to - from).enumerate().filter(|(_, fact)| **fact != 0);
        for (k, fact) in known {
            let Some(here) = memo.seen(*fact) else { continue };
            let j = from + k;
            if here.is_alone {
                self.alone(j, here, window, bench, hits);
            }
            if here.follows == 0 {
                continue;
            }
            let Some(next) = window.seen(j + 1) else { continue };
            if here.follows & next.marks != 0 {
                self.pairs((j, here), (j + 1, next), window, bench, hits);
            }
            if next.is_optional
                && let Some(after) = window.seen(j + 2)
                && here.follows & after.marks != 0
            {
                self.pairs((j, here), (j + 2, after), window, bench, hits);
            }
        }
    }

    /// Names of one word.
    fn alone(
        &self,
        j: usize,
        here: &Seen,
        window: Window<'_>,
        bench: &mut Bench,
        hits: &mut Vec<Hit>,
    ) {
        for near in window.memo.near(here).iter().filter(|near| near.is_best) {
            let Some(word) = self.variants.word(near.word) else { continue };
            let place = Place { reading: near.reading(), first: j, last: j };
            for form in self.variants.alone(word) {
                if !(form.is_listed && near.is_equal) {
                    hits.extend(self.verify(place, form, bench));
                }
            }
        }
    }

    /// Names that begin with two words.
    fn pairs(
        &self,
        (j, here): (usize, &Seen),
        (second, next): (usize, &Seen),
        window: Window<'_>,
        bench: &mut Bench,
        hits: &mut Vec<Hit>,
    ) {
        for first in window.memo.near(here).iter().filter(|near| near.is_best) {
            let follows = self.variants.word(first.word).map_or(0, |word| word.follows);
            if follows & next.marks == 0 {
                continue;
            }
            let others = window.memo.near(next).iter();
            for other in others.filter(|near| follows & mark(near.word) != 0 && near.is_whole()) {
                for form in self.variants.pair(first.word, other.word) {
                    let equal = first.is_equal && other.is_equal && second == j + 1;
                    let rest = self.variants.words_of(form).get(2..).unwrap_or_default();
                    let Some((last, equal)) = follow(rest, second, equal, window) else { continue };
                    if !(form.is_listed && equal) {
                        let place = Place { reading: first.reading(), first: j, last };
                        hits.extend(self.verify(place, form, bench));
                    }
                }
            }
        }
    }

    /// Checks the name of a form at a place.
    fn verify(&self, place: Place, form: &Form, bench: &mut Bench) -> Option<Hit> {
        let Bench { verdicts, spelled } = bench;
        let Verifier { codes, text, words, .. } = self.verifier;
        let name = self.part.list.index().name(form.name)?;
        let Place { reading, first, last } = place;
        if !self.part.counts(&name) {
            return None;
        }
        let start = words.byte_of(codes, text, first, reading.cut);
        if reading.cut > 0
            && (!self.verifier.is_written(reading, first, start, spelled)
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
            || (alone && is_function_word(first, spelled))
            || (first + 1..=last).any(|k| is_function_word(k, spelled))
        {
            return None;
        }
        spelled.clear();
        spelled.push_str(reading.article());
        spelled.push_str(slice);
        let n_words = u8::try_from(last + 1 - first).ok()?;
        let cost = verdicts.cost(form.name, spelled, name.text());
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
    window: Window<'_>,
) -> Option<(usize, bool)> {
    let find = |at: usize, word: u32| -> Option<&Near> {
        let mut near = window.memo.near(window.seen(at)?).iter();
        near.find(|near| near.word == word && near.is_whole())
    };
    for &word in rest {
        at += 1;
        let found = match find(at, word) {
            Some(near) => near,
            None if window.seen(at)?.is_optional => {
                (at, equal) = (at + 1, false);
                find(at, word)?
            }
            None => return None,
        };
        equal &= found.is_equal;
    }
    Some((at, equal))
}
