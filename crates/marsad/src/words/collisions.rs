//! Which words of a corpus a profile makes one: the harm that folding does.
//!
//! Words are counted as they are written. Spellings that differ in marks, tatweel, invisible
//! characters or encoding alone are one word here: that they fold together is what folding is for.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::chars::tables::{ARABIC_MARKS, INVISIBLE, JOINING};
use crate::normalize::{Profile, normalize, normalize_into};

/// How often each word stands in some texts.
///
/// Memory grows with the number of different words, not with the length of the texts.
///
/// ```
/// use marsad::{Profile, WordCounts};
/// let mut counts = WordCounts::default();
/// counts.add("وقف علي على الجبل، ومشى على مهل");
/// assert_eq!((counts.words(), counts.spellings()), (7, 6));
/// let collisions = counts.collisions(&Profile::search());
/// assert_eq!(collisions[0].spellings, [("على".into(), 2), ("علي".into(), 1)]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct WordCounts {
    counts: HashMap<Box<str>, u64>,
    words: u64,
}

/// Words that one profile makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision {
    /// What the profile makes of them; empty when it deletes them.
    pub folded: String,
    /// The words, each in its most frequent spelling and with the number of times it stands in the
    /// texts, the most frequent first.
    pub spellings: Vec<(String, u64)>,
}

impl Collision {
    /// How often one of the words stands in the texts that is not the most frequent: who looks for
    /// this one finds those too.
    pub fn at_stake(&self) -> u64 {
        self.spellings.iter().skip(1).map(|(_, n)| n).sum()
    }
}

impl WordCounts {
    /// Counts the words of `text`: runs of letters, marks, digits and tatweel with at least one
    /// letter; invisible characters between them join. Linear in the length of the text.
    pub fn add(&mut self, text: &str) {
        for run in text.split(|c| !is_word(c)) {
            let word = run.trim_matches(|c| INVISIBLE.contains(c));
            if !word.chars().any(is_letter) {
                continue;
            }
            self.words += 1;
            match self.counts.get_mut(word) {
                Some(n) => *n += 1,
                None => drop(self.counts.insert(word.into(), 1)),
            }
        }
    }

    /// Adds the counts of other texts.
    pub fn merge(&mut self, other: WordCounts) {
        self.words += other.words;
        #[expect(clippy::iter_over_hash_type, reason = "sums do not depend on the order")]
        for (word, n) in other.counts {
            *self.counts.entry(word).or_default() += n;
        }
    }

    /// Number of words counted.
    pub fn words(&self) -> u64 {
        self.words
    }

    /// Number of different spellings among them.
    pub fn spellings(&self) -> usize {
        self.counts.len()
    }

    /// The words that `profile` makes one with others, those with the most [at
    /// stake](Collision::at_stake) first; equals by what they become. Normalises every spelling
    /// once.
    pub fn collisions(&self, profile: &Profile) -> Vec<Collision> {
        let mut groups: HashMap<String, HashMap<String, Spelling<'_>>> = HashMap::new();
        let mut folded = String::new();
        #[expect(clippy::iter_over_hash_type, reason = "what comes of it is sorted")]
        for (word, &n) in &self.counts {
            folded.clear();
            normalize_into(profile, word, &mut folded);
            let group = match groups.get_mut(&folded) {
                Some(group) => group,
                None => groups.entry(folded.clone()).or_default(),
            };
            let letters = normalize(&LETTERS, word).into_owned();
            group.entry(letters).or_default().add(word, n);
        }
        let mut collisions: Vec<Collision> = groups
            .into_iter()
            .filter(|(_, group)| group.len() > 1)
            .map(|(folded, group)| {
                let mut spellings: Vec<(String, u64)> =
                    group.into_values().map(|s| (s.best.to_owned(), s.n)).collect();
                spellings.sort_unstable_by(|(a, n), (b, m)| (m, a).cmp(&(n, b)));
                Collision { folded, spellings }
            })
            .collect();
        collisions
            .sort_unstable_by(|a, b| (b.at_stake(), &a.folded).cmp(&(a.at_stake(), &b.folded)));
        collisions
    }
}

/// All ways in which the letters of one word are written.
#[derive(Default)]
struct Spelling<'c> {
    n: u64,
    best: &'c str,
    best_n: u64,
}

impl<'c> Spelling<'c> {
    fn add(&mut self, word: &'c str, n: u64) {
        self.n += n;
        if (n, self.best) > (self.best_n, word) || self.best.is_empty() {
            (self.best, self.best_n) = (word, n);
        }
    }
}

/// What a word is, marks, tatweel, invisible characters and encoding aside.
static LETTERS: LazyLock<Profile> = LazyLock::new(|| {
    let strict = Profile::strict();
    strict.with_ops("-lookalikes,-whitespace").unwrap_or(strict)
});

/// Marks count as alphabetic in Unicode; one alone is no word.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !ARABIC_MARKS.contains(c)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || ARABIC_MARKS.contains(c) || JOINING.contains(c) || INVISIBLE.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(texts: &[&str]) -> WordCounts {
        let mut counts = WordCounts::default();
        texts.iter().for_each(|text| counts.add(text));
        counts
    }

    fn folded(counts: &WordCounts, profile: &Profile) -> Vec<(String, u64)> {
        counts.collisions(profile).iter().map(|c| (c.folded.clone(), c.at_stake())).collect()
    }

    #[test]
    fn words_that_a_profile_makes_one() {
        let counts = counted(&["رأت فتاة فتاه", "فتاة أخرى، أخري", "على علي علي عَلِيّ"]);
        assert_eq!(folded(&counts, &Profile::strict()), []);
        let search = [("اخري".into(), 1), ("علي".into(), 1)];
        assert_eq!(folded(&counts, &Profile::search()), search);
        let loose = [("اخري".into(), 1), ("علي".into(), 1), ("فتاه".into(), 1)];
        assert_eq!(folded(&counts, &Profile::loose()), loose);
    }

    #[test]
    fn marks_tatweel_and_encoding_make_no_other_word() {
        let counts = counted(&["كِتاب كتـاب كتاب كتاب", "أمر ا\u{654}مر", "می\u{200C}رود میرود"]);
        assert_eq!((counts.words(), counts.spellings()), (8, 7));
        assert_eq!(folded(&counts, &Profile::search()), []);
        let counts = counted(&["كِتاب كتاب كتـاب كتاب", "کتاب"]);
        let [collision] = &counts.collisions(&Profile::strict())[..] else { panic!("one") };
        assert_eq!(collision.spellings, [("كتاب".into(), 4), ("کتاب".into(), 1)]);
    }

    #[test]
    fn what_is_no_word_is_not_counted() {
        let counts = counted(&["2024 ... ٣٫٥ \u{64E} \u{200F}— ،", "سنة 2024م\u{200F}"]);
        assert_eq!((counts.words(), counts.spellings()), (2, 2));
    }

    #[test]
    fn counts_of_parts_add_up() {
        let texts = ["قال إن الأمر", "وأن الامر", "إن وان"];
        let mut sum = WordCounts::default();
        texts.iter().rev().for_each(|text| sum.merge(counted(&[text])));
        let whole = counted(&texts);
        assert_eq!((sum.words(), sum.spellings()), (whole.words(), whole.spellings()));
        assert_eq!(sum.collisions(&Profile::loose()), whole.collisions(&Profile::loose()));
    }
}
