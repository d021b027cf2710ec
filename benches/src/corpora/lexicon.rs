//! Words that look Arabic: a chain of order two over letters, learned from the content words of the
//! articles. Prefixes and endings come out as often as they went in.

use std::collections::{HashMap, HashSet};

use crate::random::Random;

/// Longest word, in letters.
const LONGEST: usize = 10;
/// The border of a word.
const BORDER: char = ' ';

/// What follows two letters, each as often as it does.
#[derive(Debug)]
pub(super) struct Letters {
    next: HashMap<(char, char), Vec<char>>,
}

impl Letters {
    pub(super) fn learn<'w>(words: impl IntoIterator<Item = &'w str>) -> Letters {
        let mut next: HashMap<(char, char), Vec<char>> = HashMap::new();
        for word in words {
            let (mut a, mut b) = (BORDER, BORDER);
            for c in word.chars().chain([BORDER]) {
                next.entry((a, b)).or_default().push(c);
                (a, b) = (b, c);
            }
        }
        Letters { next }
    }

    /// A word of two letters or more; not every one is new.
    fn word(&self, random: &mut Random) -> Option<String> {
        let mut word = String::new();
        let (mut a, mut b) = (BORDER, BORDER);
        for n in 0..=LONGEST {
            let next = self.next.get(&(a, b)).map_or(BORDER, |next| random.pick(next));
            if next == BORDER {
                return (n >= 2).then_some(word);
            }
            word.push(next);
            (a, b) = (b, next);
        }
        None
    }

    /// `known` and as many new words as make `n` different ones; fewer when the chain has no more.
    pub(super) fn words(
        &self,
        known: &[String],
        n: usize,
        random: &mut Random,
        accept: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let mut words = known.to_vec();
        let mut seen: HashSet<String> = known.iter().cloned().collect();
        let mut tries = 200 * n;
        while words.len() < n && tries > 0 {
            tries -= 1;
            if let Some(word) = self.word(random)
                && accept(&word)
                && !seen.contains(&word)
            {
                seen.insert(word.clone());
                words.push(word);
            }
        }
        words
    }
}
