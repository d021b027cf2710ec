//! Why a name is *not* found in a text: the place where it came closest, and the step at which it
//! failed there.

use std::ops::Range;

use super::MatchOptions;
use super::verify::{Spelling, Verifier, VerifyScratch, level_of};
use crate::chars::Kernel;
use crate::normalize::{Profile, normalize};
use crate::span::{Orig, Span};
use crate::watchlist::{FinalLetter, Level, Name, NameIndex};
use crate::words::{LetterCodes, SEP, Words, is_function_word, name_codes, read};

/// The step of matching at which a name failed. See [`Engine::diagnose`](crate::Engine::diagnose).
///
/// ```
/// use marsad::{Engine, Entity, MatchOptions, Step};
/// let engine = Engine::builder().entity(Entity::new("x", ["هونغ كونغ"])).build()?;
/// let step = |text| engine.diagnose(text, &MatchOptions::default()).map(|d| d.step);
/// assert_eq!(step("هونغ. كونغ"), Some(Step::Gap));
/// assert_eq!(step("هونغ قونغ"), Some(Step::Letters));
/// # Ok::<(), marsad::BuildError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Step {
    /// No word of the text is like the first word of the name.
    NoWordAlike,
    /// A word differs in its letters.
    Letters,
    /// The word ends as the name's first word, but what is in front is no string of particles.
    Prefix,
    /// Between the words stands something that parts them.
    Gap,
    /// The word folds to the name, but is a function word (على for علي).
    FunctionWord,
    /// The words are equal, but only at a looser level than was asked for, or with another final
    /// letter than the entity allows.
    Level,
}

/// Where a name came closest to being found, and what was wrong there.
///
/// ```
/// use marsad::{Engine, Entity, MatchOptions};
/// let engine = Engine::builder().entity(Entity::new("x", ["هونغ كونغ"])).build()?;
/// let diagnosis = engine.diagnose("زار هونغ قونغ", &MatchOptions::default()).unwrap();
/// assert_eq!((diagnosis.words_found, diagnosis.expected.as_str()), (1, "كونغ"));
/// # Ok::<(), marsad::BuildError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// The step that failed.
    pub step: Step,
    /// Words of the name that were found before the failure.
    pub words_found: usize,
    /// The place in the text: the word, the gap or the phrase at fault; empty at the end of a text
    /// that ends before the name does. `None` for [`Step::NoWordAlike`].
    pub span: Option<Span<Orig>>,
    /// The part of the name that was looked for there.
    pub expected: String,
}

/// Most letters that a word may differ in and still be shown as the nearest.
const NEAR: usize = 3;

/// Diagnoses the first name of the index. Cost: O(words of the text × letters); for people.
pub(crate) fn diagnose(
    codes: &LetterCodes,
    index: &NameIndex<'_>,
    text: &str,
    options: &MatchOptions,
) -> Option<Diagnosis> {
    u32::try_from(text.len()).ok()?; // too long to be numbered
    let name = &index.name(crate::span::NameId(0))?;
    let listed = name.text();
    let mut name_of_codes = Vec::new();
    name_codes(codes, listed.as_bytes(), &mut name_of_codes);
    let parts: Vec<&[u8]> = name_of_codes.split(|code| *code == SEP).collect();
    let (mut words, mut name_words) = (Words::default(), Words::default());
    words.fill(Kernel::Scalar, codes, text, 0, text.len());
    name_words.fill(Kernel::Scalar, codes, listed, 0, listed.len());
    let name_word = |k: usize| {
        listed.get(name_words.byte_range(codes, listed, k)).unwrap_or_default().to_owned()
    };
    let word_span = |j: usize| {
        let range = words.byte_range(codes, text, j);
        Some(Span::new(u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?))
    };

    // The place with most words of the name in order.
    let mut best: Option<(usize, usize)> = None; // (words found, first word)
    for j in 0..words.len() {
        if parts.first().is_none_or(|first| read(first, words.codes(j), parts.len() == 1).is_none())
        {
            continue;
        }
        let rest = parts.iter().zip(j..).skip(1);
        let found = 1 + rest.take_while(|(part, k)| words.codes(*k) == **part).count();
        if best.is_none_or(|(most, _)| found > most) {
            best = Some((found, j));
        }
    }
    if let Some((found, j)) = best {
        if found < parts.len() {
            let span = match word_span(j + found) {
                Some(span) if j + found < words.len() => span,
                _ => Span::new(u32::try_from(text.len()).ok()?, u32::try_from(text.len()).ok()?),
            };
            let (step, span) = (Step::Letters, Some(span));
            return Some(Diagnosis { step, words_found: found, span, expected: name_word(found) });
        }
        let level = options.level.min(name.level);
        let verifier = Verifier { codes, text, words: &words, level };
        let place = Place { verifier, name, codes_of: &name_of_codes, name_words: &name_words, j };
        return place.diagnose();
    }

    let first = parts.first()?;
    if let Some(j) = (0..words.len()).find(|j| words.codes(*j).ends_with(first)) {
        let (step, span) = (Step::Prefix, word_span(j));
        return Some(Diagnosis { step, words_found: 0, span, expected: name_word(0) });
    }
    let nearest = (0..words.len())
        .map(|j| (distance(first, words.codes(j)), j))
        .min()
        .filter(|(letters, _)| *letters <= NEAR && *letters < first.len());
    Some(match nearest {
        Some((_, j)) => Diagnosis {
            step: Step::Letters,
            words_found: 0,
            span: word_span(j),
            expected: name_word(0),
        },
        None => Diagnosis {
            step: Step::NoWordAlike,
            words_found: 0,
            span: None,
            expected: name_word(0),
        },
    })
}

/// A place where the letter codes of all words of the name stand.
struct Place<'a> {
    verifier: Verifier<'a>,
    name: &'a Name<'a>,
    codes_of: &'a [u8],
    name_words: &'a Words,
    /// Number of the first word.
    j: usize,
}

impl Place<'_> {
    fn diagnose(&self) -> Option<Diagnosis> {
        let Verifier { codes, text, words, .. } = self.verifier;
        let (listed, n) = (self.name.text(), usize::from(self.name.n_words));
        let mut scratch = VerifyScratch::default();
        let listed_word = |k| self.name_words.byte_range(codes, listed, k);
        let reading = self.verifier.reading(self.codes_of, n == 1, self.j)?;
        let start = words.byte_of(codes, text, self.j, reading.cut);
        let before = self.verifier.before_in_ligature(self.j, reading.cut, start);
        // the words from the first to the last, and those of the name
        let spelling = |first: usize, last: usize| {
            let here = words.byte_range(codes, text, self.j + first);
            let end = words.byte_range(codes, text, self.j + last).end;
            let name = listed.get(listed_word(first).start..listed_word(last).end)?;
            let (start, elided, before) =
                if first == 0 { (start, reading.elided, before) } else { (here.start, 0, 0) };
            Some((Spelling { slice: text.get(start..end)?, elided, before }, name))
        };
        let found = |step, words_found, range: Range<usize>, expected: &str| {
            let (start, end) = (u32::try_from(range.start).ok()?, u32::try_from(range.end).ok()?);
            let (span, expected) = (Some(Span::new(start, end)), expected.to_owned());
            Some(Diagnosis { step, words_found, span, expected })
        };

        if !self.verifier.is_written(reading, self.j, start, &mut String::new()) {
            let word = words.byte_range(codes, text, self.j);
            return found(Step::Prefix, 0, word, listed.get(listed_word(0))?);
        }
        let mut equal = true;
        for k in 0..n {
            let (spelling, name) = spelling(k, k)?;
            if level_of(spelling, name, FinalLetter::Folded, &mut scratch).is_none() {
                equal = false;
                let [here, listed] =
                    [spelling.slice, name].map(|word| normalize(&Profile::loose(), word));
                if !here.ends_with(&*listed) && !listed.ends_with(&*here) {
                    let word = words.byte_range(codes, text, self.j + k);
                    return found(Step::Letters, k, word, name);
                }
            }
        }
        for k in 1..n {
            let (spelling, name) = spelling(k - 1, k)?;
            if equal && level_of(spelling, name, FinalLetter::Folded, &mut scratch).is_none() {
                let [before, after] = [k - 1, k].map(|k| words.byte_range(codes, text, self.j + k));
                let gap = listed.get(listed_word(k - 1).end..listed_word(k).start)?;
                return found(Step::Gap, k, before.end..after.start, gap);
            }
        }
        let (first, last) = (spelling(0, 0)?.0, words.byte_range(codes, text, self.j + n - 1));
        let function_word = self.verifier.level >= Level::Folded
            && n == 1
            && is_function_word(first.slice, &mut String::new());
        let step = if function_word { Step::FunctionWord } else { Step::Level };
        let word_start = words.byte_of(codes, text, self.j, 0);
        found(step, n, word_start..last.end, listed)
    }
}

/// Levenshtein distance of two words in letter codes.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        if let Some(first) = row.first_mut() {
            *first = left;
        }
        for (cell, y) in row.iter_mut().skip(1).zip(b) {
            let best = (diagonal + usize::from(x != y)).min(left + 1).min(*cell + 1);
            (diagonal, left) = (*cell, best);
            *cell = best;
        }
    }
    row.last().copied().unwrap_or_default()
}
