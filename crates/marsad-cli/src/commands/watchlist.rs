//! `marsad watchlist`: what is wrong with lists, what they hold, how names may be spelled.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use indicatif::HumanBytes;
use marsad::Engine;
use marsad_io::{ListFormat, Watchlist};

use crate::args::{WatchlistArgs, WatchlistCommand};
use crate::exit::Exit;
use crate::lists;
use crate::output::{self, BOLD, counted};

mod build;
mod check;
mod variants;

/// Runs one of the subcommands.
///
/// # Errors
/// A list that can not be opened, output that fails.
pub(crate) fn run(args: &WatchlistArgs) -> anyhow::Result<Exit> {
    match &args.command {
        WatchlistCommand::Build(args) => build::run(args),
        WatchlistCommand::Check(args) => check::run(args),
        WatchlistCommand::Variants(args) => variants::run(args),
        WatchlistCommand::Stats { lists, how } => stats(lists, how.list_format),
    }
}

fn stats(paths: &[PathBuf], format: ListFormat) -> anyhow::Result<Exit> {
    let watchlist = lists::read(paths, format)?;
    for problem in &watchlist.problems {
        output::say_warning(&problem.to_string());
    }
    let mut by_type: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut total = Counts::default();
    for record in watchlist.entities() {
        for counts in [by_type.entry(&record.kind).or_default(), &mut total] {
            counts.entities += 1;
            counts.weak += record.weak_names.len();
            counts.exclude += record.exclude.len();
            for name in &record.names {
                counts.names += 1;
                let arabic = name.chars().any(|c| matches!(c, '\u{600}'..='\u{6FF}'));
                counts.arabic += usize::from(arabic);
            }
        }
    }
    let mut rows: Vec<(&str, Counts)> = by_type.into_iter().collect();
    rows.sort_by_key(|(kind, counts)| (std::cmp::Reverse(counts.entities), *kind));
    let width = rows.iter().map(|(kind, _)| kind.chars().count()).max().unwrap_or(0).max(5);
    let mut out = String::new();
    writeln!(
        out,
        "{BOLD}{:width$}  entities   names  Arabic   Latin    weak  exclude{BOLD:#}",
        "type"
    )?;
    for (kind, counts) in &rows {
        counts.write(kind, width, &mut out)?;
    }
    if rows.len() != 1 {
        total.write("total", width, &mut out)?;
    }
    let engine = match paths {
        [path] if lists::is_compiled(path) => marsad_io::open_compiled(path)?,
        _ => compile(&watchlist)?,
    };
    writeln!(
        out,
        "index of {}, {}",
        counted(engine.n_names() as u64, "name", "names"),
        HumanBytes(engine.index_bytes() as u64)
    )?;
    for (name, bytes) in engine.sections().into_iter().filter(|(_, bytes)| *bytes > 0) {
        writeln!(out, "  {name:25} {:>12}", HumanBytes(bytes as u64).to_string())?;
    }
    let (version, folding) = (Engine::FORMAT_VERSION, engine.fingerprint());
    writeln!(out, "format version {version}, folding {folding:016x}")?;
    output::print(&out)?;
    Ok(Exit::Done)
}

fn compile(watchlist: &Watchlist) -> anyhow::Result<Engine> {
    let records: Vec<_> = watchlist.entities().cloned().collect();
    lists::compile(&records)
}

#[derive(Debug, Default, Clone, Copy)]
struct Counts {
    entities: usize,
    names: usize,
    arabic: usize,
    weak: usize,
    exclude: usize,
}

impl Counts {
    fn write(&self, kind: &str, width: usize, out: &mut String) -> std::fmt::Result {
        let Counts { entities, names, arabic, weak, exclude } = *self;
        let latin = names - arabic;
        writeln!(
            out,
            "{kind:width$}  {entities:>8}  {names:>6}  {arabic:>6}  {latin:>6}  {weak:>6}  {exclude:>7}"
        )
    }
}
