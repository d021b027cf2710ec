//! The words of the text that tables are learned from.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, ensure};

use crate::licensed::{self, NAMES, NEWS};

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

impl Corpus {
    /// Counts the words of all sources in the folder `data`.
    pub(super) fn read(data: &Path) -> Result<Corpus> {
        let (mut all, mut words) = (BTreeMap::new(), BTreeMap::new());
        let mut names = BTreeMap::new();
        for article in licensed::articles(data)? {
            let outlet = article.outlet.as_deref();
            let is_edited = outlet.is_some_and(|outlet| EDITED.contains(&outlet));
            for text in article.texts() {
                count(text, &mut all);
                if is_edited {
                    count(text, &mut words);
                }
            }
        }
        for (arabic, _) in licensed::names(data)? {
            count(&arabic, &mut names);
        }
        ensure!(!words.is_empty(), "no words in {}", data.display());
        Ok(Corpus { all, words, names })
    }

    /// The sources of spellings: outlets of the first source, and names.
    pub(super) fn sources_of_words() -> Vec<String> {
        let [(_, news), _] = NEWS;
        let mut lines = vec![format!("{news}: {}", EDITED.join(", "))];
        lines.extend(NAMES.map(|(_, about)| format!("{about}, as exceptions")));
        lines
    }

    /// The sources of letter pairs, for the head of their table.
    pub(super) fn sources() -> String {
        NEWS.map(|(_, about)| format!("//! - {about}\n")).concat()
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
