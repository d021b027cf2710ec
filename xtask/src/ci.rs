//! `cargo xtask ci`: every check, in the order in which they are cheap.
//!
//! Tests are run by `cargo test`, so that its own lines close each step. Steps share what is built
//! as far as profiles allow: one build for tests, documents and benches, one without debug
//! assertions, one release build. Nothing here needs the network but for the crates of the lock
//! files.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};

use crate::shell::{cargo, command, output, run as run_command, say, target, typed};
use crate::{icount, tables, tidy, world};

/// A step: its name, what it is for, and what it runs.
struct Step {
    name: &'static str,
    about: &'static str,
    work: Work,
}

enum Work {
    /// A cargo command, with `RUSTDOCFLAGS` or not.
    Cargo(&'static [&'static str]),
    Rustdoc(&'static [&'static str]),
    Here(fn() -> Result<()>),
}

const STEPS: [Step; 15] = [
    Step { name: "fmt", about: "formatting", work: Work::Cargo(&["fmt", "--all", "--check"]) },
    Step { name: "tidy", about: "rules of the house", work: Work::Here(|| tidy::run(&[])) },
    Step {
        name: "tables",
        about: "Unicode tables are fresh",
        work: Work::Here(|| tables::run(&["--check".to_owned()])),
    },
    Step {
        name: "world",
        about: "the built-in list is fresh",
        work: Work::Here(|| world::run(&["--check".to_owned()])),
    },
    Step {
        name: "clippy",
        about: "lints, warnings denied; the lock file is up to date",
        work: Work::Cargo(&[
            "clippy",
            "--locked",
            "--workspace",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ]),
    },
    Step {
        name: "test",
        about: "all tests",
        work: Work::Cargo(&["test", "--workspace", "--lib", "--bins", "--tests"]),
    },
    Step {
        name: "doc-test",
        about: "examples of the documentation",
        work: Work::Cargo(&["test", "--workspace", "--doc"]),
    },
    Step {
        name: "bench-test",
        about: "benches run once as tests",
        work: Work::Cargo(&["test", "--package", "marsad-bench", "--benches"]),
    },
    Step {
        name: "no-features",
        about: "the engine without its default features",
        work: Work::Cargo(&["test", "--package", "marsad", "--no-default-features", "--lib"]),
    },
    Step {
        name: "noassert",
        about: "tests without debug assertions",
        work: Work::Cargo(&[
            "test",
            "--workspace",
            "--exclude",
            "xtask",
            "--exclude",
            "marsad-bench",
            "--profile",
            "test-noassert",
            "--lib",
            "--bins",
            "--tests",
        ]),
    },
    Step {
        name: "doc",
        about: "documentation, warnings denied",
        work: Work::Rustdoc(&["doc", "--workspace", "--no-deps"]),
    },
    Step { name: "peers", about: "the programs compared with", work: Work::Here(peers) },
    Step {
        name: "release",
        about: "release build of the command line",
        work: Work::Cargo(&["build", "--release", "--locked", "--package", "marsad-cli"]),
    },
    Step {
        name: "icount",
        about: "instructions of the hot passes are no more than they were",
        work: Work::Here(icount::step),
    },
    Step { name: "smoke", about: "the command line on the articles", work: Work::Here(smoke) },
];

/// Runs all steps, or those named.
pub(crate) fn run(args: &[String]) -> Result<()> {
    if let Some(unknown) = args.iter().find(|arg| STEPS.iter().all(|step| step.name != **arg)) {
        let known: Vec<String> =
            STEPS.iter().map(|step| format!("  {:<12}{}", step.name, step.about)).collect();
        bail!("no step `{unknown}`; usage: cargo xtask ci [STEP…]\n{}", known.join("\n"));
    }
    let start = Instant::now();
    for step in STEPS.iter().filter(|step| args.is_empty() || args.iter().any(|a| a == step.name)) {
        say(&format!("── {}: {}", step.name, step.about));
        let begin = Instant::now();
        if let Err(error) = step.work.run() {
            bail!("step {} failed: {error:#}\nto repeat it: {}", step.name, step.repeat());
        }
        say(&format!("── {}: ok, {:.1} s", step.name, begin.elapsed().as_secs_f64()));
    }
    say(&format!("── all steps ok, {:.0} s", start.elapsed().as_secs_f64()));
    Ok(())
}

impl Step {
    fn repeat(&self) -> String {
        match self.work.command() {
            Some(command) => typed(&command),
            None => format!("cargo xtask ci {}", self.name),
        }
    }
}

impl Work {
    fn command(&self) -> Option<Command> {
        match self {
            Work::Cargo(args) => Some(cargo(*args)),
            Work::Rustdoc(args) => {
                let mut command = cargo(*args);
                command.env("RUSTDOCFLAGS", "-D warnings");
                Some(command)
            }
            Work::Here(_) => None,
        }
    }

    fn run(&self) -> Result<()> {
        match (self, self.command()) {
            (Work::Here(work), _) => work(),
            (_, Some(mut command)) => run_command(&mut command),
            (_, None) => Ok(()),
        }
    }
}

/// The peers have a workspace of their own: formatted, and without warnings.
fn peers() -> Result<()> {
    const MANIFEST: [&str; 2] = ["--manifest-path", "benches/peers/Cargo.toml"];
    run_command(cargo(["fmt", "--check"]).args(MANIFEST))?;
    let mut clippy = cargo(["clippy", "--locked", "--all-targets"]);
    clippy.args(MANIFEST).arg("--target-dir").arg(target().join("peers"));
    run_command(clippy.args(["--", "-D", "warnings"]))
}

/// The release build reads the articles, finds what is in them and exits as it says.
fn smoke() -> Result<()> {
    let marsad = target().join("release/marsad");
    let call = |args: &[&str]| output(&mut command(&marsad, args));
    let version = call(&["--version"])?;
    ensure!(version.starts_with("marsad "), "--version says `{version}`");

    let n_articles = articles()?.len();
    let matches = call(&["match", "--format", "jsonl", "fixtures/news"])?;
    let mut n_hits = 0;
    for line in matches.lines() {
        let result: serde_json::Value = serde_json::from_str(line).context("a line is no JSON")?;
        n_hits += result["matches"].as_array().context("a result has no matches")?.len();
    }
    let n_results = matches.lines().count();
    ensure!(n_results == n_articles, "{n_results} results for {n_articles} articles");
    ensure!(n_hits > n_articles, "{n_hits} hits in {n_articles} articles are too few");

    let normal = call(&["normalize", "--profile", "search", "fixtures/news"])?;
    ensure!(!normal.contains('أ') && normal.contains("موسكو"), "normalize did not fold");
    let misused = command(&marsad, ["match", "--format", "sideways"]).output()?.status;
    ensure!(misused.code() == Some(2), "wrong usage exits with {misused}");
    Ok(())
}

fn articles() -> Result<Vec<PathBuf>> {
    let folder = crate::root().join("fixtures/news");
    let entries = fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let paths: Vec<PathBuf> =
        entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    Ok(paths.into_iter().filter(|path| path.extension().is_some_and(|e| e == "txt")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_steps_are_refused_with_a_list() {
        let error = run(&["tset".to_owned()]).unwrap_err().to_string();
        assert!(error.starts_with("no step `tset`") && error.contains("\n  test "), "{error}");
    }

    #[test]
    fn a_failed_step_can_be_repeated() {
        let doc = STEPS.iter().find(|step| step.name == "doc").unwrap();
        assert_eq!(doc.repeat(), "RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps");
        let smoke = STEPS.iter().find(|step| step.name == "smoke").unwrap();
        assert_eq!(smoke.repeat(), "cargo xtask ci smoke");
    }
}
