//! The names of a list by their words: which distinct words there are, and which names have them.
//!
//! All is flat: arenas of text and numbers, two trees of words (Arabic and Latin), and for each word
//! the names that have it. Short words are filed together with their neighbours too, because they are
//! written in one with them as often as not (عبد الله, شانغ فو, al Rashid).

use std::collections::HashMap;

use super::trie::Trie;
use crate::names::{Script, Symbol, spell};
use crate::span::EntityId;
use crate::watchlist::Level;

/// The number of a distinct word.
pub(super) type WordId = u32;

/// Most words of a name that are looked at.
pub(super) const MOST_WORDS: usize = 16;

/// A word with at most so many symbols is filed together with its neighbours too.
const SHORT: usize = 4;

/// One name of the list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Listed {
    pub(super) entity: EntityId,
    /// How loosely its entity may be found, if it says so.
    pub(super) level: Option<Level>,
    text: (u32, u32),
    /// Place of its words.
    words: (u32, u32),
}

/// Words that stand in a name: one, or two taken as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) word: WordId,
    /// The first word it stands for.
    pub(super) at: u8,
    /// How many it stands for.
    pub(super) n: u8,
}

/// The names of a list; see the module.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    names: Vec<Listed>,
    texts: String,
    parts: Vec<Part>,
    arabic: Trie,
    latin: Trie,
    /// Words that are in neither script, by hash, in order.
    others: Vec<(u64, WordId)>,
    /// For each word, where its names begin; the end of the last behind.
    starts: Vec<u32>,
    /// Numbers of names, by word.
    of_words: Vec<u32>,
}

/// A word as it is filed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Key {
    Arabic(Box<[Symbol]>),
    Latin(Box<[Symbol]>),
    Other(u64),
}

impl Lexicon {
    /// Files names, each with its entity and how loosely that may be found.
    pub(super) fn new<'n>(
        names: impl Iterator<Item = (EntityId, Option<Level>, &'n str)>,
    ) -> Lexicon {
        let mut lexicon = Lexicon::default();
        let mut known: HashMap<Key, WordId> = HashMap::new();
        for (entity, level, name) in names {
            lexicon.file(entity, level, name, &mut known);
        }
        lexicon.settle(known);
        lexicon
    }

    fn file(
        &mut self,
        entity: EntityId,
        level: Option<Level>,
        name: &str,
        known: &mut HashMap<Key, WordId>,
    ) {
        let first = place(self.parts.len());
        for (key, at, n) in parts(name) {
            let next = place(known.len());
            let word = *known.entry(key).or_insert(next);
            self.parts.push(Part { word, at, n });
        }
        let from = place(self.texts.len());
        self.texts.push_str(name);
        let text = (from, place(self.texts.len()));
        let words = (first, place(self.parts.len()));
        self.names.push(Listed { entity, level, text, words });
    }

    /// Numbers the words anew in their order, and files the names under them.
    fn settle(&mut self, known: HashMap<Key, WordId>) {
        let mut sorted: Vec<(Key, WordId)> = known.into_iter().collect();
        sorted.sort_unstable();
        let mut numbers = vec![0; sorted.len()];
        for (new, (_, old)) in (0..).zip(&sorted) {
            if let Some(slot) = numbers.get_mut(*old as usize) {
                *slot = new;
            }
        }
        for part in &mut self.parts {
            part.word = numbers.get(part.word as usize).copied().unwrap_or(0);
        }
        let words = || (0..).zip(sorted.iter().map(|(key, _)| key));
        self.arabic = Trie::new(words().filter_map(|(word, key)| match key {
            Key::Arabic(symbols) => Some((&**symbols, word)),
            _ => None,
        }));
        self.latin = Trie::new(words().filter_map(|(word, key)| match key {
            Key::Latin(symbols) => Some((&**symbols, word)),
            _ => None,
        }));
        self.others = words()
            .filter_map(|(word, key)| match key {
                Key::Other(hash) => Some((*hash, word)),
                _ => None,
            })
            .collect();
        self.starts = vec![0; sorted.len() + 1];
        for part in &self.parts {
            if let Some(slot) = self.starts.get_mut(part.word as usize + 1) {
                *slot += 1;
            }
        }
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        let mut next = self.starts.clone();
        self.of_words = vec![0; self.parts.len()];
        for (number, name) in (0..).zip(&self.names) {
            let (from, to) = name.words;
            for part in self.parts.get(from as usize..to as usize).unwrap_or_default() {
                if let Some(at) = next.get_mut(part.word as usize) {
                    if let Some(slot) = self.of_words.get_mut(*at as usize) {
                        *slot = number;
                    }
                    *at += 1;
                }
            }
        }
    }

    pub(super) fn trie(&self, script: Script) -> &Trie {
        if script == Script::Arabic { &self.arabic } else { &self.latin }
    }

    /// The word in neither script that has this hash.
    pub(super) fn other(&self, hash: u64) -> Option<WordId> {
        let at = self.others.binary_search_by_key(&hash, |(hash, _)| *hash).ok()?;
        self.others.get(at).map(|&(_, word)| word)
    }

    /// The names that have a word; one that has it twice comes twice.
    pub(super) fn names_of(&self, word: WordId) -> &[u32] {
        let at = word as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(&from), Some(&to)) => {
                self.of_words.get(from as usize..to as usize).unwrap_or_default()
            }
            _ => &[],
        }
    }

    pub(super) fn name(&self, number: u32) -> Option<&Listed> {
        self.names.get(number as usize)
    }

    pub(super) fn text(&self, name: &Listed) -> &str {
        self.texts.get(name.text.0 as usize..name.text.1 as usize).unwrap_or_default()
    }

    pub(super) fn parts(&self, name: &Listed) -> &[Part] {
        self.parts.get(name.words.0 as usize..name.words.1 as usize).unwrap_or_default()
    }

    pub(super) fn n_names(&self) -> usize {
        self.names.len()
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.names.len() * size_of::<Listed>()
            + self.texts.len()
            + self.parts.len() * size_of::<Part>()
            + self.arabic.heap_bytes()
            + self.latin.heap_bytes()
            + self.others.len() * size_of::<(u64, WordId)>()
            + (self.starts.len() + self.of_words.len()) * size_of::<u32>()
    }
}

/// The words of a name, up to [`MOST_WORDS`].
pub(super) fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c| !is_word_char(c)).filter(|word| !word.is_empty()).take(MOST_WORDS)
}

/// Letters, digits, marks on them, and signs that stand inside words.
fn is_word_char(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{610}'..='\u{61A}' | '\u{640}'
            | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{200B}'..='\u{200F}' | '\u{AD}' | '\u{FEFF}'
            | '\'' | '’' | '‘' | '`' | 'ʿ' | 'ʾ' | 'ʻ' | 'ʼ')
}

/// The words of a name as they are filed, those taken together included: the first word each stands
/// for, and how many.
pub(super) fn parts(name: &str) -> Vec<(Key, u8, u8)> {
    let mut parts = Vec::new();
    let mut before: Option<Key> = None;
    for (at, word) in (0..).zip(words(name)) {
        let mut symbols = Vec::new();
        let key = match spell(word, &mut symbols) {
            Script::Arabic if !symbols.is_empty() => Key::Arabic(symbols.into()),
            Script::Latin if !symbols.is_empty() => Key::Latin(symbols.into()),
            _ => Key::Other(hash(word)),
        };
        if let Some(joined) = before.as_ref().and_then(|before| joined(before, &key)) {
            parts.push((joined, at - 1, 2));
        }
        parts.push((key.clone(), at, 1));
        before = Some(key);
    }
    parts
}

/// Two words as one, if one of them is short.
fn joined(a: &Key, b: &Key) -> Option<Key> {
    let is_near = |a: &[Symbol], b: &[Symbol]| a.len().min(b.len()) <= SHORT;
    match (a, b) {
        (Key::Arabic(a), Key::Arabic(b)) if is_near(a, b) => {
            Some(Key::Arabic([&**a, &**b].concat().into()))
        }
        (Key::Latin(a), Key::Latin(b)) if is_near(a, b) => {
            Some(Key::Latin([&**a, &**b].concat().into()))
        }
        _ => None,
    }
}

/// A hash of a word that is told apart by equality alone.
fn hash(word: &str) -> u64 {
    let letters = word.chars().flat_map(char::to_lowercase).map(u64::from);
    letters.fold(0xCBF2_9CE4_8422_2325, |hash, c| (hash ^ c).wrapping_mul(0x0100_0000_01B3))
}

fn place(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
