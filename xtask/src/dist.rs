//! `cargo xtask dist`: the command line as it is given away: `target/dist/marsad-<version>-<target>.tar.gz`
//! with the binary, completions, manual pages, the project's papers and the licences of everything
//! linked into it; and `SHA256SUMS` beside it.
//!
//! Uses `tar` and `sha256sum` (or `shasum`) of the system.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::shell::{cargo, command, output, print, run as run_command, target};

const SHELLS: [&str; 5] = ["bash", "elvish", "fish", "powershell", "zsh"];
const PAPERS: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<()> {
    if !args.is_empty() {
        bail!("usage: cargo xtask dist");
    }
    run_command(&mut cargo([
        "build",
        "--locked",
        "--profile",
        "dist-cli",
        "--package",
        "marsad-cli",
    ]))?;
    let name = format!("marsad-{}-{}", version()?, host()?);
    let dist = target().join("dist");
    let folder = dist.join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| folder.display().to_string())?;
    }
    fs::create_dir_all(folder.join("completions"))?;

    let suffix = std::env::consts::EXE_SUFFIX;
    let binary = target().join(format!("dist-cli/marsad{suffix}"));
    copy(&binary, &folder)?;
    for shell in SHELLS {
        let script = output(&mut command(&binary, ["completions", shell]))?;
        fs::write(folder.join(format!("completions/marsad.{shell}")), script + "\n")?;
    }
    run_command(command(&binary, ["man"]).arg(folder.join("man")))?;
    for paper in PAPERS {
        copy(&crate::root().join(paper), &folder)?;
    }
    fs::write(folder.join("THIRD-PARTY"), third_party()?)?;

    let archive = format!("{name}.tar.gz");
    run_command(command("tar", ["-czf", &archive, &name]).current_dir(&dist))?;
    let sum = checksum(&dist, &archive)?;
    fs::write(dist.join("SHA256SUMS"), format!("{sum}\n"))?;
    print(&format!("{}\n{sum}\n", dist.join(&archive).display()))
}

fn copy(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().context("a file has a name")?;
    fs::copy(file, folder.join(name)).with_context(|| file.display().to_string())?;
    Ok(())
}

fn version() -> Result<String> {
    let id = output(&mut cargo(["pkgid", "--package", "marsad-cli"]))?;
    let version = id.rsplit(['#', '@']).next().context("a package has a version")?;
    Ok(version.to_owned())
}

fn host() -> Result<String> {
    let about = output(&mut command("rustc", ["-vV"]))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc names no host")?.to_owned())
}

fn checksum(folder: &Path, file: &str) -> Result<String> {
    let sha256sum = output(command("sha256sum", [file]).current_dir(folder));
    sha256sum.or_else(|_| output(command("shasum", ["-a", "256", file]).current_dir(folder)))
}

/// Name, version, licence and licence texts of every crate the command line is built from.
fn third_party() -> Result<String> {
    let host = host()?;
    let metadata = output(&mut cargo([
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--filter-platform",
        &host,
    ]))?;
    let metadata: Value = serde_json::from_str(&metadata).context("cargo metadata")?;
    listing(&linked(&metadata, "marsad-cli")?)
}

/// A crate of the binary.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Linked {
    name: String,
    version: String,
    licence: String,
    folder: PathBuf,
}

/// The crates from a registry that `root` reaches by ordinary dependencies.
fn linked(metadata: &Value, root: &str) -> Result<BTreeSet<Linked>> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let mut packages = BTreeMap::new();
    let mut open = Vec::new();
    for package in list(&metadata["packages"]) {
        if package["name"] == root {
            open.push(text(&package["id"]));
        }
        packages.insert(text(&package["id"]), package);
    }
    if open.is_empty() {
        bail!("no package `{root}`");
    }
    let mut edges: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for node in list(&metadata["resolve"]["nodes"]) {
        let to = list(&node["deps"]).into_iter().filter(|dependency| {
            // of kind null; the others are of tests and of build scripts
            list(&dependency["dep_kinds"]).iter().any(|kind| kind["kind"].is_null())
        });
        edges.insert(text(&node["id"]), to.map(|dependency| text(&dependency["pkg"])).collect());
    }
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    while let Some(id) = open.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        open.extend(edges.get(&id).cloned().unwrap_or_default());
        let package = packages.get(&id).with_context(|| format!("no package {id}"))?;
        if package["source"].is_string() {
            let manifest = PathBuf::from(text(&package["manifest_path"]));
            found.insert(Linked {
                name: text(&package["name"]),
                version: text(&package["version"]),
                licence: text(&package["license"]),
                folder: manifest.parent().unwrap_or(Path::new("")).to_owned(),
            });
        }
    }
    Ok(found)
}

/// Each licence text once, under the crates that have it.
fn listing(crates: &BTreeSet<Linked>) -> Result<String> {
    let mut out = String::from("Crates that this binary is built from, and their licences.\n\n");
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for linked in crates {
        let name = format!("{} {}", linked.name, linked.version);
        out.push_str(&format!("{name}: {}\n", linked.licence));
        for path in licences(&linked.folder).with_context(|| name.clone())? {
            let text = String::from_utf8_lossy(&fs::read(&path)?).trim().to_owned();
            texts.entry(text).or_default().push(name.clone());
        }
    }
    for (text, mut names) in texts {
        names.dedup();
        out.push_str(&format!("\n{}\n{}:\n\n{text}\n", "=".repeat(80), names.join(", ")));
    }
    Ok(out)
}

/// Licence files of a crate; those of C sources that it brings lie deeper.
fn licences(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().to_uppercase();
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if ["LICENSE", "LICENCE", "NOTICE"].iter().any(|start| name.starts_with(start)) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_linked_is_listed_with_its_licence() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("c")).unwrap();
        fs::write(folder.path().join("c/LICENSE-MIT"), "Permission is granted\n").unwrap();
        let manifest = folder.path().join("Cargo.toml");
        let package = |name: &str, source: Option<&str>| {
            serde_json::json!({
                "id": name, "name": name, "version": "1.0.0", "license": "MIT", "source": source,
                "manifest_path": manifest,
            })
        };
        let edge = |to: &str, kind: Option<&str>| serde_json::json!({"pkg": to, "dep_kinds": [{"kind": kind}]});
        let metadata = serde_json::json!({
            "packages": [
                package("cli", None), package("a", Some("r")), package("b", Some("r")),
                package("c", Some("r")), package("d", Some("r")),
            ],
            "resolve": {"nodes": [
                {"id": "cli", "deps": [edge("a", None), edge("c", Some("dev"))]},
                {"id": "a", "deps": [edge("b", None), edge("d", Some("build"))]},
                {"id": "b", "deps": [edge("a", None)]},
            ]},
        });
        let crates = linked(&metadata, "cli").unwrap();
        let names: Vec<&str> = crates.iter().map(|linked| linked.name.as_str()).collect();
        assert_eq!(names, ["a", "b"]);
        let listing = listing(&crates).unwrap();
        assert!(listing.contains("a 1.0.0: MIT\nb 1.0.0: MIT\n"), "{listing}");
        assert!(listing.contains("a 1.0.0, b 1.0.0:\n\nPermission is granted\n"), "{listing}");
        assert!(linked(&metadata, "none").is_err());
    }
}
