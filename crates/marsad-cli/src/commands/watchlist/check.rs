//! `marsad watchlist check`.

use std::fmt::Write;

use marsad_io::{Problem, Surprise, Warning, Watchlist, clashes, warnings, write_json_line};
use marsad_schema::{FindingRecord, OtherRecord, Severity};

use crate::args::{CheckArgs, FindingFormat};
use crate::exit::Exit;
use crate::lists;
use crate::output::{self, BAD, DIM, GOOD, HIT, counted};

/// Says what is wrong with lists and what may surprise.
///
/// # Errors
/// A list that can not be opened, output that fails.
pub(super) fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let watchlist = lists::read(&args.lists, args.how.list_format)?;
    let mut warnings = warnings(&watchlist.entries);
    warnings.extend(clashes(&watchlist.entries));
    match args.format {
        FindingFormat::Pretty => write_pretty(&watchlist, &warnings)?,
        FindingFormat::Jsonl => write_lines(&watchlist, &warnings)?,
    }
    let bad = !watchlist.problems.is_empty() || (args.strict && !warnings.is_empty());
    Ok(if bad { Exit::Usage } else { Exit::Done })
}

fn write_pretty(watchlist: &Watchlist, warnings: &[Warning]) -> anyhow::Result<()> {
    let mut out = String::new();
    for problem in &watchlist.problems {
        let code = problem.reason.code();
        writeln!(out, "{BAD}error{BAD:#}{DIM}[{code}]{DIM:#}: {problem}")?;
    }
    for warning in warnings {
        let code = warning.surprise.code();
        writeln!(out, "{HIT}warning{HIT:#}{DIM}[{code}]{DIM:#}: {warning}")?;
    }
    for skipped in &watchlist.skipped {
        writeln!(out, "note: {skipped}")?;
    }
    let style = if watchlist.problems.is_empty() { GOOD } else { BAD };
    writeln!(
        out,
        "{style}{}{style:#}, {}, {}",
        counted(watchlist.problems.len() as u64, "error", "errors"),
        counted(warnings.len() as u64, "warning", "warnings"),
        counted(watchlist.entries.len() as u64, "entity", "entities"),
    )?;
    output::print(&out)
}

fn write_lines(watchlist: &Watchlist, warnings: &[Warning]) -> anyhow::Result<()> {
    let mut bytes = Vec::new();
    for problem in &watchlist.problems {
        write_json_line(&mut bytes, &of_problem(problem))?;
    }
    for warning in warnings {
        write_json_line(&mut bytes, &of_warning(warning))?;
    }
    output::write(&bytes)
}

fn of_problem(problem: &Problem) -> FindingRecord<'_> {
    let Problem { place, reason } = problem;
    FindingRecord {
        severity: Severity::Error,
        code: reason.code().into(),
        list: (&*place.list).into(),
        line: place.line,
        entity: None,
        name: None,
        message: reason.to_string().into(),
        advice: None,
        other: None,
    }
}

fn of_warning(warning: &Warning) -> FindingRecord<'_> {
    let Warning { place, entity, surprise } = warning;
    let (name, score) = match surprise {
        Surprise::Alike { other, score, .. } => (Some(other.into()), Some(f64::from(*score))),
        _ => (None, None),
    };
    FindingRecord {
        severity: Severity::Warning,
        code: surprise.code().into(),
        list: (&*place.list).into(),
        line: place.line,
        entity: Some(entity.into()),
        name: Some(surprise.name().into()),
        message: surprise.to_string().into(),
        advice: Some(surprise.advice().into()),
        other: surprise.other().map(|(entity, place)| OtherRecord {
            entity: entity.into(),
            list: (&*place.list).into(),
            line: place.line,
            name,
            score,
        }),
    }
}
