//! What should be found, counted the slow and obvious way: every word of a text by every reading,
//! as strings, in a hash map of folded names.
//!
//! It shares with the engine the profile that folds letters and nothing else: not the words, not the
//! particles, not the index. Names of one word that are function words, and names of one letter, are
//! beyond it; [`names`](crate::names) makes none.

use std::collections::HashMap;

use marsad::{Engine, Level, MatchOptions, Overlaps, TextTooLong};

use crate::corpora::Corpus;
use crate::names::fold_name;
use crate::words::{fold, words};

/// Most words in a name.
const LONGEST: usize = 8;

/// Names by their folded form.
#[derive(Debug, Default)]
pub struct Oracle {
    /// Number of names by folded words with one space between.
    names: HashMap<String, u32>,
    /// Most words of a name by its first word.
    longest: HashMap<String, usize>,
}

/// What was found in a corpus, overlaps included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Found {
    /// Names at words, read with or without particles.
    pub all: u64,
    /// Names at words, read without particles, one space between words: what a search for whole
    /// words finds.
    pub plain: u64,
    /// Words at which one or more names begin.
    pub places: u64,
}

impl Oracle {
    /// Folds `names`.
    pub fn new<S: AsRef<str>>(names: impl IntoIterator<Item = S>) -> Oracle {
        let mut oracle = Oracle::default();
        for name in names {
            let folded = fold(name.as_ref());
            let parts: Vec<&str> = words(&folded).into_iter().map(|word| &folded[word]).collect();
            let Some(first) = parts.first() else { continue };
            debug_assert!(parts.len() <= LONGEST);
            let longest = oracle.longest.entry((*first).to_owned()).or_default();
            *longest = parts.len().max(*longest);
            *oracle.names.entry(parts.join(" ")).or_default() += 1;
        }
        oracle
    }

    /// Counts the names in all documents.
    pub fn count(&self, corpus: &Corpus) -> Found {
        let mut found = Found::default();
        for document in corpus.documents() {
            let mut folded = String::new();
            // the fold makes spaces of line ends, which are looked at below
            for (k, line) in document.split('\n').enumerate() {
                if k > 0 {
                    folded.push('\n');
                }
                folded.push_str(&fold(line));
            }
            self.count_folded(&folded, &mut found);
        }
        found
    }

    fn count_folded(&self, text: &str, found: &mut Found) {
        let ranges = words(text);
        let word = |k: usize| ranges.get(k).map_or("", |range| &text[range.clone()]);
        let gap = |k: usize| match (ranges.get(k), ranges.get(k + 1)) {
            (Some(a), Some(b)) => &text[a.end..b.start],
            _ => "!",
        };
        for k in 0..ranges.len() {
            // each first word that this word may be read as, once; the whole word comes first
            let mut firsts = readings(word(k));
            firsts.dedup();
            let mut seen: Vec<String> = Vec::new();
            let mut begins = false;
            for (n, first) in firsts.into_iter().enumerate() {
                let Some(&longest) = self.longest.get(&first) else { continue };
                if seen.contains(&first) {
                    continue;
                }
                let mut phrase = first.clone();
                let mut one_space = true;
                for last in k..k + longest {
                    if last > k {
                        let gap = gap(last - 1);
                        if !joins(gap, if last - 1 == k { &first } else { word(last - 1) }) {
                            break;
                        }
                        one_space &= gap == " ";
                        phrase.push(' ');
                        phrase.push_str(word(last));
                    }
                    if let Some(&names) = self.names.get(&phrase) {
                        found.all += u64::from(names);
                        found.plain += u64::from(if n == 0 && one_space { names } else { 0 });
                        begins = true;
                    }
                }
                seen.push(first);
            }
            found.places += u64::from(begins);
        }
    }
}

/// What the engine finds, to be held against [`Found`]: all names with overlaps, so that every hit has
/// a cause of its own; and of these the ones that a search in folded text sees too, without
/// particles and with one space between the words. At level `variant` what is found in other spellings is
/// left aside, so that the counts are the same.
///
/// # Errors
/// A document of 4 GiB or more.
pub fn by_engine(
    engine: &Engine,
    corpus: &Corpus,
    level: Level,
) -> Result<(u64, u64), TextTooLong> {
    let mut worker = engine.worker();
    let options = MatchOptions { overlaps: Overlaps::All, level, ..MatchOptions::default() };
    let (mut all, mut plain) = (0, 0);
    for text in corpus.documents() {
        for hit in worker.find(text, &options)?.iter().filter(|hit| hit.level < Level::Variant) {
            all += 1;
            let slice = text.get(hit.span.range()).unwrap_or_default();
            // the fold makes a space of a line end, at which a search in lines does not look
            let spelled_plainly =
                !slice.contains('\n') && fold_name(slice) == fold_name(engine.name(hit.name));
            plain += u64::from(hit.prefix.is_empty() && spelled_plainly);
        }
    }
    Ok((all, plain))
}

/// The words that `word` may be, behind which particles soever; the word itself first.
fn readings(word: &str) -> Vec<String> {
    let mut readings = vec![word.to_owned()];
    let starts_twice = |word: &str| word.starts_with("الال");
    for conjunction in ["", "و", "ف"] {
        let Some(rest) = word.strip_prefix(conjunction) else { continue };
        for particle in ["", "ب", "ك", "ل", "س"] {
            let Some(rest) = rest.strip_prefix(particle) else { continue };
            if rest.is_empty() {
                continue;
            }
            readings.push(rest.to_owned());
            if let Some(bare) = rest.strip_prefix("ال").filter(|bare| !bare.is_empty())
                && !starts_twice(bare)
            {
                readings.push(bare.to_owned());
            }
            if particle != "ل" {
                continue;
            }
            // لل is ل and the article: of the name, or in front of it; للغة is ل and اللغة
            let with_article = |bare: &str| {
                (bare.chars().count() >= 2 && !starts_twice(bare)).then(|| format!("ال{bare}"))
            };
            if let Some(bare) = rest.strip_prefix('ل').filter(|bare| !bare.is_empty()) {
                if !starts_twice(bare) {
                    readings.push(bare.to_owned());
                }
                if !bare.starts_with('ل') {
                    readings.extend(with_article(bare));
                }
                readings.extend(with_article(rest));
            }
        }
    }
    readings
}

/// Whether two words with `gap` between them may be one name.
fn joins(gap: &str, before: &str) -> bool {
    let signs: String = gap.chars().filter(|c| !c.is_whitespace()).collect();
    match signs.as_str() {
        "" => gap.matches('\n').count() < 2,
        "-" | "\u{2010}" | "\u{2011}" | "_" => gap == signs,
        "." => before.chars().count() == 1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad::Entity;

    fn count(names: &[&str], text: &str) -> (u64, u64) {
        let found = Oracle::new(names).count(&Corpus::from_documents([text]));
        (found.all, found.plain)
    }

    #[test]
    fn readings_by_hand() {
        assert_eq!(count(&["روسيا"], "روسيا وروسيا وبروسيا لروسيا اروسيا"), (4, 1));
        assert_eq!(count(&["الصين"], "للصين وبالصين الصين صين"), (3, 1));
        assert_eq!(count(&["صين"], "للصين وبالصين الصين صين"), (4, 1));
        assert_eq!(count(&["اللغة العربية"], "للغه العربيه، للغة، العربية"), (1, 0));
        assert_eq!(count(&["هونغ كونغ"], "هونغ كونغ هونغ\nكونغ هونغ-كونغ هونغ، كونغ"), (3, 1));
    }

    #[test]
    fn equals_the_engine() {
        let plain = crate::corpora::plain(300_000).unwrap();
        let names = crate::names::names(30_000, &plain);
        let entities = names.iter().map(|name| Entity::new(name.clone(), [name.clone()]));
        let engine = Engine::builder().entities(entities).build().unwrap();
        let oracle = Oracle::new(&names);
        let (vocalised, mixed) = (crate::corpora::vocalised(&plain), crate::corpora::mixed(&plain));
        for corpus in [&plain, &vocalised, &mixed] {
            let found = oracle.count(corpus);
            for level in [Level::Folded, Level::Variant] {
                let counts = by_engine(&engine, corpus, level).unwrap();
                assert_eq!(counts, (found.all, found.plain));
            }
            assert!(found.all > found.plain && found.plain > 100, "{found:?}");
        }
    }
}
