//! `cargo xtask bench --against REV`: the overview benches of this tree and of another revision, run
//! in turn on the same files and the same machine.
//!
//! The files are made by this tree. The other revision is checked out beside it, built with its own
//! settings and lock file, and must have a driver (`marsad-driver overview`); the benches that both
//! know are compared.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use crate::shell::{
    cargo, command, machine, options, output, print, run as run_command, say, target, user_path,
};

const USAGE: &str = "usage: cargo xtask bench --against REV [--corpus FILE] [--rounds R]";

/// Nanoseconds of the best run and the count, by bench.
type Figures = BTreeMap<String, (u128, u64)>;

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let [against, corpus, rounds] = options(args, ["--against", "--corpus", "--rounds"], USAGE)?;
    let revision = against.with_context(|| USAGE)?;
    let rounds: usize = rounds.as_deref().unwrap_or("5").parse().context(USAGE)?;
    let corpus = corpus.map(|file| user_path(&file)).transpose()?;
    let commit = format!("{revision}^{{commit}}");
    let commit = output(&mut command("git", ["rev-parse", "--verify", "--short", &commit]))?;

    let here = build(&crate::root(), &target())?;
    let there = {
        let tree = Tree::at(&commit)?;
        build(&tree.0, &target().join("against"))?
    };
    let files = target().join("against/files");
    let mut prepare = command(&here, ["prepare".as_ref(), files.as_os_str()]);
    prepare.args(["4194304", "100000"]).args(corpus);
    let corpus = output(&mut prepare)?;

    let (mut new, mut old) = (Figures::new(), Figures::new());
    let machine = machine()?;
    for round in 1..=rounds {
        say(&format!("round {round} of {rounds}"));
        for (driver, figures) in [(&here, &mut new), (&there, &mut old)] {
            let lines = output(command(driver, ["overview"]).arg(&files))?;
            merge(&lines, figures)?;
        }
    }
    print(&format!("{machine}\n{corpus}; this tree against {commit}, best of {rounds}\n"))?;
    print(&table(&new, &old)?)
}

/// A checkout beside the tree that is gone when it is dropped.
struct Tree(PathBuf);

impl Tree {
    fn at(commit: &str) -> Result<Tree> {
        let path = target().join("against/tree");
        if path.exists() {
            drop(Tree(path.clone())); // left behind by a run that was stopped
        }
        let add = ["worktree", "add", "--quiet", "--force", "--detach"];
        run_command(command("git", add).arg(&path).arg(commit))?;
        Ok(Tree(path))
    }
}

impl Drop for Tree {
    fn drop(&mut self) {
        if let Err(error) =
            run_command(command("git", ["worktree", "remove", "--force"]).arg(&self.0))
        {
            say(&format!("{error:#}"));
        }
    }
}

fn build(root: &Path, target: &Path) -> Result<PathBuf> {
    let mut build = cargo(["build", "--release", "--package", "marsad-bench"]);
    build.args(["--bin", "marsad-driver", "--target-dir"]).arg(target).current_dir(root);
    run_command(&mut build)?;
    Ok(target.join("release/marsad-driver"))
}

/// Keeps the best of `figures` and `lines` (`name,bytes,ns,count`).
fn merge(lines: &str, figures: &mut Figures) -> Result<()> {
    for line in lines.lines() {
        let mut cells = line.rsplitn(4, ',');
        let (Some(count), Some(ns), Some(_), Some(name)) =
            (cells.next(), cells.next(), cells.next(), cells.next())
        else {
            bail!("`{line}` is no figure");
        };
        let (ns, count) = (ns.parse().context(line.to_owned())?, count.parse()?);
        let best = figures.entry(name.to_owned()).or_insert((ns, count));
        ensure!(best.1 == count, "{name}: one run counted {}, another {count}", best.1);
        best.0 = best.0.min(ns);
    }
    Ok(())
}

fn table(new: &Figures, old: &Figures) -> Result<String> {
    let mut out = format!("{:<36}{:>12}{:>12}{:>9}\n", "bench", "old ms", "new ms", "speed");
    let mut both = 0;
    for (name, (new_ns, new_count)) in new {
        let Some((old_ns, old_count)) = old.get(name) else { continue };
        both += 1;
        let ms = |ns: u128| ns as f64 / 1e6;
        let ratio = *old_ns as f64 / *new_ns as f64;
        let (old_ms, new_ms) = (ms(*old_ns), ms(*new_ns));
        out.push_str(&format!("{name:<36}{old_ms:>12.3}{new_ms:>12.3}{ratio:>8.2}x"));
        if new_count != old_count {
            out.push_str(&format!("  counts differ: {old_count} then, {new_count} now"));
        }
        out.push('\n');
    }
    ensure!(both > 0, "the two revisions have no bench in common");
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_of_each_side_is_compared() {
        let (mut new, mut old) = (Figures::new(), Figures::new());
        merge("a/b,100,3000000,7\nc,1,2000000,1", &mut new).unwrap();
        merge("a/b,100,2000000,7\nc,1,2500000,1", &mut new).unwrap();
        merge("a/b,100,4000000,7\nc,1,1000000,2\nd,1,1,1", &mut old).unwrap();
        let table = table(&new, &old).unwrap();
        let rows: Vec<Vec<&str>> =
            table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(rows[1], ["a/b", "4.000", "2.000", "2.00x"]);
        assert_eq!(rows[2][..4], ["c", "1.000", "2.000", "0.50x"]);
        assert!(table.contains("counts differ: 2 then, 1 now"));
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn runs_that_count_differently_are_refused() {
        let mut figures = Figures::new();
        merge("a,1,1,7", &mut figures).unwrap();
        let error = merge("a,1,1,8", &mut figures).unwrap_err().to_string();
        assert_eq!(error, "a: one run counted 7, another 8");
        assert!(merge("nonsense", &mut figures).is_err());
    }
}
