//! A word of a name, made ready for comparing.

use super::fold::{self, Folded};
use super::graphemes;
use super::origin;
use super::score::{self, Alone, MOST, Reading};
use super::spelled::{self, Symbol};
use super::table::{Chunk, TABLE, Table};

/// What a word is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// Arabic letters alone.
    Arabic,
    /// Latin letters alone.
    Latin,
    /// Anything else: digits, other scripts, a mixture, or no letter at all.
    Other,
}

/// A word of a name, made ready for comparing. Of words with more than 32 letters (or Latin
/// graphemes) the first 32 are compared.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    script: Script,
    len: u8,
    /// How many letters at the front are an article: 2 or 0.
    article: u8,
    is_native: bool,
    /// A hash of all that folding leaves of the word.
    hash: u64,
    letters: [u8; MOST],
    pairs: [Chunk; MOST],
    /// The start of the word, then its letters as they are spelled, or its graphemes.
    spelled: [Symbol; MOST + 1],
    n_spelled: u8,
    /// Of a Latin word, a hash of what it is as an original.
    origin: u64,
    whole: Alone,
    bare: Alone,
}

impl Word {
    /// Reads a word. Any text is legal; what is no letter is left out. Cost: linear, well under a
    /// microsecond; allocates nothing.
    pub(crate) fn new(text: &str) -> Word {
        Word::with(&TABLE, text)
    }

    /// Reads a word for another table.
    pub(super) fn with(table: &Table, text: &str) -> Word {
        let mut reader = Reader::default();
        fold::fold(text, |folded| reader.push(folded));
        let script = match (reader.n_arabic, reader.n_latin, reader.is_other) {
            (1.., 0, false) => Script::Arabic,
            (0, 1.., false) => Script::Latin,
            _ => Script::Other,
        };
        let mut word = Word {
            script,
            len: 0,
            article: 0,
            is_native: false,
            hash: if script == Script::Other { hash(text.chars()) } else { reader.hash },
            letters: [0; MOST],
            pairs: [0; MOST],
            spelled: [0; MOST + 1],
            n_spelled: 1,
            origin: 0,
            whole: Alone::default(),
            bare: Alone::default(),
        };
        match script {
            Script::Arabic => word.read_arabic(table, text, &reader),
            Script::Latin => word.read_latin(&reader),
            Script::Other => {}
        }
        word
    }

    fn read_arabic(&mut self, table: &Table, text: &str, reader: &Reader) {
        self.letters = reader.letters;
        spelled::letters(text, |symbol| self.spell(symbol));
        self.len = u8::try_from(reader.n_arabic.min(MOST)).unwrap_or(0);
        let letters = reader.letters.get(..usize::from(self.len)).unwrap_or_default();
        for (slot, two) in self.pairs.iter_mut().skip(1).zip(letters.windows(2)) {
            if let [first, second] = two {
                *slot = table.pair(*first, *second);
            }
        }
        self.is_native = letters.iter().any(|&code| fold::is_native(code));
        if self.len >= 4 && text.starts_with("ال") {
            self.article = 2;
        }
        self.whole = self.reading().alone_in(table);
        self.bare = if self.article == 0 { self.whole } else { self.bare().alone_in(table) };
    }

    fn read_latin(&mut self, reader: &Reader) {
        let letters = reader.latin.get(..reader.latin_len).unwrap_or_default();
        let letters = std::str::from_utf8(letters).unwrap_or_default().trim_matches('\'');
        self.origin = origin::key(letters).map_or(0, |key| origin::hash(&key));
        spelled::graphemes(letters, |symbol| {
            if let Some(slot) = self.letters.get_mut(usize::from(self.len)) {
                *slot = symbol.saturating_sub(1);
                self.len += 1;
            }
            self.spell(symbol);
        });
    }

    fn spell(&mut self, symbol: Symbol) {
        if let Some(slot) = self.spelled.get_mut(usize::from(self.n_spelled)) {
            *slot = symbol;
            self.n_spelled += 1;
        }
    }

    /// What the word is written in.
    pub(crate) fn script(&self) -> Script {
        self.script
    }

    /// Whether an Arabic word begins with the article, as it is written: إل and أل are none.
    pub(crate) fn has_article(&self) -> bool {
        self.article > 0
    }

    /// Whether an Arabic word has one of ع ح ص ض ط ظ ق ذ, which hardly ever write a foreign sound.
    pub(crate) fn is_native(&self) -> bool {
        self.is_native
    }

    /// Letters of an Arabic word, graphemes of a Latin one; 32 at most.
    pub(crate) fn len(&self) -> usize {
        usize::from(self.len)
    }

    /// Whether two words fold to the same letters.
    pub(crate) fn is_same(&self, other: &Word) -> bool {
        self.script == other.script && self.hash == other.hash && self.codes() == other.codes()
    }

    /// The letters as folded; nothing of what is neither Arabic nor Latin.
    pub(crate) fn written(&self) -> String {
        match self.script {
            Script::Arabic => self.codes().iter().filter_map(|&c| fold::letter_of(c)).collect(),
            Script::Latin => self.codes().iter().filter_map(|&g| graphemes::letters(g)).collect(),
            Script::Other => String::new(),
        }
    }

    /// A hash of what a Latin word is as an original, 0 when it is none.
    pub(crate) fn origin(&self) -> u64 {
        self.origin
    }

    /// The first letter as folded, if the word is of letters.
    pub(crate) fn first(&self) -> Option<char> {
        let &code = self.codes().first()?;
        match self.script {
            Script::Arabic => fold::letter_of(code),
            Script::Latin => graphemes::letters(code)?.chars().next(),
            Script::Other => None,
        }
    }

    /// Codes of the letters or graphemes.
    pub(super) fn codes(&self) -> &[u8] {
        self.letters.get(..self.len()).unwrap_or_default()
    }

    /// The start of the word, then its letters as they are spelled, or its graphemes.
    pub(crate) fn spelled(&self) -> &[Symbol] {
        self.spelled.get(..usize::from(self.n_spelled)).unwrap_or_default()
    }

    /// The word as it is.
    pub(super) fn reading(&self) -> Reading<'_> {
        let pairs = self.pairs.get(..self.len()).unwrap_or_default();
        Reading { letters: self.codes(), pairs, alone: self.whole }
    }

    /// The word without its article, if it has one.
    pub(super) fn bare(&self) -> Reading<'_> {
        let skip = usize::from(self.article);
        let Reading { letters, pairs, .. } = self.reading();
        let letters = letters.get(skip..).unwrap_or_default();
        Reading { letters, pairs: pairs.get(skip..).unwrap_or_default(), alone: self.bare }
    }
}

impl Reading<'_> {
    fn alone_in(&self, table: &Table) -> Alone {
        score::alone(table, self.letters, self.pairs)
    }
}

/// Bytes that 32 graphemes can have, and more.
const LATIN_BYTES: usize = 128;

/// The letters of a word while it is read.
#[derive(Debug)]
struct Reader {
    n_arabic: usize,
    n_latin: usize,
    is_other: bool,
    hash: u64,
    letters: [u8; MOST],
    latin: [u8; LATIN_BYTES],
    latin_len: usize,
}

impl Default for Reader {
    fn default() -> Reader {
        Reader {
            n_arabic: 0,
            n_latin: 0,
            is_other: false,
            hash: hash([].into_iter()),
            letters: [0; MOST],
            latin: [0; LATIN_BYTES],
            latin_len: 0,
        }
    }
}

impl Reader {
    fn push(&mut self, folded: Folded) {
        match folded {
            Folded::Arabic(code) => {
                if let Some(slot) = self.letters.get_mut(self.n_arabic) {
                    *slot = code;
                }
                self.n_arabic += 1;
                self.hash = step(self.hash, u32::from(code));
            }
            Folded::Latin(letter) => {
                let end = self.latin_len + letter.len_utf8();
                if let Some(to) = self.latin.get_mut(self.latin_len..end) {
                    letter.encode_utf8(to);
                    self.latin_len = end;
                }
                // an apostrophe alone is no word
                self.n_latin += usize::from(letter != '\'');
                self.hash = step(self.hash, u32::from(letter));
            }
            Folded::Other => self.is_other = true,
        }
    }
}

/// A hash that tells words apart which begin with the same letters.
fn hash(chars: impl Iterator<Item = char>) -> u64 {
    chars.fold(0xCBF2_9CE4_8422_2325, |hash, c| step(hash, u32::from(c)))
}

fn step(hash: u64, code: u32) -> u64 {
    (hash ^ u64::from(code)).wrapping_mul(0x0100_0000_01B3)
}
