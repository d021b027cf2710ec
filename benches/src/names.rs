//! Lists of names for a corpus.
//!
//! A list is a mixture of two kinds, in random order:
//! - names that **occur**: phrases of one, two or three words (a fifth, half, the rest) from random
//!   places of the corpus, without its 300 most frequent words, without signs or digits inside, as
//!   they are spelled there. They are taken until the words at which one stands are about
//!   `0.02 · √(n / 100,000)` of the corpus, and never more than that: 0.2 % for a list of 1,000,
//!   2 % for one of 100,000 and more. No phrase adds more than a tenth of the whole;
//! - names that **do not**: phrases of one, two, three or four words, drawn from the words of the
//!   corpus by their number, so that their words do occur and only the phrase does not. Single
//!   ones are two words run together. A list of 1,000,000 has about 980,000 of them.
//!
//! All names differ after folding. A name of one word has five letters or more, and none that the
//! fold changes: the engine does not find على under علي, and neither does a list of this kind ask.

use std::collections::{HashMap, HashSet};

use crate::corpora::Corpus;
use crate::random::{Random, Weighted};
use crate::words::{fold, words};

/// Words as frequent as this are in no name.
const TOO_FREQUENT: usize = 300;
/// Fewest letters of a name of one word.
const SHORTEST: usize = 5;
const SEED: u64 = 11;

/// `n` names for `corpus`; fewer when the corpus has too few words to make so many.
pub fn names(n: usize, corpus: &Corpus) -> Vec<String> {
    let words = CorpusWords::read(corpus);
    let mut random = Random::new(SEED);
    let mut names = words.occurring(n, &mut random);
    words.fill(n, &mut names, &mut random);
    // Fisher and Yates: those that occur are not together
    let mut list = names.list;
    for k in (1..list.len()).rev() {
        list.swap(k, random.below(k + 1));
    }
    list
}

/// A name as the level `folded` compares it.
pub fn fold_name(name: &str) -> String {
    fold(name)
}

/// All words of a corpus, folded, as numbers.
struct CorpusWords {
    /// The different words, the most frequent first: folded, and as first spelled.
    forms: Vec<(String, String)>,
    count: Vec<u32>,
    /// The words in order; between phrases stands [`BREAK`].
    sequence: Vec<u32>,
    n_words: usize,
    /// Folded forms that are spelled somewhere with a letter that the fold changes.
    changes: HashSet<String>,
}

const BREAK: u32 = u32::MAX;

impl CorpusWords {
    fn read(corpus: &Corpus) -> CorpusWords {
        let mut ids: HashMap<String, u32> = HashMap::new();
        let (mut forms, mut count, mut sequence) = (Vec::new(), Vec::new(), Vec::new());
        let mut changes = HashSet::new();
        let mut n_words = 0;
        for document in corpus.documents() {
            let mut end = 0;
            for range in words(document) {
                if document.get(end..range.start) != Some(" ") {
                    sequence.push(BREAK);
                }
                end = range.end;
                let spelled = document.get(range).unwrap_or_default();
                let folded = fold(spelled);
                if spelled.contains(['أ', 'إ', 'آ', 'ى']) {
                    changes.insert(folded.clone());
                }
                let id = *ids.entry(folded).or_insert_with_key(|folded| {
                    forms.push((folded.clone(), spelled.to_owned()));
                    count.push(0u32);
                    u32::try_from(forms.len() - 1).unwrap_or(BREAK)
                });
                if let Some(count) = count.get_mut(id as usize) {
                    *count += 1;
                }
                sequence.push(id);
                n_words += 1;
            }
            sequence.push(BREAK);
        }
        let mut order: Vec<usize> = (0..forms.len()).collect();
        order.sort_by_key(|k| (u32::MAX - count.get(*k).copied().unwrap_or_default(), *k));
        let mut rank = vec![BREAK; forms.len()];
        for (r, &k) in order.iter().enumerate() {
            if let (Some(slot), Ok(r)) = (rank.get_mut(k), u32::try_from(r)) {
                *slot = r;
            }
        }
        for id in &mut sequence {
            *id = rank.get(*id as usize).copied().unwrap_or(BREAK);
        }
        CorpusWords {
            forms: order.iter().filter_map(|k| forms.get(*k).cloned()).collect(),
            count: order.iter().filter_map(|k| count.get(*k).copied()).collect(),
            sequence,
            n_words,
            changes,
        }
    }

    /// Names out of the corpus.
    fn occurring(&self, n: usize, random: &mut Random) -> Names {
        let share = 0.02 * (n as f64 / 100_000.0).sqrt().min(1.0);
        let wanted = self.n_words as f64 * share;
        let phrases = self.phrases();
        let mut names = Names::default();
        let (mut places, mut tries) = (0.0, 100 * n);
        while places < wanted && names.list.len() < n / 2 && tries > 0 {
            tries -= 1;
            let n_words = draw_words(random);
            let at = random.below(self.sequence.len());
            let Some(phrase) = self.sequence.get(at..at + n_words) else { continue };
            let occurrences = match phrase {
                [word] => self.count.get(*word as usize).copied().unwrap_or_default(),
                _ => phrases.get(phrase).copied().unwrap_or_default(),
            };
            let new_places = places + f64::from(occurrences);
            if self.may_be_name(phrase)
                && f64::from(occurrences) <= (wanted / 10.0).max(2.0)
                && new_places <= wanted * 1.05
                && names.add(phrase.iter().map(|word| self.form(*word)))
            {
                places = new_places;
            }
        }
        names
    }

    /// How often each phrase of two and three words occurs.
    fn phrases(&self) -> HashMap<&[u32], u32> {
        let mut phrases = HashMap::new();
        for n in [2, 3] {
            for phrase in self.sequence.windows(n).filter(|phrase| !phrase.contains(&BREAK)) {
                *phrases.entry(phrase).or_default() += 1;
            }
        }
        phrases
    }

    fn may_be_name(&self, phrase: &[u32]) -> bool {
        phrase.iter().all(|&word| {
            let (folded, _) = self.form(word);
            let letters = folded.chars().count();
            word as usize >= TOO_FREQUENT
                && folded.chars().all(|c| matches!(c, '\u{621}'..='\u{64A}'))
                && letters >= if phrase.len() == 1 { SHORTEST } else { 2 }
                && (phrase.len() > 1 || !self.changes.contains(folded))
        })
    }

    fn form(&self, word: u32) -> (&str, &str) {
        self.forms.get(word as usize).map_or(("", ""), |(folded, spelled)| (folded, spelled))
    }

    /// Fills `names` up with names that do not occur.
    fn fill(&self, n: usize, names: &mut Names, random: &mut Random) {
        let phrases = self.phrases();
        let weights = self.count.iter().enumerate().map(|(word, count)| {
            let word = u32::try_from(word).unwrap_or(BREAK);
            if self.may_be_name(&[word, word]) { f64::from(*count).sqrt() } else { 0.0 }
        });
        let weighted = Weighted::new(weights);
        let known: HashSet<&str> = self.forms.iter().map(|(folded, _)| folded.as_str()).collect();
        let mut tries = 20 * n;
        while names.list.len() < n && tries > 0 {
            tries -= 1;
            let n_words = match draw_words(random) {
                3 if random.chance(0.25) => 4,
                n => n,
            };
            let drawn: Vec<u32> = (0..n_words.max(2))
                .map(|_| u32::try_from(weighted.draw(random)).unwrap_or(BREAK))
                .collect();
            if !self.may_be_name(&drawn) {
                return; // the corpus has no words for names
            }
            if n_words == 1 {
                let spelled: String = drawn.iter().map(|word| self.form(*word).1).collect();
                let folded = fold(&spelled);
                if folded.chars().count() <= 12 && !known.contains(folded.as_str()) {
                    names.add([(folded.as_str(), spelled.as_str())]);
                }
            } else if !drawn.windows(2).any(|pair| phrases.contains_key(pair)) {
                names.add(drawn.iter().map(|word| self.form(*word)));
            }
        }
    }
}

/// One, two or three.
fn draw_words(random: &mut Random) -> usize {
    match random.unit() {
        u if u < 0.2 => 1,
        u if u < 0.7 => 2,
        _ => 3,
    }
}

/// Names that differ after folding.
#[derive(Debug, Default)]
struct Names {
    list: Vec<String>,
    folded: HashSet<String>,
}

impl Names {
    /// Whether the name was new. Takes folded and spelled words.
    fn add<'w>(&mut self, words: impl IntoIterator<Item = (&'w str, &'w str)>) -> bool {
        let (folded, spelled): (Vec<&str>, Vec<&str>) = words.into_iter().unzip();
        let is_new = self.folded.insert(folded.join(" "));
        if is_new {
            self.list.push(spelled.join(" "));
        }
        is_new
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oracle::Oracle;

    #[test]
    fn as_many_as_said_of_which_the_stated_share_occurs() {
        let corpus = crate::corpora::plain(1 << 20).unwrap();
        let n_words: usize = corpus.documents().map(|text| words(text).len()).sum();
        for (n, low, high) in [(1_000, 0.0015, 0.004), (100_000, 0.016, 0.035)] {
            let names = names(n, &corpus);
            assert_eq!(names.len(), n);
            let folded: HashSet<String> = names.iter().map(|name| fold(name)).collect();
            assert_eq!(folded.len(), n);
            let share = Oracle::new(&names).count(&corpus).places as f64 / n_words as f64;
            assert!((low..high).contains(&share), "{n} names: {share}");
        }
    }

    #[test]
    fn a_corpus_without_words_gives_no_names() {
        assert!(names(10, &Corpus::from_documents(["1 2 3"])).is_empty());
        assert!(names(10, &Corpus::from_documents::<&str>([])).is_empty());
    }
}
