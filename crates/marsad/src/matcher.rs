//! From words to hits: candidates out of the index, verification against the text, exclusions, weak
//! names, overlaps, and the evidence for what is left.
//!
//! No I/O; a hit is a value that points into the original text.

mod candidates;
mod compare;
mod diagnose;
mod evidence;
mod overlap;
mod variant;
mod verify;

pub use compare::{Comparison, VARIANT_FROM, compare};
pub use diagnose::{Diagnosis, Step};
pub use evidence::Evidence;
pub use overlap::Overlaps;

pub(crate) use candidates::{Scan, scan};
pub(crate) use diagnose::diagnose;
pub(crate) use evidence::evidence;
pub(crate) use overlap::{ChoiceScratch, choose};

use crate::span::{EntityId, NameId, Orig, Span};
use crate::watchlist::{Level, NameKind};
use crate::words::Prefix;

/// What to search for and what to report.
///
/// ```
/// use marsad::{Level, MatchOptions, Overlaps};
/// let strict = MatchOptions { level: Level::Exact, ..MatchOptions::default() };
/// assert_eq!(strict.overlaps, Overlaps::Longest);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MatchOptions {
    /// The loosest level to accept; an entity's own level may be stricter.
    pub level: Level,
    /// Which of several hits on the same words to report.
    pub overlaps: Overlaps,
    /// Hits below this score are not reported. Scores of equal spellings are 1; what is below 0.5 is
    /// not looked for.
    pub min_score: f32,
}

impl Default for MatchOptions {
    fn default() -> Self {
        MatchOptions { level: Level::Folded, overlaps: Overlaps::Longest, min_score: 0.8 }
    }
}

/// An entity found in a text.
///
/// ```
/// use marsad::{Engine, Entity, Level, MatchOptions};
/// let engine = Engine::builder().entity(Entity::new("erdogan", ["أردوغان"])).build()?;
/// let text = "والتقى باردوغان";
/// let hit = engine.worker().find(text, &MatchOptions::default())?[0];
/// assert_eq!(&text[hit.span.range()], "اردوغان");
/// assert_eq!((hit.prefix.as_str(), hit.level, hit.score), ("ب", Level::Folded, 1.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// Whom or what.
    pub entity: EntityId,
    /// By which of its names.
    pub name: NameId,
    /// A full or a weak name.
    pub kind: NameKind,
    /// Where: bytes of the original text, on grapheme cluster borders, particles not included.
    pub span: Span<Orig>,
    /// The particles in front of it.
    pub prefix: Prefix,
    /// The strictest level at which the spelling equals the name.
    pub level: Level,
    /// How sure it is that the spelling is the name, 0 to 1.
    pub score: f32,
    /// Letters of the name's article that the text does not write (للصين).
    pub(crate) elided: u8,
    /// Letters of the prefix that stand in one ligature with the name's first letter (ﻷوروبا).
    pub(crate) in_ligature: u8,
    /// Number of its first word in the document.
    pub(crate) first_word: u32,
    pub(crate) n_words: u8,
}

impl Hit {
    /// One past its last word.
    pub(crate) fn end_word(&self) -> u32 {
        self.first_word.saturating_add(u32::from(self.n_words))
    }
}
