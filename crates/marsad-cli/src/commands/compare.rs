//! `marsad compare`: whether two spellings are one name, and why.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use anstyle::Style;
use anyhow::Context;
use marsad_schema::{ComparisonRecord, EvidenceRecord, LevelName};

use crate::args::{CompareArgs, CompareFormat};
use crate::exit::Exit;
use crate::output::{self, BAD, BOLD, DIM, GOOD, columns, directed, shown};

/// Longest line of pairs.
const MAX_LINE: u64 = 1 << 20;

/// Compares two names, or all pairs of a file.
///
/// # Errors
/// A file that can not be read, output that fails.
pub(crate) fn run(args: &CompareArgs) -> anyhow::Result<Exit> {
    let default = if output::is_terminal() { CompareFormat::Pretty } else { CompareFormat::Jsonl };
    let format = args.format.unwrap_or(default);
    let color = output::has_color();
    let mut out = output::data();
    let exit = match (&args.pairs, &args.a, &args.b) {
        (Some(path), ..) => pairs(path, format, color, &mut out)?,
        (None, Some(a), Some(b)) => {
            write(a, b, format, color, &mut out)?;
            Exit::Done
        }
        _ => Exit::Usage, // clap does not let it come to this
    };
    out.flush().context(output::STDOUT)?;
    Ok(exit)
}

/// Compares the pairs of a file; bad lines are named and passed over.
fn pairs(
    path: &Path,
    format: CompareFormat,
    color: bool,
    out: &mut impl Write,
) -> anyhow::Result<Exit> {
    let (name, input): (String, Box<dyn Read>) = if path == Path::new("-") {
        ("standard input".to_owned(), Box::new(io::stdin()))
    } else {
        let name = path.display().to_string();
        let file = File::open(path).with_context(|| name.clone())?;
        (name, Box::new(file))
    };
    let mut input = BufReader::new(input);
    let mut exit = Exit::Done;
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        let n = (&mut input).take(MAX_LINE).read_until(b'\n', &mut line);
        if n.with_context(|| name.clone())? == 0 {
            break;
        }
        let mut complain = |what: &str| {
            output::say_error(&format!("{name}:{number}: {what}"));
            exit = Exit::SomeUnread;
        };
        if !line.ends_with(b"\n") && line.len() as u64 == MAX_LINE {
            complain("the line is longer than 1 MiB");
            input.skip_until(b'\n').with_context(|| name.clone())?;
            continue;
        }
        let Ok(text) = str::from_utf8(&line) else {
            complain("the line is no UTF-8");
            continue;
        };
        let text = if number == 1 { text.trim_start_matches('\u{FEFF}') } else { text };
        let text = text.trim_end_matches(['\n', '\r']);
        if text.is_empty() {
            continue;
        }
        let mut cells = text.split('\t');
        match (cells.next(), cells.next()) {
            (Some(a), Some(b)) if !a.trim().is_empty() && !b.trim().is_empty() => {
                write(a, b, format, color, out)?;
            }
            (_, None) => complain("expected two names with a tab between, found no tab"),
            _ => complain("expected two names with a tab between, found an empty one"),
        }
    }
    Ok(exit)
}

/// Writes what is to be said of one pair.
fn write(
    a: &str,
    b: &str,
    format: CompareFormat,
    color: bool,
    out: &mut impl Write,
) -> anyhow::Result<()> {
    let record = ComparisonRecord::from((a, b));
    match format {
        CompareFormat::Jsonl => {
            serde_json::to_writer(&mut *out, &record).context(output::STDOUT)?;
            out.write_all(b"\n")
        }
        CompareFormat::Pretty => pretty(&record, color, out),
    }
    .context(output::STDOUT)
}

/// A verdict, the names, and the evidence in columns, its costs summed.
fn pretty(record: &ComparisonRecord<'_>, color: bool, out: &mut impl Write) -> io::Result<()> {
    let style = |style: Style| if color { style } else { Style::new() };
    let (bold, dim) = (style(BOLD), style(DIM));
    let (verdict, word) = match (record.level, record.score) {
        (Some(_), _) => (style(GOOD), "one name"),
        (None, 0.5..) => (style(DIM), "maybe one name"),
        (None, _) => (style(BAD), "two names"),
    };
    let level = match record.level {
        Some(LevelName::Exact) => ", exact",
        Some(LevelName::Folded) => ", folded",
        Some(LevelName::Variant) => ", variant",
        None => "",
    };
    writeln!(
        out,
        "{verdict}{word}{verdict:#}{level} {:.3}  {bold}{}{bold:#}  {bold}{}{bold:#}",
        record.score,
        directed(&record.a),
        directed(&record.b)
    )?;
    let widest = |of: fn(&EvidenceRecord<'_>) -> String| {
        record.evidence.iter().map(|why| columns(&of(why))).max().unwrap_or(0)
    };
    let [rules, pairs] = [widest(|why| why.rule.to_string()), widest(difference)];
    let is_scored = record.level.is_none_or(|level| level == LevelName::Variant);
    for why in &record.evidence {
        let difference = difference(why);
        let gap = pairs - columns(&difference);
        let cost = if is_scored { format!("  {:+.3}", why.cost) } else { String::new() };
        writeln!(out, "  {:rules$}  {difference}{:gap$}{dim}{cost}{dim:#}", why.rule, "")?;
    }
    if is_scored {
        let sum: f64 = record.evidence.iter().map(|why| why.cost).sum();
        let width = rules + pairs + 2;
        writeln!(out, "  {dim}{:width$}  {sum:+.3}{dim:#}", "sum")?;
    }
    Ok(())
}

fn difference(why: &EvidenceRecord<'_>) -> String {
    let (from, to) = (shown(&why.from), shown(&why.to));
    match (why.from.is_empty(), why.to.is_empty()) {
        (true, true) => String::new(),
        (false, true) => format!("{from} left out"),
        (true, false) => format!("{to} put in"),
        (false, false) if why.from == why.to => from,
        (false, false) => format!("{from} and {to}"),
    }
}
