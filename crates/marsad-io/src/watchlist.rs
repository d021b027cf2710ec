//! Watchlists: entities from lists in any of the source forms, and what is wrong with which line.
//!
//! Forms, as [`ListFormat`] or the extension of the list's name says (`.gz` or `.zst` behind it is passed
//! over), or else what stands first in the list:
//! - **JSON lines** (`.jsonl`, `.ndjson`, `.json`): one entity a line, as
//!   [`EntityRecord`] has it;
//! - **table** (`.csv`, `.tsv`): a header with `id` and `names`, and if wanted `type`, `weak_names`,
//!   `exclude` and `level`; several names in one field stand between `;`; other columns that are not
//!   empty go to `data` as strings;
//! - **plain text** (`.txt`): one name a line; blank lines and lines that begin with `#` are passed
//!   over; the name is the id, the type is `name`;
//! - those of other programs, each in a file of its own: OpenSanctions, FollowTheMoney, Senzing,
//!   spaCy, JRC-Names.
//!
//! Lines end at LF; CR before it, white space around names and a byte order mark do not count.

use std::collections::HashMap;
use std::fmt;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;

use marsad_schema::{EntityError, EntityRecord};

use self::read::List;
use crate::compiled::{is_compiled, open_compiled};
use crate::error::InputError;
use crate::source::{Source, extensions};
use crate::stream::{Bytes, Progress, decompress, open};

mod elements;
mod format;
mod ftm;
#[cfg(test)]
mod import_tests;
mod jrc;
mod kinds;
mod names;
mod opensanctions;
mod read;
mod senzing;
mod spacy;
#[cfg(test)]
mod tests;

pub use self::format::{ListFormat, UnknownListFormat};

/// The list compiled in: countries, capitals, organisations and people in the news, in JSON lines.
///
/// ```
/// assert!(marsad_io::WORLD.lines().all(|line| line.starts_with('{')));
/// ```
pub const WORLD: &str = include_str!("../lists/world.jsonl");

/// The most bytes a line of a list may have.
const MAX_LINE: usize = 16 << 20;

/// A line of a list.
///
/// ```
/// let place = marsad_io::Place { list: "rivers.txt".into(), line: 3 };
/// assert_eq!(place.to_string(), "rivers.txt:3");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The list, as the user named it.
    pub list: Arc<str>,
    /// The line, from 1.
    pub line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.list, self.line)
    }
}

/// An entity and where it stands.
///
/// ```
/// let mut list = marsad_io::Watchlist::default();
/// list.read("rivers.txt", "# أنهار\nالنيل\n".as_bytes())?;
/// let entry = &list.entries[0];
/// assert_eq!((entry.entity.id.as_str(), entry.place.line), ("النيل", 2));
/// # Ok::<(), marsad_io::InputError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The entity; its id and its names are not empty.
    pub entity: EntityRecord,
    /// Where it was read.
    pub place: Place,
}

/// Something wrong with a line of a list. Prints as `list:line: reason`.
///
/// ```
/// use marsad_io::{Reason, Watchlist};
/// let mut list = Watchlist::default();
/// list.read("rivers.jsonl", r#"{"id": "nile"}"#.as_bytes())?;
/// assert_eq!(list.problems[0].reason, Reason::NoNames);
/// assert_eq!(list.problems[0].to_string(), "rivers.jsonl:1: the entity has no names");
/// # Ok::<(), marsad_io::InputError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The line.
    pub place: Place,
    /// What is wrong, and what it cost.
    pub reason: Reason,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.reason)
    }
}

/// What is wrong with a line of a list. Those about one name cost that name, all others the line;
/// see [`Problem`] for an example.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason {
    /// Bytes or escapes that are no Unicode text.
    NotText,
    /// No JSON object.
    NotJson(String),
    /// A field that is missing, of a wrong type, or an unknown word.
    Field(EntityError),
    /// A row that does not fit its table.
    Row(String),
    /// A record that does not fit the format of another program, or says what no entity can.
    Format(String),
    /// More bytes than a line of a list may have.
    TooLong,
    /// The id is empty.
    EmptyId,
    /// None of `names` is left.
    NoNames,
    /// The id stands on an earlier line.
    DuplicateId {
        /// The id.
        id: String,
        /// The line that has it.
        first: Place,
    },
    /// A name, weak name or excluded phrase is empty. Costs that name.
    EmptyName {
        /// The field that holds it.
        field: &'static str,
    },
    /// A name without a letter or digit. Costs that name.
    NoLetters {
        /// The name.
        name: String,
    },
    /// A name of more words than can be matched. Costs that name.
    TooManyWords {
        /// The name.
        name: String,
        /// How many words it has.
        words: usize,
    },
}

impl Reason {
    /// A name for this kind of problem that does not change.
    ///
    /// ```
    /// assert_eq!(marsad_io::Reason::NoNames.code(), "no-names");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Reason::NotText => "not-text",
            Reason::NotJson(_) => "not-json",
            Reason::Field(_) => "field",
            Reason::Row(_) => "row",
            Reason::Format(_) => "format",
            Reason::TooLong => "too-long",
            Reason::EmptyId => "empty-id",
            Reason::NoNames => "no-names",
            Reason::DuplicateId { .. } => "duplicate-id",
            Reason::EmptyName { .. } => "empty-name",
            Reason::NoLetters { .. } => "no-letters",
            Reason::TooManyWords { .. } => "too-many-words",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NotText => f.write_str("not valid Unicode text"),
            Reason::NotJson(reason) | Reason::Row(reason) | Reason::Format(reason) => {
                f.write_str(reason)
            }
            Reason::Field(error) => error.fmt(f),
            Reason::TooLong => write!(f, "the line is longer than the limit of {MAX_LINE} bytes"),
            Reason::EmptyId => f.write_str("the id is empty"),
            Reason::NoNames => f.write_str("the entity has no names"),
            Reason::DuplicateId { id, first } => {
                write!(f, "the id \"{id}\" was already given at {first}")
            }
            Reason::EmptyName { field } => write!(f, "an empty name in \"{field}\""),
            Reason::NoLetters { name } => write!(f, "the name \"{name}\" has no letter or digit"),
            Reason::TooManyWords { name, words } => {
                let start: String = name.chars().take(40).collect();
                let most = names::MAX_WORDS;
                write!(f, "the name \"{start}…\" has {words} words; the most is {most}")
            }
        }
    }
}

/// Records of a list that are no entities to look for: sanctions, addresses, relations. Prints as
/// `list: 2 of Sanction passed over`.
///
/// ```
/// let mut list = marsad_io::Watchlist::default();
/// let address = r#"{"id": "a", "schema": "Address", "properties": {"full": ["Cairo"]}}"#;
/// list.read("list.json", address.as_bytes())?;
/// assert_eq!(list.skipped[0].to_string(), "list.json: 1 of Address passed over");
/// # Ok::<(), marsad_io::InputError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The list, as the user named it.
    pub list: Arc<str>,
    /// What the list calls them.
    pub class: String,
    /// How many there are.
    pub n: u64,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Skipped { list, class, n } = self;
        write!(f, "{list}: {n} of {class} passed over")
    }
}

/// Entities gathered from lists, in order, and the problems found on the way.
///
/// An id stands for one entity across all lists: the first line that has it wins. Memory grows with
/// the entities, not with the bytes read.
///
/// ```
/// use marsad_io::Watchlist;
/// let mut list = Watchlist::default();
/// list.read("rivers.txt", "النيل\n\n# في العراق\nدجلة\n---\n".as_bytes())?;
/// let names: Vec<_> = list.entities().map(|entity| entity.names[0].as_str()).collect();
/// assert_eq!(names, ["النيل", "دجلة"]);
/// assert_eq!(list.problems[0].to_string(), "rivers.txt:5: the name \"---\" has no letter or digit");
/// # Ok::<(), marsad_io::InputError>(())
/// ```
#[derive(Debug, Default)]
pub struct Watchlist {
    /// The entities, in the order of the lists.
    pub entries: Vec<Entry>,
    /// What was wrong, in the order of the lists.
    pub problems: Vec<Problem>,
    /// What was passed over since it is nothing to look for, in the order of the lists.
    pub skipped: Vec<Skipped>,
    /// Entry of each id.
    by_id: HashMap<String, usize>,
}

impl Watchlist {
    /// The entities alone, in order.
    ///
    /// ```
    /// assert_eq!(marsad_io::Watchlist::default().entities().count(), 0);
    /// ```
    pub fn entities(&self) -> impl ExactSizeIterator<Item = &EntityRecord> {
        self.entries.iter().map(|entry| &entry.entity)
    }

    /// Adds the list compiled in, named `world`.
    ///
    /// ```
    /// let mut list = marsad_io::Watchlist::default();
    /// list.read_world();
    /// assert!(list.problems.is_empty() && list.entities().count() > 0);
    /// ```
    pub fn read_world(&mut self) {
        let read = self.read("world", WORLD.as_bytes());
        // a slice does not fail
        debug_assert!(read.is_ok(), "{read:?}");
    }

    /// Adds the list at `path`; `-` is standard input. Its format is found out; a compiled list gives back the
    /// entities it was made of.
    ///
    /// # Errors
    /// A file that can not be opened, is not compressed as its name says or breaks off; a table
    /// whose header lacks `id` or `names`. What was read before stays.
    ///
    /// ```
    /// let error = marsad_io::Watchlist::default().read_path("no/such/list.jsonl").unwrap_err();
    /// assert_eq!(error.to_string(), "no/such/list.jsonl: no such file or folder");
    /// ```
    pub fn read_path(&mut self, path: impl AsRef<Path>) -> Result<(), InputError> {
        self.read_path_as(path, ListFormat::Auto)
    }

    /// Adds the list at `path` in this format, whatever its name says; `-` is standard input.
    ///
    /// # Errors
    /// As for [`Watchlist::read_path`].
    pub fn read_path_as(
        &mut self,
        path: impl AsRef<Path>,
        format: ListFormat,
    ) -> Result<(), InputError> {
        let path = path.as_ref();
        if format == ListFormat::Auto && path != Path::new("-") && is_compiled(path) {
            return self.read_compiled(path);
        }
        let source = if path == Path::new("-") { Source::stdin() } else { Source::file(path) };
        let bytes = open(&source, &Progress::default())?;
        self.read_bytes(source.shared_name(), format, bytes)
    }

    /// Adds the entities of a compiled list. Their places are their numbers, from 1.
    fn read_compiled(&mut self, path: &Path) -> Result<(), InputError> {
        let engine = open_compiled(path)?;
        let list: Arc<str> = path.to_string_lossy().into();
        for ((_, entity), line) in engine.entities().zip(1..) {
            self.add(entity.into(), Place { list: Arc::clone(&list), line });
        }
        Ok(())
    }

    /// Adds the list that `reader` gives, decompressed if it is compressed; `name` says its format by
    /// its extension and names it in problems.
    ///
    /// # Errors
    /// As for [`Watchlist::read_path`].
    pub fn read(&mut self, name: &str, reader: impl Read + Send) -> Result<(), InputError> {
        self.read_as(name, ListFormat::Auto, reader)
    }

    /// Adds the list that `reader` gives in this format, whatever `name` says; see [`ListFormat`] for
    /// an example.
    ///
    /// # Errors
    /// As for [`Watchlist::read_path`].
    pub fn read_as(
        &mut self,
        name: &str,
        format: ListFormat,
        reader: impl Read + Send,
    ) -> Result<(), InputError> {
        let name: Arc<str> = name.into();
        let bytes = decompress(reader, Arc::clone(&name), &Progress::default())?;
        self.read_bytes(name, format, bytes)
    }

    fn read_bytes(
        &mut self,
        name: Arc<str>,
        format: ListFormat,
        bytes: Bytes<'_>,
    ) -> Result<(), InputError> {
        let (extension, _) = extensions(&name);
        let mut list = List::new(self, bytes, Arc::clone(&name));
        list.read(format, extension.as_deref())
            .unwrap_or_else(|error| Err(InputError::io(name, error)))
    }

    /// Adds one entity. Names that can not be matched are left out, and an entity without any, without an
    /// id or with one that is taken is not added: [`problems`](Watchlist::problems) says so, naming `place`.
    ///
    /// ```
    /// use marsad_io::{Place, Watchlist};
    /// use marsad_schema::EntityRecord;
    /// let mut list = Watchlist::default();
    /// list.add(EntityRecord::new("nile", "—"), Place { list: "request".into(), line: 1 });
    /// assert_eq!(list.entries, []);
    /// assert_eq!(list.problems[0].to_string(), "request:1: the name \"—\" has no letter or digit");
    /// ```
    pub fn add(&mut self, mut entity: EntityRecord, place: Place) {
        names::check(&mut entity, |reason| {
            self.problems.push(Problem { place: place.clone(), reason });
        });
        let reason = if entity.id.trim().is_empty() {
            Reason::EmptyId
        } else if entity.names.is_empty() {
            Reason::NoNames
        } else if let Some(first) =
            self.by_id.get(&entity.id).and_then(|idx| self.entries.get(*idx))
        {
            Reason::DuplicateId { id: entity.id, first: first.place.clone() }
        } else {
            self.by_id.insert(entity.id.clone(), self.entries.len());
            self.entries.push(Entry { entity, place });
            return;
        };
        self.problems.push(Problem { place, reason });
    }
}

fn text(bytes: &[u8]) -> Result<&str, Reason> {
    std::str::from_utf8(bytes).map_err(|_| Reason::NotText)
}
