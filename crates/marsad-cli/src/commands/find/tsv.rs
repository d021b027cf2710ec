//! One line a hit, tab separated: id, start, end, char_start, char_end, entity, type, name, text,
//! prefix, level, score. Tabs, line ends and backslashes in fields are written `\t`, `\n`, `\r`, `\\`.

use std::io::{self, Write};

use marsad_schema::DocumentResult;

/// Writes the hits of one document; nothing when there are none.
///
/// # Errors
/// Those of the writer.
pub(crate) fn write(result: &DocumentResult<'_>, out: &mut impl Write) -> io::Result<()> {
    for m in &result.matches {
        field(&result.id, out)?;
        write!(out, "\t{}\t{}\t{}\t{}", m.start, m.end, m.char_start, m.char_end)?;
        for text in [&m.entity, &m.kind, &m.name, &m.text, &m.prefix] {
            out.write_all(b"\t")?;
            field(text, out)?;
        }
        writeln!(out, "\t{}\t{}", m.level, m.score)?;
    }
    Ok(())
}

fn field(text: &str, out: &mut impl Write) -> io::Result<()> {
    let mut rest = text;
    while let Some(at) = rest.find(['\t', '\n', '\r', '\\']) {
        let (plain, special) = rest.split_at(at);
        out.write_all(plain.as_bytes())?;
        out.write_all(match special.as_bytes().first() {
            Some(b'\t') => b"\\t",
            Some(b'\n') => b"\\n",
            Some(b'\r') => b"\\r",
            _ => b"\\\\",
        })?;
        rest = special.get(1..).unwrap_or_default();
    }
    out.write_all(rest.as_bytes())
}

#[cfg(test)]
mod tests {
    #[test]
    fn fields_stay_on_their_line() {
        let mut out = Vec::new();
        super::field("a\tb\nc\\d\re", &mut out).unwrap();
        assert_eq!(out, b"a\\tb\\nc\\\\d\\re");
    }
}
