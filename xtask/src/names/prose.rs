//! Words of running text that are no spelling of a name: those that news uses as Arabic words are used,
//! with and without the article, with endings of pronouns, or in several persons of a verb.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;

use super::corpus;
use crate::licensed::{self, NEWS};

/// Where the table stands.
pub(super) const PATH: &str = "crates/marsad/src/names/prose.txt";

/// Fronts of which the rest may be a word.
const FRONTS: [&str; 12] = ["وال", "بال", "كال", "فال", "لل", "ال", "و", "ب", "ل", "ف", "ك", ""];
/// What may stand before a word without article.
const BEFORE: [&str; 11] = ["", "و", "ف", "ب", "ك", "ل", "وب", "ول", "فل", "فب", "وك"];
/// What may stand before the article.
const BEFORE_ARTICLE: [&str; 8] = ["", "و", "ف", "ب", "ك", "وب", "فب", "وك"];
/// Endings of pronouns.
const PRONOUNS: [&str; 10] = ["ها", "هم", "نا", "هما", "كم", "هن", "ه", "تها", "ته", "تهم"];
/// First letters of the persons of a verb.
const PERSONS: [char; 4] = ['ي', 'ت', 'ن', 'ا'];

/// Fewest letters of a word.
const SHORTEST: usize = 3;
/// A word with the article stands so often with it, and as often without.
const WITH_ARTICLE: u32 = 2;
/// A word that is a name too stands so often with the article, or so often with pronouns.
const NAME_WITH_ARTICLE: u32 = 4;
const NAME_WITH_PRONOUNS: u32 = 100;
/// Words a line.
const WIDTH: usize = 96;

pub(super) fn table(data: &Path) -> Result<String> {
    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for article in licensed::articles(data)? {
        for text in article.texts() {
            for word in text.split(|c| !corpus::is_of_word(c)).filter_map(corpus::folded) {
                *counts.entry(word).or_default() += 1;
            }
        }
    }
    let names = licensed::names(data)?;
    let names: BTreeSet<String> =
        names.iter().filter_map(|(arabic, _)| corpus::folded(arabic)).collect();
    let counts = Counts(counts);
    let long = |word: &&str| word.chars().count() >= SHORTEST;
    let rests: BTreeSet<&str> = (counts.0.keys())
        .flat_map(|word| FRONTS.iter().filter_map(move |front| word.strip_prefix(front)))
        .filter(long)
        .collect();
    let kept = rests.into_iter().filter(|word| counts.is_prose(word, names.contains(*word)));
    let mut out = String::from(
        "# Words of running text that are no spelling of a name. Written by `cargo xtask names`; \
         do not edit.\n# Learned from:\n",
    );
    for (_, about) in NEWS {
        out += &format!("# - {about}\n");
    }
    let mut width = 0;
    for word in kept {
        let letters = word.chars().count();
        if width > 0 {
            let is_full = width + letters >= WIDTH;
            out.push(if is_full { '\n' } else { ' ' });
            width = if is_full { 0 } else { width + 1 };
        }
        out += word;
        width += letters;
    }
    out.push('\n');
    Ok(out)
}

struct Counts(BTreeMap<String, u32>);

impl Counts {
    fn of(&self, word: &str) -> u32 {
        self.0.get(word).copied().unwrap_or(0)
    }

    fn sum(&self, fronts: &[&str], article: &str, word: &str) -> u32 {
        fronts.iter().map(|front| self.of(&format!("{front}{article}{word}"))).sum()
    }

    fn is_prose(&self, word: &str, is_name: bool) -> bool {
        // a foreign word that has become an ordinary one is still spelled in two ways
        let other = |(at, c): (usize, char)| {
            let sound = match c {
                'ج' => "غ",
                'غ' => "ج",
                _ => return false,
            };
            let (before, after) = (&word[..at], &word[at + c.len_utf8()..]);
            self.sum(&["", "ال"], "", &format!("{before}{sound}{after}")) >= 2
        };
        if word.char_indices().any(other) {
            return false;
        }
        let with_article =
            self.sum(&BEFORE_ARTICLE, "ال", word) + self.sum(&["", "و", "ف"], "لل", word);
        let without = self.sum(&BEFORE, "", word);
        if with_article >= WITH_ARTICLE && self.of(word) >= WITH_ARTICLE {
            return !is_name || with_article >= NAME_WITH_ARTICLE;
        }
        let stem = word.strip_suffix('ة').unwrap_or(word);
        let pronouns =
            PRONOUNS.iter().filter(|ending| self.of(&format!("{stem}{ending}")) > 0).count();
        if without >= 3 && pronouns >= 2 {
            return !is_name || without >= NAME_WITH_PRONOUNS;
        }
        let mut letters = word.chars();
        let is_person = letters.next().is_some_and(|first| PERSONS.contains(&first));
        let person = |first: &&char| self.of(&format!("{first}{}", letters.as_str())) > 0;
        is_person && !is_name && without >= 2 && PERSONS.iter().filter(person).count() >= 3
    }
}
