//! Reading a token as Arabic that was decoded with the wrong encoding.
//!
//! A chain takes characters back to the bytes they were read from and reads these again. A reading
//! holds only when every byte fits and all that comes out may stand in Arabic text; how sure it is
//! is measured by its letter pairs.

use super::glyphs::Glyph;
use super::pages::{PAGES, Page, iso_8859_6};
use super::pairs::{EDGE, cost, letter};

/// A wrong decoding and the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Chain {
    wrong: Wrong,
    right: Right,
    /// Whether the bytes are UTF-8 for characters that were read wrongly before, from a single-byte
    /// encoding.
    twice: bool,
}

/// What the bytes were read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    Western,
    Central,
    Cyrillic,
    Greek,
    Arabic,
    Dos,
    DosWestern,
    DosCyrillic,
    Mac,
}

/// What they should have been read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Right {
    Utf8,
    Windows1256,
    Iso8859_6,
}

const fn chain(wrong: Wrong, right: Right) -> Chain {
    Chain { wrong, right, twice: false }
}

const fn twice(wrong: Wrong, right: Right) -> Chain {
    Chain { wrong, right, twice: true }
}

impl Chain {
    /// Whether its characters are bytes of UTF-8.
    pub(super) fn is_utf_8(self) -> bool {
        self.twice || self.right == Right::Utf8
    }

    /// The chain that reads the same characters as other Arabic letters.
    pub(super) fn rival(self) -> Option<Chain> {
        let right = match self.right {
            Right::Utf8 => return None,
            Right::Windows1256 => Right::Iso8859_6,
            Right::Iso8859_6 => Right::Windows1256,
        };
        Some(Chain { right, ..self })
    }
}

/// The known chains, likely ones first. UTF-8 that was read wrongly several times is found by reading
/// on.
pub(super) const CHAINS: [Chain; 21] = [
    chain(Wrong::Western, Right::Utf8),
    chain(Wrong::Arabic, Right::Utf8),
    chain(Wrong::Dos, Right::Utf8),
    chain(Wrong::Mac, Right::Utf8),
    chain(Wrong::Central, Right::Utf8),
    chain(Wrong::Cyrillic, Right::Utf8),
    chain(Wrong::Greek, Right::Utf8),
    chain(Wrong::DosWestern, Right::Utf8),
    chain(Wrong::DosCyrillic, Right::Utf8),
    chain(Wrong::Western, Right::Windows1256),
    chain(Wrong::Western, Right::Iso8859_6),
    chain(Wrong::Central, Right::Windows1256),
    chain(Wrong::Central, Right::Iso8859_6),
    chain(Wrong::Dos, Right::Windows1256),
    chain(Wrong::Dos, Right::Iso8859_6),
    twice(Wrong::Western, Right::Windows1256),
    twice(Wrong::Western, Right::Iso8859_6),
    twice(Wrong::Arabic, Right::Windows1256),
    twice(Wrong::Arabic, Right::Iso8859_6),
    twice(Wrong::Dos, Right::Windows1256),
    twice(Wrong::Dos, Right::Iso8859_6),
];

/// How often text may have been decoded wrongly, one time over another.
const DEPTH: usize = 4;

/// What an Arabic letter that the pairs do not know costs beside another, in half bits.
const FOREIGN: u32 = 14;

/// One bit of a mean.
const BIT: u32 = 32;

/// What a mark costs at the start of a word, and tanwin inside it, in half bits.
const MISPLACED: u32 = 24;

/// A token read by a chain.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    pub(super) glyphs: Vec<Glyph>,
    pub(super) measure: Measure,
}

impl Reading {
    /// How many characters beyond ASCII were not read.
    pub(super) fn left(&self) -> usize {
        self.glyphs.iter().filter(|glyph| !glyph.is_read && !glyph.c.is_ascii()).count()
    }
}

/// How likely the letters of a reading are.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Measure {
    /// Arabic letters, and digits that only a chain into UTF-8 gives.
    letters: u32,
    /// Pairs of letters, edges of words among them.
    pairs: u32,
    /// Their cost in half bits.
    cost: u32,
    /// Letters of a single-byte chain that were read as capitals inside a word. No folding of case
    /// makes these, and words of other languages have none.
    capitals: u32,
}

impl Measure {
    /// This and the measure of another token.
    pub(super) fn plus(self, other: Measure) -> Measure {
        Measure {
            letters: self.letters + other.letters,
            pairs: self.pairs + other.pairs,
            cost: self.cost + other.cost,
            capitals: self.capitals + other.capitals,
        }
    }

    /// Whether there is more than one letter.
    pub(super) fn has_letters(self) -> bool {
        self.letters > 1
    }

    /// Less for what is likelier; signs without a letter come last.
    fn rank(self) -> (bool, u32) {
        (self.letters == 0, self.mean())
    }

    /// What a pair costs, in parts of a [`BIT`].
    pub(super) fn mean(self) -> u32 {
        match self.pairs {
            // signs alone
            0 => 8 * BIT,
            pairs => self.cost * BIT / (2 * pairs),
        }
    }

    /// Whether this reading by `chain` is far likelier than `other`, of the same text by its rival.
    pub(super) fn beats(self, chain: Chain, other: Measure) -> bool {
        let margin = match chain.right {
            Right::Utf8 => return true,
            Right::Windows1256 => 4,
            // far less common
            Right::Iso8859_6 => 32,
        };
        self.cost + margin <= other.cost
    }

    /// Whether letters so likely may stand beside others that are certain.
    pub(super) fn is_possible(self, chain: Chain) -> bool {
        let limit = match (chain.right, self.letters) {
            (_, ..2) => return true,
            (Right::Utf8, _) => 10 * BIT,
            (_, 2) => 8 * BIT,
            _ => 7 * BIT,
        };
        self.mean() <= limit
    }

    /// Whether so many letters, so likely, are no accident, in one token or in several `together`.
    pub(super) fn is_certain(self, chain: Chain, together: bool) -> bool {
        let limit = match (chain.right, self.letters) {
            // the pairs of bytes are proof enough, but for words of signs
            (Right::Utf8, 2..) if !together => 8 * BIT,
            (Right::Utf8, 3..) => 8 * BIT,
            (Right::Windows1256 | Right::Iso8859_6, 3) => 4 * BIT + BIT / 2,
            (Right::Windows1256 | Right::Iso8859_6, 4..) => 6 * BIT - BIT / 4,
            _ => return false,
        };
        self.mean() <= limit && (chain.right == Right::Utf8 || self.capitals > 0)
    }
}

/// What `token` is by `chain`; `None` when it is nothing that may stand in Arabic text, or when
/// nothing would change.
pub(super) fn read(chain: Chain, token: &[Glyph]) -> Option<Reading> {
    read_on(chain, token, DEPTH)
}

fn read_on(chain: Chain, token: &[Glyph], depth: usize) -> Option<Reading> {
    let depth = depth.checked_sub(1)?;
    // what is read twice is read as a whole
    let is_whole = |glyphs: &[Glyph]| {
        glyphs.iter().all(|glyph| glyph.is_read || glyph.c.is_ascii() || glyph.is_deleted)
    };
    let page = chain.wrong.page();
    match chain.right {
        _ if chain.twice => {
            let glyphs = utf_8(page, token)?;
            let inner = CHAINS.iter().filter(|inner| inner.right == chain.right);
            let inner = inner.filter(|_| is_whole(&glyphs));
            let inner = inner.filter_map(|&inner| read_on(inner, &glyphs, depth));
            inner.min_by_key(|reading| reading.measure.rank())
        }
        Right::Utf8 => {
            let glyphs = utf_8(page, token)?;
            let inner = CHAINS.iter().filter(|inner| inner.right == Right::Utf8 && !inner.twice);
            let inner = inner.filter(|_| is_whole(&glyphs));
            let inner = inner.filter_map(|&chain| read_on(chain, &glyphs, depth));
            let inner = inner.min_by_key(|reading| reading.measure.rank());
            let here = glyphs.iter().all(|glyph| !glyph.is_read || may_stand(glyph.c)).then(|| {
                let mut measure = measure(&glyphs);
                measure.letters += digits(&glyphs) + 2 * dashes(&glyphs);
                Reading { glyphs, measure }
            });
            let readings = here.into_iter().chain(inner);
            readings.min_by_key(|reading| reading.measure.rank())
        }
        Right::Windows1256 => single(page, token, |byte| PAGES.arabic.char(byte)),
        Right::Iso8859_6 => single(page, token, iso_8859_6),
    }
}

impl Wrong {
    fn page(self) -> &'static Page {
        match self {
            Wrong::Western => &PAGES.western,
            Wrong::Central => &PAGES.central,
            Wrong::Cyrillic => &PAGES.cyrillic,
            Wrong::Greek => &PAGES.greek,
            Wrong::Arabic => &PAGES.arabic,
            Wrong::Dos => &PAGES.dos,
            Wrong::DosWestern => &PAGES.dos_western,
            Wrong::DosCyrillic => &PAGES.dos_cyrillic,
            Wrong::Mac => &PAGES.mac,
        }
    }
}

/// The bytes of `token` in `page` as UTF-8. What is no byte of a sequence stays; where that may be
/// because others are lost, enough letters must be left.
fn utf_8(page: &Page, token: &[Glyph]) -> Option<Vec<Glyph>> {
    let mut out = Vec::with_capacity(token.len());
    let mut rest = token;
    // whether no byte can be missing between what is before and a sign
    let mut is_open = true;
    let mut is_damaged = false;
    let mut read = 0;
    let mut total = 0;
    while let Some((&first, after)) = rest.split_first() {
        if let Some((glyph, after)) = sequence(page, first, after) {
            read += 1;
            out.push(glyph);
            is_open = false;
            rest = after;
            continue;
        }
        match page.byte(first.c) {
            _ if first.is_deleted => {}
            _ if is_outer(first.c) => {
                // it may part tokens later
                if is_damaged && (1..3).contains(&read) {
                    return None;
                }
                total += read;
                read = 0;
                is_damaged = false;
                is_open = true;
            }
            Some(0x80..=0xBF) => {
                // an ending quotation mark is written behind a word as it stands
                let is_sign = matches!(first.c, '»' | '”' | '’');
                is_damaged |= !is_open && !is_sign;
            }
            Some(0xC0..) => {
                is_damaged = true;
                is_open = false;
            }
            _ => is_open = first.c != '\u{FFFD}',
        }
        out.push(first);
        rest = after;
    }
    let is_whole = !is_damaged || !(1..3).contains(&read);
    (is_whole && total + read > 0).then_some(out)
}

/// The character whose bytes are `first` and what follows, and what is after it. What the profile
/// deletes may stand between.
fn sequence<'g>(page: &Page, first: Glyph, after: &'g [Glyph]) -> Option<(Glyph, &'g [Glyph])> {
    let lead = page.byte(first.c)?;
    let len = match lead {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    let mut bytes = [lead; 4];
    let mut end = first.end;
    let mut rest = after;
    for place in bytes.get_mut(1..len)? {
        loop {
            let (next, after) = rest.split_first()?;
            rest = after;
            match page.byte(next.c) {
                Some(byte @ 0x80..=0xBF) => {
                    *place = byte;
                    end = next.end;
                    break;
                }
                _ if next.is_deleted => {}
                _ => return None,
            }
        }
    }
    let c = std::str::from_utf8(bytes.get(..len)?).ok()?.chars().next()?;
    if !may_stand(c) && !CHAINS.iter().any(|chain| chain.wrong.page().byte(c).is_some()) {
        return None;
    }
    Some((Glyph { c, end, is_deleted: false, is_read: true, ..first }, rest))
}

/// The bytes of `token` in `page`, each a character again. A run of letters and digits is taken as a
/// whole: one with an ASCII letter in it is of another language.
fn single(page: &Page, token: &[Glyph], right: impl Fn(u8) -> Option<char>) -> Option<Reading> {
    let mut glyphs = Vec::with_capacity(token.len());
    let mut capitals = 0;
    for run in token.chunk_by(|a, b| is_inner(a.c) && is_inner(b.c)) {
        let read = |glyph: &Glyph| {
            if glyph.is_deleted || glyph.c.is_ascii() {
                return Some(*glyph);
            }
            let c = right(page.byte(glyph.c)?)?;
            let is_arabic = may_stand(c) && !is_foreign_sign(c);
            is_arabic.then_some(Glyph { c, is_read: true, ..*glyph })
        };
        let is_as_it_was =
            |c: char| c.is_ascii() || is_outer(c) || page.byte(c).is_none() && is_letter(c);
        if run.iter().all(|glyph| is_as_it_was(glyph.c)) {
            glyphs.extend_from_slice(run);
            continue;
        }
        let is_latin = run.iter().any(|glyph| glyph.c.is_ascii_alphabetic());
        let read: Option<Vec<Glyph>> = run.iter().map(read).collect();
        match read.filter(|_| !is_latin) {
            Some(read) => {
                let letters = run.iter().filter(|glyph| !glyph.is_deleted).skip(1);
                let is_capital = |glyph: &&Glyph| {
                    let byte = page.byte(glyph.c);
                    matches!(byte, Some(0xC1..=0xD6 | 0xD8..=0xDE))
                };
                capitals += letters.filter(is_capital).fold(0, |n, _| n + 1);
                glyphs.extend(read);
            }
            // a word of another language
            None => glyphs.extend_from_slice(run),
        }
    }
    let measure = Measure { capitals, ..measure(&glyphs) };
    let is_sign = || glyphs.iter().any(|glyph| glyph.is_read && matches!(glyph.c, '،' | '؛' | '؟'));
    (measure.letters > 0 || is_sign()).then_some(Reading { glyphs, measure })
}

/// Whether `c` is inside a run of letters and digits.
fn is_inner(c: char) -> bool {
    c.is_ascii_alphanumeric() || !c.is_ascii() && !is_outer(c)
}

/// Characters that are no letter of a single-byte page, and stay: Arabic digits and punctuation,
/// white space.
fn is_outer(c: char) -> bool {
    let is_arabic = matches!(c, '،' | '؛' | '؟' | '\u{660}'..='\u{66C}' | '\u{6F0}'..='\u{6F9}');
    is_arabic || c.is_whitespace()
}

/// Characters that may stand in Arabic text: Arabic ones, ASCII, and the signs between words.
fn may_stand(c: char) -> bool {
    matches!(c,
        '\0'..='\x7F'
        | '\u{A0}' | '\u{AD}' | '«' | '»' | '°' | '·' | '×' | '÷'
        | '\u{60C}' | '\u{60D}' | '\u{61B}'..='\u{63A}' | '\u{640}'..='\u{6FF}'
        | '\u{750}'..='\u{77F}' | '\u{200B}'..='\u{200F}' | '\u{2010}'..='\u{2027}' | '\u{2030}' | '\u{2039}' | '\u{203A}'
        | '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFF}')
}

/// Signs of single-byte pages that Arabic text has next to never, but other text in their place.
fn is_foreign_sign(c: char) -> bool {
    matches!(
        c,
        '×' | '÷' | '°' | '·' | '‚' | '„' | '†' | '‡' | '‰' | '\u{AD}' | '\u{200B}'..='\u{200F}'
    )
}

fn digits(glyphs: &[Glyph]) -> u32 {
    let digits =
        glyphs.iter().filter(|glyph| glyph.is_read && matches!(glyph.c, '\u{660}'..='\u{669}'));
    digits.fold(0, |n, _| n + 1)
}

/// Dashes and other signs of three bytes between Arabic letters that are as they should be.
fn dashes(glyphs: &[Glyph]) -> u32 {
    let is_beside = glyphs.iter().any(|glyph| !glyph.is_read && is_letter(glyph.c));
    let is_dash = |glyph: &&Glyph| {
        glyph.is_read && matches!(glyph.c, '–' | '—' | '‘' | '’' | '“' | '”' | '…')
    };
    if is_beside { glyphs.iter().filter(is_dash).fold(0, |n, _| n + 1) } else { 0 }
}

/// Counts the letters and pairs that were read. Marks and tatweel part no letters; marks cost where
/// they can not stand.
fn measure(glyphs: &[Glyph]) -> Measure {
    let mut measure = Measure::default();
    // the letter before, unless the pairs do not know it
    let mut last = Some(EDGE);
    let mut in_word = false;
    let mut tanwin = false;
    let kept = glyphs.iter().filter(|glyph| !glyph.is_deleted);
    // what was not read parts words
    let kept = kept.map(|glyph| if glyph.is_read { glyph.c } else { ' ' });
    for c in kept.chain([' ']) {
        if tanwin && is_letter(c) && !matches!(c, 'ا' | 'ى') {
            measure.cost += MISPLACED;
        }
        tanwin = matches!(c, '\u{64B}'..='\u{64D}');
        let next = match c {
            '\u{64B}'..='\u{652}' if !in_word => {
                measure.cost += MISPLACED;
                continue;
            }
            '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' => continue,
            _ if is_letter(c) => letter(c),
            _ => Some(EDGE),
        };
        if in_word || next != Some(EDGE) {
            measure.letters += u32::from(next != Some(EDGE));
            measure.pairs += 1;
            measure.cost += last.zip(next).map_or(FOREIGN, |(last, next)| cost(last, next));
        }
        in_word = next != Some(EDGE);
        last = next;
    }
    measure
}

fn is_letter(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{63F}' | '\u{641}'..='\u{64A}' | '\u{671}'..='\u{6D3}'
        | '\u{750}'..='\u{77F}' | '\u{FB50}'..='\u{FBB1}' | '\u{FE80}'..='\u{FEFC}')
}
