//! Marsad, an engine for Arabic text: normalization with offsets, and names found however they are
//! spelled.
//!
//! - **Find names**: an [`Engine`] is built from [`Entity`] values; a [`Worker`] searches texts and
//!   gives [`Hit`]s with original spans; [`Engine::evidence`] says why each counts.
//! - **Normalise**: [`normalize`] and its siblings apply a [`Profile`] to text.
//! - **Many documents**: [`pipeline::ordered`] runs any work on several threads, in order.
//!
//! The engine reads no files and no environment, knows no JSON, starts no thread of its own outside
//! [`pipeline`], and accepts any text: errors come from configuration only.
//!
//! ```
//! use marsad::{Engine, Entity, MatchOptions};
//! let engine = Engine::builder().entity(Entity::new("jordan", ["الأردن"])).build()?;
//! let text = "وصل الوفد إلى الاردن أمس";
//! let hit = engine.worker().find(text, &MatchOptions::default())?[0];
//! assert_eq!(&text[hit.span.range()], "الاردن");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The modules stand in floors; each uses only those above it in this list.

// floor 0
mod error;
mod span;

// floor 1
mod chars;
mod container;

// floor 2
mod offsets;

// floor 3
mod normalize;

// floor 4
mod words;

// floor 5
mod names;

// floor 6
mod watchlist;

// floor 7
mod matcher;

// floor 8
mod screen;

// floor 9
mod engine;

// floor 10
#[cfg(feature = "parallel")]
pub mod pipeline;

pub use chars::{Kernel, round_to_graphemes};
pub use container::OpenError;
pub use engine::{Buffers, Engine, EngineBuilder, ListChange, LiveEngine, Worker};
pub use error::{ProfileError, TextTooLong};
pub use matcher::{
    Comparison, Diagnosis, Evidence, Hit, MatchOptions, Overlaps, Step, VARIANT_FROM, compare,
};
pub use names::{Rule, Variant, is_ordinary_word, variants};
pub use normalize::{
    Change, Cut, Effect, Normalizer, Op, Ops, Peer, Profile, Token, effects, explain, normalize,
    normalize_into, normalize_with_map, tokens,
};
pub use offsets::{OffsetMap, Unit, UnitIndex, UnknownUnit};
pub use screen::{Candidate, ScreenOptions, Screener};
pub use span::{EntityId, NameId, Norm, Orig, Span};
pub use watchlist::{
    BuildError, Entity, EntityRef, FinalLetter, Level, MAX_NAME_BYTES, MAX_NAME_WORDS, NameKind,
    UnknownLevel,
};
pub use words::{Article, Collision, Prefix, WordCounts};
