//! The JSON contract of Marsad, shared by the command line, HTTP and Python: what comes in
//! ([`Document`], [`EntityRecord`]) and what goes out ([`DocumentResult`], [`NormalizedRecord`]).
//!
//! Guarantees: the order of fields in what is written is fixed; optional fields are left out when
//! they say nothing; numbers are written the same on every run and machine; fields this contract
//! does not know are kept, in their order. The same types are described for other languages by the
//! JSON Schema files in `schema/`, which a test holds equal to the types.
//!
//! It does not open files, judge whether a list makes sense, or know how matching works.

mod document;
mod entity;
mod id;
mod normalized;
mod number;
mod result;

#[cfg(test)]
mod json_schema;

pub use document::{Document, DocumentSeed};
pub use entity::{EntityError, EntityErrorKind, EntityRecord, FinalRule, LevelName, TitleRecord};
pub use normalized::NormalizedRecord;
pub use result::{DocumentResult, EvidenceRecord, MatchRecord};

/// Version of the contract. It rises when a field is added, renamed, removed or changes meaning.
pub const SCHEMA_VERSION: u32 = 1;

/// Fields with names of the user's choosing, in the order in which they were given.
pub type Fields = serde_json::Map<String, serde_json::Value>;
