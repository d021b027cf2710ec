//! What is said about watchlists, and the spellings that a name may have.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::number;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A line, or a name on it, was not read.
    Error,
    /// It was read, and may surprise.
    Warning,
}

/// Something that is wrong or may surprise in a watchlist, one line of JSON.
///
/// ```
/// use marsad_schema::{FindingRecord, Severity};
/// let finding = FindingRecord {
///     severity: Severity::Warning,
///     code: "short".into(),
///     list: "people.jsonl".into(),
///     line: 7,
///     entity: Some("li".into()),
///     name: Some("لي".into()),
///     message: "the name \"لي\" has very few letters".into(),
///     advice: Some("consider weak_names".into()),
///     other: None,
/// };
/// assert!(serde_json::to_string(&finding)?.starts_with(r#"{"severity":"warning","code":"short","#));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FindingRecord<'a> {
    /// How much it weighs.
    pub severity: Severity,
    /// A name for this kind of finding that does not change.
    pub code: Cow<'a, str>,
    /// The list, as it was named.
    pub list: Cow<'a, str>,
    /// The line, from 1.
    pub line: u64,
    /// The entity on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entity: Option<Cow<'a, str>>,
    /// The name or phrase it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
    /// What was found, in words.
    pub message: Cow<'a, str>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advice: Option<Cow<'a, str>>,
    /// The other entity it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<OtherRecord<'a>>,
}

/// The other entity that a finding is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OtherRecord<'a> {
    /// Its id.
    pub entity: Cow<'a, str>,
    /// The list it stands in.
    pub list: Cow<'a, str>,
    /// The line, from 1.
    pub line: u64,
    /// Its name, where that is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'a, str>>,
    /// How likely both names are one, where they are not equal.
    #[serde(default, skip_serializing_if = "Option::is_none", serialize_with = "optional")]
    pub score: Option<f64>,
}

/// A spelling that a name may have, one line of JSON.
///
/// ```
/// let variant = marsad_schema::VariantRecord {
///     name: "شويغو".into(),
///     spelling: "شويجو".into(),
///     score: 0.97,
///     share: 0.25,
///     count: None,
/// };
/// assert_eq!(
///     serde_json::to_string(&variant)?,
///     r#"{"name":"شويغو","spelling":"شويجو","score":0.97,"share":0.25}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct VariantRecord<'a> {
    /// The name that was asked about.
    pub name: Cow<'a, str>,
    /// The spelling.
    pub spelling: Cow<'a, str>,
    /// How likely both are one name, 0 to 1.
    #[serde(serialize_with = "number::serialize")]
    pub score: f64,
    /// How large a part of all spellings this one is expected to be, 0 to 1.
    #[serde(serialize_with = "number::serialize")]
    pub share: f64,
    /// How often it stands in the corpus.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
}

#[expect(clippy::ref_option, reason = "the signature serde asks for")]
fn optional<S: serde::Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
    value.map(number::rounded).serialize(serializer)
}
