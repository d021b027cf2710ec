//! `cargo xtask icount`: instructions of the hot passes, counted by callgrind and compared with a
//! committed baseline.
//!
//! A count does not depend on how busy the machine is, and little on which it is. Each work runs once
//! and then `TIMES` more in a second process; the difference is the work without the start. The text
//! is the made corpus. Valgrind knows no AVX-512, so that the portable and the AVX2 kernels are what
//! is counted. A number of instructions is no time: it shows that something changed, and a bench
//! shows what it means.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};
use toml::{Table, Value};

use crate::shell::{cargo, command, output, print, run as run_command, say, target, typed};

const USAGE: &str = "usage: cargo xtask icount [--check|--write]";

const BASELINE: &str = "benches/icount.toml";

const HEAD: &str = "\
# Instructions for each 1000 bytes of text, counted by callgrind: `cargo xtask icount --write`.
# `cargo xtask icount --check`, a step of `cargo xtask ci`, fails where a count is higher than here by
# more than the tolerance.
";

/// Per cent by which a count may be higher when the baseline says nothing else.
const TOLERANCE: i64 = 3;
/// How often a work is repeated.
const TIMES: u64 = 8;
/// Bytes of the corpus, and names of the list.
const BYTES: &str = "150000";
const NAMES: &str = "1000";

/// Works: their name, and what the driver is asked for; words with a dot are files.
const WORKS: [(&str, &[&str]); 8] = [
    ("search plain", &["normalize", "search", "plain.txt"]),
    ("search vocalised", &["normalize", "search", "vocalised.txt"]),
    ("search persian", &["normalize", "search", "persian.txt"]),
    ("search plain offsets", &["normalize", "search", "plain.txt", "offsets"]),
    ("loose plain", &["normalize", "loose", "plain.txt"]),
    ("clean plain", &["normalize", "clean", "plain.txt"]),
    ("clean vocalised", &["normalize", "clean", "vocalised.txt"]),
    ("match plain", &["match", "names-1000.txt", "plain.txt"]),
];
const KERNELS: [&str; 2] = ["scalar", "avx2"];

type Counts = BTreeMap<String, i64>;

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let (check, write) = match args {
        [] => (false, false),
        [one] if one == "--check" => (true, false),
        [one] if one == "--write" => (false, true),
        _ => bail!("{USAGE}"),
    };
    ensure!(has_valgrind(), "valgrind is not installed: nothing can be counted");
    let counts = count()?;
    let path = crate::root().join(BASELINE);
    if write {
        let text = format!("{HEAD}tolerance_percent = {TOLERANCE}\n\n{}", listed(&counts));
        return std::fs::write(&path, text).with_context(|| path.display().to_string());
    }
    let (tolerance, baseline) = read(&path)?;
    print(&table(&counts, &baseline))?;
    let worse = worse(&counts, &baseline, tolerance);
    for line in &worse {
        say(line);
    }
    if check && !worse.is_empty() {
        bail!("{} counts differ; where they should: cargo xtask icount --write", worse.len());
    }
    Ok(())
}

/// As a step of all checks: says loudly when this machine cannot count.
pub(crate) fn step() -> Result<()> {
    if !cfg!(target_arch = "x86_64") || !has_valgrind() {
        say("!! SKIPPED: no instructions were counted, this machine has no valgrind for x86-64");
        return Ok(());
    }
    run(&["--check".to_owned()])
}

fn has_valgrind() -> bool {
    let mut valgrind = command("valgrind", ["--version"]);
    valgrind.stdout(Stdio::null()).stderr(Stdio::null());
    valgrind.status().is_ok_and(|status| status.success())
}

/// All works by all kernels.
fn count() -> Result<Counts> {
    run_command(&mut cargo(["build", "--release", "--package", "marsad-bench", "--bins"]))?;
    let driver = target().join("release/marsad-driver");
    let files = target().join("icount");
    output(command(&driver, ["prepare".as_ref(), files.as_os_str()]).args([BYTES, NAMES]))?;
    let mut counts = Counts::new();
    for (work, args) in WORKS {
        for kernel in KERNELS {
            let once = Run { driver: &driver, files: &files, kernel, args };
            let (start, bytes) = once.instructions(1)?;
            let (end, _) = once.instructions(1 + TIMES)?;
            let each = end.saturating_sub(start) * 1000 / TIMES / bytes.max(1);
            counts.insert(format!("{work} {kernel}"), i64::try_from(each)?);
        }
    }
    Ok(counts)
}

/// One work of the driver by one kernel.
struct Run<'a> {
    driver: &'a Path,
    files: &'a Path,
    kernel: &'a str,
    args: &'a [&'a str],
}

impl Run<'_> {
    /// Instructions of the whole process, and bytes of text it reads each time.
    fn instructions(&self, times: u64) -> Result<(u64, u64)> {
        let mut valgrind: Command =
            command("valgrind", ["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
        valgrind.arg(self.driver).args(["repeat", &times.to_string()]);
        valgrind.args(self.args.iter().map(|arg| match arg.contains('.') {
            true => self.files.join(arg),
            false => PathBuf::from(arg),
        }));
        valgrind.env("MARSAD_KERNEL", self.kernel).stdin(Stdio::null());
        let done = valgrind.output().with_context(|| typed(&valgrind))?;
        let said = String::from_utf8_lossy(&done.stderr);
        ensure!(done.status.success(), "`{}` failed: {said}", typed(&valgrind));
        let counted = collected(&said).with_context(|| format!("no count in: {said}"))?;
        let printed = String::from_utf8_lossy(&done.stdout);
        let bytes = printed.split(',').next().and_then(|bytes| bytes.parse().ok());
        Ok((counted, bytes.context("the driver printed no bytes")?))
    }
}

/// The number that callgrind says at its end.
fn collected(said: &str) -> Option<u64> {
    let (_, after) = said.rsplit_once("Collected : ")?;
    after.split_whitespace().next()?.parse().ok()
}

fn read(path: &Path) -> Result<(i64, Counts)> {
    let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let table: Table = text.parse().with_context(|| path.display().to_string())?;
    let tolerance = table.get("tolerance_percent").and_then(Value::as_integer);
    let counts = table.get("instructions").and_then(Value::as_table).context("no counts")?;
    let counts = counts.iter().filter_map(|(work, n)| Some((work.clone(), n.as_integer()?)));
    Ok((tolerance.context("no tolerance")?, counts.collect()))
}

fn listed(counts: &Counts) -> String {
    let lines: Vec<String> = counts.iter().map(|(work, n)| format!("\"{work}\" = {n}\n")).collect();
    format!("[instructions]\n{}", lines.concat())
}

fn table(counts: &Counts, baseline: &Counts) -> String {
    let mut out = format!("{:<32}{:>12}{:>12}{:>9}\n", "instructions a KB", "now", "baseline", "");
    for (work, now) in counts {
        let was = baseline.get(work).copied().unwrap_or(0);
        let more = if was == 0 { 0.0 } else { 100.0 * (now - was) as f64 / was as f64 };
        out.push_str(&format!("{work:<32}{now:>12}{was:>12}{more:>+8.1}%\n"));
    }
    out
}

/// What is higher than it may be, and what is not in both.
fn worse(counts: &Counts, baseline: &Counts, tolerance: i64) -> Vec<String> {
    let mut said = Vec::new();
    for (work, now) in counts {
        match baseline.get(work) {
            Some(was) if now * 100 <= was * (100 + tolerance) => {}
            Some(was) => said.push(format!(
                "{work}: {now} instructions a KB, {was} in the baseline, more by over {tolerance} %"
            )),
            None => said.push(format!("{work}: not in the baseline")),
        }
    }
    let gone = baseline.keys().filter(|work| !counts.contains_key(*work));
    said.extend(gone.map(|work| format!("{work}: in the baseline, but not counted")));
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(pairs: &[(&str, i64)]) -> Counts {
        pairs.iter().map(|&(work, n)| (work.to_owned(), n)).collect()
    }

    #[test]
    fn more_than_the_tolerance_is_worse_and_less_is_not() {
        let baseline = counts(&[("a", 1000), ("b", 1000), ("c", 1000), ("d", 1)]);
        let now = counts(&[("a", 1030), ("b", 1031), ("c", 10), ("e", 1)]);
        let said = worse(&now, &baseline, 3);
        let starts: Vec<&str> = said.iter().filter_map(|line| line.get(..2)).collect();
        assert_eq!(starts, ["b:", "e:", "d:"], "{said:?}");
    }

    #[test]
    fn the_count_is_read_from_what_callgrind_says() {
        let said = "==7== Events    : Ir\n==7== Collected : 4128\n==7==\n==7== I refs: 4,128\n";
        assert_eq!(collected(said), Some(4128));
        assert_eq!(collected("==7== killed"), None);
    }

    #[test]
    fn the_baseline_has_all_works() {
        let (tolerance, baseline) = read(&crate::root().join(BASELINE)).unwrap();
        assert!((1..=10).contains(&tolerance));
        for (work, _) in WORKS {
            for kernel in KERNELS {
                assert!(baseline.contains_key(&format!("{work} {kernel}")), "{work} {kernel}");
            }
        }
        assert_eq!(baseline.len(), WORKS.len() * KERNELS.len());
    }
}
