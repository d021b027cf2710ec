//! `unsafe` stands only where it must, and says why it is sound.

use super::code::{bare, tokens};
use super::{File, Report};

/// The kernels, the map of a file, and the allocator that counts in tests.
const PLACES: [&str; 4] = [
    "crates/marsad/src/chars/scan",
    "crates/marsad/src/words/kernel",
    "crates/marsad-io/src/compiled.rs",
    "tests/it/find/allocation.rs",
];

pub(super) fn check(files: &[File], report: &mut Report) {
    for file in files.iter().filter(|file| file.path.ends_with(".rs")) {
        let lines: Vec<&str> = file.text.lines().collect();
        let code = bare(&file.text);
        let tokens = tokens(&code);
        let mut in_impl = false;
        for (k, &(token, line)) in tokens.iter().enumerate() {
            if token != "unsafe" {
                continue;
            }
            let place = format!("{}:{line}", file.path);
            if !PLACES.iter().any(|allowed| file.path.starts_with(allowed)) {
                report.problem(&place, "`unsafe` has no place here");
            }
            let next = tokens.get(k + 1).map_or("", |(token, _)| *token);
            in_impl |= next == "impl";
            // a function of an unsafe trait has the contract of the trait
            let has_contract = next == "fn" && in_impl;
            if !has_contract && !has_reason(&lines, line) {
                report.problem(&place, "`unsafe` without a `// SAFETY:` comment");
            }
        }
    }
}

/// Whether the statement or item around line `line` (from 1) has a comment with the reason: on its
/// lines or right above them.
fn has_reason(lines: &[&str], line: usize) -> bool {
    let is_reason = |line: &str| line.contains("SAFETY:") || line.contains("# Safety");
    for (n, line) in lines.iter().take(line).rev().enumerate() {
        let line = line.trim();
        let is_comment = line.starts_with("//") || line.starts_with("#[");
        if is_reason(line) {
            return true;
        }
        if n > 0 && !is_comment && (line.is_empty() || line.ends_with([';', '}', '{'])) {
            return false;
        }
    }
    false
}
