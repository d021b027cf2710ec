//! Values as lines of JSON.

use std::io::{self, Write};

use serde::Serialize;

/// Writes `value` as one line: compact JSON and an LF. Text stays as it is, Arabic letters are not
/// escaped. Give a buffered writer; a line is written in many small pieces.
///
/// # Errors
/// Those of the writer, unchanged, so that a closed pipe can be told by its kind.
///
/// ```
/// let mut out = Vec::new();
/// marsad_io::write_json_line(&mut out, &["نعم", "لا"])?;
/// assert_eq!(out, "[\"نعم\",\"لا\"]\n".as_bytes());
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_json_line<W: Write, T: Serialize + ?Sized>(out: &mut W, value: &T) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    struct ClosedPipe;

    impl Write for ClosedPipe {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn the_kind_of_an_error_stays() {
        let error = write_json_line(&mut ClosedPipe, "a").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
