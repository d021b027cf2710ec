//! An entity of a watchlist in its source form, and exact words for what is wrong with one.

use std::fmt;
use std::str::FromStr;

use serde::de::Error as _;
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "lowercase")]
pub enum FinalRule {
    /// A final ة and a final ه stay apart.
    Strict,
}

/// An office or description under which an entity is spoken of, and when it held.
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
/// The id may be written as a string or a number. A list that is missing or null is empty. Fields
/// the contract does not know are kept in `data`, after the fields of `data` itself; where both
/// have a field of one name, the one inside `data` stays. All of `data` comes back with each hit.
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
        EntityRecord::try_from(Fields::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl TryFrom<Fields> for EntityRecord {
    type Error = EntityError;

    /// Takes the fields apart; strings are moved, not copied.
    ///
    /// # Errors
    /// The first field that is missing or of another type than it must be.
    fn try_from(fields: Fields) -> Result<Self, EntityError> {
        let mut entity = EntityRecord::new(String::new(), String::new());
        entity.names.clear();
        let mut has_id = false;
        let mut unknown = Fields::new();
        for (name, value) in fields {
            match name.as_str() {
                "id" => {
                    let found = id::from_value(value)
                        .map_err(|found| wrong_type("id", "a string or a number", found))?;
                    has_id = found.is_some();
                    entity.id = found.unwrap_or_default();
                }
                "type" => {
                    if let Some(kind) = optional_string("type", value)? {
                        entity.kind = kind;
                    }
                }
                "names" => entity.names = strings("names", value)?,
                "weak_names" => entity.weak_names = strings("weak_names", value)?,
                "exclude" => entity.exclude = strings("exclude", value)?,
                "titles" => entity.titles = titles(value)?,
                "level" => {
                    entity.level =
                        optional_string("level", value)?.map(|word| word.parse()).transpose()?;
                }
                "final" => {
                    entity.final_rule = match optional_string("final", value)?.as_deref() {
                        None => None,
                        Some("strict") => Some(FinalRule::Strict),
                        Some(word) => {
                            let kind = EntityErrorKind::UnknownWord;
                            return Err(EntityError::new(kind, "final", "strict", word));
                        }
                    };
                }
                "data" => match value {
                    Value::Null => {}
                    Value::Object(data) => entity.data = data,
                    other => return Err(wrong_type("data", "an object", id::kind_of(&other))),
                },
                _ => {
                    unknown.insert(name, value);
                }
            }
        }
        if !has_id {
            return Err(EntityError::new(EntityErrorKind::MissingId, "id", "", ""));
        }
        for (name, value) in unknown {
            entity.data.entry(name).or_insert(value);
        }
        Ok(entity)
    }
}

fn optional_string(field: &'static str, value: Value) -> Result<Option<String>, EntityError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        other => Err(wrong_type(field, "a string", id::kind_of(&other))),
    }
}

fn strings(field: &'static str, value: Value) -> Result<Vec<String>, EntityError> {
    let expected = "a list of strings";
    let items = match value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(items) => items,
        other => return Err(wrong_type(field, expected, id::kind_of(&other))),
    };
    items
        .into_iter()
        .map(|item| match item {
            Value::String(text) => Ok(text),
            other => {
                Err(wrong_type(field, expected, &format!("{} in the list", id::kind_of(&other))))
            }
        })
        .collect()
}

fn titles(value: Value) -> Result<Vec<TitleRecord>, EntityError> {
    let items = match value {
        Value::Null => return Ok(Vec::new()),
        Value::Array(items) => items,
        other => {
            return Err(wrong_type("titles", "a list of objects", id::kind_of(&other)));
        }
    };
    items.into_iter().map(title).collect()
}

fn title(value: Value) -> Result<TitleRecord, EntityError> {
    let Value::Object(mut fields) = value else {
        return Err(wrong_type("titles", "a list of objects", id::kind_of(&value)));
    };
    let mut take = |field, name: &str| match fields.remove(name) {
        // a bare year is often written as a number
        Some(Value::Number(year)) if name != "text" => Ok(Some(year.to_string())),
        Some(value) => optional_string(field, value),
        None => Ok(None),
    };
    let (text, from, to) =
        (take("titles.text", "text")?, take("titles.from", "from")?, take("titles.to", "to")?);
    let text = text.ok_or_else(|| wrong_type("titles.text", "a string", "nothing"))?;
    Ok(TitleRecord { text, from, to })
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
}

/// Why a JSON object is no entity: which field, what it must hold, what it holds.
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
        EntityRecord::try_from(serde_json::from_str::<Fields>(json).unwrap())
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
        use EntityErrorKind::{MissingId, UnknownWord, WrongType};
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
                "field \"titles\": expected a list of objects, found a string",
            ),
            (
                r#"{"id":"a","titles":[{"from":"x"}]}"#,
                WrongType,
                "field \"titles.text\": expected a string, found nothing",
            ),
        ] {
            let error = read(json).unwrap_err();
            assert_eq!((error.kind(), error.to_string().as_str()), (kind, text), "{json}");
        }
    }
}
