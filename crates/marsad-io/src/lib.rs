//! Files, folders and streams as documents and watchlists: text, JSON lines, CSV and TSV, plain or
//! compressed with gzip or Zstandard.
//!
//! Two ways in:
//! - **documents**: [`expand`] turns what the user named into [`Source`]s, [`Documents`] reads them
//!   one document at a time. A pipeline with several threads takes [`Records`] instead, cheap to
//!   cut off the stream, and calls [`Record::parse`] on its workers;
//! - **watchlists**: [`Watchlist`] gathers entities from any number of lists and notes what is wrong
//!   with which line.
//!
//! Guarantees: any bytes are readable, invalid UTF-8 becomes U+FFFD and is counted; what can not be
//! read is an error that names its file and line, and reading goes on behind it; memory is bounded by
//! [`InputOptions::max_record`] whatever the size of the input.
//!
//! It decides nothing: what to do about an error, a bad line or a replaced byte is the caller's
//! business, and so are threads, progress bars and exit codes.

mod buffers;
mod compiled;
mod decode;
mod encoding;
mod error;
mod lines;
mod lint;
mod records;
mod rows;
mod source;
mod stream;
mod table;
mod transcode;
mod watchlist;
mod write;

pub use buffers::{Buffer, Buffers};
pub use compiled::{is_compiled, open_compiled, save_compiled};
pub use decode::mend_surrogates;
pub use encoding::{Decoded, Encoding, SourceIndex, SourceMap, UnknownEncoding};
pub use error::{InputError, InputErrorKind};
pub use lint::{Surprise, Warning, clashes, warnings};
pub use records::{Documents, InputDocument, InputFormat, InputOptions, Record, Records};
pub use source::{Source, expand};
pub use stream::Progress;
pub use watchlist::{
    Entry, ListFormat, Place, Problem, Reason, Skipped, UnknownListFormat, WORLD, Watchlist,
};
pub use write::write_json_line;
