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
    pub(super) words: BTreeMap<String, u32>,
}

#[derive(Deserialize)]
struct Article {
    title: Option<String>,
    #[serde(rename = "abstract")]
    summary: Option<String>,
    text: Option<String>,
}

impl Corpus {
    /// Counts the words of all sources in the folder `data`.
    pub(super) fn read(data: &Path) -> Result<Corpus> {
        let mut words = BTreeMap::new();
        for (name, _) in SOURCES {
            let path = data.join(name);
            let lines = fs::read_to_string(&path).with_context(|| format!("cannot read {name}"))?;
            for line in lines.lines() {
                let article: Article = serde_json::from_str(line).context(name)?;
                for text in [article.title, article.summary, article.text].iter().flatten() {
                    count(text, &mut words);
                }
            }
        }
        ensure!(!words.is_empty(), "no words in {}", data.display());
        Ok(Corpus { words })
    }

    /// The sources, for the head of a table.
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
