//! `cargo xtask names --data DIR`: learns the tables of the name model from names in two scripts.
//!
//! Latin graphemes are aligned with chunks of Arabic letters (`align`); two chunks that one grapheme
//! gives are a chunk pair, and how often says what the difference costs (`tables`). The same names
//! give the same bytes; `--check` fails when a table is not what DIR gives.

mod align;
mod corpus;
mod lexicon;
mod tables;

#[expect(dead_code, reason = "shared with the engine, which asks more of it")]
#[path = "../../crates/marsad/src/names/fold.rs"]
mod fold;
#[expect(dead_code, reason = "shared with the engine, which asks more of it")]
#[path = "../../crates/marsad/src/names/graphemes.rs"]
mod graphemes;

#[path = "../../crates/marsad/src/names/origin.rs"]
mod origin;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail, ensure};

use self::align::Alignment;

const USAGE: &str = "usage: cargo xtask names --data DIR [--check]";

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
    let data = data.context(USAGE)?;
    put(lexicon::PATH, &lexicon::table(&data)?, check)?;
    let examples = corpus::read(&data, &BTreeSet::new())?;
    let aligned = Alignment::learn(&examples);
    put(tables::PAIRS, &tables::pairs(&aligned, &examples)?, check)?;
    put(tables::LATIN, &tables::latin(&aligned)?, check)
}

/// Writes a table, or compares it.
fn put(path: &str, wanted: &str, check: bool) -> Result<()> {
    let file = crate::root().join(path);
    if check {
        let found = fs::read_to_string(&file).with_context(|| format!("cannot read {path}"))?;
        ensure!(found == wanted, "{path} is stale: run `cargo xtask names`");
        return Ok(());
    }
    fs::write(&file, wanted).with_context(|| format!("cannot write {path}"))
}
