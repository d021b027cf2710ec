//! Rows of delimited tables, taken apart line by line so that the reader decides how much to hold.
//!
//! CSV is that of RFC 4180: a field that begins with `"` goes to the next single `"`, may hold
//! delimiters and line ends, and `""` in it is one `"`; a `"` inside any other field is a character
//! like others. Text between a closing quote and the next delimiter is an error, since no reading of
//! it keeps the text as it was meant. TSV has no quotes at all. A CR before the LF that ends a row is
//! syntax; one inside quotes is text.

use std::sync::Arc;

use memchr::memchr;

use crate::encoding::Encoding;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Dialect {
    pub(crate) delimiter: u8,
    pub(crate) quotes: bool,
}

impl Dialect {
    /// Fields between tabs; a quote is a character like others.
    pub(crate) const TSV: Self = Dialect { delimiter: b'\t', quotes: false };

    /// CSV with the delimiter its header shows: the first of comma, semicolon and tab that is there.
    pub(crate) fn csv(header: &[u8]) -> Self {
        let delimiter =
            [b',', b';', b'\t'].into_iter().find(|delimiter| header.contains(delimiter));
        Dialect { delimiter: delimiter.unwrap_or(b','), quotes: true }
    }
}

/// The fields of one row, unquoted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Row {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Row {
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The fields, one behind the other.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The fields, in order.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        self.ends.iter().scan(0, |start, end| {
            let field = self.bytes.get(*start..*end);
            *start = *end;
            field
        })
    }
}

/// What a line did to the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Progress {
    /// The row is complete.
    Complete,
    /// A quoted field goes on in the next line.
    Open,
    /// Text stands behind a closing quote.
    Bad,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Bare,
    Quoted,
    QuoteSeen,
}

/// Puts rows together from lines.
#[derive(Debug)]
pub(crate) struct RowParser {
    dialect: Dialect,
    state: State,
    row: Row,
}

impl RowParser {
    pub(crate) fn new(dialect: Dialect) -> Self {
        RowParser { dialect, state: State::FieldStart, row: Row::default() }
    }

    /// Takes a line, with its LF if it has one. After [`Progress::Complete`] or [`Progress::Bad`]
    /// the next line begins a new row.
    pub(crate) fn line(&mut self, line: &[u8]) -> Progress {
        let (line, has_lf) = match line.strip_suffix(b"\n") {
            Some(line) => (line, true),
            None => (line, false),
        };
        let (line, has_cr) = match line.strip_suffix(b"\r") {
            Some(line) if has_lf => (line, true),
            _ => (line, false),
        };
        if !self.content(line) {
            self.take();
            return Progress::Bad;
        }
        if self.state == State::Quoted {
            self.row.bytes.extend_from_slice(match (has_cr, has_lf) {
                (true, _) => b"\r\n",
                (false, true) => b"\n",
                (false, false) => b"",
            });
            return Progress::Open;
        }
        self.end_field();
        Progress::Complete
    }

    /// The row so far; the parser is ready for another.
    pub(crate) fn take(&mut self) -> Row {
        self.state = State::FieldStart;
        std::mem::take(&mut self.row)
    }

    /// Whether the bytes fit.
    fn content(&mut self, mut rest: &[u8]) -> bool {
        let Dialect { delimiter, quotes } = self.dialect;
        while let Some(first) = rest.first() {
            let n = match self.state {
                State::FieldStart if quotes && *first == b'"' => {
                    self.state = State::Quoted;
                    1
                }
                State::FieldStart | State::Bare => match memchr(delimiter, rest) {
                    Some(at) => {
                        self.push(rest, at);
                        self.end_field();
                        at + 1
                    }
                    None => {
                        self.push(rest, rest.len());
                        self.state = State::Bare;
                        rest.len()
                    }
                },
                State::Quoted => match memchr(b'"', rest) {
                    Some(at) => {
                        self.push(rest, at);
                        self.state = State::QuoteSeen;
                        at + 1
                    }
                    None => {
                        self.push(rest, rest.len());
                        rest.len()
                    }
                },
                State::QuoteSeen if *first == b'"' => {
                    self.row.bytes.push(b'"');
                    self.state = State::Quoted;
                    1
                }
                State::QuoteSeen if *first == delimiter => {
                    self.end_field();
                    1
                }
                State::QuoteSeen => return false,
            };
            rest = rest.get(n..).unwrap_or_default();
        }
        true
    }

    fn push(&mut self, bytes: &[u8], n: usize) {
        self.row.bytes.extend_from_slice(bytes.get(..n).unwrap_or(bytes));
    }

    fn end_field(&mut self) {
        self.row.ends.push(self.row.bytes.len());
        self.state = State::FieldStart;
    }
}

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    pub(crate) columns: Vec<Arc<str>>,
}

impl Header {
    /// The columns of a row in `encoding`, white space around their names dropped; a column without a name is called
    /// `column` and its number.
    ///
    /// # Errors
    /// Two columns of one name, in words.
    pub(crate) fn new(row: &Row, encoding: Encoding) -> Result<Self, String> {
        let mut columns: Vec<Arc<str>> = Vec::with_capacity(row.len());
        for (idx, field) in row.fields().enumerate() {
            let name = encoding.decode(field).text;
            let name: Arc<str> = match name.trim() {
                "" => format!("column{}", idx + 1).into(),
                name => name.into(),
            };
            if columns.contains(&name) {
                return Err(format!("the header names the column \"{name}\" twice"));
            }
            columns.push(name);
        }
        Ok(Header { columns })
    }

    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| &**column == name)
    }

    /// The place of a column that must be there.
    ///
    /// # Errors
    /// It is not, in words that name the columns that are.
    pub(crate) fn require(&self, name: &str) -> Result<usize, String> {
        self.find(name).ok_or_else(|| {
            format!("no column \"{name}\"; the header has: {}", self.columns.join(", "))
        })
    }

    /// What is wrong with a row of another number of fields.
    pub(crate) fn mismatch(&self, row: &Row) -> Option<String> {
        let (expected, found) = (self.columns.len(), row.len());
        (expected != found)
            .then(|| format!("expected {expected} fields as in the header, found {found}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CSV: Dialect = Dialect { delimiter: b',', quotes: true };

    /// The rows of a table, `None` for one that is wrong or never ends.
    fn rows(dialect: Dialect, table: &str) -> Vec<Option<Vec<String>>> {
        let mut parser = RowParser::new(dialect);
        let mut rows = Vec::new();
        let mut open = false;
        for line in table.as_bytes().split_inclusive(|byte| *byte == b'\n') {
            let progress = parser.line(line);
            open = progress == Progress::Open;
            match progress {
                Progress::Complete => {
                    let row = parser.take();
                    let fields = row.fields().map(|field| String::from_utf8_lossy(field).into());
                    rows.push(Some(fields.collect()));
                }
                Progress::Bad => rows.push(None),
                Progress::Open => {}
            }
        }
        if open {
            rows.push(None);
        }
        rows
    }

    #[test]
    fn fields_are_cut_and_unquoted() {
        for (line, fields) in [
            ("a,b,c\n", vec!["a", "b", "c"]),
            ("a,b\r\n", vec!["a", "b"]),
            ("a,b", vec!["a", "b"]),
            ("a,\r", vec!["a", "\r"]),
            (",,\n", vec!["", "", ""]),
            ("\n", vec![""]),
            ("\"a,\"\"b\"\"\",\"\"\n", vec!["a,\"b\"", ""]),
            ("\"a\"\r\n", vec!["a"]),
            ("a \"b\" c,d\n", vec!["a \"b\" c", "d"]),
            ("\"a\nb\",c\n", vec!["a\nb", "c"]),
            ("\"a\r\nb\r\",c\n", vec!["a\r\nb\r", "c"]),
        ] {
            let expected = fields.into_iter().map(str::to_owned).collect();
            assert_eq!(rows(CSV, line), [Some(expected)], "{line:?}");
        }
    }

    #[test]
    fn wrong_quotes_spoil_one_row() {
        assert_eq!(rows(CSV, "\"a\"b,c\n"), [None]);
        assert_eq!(rows(CSV, "\"a\"b,c\nd\n"), [None, Some(vec!["d".into()])]);
        assert_eq!(rows(CSV, "\"a,b\n"), [None]);
    }

    #[test]
    fn tsv_has_no_quotes() {
        let expected = vec!["\"a".to_owned(), "b\"".to_owned()];
        assert_eq!(rows(Dialect::TSV, "\"a\tb\"\r\n"), [Some(expected)]);
    }

    #[test]
    fn the_header_shows_the_delimiter() {
        assert_eq!(Dialect::csv(b"id,te;xt").delimiter, b',');
        assert_eq!(Dialect::csv(b"id;text").delimiter, b';');
        assert_eq!(Dialect::csv(b"id\ttext").delimiter, b'\t');
        assert_eq!(Dialect::csv(b"text").delimiter, b',');
    }

    #[test]
    fn headers_name_their_columns() {
        let header = |line: &[u8]| {
            let mut parser = RowParser::new(CSV);
            assert_eq!(parser.line(line), Progress::Complete);
            Header::new(&parser.take(), Encoding::UTF_8)
        };
        let columns = header(b"id, text ,,\n").unwrap();
        assert_eq!(columns.columns, ["id", "text", "column3", "column4"].map(Arc::from));
        assert_eq!(columns.require("text"), Ok(1));
        assert_eq!(
            columns.require("body").unwrap_err(),
            "no column \"body\"; the header has: id, text, column3, column4"
        );
        assert_eq!(
            header(b"id,text,id\n").unwrap_err(),
            "the header names the column \"id\" twice"
        );
    }

    proptest! {
        #[test]
        fn a_quoted_row_comes_back(fields in prop::collection::vec("[a,\"\r\n;]{0,6}", 1..5)) {
            let quoted: Vec<_> =
                fields.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
            let table = quoted.join(",") + "\r\n";
            prop_assert_eq!(rows(CSV, &table), vec![Some(fields)]);
        }
    }
}
