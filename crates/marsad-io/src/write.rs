//! Values as lines of JSON.

use std::io::{self, Write};

use memchr::memchr2_iter;
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter};

/// Writes `value` as one line: compact JSON and an LF. Text stays as it is, Arabic letters are not
/// escaped. Whatever some reader takes for a line end is: U+0085, U+2028 and U+2029 as well as the
/// ASCII controls. Give a buffered writer; a line is written in many small pieces.
///
/// # Errors
/// Those of the writer, unchanged, so that a closed pipe can be told by its kind.
///
/// ```
/// let mut out = Vec::new();
/// marsad_io::write_json_line(&mut out, &["نعم", "لا"])?;
/// assert_eq!(out, "[\"نعم\",\"لا\"]\n".as_bytes());
/// out.clear();
/// marsad_io::write_json_line(&mut out, "سطر\u{2028}آخر")?;
/// assert_eq!(out, "\"سطر\\u2028آخر\"\n".as_bytes());
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn write_json_line<W: Write, T: Serialize + ?Sized>(out: &mut W, value: &T) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(&mut *out, OneLine))?;
    out.write_all(b"\n")
}

/// Compact JSON in which a line is a line to every reader.
struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, escape)) = line_end(rest) {
            let (before, from) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            out.write_all(escape)?;
            rest = from.get(from.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
        }
        out.write_all(rest.as_bytes())
    }

    fn write_char_escape<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        escape: CharEscape,
    ) -> io::Result<()> {
        CompactFormatter.write_char_escape(out, escape)
    }
}

/// The first line end of `text` beyond ASCII, and how JSON escapes it.
fn line_end(text: &str) -> Option<(usize, &'static [u8])> {
    memchr2_iter(0xC2, 0xE2, text.as_bytes()).find_map(|at| match text.as_bytes().get(at..)? {
        [0xC2, 0x85, ..] => Some((at, b"\\u0085".as_slice())),
        [0xE2, 0x80, 0xA8, ..] => Some((at, b"\\u2028".as_slice())),
        [0xE2, 0x80, 0xA9, ..] => Some((at, b"\\u2029".as_slice())),
        _ => None,
    })
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
    fn a_line_is_a_line_to_every_reader() {
        let text = "أ\u{85}ب\u{2028}\u{2029}«ج» – د\u{2028}\n\u{1C}é\u{84}\u{2027}";
        let mut out = Vec::new();
        write_json_line(&mut out, &[text]).unwrap();
        let line = String::from_utf8(out).unwrap();
        let expected = "[\"أ\\u0085ب\\u2028\\u2029«ج» – د\\u2028\\n\\u001cé\u{84}\u{2027}\"]\n";
        assert_eq!(line, expected);
        assert_eq!(serde_json::from_str::<[String; 1]>(&line).unwrap(), [text]);
    }

    #[test]
    fn the_kind_of_an_error_stays() {
        let error = write_json_line(&mut ClosedPipe, "a").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::BrokenPipe);
    }
}
