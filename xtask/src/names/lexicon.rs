//! The lexicon: which words are ordinary, which are attested names, and which belong to lands.
//!
//! Two words that both stand here, and have no origin in common, are two words however near they
//! are. What is counted are facts about words; no sentence gets into the table.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

use super::align::Alignment;
use super::corpus;
use super::origin;
use crate::licensed::{self, NAMES, NEWS};

pub(super) const PATH: &str = "crates/marsad/src/names/lexicon.tsv";

/// Lands, towns and the adjectives made of them: this project's own tables.
const WORLD: &str = "crates/marsad-io/lists/world.jsonl";
const NISBAS: &str = "xtask/world/nisba.tsv";

/// An ordinary word stands in the news at least so often.
const FREQUENT: u32 = 10;
/// A name is attested when it stands in the news at least so often.
const SEEN: u32 = 2;

/// Endings that ordinary words take and names hardly do.
const ENDINGS: [&str; 10] = ["ها", "هم", "نا", "هما", "كم", "ته", "تها", "وا", "ته", "هن"];

/// Letters of a verb's persons.
const PERSONS: [char; 3] = ['ي', 'ت', 'ن'];

/// A name is an ordinary word too when one in so many times that it stands it has the article.
const WITH_ARTICLE: u32 = 50;

#[derive(Deserialize)]
struct Entity {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    names: Vec<String>,
    #[serde(default)]
    weak_names: Vec<String>,
}

/// What is known of a word.
#[derive(Default)]
struct Known {
    is_ordinary: bool,
    is_nisba: bool,
    /// Latin originals, and lands with `=` before.
    origins: BTreeSet<String>,
}

pub(super) fn table(data: &Path, aligned: &Alignment) -> Result<String> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    // how often a word has the article
    let mut with_article: BTreeMap<String, u32> = BTreeMap::new();
    for article in licensed::articles(data)? {
        for found in article.texts().flat_map(split).filter_map(corpus::folded) {
            let Some(word) = word(&found) else { continue };
            if word != found {
                *with_article.entry(word.clone()).or_default() += 1;
            }
            *counts.entry(word).or_default() += 1;
        }
    }
    let is_spelling = aligned.judge();
    ensure!(!counts.is_empty(), "no words in {}", data.display());
    let count = |word: &str| counts.get(word).copied().unwrap_or(0);

    let mut known: BTreeMap<String, Known> = BTreeMap::new();
    for (arabic, latin) in licensed::names(data)? {
        let (Some(word), Some(origin)) = (word(&arabic), origin::key(&latin)) else { continue };
        if count(&word) >= SEEN && is_spelling(&arabic, &latin) {
            known.entry(word).or_default().origins.insert(origin);
        }
    }
    let own = |path: &str| {
        let file = crate::root().join(path);
        fs::read_to_string(file).with_context(|| format!("cannot read {path}"))
    };
    let mut named: BTreeSet<String> = BTreeSet::new();
    for line in own(WORLD)?.lines() {
        let entity: Entity = serde_json::from_str(line).context(WORLD)?;
        let names = || entity.names.iter().chain(&entity.weak_names);
        if matches!(entity.kind.as_str(), "country" | "region" | "city") {
            for word in names().filter_map(|name| word(name)) {
                known.entry(word).or_default().origins.insert(format!("={}", entity.id));
            }
        }
        if entity.kind != "nisba" {
            named.extend(names().filter_map(|name| word(name)));
        }
        if entity.kind != "nisba" && entity.kind != "organisation" {
            for (arabic, latin) in names().flat_map(|a| names().map(move |b| (a, b))) {
                for (word, origin) in originals(arabic, latin, &is_spelling) {
                    known.entry(word).or_default().origins.insert(origin);
                }
            }
        }
    }
    for (word, &count) in counts.iter().filter(|(_, count)| **count >= FREQUENT) {
        let is_name =
            named.contains(word) || known.get(word).is_some_and(|known| !known.origins.is_empty());
        let with_article = with_article.get(word).copied().unwrap_or(0);
        let is_used = with_article * WITH_ARTICLE >= count || takes_endings(word, &counts);
        if is_ordinary(word, &counts) && (is_used || !is_name) {
            known.entry(word.clone()).or_default().is_ordinary = true;
        }
    }
    for line in own(NISBAS)?.lines().filter(|line| !line.starts_with('#')) {
        for stem in line.split('\t').nth(1).into_iter().flat_map(spelled_out) {
            if let Some(word) = word(stem.trim_matches('*')) {
                known.entry(word).or_default().is_nisba = true;
            }
        }
    }

    let mut out = String::from(
        "# Words of the news and attested names. Written by `cargo xtask names`; do not edit.\n\
         # Learned from:\n",
    );
    for (_, about) in NEWS.into_iter().chain(NAMES) {
        writeln!(out, "# - {about}")?;
    }
    writeln!(out, "# - {WORLD} and {NISBAS}, of this project")?;
    out += "# word (folded, without article), w: ordinary, n: attested name or land, x: of a land;\n\
            # how often it stands in the news; Latin originals, shortened, and lands with `=`\n";
    for (word, known) in &known {
        let mut kinds = String::new();
        for (is, kind) in
            [(known.is_ordinary, 'w'), (!known.origins.is_empty(), 'n'), (known.is_nisba, 'x')]
        {
            if is {
                kinds.push(kind);
            }
        }
        let origins: Vec<&str> = known.origins.iter().map(String::as_str).collect();
        writeln!(out, "{word}\t{kinds}\t{}\t{}", count(word), origins.join(","))?;
    }
    Ok(out)
}

/// The words of a text.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !corpus::is_of_word(c))
}

/// A word of Arabic letters alone, folded, without article.
fn word(text: &str) -> Option<String> {
    let letters = corpus::folded(text)?;
    let is_one = !text.trim().contains(' ');
    let word = without_article(&letters);
    (is_one && word.chars().count() >= 2).then(|| word.to_owned())
}

/// The words of a name with those of its Latin spelling, if they are as many; of several, those that
/// are spellings: languages order words in their own way, and translate some.
fn originals(
    arabic: &str,
    latin: &str,
    is_spelling: impl Fn(&str, &str) -> bool,
) -> Vec<(String, String)> {
    let (one, other) = (arabic.split_whitespace(), latin.split_whitespace());
    let (n, m) = (one.clone().count(), other.clone().count());
    if n != m {
        return Vec::new();
    }
    let pairs = one.zip(other).filter(|(a, b)| n == 1 || is_spelling(a, b));
    pairs.filter_map(|(a, b)| Some((word(a)?, origin::key(b)?))).collect()
}

/// A folded word without ال, where three letters or more are left.
fn without_article(word: &str) -> &str {
    let bare = word.strip_prefix("ال").filter(|rest| rest.chars().count() >= 3);
    bare.unwrap_or(word)
}

/// Whether a word takes endings of pronouns, or the letters of a verb's persons.
fn takes_endings(word: &str, counts: &BTreeMap<String, u32>) -> bool {
    let count = |word: &str| counts.get(word).copied().unwrap_or(0);
    let stem = word.strip_suffix('ة').unwrap_or(word);
    ENDINGS.iter().any(|ending| count(&format!("{stem}{ending}")) > 0)
        || PERSONS.iter().any(|person| count(&format!("{person}{word}")) > 0)
}

/// Whether a frequent word is used as Arabic words are: it has letters of Arabic alone, it takes the
/// endings of pronouns or the feminine of an adjective, or it is a verb of several persons.
fn is_ordinary(word: &str, counts: &BTreeMap<String, u32>) -> bool {
    let count = |word: &str| counts.get(word).copied().unwrap_or(0);
    let is_native = word.chars().any(|c| "عحصضطظقذ".contains(c));
    let stem = word.strip_suffix('ة').unwrap_or(word);
    let endings = ENDINGS.iter().filter(|ending| count(&format!("{stem}{ending}")) > 0).count();
    let is_adjective = word.ends_with('ي') && count(&format!("{word}ة")) > 1
        || word.strip_suffix('ة').is_some_and(|stem| stem.ends_with('ي') && count(stem) > 1);
    let mut letters = word.chars();
    let is_verb = letters.next().is_some_and(|first| PERSONS.contains(&first))
        && PERSONS.iter().all(|first| count(&format!("{first}{}", letters.as_str())) > 0);
    // a particle before a more frequent word is no word of its own
    let is_prefixed = ["و", "ف", "ب", "ك", "ل", "لل", "بال", "وال", "كال", "فال"]
        .iter()
        .filter_map(|particle| word.strip_prefix(particle))
        .any(|rest| rest.chars().count() >= 3 && count(rest) > count(word));
    (is_native || endings >= 2 || is_adjective || is_verb) && !is_prefixed
}

/// The spellings of a cell of the tables: `;` parts names, `{a,b}` stands for either.
fn spelled_out(cell: &str) -> Vec<String> {
    let mut done = Vec::new();
    let mut open: Vec<String> = cell.split(';').map(str::to_owned).collect();
    while let Some(name) = open.pop() {
        let parts =
            name.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)));
        match parts {
            Some((before, (choices, after))) => {
                open.extend(choices.split(',').map(|choice| format!("{before}{choice}{after}")));
            }
            None => done.push(name),
        }
    }
    done
}
