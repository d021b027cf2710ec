//! Names in running text: which of the spellings that a reader found in a corpus `match` finds, and
//! what it finds besides.

use std::collections::BTreeMap;
use std::path::Path;

use marsad::{BuildError, Engine, Entity, Level, MatchOptions, Overlaps, Profile, normalize};
use serde::Deserialize;

use crate::fixtures::read_toml;

/// The names of `fixtures/names/running-news.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunningNames {
    /// One each.
    pub name: Vec<RunningName>,
}

/// A name and all spellings of it that stand in the corpus.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunningName {
    /// Identifier.
    pub id: String,
    /// `person`, `place` or `surname`.
    pub kind: String,
    /// The spelling to search by.
    pub arabic: String,
    /// The Latin one.
    pub latin: String,
    /// Folded spellings, without particles; with and without the article, where both are used.
    pub spellings: Vec<String>,
    /// Why it is not searched for by its Latin name.
    pub no_latin: Option<String>,
}

/// Reads the names.
pub fn names(path: &Path) -> RunningNames {
    read_toml(path)
}

/// What was counted of one name.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Counted {
    /// Mentions that a reader finds.
    pub mentions: usize,
    /// Those found.
    pub found: usize,
    /// What was found and is no mention, and how often.
    pub strange: BTreeMap<String, usize>,
    /// What was not found, and how often.
    pub missed: BTreeMap<String, usize>,
}

impl Counted {
    /// Number of strangers.
    pub fn n_strange(&self) -> usize {
        self.strange.values().sum()
    }

    /// Adds the counts of another name.
    pub fn add(&mut self, other: &Counted) {
        self.mentions += other.mentions;
        self.found += other.found;
        for (text, n) in &other.strange {
            *self.strange.entry(text.clone()).or_default() += n;
        }
        for (text, n) in &other.missed {
            *self.missed.entry(text.clone()).or_default() += n;
        }
    }

    /// Share of the mentions that are found.
    pub fn recall(&self) -> f64 {
        ratio(self.found, self.mentions)
    }

    /// Share of what is found that is a mention.
    pub fn precision(&self) -> f64 {
        ratio(self.found, self.found + self.n_strange())
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts are small")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// A text and its words.
#[derive(Debug)]
pub struct Story {
    text: String,
    words: Vec<Word>,
}

impl Story {
    /// Finds the words of `text`.
    pub fn new(text: String) -> Story {
        let words = words(&text);
        Story { text, words }
    }
}

/// A word of a text: its bytes, and its letters folded.
#[derive(Debug)]
struct Word {
    start: usize,
    end: usize,
    folded: String,
}

/// The words of `text`: letters, digits and marks. Slow and obvious.
fn words(text: &str) -> Vec<Word> {
    let is_word = |c: char| {
        c.is_alphanumeric()
            || matches!(c, '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{200C}')
    };
    let mut words: Vec<Word> = Vec::new();
    let mut open = false;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        match words.last_mut().filter(|_| open) {
            Some(word) if is_word(c) => word.end = end,
            _ if is_word(c) => words.push(Word { start: at, end, folded: String::new() }),
            _ => {}
        }
        open = is_word(c);
    }
    for word in &mut words {
        word.folded = fold(&text[word.start..word.end]);
    }
    words
}

/// By the profile `search`, with ة as ه and no hamza on other letters.
fn fold(word: &str) -> String {
    let letter = |c| match c {
        'ة' => 'ه',
        'ؤ' => 'و',
        'ئ' => 'ي',
        c => c,
    };
    normalize(&Profile::search(), word).chars().map(letter).collect()
}

/// Whether the words on both sides of `gap` may be one name.
fn joins(gap: &str) -> bool {
    gap.chars().all(|c| c.is_whitespace() || matches!(c, '-' | '_')) && !gap.contains("\n\n")
}

/// Particle strings that may stand in front.
const PARTICLES: [&str; 14] =
    ["", "و", "ف", "ب", "ل", "ك", "وب", "ول", "وك", "فب", "فل", "س", "لل", "ولل"];

/// Whether `word` is `first` of a name behind particles.
fn is_first(word: &str, first: &str) -> bool {
    let bare = first.strip_prefix("ال").unwrap_or(first);
    PARTICLES.iter().any(|particles| {
        word.strip_prefix(particles)
            .is_some_and(|rest| rest == first || (particles.ends_with("لل") && rest == bare))
    })
}

/// Where a mention stands: numbers of its first and last word.
type Place = (usize, usize);

fn mentions(Story { text, words }: &Story, spellings: &[Vec<String>]) -> Vec<Place> {
    let stands_at = |j: usize, spelling: &[String]| {
        let own = words.get(j..j + spelling.len())?;
        let joined = own.windows(2).all(|pair| joins(&text[pair[0].end..pair[1].start]));
        let rest = own.iter().zip(spelling).skip(1).all(|(word, s)| word.folded == *s);
        let first = is_first(&own[0].folded, &spelling[0]);
        (joined && rest && first).then_some((j, j + spelling.len() - 1))
    };
    let mut found: Vec<Place> = (0..words.len())
        .filter_map(|j| spellings.iter().find_map(|spelling| stands_at(j, spelling)))
        .collect();
    found.dedup();
    found
}

/// What an engine with the one name `listed` finds in `stories`, beside what `name` says stands there. The
/// name in Latin letters is a mention, too.
///
/// # Errors
/// A name that no engine takes.
pub fn count(
    stories: &[Story],
    name: &RunningName,
    listed: &str,
    level: Level,
) -> Result<Counted, BuildError> {
    let engine = Engine::builder().entity(Entity::new(&*name.id, [listed])).build()?;
    let mut worker = engine.worker();
    let options = MatchOptions { level, overlaps: Overlaps::Longest, ..MatchOptions::default() };
    let mut counted = Counted::default();
    let spellings: Vec<Vec<String>> = (name.spellings.iter().map(String::as_str))
        .chain([&*name.latin, listed])
        .map(|spelling| spelling.split(' ').map(fold).collect())
        .collect();
    for story in stories {
        let Story { text, words } = story;
        let mut missing = mentions(story, &spellings);
        counted.mentions += missing.len();
        let hits = worker.find(text, &options).unwrap_or_default();
        for hit in hits {
            let range = hit.span.range();
            let first = words.iter().position(|word| word.end > range.start);
            let last = words.iter().rposition(|word| word.start < range.end);
            let same = |place: &Place| first == Some(place.0) && last == Some(place.1);
            if let Some(k) = missing.iter().position(same) {
                missing.remove(k);
                counted.found += 1;
            } else {
                *counted.strange.entry(text[range].to_owned()).or_default() += 1;
            }
        }
        for (first, last) in missing {
            let spelling = &text[words[first].start..words[last].end];
            *counted.missed.entry(spelling.to_owned()).or_default() += 1;
        }
    }
    Ok(counted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mentions_are_counted_by_hand() {
        let name = RunningName {
            id: "cuper".to_owned(),
            kind: "person".to_owned(),
            arabic: "هيكتور كوبر".to_owned(),
            latin: "Hector Cuper".to_owned(),
            spellings: vec!["هيكتور كوبر".to_owned(), "هكتور كوبر".to_owned()],
            no_latin: None,
        };
        let text = "قال هيكتور كوبر للصحيفة، وهكتور كوبر مدرب. زار هيكتور. كوبر غائب".to_owned();
        let counted = count(&[Story::new(text)], &name, &name.arabic, Level::Folded).unwrap();
        assert_eq!((counted.mentions, counted.found, counted.n_strange()), (2, 1, 0));
        assert_eq!(counted.missed.keys().collect::<Vec<_>>(), ["وهكتور كوبر"]);
        let text = "يقول كوبر ذلك".to_owned();
        let counted = count(&[Story::new(text)], &name, "كوبر", Level::Folded).unwrap();
        assert_eq!((counted.mentions, counted.found, counted.n_strange()), (1, 1, 0));
    }
}
