//! `cargo xtask running`: recall and precision of `match` for names in running news, whose spellings a
//! reader listed in `fixtures/names/running-news.toml`.

use anyhow::{Context as _, Result};

use crate::shell::{cargo, command, options, run as run_command, target};

const USAGE: &str = "usage: cargo xtask running --corpus FILE [--level exact|folded|variant]";

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let [corpus, level] = options(args, ["--corpus", "--level"], USAGE)?;
    let corpus = corpus.context(USAGE)?;
    let level = level.unwrap_or_else(|| "variant".to_owned());
    let build =
        ["build", "--profile", "profiling", "--package", "marsad-tests", "--bin", "marsad-running"];
    run_command(&mut cargo(build))?;
    let program = target().join("profiling/marsad-running");
    run_command(&mut command(program, [corpus, level]))
}
