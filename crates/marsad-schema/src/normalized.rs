//! A normalised text as it goes out.

use std::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::Fields;
use crate::result::serialize_fields;

/// A normalised document, one line of JSON: `id`, `text`, `offsets` on request, then the fields
/// that came with the document.
///
/// Each item of `offsets` is `[norm_start, norm_end, orig_start, orig_end]`, in bytes of UTF-8: a
/// stretch of the normalised text and the stretch of the original it comes from, where the two
/// differ in length. Items stand in order and do not overlap. Between them, before the first and
/// after the last, both texts advance byte by byte together; so a position `n` outside all items
/// is `n - norm_end + orig_end` of the item before it (`n` itself before the first).
///
/// ```
/// use marsad_schema::NormalizedRecord;
/// use std::borrow::Cow;
/// let record = NormalizedRecord {
///     id: "a".into(),
///     text: "كتب".into(),
///     offsets: Some(vec![[2, 2, 2, 4]]), // كـتب: the tatweel at bytes 2–4 is gone
///     fields: Cow::default(),
/// };
/// assert_eq!(
///     serde_json::to_string(&record)?,
///     r#"{"id":"a","text":"كتب","offsets":[[2,2,2,4]]}"#
/// );
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct NormalizedRecord<'a> {
    /// Id of the document.
    pub id: Cow<'a, str>,
    /// The normalised text.
    pub text: Cow<'a, str>,
    /// Where the normalised text and the original differ in length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offsets: Option<Vec<[u32; 4]>>,
    /// Fields that came with the document.
    #[serde(flatten)]
    pub fields: Cow<'a, Fields>,
}

impl Serialize for NormalizedRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        map.serialize_entry("text", &self.text)?;
        if let Some(offsets) = &self.offsets {
            map.serialize_entry("offsets", offsets)?;
        }
        serialize_fields(&mut map, &self.fields, &["id", "text", "offsets"])?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_comes_back_as_it_went() {
        let json = r#"{"id":"a","text":"نص","offsets":[[0,2,0,4]],"date":"2026-01-02"}"#;
        let record: NormalizedRecord<'_> = serde_json::from_str(json).unwrap();
        assert_eq!(record.offsets, Some(vec![[0, 2, 0, 4]]));
        assert_eq!(serde_json::to_string(&record).unwrap(), json);
        let short: NormalizedRecord<'_> = serde_json::from_str(r#"{"id":"a","text":""}"#).unwrap();
        assert_eq!(serde_json::to_string(&short).unwrap(), r#"{"id":"a","text":""}"#);
    }
}
