//! What can go wrong while reading, with the place where it did.

use std::error::Error;
use std::fmt;
use std::io;
use std::sync::Arc;

/// What sort of thing went wrong; see [`InputError`] for an example.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum InputErrorKind {
    /// There is no such file or folder.
    NotFound,
    /// A folder or pattern holds nothing that could be read.
    NothingFound,
    /// A pattern is malformed.
    BadPattern,
    /// The operating system or a decompressor refused, or the stream broke off.
    Read,
    /// The name says compressed, the content is something else.
    NotCompressed,
    /// A record is longer than [`max_record`](crate::InputOptions::max_record).
    TooLong,
    /// A line is no JSON object with a text.
    Json,
    /// A row of a table does not fit its header, or its quotes are wrong.
    Row,
    /// The header of a table lacks a column or names one twice.
    Header,
    /// A compiled list that is damaged or of another version, or that can not be written.
    Compiled,
    /// Places in the bytes of the input were asked for, and it has none to tell.
    NoSourceMap,
}

/// An input, or a part of one, that could not be read.
///
/// It prints as `file:line: reason`, or `file: reason` when no line is concerned.
///
/// ```
/// let error = marsad_io::expand(&["no/such/file.txt"]).remove(0).unwrap_err();
/// assert_eq!(error.kind(), marsad_io::InputErrorKind::NotFound);
/// assert_eq!(error.to_string(), "no/such/file.txt: no such file or folder");
/// ```
#[derive(Debug)]
pub struct InputError {
    kind: InputErrorKind,
    name: Arc<str>,
    line: Option<u64>,
    byte: Option<u64>,
    reason: String,
    cause: Option<io::Error>,
}

impl InputError {
    #[cold]
    pub(crate) fn new(kind: InputErrorKind, name: Arc<str>, reason: impl Into<String>) -> Self {
        InputError { kind, name, line: None, byte: None, reason: reason.into(), cause: None }
    }

    /// An error of the operating system or a decompressor.
    #[cold]
    pub(crate) fn io(name: Arc<str>, cause: io::Error) -> Self {
        let (kind, reason) = match cause.kind() {
            io::ErrorKind::NotFound => {
                (InputErrorKind::NotFound, "no such file or folder".to_owned())
            }
            io::ErrorKind::PermissionDenied => {
                (InputErrorKind::Read, "permission denied".to_owned())
            }
            _ => (InputErrorKind::Read, format!("could not be read: {cause}")),
        };
        InputError { cause: Some(cause), ..InputError::new(kind, name, reason) }
    }

    pub(crate) fn at(mut self, line: u64, byte: u64) -> Self {
        self.line = Some(line);
        self.byte = Some(byte);
        self
    }

    /// What sort of error it is.
    pub fn kind(&self) -> InputErrorKind {
        self.kind
    }

    /// The input, as the user named it; `-` is standard input.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The line on which the record begins, from 1.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// The byte at which the record begins, from 0, counted after decompression.
    pub fn byte(&self) -> Option<u64> {
        self.byte
    }

    /// The reason alone, without the place.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for InputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}: {}", self.name, self.reason),
            None => write!(f, "{}: {}", self.name, self.reason),
        }
    }
}

impl Error for InputError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as &(dyn Error + 'static))
    }
}
