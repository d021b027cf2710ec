//! `marsad watchlist variants`.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};

use anyhow::bail;
use marsad::{Engine, Entity, Level, MatchOptions, Overlaps, Variant, Worker, variants};
use marsad_io::{InputDocument, write_json_line};
use marsad_schema::VariantRecord;

use crate::args::{FindingFormat, VariantsArgs};
use crate::exit::Exit;
use crate::output::{self, BOLD, DIM, columns, counted, directed};
use crate::run::{self, Totals, Wants};

/// Prints the spellings that a name is expected to have, and how often each stands in a corpus.
///
/// # Errors
/// Output that fails, threads that can not be started.
pub(super) fn run(args: &VariantsArgs) -> anyhow::Result<Exit> {
    if args.name.trim().is_empty() {
        bail!("the name is empty");
    }
    let found = variants(&args.name, args.top);
    let (counts, exit) = match args.input.paths.is_empty() {
        true => (None, Exit::Done),
        false => {
            let (counts, exit) = count(args, &found)?;
            (Some(counts), exit)
        }
    };
    if exit == Exit::Interrupted {
        return Ok(exit);
    }
    match args.format {
        FindingFormat::Pretty => write_pretty(&args.name, &found, counts.as_deref())?,
        FindingFormat::Jsonl => write_lines(&args.name, &found, counts.as_deref())?,
    }
    Ok(match exit {
        Exit::Done if found.is_empty() => Exit::NothingFound,
        exit => exit,
    })
}

/// How often each spelling stands in the inputs, folded and behind particles as `match` finds it.
fn count(args: &VariantsArgs, found: &[Variant]) -> anyhow::Result<(Vec<u64>, Exit)> {
    let entities =
        found.iter().enumerate().map(|(k, it)| Entity::new(k.to_string(), [it.spelling.as_str()]));
    let engine = Engine::builder().entities(entities).build()?;
    let options = MatchOptions {
        level: Level::Folded,
        overlaps: Overlaps::Longest,
        ..MatchOptions::default()
    };
    let counts: Vec<AtomicU64> = found.iter().map(|_| AtomicU64::new(0)).collect();
    let work = |worker: &mut Worker<'_>,
                document: &InputDocument<'_>,
                _: &mut Vec<u8>|
     -> anyhow::Result<u64> {
        let hits = worker.find(&document.text, &options)?;
        for hit in hits {
            if let Some(count) = counts.get(hit.entity.0 as usize) {
                count.fetch_add(1, Ordering::Relaxed);
            }
        }
        Ok(hits.len() as u64)
    };
    let sum_up = |totals: &Totals| format!(", {}", output::counted(totals.found, "hit", "hits"));
    let (_, exit) =
        run::documents(&args.input, Wants::default(), || engine.worker(), work, sum_up)?;
    Ok((counts.into_iter().map(AtomicU64::into_inner).collect(), exit))
}

fn write_pretty(name: &str, found: &[Variant], counts: Option<&[u64]>) -> anyhow::Result<()> {
    let mut out = String::new();
    let spellings = counted(found.len() as u64, "spelling", "spellings");
    writeln!(out, "{BOLD}{}{BOLD:#}  {DIM}{spellings}{DIM:#}", directed(name))?;
    let width = found.iter().map(|it| columns(&it.spelling)).max().unwrap_or(0).max(8);
    if !found.is_empty() {
        let count = if counts.is_some() { "    count" } else { "" };
        writeln!(out, "{DIM}  {:width$}  score  share{count}{DIM:#}", "spelling")?;
    }
    for (k, Variant { spelling, score, share }) in found.iter().enumerate() {
        let room = width - columns(spelling).min(width);
        write!(out, "  {}{:room$}  {score:>5.2}  {:>4.0}%", directed(spelling), "", share * 100.0)?;
        if let Some(count) = counts.and_then(|counts| counts.get(k)) {
            write!(out, "  {:>7}", indicatif::HumanCount(*count).to_string())?;
        }
        writeln!(out)?;
    }
    output::print(&out)
}

fn write_lines(name: &str, found: &[Variant], counts: Option<&[u64]>) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    for (k, Variant { spelling, score, share }) in found.iter().enumerate() {
        let record = VariantRecord {
            name: name.into(),
            spelling: spelling.into(),
            score: f64::from(*score),
            share: *share,
            count: counts.and_then(|counts| counts.get(k)).copied(),
        };
        write_json_line(&mut bytes, &record)?;
    }
    output::write(&bytes)
}
