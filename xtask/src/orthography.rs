//! `cargo xtask orthography --data DIR`: learns the tables of the operations `mojibake` and
//! `orthography` from openly licensed text.
//!
//! What is learned are facts about the language: how often one letter follows another, and which
//! words are practically always written with which letters. No sentence gets into a table. The same
//! text gives the same bytes; `--check` fails when a table is not what DIR gives.

mod corpus;
mod pairs;
mod words;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};

use self::corpus::Corpus;

const USAGE: &str = "usage: cargo xtask orthography --data DIR [--check]";

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let (mut data, mut check) = (None, false);
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--check" => check = true,
            "--data" => data = args.next().map(PathBuf::from),
            _ => bail!(USAGE),
        }
    }
    let corpus = Corpus::read(&data.context(USAGE)?)?;
    put(pairs::PATH, &pairs::table(&corpus)?, check)?;
    put(words::PATH, &words::table(&corpus)?, check)
}

/// Writes a table, or compares it.
fn put(path: &str, wanted: &str, check: bool) -> Result<()> {
    let file = crate::root().join(path);
    if check {
        let found = fs::read_to_string(&file).with_context(|| format!("cannot read {path}"))?;
        ensure!(found == wanted, "{path} is stale: run `cargo xtask orthography`");
        return Ok(());
    }
    fs::write(&file, wanted).with_context(|| format!("cannot write {path}"))
}
