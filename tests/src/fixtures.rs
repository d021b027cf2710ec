//! Loads the cases under `fixtures/`: TOML files whose spans are given as text and occurrence, so
//! that nobody types an offset.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use marsad_schema::{EntityRecord, LevelName};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// The folder of the fixtures.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures")
}

/// The files in a folder with an extension, sorted.
pub fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    files.sort();
    assert!(!files.is_empty(), "no .{extension} in {}", folder.display());
    files
}

/// Reads a TOML file.
pub fn read_toml<T: DeserializeOwned>(path: &Path) -> T {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A match that is expected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedMatch {
    /// Id of the entity.
    pub entity: String,
    /// The slice of the text.
    pub text: String,
    /// Which occurrence of that slice, from 1; occurrences may touch but not overlap.
    pub nth: usize,
    /// The particles.
    #[serde(default)]
    pub prefix: String,
    /// `exact`, `folded` or `variant`.
    pub level: String,
}

impl ExpectedMatch {
    /// The byte span of the match in `text`.
    pub fn span(&self, text: &str) -> Result<(usize, usize), String> {
        let start = text
            .match_indices(&self.text)
            .nth(self.nth.checked_sub(1).ok_or("nth counts from 1")?)
            .map(|(at, _)| at)
            .ok_or_else(|| format!("`{}` does not occur {} times", self.text, self.nth))?;
        Ok((start, start + self.text.len()))
    }
}

/// The matches expected in an article.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExpectedArticle {
    /// File name of the article.
    pub article: String,
    /// What it is.
    pub about: String,
    /// What it carries on purpose.
    pub carries: Vec<String>,
    /// The matches in text order.
    #[serde(rename = "match")]
    pub matches: Vec<ExpectedMatch>,
}

/// A file of match cases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchFile {
    /// The cases.
    #[serde(rename = "case")]
    pub cases: Vec<MatchCase>,
}

/// A match case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MatchCase {
    /// Its name within the file.
    pub name: String,
    /// Why it is there.
    #[serde(default)]
    pub why: String,
    /// Its entities; without them the list of the news articles.
    pub list: Option<Vec<ListEntry>>,
    /// The text.
    pub text: String,
    /// The level asked for.
    pub level: String,
    /// `longest` or `all`.
    pub overlaps: String,
    /// The matches.
    #[serde(rename = "match")]
    pub matches: Vec<ExpectedMatch>,
}

/// An entity of a case: an [`EntityRecord`] without a type.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ListEntry {
    id: String,
    names: Vec<String>,
    #[serde(default)]
    weak_names: Vec<String>,
    #[serde(default)]
    exclude: Vec<String>,
    level: Option<LevelName>,
    #[serde(rename = "final")]
    final_rule: Option<marsad_schema::FinalRule>,
}

impl From<&ListEntry> for EntityRecord {
    fn from(entry: &ListEntry) -> Self {
        EntityRecord {
            names: entry.names.clone(),
            weak_names: entry.weak_names.clone(),
            exclude: entry.exclude.clone(),
            level: entry.level,
            final_rule: entry.final_rule,
            ..EntityRecord::new(entry.id.clone(), String::new())
        }
    }
}

/// The list that the articles are read against.
pub fn news_list() -> Vec<EntityRecord> {
    let path = folder().join("watchlists/news.jsonl");
    let mut list = marsad_io::Watchlist::default();
    list.read_path(&path).unwrap();
    assert!(list.problems.is_empty(), "{:?}", list.problems);
    list.entities().cloned().collect()
}

/// All articles: file name → text.
pub fn articles() -> BTreeMap<String, String> {
    files(&folder().join("news"), "txt")
        .iter()
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}
