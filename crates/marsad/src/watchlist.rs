//! What is watched for: entities with their names, compiled into a word index that can be written to a
//! file and read where it lies.
//!
//! Nothing here knows a document.

mod block;
mod compile;
mod ids;
mod index;
mod list;
mod open;
mod part;
mod sections;
mod source;
#[cfg(test)]
mod tests;
mod variants;

pub use compile::BuildError;
pub use list::EntityRef;
pub use source::{
    Entity, FinalLetter, Level, MAX_NAME_BYTES, MAX_NAME_WORDS, NameKind, UnknownLevel,
};

pub(crate) use index::{Candidate, Name, NameIndex, Shortlist};
pub(crate) use list::List;
pub(crate) use part::{Part, number};
pub(crate) use variants::{Form, Particles, Variants, mark};
