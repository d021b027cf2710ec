//! Pairs of Arabic words to sharpen the costs on: spellings of one name, and names that look alike.
//!
//! Two words with Latin spellings that sound alike are spellings of one name; two that are at most
//! two edits apart and have Latin spellings that do not sound alike are different names. Some names
//! three or four edits apart are taken too, so that nothing learns that far apart is the same.

use std::collections::{BTreeMap, BTreeSet};

use super::corpus::Example;

/// Two Arabic words, and whether they are one name.
#[derive(Debug, Clone)]
pub(super) struct Pair {
    pub(super) words: [Vec<u8>; 2],
    pub(super) is_same: bool,
    pub(super) weight: f64,
}

/// Different names that are looked for, by how many edits they are apart: at most two, and more.
const NEAR: usize = 8000;
const FAR: usize = 3000;

/// What share of the different names is far.
const FAR_SHARE: f64 = 0.15;

/// The longest word whose neighbours are looked for.
const LONGEST: usize = 12;

/// Groups of letters that are spelled one for the other, in order.
const LOOSE: [(&str, &str); 25] = [
    ("sch", "sh"),
    ("tch", "ch"),
    ("ph", "f"),
    ("ck", "k"),
    ("ou", "u"),
    ("oo", "u"),
    ("ee", "i"),
    ("kh", "h"),
    ("w", "v"),
    ("y", "i"),
    ("ij", "i"),
    ("ie", "i"),
    ("ei", "i"),
    ("tz", "ts"),
    ("cz", "ch"),
    ("qu", "k"),
    ("q", "k"),
    ("x", "ks"),
    ("th", "t"),
    ("gh", "g"),
    ("dj", "j"),
    ("ce", "se"),
    ("ci", "si"),
    ("ch", "\u{1}"),
    ("c", "k"),
];

/// All pairs, in an order that depends on the words alone.
pub(super) fn pairs(examples: &[Example]) -> Vec<Pair> {
    let mut spellings: BTreeMap<&[u8], BTreeSet<String>> = BTreeMap::new();
    for example in examples.iter().filter(|example| example.arabic.len() > 2) {
        spellings.entry(&example.arabic).or_default().insert(loose(&example.latin));
    }
    let same = same(&spellings);
    let different = [near(&spellings), far(&spellings)];
    let n = same.len() as f64;
    let shares = [n * (1.0 - FAR_SHARE), n * FAR_SHARE];
    let mut pairs: Vec<Pair> =
        same.into_iter().map(|words| Pair { words, is_same: true, weight: 1.0 }).collect();
    for (found, share) in different.into_iter().zip(shares) {
        let weight = share / found.len().max(1) as f64;
        pairs.extend(found.into_iter().map(|words| Pair { words, is_same: false, weight }));
    }
    pairs
}

type Spellings<'w> = BTreeMap<&'w [u8], BTreeSet<String>>;

/// Words with a Latin spelling that sounds alike.
fn same(spellings: &Spellings<'_>) -> Vec<[Vec<u8>; 2]> {
    let mut by_sound: BTreeMap<&str, BTreeSet<&[u8]>> = BTreeMap::new();
    for (word, sounds) in spellings {
        for sound in sounds.iter().filter(|sound| sound.len() >= 3) {
            by_sound.entry(sound).or_default().insert(word);
        }
    }
    let mut found = BTreeSet::new();
    for words in by_sound.values() {
        for (k, a) in words.iter().enumerate() {
            for b in words.iter().skip(k + 1).filter(|b| edits(a, b) <= 4) {
                found.insert([a.to_vec(), b.to_vec()]);
            }
        }
    }
    found.into_iter().collect()
}

/// Different names at most two edits apart, one for a word.
fn near(spellings: &Spellings<'_>) -> Vec<[Vec<u8>; 2]> {
    let words: Vec<&[u8]> = spellings.keys().copied().filter(|w| w.len() <= LONGEST).collect();
    let mut index: BTreeMap<Vec<u8>, Vec<&[u8]>> = BTreeMap::new();
    for word in &words {
        for shorter in shortened(word) {
            index.entry(shorter).or_default().push(word);
        }
    }
    let mut found = Vec::new();
    for word in shuffled(words) {
        let close = shortened(word).into_iter().filter_map(|key| index.get(&key)).flatten();
        let close: BTreeSet<&[u8]> = close.copied().filter(|other| *other != word).collect();
        let mut others: Vec<&[u8]> = close
            .into_iter()
            .filter(|other| edits(word, other) <= 2 && are_different(spellings, word, other))
            .collect();
        others.sort_by_key(|other| hash(&[word, *other].concat()));
        // most names have more neighbours two edits apart: one edit comes first now and then
        if hash(word) % 10 < 3 {
            others.sort_by_key(|other| edits(word, other));
        }
        found.extend(others.first().map(|other| [word.to_vec(), other.to_vec()]));
        if found.len() == NEAR {
            break;
        }
    }
    found
}

/// Different names three or four edits apart that begin alike and share the most letters.
fn far(spellings: &Spellings<'_>) -> Vec<[Vec<u8>; 2]> {
    const LOOKED_AT: usize = 150;
    let mut by_first: BTreeMap<u8, Vec<&[u8]>> = BTreeMap::new();
    for word in shuffled(spellings.keys().copied().collect()) {
        by_first.entry(word.first().copied().unwrap_or(0)).or_default().push(word);
    }
    let mut found = Vec::new();
    for (k, word) in shuffled(spellings.keys().copied().collect()).into_iter().enumerate() {
        let others = by_first.get(&word.first().copied().unwrap_or(0)).map_or(&[][..], |w| w);
        let others = others.iter().cycle().skip(k % others.len().max(1)).take(LOOKED_AT);
        let best = others
            .filter(|other| matches!(edits(word, other), 3 | 4))
            .filter(|other| spellings[word].is_disjoint(&spellings[**other]))
            .min_by_key(|other| {
                let shared = other.iter().filter(|code| word.contains(code)).count();
                (10 * edits(word, other)).saturating_sub(3 * shared)
            });
        found.extend(best.map(|other| [word.to_vec(), other.to_vec()]));
        if found.len() == FAR {
            break;
        }
    }
    found
}

/// Whether no Latin spelling of one word sounds like one of the other.
fn are_different(spellings: &Spellings<'_>, a: &[u8], b: &[u8]) -> bool {
    let far = |a: &str, b: &str| edits(a.as_bytes(), b.as_bytes()) >= 2;
    spellings[a].iter().all(|one| spellings[b].iter().all(|other| far(one, other)))
}

/// Latin letters without what is spelled now so, now so.
fn loose(latin: &str) -> String {
    let plain = latin.chars().filter_map(|c| {
        Some(match c {
            'á' | 'ä' => 'a',
            'é' => 'e',
            'ı' => 'i',
            'ö' | 'ø' => 'o',
            'ü' => 'u',
            'ć' | 'č' | 'ç' => 'c',
            'š' | 'ş' => 's',
            'ž' => 'z',
            'ñ' => 'n',
            'ł' => 'l',
            'ğ' => 'g',
            '\'' => return None,
            c => c,
        })
    });
    let mut key: String = plain.collect();
    for (from, to) in LOOSE {
        key = key.replace(from, to);
    }
    let mut letters: Vec<char> = key.chars().collect();
    letters.dedup();
    letters.into_iter().collect()
}

/// A word with up to two letters left out, in all ways.
fn shortened(word: &[u8]) -> BTreeSet<Vec<u8>> {
    let drop_one = |word: &Vec<u8>| -> Vec<Vec<u8>> {
        (0..word.len()).map(|at| [&word[..at], &word[at + 1..]].concat()).collect()
    };
    let mut all = BTreeSet::from([word.to_vec()]);
    let once: BTreeSet<Vec<u8>> = all.iter().flat_map(drop_one).collect();
    all.extend(once.iter().flat_map(drop_one));
    all.extend(once);
    all
}

/// Letters inserted, dropped or replaced.
fn edits(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// Words in an order that says nothing of them.
fn shuffled(mut words: Vec<&[u8]>) -> Vec<&[u8]> {
    words.sort_by_key(|word| hash(word));
    words
}

/// A hash that is the same on every machine.
pub(super) fn hash(bytes: &[u8]) -> u64 {
    let sum = bytes.iter().fold(0xCBF2_9CE4_8422_2325, |hash: u64, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    (sum ^ sum >> 32).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 16
}
