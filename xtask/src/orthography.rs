//! `cargo xtask orthography --data DIR`: learns the tables of the operations `mojibake` and
//! `orthography` from openly licensed text.
//!
//! What is learned are facts about the language: how often one letter follows another, and which
//! words are practically always written with which letters. No sentence gets into a table. The same
//! text gives the same bytes; `--check` fails when a table is not what DIR gives.

mod corpus;
mod pairs;
mod words;

use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use self::corpus::Corpus;
use crate::generated;

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
    generated::put(path, wanted, check, "orthography")
}
