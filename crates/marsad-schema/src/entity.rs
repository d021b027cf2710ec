//! An entity of a watchlist in its source form, and exact words for what is wrong with one.

use std::fmt;
use std::str::FromStr;

use serde::de::{DeserializeSeed, Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{Fields, id};

/// How loosely a name may be matched, as it is written in JSON: `exact`, `folded` or `variant`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum LevelName {
    /// Equal after canonical composition.
    Exact,
    /// Equal after the `search` profile, final ة being ه.
    Folded,
    /// Another rendering of the same name.
    Variant,
}

impl LevelName {
    /// All levels, strictest first.
    pub const ALL: [Self; 3] = [Self::Exact, Self::Folded, Self::Variant];

    /// The name as it is written.
    ///
    /// ```
    /// assert_eq!(marsad_schema::LevelName::Folded.as_str(), "folded");
    /// ```
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Folded => "folded",
            Self::Variant => "variant",
        }
    }
}

impl fmt::Display for LevelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LevelName {
    type Err = EntityError;

    /// # Errors
    /// [`EntityErrorKind::UnknownWord`] for any other word.
    fn from_str(word: &str) -> Result<Self, EntityError> {
        Self::ALL.into_iter().find(|level| level.as_str() == word).ok_or_else(|| {
            EntityError::new(
                EntityErrorKind::UnknownWord,
                "level",
                "exact, folded or variant",
                word,
            )
        })
    }
}

/// How the last letter of a name is compared.
///
/// ```
/// assert_eq!(serde_json::to_string(&marsad_schema::FinalRule::Strict)?, r#""strict""#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FinalRule {
    /// A final ة and a final ه stay apart.
    Strict,
}

/// An office or description under which an entity is spoken of, and when it held.
///
/// ```
/// let title: marsad_schema::TitleRecord =
///     serde_json::from_str(r#"{"text": "الأمين العام", "from": "2017-01-01"}"#)?;
/// assert_eq!((title.text.as_str(), title.to), ("الأمين العام", None));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct TitleRecord {
    /// The words of the title.
    pub text: String,
    /// First day, month or year, as written in the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Last day, month or year, as written in the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// An entity to watch for.
///
/// The id may be written as a string or a number. A field that is null counts as missing. Fields
/// the contract does not know are kept in `data`, after the fields of `data` itself; where both
/// have a field of one name, the one inside `data` stays. All of `data` comes back with each hit.
/// A field of the contract that is given twice is an error.
///
/// ```
/// use marsad_schema::EntityRecord;
/// let entity: EntityRecord = serde_json::from_str(
///     r#"{"id": "nile", "names": ["نهر النيل", "Nile"], "data": {"kind": "river"}, "length": 6650}"#,
/// )?;
/// assert_eq!(entity.kind, "name");
/// assert_eq!(entity.data["kind"], "river");
/// assert_eq!(entity.data["length"], 6650);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct EntityRecord {
    /// What names the entity in results.
    #[cfg_attr(test, schemars(with = "crate::json_schema::Id"))]
    pub id: String,
    /// What sort of thing it is, in the list's own words; `name` when the list does not say.
    #[serde(rename = "type")]
    #[cfg_attr(test, schemars(default = "default_kind"))]
    pub kind: String,
    /// Names that count wherever they stand, Arabic or Latin.
    pub names: Vec<String>,
    /// Names that count only in a document that also has one of `names`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weak_names: Vec<String>,
    /// Offices and descriptions; they are no matches.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub titles: Vec<TitleRecord>,
    /// Longer phrases in which a name is something else.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// The loosest level at which this entity may match.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<LevelName>,
    /// How the last letter of its names is compared.
    #[serde(default, rename = "final", skip_serializing_if = "Option::is_none")]
    pub final_rule: Option<FinalRule>,
    /// What the list keeps with the entity.
    #[serde(default, skip_serializing_if = "Fields::is_empty")]
    pub data: Fields,
}

/// The type of an entity whose list does not give one.
pub(crate) fn default_kind() -> String {
    "name".to_owned()
}

impl EntityRecord {
    /// An entity with one name and nothing else, of type `name`.
    ///
    /// ```
    /// let entity = marsad_schema::EntityRecord::new("nile", "النيل");
    /// assert_eq!(entity.names, ["النيل"]);
    /// ```
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        EntityRecord {
            id: id.into(),
            kind: default_kind(),
            names: vec![name.into()],
            weak_names: Vec::new(),
            titles: Vec::new(),
            exclude: Vec::new(),
            level: None,
            final_rule: None,
            data: Fields::new(),
        }
    }
}

impl<'de> Deserialize<'de> for EntityRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        EntitySeed { fault: &mut None }.deserialize(deserializer)
    }
}

/// Reads an [`EntityRecord`] and keeps what is wrong with it as a value, which an error of serde
/// can not carry.
///
/// ```
/// use marsad_schema::{EntityErrorKind, EntitySeed};
/// use serde::de::DeserializeSeed;
/// let mut fault = None;
/// let mut json = serde_json::Deserializer::from_str(r#"{"id": "nile", "names": "النيل"}"#);
/// assert!(EntitySeed { fault: &mut fault }.deserialize(&mut json).is_err());
/// let fault = fault.unwrap();
/// assert_eq!((fault.kind(), fault.field()), (EntityErrorKind::WrongType, "names"));
/// ```
#[derive(Debug)]
pub struct EntitySeed<'a> {
    /// Set when the JSON is an object that is no entity. It stays as it is when the input is no
    /// JSON or no object; the error of serde says so.
    pub fault: &'a mut Option<EntityError>,
}

impl<'de> DeserializeSeed<'de> for EntitySeed<'_> {
    type Value = EntityRecord;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<EntityRecord, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for EntitySeed<'_> {
    type Value = EntityRecord;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with \"id\" and \"names\"")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<EntityRecord, A::Error> {
        let mut draft = Draft::new();
        while let Some(key) = map.next_key::<Key>()? {
            if let Err(fault) = draft.set(key, map.next_value()?) {
                return Err(A::Error::custom(self.fault.insert(fault)));
            }
        }
        draft.finish().map_err(|fault| A::Error::custom(self.fault.insert(fault)))
    }
}

/// The name of a field; that of a known one is not copied.
enum Key {
    Known(&'static str),
    Unknown(String),
}

const KNOWN: [&str; 9] =
    ["id", "type", "names", "weak_names", "titles", "exclude", "level", "final", "data"];

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct KeyVisitor;
        impl Visitor<'_> for KeyVisitor {
            type Value = Key;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the name of a field")
            }
            fn visit_str<E: Error>(self, name: &str) -> Result<Key, E> {
                Ok(match KNOWN.into_iter().find(|known| *known == name) {
                    Some(known) => Key::Known(known),
                    None => Key::Unknown(name.to_owned()),
                })
            }
        }
        deserializer.deserialize_str(KeyVisitor)
    }
}

/// An entity of which some fields have been read.
struct Draft {
    entity: EntityRecord,
    seen: Vec<&'static str>,
    unknown: Fields,
}

impl Draft {
    fn new() -> Self {
        let mut entity = EntityRecord::new(String::new(), String::new());
        entity.names.clear();
        Draft { entity, seen: Vec::with_capacity(KNOWN.len()), unknown: Fields::new() }
    }

    fn set(&mut self, key: Key, value: Value) -> Result<(), EntityError> {
        let field = match key {
            Key::Known(field) => field,
            Key::Unknown(name) => {
                self.unknown.insert(name, value);
                return Ok(());
            }
        };
        if self.seen.contains(&field) {
            return Err(EntityError::new(EntityErrorKind::GivenTwice, field, "", ""));
        }
        if value.is_null() {
            return Ok(());
        }
        self.seen.push(field);
        let entity = &mut self.entity;
        match field {
            "id" => {
                let id = id::from_value(value)
                    .map_err(|found| wrong_type("id", "a string or a number", found))?;
                entity.id = id.unwrap_or_default();
            }
            "type" => entity.kind = string("type", value)?,
            "names" => entity.names = strings("names", value)?,
            "weak_names" => entity.weak_names = strings("weak_names", value)?,
            "titles" => entity.titles = titles(value)?,
            "exclude" => entity.exclude = strings("exclude", value)?,
            "level" => entity.level = Some(string("level", value)?.parse()?),
            "final" => {
                let word = string("final", value)?;
                if word != "strict" {
                    let kind = EntityErrorKind::UnknownWord;
                    return Err(EntityError::new(kind, "final", "strict", &word));
                }
                entity.final_rule = Some(FinalRule::Strict);
            }
            _ => match value {
                Value::Object(data) => entity.data = data,
                other => return Err(wrong_type("data", "an object", id::kind_of(&other))),
            },
        }
        Ok(())
    }

    fn finish(self) -> Result<EntityRecord, EntityError> {
        let Draft { mut entity, seen, unknown } = self;
        if !seen.contains(&"id") {
            return Err(EntityError::new(EntityErrorKind::MissingId, "id", "", ""));
        }
        for (name, value) in unknown {
            entity.data.entry(name).or_insert(value);
        }
        Ok(entity)
    }
}

fn string(field: &'static str, value: Value) -> Result<String, EntityError> {
    match value {
        Value::String(text) => Ok(text),
        other => Err(wrong_type(field, "a string", id::kind_of(&other))),
    }
}

fn list(
    field: &'static str,
    expected: &'static str,
    value: Value,
) -> Result<Vec<Value>, EntityError> {
    match value {
        Value::Array(items) => Ok(items),
        other => Err(wrong_type(field, expected, id::kind_of(&other))),
    }
}

fn strings(field: &'static str, value: Value) -> Result<Vec<String>, EntityError> {
    let expected = "a list of strings";
    let to_string = |item| match item {
        Value::String(text) => Ok(text),
        other => {
            let found = format!("{} in the list", id::kind_of(&other));
            Err(wrong_type(field, expected, &found))
        }
    };
    list(field, expected, value)?.into_iter().map(to_string).collect()
}

fn titles(value: Value) -> Result<Vec<TitleRecord>, EntityError> {
    list("titles", "a list of objects", value)?.into_iter().map(title).collect()
}

fn title(value: Value) -> Result<TitleRecord, EntityError> {
    let Value::Object(mut fields) = value else {
        let found = format!("{} in the list", id::kind_of(&value));
        return Err(wrong_type("titles", "a list of objects", &found));
    };
    let mut day = |field, name| match fields.remove(name) {
        None | Some(Value::Null) => Ok(None),
        // a bare year is often written as a number
        Some(Value::Number(year)) => Ok(Some(year.to_string())),
        Some(value) => string(field, value).map(Some),
    };
    let (from, to) = (day("titles.from", "from")?, day("titles.to", "to")?);
    let text = fields.remove("text").unwrap_or_default();
    Ok(TitleRecord { text: string("titles.text", text)?, from, to })
}

fn wrong_type(field: &'static str, expected: &'static str, found: &str) -> EntityError {
    EntityError::new(EntityErrorKind::WrongType, field, expected, found)
}

/// What is wrong with an entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityErrorKind {
    /// There is no `id`.
    MissingId,
    /// A field holds another kind of JSON value than it must.
    WrongType,
    /// A field that takes one of a few words holds another one.
    UnknownWord,
    /// A field stands twice in the object.
    GivenTwice,
}

/// Why a JSON object is no entity: which field, what it must hold, what it holds.
///
/// ```
/// let error = "loose".parse::<marsad_schema::LevelName>().unwrap_err();
/// assert_eq!(error.kind(), marsad_schema::EntityErrorKind::UnknownWord);
/// assert_eq!(
///     error.to_string(),
///     r#"field "level": expected exact, folded or variant, found "loose""#
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntityError {
    kind: EntityErrorKind,
    field: &'static str,
    expected: &'static str,
    found: String,
}

impl EntityError {
    #[cold]
    fn new(
        kind: EntityErrorKind,
        field: &'static str,
        expected: &'static str,
        found: &str,
    ) -> Self {
        EntityError { kind, field, expected, found: found.to_owned() }
    }

    /// What sort of error it is.
    pub fn kind(&self) -> EntityErrorKind {
        self.kind
    }

    /// The field that is wrong.
    pub fn field(&self) -> &'static str {
        self.field
    }
}

impl fmt::Display for EntityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let EntityError { field, expected, found, .. } = self;
        match self.kind {
            EntityErrorKind::MissingId => f.write_str("no field \"id\""),
            EntityErrorKind::GivenTwice => write!(f, "field \"{field}\" given twice"),
            EntityErrorKind::WrongType => {
                write!(f, "field \"{field}\": expected {expected}, found {found}")
            }
            EntityErrorKind::UnknownWord => {
                write!(f, "field \"{field}\": expected {expected}, found \"{found}\"")
            }
        }
    }
}

impl std::error::Error for EntityError {}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<EntityRecord, EntityError> {
        let mut fault = None;
        let mut parser = serde_json::Deserializer::from_str(json);
        let read = EntitySeed { fault: &mut fault }.deserialize(&mut parser);
        let plain = serde_json::from_str::<EntityRecord>(json);
        match fault {
            None => Ok(read.unwrap()),
            Some(fault) => {
                assert!(plain.unwrap_err().to_string().starts_with(&fault.to_string()));
                Err(fault)
            }
        }
    }

    #[test]
    fn every_field_is_read_and_written_in_fixed_order() {
        let json = r#"{"level":"folded","final":"strict","id":"tunis","type":"city",
            "names":["تونس العاصمة"],"weak_names":["تونس"],"exclude":["تونس الخضراء"],
            "titles":[{"text":"العاصمة","from":1956,"to":"2026"}],"data":{"b":1},"a":2}"#;
        let entity = read(json).unwrap();
        assert_eq!(
            serde_json::to_string(&entity).unwrap(),
            concat!(
                r#"{"id":"tunis","type":"city","names":["تونس العاصمة"],"weak_names":["تونس"],"#,
                r#""titles":[{"text":"العاصمة","from":"1956","to":"2026"}],"#,
                r#""exclude":["تونس الخضراء"],"level":"folded","final":"strict","#,
                r#""data":{"b":1,"a":2}}"#
            )
        );
    }

    #[test]
    fn nulls_are_absent_fields() {
        let entity = read(
            r#"{"id":5,"type":null,"names":["س"],"weak_names":null,"titles":null,"exclude":null,
            "level":null,"final":null,"data":null}"#,
        );
        assert_eq!(entity, Ok(EntityRecord::new("5", "س")));
    }

    #[test]
    fn a_field_inside_data_stays_when_it_is_also_given_outside() {
        let entity = read(r#"{"id":"a","country":"X","names":[],"data":{"country":"Y"}}"#).unwrap();
        assert_eq!(entity.data["country"], "Y");
    }

    #[test]
    fn wrong_fields_are_named_with_both_sides() {
        use EntityErrorKind::{GivenTwice, MissingId, UnknownWord, WrongType};
        for (json, kind, text) in [
            (r#"{"names":["a"]}"#, MissingId, "no field \"id\""),
            (r#"{"id":null}"#, MissingId, "no field \"id\""),
            (
                r#"{"id":{}}"#,
                WrongType,
                "field \"id\": expected a string or a number, found an object",
            ),
            (
                r#"{"id":"a","names":"b"}"#,
                WrongType,
                "field \"names\": expected a list of strings, found a string",
            ),
            (
                r#"{"id":"a","weak_names":["b",1]}"#,
                WrongType,
                "field \"weak_names\": expected a list of strings, found a number in the list",
            ),
            (
                r#"{"id":"a","level":"loose"}"#,
                UnknownWord,
                "field \"level\": expected exact, folded or variant, found \"loose\"",
            ),
            (
                r#"{"id":"a","final":"lax"}"#,
                UnknownWord,
                "field \"final\": expected strict, found \"lax\"",
            ),
            (
                r#"{"id":"a","data":[1]}"#,
                WrongType,
                "field \"data\": expected an object, found a list",
            ),
            (
                r#"{"id":"a","titles":["x"]}"#,
                WrongType,
                "field \"titles\": expected a list of objects, found a string in the list",
            ),
            (
                r#"{"id":"a","titles":[{"from":"x"}]}"#,
                WrongType,
                "field \"titles.text\": expected a string, found null",
            ),
            (
                r#"{"id":"a","names":["b"],"names":["c"]}"#,
                GivenTwice,
                "field \"names\" given twice",
            ),
        ] {
            let error = read(json).unwrap_err();
            assert_eq!((error.kind(), error.to_string().as_str()), (kind, text), "{json}");
        }
    }
}
