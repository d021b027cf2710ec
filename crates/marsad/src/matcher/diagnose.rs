//! Why a name is *not* found in a text: the place where it came closest, and the step at which it
//! failed there.

use super::MatchOptions;
use super::verify::joins;
use crate::chars::Kernel;
use crate::span::{Orig, Span};
use crate::watchlist::{Level, NameIndex};
use crate::words::{LetterCodes, SEP, Words, is_function_word, read};

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
    /// The place in the text: the word, the gap or the phrase at fault. `None` for
    /// [`Step::NoWordAlike`].
    pub span: Option<Span<Orig>>,
    /// The part of the name that was looked for there.
    pub expected: String,
}

/// Most letters that a word may differ in and still be shown as the nearest.
const NEAR: usize = 3;

/// Diagnoses the first name of the index. Cost: O(words of the text × letters); for people.
pub(crate) fn diagnose(
    codes: &LetterCodes,
    index: &NameIndex,
    text: &str,
    options: &MatchOptions,
) -> Option<Diagnosis> {
    let name = index.name(crate::span::NameId(0))?;
    let listed = index.text(name);
    let parts: Vec<&[u8]> = index.codes(name).split(|code| *code == SEP).collect();
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
            let (step, span) = match word_span(j + found) {
                Some(span) if j + found < words.len() => (Step::Letters, Some(span)),
                _ => (Step::Letters, word_span(j + found - 1)),
            };
            return Some(Diagnosis { step, words_found: found, span, expected: name_word(found) });
        }
        for k in j + 1..j + parts.len() {
            let (before, after) =
                (words.byte_range(codes, text, k - 1), words.byte_range(codes, text, k));
            let (name_before, name_after) = (
                name_words.byte_range(codes, listed, k - j - 1),
                name_words.byte_range(codes, listed, k - j),
            );
            let gap = text.get(before.end..after.start).unwrap_or_default();
            let name_gap = listed.get(name_before.end..name_after.start).unwrap_or_default();
            let word = text.get(before.clone()).unwrap_or_default();
            if !joins(gap, name_gap, word) || gap.matches('\n').count() > 1 {
                let span =
                    Span::new(u32::try_from(before.end).ok()?, u32::try_from(after.start).ok()?);
                let expected = name_gap.to_owned();
                let step = Step::Gap;
                return Some(Diagnosis { step, words_found: k - j, span: Some(span), expected });
            }
        }
        let (first, last) = (word_span(j)?, word_span(j + parts.len() - 1)?);
        let word = text.get(first.range()).unwrap_or_default();
        let folds = options.level.min(name.level) >= Level::Folded;
        let function_word = folds && parts.len() == 1 && is_function_word(codes, word);
        return Some(Diagnosis {
            step: if function_word { Step::FunctionWord } else { Step::Level },
            words_found: parts.len(),
            span: Some(Span::new(first.start, last.end)),
            expected: listed.to_owned(),
        });
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
