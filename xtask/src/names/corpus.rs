//! The names that the model learns from: Arabic and Latin spellings of one word each.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Result, ensure};

use super::fold::{self, Folded};
use super::spelled;
use crate::licensed::{self, NAMES};

/// Pairs of Arabic words from the same sources: spellings of one name, and names that look alike.
const PAIRS: &str = "names_pairs.dev.tsv";

/// One word in both scripts, ready for alignment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Example {
    /// Codes of Arabic letters.
    pub(super) arabic: Vec<u8>,
    /// Numbers of graphemes.
    pub(super) graphemes: Vec<u8>,
    /// The Latin letters.
    pub(super) latin: String,
}

/// Lines of the tables that say where they come from.
pub(super) fn sources() -> String {
    NAMES.map(|(_, about)| format!("# - {about}\n")).concat()
}

/// All pairs of the folder `data` that can be aligned, each once, in order; no Arabic word that
/// `held` has.
pub(super) fn read(data: &Path, held: &BTreeSet<Vec<u8>>) -> Result<Vec<Example>> {
    let mut examples = BTreeSet::new();
    for (arabic, latin) in licensed::names(data)? {
        examples.extend(example(&arabic, &latin).filter(|found| !held.contains(&found.arabic)));
    }
    ensure!(!examples.is_empty(), "no names in {}", data.display());
    Ok(examples.into_iter().collect())
}

/// The codes of a word in Arabic letters alone.
pub(super) fn arabic(word: &str) -> Option<Vec<u8>> {
    let (mut codes, mut is_arabic) = (Vec::new(), true);
    fold::fold(word, |folded| match folded {
        Folded::Arabic(code) => codes.push(code),
        _ => is_arabic = false,
    });
    is_arabic.then_some(codes)
}

/// A word in Arabic letters alone, folded.
pub(super) fn folded(word: &str) -> Option<String> {
    arabic(word).map(|codes| written(&codes)).filter(|letters| !letters.is_empty())
}

/// Whether `c` is of a word of the news.
pub(super) fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{640}' | '\u{64B}'..='\u{65F}')
}

/// The letters of a word of codes.
pub(super) fn written(codes: &[u8]) -> String {
    codes.iter().filter_map(|&code| fold::letter_of(code)).collect()
}

/// A listed pair of spellings.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) words: [String; 2],
    pub(super) is_same: bool,
    /// The Latin spelling of the first.
    pub(super) latin: String,
}

/// The listed pairs of the folder `data`.
pub(super) fn listed(data: &Path) -> Result<Vec<Listed>> {
    let text = licensed::read(data, PAIRS)?;
    let pair = |line: &str| {
        let mut fields = line.split('\t').map(str::to_owned);
        let words = [fields.next()?, fields.next()?];
        let is_same = fields.next()? == "1";
        Some(Listed { words, is_same, latin: fields.next()? })
    };
    Ok(text.lines().skip(1).filter_map(pair).collect())
}

/// The small letters of a word in Latin letters alone.
pub(super) fn latin(word: &str) -> Option<String> {
    let (mut letters, mut is_latin) = (String::new(), true);
    fold::fold(word, |folded| match folded {
        Folded::Latin(letter) => letters.push(letter),
        _ => is_latin = false,
    });
    is_latin.then_some(letters)
}

/// The numbers of the graphemes of small Latin letters.
pub(super) fn numbers(letters: &str) -> Vec<u8> {
    let mut numbers = Vec::new();
    spelled::graphemes(letters, |symbol| numbers.push(symbol - 1));
    numbers
}

/// One word in both scripts, unless one of them is far too long for the other.
pub(super) fn example(written: &str, spelled: &str) -> Option<Example> {
    let (arabic, latin) = (arabic(written)?, latin(spelled)?);
    let letters = latin.trim_matches('\'');
    let graphemes = numbers(letters);
    let fits = arabic.len() <= 2 * graphemes.len() && graphemes.len() <= 3 * arabic.len();
    let is_name = arabic.len() >= 2 && letters.chars().count() >= 2;
    (fits && is_name).then(|| Example { arabic, graphemes, latin: letters.to_owned() })
}
