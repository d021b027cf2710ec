//! The table of words that edited text practically always spells in one way, and how a word is looked
//! up in it.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Lines of kind, word and number; written by `cargo xtask orthography`.
pub(super) const SOURCE: &str = include_str!("words.tsv");

/// The table, read once.
pub(super) static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

/// What stands glued before a word: a conjunction, then an article with or without a particle.
const CONJUNCTIONS: [&[char]; 3] = [&[], &['و'], &['ف']];
const ARTICLES: [&[char]; 5] = [&['ب', 'ا', 'ل'], &['ك', 'ا', 'ل'], &['ا', 'ل'], &['ل', 'ل'], &[]];

/// Words that Egyptian copy ends in ى, and nobody means so.
const YEH: [&[char]; 4] = [&['ف', 'ى'], &['ه', 'ى'], &['ا', 'ل', 'ت', 'ى'], &['ا', 'ل', 'ذ', 'ى']];

/// Spellings by key.
#[derive(Debug, Default)]
pub(super) struct Table {
    words: HashMap<Vec<char>, Vec<char>>,
    cores: HashMap<Vec<char>, Vec<char>>,
    kept: HashSet<Vec<char>>,
    wasl: HashSet<Vec<char>>,
}

impl Table {
    fn read() -> Table {
        let mut table = Table::default();
        for line in SOURCE.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(kind), Some(word)) = (fields.next(), fields.next()) else { continue };
            let word: Vec<char> = word.chars().collect();
            match kind {
                "word" => drop(table.words.insert(key(&word), word)),
                "core" => drop(table.cores.insert(key(&word), word)),
                "kept" => drop(table.kept.insert(word)),
                _ => drop(table.wasl.insert(word)),
            }
        }
        table
    }

    /// Whether the word, which begins with a bare alef, is known to begin with hamzat wasl.
    pub(super) fn is_wasl(&self, word: &[char]) -> bool {
        self.wasl.contains(word)
    }

    /// Gives the word its spelling, when it is certain and the word lacks some of it.
    pub(super) fn spell(&self, word: &mut [char]) {
        let key = key(word);
        if let Some(right) = self.words.get(&key) {
            complete(word, right, has_article(&key));
            return;
        }
        if self.kept.contains(&key) {
            return;
        }
        for conjunction in CONJUNCTIONS {
            let Some(rest) = key.strip_prefix(conjunction) else { continue };
            if let Some(end) = word.get_mut(key.len() - rest.len()..)
                && YEH.contains(&&*end)
            {
                if let Some(last) = end.last_mut() {
                    *last = 'ي';
                }
                return;
            }
            for article in ARTICLES {
                let Some(core) = rest.strip_prefix(article) else { continue };
                if core.len() < 4 || core.len() == key.len() || core.first() != Some(&'ا') {
                    continue;
                }
                if let Some(right) = self.cores.get(core) {
                    let before = key.len() - core.len();
                    if let Some(core) = word.get_mut(before..) {
                        complete(core, right, !article.is_empty());
                    }
                    return;
                }
            }
        }
    }
}

/// What words have in common that differ in hamzas of alef, and in ة and ه at the end.
fn key(word: &[char]) -> Vec<char> {
    let mut key: Vec<char> =
        word.iter().map(|&c| if matches!(c, 'أ' | 'إ' | 'آ') { 'ا' } else { c }).collect();
    if let Some(last @ 'ة') = key.last_mut() {
        *last = 'ه';
    }
    key
}

fn has_article(key: &[char]) -> bool {
    let rest = key.strip_prefix(&['و'][..]).or_else(|| key.strip_prefix(&['ف'][..]));
    let rest = rest.unwrap_or(key);
    let mut articles = ARTICLES.iter().filter(|article| !article.is_empty());
    articles.any(|article| rest.strip_prefix(*article).is_some_and(|rest| rest.len() >= 3))
}

/// Makes `word` the spelling `right` when it only lacks something of it. Without an article ه may be
/// a pronoun.
fn complete(word: &mut [char], right: &[char], has_article: bool) {
    let last = word.len().saturating_sub(1);
    let lacks = word.len() == right.len()
        && word.iter().zip(right).enumerate().all(|(i, pair)| {
            pair.0 == pair.1
                || matches!(pair, ('ا', 'أ' | 'إ' | 'آ'))
                || has_article && i == last && matches!(pair, ('ه', 'ة'))
        });
    if lacks {
        word.copy_from_slice(right);
    }
}
