//! `marsad match`.

pub(crate) mod pretty;
mod tsv;

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use anyhow::bail;
use marsad::{MatchOptions, Orig, Overlaps, Span, Worker};
use marsad_io::{InputDocument, SourceMap, write_json_line};
use marsad_schema::{DocumentResult, MatchRecord, match_records};

use self::pretty::Look;
use crate::args::{MatchArgs, MatchFormat, Offsets};
use crate::exit::Exit;
use crate::run::{self, Totals, Wants};
use crate::{args, lists, output};

/// Finds names in documents.
///
/// # Errors
/// Lists that can not be loaded, output that fails.
pub(crate) fn run(args: &MatchArgs) -> anyhow::Result<Exit> {
    let is_stdin = |path: &PathBuf| path == Path::new("-");
    let texts_are_stdin = args.input.paths.is_empty() || args.input.paths.iter().any(is_stdin);
    if texts_are_stdin && args.watchlist.iter().any(is_stdin) {
        bail!("standard input can not be both the watchlist and the text: name a file");
    }
    let engine = lists::load(&args.watchlist, args.lists.list_format, args.strict)?;
    let options = MatchOptions {
        level: args.level,
        overlaps: match args.overlaps {
            args::Overlaps::Longest => Overlaps::Longest,
            args::Overlaps::All => Overlaps::All,
        },
        min_score: args.min_score,
    };
    let format = args.format.unwrap_or(match output::is_terminal() {
        true => MatchFormat::Pretty,
        false => MatchFormat::Jsonl,
    });
    let look = Look { context: args.context, color: output::has_color(), width: output::width() };
    let writer = Writer { format, look };
    let work = |worker: &mut Worker<'_>,
                document: &InputDocument<'_>,
                answer: &mut Vec<u8>|
     -> anyhow::Result<u64> {
        let engine = worker.engine();
        let hits = worker.find(&document.text, &options)?;
        let mut matches = match_records(engine, &document.text, hits, args.utf16);
        if let Some(map) = &document.source_map {
            add_places(map, &document.text, &mut matches);
        }
        let found = matches.len() as u64;
        let result = DocumentResult {
            id: Cow::Borrowed(&document.id),
            matches,
            fields: Cow::Borrowed(&document.fields),
        };
        writer.write(document, &result, answer)?;
        Ok(found)
    };
    let wants = Wants { source_map: args.offsets == Offsets::Source, parts: None };
    let sum_up = |totals: &Totals| format!(", {}", output::counted(totals.found, "hit", "hits"));
    let (totals, exit) = run::documents(&args.input, wants, || engine.worker(), work, sum_up)?;
    if exit != Exit::Done || totals.found > 0 {
        return Ok(exit);
    }
    if args.watchlist == [Path::new(lists::WORLD)] && output::is_talk_seen() && !args.input.quiet {
        output::tell(
            "no name of the built-in list was found; -w LIST looks for the names of yours",
        );
    }
    Ok(Exit::NothingFound)
}

/// Tells where hits stand in the bytes of the input.
fn add_places(map: &SourceMap, text: &str, matches: &mut [MatchRecord<'_>]) {
    if matches.is_empty() {
        return;
    }
    let index = map.index(text);
    for hit in matches {
        let range = index.to_source(Span::<Orig>::new(hit.start, hit.end));
        (hit.source_start, hit.source_end) = (Some(range.start), Some(range.end));
    }
}

/// How results are written.
struct Writer {
    format: MatchFormat,
    look: Look,
}

impl Writer {
    fn write(
        &self,
        document: &InputDocument<'_>,
        result: &DocumentResult<'_>,
        out: &mut Vec<u8>,
    ) -> anyhow::Result<()> {
        match self.format {
            MatchFormat::Jsonl => write_json_line(out, result)?,
            MatchFormat::Tsv => tsv::write(result, out)?,
            MatchFormat::Pretty => pretty::write(&document.text, result, self.look, out)?,
        }
        Ok(())
    }
}
