//! Watchlists: entities from lists in any of the source forms, and what is wrong with which line.
//!
//! Forms, by the extension of the list's name (`.gz` or `.zst` behind it is passed over), or by what
//! its first line looks like when that says nothing:
//! - **JSON lines** (`.jsonl`, `.ndjson`, `.json`): one entity a line, as
//!   [`EntityRecord`] has it;
//! - **table** (`.csv`, `.tsv`): a header with `id` and `names`, and if wanted `type`, `weak_names`,
//!   `exclude` and `level`; several names in one field stand between `;`; other columns that are not
//!   empty go to `data` as strings;
//! - **plain text** (`.txt`): one name a line; blank lines and lines that begin with `#` are passed
//!   over; the name is the id, the type is `name`.
//!
//! Lines end at LF; CR before it, white space around names and a byte order mark do not count.

use std::collections::HashMap;
use std::fmt;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;

use marsad_schema::{EntityError, EntityRecord, EntitySeed};
use serde::de::DeserializeSeed;
use serde_json::Value;

use crate::decode::mend_surrogates;
use crate::encoding::Encoding;
use crate::error::{InputError, InputErrorKind};
use crate::lines::{Lines, Spot, Step};
use crate::records::{drop_bom, json_reason, peek_line, read_header};
use crate::rows::{RowStep, next_row};
use crate::source::{Source, extensions};
use crate::stream::{Bytes, Progress, decompress, open};
use crate::table::{Dialect, Header, Row};

mod names;
#[cfg(test)]
mod tests;

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

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Reason::NotText => f.write_str("not valid Unicode text"),
            Reason::NotJson(reason) | Reason::Row(reason) => f.write_str(reason),
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

    /// Adds the list at `path`; `-` is standard input.
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
        let path = path.as_ref();
        let source = if path == Path::new("-") { Source::stdin() } else { Source::file(path) };
        let bytes = open(&source, &Progress::default())?;
        self.read_bytes(source.shared_name(), bytes)
    }

    /// Adds the list that `reader` gives, decompressed if it is compressed; `name` says its form by
    /// its extension and names it in problems.
    ///
    /// # Errors
    /// As for [`Watchlist::read_path`].
    pub fn read(&mut self, name: &str, reader: impl Read + Send) -> Result<(), InputError> {
        let name: Arc<str> = name.into();
        let bytes = decompress(reader, Arc::clone(&name), &Progress::default())?;
        self.read_bytes(name, bytes)
    }

    fn read_bytes(&mut self, name: Arc<str>, bytes: Bytes<'_>) -> Result<(), InputError> {
        let (extension, _) = extensions(&name);
        let mut list = List { into: self, lines: Lines::new(bytes), name: Arc::clone(&name) };
        list.read(extension.as_deref()).unwrap_or_else(|error| Err(InputError::io(name, error)))
    }

    fn add(&mut self, mut entity: EntityRecord, place: Place) {
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

/// A list while it is read.
struct List<'w, 'r> {
    into: &'w mut Watchlist,
    lines: Lines<Bytes<'r>>,
    name: Arc<str>,
}

impl List<'_, '_> {
    /// The outer error is the stream's, the inner one that of the list as a whole.
    fn read(&mut self, extension: Option<&str>) -> io::Result<Result<(), InputError>> {
        drop_bom(&mut self.lines)?;
        match extension {
            Some("jsonl" | "ndjson" | "json") => self.read_lines(json_entity).map(Ok),
            Some("txt") => self.read_lines(plain_entity).map(Ok),
            Some("csv") => self.read_table(None),
            Some("tsv") => self.read_table(Some(Dialect::TSV)),
            _ => {
                let first = peek_line(&mut self.lines)?;
                if first.trim_ascii_start().starts_with(b"{") {
                    self.read_lines(json_entity).map(Ok)
                } else if is_header(&first) {
                    self.read_table(None)
                } else {
                    self.read_lines(plain_entity).map(Ok)
                }
            }
        }
    }

    fn place(&self, spot: Spot) -> Place {
        Place { list: Arc::clone(&self.name), line: spot.line }
    }

    fn problem(&mut self, spot: Spot, reason: Reason) {
        let place = self.place(spot);
        self.into.problems.push(Problem { place, reason });
    }

    /// Reads a list of one entity a line; `entity` makes nothing of a line that says nothing.
    fn read_lines(
        &mut self,
        entity: impl Fn(&mut [u8]) -> Result<Option<EntityRecord>, Reason>,
    ) -> io::Result<()> {
        let mut line = Vec::new();
        loop {
            let spot = self.lines.spot();
            line.clear();
            match self.lines.next_line(&mut line, MAX_LINE)? {
                Step::End => return Ok(()),
                Step::TooLong => {
                    line = Vec::new();
                    self.lines.skip_line()?;
                    self.problem(spot, Reason::TooLong);
                    continue;
                }
                Step::Line => line.truncate(line.trim_ascii_end().len()),
            }
            if line.is_empty() {
                continue;
            }
            match entity(&mut line) {
                Ok(Some(entity)) => {
                    let place = self.place(spot);
                    self.into.add(entity, place);
                }
                Ok(None) => {}
                Err(reason) => self.problem(spot, reason),
            }
        }
    }

    fn read_table(&mut self, dialect: Option<Dialect>) -> io::Result<Result<(), InputError>> {
        let spot = self.lines.spot();
        let Some((mut parser, header)) =
            read_header(&mut self.lines, Encoding::UTF_8, dialect, MAX_LINE)?
        else {
            return Ok(Ok(()));
        };
        let columns = header.and_then(|header| {
            header.require("id")?;
            header.require("names")?;
            Ok(header)
        });
        let header = match columns {
            Ok(header) => header,
            Err(reason) => {
                let error = InputError::new(InputErrorKind::Header, Arc::clone(&self.name), reason);
                return Ok(Err(error.at(spot.line, spot.byte)));
            }
        };
        let mut held = Vec::new();
        loop {
            match next_row(&mut self.lines, &mut parser, &mut held, MAX_LINE)? {
                RowStep::End => return Ok(Ok(())),
                RowStep::Wrong { spot, fault } => {
                    self.problem(spot, Reason::Row(fault.reason().to_owned()));
                }
                RowStep::Row { row, spot, .. } => match row_entity(&header, &row) {
                    Ok(entity) => {
                        let place = self.place(spot);
                        self.into.add(entity, place);
                    }
                    Err(reason) => self.problem(spot, reason),
                },
            }
        }
    }
}

/// Whether a first line is the header of a table of entities.
fn is_header(line: &[u8]) -> bool {
    let line = String::from_utf8_lossy(line);
    let mut columns = line.split([',', ';', '\t']).map(|column| column.trim().trim_matches('"'));
    columns.clone().any(|column| column == "id") && columns.any(|column| column == "names")
}

fn json_entity(line: &mut [u8]) -> Result<Option<EntityRecord>, Reason> {
    if mend_surrogates(line) > 0 {
        return Err(Reason::NotText);
    }
    let line = text(line)?;
    let mut fault = None;
    let mut parser = serde_json::Deserializer::from_str(line);
    let entity = EntitySeed { fault: &mut fault }
        .deserialize(&mut parser)
        .and_then(|entity| parser.end().map(|()| entity));
    match (entity, fault) {
        (Ok(entity), _) => Ok(Some(entity)),
        (Err(_), Some(fault)) => Err(Reason::Field(fault)),
        (Err(error), None) if error.is_data() => {
            Err(Reason::NotJson("not a JSON object (a list has one entity a line)".to_owned()))
        }
        (Err(error), None) => Err(Reason::NotJson(json_reason(&error))),
    }
}

fn plain_entity(line: &mut [u8]) -> Result<Option<EntityRecord>, Reason> {
    let line = text(line)?;
    let name = line.trim();
    if name.is_empty() || name.starts_with('#') {
        return Ok(None);
    }
    Ok(Some(EntityRecord::new(name, name)))
}

fn row_entity(header: &Header, row: &Row) -> Result<EntityRecord, Reason> {
    if let Some(reason) = header.mismatch(row) {
        return Err(Reason::Row(reason));
    }
    let mut entity = EntityRecord::new("", "");
    for (column, field) in header.columns.iter().zip(row.fields()) {
        let value = text(field)?.trim();
        match &**column {
            "id" => value.clone_into(&mut entity.id),
            "names" => entity.names = between_semicolons(value),
            "weak_names" => entity.weak_names = between_semicolons(value),
            "exclude" => entity.exclude = between_semicolons(value),
            // an empty field says nothing
            _ if value.is_empty() => {}
            "type" => value.clone_into(&mut entity.kind),
            "level" => entity.level = Some(value.parse().map_err(Reason::Field)?),
            _ => {
                entity.data.insert(column.to_string(), Value::String(value.to_owned()));
            }
        }
    }
    Ok(entity)
}

fn between_semicolons(value: &str) -> Vec<String> {
    value.split(';').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn text(bytes: &[u8]) -> Result<&str, Reason> {
    std::str::from_utf8(bytes).map_err(|_| Reason::NotText)
}
