//! Marsad.

// floor 0
mod span;

pub use span::{EntityId, NameId, Norm, Orig, Span};
