//! `cargo xtask world`: writes `crates/marsad-io/lists/world.jsonl`, the built-in list, from the
//! tables kept by hand in `xtask/world`.
//!
//! The tables hold facts, one entity a line; here they are spelled out (alternative spellings,
//! inflected nisbas), checked against each other and written in a fixed order, so that the same
//! tables give the same bytes. Everything wrong is reported at once, with file and line. It knows
//! nothing of the network: a fact comes into the tables by hand.

mod check;
mod nisba;
mod table;

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Serialize;

use self::table::{Row, read};
use crate::generated;

const PATH: &str = "crates/marsad-io/lists/world.jsonl";
const SOURCES: &str = "xtask/world";

/// One line of the list, and where it comes from.
#[derive(Debug, Serialize)]
struct Entity {
    id: String,
    #[serde(rename = "type")]
    kind: Kind,
    names: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    weak_names: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    exclude: Vec<String>,
    /// `strict` keeps final ة and ه apart (جدة is no "his grandfather").
    #[serde(rename = "final", skip_serializing_if = "Option::is_none")]
    final_rule: Option<&'static str>,
    data: Data,
    #[serde(skip)]
    place: String,
    /// Names that stand in the table with `*`: another entity of the type bears them too.
    #[serde(skip)]
    shared: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Country,
    Nisba,
    City,
    Region,
    Organisation,
    Person,
}

/// The pass-through `data` of an entity; each type uses its own fields.
#[derive(Debug, Default, Serialize)]
struct Data {
    #[serde(skip_serializing_if = "Option::is_none")]
    of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    capital: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kind: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<String>,
}

/// Runs the command; with `--check` only compares.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let check = match args {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => bail!("usage: cargo xtask world [--check]"),
    };
    let entities = build(&root().join(SOURCES))?;
    let wanted = lines(&entities)?;
    generated::put(PATH, &wanted, check, "world")?;
    if check {
        return Ok(());
    }
    summary(&entities).context("cannot write to standard output")
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Reads the tables in `dir`, spells them out and checks them.
fn build(dir: &Path) -> Result<Vec<Entity>> {
    let countries = read(dir, "countries.tsv", 8)?;
    let nisbas = read(dir, "nisba.tsv", 5)?;
    let cities = read(dir, "cities.tsv", 7)?;
    let regions = read(dir, "regions.tsv", 7)?;
    let organisations = read(dir, "organisations.tsv", 7)?;
    let people = read(dir, "people.tsv", 7)?;

    let mut entities = Vec::new();
    for row in &countries {
        let data = Data {
            country: row.value(1),
            status: row.value(2),
            capital: row.value(3),
            ..Data::default()
        };
        entities.push(entity(row, Kind::Country, 4, data)?);
    }
    for (rows, kind) in [(&cities, Kind::City), (&regions, Kind::Region)] {
        for row in rows {
            let data = Data { country: row.value(1), kind: row.value(2), ..Data::default() };
            entities.push(entity(row, kind, 3, data)?);
        }
    }
    for row in &organisations {
        let data = Data { country: row.value(1), kind: row.value(2), ..Data::default() };
        entities.push(entity(row, Kind::Organisation, 3, data)?);
    }
    for row in &people {
        let data = Data { country: row.value(1), role: row.value(2), ..Data::default() };
        entities.push(entity(row, Kind::Person, 3, data)?);
    }
    let nisbas = nisba::entities(&nisbas, &entities)?;
    entities.extend(nisbas);
    entities.sort_by_key(|entity| entity.kind); // stable: within a type, the order of the table

    let problems = check::problems(&entities);
    ensure!(problems.is_empty(), "{} problems:\n{}", problems.len(), problems.join("\n"));
    Ok(entities)
}

/// The entity of a row whose Arabic names, Latin names, weak names and exclusions stand in four
/// columns from `first` on. An id that ends in `!` keeps final ة and ه apart.
fn entity(row: &Row, kind: Kind, first: usize, data: Data) -> Result<Entity> {
    let id = row.cell(0);
    let (id, final_rule) = match id.strip_suffix('!') {
        Some(id) => (id, Some("strict")),
        None => (id, None),
    };
    let mut names = row.names(first)?;
    names.extend(row.names(first + 1)?);
    let shared = table::take_shared(&mut names);
    Ok(Entity {
        id: id.to_owned(),
        kind,
        names,
        weak_names: row.names(first + 2)?,
        exclude: row.names(first + 3)?,
        final_rule,
        data,
        place: row.place.clone(),
        shared,
    })
}

fn lines(entities: &[Entity]) -> Result<String> {
    let mut out = String::new();
    for entity in entities {
        out.push_str(&serde_json::to_string(entity)?);
        out.push('\n');
    }
    Ok(out)
}

fn summary(entities: &[Entity]) -> io::Result<()> {
    let mut counts: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
    for entity in entities {
        let count = counts.entry(entity.kind).or_default();
        count.0 += 1;
        count.1 += entity.names.len() + entity.weak_names.len();
    }
    let mut out = io::stdout().lock();
    for (kind, (n_entities, n_names)) in counts {
        let kind = format!("{kind:?}").to_lowercase();
        writeln!(out, "{kind:<13}{n_entities:>5} entities {n_names:>6} names")?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_fresh() {
        run(&["--check".to_owned()]).unwrap();
    }

    #[test]
    fn the_list_is_as_large_as_promised() {
        let entities = build(&root().join(SOURCES)).unwrap();
        let count = |kind| entities.iter().filter(|entity| entity.kind == kind).count();
        assert!(count(Kind::Country) >= 195);
        assert!(count(Kind::Organisation) >= 80);
        assert!(count(Kind::Person) >= 250);
    }

    #[test]
    fn wrong_arguments_are_refused() {
        let error = run(&["--chekc".to_owned()]).unwrap_err().to_string();
        assert_eq!(error, "usage: cargo xtask world [--check]");
    }
}
