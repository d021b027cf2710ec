//! Automation of the workspace: `cargo xtask <command>`.

mod bench;
mod ci;
mod compare;
mod dist;
mod generated;
mod icount;
mod licensed;
mod names;
mod orthography;
mod running;
mod shell;
mod soak;
mod tables;
mod tidy;
mod world;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  ci [STEP…]              all checks, or those named; stops at the first that fails
  tidy                    floors, dependencies, head comments, sizes, words, unsafe
  tables [--check]        write the Unicode tables of the engine, or fail when they are stale
  orthography --data DIR [--check]
                          learn letter pairs and spellings of words from text in DIR
  names --data DIR [--check] [--plot]
                          learn the costs of the name model from names in two scripts in DIR
  world [--check]         write the built-in list from its tables, or fail when it is stale
  compare [--corpus FILE] [--names N,…] [--rounds R] [--bytes B]
                          the engine and other libraries side by side, in one table
  bench --against REV [--corpus FILE] [--rounds R]
                          the overview benches of this tree and of another revision, interleaved
  icount [--check|--write]
                          instructions of the hot passes by callgrind, beside the committed ones
  soak [--codepoints N] [--seed N]
                          random text through the tiling check of offsets, by every own profile
  running --corpus FILE [--level L]
                          recall and precision of match for the names of a fixture in running news
  dist                    the command line as an archive, with completions, manual and licences
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("", [].as_slice()),
    };
    let outcome = match command {
        "ci" => ci::run(rest),
        "tidy" => tidy::run(rest),
        "tables" => tables::run(rest),
        "names" => names::run(rest),
        "orthography" => orthography::run(rest),
        "world" => world::run(rest),
        "compare" => compare::run(rest),
        "bench" => bench::run(rest),
        "icount" => icount::run(rest),
        "running" => running::run(rest),
        "soak" => soak::run(rest),
        "dist" => dist::run(rest),
        _ => Err(anyhow::anyhow!("{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            shell::say(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// The root of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}
