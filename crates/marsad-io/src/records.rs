//! Documents off sources, one at a time.
//!
//! Reading is cut in two so that threads can share it: [`Records`] cuts the stream at record borders,
//! which is little work and must be done in order; [`Record::parse`] decodes and takes apart one
//! record, and needs nothing but it. [`Documents`] does both, one after the other.

use std::borrow::Cow;
use std::io::{self, BufReader};
use std::sync::Arc;

use marsad::Cut;
use marsad_schema::{DocumentSeed, Fields};
use serde::de::DeserializeSeed;
use serde_json::Value;

use crate::buffers::{Buffer, Buffers};
use crate::decode::mend_surrogates;
use crate::encoding::{BOM, Decoded, Encoding, SourceMap};
use crate::error::{InputError, InputErrorKind};
use crate::lines::{Lines, Part, Spot, Step};
use crate::rows::{Fault, RowStep, next_row};
use crate::source::{Source, extensions};
use crate::stream::{Bytes, Progress, open};
use crate::table::{Dialect, Header, Row, RowParser};
use crate::transcode::Transcoder;

#[cfg(test)]
mod tests;

/// How much of a stream may be looked at to tell what it is.
const SNIFF_LIMIT: usize = 64 * 1024;

/// Bytes of a part of a text. With what comes of it, it fits into the cache next to a core.
const PART: usize = 256 * 1024;

/// What an input is written in.
///
/// ```
/// use marsad_io::{InputFormat, InputOptions};
/// assert_eq!(InputOptions::default().format, InputFormat::Auto);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum InputFormat {
    /// By the extension (`.txt`; `.jsonl`, `.ndjson`; `.csv`; `.tsv`). An input without one of these
    /// is JSON lines if its first line that is not blank begins like an object with a field, and
    /// text otherwise.
    #[default]
    Auto,
    /// Plain text: one document, or one a line with [`InputOptions::lines`].
    Text,
    /// One JSON object a line; blank lines are passed over.
    Jsonl,
    /// A table with a header, as RFC 4180 has it, delimited by commas, semicolons or tabs, whichever
    /// the header shows first; a file named `.tsv` has tabs and no quotes. Blank lines are passed over.
    Csv,
}

/// How inputs are read.
///
/// ```
/// use marsad_io::InputOptions;
/// let options = InputOptions { lines: true, ..InputOptions::default() };
/// assert_eq!(options.text_field, "text");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputOptions {
    /// What all inputs are written in.
    pub format: InputFormat,
    /// The field or column with the text.
    pub text_field: String,
    /// Each line of a plain text is a document, blank ones too. A line ends at LF alone and is all
    /// before it: a CR is part of the text.
    pub lines: bool,
    /// The most bytes a record may have, and the most its decoded text may have. Longer ones are
    /// errors and are passed over without being held. 256 MiB if not set otherwise.
    pub max_record: u32,
    /// What all inputs are encoded in; `None` to find it out for each, as [`Encoding::detect`] does,
    /// from a whole text or from the first part of anything else.
    pub encoding: Option<Encoding>,
    /// Give a long text in parts, cut here and there at such places: as documents of the same id, of
    /// which [`is_last`](InputDocument::is_last) tells the last. A text then has no limit; a stretch
    /// of [`max_record`](Self::max_record) bytes without such a place is an error, which costs the
    /// rest of the text. Only whole texts are given so, and not those with a source map.
    pub parts: Option<Cut>,
    /// Give with each document where its characters stood in the bytes of the input. Only texts have
    /// such places, whole or by line; JSON lines and tables are refused then, since their strings
    /// are written with escapes and quotes, and so is a text by line in an encoding in which lines
    /// can not be told byte by byte, UTF-16 aside.
    pub source_map: bool,
}

impl Default for InputOptions {
    fn default() -> Self {
        InputOptions {
            format: InputFormat::Auto,
            text_field: "text".to_owned(),
            lines: false,
            max_record: 256 << 20,
            encoding: None,
            parts: None,
            source_map: false,
        }
    }
}

/// A document that was read, and where.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("news.csv");
/// std::fs::write(&path, "date,text\n2026-02-01,عاد الوفد\n")?;
/// let mut documents =
///     marsad_io::Documents::new(vec![marsad_io::Source::file(&path)], Default::default());
/// let document = documents.next().unwrap()?;
/// assert_eq!(document.id, format!("{}:2", path.display()));
/// assert_eq!((document.fields["date"].as_str(), document.replaced), (Some("2026-02-01"), 0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct InputDocument<'a> {
    /// The id the input gives. A document without one is called by the name of its input, with `:`
    /// and its line behind it unless it is a whole file.
    pub id: String,
    /// The text. It lies in the record where that is plain text in valid UTF-8.
    pub text: Cow<'a, str>,
    /// All other fields; those of a table are strings.
    pub fields: Fields,
    /// Bytes the record takes in its input after decompression, line end included.
    pub bytes: u64,
    /// How many U+FFFD were put in for what is no Unicode: bytes that mean nothing in the encoding and
    /// halves of escaped surrogate pairs, in the whole record.
    pub replaced: u32,
    /// What its input is encoded in, as told or found out. Of an input of which nothing but ASCII
    /// has been seen yet, it is UTF-8.
    pub encoding: Encoding,
    /// Where the characters of the text stood in its input, if [asked for](InputOptions::source_map).
    pub source_map: Option<SourceMap>,
    /// Whether nothing more of the text comes; always, unless [parts](InputOptions::parts) were asked
    /// for.
    pub is_last: bool,
    /// Which of the sources it comes from, from 0.
    pub source: usize,
    /// The line on which it begins, from 1.
    pub line: u64,
}

impl InputDocument<'_> {
    /// The document with a text of its own; copies it where it lies in the record.
    pub fn into_owned(self) -> InputDocument<'static> {
        InputDocument { text: Cow::Owned(self.text.into_owned()), ..self }
    }
}

/// One record, cut off its stream and not yet taken apart. It may go to another thread; see
/// [`Record::parse`] for an example. When it is dropped its memory is used for a later record.
#[derive(Debug)]
pub struct Record {
    body: Body,
    name: Arc<str>,
    source: usize,
    spot: Spot,
    bytes: u64,
    max: u32,
    coding: Coding,
    source_map: bool,
    is_last: bool,
}

/// What is known of the encoding of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Coding {
    /// It is still to be found out; all so far is ASCII.
    Open,
    /// Records are in it.
    Is(Encoding),
    /// The input is in it; records come as UTF-8.
    Was(Encoding),
}

impl Coding {
    /// What the input is in.
    fn input(self) -> Encoding {
        match self {
            Coding::Open => Encoding::UTF_8,
            Coding::Is(encoding) | Coding::Was(encoding) => encoding,
        }
    }

    /// What its records are in.
    fn record(self) -> Encoding {
        match self {
            Coding::Open | Coding::Was(_) => Encoding::UTF_8,
            Coding::Is(encoding) => encoding,
        }
    }
}

#[derive(Debug)]
enum Body {
    /// A whole text.
    Text(Buffer),
    /// A part of a text, not the whole.
    Part(Buffer),
    /// A line of a text.
    Line(Vec<u8>),
    Json(Vec<u8>, Arc<str>),
    Row(Row, Arc<Columns>),
}

/// The columns of a table of documents.
#[derive(Debug)]
struct Columns {
    header: Header,
    text: usize,
    id: Option<usize>,
}

impl Record {
    /// Bytes the record takes in its input after decompression, line end included.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Which of the sources it comes from, from 0.
    pub fn source(&self) -> usize {
        self.source
    }

    /// Decodes the record and takes it apart. Valid plain text is not copied. JSON is mended in
    /// place: parsed a second time it has nothing more to count as replaced.
    ///
    /// # Errors
    /// A line that is no JSON object with a text, a row that does not fit its header, a text that
    /// decoded is longer than [`InputOptions::max_record`].
    ///
    /// ```
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("news.jsonl");
    /// std::fs::write(&path, "{\"id\": 1, \"text\": \"عاد الوفد\"}\n")?;
    /// let sources = vec![marsad_io::Source::file(&path)];
    /// let mut records = marsad_io::Records::new(sources, Default::default());
    /// let mut record = records.next().unwrap()?; // on the reading thread
    /// let document = record.parse()?; // on any thread
    /// assert_eq!((document.id.as_str(), &*document.text), ("1", "عاد الوفد"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn parse(&mut self) -> Result<InputDocument<'_>, InputError> {
        let &mut Record { source, spot, bytes, max, mut coding, source_map, is_last, .. } = self;
        let Record { body, name, .. } = self;
        let Spot { line, byte } = spot;
        let fail = |kind, reason| InputError::new(kind, Arc::clone(name), reason).at(line, byte);
        let is_whole = matches!(body, Body::Text(_));
        let has_line = !matches!(body, Body::Text(_) | Body::Part(_));
        let mut map = None;
        let (id, text, fields, replaced) = match body {
            Body::Text(_) | Body::Part(_) | Body::Line(_) => {
                let bytes: &[u8] = match body {
                    Body::Text(buffer) | Body::Part(buffer) => buffer.as_slice(),
                    Body::Line(line) => line,
                    Body::Json(..) | Body::Row(..) => &[],
                };
                if is_whole && coding == Coding::Open {
                    coding = Coding::Is(Encoding::detect(bytes));
                }
                let encoding = coding.record();
                if source_map {
                    let found = match coding {
                        Coding::Was(_) => SourceMap::of_utf16(bytes),
                        Coding::Open | Coding::Is(_) => encoding.source_map(bytes),
                    };
                    map = Some(found.at(byte));
                }
                let Decoded { text, replaced } = encoding.decode(bytes);
                (None, text, Fields::new(), replaced)
            }
            Body::Json(json, text_field) => parse_json(json, coding.record(), text_field)
                .map_err(|reason| fail(InputErrorKind::Json, reason))?,
            Body::Row(row, columns) => {
                if let Some(reason) = columns.header.mismatch(row) {
                    return Err(fail(InputErrorKind::Row, reason));
                }
                parse_row(row, coding.record(), columns)
            }
        };
        if text.len() > max as usize {
            return Err(fail(InputErrorKind::TooLong, too_long("text", byte, max)));
        }
        let id = id.unwrap_or_else(|| match has_line {
            true => format!("{name}:{line}"),
            false => name.to_string(),
        });
        let encoding = coding.input();
        let source_map = map;
        Ok(InputDocument {
            id,
            text,
            fields,
            bytes,
            replaced,
            encoding,
            source_map,
            is_last,
            source,
            line,
        })
    }
}

type Parts<'a> = (Option<String>, Cow<'a, str>, Fields, u32);

fn parse_json(
    json: &mut [u8],
    encoding: Encoding,
    text_field: &str,
) -> Result<Parts<'static>, String> {
    let mended = mend_surrogates(json);
    let Decoded { text, replaced: invalid } = encoding.decode(json);
    let mut parser = serde_json::Deserializer::from_str(&text);
    let document = DocumentSeed { text_field }
        .deserialize(&mut parser)
        .and_then(|document| parser.end().map(|()| document))
        .map_err(|error| json_reason(&error))?;
    Ok((document.id, Cow::Owned(document.text), document.fields, mended.saturating_add(invalid)))
}

/// What a JSON parser says about one line, with its place in that line.
pub(crate) fn json_reason(error: &serde_json::Error) -> String {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = error.to_string();
    let text = text.strip_suffix(&place).unwrap_or(&text);
    if error.is_data() {
        text.to_owned()
    } else {
        format!("no valid JSON: {text} (byte {} of the line)", error.column())
    }
}

fn parse_row<'a>(row: &'a Row, encoding: Encoding, columns: &Columns) -> Parts<'a> {
    let (mut id, mut text, mut fields, mut replaced) =
        (None, Cow::Borrowed(""), Fields::new(), 0_u32);
    for (idx, (column, field)) in columns.header.columns.iter().zip(row.fields()).enumerate() {
        let Decoded { text: value, replaced: n } = encoding.decode(field);
        replaced = replaced.saturating_add(n);
        if idx == columns.text {
            text = value;
        } else if Some(idx) == columns.id {
            id = Some(value.into_owned()).filter(|id| !id.is_empty());
        } else {
            fields.insert(column.to_string(), Value::String(value.into_owned()));
        }
    }
    (id, text, fields, replaced)
}

#[cold]
fn too_long(what: &str, byte: u64, max: u32) -> String {
    format!("the {what} at byte {byte} is longer than the limit of {max} bytes; passed over")
}

/// The records of sources, in order: an iterator of records and errors.
///
/// One source is open at a time. An error of a record costs that record, an error of a source the
/// rest of that source; reading goes on behind it. Holds a buffer of 64 KiB (two for a compressed
/// source) and one record of at most [`InputOptions::max_record`] bytes, for a table twice that; and
/// [`Buffers`] of texts that were dropped.
#[derive(Debug)]
pub struct Records {
    sources: std::vec::IntoIter<Source>,
    next_source: usize,
    options: InputOptions,
    text_field: Arc<str>,
    progress: Progress,
    buffers: Buffers,
    current: Option<Current>,
}

/// The source that is open.
struct Current {
    name: Arc<str>,
    idx: usize,
    lines: Lines<Bytes<'static>>,
    kind: Kind,
    coding: Coding,
    source_map: bool,
}

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Current")
            .field("name", &self.name)
            .field("spot", &self.lines.spot())
            .finish_non_exhaustive()
    }
}

enum Kind {
    Text,
    /// A text that is given in parts.
    Parts(Cut),
    Lines,
    Jsonl,
    Csv {
        parser: RowParser,
        held: Vec<u8>,
        columns: Arc<Columns>,
    },
    /// A source that has given all it has.
    Done,
}

impl Records {
    /// Reads `sources` by `options`; nothing is opened before the first record is asked for.
    ///
    /// ```
    /// let records = marsad_io::Records::new(Vec::new(), marsad_io::InputOptions::default());
    /// assert_eq!(records.count(), 0);
    /// ```
    pub fn new(sources: Vec<Source>, options: InputOptions) -> Self {
        Records {
            sources: sources.into_iter(),
            next_source: 0,
            text_field: options.text_field.as_str().into(),
            options,
            progress: Progress::default(),
            buffers: Buffers::default(),
            current: None,
        }
    }

    /// How much has been read; see [`Progress`].
    pub fn progress(&self) -> Progress {
        self.progress.clone()
    }

    fn open_next(&mut self) -> Option<Result<Current, InputError>> {
        let source = self.sources.next()?;
        let idx = self.next_source;
        self.next_source += 1;
        Some(self.open(&source, idx))
    }

    fn open(&self, source: &Source, idx: usize) -> Result<Current, InputError> {
        let name = source.shared_name();
        let mut lines = Lines::new(open(source, &self.progress)?);
        let failed = |error| InputError::io(Arc::clone(&name), error);
        let (extension, _) = extensions(&name);
        let mut format = match (self.options.format, extension.as_deref()) {
            (InputFormat::Auto, Some("txt")) => InputFormat::Text,
            (InputFormat::Auto, Some("jsonl" | "ndjson")) => InputFormat::Jsonl,
            (InputFormat::Auto, Some("csv" | "tsv")) => InputFormat::Csv,
            (format, _) => format,
        };
        let by_line = self.options.lines;
        let mut coding = self.options.encoding.map_or(Coding::Open, Coding::Is);
        let parts = self.options.parts.filter(|_| !self.options.source_map);
        if format != InputFormat::Text || by_line || parts.is_some() {
            // a whole text is looked at when it is there, one in parts at its first
            let head = lines.peek(SNIFF_LIMIT).map_err(failed)?;
            let encoding = match self.options.encoding {
                Some(encoding) => encoding.in_order_of(&head),
                None => Encoding::detect(&head),
            };
            if format == InputFormat::Auto {
                format = sniff(encoding, &head);
            }
            let is_whole = format == InputFormat::Text && !by_line && parts.is_none();
            if !is_whole && !encoding.is_ascii_based() {
                coding = Coding::Was(encoding);
                lines = transcoded(lines, encoding, &head);
            } else if !is_whole && parts.is_none() && !head.is_ascii() {
                coding = Coding::Is(encoding);
            }
        }
        if self.options.source_map {
            self.refuse_places(format, coding, &name)?;
        }
        let kind = match format {
            InputFormat::Auto | InputFormat::Text if by_line => Kind::Lines,
            InputFormat::Auto | InputFormat::Text => parts.map_or(Kind::Text, Kind::Parts),
            InputFormat::Jsonl => {
                drop_bom(&mut lines).map_err(failed)?;
                Kind::Jsonl
            }
            InputFormat::Csv => {
                drop_bom(&mut lines).map_err(failed)?;
                let tsv = extension.as_deref() == Some("tsv");
                self.open_table(&mut lines, &name, coding.record(), tsv.then_some(Dialect::TSV))?
            }
        };
        let source_map = self.options.source_map;
        Ok(Current { name, idx, lines, kind, coding, source_map })
    }

    /// Refuses an input whose documents have no places in its bytes.
    fn refuse_places(
        &self,
        format: InputFormat,
        coding: Coding,
        name: &Arc<str>,
    ) -> Result<(), InputError> {
        let reason = match (format, coding) {
            (InputFormat::Jsonl, _) => "JSON lines",
            (InputFormat::Csv, _) => "a table",
            (_, Coding::Was(encoding)) if !encoding.is_utf16() => {
                "text by line in an encoding of several bytes a character"
            }
            _ => return Ok(()),
        };
        let reason = format!(
            "positions in the bytes of the source are known for text only, and this is {reason}"
        );
        Err(InputError::new(InputErrorKind::NoSourceMap, Arc::clone(name), reason))
    }

    /// Reads the header of a table.
    fn open_table(
        &self,
        lines: &mut Lines<Bytes<'static>>,
        name: &Arc<str>,
        encoding: Encoding,
        dialect: Option<Dialect>,
    ) -> Result<Kind, InputError> {
        let spot = lines.spot();
        let header = read_header(lines, encoding, dialect, self.max())
            .map_err(|error| InputError::io(Arc::clone(name), error))?;
        let Some((parser, header)) = header else { return Ok(Kind::Done) };
        let columns = header.and_then(|header| {
            let text = header.require(&self.text_field)?;
            let id = header.find("id").filter(|id| *id != text);
            Ok(Arc::new(Columns { header, text, id }))
        });
        match columns {
            Ok(columns) => Ok(Kind::Csv { parser, held: Vec::new(), columns }),
            Err(reason) => Err(InputError::new(InputErrorKind::Header, Arc::clone(name), reason)
                .at(spot.line, spot.byte)),
        }
    }

    fn max(&self) -> usize {
        self.options.max_record as usize
    }
}

/// The header of a table and a parser for its rows, or `None` for a table of nothing.
///
/// # Errors
/// Those of the stream. A header that is none is worded inside.
pub(crate) fn read_header<R: io::BufRead>(
    lines: &mut Lines<R>,
    encoding: Encoding,
    dialect: Option<Dialect>,
    limit: usize,
) -> io::Result<Option<(RowParser, Result<Header, String>)>> {
    let dialect = match dialect {
        Some(dialect) => dialect,
        None => Dialect::csv(&peek_line(lines)?),
    };
    let mut parser = RowParser::new(dialect);
    Ok(match next_row(lines, &mut parser, &mut Vec::new(), limit)? {
        RowStep::End => None,
        RowStep::Wrong { fault, .. } => {
            Some((parser, Err(format!("the header: {}", fault.reason()))))
        }
        RowStep::Row { row, .. } => Some((parser, Header::new(&row, encoding))),
    })
}

/// The first line that is not blank, or its beginning; nothing is taken off the stream.
pub(crate) fn peek_line<R: io::BufRead>(lines: &mut Lines<R>) -> io::Result<Vec<u8>> {
    Ok(first_line(&lines.peek(SNIFF_LIMIT)?).to_vec())
}

fn first_line(head: &[u8]) -> &[u8] {
    let mut lines = head.split_inclusive(|byte| *byte == b'\n');
    lines.find(|line| !line.trim_ascii().is_empty()).unwrap_or_default()
}

/// What a stream without a telling name is by its first part: JSON lines or text.
fn sniff(encoding: Encoding, head: &[u8]) -> InputFormat {
    let decoded = (!encoding.is_ascii_based()).then(|| encoding.decode(head).text);
    let line = first_line(decoded.as_ref().map_or(head, |text| text.as_bytes()));
    let line = line.strip_prefix(BOM).unwrap_or(line);
    let object = line.trim_ascii_start().strip_prefix(b"{").map(<[u8]>::trim_ascii_start);
    let is_json = object.is_some_and(|fields| fields.starts_with(b"\""));
    if is_json { InputFormat::Jsonl } else { InputFormat::Text }
}

/// The stream in UTF-8, of one in `encoding` that begins with `head`.
fn transcoded(
    lines: Lines<Bytes<'static>>,
    encoding: Encoding,
    head: &[u8],
) -> Lines<Bytes<'static>> {
    let Some(decoder) = encoding.decoder() else { return lines };
    let rest = Transcoder::new(lines.into_rest(), decoder);
    let stream = Box::new(BufReader::with_capacity(SNIFF_LIMIT, rest));
    match encoding.is_utf16() {
        true => Lines::of_utf16(stream, encoding.mark_len(head) as u64),
        false => Lines::new(stream),
    }
}

/// Passes over a byte order mark.
pub(crate) fn drop_bom<R: io::BufRead>(lines: &mut Lines<R>) -> io::Result<()> {
    let start = lines.spot();
    let mut line = Vec::new();
    lines.next_line(&mut line, SNIFF_LIMIT)?;
    if line.starts_with(BOM) {
        let rest = line.split_off(BOM.len());
        lines.give_back(rest, Spot { byte: start.byte + BOM.len() as u64, ..start });
    } else {
        lines.give_back(line, start);
    }
    Ok(())
}

impl Iterator for Records {
    type Item = Result<Record, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let Some(current) = &mut self.current else {
                match self.open_next()? {
                    Ok(current) => self.current = Some(current),
                    Err(error) => return Some(Err(error)),
                }
                continue;
            };
            let spot = current.lines.spot();
            match current.next_record(self.options.max_record, &self.text_field, &self.buffers) {
                Ok(Some(record)) => return Some(record),
                Ok(None) => self.current = None,
                Err(error) => {
                    let error = InputError::io(Arc::clone(&current.name), error);
                    self.current = None;
                    return Some(Err(error.at(spot.line, spot.byte)));
                }
            }
        }
    }
}

impl Current {
    /// The next record, or an error that costs only one; `None` when the source is over.
    fn next_record(
        &mut self,
        max: u32,
        text_field: &Arc<str>,
        buffers: &Buffers,
    ) -> io::Result<Option<Result<Record, InputError>>> {
        let limit = max as usize;
        let mut is_last = true;
        let (body, spot, bytes) = match &mut self.kind {
            Kind::Done => return Ok(None),
            Kind::Parts(cut) => {
                let (cut, spot) = (*cut, self.lines.spot());
                let is_first = spot.line == 1 && spot.byte == 0;
                let mut content = buffers.take();
                match self.lines.read_part(&mut content, PART, cut, limit)? {
                    Part::Middle => is_last = false,
                    Part::Last => self.kind = Kind::Done,
                    Part::TooLong => {
                        self.kind = Kind::Done;
                        let what = "stretch without a place to cut";
                        return Ok(Some(Err(self.too_long(what, spot, max))));
                    }
                }
                let bytes = content.len() as u64;
                let body = match is_first && is_last {
                    true => Body::Text(content),
                    false => Body::Part(content),
                };
                (body, spot, bytes)
            }
            Kind::Text => {
                self.kind = Kind::Done;
                let spot = self.lines.spot();
                let mut content = buffers.take();
                content.clear();
                if !self.lines.read_all(&mut content, limit)? {
                    return Ok(Some(Err(self.too_long("text", spot, max))));
                }
                let bytes = content.len() as u64;
                (Body::Text(content), spot, bytes)
            }
            Kind::Lines | Kind::Jsonl => {
                let is_json = matches!(self.kind, Kind::Jsonl);
                loop {
                    let spot = self.lines.spot();
                    let mut line = Vec::new();
                    match self.lines.next_line(&mut line, limit)? {
                        Step::End => return Ok(None),
                        Step::TooLong => {
                            drop(line);
                            self.lines.skip_line()?;
                            return Ok(Some(Err(self.too_long("line", spot, max))));
                        }
                        Step::Line => {}
                    }
                    let bytes = line.len() as u64;
                    if is_json {
                        // white space is syntax, and the parser should not see a second line
                        line.truncate(line.trim_ascii_end().len());
                        if line.is_empty() {
                            continue;
                        }
                        break (Body::Json(line, Arc::clone(text_field)), spot, bytes);
                    }
                    line.pop_if(|last| *last == b'\n');
                    break (Body::Line(line), spot, bytes);
                }
            }
            Kind::Csv { parser, held, columns } => {
                match next_row(&mut self.lines, parser, held, limit)? {
                    RowStep::End => return Ok(None),
                    RowStep::Row { row, spot, bytes } => {
                        (Body::Row(row, Arc::clone(columns)), spot, bytes)
                    }
                    RowStep::Wrong { spot, fault: Fault::TooLong } => {
                        return Ok(Some(Err(self.too_long("row", spot, max))));
                    }
                    RowStep::Wrong { spot, fault } => {
                        let name = Arc::clone(&self.name);
                        let error = InputError::new(InputErrorKind::Row, name, fault.reason());
                        return Ok(Some(Err(error.at(spot.line, spot.byte))));
                    }
                }
            }
        };
        if self.coding == Coding::Open {
            self.coding = found_in(&body);
        }
        let name = Arc::clone(&self.name);
        let (coding, source_map) = (self.coding, self.source_map);
        let source = self.idx;
        Ok(Some(Ok(Record { body, name, source, spot, bytes, max, coding, source_map, is_last })))
    }

    #[cold]
    fn too_long(&self, what: &str, spot: Spot, max: u32) -> InputError {
        let reason = too_long(what, spot.byte, max);
        let name = Arc::clone(&self.name);
        InputError::new(InputErrorKind::TooLong, name, reason).at(spot.line, spot.byte)
    }
}

/// What a record behind nothing but ASCII tells about the encoding of its input. One that begins in
/// UTF-16 would have been known from the first bytes.
fn found_in(body: &Body) -> Coding {
    let bytes = match body {
        // all of it is looked at where it is decoded
        Body::Text(_) => return Coding::Open,
        Body::Part(buffer) => buffer.as_slice(),
        Body::Line(bytes) | Body::Json(bytes, _) => bytes,
        Body::Row(row, _) => row.bytes(),
    };
    match bytes.is_ascii() {
        true => Coding::Open,
        false => match Encoding::detect(bytes) {
            encoding if encoding.is_ascii_based() => Coding::Is(encoding),
            _ => Coding::Is(Encoding::UTF_8),
        },
    }
}

/// The documents of sources, in order: an iterator of documents and errors.
///
/// See [`Records`] for what an error costs and how much memory is held.
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("news.txt");
/// std::fs::write(&path, "وصل الوفد\nثم عاد")?;
/// let sources = marsad_io::expand(&[&path]).into_iter().collect::<Result<_, _>>()?;
/// let options = marsad_io::InputOptions { lines: true, ..Default::default() };
/// let documents = marsad_io::Documents::new(sources, options);
/// let texts: Vec<_> = documents.map(|document| document.map(|d| d.text)).collect::<Result<_, _>>()?;
/// assert_eq!(texts, ["وصل الوفد", "ثم عاد"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Documents {
    records: Records,
}

impl Documents {
    /// Reads `sources` by `options`; nothing is opened before the first document is asked for.
    pub fn new(sources: Vec<Source>, options: InputOptions) -> Self {
        Documents { records: Records::new(sources, options) }
    }

    /// How much has been read; see [`Progress`].
    pub fn progress(&self) -> Progress {
        self.records.progress()
    }
}

impl Iterator for Documents {
    type Item = Result<InputDocument<'static>, InputError>;

    fn next(&mut self) -> Option<Self::Item> {
        let record = self.records.next()?;
        Some(record.and_then(|mut record| Ok(record.parse()?.into_owned())))
    }
}
