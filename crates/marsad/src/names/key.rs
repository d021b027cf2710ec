//! Which words are worth comparing: keys that two spellings of one name share, nearly always, and a
//! sketch of their letters that tells most others apart without a comparison.
//!
//! A key is a hash of what is left of a word when letters that are often exchanged are made one and
//! others are dropped: its consonants in eight classes, those less one, or all letters less one. The
//! English and the Arabic name of a land, which need not sound alike (Egypt, مصر), have one more. Of
//! the pairs that the model accepts in running text 99 in 100 share a key.

use std::sync::LazyLock;

use super::fold::{self, CODES};
use super::latin::LATIN;
use super::lexicon::LEXICON;
use super::rules::bare_key;
use super::score::MOST;
use super::word::{Script, Word};

/// Shortest skeleton of which a consonant is dropped.
const LONG_SKELETON: usize = 4;
/// Longest word of which a letter is dropped, however many consonants it has.
const SHORT_WORD: usize = 7;
/// Letters that two words may differ in and be worth a comparison.
const MOST_DIFFERENT: u32 = 3;
/// Arabic spellings of a Latin word that keys are made of.
const SPELLINGS: usize = 16;

/// Letters that are often exchanged, and the one that stands for them.
const LIKE: [(char, char); 10] = [
    ('غ', 'ج'),
    ('ق', 'ك'),
    ('ط', 'ت'),
    ('ص', 'س'),
    ('ض', 'د'),
    ('ظ', 'ز'),
    ('ث', 'ت'),
    ('ذ', 'ز'),
    ('ح', 'ه'),
    ('ة', 'ه'),
];

/// Classes of consonants; all other letters have none.
const CLASSES: [&str; 8] = ["غجكقخ", "سصزشذظث", "تدطض", "فب", "ل", "ر", "م", "ن"];

/// What the letters of a word are to keys, by their codes.
struct Letters {
    like: [u8; CODES],
    class: [u8; CODES],
    /// ت, ك, س and ش: before س or ش the first two are no sound of their own.
    teh: u8,
    kaf: u8,
    seen: u8,
    sheen: u8,
}

static LETTERS: LazyLock<Letters> = LazyLock::new(|| {
    let code = |c| fold::code(c).unwrap_or(0);
    let mut like = [0; CODES];
    for (slot, code) in like.iter_mut().zip(0..) {
        *slot = code;
    }
    for (from, to) in LIKE {
        if let Some(slot) = like.get_mut(usize::from(code(from))) {
            *slot = code(to);
        }
    }
    let mut class = [0; CODES];
    for (letters, number) in CLASSES.iter().zip(1..) {
        for letter in letters.chars() {
            if let Some(slot) = class.get_mut(usize::from(code(letter))) {
                *slot = number;
            }
        }
    }
    Letters { like, class, teh: code('ت'), kaf: code('ك'), seen: code('س'), sheen: code('ش') }
});

/// Gives the keys of a word, some of them perhaps twice: none of a word without letters. A Latin word
/// has those of its likeliest Arabic spellings, and of those that are known. Cost: linear in the number
/// of keys, at most about 40 for an Arabic word.
pub(crate) fn keys(word: &Word, mut give: impl FnMut(u64)) {
    match word.script() {
        Script::Arabic => {
            keys_of(word.bare().letters, true, &mut give);
            give(land_key(bare_key(word)));
        }
        Script::Latin => {
            LEXICON.words_of_land(&word.written()).map(land_key).for_each(&mut give);
            for letters in LATIN.spellings(word.codes(), SPELLINGS) {
                keys_of(&letters, false, &mut give);
            }
            for known in LEXICON.spellings(word.origin()) {
                let letters: Vec<u8> = known.chars().filter_map(fold::code).collect();
                keys_of(&letters, false, &mut give);
            }
        }
        Script::Other => {}
    }
}

/// `less_one` tells whether there are keys with a letter dropped; one side is enough.
fn keys_of(letters: &[u8], less_one: bool, give: &mut impl FnMut(u64)) {
    let tables = &*LETTERS;
    let of = |table: &[u8; CODES], letter: u8| table.get(usize::from(letter)).copied().unwrap_or(0);
    let (mut skeleton, mut whole) = (Buffer::default(), Buffer::default());
    for (k, &letter) in letters.iter().enumerate() {
        whole.push(of(&tables.like, letter));
        let next = letters.get(k + 1).copied().unwrap_or(0);
        let is_front = match next {
            n if n == tables.sheen => letter == tables.teh,
            n if n == tables.seen => letter == tables.teh || letter == tables.kaf,
            _ => false,
        };
        let class = of(&tables.class, letter);
        if class != 0 && !is_front {
            skeleton.push(class);
        }
    }
    let is_long = skeleton.len >= LONG_SKELETON;
    if skeleton.len > 0 {
        give(hash(0, skeleton.letters(), usize::MAX));
    }
    if is_long && less_one {
        (0..skeleton.len).for_each(|k| give(hash(0, skeleton.letters(), k)));
    }
    give(hash(1, whole.letters(), usize::MAX));
    if (!is_long || whole.len <= SHORT_WORD) && less_one {
        (0..whole.len).for_each(|k| give(hash(1, whole.letters(), k)));
    }
}

/// The key that words with the lexicon's key share with the English name of their land.
const fn land_key(key: u64) -> u64 {
    (key ^ key >> 32).wrapping_mul(0x94D0_49BB_1331_11EB)
}

/// Letters of a word, none twice in a row.
#[derive(Default)]
struct Buffer {
    letters: [u8; MOST],
    len: usize,
}

impl Buffer {
    fn push(&mut self, letter: u8) {
        if self.letters().last() == Some(&letter) {
            return;
        }
        if let Some(slot) = self.letters.get_mut(self.len) {
            *slot = letter;
            self.len += 1;
        }
    }

    fn letters(&self) -> &[u8] {
        self.letters.get(..self.len).unwrap_or_default()
    }
}

/// A hash of some letters without the one at `dropped`.
fn hash(kind: u64, letters: &[u8], dropped: usize) -> u64 {
    let kept = letters.iter().enumerate().filter(|(k, _)| *k != dropped);
    let sum = kept.fold(kind ^ 0x9E37_79B9_7F4A_7C15, |hash, (_, letter)| {
        (hash ^ u64::from(*letter)).wrapping_mul(0x0000_0100_0000_01B3).rotate_left(5)
    });
    let mixed = (sum ^ sum >> 31).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ mixed >> 29
}

/// Which letters an Arabic word has, once or more than once; those often exchanged are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(transparent)]
pub(crate) struct Sketch(pub(crate) u64);

impl Sketch {
    /// The sketch of a word; that of a Latin word says nothing.
    pub(crate) fn new(word: &Word) -> Sketch {
        if word.script() != Script::Arabic {
            return Sketch(0);
        }
        let mut bits = 0u64;
        let mut before = 0;
        for &letter in word.bare().letters {
            let like = LETTERS.like.get(usize::from(letter)).copied().unwrap_or(0);
            if like != before {
                let first = 1 << (2 * u32::from(like));
                bits |= if bits & first == 0 { first } else { first << 1 };
            }
            before = like;
        }
        Sketch(bits)
    }

    /// Whether two words differ in so many letters that they need not be compared.
    pub(crate) fn is_far_from(self, other: Sketch) -> bool {
        self.0 != 0 && other.0 != 0 && (self.0 ^ other.0).count_ones() > MOST_DIFFERENT
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares_a_key(a: &str, b: &str) -> bool {
        let keys_of = |word: &str| {
            let mut found = Vec::new();
            keys(&Word::new(word), |key| found.push(key));
            found
        };
        let (a, b) = (keys_of(a), keys_of(b));
        a.iter().any(|key| b.contains(key))
    }

    #[test]
    fn spellings_of_one_name_share_a_key() {
        for (a, b) in [
            ("شويغو", "شويجو"),
            ("بوتين", "بوتن"),
            ("الكونغرس", "الكونجرس"),
            ("نتنياهو", "نتانياهو"),
            ("دييغو", "ديجو"),
            ("شوارتز", "شوارتس"),
            ("أوباما", "اوباما"),
            ("Shoigu", "شويجو"),
            ("Sergei", "سيرغي"),
            ("Putin", "بوتين"),
            ("Netanyahu", "نتنياهو"),
            ("Egypt", "مصر"),
            ("Jordan", "الأردن"),
        ] {
            assert!(shares_a_key(a, b), "{a} {b}");
            let far = Sketch::new(&Word::new(a)).is_far_from(Sketch::new(&Word::new(b)));
            assert!(!far, "{a} {b}");
        }
        for (a, b) in [("موسكو", "لندن"), ("بيروت", "دمشق"), ("Moscow", "لندن")]
        {
            assert!(!shares_a_key(a, b), "{a} {b}");
        }
    }

    #[test]
    fn any_word_has_keys_or_none() {
        for word in ["", "ء", "12", "ا", "الا", "ي", "Жуков", "'", "O'", &"ب".repeat(99)]
        {
            keys(&Word::new(word), |_| {});
            Sketch::new(&Word::new(word));
        }
    }
}
