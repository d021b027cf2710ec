//! The openly licensed files that tables are learned from, in a folder that the user names.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;

/// A file, its name and its licence.
pub(crate) type Source = (&'static str, &'static str);

/// News, as JSON lines.
pub(crate) const NEWS: [Source; 2] = [
    ("news_ant_2018-06.jsonl", "ANT corpus, news of June 2018 (Apache-2.0)"),
    ("news_goud_marsum.jsonl", "Goud.ma articles, MArSum (CC BY 4.0)"),
];

/// Names in Arabic and Latin spelling, in columns.
pub(crate) const NAMES: [Source; 2] = [
    ("names_netranslit_wikidata.tsv", "Wikidata, names of people (CC0)"),
    ("names_google_ar2en.tsv", "Google transliteration data, names (Apache-2.0)"),
];

/// A story of the news.
#[derive(Deserialize)]
pub(crate) struct Article {
    pub(crate) outlet: Option<String>,
    title: Option<String>,
    #[serde(rename = "abstract")]
    summary: Option<String>,
    text: Option<String>,
}

impl Article {
    /// Its texts, that of the headline first.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        [&self.title, &self.summary, &self.text].into_iter().flatten().map(String::as_str)
    }
}

/// The stories of the folder `data`.
pub(crate) fn articles(data: &Path) -> Result<Vec<Article>> {
    let mut articles = Vec::new();
    for (name, _) in NEWS {
        for line in read(data, name)?.lines() {
            articles.push(serde_json::from_str(line).context(name)?);
        }
    }
    Ok(articles)
}

/// The names of the folder `data`: Arabic, Latin.
pub(crate) fn names(data: &Path) -> Result<Vec<(String, String)>> {
    let mut names = Vec::new();
    for (name, _) in NAMES {
        names.extend(read(data, name)?.lines().filter_map(|line| {
            let mut fields = line.split('\t').skip(1).map(str::to_owned);
            Some((fields.next()?, fields.next()?))
        }));
    }
    Ok(names)
}

/// The text of a file of the folder `data`.
pub(crate) fn read(data: &Path, name: &str) -> Result<String> {
    fs::read_to_string(data.join(name)).with_context(|| format!("cannot read {name}"))
}
