//! Two names side by side, outside any text: are they one?

use std::sync::LazyLock;

use super::evidence::{Evidence, differences};
use super::verify::{Spelling, VerifyScratch, level_of};
use crate::names::{Form, score};
use crate::watchlist::{FinalLetter, Level};
use crate::words::LetterCodes;

static CODES: LazyLock<LetterCodes> = LazyLock::new(LetterCodes::new);

/// From this score on two spellings are one name at level `variant`.
pub const VARIANT_FROM: f32 = 0.8;

/// How two names compare.
#[derive(Debug, Clone, PartialEq)]
pub struct Comparison<'a> {
    /// How likely they are one name, from 0 to 1, where half of what is asked is. Spellings that are
    /// equal at a stricter level have 1; others have 1 / (1 + e^sum), with the sum of the costs of
    /// the evidence, and that is below 1.
    pub score: f32,
    /// The strictest level at which they are one name; none below a score of [`VARIANT_FROM`].
    pub level: Option<Level>,
    /// Every difference, and what speaks for one name.
    pub evidence: Vec<Evidence<'a>>,
}

/// Compares two names, in Arabic or Latin letters: whether they are one name in two spellings.
///
/// Any two texts are legal; names without letters are equal only if they are the same text. The score
/// and the level do not depend on the order. Cost: microseconds; allocates.
///
/// ```
/// use marsad::{Level, compare};
/// assert_eq!(compare("إسماعيل", "اسماعيل").level, Some(Level::Folded));
/// let variant = compare("سيرغي شويغو", "سيرجي شويجو");
/// assert_eq!(variant.level, Some(Level::Variant));
/// let costs: f32 = variant.evidence.iter().map(|why| why.cost).sum();
/// assert!((variant.score - 1.0 / (1.0 + costs.exp())).abs() < 1e-5);
/// assert_eq!(compare("حسن", "حسين").level, None);
/// ```
pub fn compare<'a>(a: &'a str, b: &'a str) -> Comparison<'a> {
    let mut scratch = VerifyScratch::default();
    let mut level_at = |text, name| {
        let spelling = Spelling { slice: text, elided: 0, before: 0 };
        level_of(spelling, name, FinalLetter::Folded, &mut scratch)
    };
    let level = match (level_at(a, b), level_at(b, a)) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    if let Some(level) = level {
        let evidence = differences(&CODES, a, b);
        return Comparison { score: 1.0, level: Some(level), evidence };
    }
    let (one, other) = (Form::new(a), Form::new(b));
    let score = score(one.cost(&other));
    Comparison {
        score,
        level: (score >= VARIANT_FROM).then_some(Level::Variant),
        evidence: one.explain(&other).into_iter().map(Evidence::of).collect(),
    }
}
