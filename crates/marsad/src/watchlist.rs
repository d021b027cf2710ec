//! What is watched for: entities with their names, compiled into a word index.
//!
//! Nothing here knows a document.

mod compile;
mod ids;
mod index;
mod part;
mod source;

pub use compile::BuildError;
pub use source::{Entity, FinalLetter, Level, MAX_NAME_WORDS, NameKind, UnknownLevel};

pub(crate) use index::{Candidate, Name, NameIndex};
pub(crate) use part::{List, Part, number};
