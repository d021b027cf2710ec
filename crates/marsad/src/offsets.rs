//! Offsets: which part of a normalised text comes from which part of the original, both ways.
//!
//! Only what changed a length is recorded: a bit for each byte of the original that has no byte in
//! the normalised text, kept for the 64-byte words that lost any, and one small entry for each
//! place that grew. At most 0.3 bytes for each byte of the original, on any text, and a constant of
//! some hundred bytes.

mod builder;
mod compose;
mod edits;
mod map;
mod trace;
mod units;

pub(crate) use builder::MapBuilder;
pub(crate) use compose::compose;
pub use map::OffsetMap;
pub(crate) use trace::Trace;
pub use units::{Unit, UnitIndex, UnknownUnit};
