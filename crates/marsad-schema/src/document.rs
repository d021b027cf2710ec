//! A document as it comes in: text, an id if it has one, and whatever else the sender keeps with it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;

use crate::{Fields, id};

/// A text to work on, `{"id": …, "text": …}` with any further fields.
///
/// The id may be written as a string or a number and is a string inside; a number is kept in its
/// decimal form. Further fields are kept in their order and come back with the result. A field
/// given twice keeps its last value; `id` or `text` given twice is an error.
///
/// ```
/// use marsad_schema::Document;
/// let document: Document =
///     serde_json::from_str(r#"{"id": 7, "text": "عاد الوفد", "source": "أ"}"#)?;
/// assert_eq!(document.id.as_deref(), Some("7"));
/// assert_eq!(document.text, "عاد الوفد");
/// assert_eq!(document.fields["source"], "أ");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Document {
    /// What names the document in results; absent when the sender gave none.
    #[cfg_attr(test, schemars(with = "crate::json_schema::OptionalId"))]
    pub id: Option<String>,
    /// The text. Spans of results are bytes of its UTF-8 form.
    pub text: String,
    /// All other fields, in their order.
    #[cfg_attr(test, schemars(flatten))]
    pub fields: Fields,
}

impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        if let Some(id) = &self.id {
            map.serialize_entry("id", id)?;
        }
        map.serialize_entry("text", &self.text)?;
        for (name, value) in &self.fields {
            if name != "id" && name != "text" {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Document {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DocumentSeed { text_field: "text" }.deserialize(deserializer)
    }
}

/// Reads a [`Document`] whose text stands in a field of another name.
///
/// ```
/// use marsad_schema::DocumentSeed;
/// use serde::de::DeserializeSeed;
/// let mut json = serde_json::Deserializer::from_str(r#"{"body": "عاد الوفد", "text": 3}"#);
/// let document = DocumentSeed { text_field: "body" }.deserialize(&mut json)?;
/// assert_eq!(document.text, "عاد الوفد");
/// assert_eq!(document.fields["text"], 3);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct DocumentSeed<'a> {
    /// Name of the field that holds the text.
    pub text_field: &'a str,
}

impl<'de> DeserializeSeed<'de> for DocumentSeed<'_> {
    type Value = Document;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Document, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for DocumentSeed<'_> {
    type Value = Document;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "an object with a field \"{}\"", self.text_field)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Document, A::Error> {
        let mut text: Option<String> = None;
        let mut id: Option<Option<String>> = None;
        let mut fields = Fields::new();
        while let Some(name) = map.next_key::<String>()? {
            if name == self.text_field {
                if text.is_some() {
                    return Err(A::Error::custom(format_args!("field \"{name}\" given twice")));
                }
                text = Some(map.next_value_seed(TextSeed { field: &name })?);
            } else if name == "id" {
                if id.is_some() {
                    return Err(A::Error::custom("field \"id\" given twice"));
                }
                id = Some(id::from_value(map.next_value()?).map_err(|found| {
                    A::Error::custom(format_args!(
                        "field \"id\": expected a string or a number, found {found}"
                    ))
                })?);
            } else {
                fields.insert(name, map.next_value::<Value>()?);
            }
        }
        let text = text.ok_or_else(|| {
            A::Error::custom(format_args!("no field \"{}\" with the text", self.text_field))
        })?;
        Ok(Document { id: id.flatten(), text, fields })
    }
}

/// Reads the text, and says which field is wrong when it is no string.
struct TextSeed<'a> {
    field: &'a str,
}

impl<'de> DeserializeSeed<'de> for TextSeed<'_> {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl TextSeed<'_> {
    fn wrong<E: Error>(&self, found: &str) -> E {
        E::custom(format_args!("field \"{}\": expected a string, found {found}", self.field))
    }
}

impl<'de> Visitor<'de> for TextSeed<'_> {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a string in field \"{}\"", self.field)
    }
    fn visit_str<E: Error>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }
    fn visit_string<E: Error>(self, text: String) -> Result<String, E> {
        Ok(text)
    }
    fn visit_unit<E: Error>(self) -> Result<String, E> {
        Err(self.wrong("null"))
    }
    fn visit_bool<E: Error>(self, _: bool) -> Result<String, E> {
        Err(self.wrong("a boolean"))
    }
    fn visit_i64<E: Error>(self, _: i64) -> Result<String, E> {
        Err(self.wrong("a number"))
    }
    fn visit_u64<E: Error>(self, _: u64) -> Result<String, E> {
        Err(self.wrong("a number"))
    }
    fn visit_f64<E: Error>(self, _: f64) -> Result<String, E> {
        Err(self.wrong("a number"))
    }
    fn visit_seq<A: serde::de::SeqAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self.wrong("a list"))
    }
    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<String, A::Error> {
        Err(self.wrong("an object"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Document, String> {
        serde_json::from_str(json).map_err(|error| error.to_string())
    }

    #[test]
    fn unknown_fields_are_kept_in_their_order() {
        let json = r#"{"z":[1,{"b":2,"a":1}],"text":"نص","a":null,"id":"x","m":0.1}"#;
        let document = read(json).unwrap();
        let names: Vec<_> = document.fields.keys().map(String::as_str).collect();
        assert_eq!(names, ["z", "a", "m"]);
        assert_eq!(
            serde_json::to_string(&document).unwrap(),
            r#"{"id":"x","text":"نص","z":[1,{"b":2,"a":1}],"a":null,"m":0.1}"#
        );
    }

    #[test]
    fn a_missing_or_null_id_is_none() {
        assert_eq!(read(r#"{"text":""}"#).unwrap().id, None);
        assert_eq!(read(r#"{"text":"","id":null}"#).unwrap().id, None);
    }

    #[test]
    fn wrong_shapes_are_named() {
        for (json, part) in [
            (r#"{"id":"a"}"#, "no field \"text\" with the text"),
            (r#"{"text":3}"#, "field \"text\": expected a string, found a number"),
            (r#"{"text":null}"#, "field \"text\": expected a string, found null"),
            (r#"{"text":["a"]}"#, "field \"text\": expected a string, found a list"),
            (r#"{"text":{"a":1}}"#, "field \"text\": expected a string, found an object"),
            (
                r#"{"text":"a","id":[]}"#,
                "field \"id\": expected a string or a number, found a list",
            ),
            (r#"{"text":"a","text":"b"}"#, "field \"text\" given twice"),
            (r#"{"text":"a","id":1,"id":2}"#, "field \"id\" given twice"),
            (r#"["text"]"#, "expected an object with a field \"text\""),
        ] {
            let error = read(json).unwrap_err();
            assert!(error.contains(part), "{json}: {error}");
        }
    }

    #[test]
    fn doubles_pass_through_unchanged() {
        let json = r#"{"text":"","x":0.30000000000000004,"y":123456789.12345679}"#;
        assert_eq!(serde_json::to_string(&read(json).unwrap()).unwrap(), json);
    }
}
