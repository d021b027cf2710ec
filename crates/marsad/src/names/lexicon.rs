//! What is known of words beyond their letters: which are ordinary words, which are attested names
//! and of what origin, which are made of the name of a land; and which names are rivals.
//!
//! `lexicon.tsv` is learned by `cargo xtask names`, `rivals.tsv` is written by hand.

use std::sync::LazyLock;

use super::fold::{self, Folded};
use super::origin;

const WORDS: &str = include_str!("lexicon.tsv");
const RIVALS: &str = include_str!("rivals.tsv");

pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// What is known of a word, its article left aside.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Known<'l> {
    /// It is a frequent word that is used as Arabic words are.
    pub(super) is_ordinary: bool,
    /// It is the adjective of a land, masculine singular.
    pub(super) is_nisba: bool,
    /// Hashes of its Latin originals and lands; none when it is not attested as a name.
    origins: &'l [u64],
}

impl Known<'_> {
    /// Whether it is attested as a name.
    pub(super) fn is_name(&self) -> bool {
        !self.origins.is_empty()
    }

    /// Whether a Latin word is one of its originals; see [`origin::hash`].
    pub(super) fn has_original(&self, latin: u64) -> bool {
        self.origins.contains(&latin)
    }

    /// Whether both have an origin in common.
    pub(super) fn shares_origin(&self, other: &Known<'_>) -> bool {
        self.origins.iter().any(|origin| other.origins.contains(origin))
    }
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    key: u64,
    is_ordinary: bool,
    is_nisba: bool,
    origins: (usize, usize),
}

/// What a table of pairs says of two words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Two names.
    Two,
    /// One name.
    One,
}

/// Both tables, ready to be asked.
#[derive(Debug)]
pub(super) struct Lexicon {
    /// In the order of keys.
    entries: Vec<Entry>,
    origins: Vec<u64>,
    /// English names of lands of one word, in order, with a word of each.
    lands: Vec<(&'static str, u64)>,
    /// Which words have an original, with their keys, in the order of its hash.
    owners: Vec<(u64, u64, &'static str)>,
    /// In the order of keys; the smaller key stands first.
    pairs: Vec<(u64, u64, Verdict)>,
    /// Keys of native names whose letters do not show it, in order.
    native: Vec<u64>,
}

impl Lexicon {
    fn read() -> Lexicon {
        let mut lexicon = Lexicon {
            entries: Vec::new(),
            origins: Vec::new(),
            lands: Vec::new(),
            owners: Vec::new(),
            pairs: Vec::new(),
            native: Vec::new(),
        };
        for line in lines(WORDS) {
            let mut cells = line.split('\t');
            let (Some(word), Some(kinds)) = (cells.next(), cells.next()) else { continue };
            let from = lexicon.origins.len();
            let origins = cells.nth(1).unwrap_or_default().split(',').filter(|o| !o.is_empty());
            for origin in origins {
                let hash = origin::hash(origin);
                lexicon.origins.push(hash);
                lexicon.owners.push((hash, key_of(word), word));
                lexicon.lands.extend(origin.strip_prefix('=').map(|land| (land, key_of(word))));
            }
            lexicon.entries.push(Entry {
                key: key_of(word),
                is_ordinary: kinds.contains('w'),
                is_nisba: kinds.contains('x'),
                origins: (from, lexicon.origins.len()),
            });
        }
        lexicon.entries.sort_by_key(|entry| entry.key);
        for line in lines(RIVALS) {
            let (verdict, words) = match line.split_once('\t') {
                Some(("two", words)) => (Verdict::Two, words),
                Some(("one", words)) => (Verdict::One, words),
                Some(("own", words)) => {
                    lexicon.native.extend(words.split_whitespace().map(key_of));
                    continue;
                }
                _ => continue,
            };
            let keys: Vec<u64> = words.split_whitespace().map(key_of).collect();
            for (k, &one) in keys.iter().enumerate() {
                for &other in keys.iter().skip(k + 1) {
                    lexicon.pairs.push((one.min(other), one.max(other), verdict));
                }
            }
        }
        lexicon.owners.sort_unstable();
        lexicon.lands.sort_unstable();
        lexicon.native.sort_unstable();
        lexicon.pairs.sort_by_key(|&(one, other, _)| (one, other));
        lexicon
    }

    /// What is known of the word with this [`key`]. Cost: a binary search.
    pub(super) fn word(&self, key: u64) -> Known<'_> {
        let found = self.entries.binary_search_by_key(&key, |entry| entry.key).ok();
        let Some(entry) = found.and_then(|at| self.entries.get(at)) else {
            return Known::default();
        };
        let (from, to) = entry.origins;
        Known {
            is_ordinary: entry.is_ordinary,
            is_nisba: entry.is_nisba,
            origins: self.origins.get(from..to).unwrap_or_default(),
        }
    }

    /// The Arabic names, without article, that have a Latin word for an original.
    pub(super) fn spellings(&self, latin: u64) -> impl Iterator<Item = &'static str> {
        self.owners(latin).iter().map(|&(.., word)| word)
    }

    fn owners(&self, latin: u64) -> &[(u64, u64, &'static str)] {
        let from = self.owners.partition_point(|&(other, ..)| other < latin);
        let n = self.owners.iter().skip(from).take_while(|&&(other, ..)| other == latin).count();
        self.owners.get(from..from + n).unwrap_or_default()
    }

    /// Whether a Latin word is known as the original of other Arabic names than the one with this key,
    /// and of none that has an original in common with it; false where the name has no originals.
    pub(super) fn is_of_others(&self, latin: u64, key: u64) -> bool {
        let (known, owners) = (self.word(key), self.owners(latin));
        let is_other = |&(_, owner, _): &(u64, u64, &str)| {
            owner != key && !self.word(owner).shares_origin(&known)
        };
        known.is_name() && !owners.is_empty() && owners.iter().all(is_other)
    }

    /// What is known of two Latin words: whether an Arabic name has both for originals; nothing where one
    /// of them is the original of none.
    pub(super) fn share_a_spelling(&self, a: u64, b: u64) -> Option<bool> {
        let [a, b] = [a, b].map(|latin| self.owners(latin));
        let is_known = !a.is_empty() && !b.is_empty();
        let is_of_both =
            |&(_, key, _): &(u64, u64, &str)| b.iter().any(|&(_, other, _)| other == key);
        is_known.then(|| a.iter().any(is_of_both))
    }

    /// Keys of the Arabic words for the land that has this English name; none of what is no land. Cost: a
    /// binary search.
    pub(super) fn words_of_land(&self, english: &str) -> impl Iterator<Item = u64> {
        let order = |land: &str| {
            land.bytes().cmp(english.bytes().map(|letter| letter.to_ascii_lowercase()))
        };
        let from = self.lands.partition_point(|(land, _)| order(land).is_lt());
        let lands = self.lands.get(from..).unwrap_or_default();
        lands.iter().take_while(move |(land, _)| order(land).is_eq()).map(|&(_, key)| key)
    }

    /// Whether the word with this key is a native name whose letters do not show it.
    pub(super) fn is_native(&self, key: u64) -> bool {
        self.native.binary_search(&key).is_ok()
    }

    /// What is said of two words with these keys. Cost: a binary search.
    pub(super) fn pair(&self, one: u64, other: u64) -> Option<Verdict> {
        let pair = (one.min(other), one.max(other));
        let at = self.pairs.binary_search_by_key(&pair, |&(one, other, _)| (one, other)).ok()?;
        self.pairs.get(at).map(|&(_, _, verdict)| verdict)
    }
}

fn lines(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().filter(|line| !line.starts_with('#') && !line.is_empty())
}

/// The key of a word that stands in a table, without its article.
fn key_of(word: &str) -> u64 {
    let mut codes = Vec::new();
    fold::fold(word, |folded| {
        if let Folded::Arabic(code) = folded {
            codes.push(code);
        }
    });
    key(without_article(&codes))
}

pub(super) const ALEF: u8 = 1;
const LAM: u8 = 23;
const HEH: u8 = 26;
pub(super) const WAW: u8 = 27;
pub(super) const YEH: u8 = 28;
pub(super) const TEH_MARBUTA: u8 = 29;

/// A hash of the letters of an Arabic word, in which final ة is ه, and double و and ي are single, as
/// spelling holds them equal.
pub(super) fn key(codes: &[u8]) -> u64 {
    hash(codes.iter().copied(), codes.len())
}

/// The key of the word with ا for its last letter.
pub(super) fn key_with_alef(codes: &[u8]) -> u64 {
    let n = codes.len().saturating_sub(1);
    hash(codes.iter().copied().take(n).chain([ALEF]), codes.len())
}

fn hash(codes: impl Iterator<Item = u8>, n: usize) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let mut last = 0;
    for (at, code) in codes.enumerate() {
        let code = if code == TEH_MARBUTA && at + 1 == n { HEH } else { code };
        if !(code == last && matches!(code, WAW | YEH)) {
            hash = (hash ^ u64::from(code)).wrapping_mul(0x0100_0000_01B3);
        }
        last = code;
    }
    hash
}

/// The letters of a word without ال, where three letters or more are left.
pub(super) fn without_article(codes: &[u8]) -> &[u8] {
    match codes {
        [ALEF, LAM, rest @ ..] if rest.len() >= 3 => rest,
        _ => codes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_the_fold() {
        for (letter, code) in
            [('ا', ALEF), ('ل', LAM), ('ه', HEH), ('و', WAW), ('ي', YEH), ('ة', TEH_MARBUTA)]
        {
            assert_eq!(fold::code(letter), Some(code), "{letter}");
        }
    }

    #[test]
    fn words_of_the_lexicon() {
        let word = |word| LEXICON.word(key_of(word));
        assert!(word("كتاب").is_ordinary && !word("كتاب").is_nisba);
        assert!(word("روسي").is_nisba && word("روسيا").is_name());
        assert!(!word("غوغل").is_ordinary && !word("كونغرس").is_ordinary);
        assert!(word("سعيد").is_name() && !word("سعيد").shares_origin(&word("سعد")));
        assert!(!word("ظظظظ").is_ordinary && !word("ظظظظ").is_name());
        // no two words have one key
        assert!(LEXICON.entries.windows(2).filter(|two| two[0].key == two[1].key).count() < 400);
    }

    #[test]
    fn pairs_of_the_table() {
        let pair = |one, other| LEXICON.pair(key_of(one), key_of(other));
        assert_eq!(pair("بوتين", "بوتان"), Some(Verdict::Two));
        assert_eq!(pair("بوتان", "بوتين"), Some(Verdict::Two));
        assert_eq!(pair("إسحاق", "إسحق"), Some(Verdict::One));
        assert_eq!(pair("بوتين", "بوتن"), None);
        for line in lines(RIVALS) {
            let kind = line.split('\t').next();
            assert!(matches!(kind, Some("two" | "one" | "own")), "{line}");
        }
    }
}
