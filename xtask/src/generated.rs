//! Files that the workspace keeps and a command writes.

use std::fs;

use anyhow::{Context as _, Result, ensure};

/// Writes `wanted` to `path` of the workspace; with `check` compares it with what stands there, and
/// names the command (`tables`) that would mend it.
pub(crate) fn put(path: &str, wanted: &str, check: bool, by: &str) -> Result<()> {
    let file = crate::root().join(path);
    if check {
        let found = fs::read_to_string(&file).with_context(|| format!("cannot read {path}"))?;
        ensure!(found == wanted, "{path} is stale: run `cargo xtask {by}`");
        return Ok(());
    }
    fs::write(&file, wanted).with_context(|| format!("cannot write {path}"))
}
