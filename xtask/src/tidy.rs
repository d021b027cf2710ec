//! `cargo xtask tidy`: the rules of the house that no compiler checks, each as a list of complaints.
//!
//! | rule | module |
//! |---|---|
//! | engine modules use lower floors only | `floors` |
//! | crates depend on what they may, each for a stated reason; manifests inherit lints and versions | `manifests` |
//! | head comments, sizes, words that do not belong into the project | `files` |
//! | `unsafe` only in its places, each with its reason | `unsafety` |
//!
//! The same checks run as tests of this package. They read sources as text with comments and
//! literals blanked: enough for these rules, and no parser to wait for.

mod code;
mod files;
mod floors;
mod manifests;
mod unsafety;

#[cfg(test)]
mod tests;

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

/// A file of the tree, with `/` in its path whatever the system.
#[derive(Debug)]
struct File {
    path: String,
    text: String,
}

/// What the checks say. Problems fail, warnings do not.
#[derive(Debug, Default)]
struct Report {
    problems: Vec<String>,
    warnings: Vec<String>,
}

impl Report {
    fn problem(&mut self, place: impl std::fmt::Display, what: impl std::fmt::Display) {
        self.problems.push(format!("{place}: {what}"));
    }
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<()> {
    if !args.is_empty() {
        bail!("usage: cargo xtask tidy");
    }
    let report = check(&crate::root())?;
    let mut out = io::stderr().lock();
    for warning in &report.warnings {
        writeln!(out, "warning: {warning}")?;
    }
    let problems = &report.problems;
    ensure!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    Ok(())
}

fn check(root: &Path) -> Result<Report> {
    let files = read_tree(root)?;
    let mut report = Report::default();
    floors::check(&files, &mut report);
    manifests::check(&files, &mut report);
    files::check(&files, &mut report);
    unsafety::check(&files, &mut report);
    Ok(report)
}

/// All sources, manifests, documents and scripts under `root`, sorted by path.
fn read_tree(root: &Path) -> Result<Vec<File>> {
    const ENDINGS: [&str; 8] = ["rs", "toml", "md", "sh", "yml", "yaml", "py", "lock"];
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let listed = root.join(&folder);
        let entries = fs::read_dir(&listed).with_context(|| listed.display().to_string())?;
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name();
            let path = folder.join(&name);
            if entry.file_type()?.is_dir() {
                if !["target", ".git", "node_modules"].iter().any(|skipped| name == *skipped) {
                    folders.push(path);
                }
                continue;
            }
            let ending = path.extension().and_then(|ending| ending.to_str());
            if ending.is_some_and(|ending| ENDINGS.contains(&ending)) || path.ends_with(".ci/run") {
                let text = fs::read_to_string(root.join(&path))
                    .with_context(|| path.display().to_string())?;
                let path = path.to_string_lossy().replace('\\', "/");
                files.push(File { path, text });
            }
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(files)
}
