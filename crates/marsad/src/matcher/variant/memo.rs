//! What is known of the words of a text: which words of the list are near.
//!
//! The memo is a table of fixed size, keyed by the letter codes of a word, of which a later word takes
//! the place of an earlier one. What it keeps of a word follows from the word alone.

use std::ops::Range;

use crate::names::{Script, Word, is_attested, is_prose, word_cost};
use crate::watchlist::{Particles, Variants, mark};
use crate::words::{Article, LetterCodes, Prefix, Reading, Words, readings};

/// Words that the table holds, a power of two.
const ENTRIES: usize = 1 << 17;
/// Places at which a word may be kept.
const WAYS: usize = 4;
/// Words of the list that are kept of one word, the nearest.
const MOST_NEAR: usize = 64;
/// Room for near words, all words together.
const ROOM: usize = 1 << 19;
/// Least letters behind particles.
const LEAST_LETTERS: usize = 2;
/// Letters of a name behind particles, so that it is not taken for a part of a longer word.
const LEAST_ATTESTED: usize = 5;
/// Words below this score are near to nothing.
const LEAST_SCORE: f32 = 0.5;
/// By how much, in thousandths, the whole may be likelier than its least likely word: it is spelled
/// otherwise than the letter codes tell.
const SLACK: i32 = 50;
/// The same where the word of the list is Latin: codes do not tell which hamza an alef has, which tells
/// a vowel, and an article may be written in both names.
const LATIN_SLACK: i32 = 1_500;

/// What is known of one word of the text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// Marks of the words that follow, in the list, the words near to it.
    pub(super) follows: u64,
    /// Marks of the words near to it, if they come second in a name.
    pub(super) marks: u64,
    from: u32,
    pub(super) n: u16,
    /// Whether names of one word are near.
    pub(super) is_alone: bool,
    /// Whether it may stand between the words of a name that does not have it.
    pub(super) is_optional: bool,
}

impl Seen {
    /// The near words, by their places in the memo.
    pub(super) fn range(&self) -> Range<u32> {
        self.from..self.from + u32::from(self.n)
    }
}

/// A word of the list that is near to one of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
    pub(super) follows: u64,
    pub(super) word: u32,
    cost: i32,
    prefix: Prefix,
    cut: u8,
    elided: u8,
    /// Whether their letters are equal when folded.
    pub(super) is_equal: bool,
    /// Whether no other reading of the text word is nearer to this word.
    pub(super) is_best: bool,
}

impl Near {
    pub(super) fn reading(&self) -> Reading {
        let (cut, elided) = (usize::from(self.cut), usize::from(self.elided));
        Reading { prefix: self.prefix, cut, elided }
    }

    /// Whether no particle stands in front.
    pub(super) fn is_whole(&self) -> bool {
        self.cut == 0 && self.elided == 0
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Entry {
    /// 0 when there is none: a word has a letter.
    letters: u128,
    seen: Seen,
}

/// What is known of words.
#[derive(Debug, Default)]
pub(super) struct Memo {
    entries: Vec<Entry>,
    near: Vec<Near>,
    /// What a near word costs at most, in thousandths.
    most: i32,
    /// Which of a group is replaced next.
    next: usize,
    decoder: Option<Decoder>,
    candidates: Vec<u32>,
    /// A word of the text, written out.
    text: String,
}

impl Memo {
    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.entries.clear();
        self.near.clear();
    }

    /// Makes room for `n_words` words more, and forgets what was found out for another score.
    pub(super) fn prepare(&mut self, min_score: f32, n_words: usize) {
        let odds = min_score.clamp(LEAST_SCORE, 0.999);
        let most = thousandths(-(odds / (1.0 - odds)).ln()) + SLACK;
        let needed = self.near.len() + n_words * MOST_NEAR;
        if self.entries.is_empty() || most != self.most || needed > ROOM.max(n_words * MOST_NEAR) {
            self.entries.clear();
            self.entries.resize(ENTRIES, Entry::default());
            self.near.clear();
            self.near.reserve(ROOM);
            self.most = most;
        }
    }

    pub(super) fn near(&self, place: u32) -> Option<&Near> {
        self.near.get(place as usize)
    }

    /// Appends what is known of some words to `seen`.
    pub(super) fn look_up(
        &mut self,
        variants: &Variants,
        particles: &Particles,
        codes: &LetterCodes,
        words: &Words,
        range: Range<usize>,
        seen: &mut Vec<Seen>,
    ) {
        for j in range {
            // so long a word is found by folding alone
            let Some(letters) = words.sixteen(j) else {
                seen.push(Seen::default());
                continue;
            };
            let at = slot(letters);
            let group = self.entries.get(at..at + WAYS).unwrap_or_default();
            if let Some(entry) = group.iter().find(|entry| entry.letters == letters) {
                seen.push(entry.seen);
                continue;
            }
            let free = group.iter().position(|entry| entry.letters == 0);
            let found = self.find_out(variants, particles, codes, words.codes(j));
            let at = at + free.unwrap_or(self.next);
            self.next = (self.next + 1) % WAYS;
            if let Some(entry) = self.entries.get_mut(at) {
                *entry = Entry { letters, seen: found };
            }
            seen.push(found);
        }
    }

    /// Asks the model which words of the list are near.
    #[cold]
    fn find_out(
        &mut self,
        variants: &Variants,
        particles: &Particles,
        codes: &LetterCodes,
        word: &[u8],
    ) -> Seen {
        let from = self.near.len();
        let decoder = self.decoder.get_or_insert_with(|| Decoder::new(codes));
        self.text.clear();
        // an ordinary word is no other spelling of a name, nor is what is left of one without a front
        let is_ordinary = decoder.decode(word, &mut self.text).is_some() && is_prose(&self.text);
        let named = decoder.named(word, &mut self.text);
        for reading in readings(word) {
            let rest = word.get(reading.cut..).unwrap_or_default();
            if rest.len() + reading.elided < LEAST_LETTERS {
                continue;
            }
            self.text.clear();
            self.text.push_str(reading.article());
            let Some(last) = decoder.decode(rest, &mut self.text) else { continue };
            // ه and ة have one code
            let spelled = Word::new(&self.text);
            let other = (last == 'ه').then(|| {
                self.text.pop();
                self.text.push('ة');
                Word::new(&self.text)
            });
            variants.near(&spelled, &mut self.candidates);
            if is_ordinary || is_prose(&self.text) {
                // Latin letters do not tell that a name is an ordinary word
                self.candidates.retain(|id| {
                    variants.ready(*id).is_some_and(|word| word.script() == Script::Latin)
                });
                variants.same(&self.text, &mut self.candidates);
            }
            let is_other = named.is_some_and(|cut| cut > reading.cut);
            let is_second_lam = reading.elided == 0
                && reading.prefix.as_str().ends_with('ل')
                && self.text.starts_with('ل');
            for &id in &self.candidates {
                let (Some(listed), Some(ready)) = (variants.word(id), variants.ready(id)) else {
                    continue;
                };
                let equal = reading.elided == 0 && variants.codes(listed) == rest;
                // behind ل a ل is the article, unless the name has it
                let is_article = is_second_lam && ready.first() != Some('ل');
                if !equal && (is_other || is_article) {
                    continue;
                }
                let cost = if equal {
                    i32::MIN
                } else {
                    let text = variants.text(listed);
                    let cost = word_cost(&spelled, ready, &self.text, text);
                    let with_teh = other.as_ref();
                    with_teh.map_or(cost, |o| cost.min(word_cost(o, ready, &self.text, text)))
                };
                let is_latin = ready.script() == Script::Latin;
                if cost <= self.most + if is_latin { LATIN_SLACK } else { 0 } {
                    let follows = listed.follows;
                    let Reading { prefix, cut, elided } = reading;
                    let (Ok(cut), Ok(elided)) = (u8::try_from(cut), u8::try_from(elided)) else {
                        continue;
                    };
                    let (word, is_equal, is_best) = (id, equal, true);
                    let near = Near { follows, word, cost, prefix, cut, elided, is_equal, is_best };
                    self.near.push(near);
                }
            }
        }
        if let Some(near) = self.near.get_mut(from..) {
            near.sort_unstable_by(|a, b| {
                (a.word.cmp(&b.word)).then(a.cost.cmp(&b.cost)).then(a.cut.cmp(&b.cut))
            });
            let mut before = None;
            for near in near.iter_mut() {
                near.is_best = before != Some(near.word);
                before = Some(near.word);
            }
            near.sort_unstable_by(|a, b| {
                (a.cost.cmp(&b.cost)).then(a.word.cmp(&b.word)).then(a.cut.cmp(&b.cut))
            });
        }
        self.near.truncate(from + MOST_NEAR);
        let near = self.near.get(from..).unwrap_or_default();
        let of = |id: u32| variants.word(id);
        Seen {
            follows: near.iter().fold(0, |marks, near| marks | near.follows),
            marks: (near.iter())
                .filter(|near| near.is_whole() && of(near.word).is_some_and(|word| word.is_second))
                .fold(0, |marks, near| marks | mark(near.word)),
            from: u32::try_from(from).unwrap_or(u32::MAX),
            n: u16::try_from(near.len()).unwrap_or(0),
            is_alone: near.iter().any(|near| of(near.word).is_some_and(|word| word.is_alone())),
            is_optional: particles.is_optional(word),
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "log odds of a clamped score are small")]
fn thousandths(nats: f32) -> i32 {
    (nats * 1000.0) as i32
}

/// The first place of a word in the table.
#[expect(clippy::cast_possible_truncation, reason = "halves, and a number below 2^16")]
const fn slot(letters: u128) -> usize {
    let (low, high) = (letters as u64, (letters >> 64) as u64);
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> (64 - ENTRIES.trailing_zeros())) as usize & !(WAYS - 1)
}

/// Letter codes back to letters, of those codes that stand for one letter.
#[derive(Debug)]
pub(super) struct Decoder {
    letters: [Option<char>; 256],
}

impl Decoder {
    fn new(codes: &LetterCodes) -> Decoder {
        let mut letters = [None; 256];
        let mut out = Vec::new();
        // of letters with one code the plain one comes last: ا after أ, ه after ة, ي before ى
        let plain = ('\u{621}'..='\u{64A}').filter(|c| *c != 'ى');
        for c in ('\u{671}'..='\u{6FF}').chain(plain).chain(['ا']).chain('a'..='z').chain('0'..='9')
        {
            out.clear();
            codes.push(c, &mut out);
            if let [code] = *out
                && let Some(slot) = letters.get_mut(usize::from(code))
            {
                *slot = Some(c);
            }
        }
        Decoder { letters }
    }

    /// How many letters in front of an attested name are particles, where the whole word is none.
    fn named(&self, word: &[u8], text: &mut String) -> Option<usize> {
        let mut is_attested = |cut: usize| {
            text.clear();
            let rest = word.get(cut..).unwrap_or_default();
            rest.len() >= LEAST_ATTESTED
                && self.decode(rest, text).is_some()
                && is_attested(&Word::new(text))
        };
        if is_attested(0) {
            return None;
        }
        let mut cuts = readings(word).filter(|reading| {
            reading.cut > 0 && reading.elided == 0 && reading.prefix.article() == Article::None
        });
        cuts.find(|reading| is_attested(reading.cut)).map(|reading| reading.cut)
    }

    /// Appends the letters of `word`; gives the last. `None` when a code stands for several.
    fn decode(&self, word: &[u8], out: &mut String) -> Option<char> {
        let mut last = None;
        for code in word {
            let letter = self.letters.get(usize::from(*code)).copied().flatten()?;
            out.push(letter);
            last = Some(letter);
        }
        last
    }
}
