//! Head comments, sizes, and words that do not belong into the project.

use super::code::bare;
use super::{File, Report};

/// Lines at which a file should be looked at again, and at which it is too long.
const LONG: usize = 800;
const TOO_LONG: usize = 1500;

/// Paths of one machine, and marks of unfinished work. Written in halves, so that this file does not
/// contain them.
const FORBIDDEN: [(&str, &str); 4] =
    [("/wo", "rk/"), ("/ro", "ot/"), ("/ho", "me/"), ("FIX", "ME")];
const FORBIDDEN_IN_CODE: [(&str, &str); 3] =
    [("to", "do!"), ("unimple", "mented!"), ("#[ig", "nore")];

/// Data beside the repository is found by this variable alone.
const DATA_VARIABLE: &str = "MARSAD_DATA";
const DATA_PATH: (&str, &str) = ("../sha", "red");

pub(super) fn check(files: &[File], report: &mut Report) {
    for file in files.iter().filter(|file| !file.path.ends_with(".lock")) {
        let path = &file.path;
        for (k, line) in file.text.lines().enumerate() {
            for (a, b) in FORBIDDEN {
                if line.contains(&format!("{a}{b}")) {
                    report.problem(format!("{path}:{}", k + 1), format!("has `{a}{b}`"));
                }
            }
            let (a, b) = DATA_PATH;
            if line.contains(&format!("{a}{b}")) && !line.contains(DATA_VARIABLE) {
                let what = format!("has `{a}{b}` without looking up {DATA_VARIABLE}");
                report.problem(format!("{path}:{}", k + 1), what);
            }
        }
        if !path.ends_with(".rs") {
            continue;
        }
        if !file.text.starts_with("//! ") {
            report.problem(path, "does not begin with a `//!` comment that says what it is");
        }
        for (k, line) in bare(&file.text).lines().enumerate() {
            for (a, b) in FORBIDDEN_IN_CODE {
                if line.contains(&format!("{a}{b}")) {
                    report.problem(format!("{path}:{}", k + 1), format!("has `{a}{b}`"));
                }
            }
        }
        let lines = file.text.lines().count();
        if lines > TOO_LONG {
            report.problem(path, format!("has {lines} lines, more than {TOO_LONG}"));
        } else if lines > LONG {
            report.warnings.push(format!("{path}: has {lines} lines; look again"));
        }
    }
}
