//! What is known of the words of a text: which words of the list are near.
//!
//! The memo is a table of fixed size, keyed by the letter codes of a word, of which a later word takes
//! the place of an earlier one. What it keeps of a word follows from the word alone. Looking a word up
//! reads one line of the cache.

use std::ops::Range;

use crate::names::{Script, Word, is_attested, is_prose, word_cost};
use crate::watchlist::{Particles, Variants, mark};
use crate::words::{Article, LetterCodes, Prefix, Reading, Words, readings};

/// Groups of words that the table holds, a power of two.
const GROUPS: usize = 1 << 16;
/// Words of a group.
const WAYS: usize = 3;
/// Words of the list that are kept of one word, the nearest.
const MOST_NEAR: usize = 64;
/// Room for near words, all words together.
const ROOM: usize = 1 << 20;
/// Room for words that are near to something.
const ROOM_SEEN: usize = 1 << 18;
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

/// What is known of one word of the text: 0 that no word of the list is near and that no name may have
/// it between its words; otherwise a number for [`Memo::seen`].
pub(super) type Fact = u32;

/// What is known of one word of the text.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// Marks of the words that follow, in the list, the words near to it.
    pub(super) follows: u64,
    /// Marks of the words near to it, if they come second in a name.
    pub(super) marks: u64,
    from: u32,
    n: u16,
    /// Whether names of one word are near.
    pub(super) is_alone: bool,
    /// Whether it may stand between the words of a name that does not have it.
    pub(super) is_optional: bool,
}

/// A word of the list that is near to one of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Near {
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

/// Some words and what is known of them, one line of the cache.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Group {
    /// Their letter codes; 0 when there is none: a word has a letter.
    letters: [u128; WAYS],
    facts: [Fact; WAYS],
    /// Which is replaced next.
    next: u32,
}

impl Group {
    /// What is known of a word; without a branch on where it stands.
    #[inline]
    fn get(&self, letters: u128) -> Option<Fact> {
        let (mut fact, mut is_known) = (0, false);
        for (known, value) in self.letters.iter().zip(self.facts) {
            let is_here = *known == letters;
            fact |= value & u32::from(is_here).wrapping_neg();
            is_known |= is_here;
        }
        is_known.then_some(fact)
    }

    fn set(&mut self, letters: u128, fact: Fact) {
        let free = self.letters.iter().position(|known| *known == 0);
        let at = free.unwrap_or(self.next as usize % WAYS);
        if let (Some(known), Some(value)) = (self.letters.get_mut(at), self.facts.get_mut(at)) {
            (*known, *value) = (letters, fact);
            self.next = self.next.wrapping_add(1);
        }
    }
}

/// What is known of words.
#[derive(Debug, Default)]
pub(super) struct Memo {
    groups: Vec<Group>,
    seen: Vec<Seen>,
    near: Vec<Near>,
    /// What a near word costs at most, in thousandths.
    most: i32,
    decoder: Option<Decoder>,
    candidates: Vec<u32>,
    /// A word of the text, written out.
    text: String,
}

impl Memo {
    /// Forgets all.
    pub(super) fn clear(&mut self) {
        self.groups.clear();
        self.seen.clear();
        self.near.clear();
    }

    /// Makes room for `n_words` words more, and forgets what was found out for another score.
    pub(super) fn prepare(&mut self, min_score: f32, n_words: usize) {
        let odds = min_score.clamp(LEAST_SCORE, 0.999);
        let most = thousandths(-(odds / (1.0 - odds)).ln()) + SLACK;
        let is_full = self.near.len() + n_words * MOST_NEAR > ROOM.max(n_words * MOST_NEAR)
            || self.seen.len() + n_words > ROOM_SEEN.max(n_words);
        if self.groups.is_empty() || most != self.most || is_full {
            self.clear();
            self.groups.resize(GROUPS, Group::default());
            self.near.reserve(ROOM);
            self.seen.reserve(ROOM_SEEN);
            self.most = most;
        }
    }

    /// What is known of a word; none for 0.
    #[inline]
    pub(super) fn seen(&self, fact: Fact) -> Option<&Seen> {
        self.seen.get(fact.checked_sub(1)? as usize)
    }

    /// The words of the list that are near to a word, the nearest first.
    pub(super) fn near(&self, seen: &Seen) -> &[Near] {
        let from = seen.from as usize;
        self.near.get(from..from + usize::from(seen.n)).unwrap_or_default()
    }

    /// Appends what is known of some words to `facts`.
    pub(super) fn look_up(
        &mut self,
        variants: &Variants,
        particles: &Particles,
        codes: &LetterCodes,
        words: &Words,
        range: Range<usize>,
        facts: &mut Vec<Fact>,
    ) {
        for j in range {
            // so long a word is found by folding alone
            let letters = words.sixteen(j).unwrap_or(0);
            let at = group_of(letters);
            let known = self.groups.get(at).and_then(|group| group.get(letters));
            let fact = match known {
                Some(fact) => fact,
                None if letters == 0 => 0,
                None => {
                    let fact = self.find_out(variants, particles, codes, words.codes(j));
                    if let Some(group) = self.groups.get_mut(at) {
                        group.set(letters, fact);
                    }
                    fact
                }
            };
            facts.push(fact);
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
    ) -> Fact {
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
            let is_ordinary = is_ordinary || is_prose(&self.text);
            self.candidates.clear();
            // Latin letters do not tell that a name is an ordinary word
            if !is_ordinary || variants.has_latin() {
                variants.near(&spelled, &mut self.candidates);
            }
            if is_ordinary {
                self.candidates.retain(|id| {
                    variants.ready(*id).is_some_and(|word| word.script() == Script::Latin)
                });
                variants.same(&self.text, &mut self.candidates);
            }
            let is_other = named.is_some_and(|cut| cut > reading.cut);
            let is_second_lam = reading.elided == 0
                && reading.prefix.as_str().ends_with('ل')
                && self.text.starts_with('ل');
            let has_article = reading.prefix.article() != Article::None;
            for &id in &self.candidates {
                let (Some(listed), Some(ready)) = (variants.word(id), variants.ready(id)) else {
                    continue;
                };
                let equal = reading.elided == 0 && variants.codes(listed) == rest;
                // behind ل a ل is the article, unless the name has it
                let is_article = is_second_lam && ready.first() != Some('ل');
                // the article is the name's when its entry has one: another reading leaves it there
                let is_of_name = has_article && variants.text(listed).starts_with("ال");
                // two letters are left out before a ل of the name only: للغة is ل and اللغة
                let is_doubled = reading.elided == 2
                    && ready.script() == Script::Arabic
                    && !variants.text(listed).starts_with("الل");
                if !equal && (is_other || is_article || is_of_name || is_doubled) {
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
                    let Reading { prefix, cut, elided } = reading;
                    let (Ok(cut), Ok(elided)) = (u8::try_from(cut), u8::try_from(elided)) else {
                        continue;
                    };
                    let (word, is_equal, is_best) = (id, equal, true);
                    let near = Near { word, cost, prefix, cut, elided, is_equal, is_best };
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
        self.forget_idle(from, variants);
        self.near.truncate(from + MOST_NEAR);
        let near = self.near.get(from..).unwrap_or_default();
        let known = || near.iter().filter_map(|near| Some((near, variants.word(near.word)?)));
        let seen = Seen {
            follows: known().fold(0, |marks, (_, word)| marks | word.follows),
            marks: known()
                .filter(|(near, word)| near.is_whole() && word.is_second)
                .fold(0, |marks, (near, _)| marks | mark(near.word)),
            from: u32::try_from(from).unwrap_or(u32::MAX),
            n: u16::try_from(near.len()).unwrap_or(0),
            is_alone: known().any(|(_, word)| word.is_alone()),
            is_optional: particles.is_optional(word),
        };
        if seen.n == 0 && !seen.is_optional {
            return 0;
        }
        self.seen.push(seen);
        u32::try_from(self.seen.len()).unwrap_or(0)
    }

    /// Drops near words, from a place on, that no name has where they could stand.
    fn forget_idle(&mut self, from: usize, variants: &Variants) {
        let mut kept = from;
        for at in from..self.near.len() {
            let Some(near) = self.near.get(at).copied() else { break };
            let is_of_use = variants.word(near.word).is_some_and(|word| {
                near.is_best && (word.is_alone() || word.follows != 0)
                    || near.is_whole() && word.is_behind
            });
            if let Some(slot) = self.near.get_mut(kept).filter(|_| is_of_use) {
                *slot = near;
                kept += 1;
            }
        }
        self.near.truncate(kept);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "log odds of a clamped score are small")]
fn thousandths(nats: f32) -> i32 {
    (nats * 1000.0) as i32
}

/// The group of a word.
#[expect(clippy::cast_possible_truncation, reason = "halves, and a number below 2^16")]
#[inline]
const fn group_of(letters: u128) -> usize {
    let (low, high) = (letters as u64, (letters >> 64) as u64);
    let mixed = (low ^ high.rotate_left(29)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> (64 - GROUPS.trailing_zeros())) as usize
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
