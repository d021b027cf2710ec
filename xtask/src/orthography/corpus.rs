//! The words of the text that tables are learned from.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde::Deserialize;

/// Where the text comes from: the file, its name and its licence.
const SOURCES: [(&str, &str); 2] = [
    ("news_ant_2018-06.jsonl", "ANT corpus, news of June 2018 (Apache-2.0)"),
    ("news_goud_marsum.jsonl", "Goud.ma articles, MArSum (CC BY 4.0)"),
];

/// Arabic letters of words that are counted.
pub(super) const LETTERS: &str = "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي";

/// Words and how often they stand in the text.
pub(super) struct Corpus {
    /// For letter pairs: all.
    pub(super) all: BTreeMap<String, u32>,
    /// For spellings: those of outlets that edit well.
    pub(super) words: BTreeMap<String, u32>,
    /// Words of names.
    pub(super) names: BTreeMap<String, u32>,
}

/// Outlets whose hamzas are dropped in four words of a hundred at most.
const EDITED: [&str; 5] = ["BBC", "france24", "skynews", "alarabia", "CNN"];

/// Names in Arabic and Latin spelling: the file, its name and its licence.
const NAMES: [(&str, &str); 2] = [
    ("names_netranslit_wikidata.tsv", "Wikidata, names of people and places (CC0)"),
    ("names_google_ar2en.tsv", "Google transliteration data, names (Apache-2.0)"),
];

#[derive(Deserialize)]
struct Article {
    outlet: Option<String>,
    title: Option<String>,
    #[serde(rename = "abstract")]
    summary: Option<String>,
    text: Option<String>,
}

impl Corpus {
    /// Counts the words of all sources in the folder `data`.
    pub(super) fn read(data: &Path) -> Result<Corpus> {
        let (mut all, mut words) = (BTreeMap::new(), BTreeMap::new());
        let mut names = BTreeMap::new();
        let read = |name: &str| {
            fs::read_to_string(data.join(name)).with_context(|| format!("cannot read {name}"))
        };
        for (name, _) in SOURCES {
            for line in read(name)?.lines() {
                let article: Article = serde_json::from_str(line).context(name)?;
                let is_edited = article.outlet.is_some_and(|outlet| EDITED.contains(&&*outlet));
                for text in [article.title, article.summary, article.text].iter().flatten() {
                    count(text, &mut all);
                    if is_edited {
                        count(text, &mut words);
                    }
                }
            }
        }
        for (name, _) in NAMES {
            count(&read(name)?, &mut names);
        }
        ensure!(!words.is_empty(), "no words in {}", data.display());
        Ok(Corpus { all, words, names })
    }

    /// The sources of spellings: outlets of the first source, and names.
    pub(super) fn sources_of_words() -> Vec<String> {
        let [(_, news), _] = SOURCES;
        let mut lines = vec![format!("{news}: {}", EDITED.join(", "))];
        lines.extend(NAMES.map(|(_, about)| format!("{about}, as exceptions")));
        lines
    }

    /// The sources of letter pairs, for the head of their table.
    pub(super) fn sources() -> String {
        SOURCES.map(|(_, about)| format!("//! - {about}\n")).concat()
    }
}

/// Counts runs of letters; marks and tatweel in them do not count, and a run beside other letters or
/// digits is no word.
fn count(text: &str, words: &mut BTreeMap<String, u32>) {
    let skipped = |c: char| matches!(c, '\u{640}' | '\u{64B}'..='\u{652}' | '\u{670}');
    for run in text.split(|c: char| !c.is_alphanumeric() && !skipped(c)) {
        let word: String = run.chars().filter(|&c| !skipped(c)).collect();
        if !word.is_empty() && word.chars().all(|c| LETTERS.contains(c)) {
            *words.entry(word).or_default() += 1;
        }
    }
}
