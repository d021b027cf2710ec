//! The JSON contract of Marsad, shared by the command line, HTTP and Python: what comes in
//! ([`Document`], [`EntityRecord`]) and what goes out ([`DocumentResult`], [`NormalizedRecord`]).
//!
//! Guarantees: the order of fields in what is written is fixed; optional fields are left out when
//! they say nothing; numbers are written the same on every run and machine; fields this contract
//! does not know are kept, in their order. The same types are described for other languages by the
//! JSON Schema files in `schema/`, which a test holds equal to the types.
//!
//! It also turns records into what the engine takes and hits into records. It does not open files or
//! judge whether a list makes sense.

mod convert;
mod document;
mod entity;
mod finding;
mod id;
mod normalized;
mod number;
mod result;

#[cfg(test)]
mod json_schema;

pub use convert::{match_records, screen_record, token_records};
pub use document::{Document, DocumentSeed};
pub use entity::{
    EntityError, EntityErrorKind, EntityRecord, EntitySeed, FinalRule, LevelName, TitleRecord,
};
pub use finding::{FindingRecord, OtherRecord, Severity, VariantRecord};
pub use normalized::{NormalizedRecord, TokenRecord};
pub use result::{
    CandidateRecord, ComparisonRecord, DocumentResult, EvidenceRecord, MatchRecord, ScreenRecord,
};

/// Version of the contract. It rises when a field is added, renamed, removed or changes meaning.
///
/// ```
/// let committed = include_str!("../schema/result.schema.json");
/// assert!(committed.contains(&format!("schema:{}:", marsad_schema::SCHEMA_VERSION)));
/// ```
pub const SCHEMA_VERSION: u32 = 1;

/// The JSON Schema of each record by the name of its type, as committed in `schema/`.
///
/// ```
/// let known: Vec<&str> = marsad_schema::JSON_SCHEMAS.iter().map(|(name, _)| *name).collect();
/// assert!(known.contains(&"DocumentResult"));
/// ```
pub const JSON_SCHEMAS: [(&str, &str); 8] = [
    ("Document", include_str!("../schema/document.schema.json")),
    ("EntityRecord", include_str!("../schema/entity.schema.json")),
    ("DocumentResult", include_str!("../schema/result.schema.json")),
    ("FindingRecord", include_str!("../schema/finding.schema.json")),
    ("VariantRecord", include_str!("../schema/variant.schema.json")),
    ("ComparisonRecord", include_str!("../schema/comparison.schema.json")),
    ("ScreenRecord", include_str!("../schema/screen.schema.json")),
    ("NormalizedRecord", include_str!("../schema/normalized.schema.json")),
];

/// Fields with names of the user's choosing, in the order in which they were given. Integers of up
/// to 64 bits and doubles come back exactly; a number out of the range of a double is an error.
///
/// ```
/// let fields: marsad_schema::Fields = serde_json::from_str(r#"{"b": 1, "a": 0.1}"#)?;
/// assert_eq!(serde_json::to_string(&fields)?, r#"{"b":1,"a":0.1}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
pub type Fields = serde_json::Map<String, serde_json::Value>;
