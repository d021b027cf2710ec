//! Marsad.

// floor 0
mod error;
mod span;

// floor 1
mod chars;

// floor 3
mod normalize;

pub use chars::round_to_graphemes;
pub use error::{ProfileError, TextTooLong};
pub use normalize::{Op, Ops, Profile, normalize, normalize_into};
pub use span::{EntityId, NameId, Norm, Orig, Span};
