//! A normalised text as it goes out.

use std::borrow::Cow;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::Fields;
use crate::result::serialize_fields;

/// A normalised document, one line of JSON: `id`, `text`, `offsets` on request, then the fields
/// that came with the document. A profile that gives tokens has `tokens` in the place of `text`.
///
/// Each item of `offsets` is `[norm_start, norm_end, orig_start, orig_end]`, in bytes of UTF-8 or, on
/// request, in code points or UTF-16 units: a stretch of the normalised text and the stretch of the original it comes from, where the two
/// differ in length. Items stand in order and do not overlap. Between them, before the first and
/// after the last, both texts advance together; so a position `n` outside all items is
/// `n - norm_end + orig_end` of the item before it (`n` itself before the first). When positions in
/// the source were asked for, the latter two are bytes of the file the text was decoded from, and
/// both advance by the characters of its encoding.
///
/// ```
/// use marsad_schema::NormalizedRecord;
/// use std::borrow::Cow;
/// let record = NormalizedRecord {
///     id: "a".into(),
///     text: "كتب".into(),
///     tokens: None,
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
    /// The normalised text; left out where there are tokens.
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub text: Cow<'a, str>,
    /// The tokens, of a profile that gives tokens.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tokens: Option<Vec<TokenRecord<'a>>>,
    /// Where the normalised text and the original differ in length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offsets: Option<Vec<[u64; 4]>>,
    /// Fields that came with the document.
    #[serde(flatten)]
    pub fields: Cow<'a, Fields>,
}

/// A token: what it says, and where it stands in the original text.
///
/// ```
/// use marsad_schema::TokenRecord;
/// let json = r#"{"text":"كتاب","start":2,"end":14,"char_start":1,"char_end":7}"#;
/// let token: TokenRecord = serde_json::from_str(json)?;
/// assert_eq!(token.end, 14);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TokenRecord<'a> {
    /// The token, after all the profile does to it; it may be empty.
    pub text: Cow<'a, str>,
    /// Its first byte in the original text (UTF-8).
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// Its first character (code points).
    pub char_start: u32,
    /// One past its last character.
    pub char_end: u32,
    /// How many tokens on from the one before: more than 1 where words were left out. Only of
    /// profiles that leave words out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position_increment: Option<u32>,
    /// What the peer calls this kind of token. Only of profiles with kinds of tokens.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Cow<'a, str>>,
}

impl Serialize for NormalizedRecord<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &self.id)?;
        let body = match &self.tokens {
            Some(tokens) => {
                map.serialize_entry("tokens", tokens)?;
                "tokens"
            }
            None => {
                map.serialize_entry("text", &self.text)?;
                "text"
            }
        };
        if let Some(offsets) = &self.offsets {
            map.serialize_entry("offsets", offsets)?;
        }
        serialize_fields(&mut map, &self.fields, &["id", body, "offsets"])?;
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
        let json = r#"{"id":"a","tokens":[{"text":"نص","start":0,"end":4,"char_start":0,"char_end":2,"position_increment":1,"type":"<ALPHANUM>"}]}"#;
        let record: NormalizedRecord<'_> = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&record).unwrap(), json);
        let short: NormalizedRecord<'_> = serde_json::from_str(r#"{"id":"a","text":""}"#).unwrap();
        assert_eq!(serde_json::to_string(&short).unwrap(), r#"{"id":"a","text":""}"#);
    }
}
