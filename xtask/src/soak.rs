//! `cargo xtask soak`: random text through the tiling check of offsets, by every own profile, as long as
//! one likes. Stops at the first text that fails, shrunk, so that it can become a test.

use anyhow::{Context as _, Result, ensure};

use crate::shell::{cargo, command, options, run as run_command, target};

const USAGE: &str = "usage: cargo xtask soak [--codepoints N] [--seed N]";

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let [codepoints, seed] = options(args, ["--codepoints", "--seed"], USAGE)?;
    let codepoints: u64 = codepoints.as_deref().unwrap_or("10000000").parse().context(USAGE)?;
    let seed: u64 = seed.as_deref().unwrap_or("1").parse().context(USAGE)?;
    ensure!(codepoints > 0, USAGE);
    let build =
        ["build", "--profile", "profiling", "--package", "marsad-tests", "--bin", "marsad-soak"];
    run_command(&mut cargo(build))?;
    let program = target().join("profiling/marsad-soak");
    run_command(&mut command(program, [codepoints.to_string(), seed.to_string()]))
}
