//! The forms a list may have, and which of them a list has.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use serde::de::IgnoredAny;

/// A form of lists. What each looks like stands in `docs/watchlists.md`.
///
/// ```
/// use marsad_io::{ListFormat, Watchlist};
/// let mut list = Watchlist::default();
/// list.read_as("-", ListFormat::Text, "{النيل}\n".as_bytes())?;
/// assert_eq!(list.entries[0].entity.id, "{النيل}");
/// assert_eq!("senzing".parse(), Ok(ListFormat::Senzing));
/// # Ok::<(), marsad_io::InputError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ListFormat {
    /// Found out, by the extension of the list's name and by what stands first in the list.
    #[default]
    Auto,
    /// One entity of our own contract a line, in JSON.
    Jsonl,
    /// One name a line.
    Text,
    /// A table with commas, semicolons or tabs, as its header has them, and quotes.
    Csv,
    /// A table with tabs and no quotes.
    Tsv,
    /// The table `targets.simple.csv` of OpenSanctions.
    OpenSanctions,
    /// Entities of FollowTheMoney, one a line.
    Ftm,
    /// Records of Senzing's entity specification, one a line or in one JSON list.
    Senzing,
    /// Patterns of spaCy's entity ruler, one a line.
    Spacy,
    /// The names file of JRC-Names, a spelling a line.
    Jrc,
}

impl ListFormat {
    /// All formats, as they are listed for users.
    pub const ALL: [Self; 10] = [
        Self::Auto,
        Self::Jsonl,
        Self::Text,
        Self::Csv,
        Self::Tsv,
        Self::OpenSanctions,
        Self::Ftm,
        Self::Senzing,
        Self::Spacy,
        Self::Jrc,
    ];

    /// The name by which a user asks for it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Jsonl => "jsonl",
            Self::Text => "text",
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::OpenSanctions => "opensanctions",
            Self::Ftm => "ftm",
            Self::Senzing => "senzing",
            Self::Spacy => "spacy",
            Self::Jrc => "jrc",
        }
    }
}

impl fmt::Display for ListFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for ListFormat {
    type Err = UnknownListFormat;

    fn from_str(name: &str) -> Result<Self, UnknownListFormat> {
        let mut all = Self::ALL.into_iter();
        all.find(|format| format.name() == name).ok_or_else(|| UnknownListFormat(name.to_owned()))
    }
}

/// The name of no [`ListFormat`].
///
/// ```
/// let error = "xml".parse::<marsad_io::ListFormat>().unwrap_err();
/// assert!(error.to_string().starts_with("unknown format of lists `xml`, expected auto, jsonl, "));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownListFormat(String);

impl fmt::Display for UnknownListFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = ListFormat::ALL.iter().map(|format| format.name()).collect();
        write!(f, "unknown format of lists `{}`, expected {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownListFormat {}

/// What the objects of a list of JSON are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Objects {
    Entities,
    Ftm,
    Senzing,
    Spacy,
}

/// What a list is by its first object; `None` for what is no object.
pub(super) fn objects_by_first(json: &[u8]) -> Option<Objects> {
    let fields: HashMap<String, IgnoredAny> = serde_json::from_slice(json).ok()?;
    let has = |name: &str| fields.contains_key(name);
    let names = ["NAME_FULL", "NAME_ORG", "NAME_LAST", "NAME_FIRST"];
    let has_senzing_name = || fields.keys().any(|field| names.iter().any(|n| field.ends_with(n)));
    Some(if has("names") {
        Objects::Entities
    } else if has("schema") && has("properties") {
        Objects::Ftm
    } else if has("label") && has("pattern") {
        Objects::Spacy
    } else if ["RECORD_ID", "DATA_SOURCE", "FEATURES"].into_iter().any(has) || has_senzing_name() {
        Objects::Senzing
    } else {
        Objects::Entities
    })
}

/// The format of a list that is not in JSON, by its first line.
pub(super) fn by_first_line(line: &[u8]) -> ListFormat {
    let line = String::from_utf8_lossy(line);
    table_by_header(&line).unwrap_or(match super::jrc::is_line(line.trim_end()) {
        true => ListFormat::Jrc,
        false => ListFormat::Text,
    })
}

/// The format of the table that has this header, if it can be the header of one.
pub(super) fn table_by_header(line: &str) -> Option<ListFormat> {
    let columns: Vec<_> =
        line.split([',', ';', '\t']).map(|column| column.trim().trim_matches('"')).collect();
    let has = |name: &str| columns.contains(&name);
    if has("id") && has("names") {
        Some(ListFormat::Csv)
    } else if ["id", "schema", "name", "aliases"].into_iter().all(has) {
        Some(ListFormat::OpenSanctions)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for format in ListFormat::ALL {
            assert_eq!(format.to_string().parse(), Ok(format));
        }
    }

    #[test]
    fn objects_are_told_by_their_fields() {
        for (json, objects) in [
            (r#"{"id":"a","names":[]}"#, Some(Objects::Entities)),
            (r#"{"id":"a","names":[],"schema":"","properties":1}"#, Some(Objects::Entities)),
            (r#"{"id":"a","schema":"Person","properties":{}}"#, Some(Objects::Ftm)),
            (r#"{"label":"ORG","pattern":"a"}"#, Some(Objects::Spacy)),
            (r#"{"RECORD_ID":"1"}"#, Some(Objects::Senzing)),
            (r#"{"FEATURES":[]}"#, Some(Objects::Senzing)),
            (r#"{"PRIMARY_NAME_ORG":"a"}"#, Some(Objects::Senzing)),
            ("{}", Some(Objects::Entities)),
            ("[]", None),
            ("{", None),
        ] {
            assert_eq!(objects_by_first(json.as_bytes()), objects, "{json}");
        }
    }

    #[test]
    fn other_lists_are_told_by_their_first_line() {
        for (line, format) in [
            ("\"id\";\"names\"\r\n", ListFormat::Csv),
            ("\"id\",\"schema\",\"name\",\"aliases\",\"x\"\n", ListFormat::OpenSanctions),
            ("12\tP\tu\tأحمد+زويل\n", ListFormat::Jrc),
            ("id,name\n", ListFormat::Text),
            ("", ListFormat::Text),
        ] {
            assert_eq!(by_first_line(line.as_bytes()), format, "{line:?}");
        }
    }
}
