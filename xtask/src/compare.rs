//! `cargo xtask compare`: the engine and other libraries on the same files, in one table.
//!
//! Every program runs one thread, unless its row says two, and is a process of its own. They run in turn, round after round, so
//! that a busy neighbour disturbs all; the best run of each counts. Before anything is timed it is
//! asserted that the work is equal where it can be: see `docs/bench-bias.md`, which also says where it
//! is not.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use toml::{Table, Value};

use crate::shell::{
    cargo, command, machine, options, output, print, run as run_command, say, target, user_path,
};

const USAGE: &str =
    "usage: cargo xtask compare [--corpus FILE] [--names N,…] [--rounds R] [--bytes B]";

/// One program at one work.
struct Row {
    work: String,
    who: String,
    command: Command,
    /// Whether the others of the work are measured against it.
    is_reference: bool,
    best: Option<Figure>,
}

/// What a program prints: `bytes,ns,count`, and nanoseconds of building behind it if it builds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Figure {
    bytes: u64,
    ns: u64,
    count: u64,
    build_ns: Option<u64>,
}

/// Where everything is.
struct Place {
    driver: PathBuf,
    peers: PathBuf,
    files: PathBuf,
    foreign: Vec<Foreign>,
}

/// A profile that a program in another language gives too.
struct Foreign {
    profile: String,
    /// The program, with its version.
    package: String,
    command: fn() -> Command,
}

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let [corpus, names, rounds, bytes] =
        options(args, ["--corpus", "--names", "--rounds", "--bytes"], USAGE)?;
    let names = names.unwrap_or_else(|| "1000,100000,1000000".to_owned());
    let lists: Vec<u64> =
        names.split(',').map(str::parse).collect::<Result<_, _>>().context(USAGE)?;
    let rounds: usize = rounds.as_deref().unwrap_or("3").parse().context(USAGE)?;
    let bytes = bytes.unwrap_or_else(|| (4 << 20).to_string());
    let own_corpus = corpus.map(|file| user_path(&file)).transpose()?;

    let place = build()?;
    let mut prepare = command(&place.driver, ["prepare".as_ref(), place.files.as_os_str()]);
    prepare.args([&bytes, &names]).args(&own_corpus);
    let corpus = output(&mut prepare)?;
    let equal = equal_work(&place, &lists, own_corpus.is_none())?;

    let mut rows = rows(&place, &lists);
    let machine = machine()?;
    for round in 1..=rounds {
        say(&format!("round {round} of {rounds}"));
        for row in &mut rows {
            row.run()?;
        }
    }
    let made = match &own_corpus {
        Some(file) => file.display().to_string(),
        None => "made from the project's articles".to_owned(),
    };
    print(&format!("{machine}\n{}\n", versions(&crate::root())?))?;
    if let Ok(kernel) = std::env::var("MARSAD_KERNEL") {
        print(&format!("kernel of the engine: {kernel}\n"))?;
    }
    print(&format!(
        "corpus {made}: {corpus}; one thread where nothing else is said, best of {rounds} rounds\n\n"
    ))?;
    print(&table(&rows)?)?;
    if place.foreign.is_empty() {
        print("\nNothing in Python or Java is compared: none of what is wanted is installed\n")?;
    }
    print(&format!("\nEqual, and asserted before the first run:\n{equal}"))
}

fn build() -> Result<Place> {
    let target = target();
    run_command(&mut cargo([
        "build",
        "--release",
        "--package",
        "marsad-bench",
        "--bin",
        "marsad-driver",
    ]))?;
    let mut peers = cargo(["build", "--release", "--locked", "--manifest-path"]);
    peers.args(["benches/peers/Cargo.toml", "--target-dir"]).arg(target.join("peers"));
    run_command(&mut peers)?;
    Ok(Place {
        driver: target.join("release/marsad-driver"),
        peers: target.join("peers/release"),
        files: target.join("compare"),
        foreign: foreign(),
    })
}

/// The script with the peers in Python. The variable names an interpreter that has their packages.
fn python() -> Command {
    let python = std::env::var_os("MARSAD_PEERS_PYTHON").unwrap_or_else(|| "python3".into());
    command(python, ["benches/peers/python/normalizers.py"])
}

/// Lucene's normalizers.
fn lucene() -> Command {
    let classes = target().join("lucene").into_os_string();
    let path: Vec<OsString> = jars().into_iter().chain([classes]).collect();
    command("java", ["-cp".into(), path.join(OsStr::new(":")), "Normalizers".into()])
}

/// Lucene's jars, from the folder that the variable names, or where Debian's liblucene8-java has them.
fn jars() -> Vec<OsString> {
    let folder =
        std::env::var_os("MARSAD_PEERS_LUCENE").unwrap_or_else(|| "/usr/share/java".into());
    let files = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_wanted = |name: &OsStr| {
        let name = name.to_string_lossy();
        let wanted = ["lucene-core-8.", "lucene-analyzers-common-8."];
        wanted.iter().any(|start| name.starts_with(start)) && name.ends_with(".jar")
    };
    let wanted = files.filter(|file| is_wanted(&file.file_name()));
    wanted.map(|file| file.path().into_os_string()).collect()
}

/// Compiles the program around Lucene; says no where there is no Lucene or no Java.
fn has_lucene() -> bool {
    let jars = jars();
    let mut compile = command("javac", [OsStr::new("-cp"), &jars.join(OsStr::new(":"))]);
    compile.arg("-d").arg(target().join("lucene")).arg("benches/peers/lucene/Normalizers.java");
    !jars.is_empty() && output(&mut compile).is_ok()
}

/// The programs in other languages that are installed; the comparison does without the others.
fn foreign() -> Vec<Foreign> {
    let mut programs: Vec<fn() -> Command> = vec![python];
    if has_lucene() {
        programs.push(lucene);
    }
    let mut foreign = Vec::new();
    for command in programs {
        let list = output(&mut command()).unwrap_or_default();
        foreign.extend(list.lines().filter_map(|line| line.split_once('\t')).map(
            |(profile, package)| Foreign {
                profile: profile.to_owned(),
                package: package.to_owned(),
                command,
            },
        ));
    }
    foreign
}

impl Place {
    fn file(&self, name: &str) -> PathBuf {
        self.files.join(name)
    }

    fn ours(&self, args: &[&str], files: &[&str]) -> Command {
        let mut ours = command(&self.driver, args);
        ours.args(files.iter().map(|file| self.file(file)));
        ours
    }

    fn peer(&self, name: &str, files: &[&str]) -> Command {
        command(self.peers.join(name), files.iter().map(|file| self.file(file)))
    }

    fn foreign(&self, foreign: &Foreign, file: &str) -> Command {
        let mut command = (foreign.command)();
        command.arg(&foreign.profile).arg(self.file(file));
        command
    }
}

/// Asserts that equal work is equal, and says what was asserted.
fn equal_work(place: &Place, lists: &[u64], is_made: bool) -> Result<String> {
    let mut said = String::new();
    for corpus in ["plain.txt", "vocalised.txt"] {
        let hash = |peer: &str| output(place.peer(peer, &[corpus]).arg("hash"));
        let (icu, other) = (hash("icu_nfkc")?, hash("unicode_nfkc")?);
        ensure!(icu == other, "{corpus}: the two NFKC differ");
        let ours = output(&mut place.ours(&["hash", "search"], &[corpus]))?;
        let fold = hash("chars_fold")?;
        // the plain fold knows plain text; a corpus of one's own may hold anything
        ensure!(ours == fold || !is_made, "{corpus}: `search` and the plain fold differ");
        let and = if ours == fold {
            "`search` and chars_fold write the same bytes"
        } else {
            "`search` and chars_fold differ: the corpus has characters the latter does not know"
        };
        said.push_str(&format!("- {corpus}: both NFKC write the same bytes; {and}\n"));
        for foreign in &place.foreign {
            let Foreign { profile, package, .. } = foreign;
            let ours = output(&mut place.ours(&["hash", profile], &[corpus]))?;
            let theirs = output(place.foreign(foreign, corpus).arg("hash"))?;
            ensure!(ours == theirs, "{corpus}: `{profile}` and {package} differ");
            said.push_str(&format!("- {corpus}: `{profile}` and {package} write the same bytes\n"));
        }
    }
    for n in lists {
        let (raw, folded) = (format!("names-{n}.txt"), format!("names-{n}.folded.txt"));
        let ours = output(&mut place.ours(&["check"], &[&raw, "plain.txt"]))?;
        let (whole, all) = ours.split_once(',').context("the driver printed no counts")?;
        for peer in ["daachorse", "aho_corasick"] {
            let files = [folded.as_str(), "plain.folded.txt"];
            let found = output(place.peer(peer, &files).arg("check"))?;
            ensure!(found == whole, "{n} names: {peer} finds {found} whole words, we {whole}");
        }
        let all = all.split(',').next().unwrap_or_default();
        said.push_str(&format!(
            "- {n} names: {whole} hits as whole words, overlaps included, by the engine, its oracle, \
             daachorse and aho-corasick; {all} with particles, by the engine and its oracle\n"
        ));
    }
    Ok(said)
}

/// Names of the largest list that is searched for at level `variant`: its index of spellings takes
/// several hundred bytes a name.
const MOST_VARIANT: u64 = 100_000;

fn rows(place: &Place, lists: &[u64]) -> Vec<Row> {
    let mut rows = Vec::new();
    let mut add = |work: &str, who: &str, command: Command, is_reference: bool| {
        let (work, who) = (work.to_owned(), who.to_owned());
        rows.push(Row { work, who, command, is_reference, best: None });
    };
    for corpus in ["plain", "vocalised", "persian", "mixed"] {
        let file = &format!("{corpus}.txt");
        let work = format!("normalise {corpus}");
        let ours = |profile: &str| place.ours(&["normalize", profile], &[file]);
        add(&work, "memcpy", place.peer("memcpy", &[file]), false);
        add(&work, "marsad search", ours("search"), false);
        let mut offsets = ours("search");
        offsets.arg("offsets");
        add(&work, "marsad search, offsets", offsets, false);
        add(&work, "marsad strict", ours("strict"), false);
        add(&work, "marsad loose", ours("loose"), false);
        add(&work, "marsad clean", ours("clean"), false);
        add(&work, "ICU4X NFKC", place.peer("icu_nfkc", &[file]), true);
        add(&work, "unicode-normalization NFKC", place.peer("unicode_nfkc", &[file]), false);
        add(&work, "chars_fold", place.peer("chars_fold", &[file]), false);
    }
    for foreign in &place.foreign {
        let Foreign { profile, package, .. } = foreign;
        let work = format!("{profile}, plain");
        add(&work, "marsad", place.ours(&["normalize", profile], &["plain.txt"]), false);
        add(&work, package, place.foreign(foreign, "plain.txt"), true);
    }
    for corpus in ["plain", "vocalised"] {
        let work = format!("normalise {corpus}, to one buffer");
        let file = &format!("{corpus}.txt");
        let mut copy = place.peer("memcpy", &[file]);
        copy.arg("stream");
        add(&work, "memcpy", copy, true);
        let mut ours = place.ours(&["normalize", "search"], &[file]);
        ours.arg("stream");
        add(&work, "marsad search", ours, false);
    }
    for n in lists {
        let work = format!("match {n} names");
        let (raw, folded) = (format!("names-{n}.txt"), format!("names-{n}.folded.txt"));
        let ours = || place.ours(&["match"], &[&raw, "plain.txt"]);
        add(&work, "marsad folded", ours(), false);
        let mut on_two = ours();
        on_two.arg("2");
        add(&work, "marsad folded, two threads", on_two, false);
        if *n <= MOST_VARIANT {
            add(&work, "marsad variant", place.ours(&["variant"], &[&raw, "plain.txt"]), false);
        }
        let peer = |name: &str| place.peer(name, &[&folded, "plain.folded.txt"]);
        add(&work, "daachorse charwise", peer("daachorse"), true);
        add(&work, "aho-corasick", peer("aho_corasick"), false);
    }
    rows
}

impl Row {
    /// Runs once more and keeps the better figure.
    fn run(&mut self) -> Result<()> {
        let figure: Figure = parse(&output(&mut self.command)?)?;
        self.best = Some(match self.best {
            None => figure,
            Some(best) => {
                let (was, is) = (best.count, figure.count);
                ensure!(was == is, "{}, {}: counted {was}, then {is}", self.work, self.who);
                Figure {
                    ns: best.ns.min(figure.ns),
                    build_ns: best.build_ns.min(figure.build_ns),
                    ..best
                }
            }
        });
        Ok(())
    }
}

fn parse(line: &str) -> Result<Figure> {
    let cells: Vec<u64> =
        line.split(',').map(str::parse).collect::<Result<_, _>>().context(line.to_owned())?;
    match cells[..] {
        [bytes, ns, count] => Ok(Figure { bytes, ns, count, build_ns: None }),
        [bytes, ns, count, build] => Ok(Figure { bytes, ns, count, build_ns: Some(build) }),
        _ => bail!("`{line}` is no figure"),
    }
}

/// All rows. Within a work everybody is measured in bytes of the same text, that of the first row, so
/// that the ratio is one of times; the second ratio is to copying it.
fn table(rows: &[Row]) -> Result<String> {
    let mut out = format!(
        "{:<36}{:<28}{:>10}{:>9}{:>9}{:>11}{:>10}\n",
        "work", "who", "MB/s", "ratio", "memcpy", "count", "build ms"
    );
    let figure = |row: &Row| row.best.with_context(|| format!("{} did not run", row.who));
    for group in rows.chunk_by(|a, b| a.work == b.work) {
        let reference = group.iter().find(|row| row.is_reference).context("no reference")?;
        let (bytes, reference_ns) = match group.first() {
            Some(first) => (figure(first)?.bytes, figure(reference)?.ns),
            None => continue,
        };
        let copy = group.iter().find(|row| row.who == "memcpy").map(figure).transpose()?;
        for row in group {
            let figure = figure(row)?;
            let speed = 1e3 * bytes as f64 / figure.ns as f64;
            let ratio = reference_ns as f64 / figure.ns as f64;
            let build =
                figure.build_ns.map_or(String::new(), |ns| format!("{:.0}", ns as f64 / 1e6));
            let of_copy = copy
                .map_or(String::new(), |copy| format!("{:.3}x", copy.ns as f64 / figure.ns as f64));
            out.push_str(&format!(
                "{:<36}{:<28}{speed:>10.0}{ratio:>8.2}x{of_copy:>9}{:>11}{build:>10}\n",
                row.work, row.who, figure.count
            ));
        }
    }
    Ok(out)
}

/// The versions of the peers, from their lock file.
fn versions(root: &Path) -> Result<String> {
    let path = root.join("benches/peers/Cargo.lock");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let lock: Table = text.parse().with_context(|| path.display().to_string())?;
    let packages = lock.get("package").and_then(Value::as_array).context("no packages")?;
    let mut versions = Vec::new();
    for name in ["aho-corasick", "daachorse", "icu_normalizer", "unicode-normalization"] {
        let text = |package: &Value, key: &str| {
            package.get(key).and_then(Value::as_str).map(str::to_owned)
        };
        let package = packages.iter().find(|p| text(p, "name").as_deref() == Some(name));
        let version = package.and_then(|package| text(package, "version"));
        versions.push(format!("{name} {}", version.context("a peer is not locked")?));
    }
    Ok(versions.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(work: &str, who: &str, line: &str, is_reference: bool) -> Row {
        let (work, who) = (work.to_owned(), who.to_owned());
        let best = Some(parse(line).unwrap());
        Row { work, who, command: Command::new("none"), is_reference, best }
    }

    #[test]
    fn ratios_are_of_times_on_the_same_text() {
        let rows = [
            row("match", "ours", "1000,100,7", false),
            // less text to read, the same documents
            row("match", "peer", "900,200,9,5000000", true),
        ];
        let table = table(&rows).unwrap();
        let cells =
            |k: usize| -> Vec<&str> { table.lines().nth(k).unwrap().split_whitespace().collect() };
        assert_eq!(cells(1), ["match", "ours", "10000", "2.00x", "7"]);
        assert_eq!(cells(2), ["match", "peer", "5000", "1.00x", "9", "5"]);
    }

    #[test]
    fn where_a_copy_is_timed_the_others_are_measured_by_it() {
        let rows = [
            row("normalise", "memcpy", "1000,10,1000", false),
            row("normalise", "ours", "1000,40,900", true),
        ];
        let table = super::table(&rows).unwrap();
        assert!(table.lines().nth(2).unwrap().contains(" 1.00x   0.250x "), "{table}");
    }

    #[test]
    fn figures_are_three_or_four_numbers() {
        assert_eq!(parse("1,2,3").unwrap().build_ns, None);
        assert_eq!(parse("1,2,3,4").unwrap().build_ns, Some(4));
        assert!(parse("1,2").is_err());
        assert!(parse("1,x,3").is_err());
    }

    #[test]
    fn the_peers_have_versions() {
        let versions = versions(&crate::root()).unwrap();
        assert_eq!(versions.matches(", ").count(), 3, "{versions}");
    }
}
