//! Watchlists by name, and the engine made of them.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use marsad::{Engine, Entity};
use marsad_io::{ListFormat, Watchlist};
use marsad_schema::EntityRecord;
use rayon::ThreadPoolBuilder;

use crate::output;

/// The name under which the list compiled into the program is asked for. A file of that name can
/// be given as `./world`.
pub(crate) const WORLD: &str = "world";

/// Reads lists in order, all in one format or each in that which it is found to have.
///
/// # Errors
/// A list that can not be opened or is no list at all.
pub(crate) fn read(lists: &[PathBuf], format: ListFormat) -> anyhow::Result<Watchlist> {
    let mut watchlist = Watchlist::default();
    for list in lists {
        if list == Path::new(WORLD) {
            watchlist.read_world();
        } else {
            watchlist.read_path_as(list, format)?;
        }
    }
    Ok(watchlist)
}

/// Reads lists for a search. Bad lines are named and left out, or with `strict` end the run.
///
/// # Errors
/// As for [`read`]; with `strict` any bad line; lists that hold no entity.
///
/// One compiled list alone is mapped and used as it is. Beside others its entities are read out of it and
/// compiled with theirs.
pub(crate) fn load(lists: &[PathBuf], format: ListFormat, strict: bool) -> anyhow::Result<Engine> {
    if let [list] = lists
        && is_compiled(list)
    {
        return Ok(marsad_io::open_compiled(list)?);
    }
    let watchlist = read(lists, format)?;
    for problem in &watchlist.problems {
        output::say_warning(&problem.to_string());
    }
    if output::is_talk_seen() {
        watchlist.skipped.iter().for_each(|skipped| output::tell(&skipped.to_string()));
    }
    if strict && !watchlist.problems.is_empty() {
        let n = watchlist.problems.len() as u64;
        bail!("the watchlist has {}", output::counted(n, "bad line", "bad lines"));
    }
    let records: Vec<EntityRecord> =
        watchlist.entries.into_iter().map(|entry| entry.entity).collect();
    if records.is_empty() {
        bail!("the watchlist holds no entity");
    }
    compile(&records)
}

/// Whether a list is a compiled one.
pub(crate) fn is_compiled(list: &Path) -> bool {
    list != Path::new(WORLD) && list != Path::new("-") && marsad_io::is_compiled(list)
}

/// Compiles entities, on all processors.
///
/// # Errors
/// More names than an engine can hold, threads that can not be started.
pub(crate) fn compile(records: &[EntityRecord]) -> anyhow::Result<Engine> {
    let builder = Engine::builder().entities(records.iter().map(Entity::from));
    let pool = ThreadPoolBuilder::new().build().context("threads could not be started")?;
    pool.install(|| builder.build()).context("the watchlist can not be compiled")
}
