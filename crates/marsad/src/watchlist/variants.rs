//! The index of spelling variants: the words of all names by keys that other spellings share, and
//! names by their first two words.
//!
//! A name is filed in several forms, each a row of words: as it is listed, without what may be left
//! out (بن), with neighbours that are also written as one word (عبد الله), with a word cut that is also
//! written as two (شانغفو). A text is looked through for words near those of the forms; which forms
//! have such words side by side is a look-up by pairs. All arrays are flat.

use super::list::List;
use super::source::{Level, NameKind};
use crate::chars::Kernel;
use crate::names::{Script, Sketch, Word, keys, plain_key};
use crate::span::NameId;
use crate::words::{LetterCodes, Words};

/// Most forms of one name.
const MOST_FORMS: usize = 8;

/// A word of a name.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(crate) struct ListWord {
    /// Its letters, roughly.
    pub(crate) sketch: Sketch,
    /// Marks of the words that follow it in a form, see [`mark`].
    pub(crate) follows: u64,
    text: (u32, u32),
    codes: (u32, u32),
    /// The forms of this word alone.
    alone: (u32, u32),
    pub(crate) is_second: bool,
    /// Whether it stands behind another in a form.
    pub(crate) is_behind: bool,
}

impl ListWord {
    /// Whether it is a whole name.
    pub(crate) fn is_alone(&self) -> bool {
        self.alone.0 < self.alone.1
    }
}

/// One way to write a name as a row of words.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(crate) struct Form {
    pub(crate) name: NameId,
    words: (u32, u32),
    /// Whether it is what is listed, word for word: then equal words are a matter of other levels.
    pub(crate) is_listed: bool,
}

/// Numbers by hashes.
#[derive(Debug, Default)]
struct Buckets {
    /// One more than the number of a group, or 0.
    slots: Vec<u32>,
    keys: Vec<u64>,
    starts: Vec<u32>,
    values: Vec<u32>,
}

impl Buckets {
    fn new(mut filed: Vec<(u64, u32)>) -> Buckets {
        filed.sort_unstable();
        filed.dedup();
        let mut this = Buckets::default();
        for (key, value) in filed {
            if this.keys.last() != Some(&key) {
                this.keys.push(key);
                this.starts.push(number(this.values.len()));
            }
            this.values.push(value);
        }
        this.starts.push(number(this.values.len()));
        this.slots = vec![0; (this.keys.len() * 2).max(2).next_power_of_two()];
        let mask = this.slots.len() - 1;
        for (key, group) in this.keys.iter().zip(1..) {
            let mut at = home(*key) & mask;
            while this.slots.get(at).is_some_and(|slot| *slot != 0) {
                at = (at + 1) & mask;
            }
            if let Some(slot) = this.slots.get_mut(at) {
                *slot = group;
            }
        }
        this
    }

    fn get(&self, key: u64) -> &[u32] {
        let mask = self.slots.len().wrapping_sub(1);
        let mut at = home(key) & mask;
        while let Some(group) = self.slots.get(at).and_then(|slot| slot.checked_sub(1)) {
            let group = group as usize;
            if self.keys.get(group) == Some(&key) {
                let (Some(&from), Some(&to)) = (self.starts.get(group), self.starts.get(group + 1))
                else {
                    break;
                };
                return self.values.get(from as usize..to as usize).unwrap_or_default();
            }
            at = (at + 1) & mask;
        }
        &[]
    }
}

#[expect(clippy::cast_possible_truncation, reason = "any bits of a hash will do")]
const fn home(key: u64) -> usize {
    (key ^ key >> 32) as usize
}

/// A bit that stands for a word among those that follow another.
pub(crate) const fn mark(word: u32) -> u64 {
    1 << (word.wrapping_mul(0x9E37_79B1) >> 26)
}

const fn pair_key(first: u32, second: u32) -> u64 {
    let both = (first as u64) << 32 | second as u64;
    let mixed = (both ^ both >> 29).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ mixed >> 32
}

/// All words and forms, ready to be looked up.
#[derive(Debug, Default)]
pub(crate) struct Variants {
    words: Vec<ListWord>,
    /// The words made ready for comparing.
    ready: Vec<Word>,
    texts: String,
    codes: Vec<u8>,
    by_key: Buckets,
    by_pair: Buckets,
    forms: Vec<Form>,
    form_words: Vec<u32>,
    /// Forms of one word, by their word.
    alone: Vec<u32>,
    max_words: usize,
    has_latin: bool,
}

impl Variants {
    /// Files the names of `list` that may be found at level `variant`. Cost: some microseconds a
    /// name.
    pub(crate) fn new(codes: &LetterCodes, list: &List) -> Variants {
        let mut build = Build::new(codes);
        let index = list.index();
        for id in 0..list.n_slots() {
            let Some(name) = index.name(NameId(id)) else { continue };
            if name.level >= Level::Variant || name.kind == NameKind::Exclude {
                build.add(NameId(id), name.text());
            }
        }
        build.finish()
    }

    /// Whether there is nothing to find.
    pub(crate) fn is_empty(&self) -> bool {
        self.forms.is_empty()
    }

    /// Words of the longest form; 0 when there is none.
    pub(crate) fn max_words(&self) -> usize {
        self.max_words
    }

    /// Whether a word of the list is in Latin letters.
    pub(crate) fn has_latin(&self) -> bool {
        self.has_latin
    }

    /// The words worth a comparison with `word`, in order, in `found`.
    pub(crate) fn near(&self, word: &Word, found: &mut Vec<u32>) {
        found.clear();
        let sketch = Sketch::new(word);
        keys(word, |key| {
            let worth = self.by_key.get(key).iter().filter(|id| {
                self.word(**id).is_some_and(|listed| !sketch.is_far_from(listed.sketch))
            });
            found.extend(worth);
        });
        found.sort_unstable();
        found.dedup();
    }

    /// Adds the words that are plainly the same as `text`; see [`plain_key`].
    pub(crate) fn same(&self, text: &str, found: &mut Vec<u32>) {
        found.extend(self.by_key.get(plain_key(text)));
    }

    /// A word made ready for comparing.
    pub(crate) fn ready(&self, id: u32) -> Option<&Word> {
        self.ready.get(id as usize)
    }

    pub(crate) fn word(&self, id: u32) -> Option<&ListWord> {
        self.words.get(id as usize)
    }

    pub(crate) fn text(&self, word: &ListWord) -> &str {
        self.texts.get(word.text.0 as usize..word.text.1 as usize).unwrap_or_default()
    }

    pub(crate) fn codes(&self, word: &ListWord) -> &[u8] {
        self.codes.get(word.codes.0 as usize..word.codes.1 as usize).unwrap_or_default()
    }

    /// The forms of one word.
    pub(crate) fn alone(&self, word: &ListWord) -> impl Iterator<Item = &Form> {
        let range = word.alone.0 as usize..word.alone.1 as usize;
        let forms = self.alone.get(range).unwrap_or_default();
        forms.iter().filter_map(|form| self.forms.get(*form as usize))
    }

    /// The forms that begin with two words.
    pub(crate) fn pair(&self, first: u32, second: u32) -> impl Iterator<Item = &Form> {
        let forms = self.by_pair.get(pair_key(first, second));
        forms.iter().filter_map(|form| self.forms.get(*form as usize))
    }

    /// The words of a form.
    pub(crate) fn words_of(&self, form: &Form) -> &[u32] {
        self.form_words.get(form.words.0 as usize..form.words.1 as usize).unwrap_or_default()
    }
}

/// Words that may be missing from a name or stand in it.
const OPTIONAL: [&str; 8] = ["بن", "ابن", "بنت", "آل", "ال", "bin", "ibn", "al"];
/// First parts of names that are also written apart from what follows, and as one word with it.
const HEADS: [&str; 6] = ["عبد", "أبو", "أبا", "أبي", "أم", "ابن"];

/// The article in Latin letters.
const LATIN_ARTICLES: [&str; 4] = ["al", "Al", "el", "El"];

/// Letters of words that are also written as one.
const SHORT_PART: usize = 3;
const LONG_PART: usize = 5;

/// Words whose letters mean something to the forms.
#[derive(Debug)]
pub(crate) struct Particles {
    optional: Vec<Vec<u8>>,
    heads: Vec<Vec<u8>>,
}

impl Particles {
    pub(crate) fn new(codes: &LetterCodes) -> Particles {
        let codes_of = |word: &&str| {
            let mut out = Vec::new();
            word.chars().for_each(|c| codes.push(c, &mut out));
            out
        };
        Particles {
            optional: OPTIONAL.iter().map(codes_of).collect(),
            heads: HEADS.iter().map(codes_of).collect(),
        }
    }

    /// Whether a word, in letter codes, may be missing from a name.
    pub(crate) fn is_optional(&self, word: &[u8]) -> bool {
        word.len() <= 4 && self.optional.iter().any(|optional| optional == word)
    }

    fn is_head(&self, word: &[u8]) -> bool {
        self.heads.iter().any(|head| head == word)
    }
}

/// A word while forms are made.
#[derive(Debug, Clone, PartialEq)]
struct Part {
    text: String,
    codes: Vec<u8>,
}

struct Build<'c> {
    letter_codes: &'c LetterCodes,
    particles: Particles,
    words: Words,
    /// Numbers of words by their text.
    known: std::collections::HashMap<String, u32>,
    keys: Vec<(u64, u32)>,
    pairs: Vec<(u64, u32)>,
    singles: Vec<(u32, u32)>,
    made: Variants,
}

impl<'c> Build<'c> {
    fn new(codes: &'c LetterCodes) -> Self {
        Build {
            letter_codes: codes,
            particles: Particles::new(codes),
            words: Words::default(),
            known: std::collections::HashMap::new(),
            keys: Vec::new(),
            pairs: Vec::new(),
            singles: Vec::new(),
            made: Variants::default(),
        }
    }

    fn add(&mut self, name: NameId, text: &str) {
        let listed = self.parts(text);
        for (k, form) in self.forms(&listed).into_iter().enumerate() {
            self.file(name, &form, k == 0 && form.len() == listed.len());
        }
    }

    fn parts(&mut self, text: &str) -> Vec<Part> {
        self.words.fill(Kernel::Scalar, self.letter_codes, text, 0, text.len());
        let part = |k| {
            let range = self.words.byte_range(self.letter_codes, text, k);
            let text = text.get(range).unwrap_or_default().to_owned();
            Part { text, codes: self.words.codes(k).to_vec() }
        };
        (0..self.words.len()).map(part).collect()
    }

    /// All rows of words in which a name is looked for.
    fn forms(&mut self, listed: &[Part]) -> Vec<Vec<Part>> {
        // what may be missing is skipped in the text, too
        let core: Vec<Part> = (listed.iter().enumerate())
            .filter(|(k, part)| *k == 0 || !self.particles.is_optional(&part.codes))
            .map(|(_, part)| part.clone())
            .collect();
        let mut forms = vec![core.clone()];
        forms.extend(with_article(listed));
        for k in 0..core.len() {
            if let Some([first, second]) = core.get(k..k + 2)
                && self.are_joined(first, second)
            {
                let text = format!("{}{}", first.text, second.text);
                let joined = Part { text, codes: [&first.codes[..], &second.codes].concat() };
                let (before, after) = (&core[..k], &core[k + 2..]);
                forms.push([before, &[joined], after].concat());
            }
        }
        for k in 0..core.len() {
            let Some(word) = core.get(k) else { continue };
            for at in self.cuts(word) {
                let mut letters = word.text.char_indices();
                let Some((byte, _)) = letters.nth(at) else { continue };
                let (first, second) = word.text.split_at(byte);
                let mut both = self.parts(first);
                both.extend(self.parts(second));
                forms.push([&core[..k], &both, &core[k + 1..]].concat());
            }
        }
        forms.truncate(MOST_FORMS);
        forms
    }

    /// Whether two words are also written as one.
    fn are_joined(&self, first: &Part, second: &Part) -> bool {
        let (a, b) = (first.codes.len(), second.codes.len());
        let is_arabic = |part: &Part| Word::new(&part.text).script() == Script::Arabic;
        self.particles.is_head(&first.codes)
            || (a.min(b) <= SHORT_PART
                && a.max(b) <= LONG_PART
                && is_arabic(first)
                && is_arabic(second)
                && !second.text.starts_with("ال"))
    }

    /// Before which letters a word is also cut in two.
    fn cuts(&self, word: &Part) -> Vec<usize> {
        let letters: Vec<char> = word.text.chars().collect();
        if letters.len() != word.codes.len() {
            return Vec::new(); // marked, or no simple letters
        }
        let head = |at: &usize| {
            let head = word.codes.get(..*at).unwrap_or_default();
            self.particles.is_head(head) && letters.len() - at >= 3
        };
        if let Some(at) = (2..letters.len()).find(head) {
            return vec![at];
        }
        let syllables = |at: &usize| {
            let (first, second) = letters.split_at(*at);
            is_syllable(first) && is_syllable(second)
        };
        (2..letters.len().saturating_sub(1)).filter(syllables).take(2).collect()
    }

    fn file(&mut self, name: NameId, row: &[Part], is_listed: bool) {
        let ids: Vec<u32> = row.iter().map(|part| self.word(part)).collect();
        let made = &mut self.made;
        let form = number(made.forms.len());
        let from = number(made.form_words.len());
        made.form_words.extend_from_slice(&ids);
        let words = (from, number(made.form_words.len()));
        made.forms.push(Form { name, words, is_listed });
        made.max_words = made.max_words.max(ids.len());
        for id in ids.iter().skip(1) {
            if let Some(word) = made.words.get_mut(*id as usize) {
                word.is_behind = true;
            }
        }
        match *ids {
            [] => {}
            [word] => self.singles.push((word, form)),
            [first, second, ..] => {
                self.pairs.push((pair_key(first, second), form));
                if let Some(word) = made.words.get_mut(first as usize) {
                    word.follows |= mark(second);
                }
                if let Some(word) = made.words.get_mut(second as usize) {
                    word.is_second = true;
                }
            }
        }
    }

    /// The number of a word, filed under its keys when it is new.
    fn word(&mut self, part: &Part) -> u32 {
        if let Some(id) = self.known.get(&part.text) {
            return *id;
        }
        let made = &mut self.made;
        let id = number(made.words.len());
        let text_start = number(made.texts.len());
        let codes_start = number(made.codes.len());
        made.texts.push_str(&part.text);
        made.codes.extend_from_slice(&part.codes);
        let word = Word::new(&part.text);
        made.has_latin |= word.script() == Script::Latin;
        made.words.push(ListWord {
            sketch: Sketch::new(&word),
            follows: 0,
            text: (text_start, number(made.texts.len())),
            codes: (codes_start, number(made.codes.len())),
            alone: (0, 0),
            is_second: false,
            is_behind: false,
        });
        keys(&word, |key| self.keys.push((key, id)));
        self.keys.push((plain_key(&part.text), id));
        made.ready.push(word);
        self.known.insert(part.text.clone(), id);
        id
    }

    fn finish(mut self) -> Variants {
        let mut made = self.made;
        self.singles.sort_unstable();
        for (word, form) in self.singles {
            let at = number(made.alone.len());
            if let Some(word) = made.words.get_mut(word as usize) {
                if word.alone.0 == word.alone.1 {
                    word.alone.0 = at;
                }
                word.alone.1 = at + 1;
            }
            made.alone.push(form);
        }
        made.by_key = Buckets::new(self.keys);
        made.by_pair = Buckets::new(self.pairs);
        made
    }
}

/// The words of a name in which a Latin article is one with the word behind it, as it is in Arabic; none
/// where there is no article.
fn with_article(listed: &[Part]) -> Option<Vec<Part>> {
    let mut joined: Vec<Part> = Vec::with_capacity(listed.len());
    for part in listed {
        match joined.last_mut().filter(|before| LATIN_ARTICLES.contains(&&*before.text)) {
            Some(article) => {
                article.text = format!("{}-{}", article.text, part.text);
                article.codes.extend_from_slice(&part.codes);
            }
            None => joined.push(part.clone()),
        }
    }
    (joined.len() < listed.len()).then_some(joined)
}

/// Whether letters may write a Chinese syllable: a consonant, vowels, and a nasal or nothing.
fn is_syllable(letters: &[char]) -> bool {
    const VOWELS: [char; 3] = ['ا', 'و', 'ي'];
    const FINALS: [&[char]; 6] = [&['ن', 'غ'], &['ن', 'ج'], &['ن', 'ق'], &['ن', 'ك'], &['ن'], &[]];
    let rest = match letters {
        ['ت', 'ش' | 'س', rest @ ..] => rest,
        [first, rest @ ..] if !VOWELS.contains(first) || *first != 'ا' => rest,
        _ => return false,
    };
    let vowels = rest.iter().take_while(|c| VOWELS.contains(c)).count();
    let last = rest.get(vowels..).unwrap_or_default();
    let is_final = FINALS.contains(&last);
    is_final && vowels <= 2 && vowels + last.len() > 0
}

/// Lists hold fewer than 2³² words; what would be more is not found.
fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
