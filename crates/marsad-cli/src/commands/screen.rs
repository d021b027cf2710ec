//! `marsad screen`: the entities of lists that may bear a name.

use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use anstyle::Style;
use anyhow::{Context, bail};
use marsad::pipeline::{Batching, Flow, Outcome, ordered};
use marsad::{ScreenOptions, Screener};
use marsad_io::write_json_line;
use marsad_schema::{CandidateRecord, EvidenceRecord, LevelName, ScreenRecord, screen_record};
use rayon::ThreadPoolBuilder;

use crate::args::{CompareFormat, ScreenArgs};
use crate::exit::Exit;
use crate::output::{self, BAD, BOLD, DIM, GOOD, columns, directed, shown};
use crate::{interrupt, lists};

/// Widest a column gets; what is longer sticks out.
const MAX_COLUMN: usize = 32;

/// Names that wait for each other at most: an answer is not held back for long.
const BATCH: Batching = Batching { records: 1024, bytes: 1 << 20 };

/// Ranks entities for one name, or for each line of standard input.
///
/// # Errors
/// Lists that can not be loaded, input that can not be read, output that fails.
pub(crate) fn run(args: &ScreenArgs) -> anyhow::Result<Exit> {
    let name = args.name.as_deref().filter(|name| *name != "-");
    if name.is_none() && args.watchlist.iter().any(|list| list == Path::new("-")) {
        bail!("standard input can not be both the watchlist and the names: name a file");
    }
    let engine = lists::load(&args.watchlist, args.lists.list_format, args.strict)?;
    let screener = Screener::of(engine.entities());
    let options = ScreenOptions { top: args.top.into(), min_score: args.min_score };
    let default = if output::is_terminal() { CompareFormat::Pretty } else { CompareFormat::Jsonl };
    let (format, color) = (args.format.unwrap_or(default), output::has_color());
    let answer = |query: &str| -> io::Result<(Vec<u8>, bool)> {
        let record = screen_record(&screener, &engine, query, &options);
        let mut bytes = Vec::new();
        match format {
            CompareFormat::Jsonl => write_json_line(&mut bytes, &record)?,
            CompareFormat::Pretty => pretty(&record, color, &mut bytes)?,
        }
        Ok((bytes, !record.candidates.is_empty()))
    };
    let mut out = output::data();
    if let Some(name) = name {
        let (bytes, is_found) = answer(name)?;
        out.write_all(&bytes).and_then(|()| out.flush()).context(output::STDOUT)?;
        return Ok(if is_found { Exit::Done } else { Exit::NothingFound });
    }
    interrupt::listen()?;
    let pool = ThreadPoolBuilder::new()
        .num_threads(args.threads.into())
        .build()
        .context("threads could not be started")?;
    let (mut is_any_found, mut failure) = (false, None);
    let outcome = ordered(
        &pool,
        BATCH,
        BufReader::new(io::stdin()).split(b'\n'),
        |line| line.as_ref().map_or(64, Vec::len),
        || (),
        |(), line| -> anyhow::Result<(Vec<u8>, bool)> {
            let line = line.context("standard input")?;
            let line = String::from_utf8_lossy(&line);
            Ok(answer(line.trim_matches(['\u{FEFF}', '\r', ' ', '\t']))?)
        },
        interrupt::asked,
        |batch| {
            for done in batch {
                let written = done.and_then(|(bytes, is_found)| {
                    is_any_found |= is_found;
                    out.write_all(&bytes).context(output::STDOUT)
                });
                if let Err(error) = written {
                    failure = Some(error);
                    return Flow::Stop;
                }
            }
            match out.flush().context(output::STDOUT) {
                Ok(()) => Flow::Continue,
                Err(error) => {
                    failure = Some(error);
                    Flow::Stop
                }
            }
        },
    );
    match (failure, outcome) {
        (Some(error), _) => Err(error),
        (None, Outcome::Stopped) => Ok(Exit::Interrupted),
        (None, Outcome::Finished) if is_any_found => Ok(Exit::Done),
        (None, Outcome::Finished) => Ok(Exit::NothingFound),
    }
}

/// The name, and below it a line for each candidate with its reasons behind.
fn pretty(record: &ScreenRecord<'_>, color: bool, out: &mut impl Write) -> io::Result<()> {
    let style = |style: Style| if color { style } else { Style::new() };
    let (bold, dim) = (style(BOLD), style(DIM));
    let found = match record.candidates.len() {
        0 => "nothing found".to_owned(),
        n => output::counted(n as u64, "candidate", "candidates"),
    };
    writeln!(out, "{bold}{}{bold:#}  {dim}{found}{dim:#}", directed(&record.query))?;
    let widest = |cell: fn(&CandidateRecord<'_>) -> String| {
        let widths = record.candidates.iter().map(|candidate| columns(&cell(candidate)));
        widths.filter(|width| *width <= MAX_COLUMN).max().unwrap_or(0)
    };
    let widths = [widest(entity), widest(level), widest(name)];
    for candidate in &record.candidates {
        let verdict = match (candidate.level, candidate.score) {
            (Some(_), _) => style(GOOD),
            (None, 0.5..) => Style::new(),
            (None, _) => style(BAD),
        };
        let cells = [
            (entity(candidate), widths[0], bold),
            (level(candidate), widths[1], dim),
            (name(candidate), widths[2], Style::new()),
            (reasons(&candidate.evidence), 0, dim),
        ];
        write!(out, "  {verdict}{:.3}{verdict:#}", candidate.score)?;
        let mut gap = 2;
        for (cell, width, style) in cells {
            if !cell.is_empty() {
                write!(out, "{:gap$}{style}{cell}{style:#}", "")?;
                gap = 0;
            }
            gap += width.saturating_sub(columns(&cell)) + 2;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn entity(candidate: &CandidateRecord<'_>) -> String {
    directed(&candidate.entity)
}

fn level(candidate: &CandidateRecord<'_>) -> String {
    let level = match candidate.level {
        Some(LevelName::Exact) => "exact",
        Some(LevelName::Folded) => "folded",
        Some(LevelName::Variant) => "variant",
        None => "-",
    };
    level.to_owned()
}

fn name(candidate: &CandidateRecord<'_>) -> String {
    // In plain lists the name is the id.
    if candidate.name == candidate.entity { String::new() } else { directed(&candidate.name) }
}

/// What differs and what it costs; what is equal is not told.
fn reasons(evidence: &[EvidenceRecord<'_>]) -> String {
    let tell = |why: &EvidenceRecord<'_>| {
        let pair = match (why.from.is_empty(), why.to.is_empty()) {
            (true, true) => String::new(),
            (false, true) => format!(" {} left out", shown(&why.from)),
            (true, false) => format!(" {} put in", shown(&why.to)),
            (false, false) => format!(" {} and {}", shown(&why.from), shown(&why.to)),
        };
        match why.rule.as_ref() {
            "alike" | "alternatives" => None,
            "order" => Some(format!("order {:+.1}", why.cost)),
            rule if why.cost == 0.0 => Some(format!("{rule}{pair}")),
            rule => Some(format!("{rule}{pair} {:+.1}", why.cost)),
        }
    };
    evidence.iter().filter_map(tell).collect::<Vec<_>>().join("; ")
}
