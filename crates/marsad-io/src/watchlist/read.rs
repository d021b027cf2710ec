//! A list while it is read: lines, rows or elements, one at a time, each to be an entity or a problem.

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Arc;

use marsad_schema::{EntityRecord, EntitySeed};
use serde::de::DeserializeSeed;
use serde_json::{Map, Value};

use super::elements::{Element, Elements};
use super::format::{Objects, by_first_line, objects_by_first, table_by_header};
use super::{
    ListFormat, MAX_LINE, Place, Reason, Skipped, Watchlist, ftm, jrc, names, opensanctions,
    senzing, spacy, text,
};
use crate::decode::mend_surrogates;
use crate::encoding::Encoding;
use crate::error::{InputError, InputErrorKind};
use crate::lines::{Lines, Step};
use crate::records::{drop_bom, json_reason, peek_line, read_header};
use crate::rows::{RowStep, next_row};
use crate::stream::Bytes;
use crate::table::{Dialect, Header, Row};

/// What a line, row or element of a list is.
#[derive(Debug)]
pub(super) enum Item {
    /// It says nothing.
    Nothing,
    /// It is an entity.
    Entity(EntityRecord),
    /// It is names of an entity that may have names on other lines.
    Part(EntityRecord),
    /// It is of this class, which has no names to look for.
    Skipped(String),
}

/// A list while it is read.
pub(super) struct List<'w, 'r> {
    into: &'w mut Watchlist,
    lines: Lines<Bytes<'r>>,
    name: Arc<str>,
    skipped: BTreeMap<String, u64>,
    parts: Parts,
}

/// What was read of a list whose entities stand on several lines.
#[derive(Debug, Default)]
struct Parts {
    /// Entity and hash of each name, so that a long entity need not be searched for each.
    names: HashSet<(usize, u64)>,
    /// Ids that belong to another list and were reported.
    refused: HashSet<String>,
}

/// A table, by its columns.
struct Table {
    required: &'static [&'static str],
    entity: fn(&Header, &Row) -> Result<EntityRecord, Reason>,
}

const OWN: Table = Table { required: &["id", "names"], entity: row_entity };
const OPENSANCTIONS: Table =
    Table { required: opensanctions::COLUMNS, entity: opensanctions::entity };

impl<'w, 'r> List<'w, 'r> {
    pub(super) fn new(into: &'w mut Watchlist, bytes: Bytes<'r>, name: Arc<str>) -> Self {
        let (skipped, parts) = (BTreeMap::new(), Parts::default());
        List { into, lines: Lines::new(bytes), name, skipped, parts }
    }

    /// The outer error is the stream's, the inner one that of the list as a whole.
    pub(super) fn read(
        &mut self,
        format: ListFormat,
        extension: Option<&str>,
    ) -> io::Result<Result<(), InputError>> {
        drop_bom(&mut self.lines)?;
        let read = self.read_body(format, extension);
        for (class, n) in std::mem::take(&mut self.skipped) {
            self.into.skipped.push(Skipped { list: Arc::clone(&self.name), class, n });
        }
        read
    }

    fn read_body(
        &mut self,
        format: ListFormat,
        extension: Option<&str>,
    ) -> io::Result<Result<(), InputError>> {
        let first = peek_line(&mut self.lines)?;
        let start = first.trim_ascii_start().first();
        let are_lines = matches!(extension, Some("jsonl" | "ndjson"));
        let is_json = are_lines || extension == Some("json");
        let format = match (format, extension) {
            (ListFormat::Auto, Some("tsv")) => ListFormat::Tsv,
            (ListFormat::Auto, Some("csv")) => {
                table_by_header(&String::from_utf8_lossy(&first)).unwrap_or(ListFormat::Csv)
            }
            (ListFormat::Auto, Some("txt")) => match by_first_line(&first) {
                ListFormat::Jrc => ListFormat::Jrc,
                _ => ListFormat::Text,
            },
            (ListFormat::Auto, _) if is_json || matches!(start, Some(b'{' | b'[')) => format,
            (ListFormat::Auto, _) => by_first_line(&first),
            (format, _) => format,
        };
        let objects = match format {
            ListFormat::Text => return self.read_lines(&mut plain_entity).map(Ok),
            ListFormat::Jrc => return self.read_lines(&mut jrc_item).map(Ok),
            ListFormat::Csv => return self.read_table(None, &OWN),
            ListFormat::Tsv => return self.read_table(Some(Dialect::TSV), &OWN),
            ListFormat::OpenSanctions => return self.read_table(None, &OPENSANCTIONS),
            ListFormat::Auto => None,
            ListFormat::Jsonl => Some(Objects::Entities),
            ListFormat::Ftm => Some(Objects::Ftm),
            ListFormat::Senzing => Some(Objects::Senzing),
            ListFormat::Spacy => Some(Objects::Spacy),
        };
        let mut json = JsonItems { objects };
        match start {
            Some(b'[') if !are_lines && format != ListFormat::Jsonl => {
                self.read_elements(&mut |json_text| json.item(json_text)).map(Ok)
            }
            _ => self.read_lines(&mut |line| json.item(line)).map(Ok),
        }
    }

    /// Reads a list of one item a line.
    fn read_lines(
        &mut self,
        item: &mut dyn FnMut(&mut [u8]) -> Result<Item, Reason>,
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
                    self.problem(spot.line, Reason::TooLong);
                    continue;
                }
                Step::Line => line.truncate(line.trim_ascii_end().len()),
            }
            if !line.is_empty() {
                self.take(spot.line, item(&mut line));
            }
        }
    }

    /// Reads a list that is one list of JSON.
    fn read_elements(
        &mut self,
        item: &mut dyn FnMut(&mut [u8]) -> Result<Item, Reason>,
    ) -> io::Result<()> {
        let mut elements = Elements::new(self.lines.spot().line);
        let mut held = Vec::new();
        loop {
            match elements.next(&mut self.lines, &mut held, MAX_LINE)? {
                (Element::End, _) => return Ok(()),
                (Element::Whole, line) => self.take(line, item(&mut held)),
                (Element::TooLong, line) => self.problem(line, Reason::TooLong),
                (Element::Broken, line) => {
                    let reason = "no valid JSON: the list breaks off".to_owned();
                    self.problem(line, Reason::NotJson(reason));
                }
                (Element::Behind, line) => {
                    let reason = "no valid JSON: text behind the list".to_owned();
                    self.problem(line, Reason::NotJson(reason));
                }
            }
        }
    }

    fn read_table(
        &mut self,
        dialect: Option<Dialect>,
        table: &Table,
    ) -> io::Result<Result<(), InputError>> {
        let spot = self.lines.spot();
        let Some((mut parser, header)) =
            read_header(&mut self.lines, Encoding::UTF_8, dialect, MAX_LINE)?
        else {
            return Ok(Ok(()));
        };
        let columns = header.and_then(|header| {
            table.required.iter().try_for_each(|column| header.require(column).map(drop))?;
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
                    self.problem(spot.line, Reason::Row(fault.reason().to_owned()));
                }
                RowStep::Row { row, spot, .. } => {
                    self.take(spot.line, (table.entity)(&header, &row).map(Item::Entity));
                }
            }
        }
    }

    fn take(&mut self, line: u64, item: Result<Item, Reason>) {
        match item {
            Ok(Item::Nothing) => {}
            Ok(Item::Entity(entity)) => self.into.add(entity, self.place(line)),
            Ok(Item::Part(part)) => self.join(part, line),
            Ok(Item::Skipped(class)) => *self.skipped.entry(class).or_default() += 1,
            Err(reason) => self.problem(line, reason),
        }
    }

    /// Adds names to the entity of this list that has the id, or adds the entity.
    fn join(&mut self, mut part: EntityRecord, line: u64) {
        let place = self.place(line);
        names::check(&mut part, |reason| {
            self.into.problems.push(super::Problem { place: place.clone(), reason });
        });
        let Some(idx) = self.into.by_id.get(&part.id).copied() else {
            if !part.names.is_empty() {
                let idx = self.into.entries.len();
                self.parts.names.extend(part.names.iter().map(|name| (idx, hash(name))));
                self.into.add(part, place);
            }
            return;
        };
        let Some(entry) = self.into.entries.get_mut(idx) else { return };
        if !Arc::ptr_eq(&entry.place.list, &self.name) {
            if self.parts.refused.insert(part.id.clone()) {
                let reason = Reason::DuplicateId { id: part.id, first: entry.place.clone() };
                self.into.problems.push(super::Problem { place, reason });
            }
            return;
        }
        let entity = &mut entry.entity;
        for name in part.names {
            let is_new = self.parts.names.insert((idx, hash(&name)));
            // names may share a hash
            if is_new || !entity.names.contains(&name) {
                entity.names.push(name);
            }
        }
        for (field, value) in part.data {
            match (entity.data.get_mut(&field), value) {
                (None, value) => {
                    entity.data.insert(field, value);
                }
                (Some(Value::Array(have)), Value::Array(more)) => {
                    let new: Vec<_> = more.into_iter().filter(|v| !have.contains(v)).collect();
                    have.extend(new);
                }
                // the first line that has it wins
                (Some(_), _) => {}
            }
        }
    }

    fn place(&self, line: u64) -> Place {
        Place { list: Arc::clone(&self.name), line }
    }

    fn problem(&mut self, line: u64, reason: Reason) {
        let place = self.place(line);
        self.into.problems.push(super::Problem { place, reason });
    }
}

fn hash(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

/// Reads the objects of a list of JSON; what they are, if nobody says it, the first one shows.
#[derive(Debug)]
struct JsonItems {
    objects: Option<Objects>,
}

impl JsonItems {
    fn item(&mut self, json: &mut [u8]) -> Result<Item, Reason> {
        if mend_surrogates(json) > 0 {
            return Err(Reason::NotText);
        }
        if self.objects.is_none() {
            self.objects = objects_by_first(json);
        }
        let json = text(json)?;
        match self.objects {
            None | Some(Objects::Entities) => own_entity(json).map(Item::Entity),
            Some(Objects::Ftm) => ftm::item(object(json)?),
            Some(Objects::Senzing) => senzing::item(object(json)?),
            Some(Objects::Spacy) => spacy::item(object(json)?),
        }
    }
}

/// What is wrong with text that is no object of JSON.
fn no_object(error: &serde_json::Error) -> Reason {
    Reason::NotJson(match error.is_data() {
        true => "not a JSON object (a list has one entity a line)".to_owned(),
        false => json_reason(error),
    })
}

fn object(json: &str) -> Result<Map<String, Value>, Reason> {
    serde_json::from_str(json).map_err(|error| no_object(&error))
}

/// Takes a field that holds a string or a whole number out of an object; `None` when it says nothing.
pub(super) fn string_field(
    object: &mut Map<String, Value>,
    field: &str,
) -> Result<Option<String>, Reason> {
    let text = match object.shift_remove(field) {
        None | Some(Value::Null) => return Ok(None),
        Some(Value::String(text)) => text,
        Some(Value::Number(number)) if !number.is_f64() => number.to_string(),
        Some(_) => return Err(Reason::Format(format!("the field \"{field}\" is no string"))),
    };
    let text = text.trim();
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

fn own_entity(json: &str) -> Result<EntityRecord, Reason> {
    let mut fault = None;
    let mut parser = serde_json::Deserializer::from_str(json);
    let entity = EntitySeed { fault: &mut fault }
        .deserialize(&mut parser)
        .and_then(|entity| parser.end().map(|()| entity));
    match (entity, fault) {
        (Ok(entity), _) => Ok(entity),
        (Err(_), Some(fault)) => Err(Reason::Field(fault)),
        (Err(error), None) => Err(no_object(&error)),
    }
}

fn plain_entity(line: &mut [u8]) -> Result<Item, Reason> {
    let name = text(line)?.trim();
    Ok(match name.is_empty() || name.starts_with('#') {
        true => Item::Nothing,
        false => Item::Entity(EntityRecord::new(name, name)),
    })
}

fn jrc_item(line: &mut [u8]) -> Result<Item, Reason> {
    jrc::item(text(line)?)
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
