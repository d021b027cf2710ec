//! Whether a candidate is the name: its letters, its reading, what stands between its words, and
//! the strictest level at which the spelling equals the name.

use icu_normalizer::ComposingNormalizerBorrowed;

use super::Hit;
use crate::chars::round_to_graphemes;
use crate::chars::tables::INVISIBLE;
use crate::normalize::{Profile, normalize_into};
use crate::span::{NameId, Span};
use crate::watchlist::{FinalLetter, Level, Name, NameKind};
use crate::words::{
    LetterCodes, Reading, SEP, Words, end_of_letter, is_function_word, name_codes, read,
};

/// Strings for spellings under comparison.
#[derive(Debug, Default)]
pub(crate) struct VerifyScratch {
    codes: Vec<u8>,
    whole: String,
    text: String,
    name: String,
}

/// First byte of the letters in their presentation forms, ligatures among them.
const FORMS_LEAD: u8 = 0xEF;

/// Where a name stands: from `start` to `end`, with `before` letters of the prefix in its first ligature, its
/// first word being word `j`.
struct Place {
    start: usize,
    end: usize,
    before: usize,
    j: usize,
}

pub(crate) struct Verifier<'a> {
    pub(crate) codes: &'a LetterCodes,
    pub(crate) text: &'a str,
    pub(crate) words: &'a Words,
    pub(crate) level: Level,
}

impl Verifier<'_> {
    /// Checks `name`, which is `id`, at word `j`.
    pub(crate) fn verify(
        &self,
        id: NameId,
        name: &Name<'_>,
        j: usize,
        scratch: &mut VerifyScratch,
    ) -> Option<Hit> {
        let word_start = self.words.byte_of(self.codes, self.text, j, 0);
        if let Some(end) = self.end_if_verbatim(name, word_start) {
            let place = Place { start: word_start, end, before: 0, j };
            return self.hit(id, name, Reading::BARE, place, Level::Exact);
        }
        scratch.codes.clear();
        name_codes(self.codes, name.bytes(), &mut scratch.codes);
        let reading = self.reading(&scratch.codes, name.n_words == 1, j)?;
        let start = match reading.cut {
            0 => word_start,
            cut => self.words.byte_of(self.codes, self.text, j, cut),
        };
        if reading.cut > 0 && !self.is_written(reading, j, start, &mut scratch.text) {
            return None;
        }
        let before = self.before_in_ligature(j, reading.cut, start);
        let (end, level) = match self.end_if_same(name, reading, start) {
            Some(end) => (end, Level::Exact),
            None => self.compare(name, reading, before, j, start, scratch)?,
        };
        // What a name is not is recognised however it is spelled.
        let excludes = name.kind == NameKind::Exclude;
        if !excludes && level > self.level.min(name.level) {
            return None;
        }
        self.hit(id, name, reading, Place { start, end, before, j }, level)
    }

    fn hit(
        &self,
        id: NameId,
        name: &Name<'_>,
        reading: Reading,
        Place { start, end, before, j }: Place,
        level: Level,
    ) -> Option<Hit> {
        let span = Span::new(u32::try_from(start).ok()?, u32::try_from(end).ok()?);
        Some(Hit {
            entity: name.entity,
            name: id,
            kind: name.kind,
            span: round_to_graphemes(self.text, span),
            prefix: reading.prefix,
            level,
            score: 1.0,
            elided: u8::try_from(reading.elided).ok()?,
            in_ligature: u8::try_from(before).ok()?,
            first_word: u32::try_from(j).ok()?,
            n_words: name.n_words,
        })
    }

    /// Whether letter codes of a name stand at word `j`, and behind which particles; `alone` as for [`read`].
    pub(super) fn reading(&self, name: &[u8], alone: bool, j: usize) -> Option<Reading> {
        let mut parts = name.split(|code| *code == SEP);
        let first = parts.next()?;
        let rest_equal = parts.zip(j + 1..).all(|(part, k)| self.words.codes(k) == part);
        if rest_equal { read(first, self.words.codes(j), alone) } else { None }
    }

    /// The end of the name when it stands byte for byte at `start`, where a word begins, and separators or
    /// nothing behind it, as most do: then its words are those of the text, and no particle is in front.
    fn end_if_verbatim(&self, name: &Name<'_>, start: usize) -> Option<usize> {
        let rest = self.text.as_bytes().get(start..)?.strip_prefix(name.bytes())?;
        let is_over = match rest.first() {
            None => true,
            Some(byte) if byte.is_ascii() => !byte.is_ascii_alphanumeric(),
            Some(_) => {
                let next = self.text.get(start + name.bytes().len()..).unwrap_or_default();
                next.chars().next().is_some_and(|c| self.codes.is_separator(c))
            }
        };
        // a ligature may hold several words, of which another is the one at hand
        let is_plain = name.bytes().first().is_some_and(|lead| *lead != FORMS_LEAD);
        let ends_in_letter = || name.last_char().is_some_and(is_word_char);
        (is_over && is_plain && ends_in_letter()).then_some(start + name.bytes().len())
    }

    /// The end of the name at `start` when it stands there byte for byte.
    fn end_if_same(&self, name: &Name<'_>, reading: Reading, start: usize) -> Option<usize> {
        let listed = name.text();
        let rest = self.text.get(start..)?.strip_prefix(listed)?;
        // Its codes were compared, so that its words end where they should; marks may follow.
        let ends_in_letter = listed.chars().next_back().is_some_and(is_word_char);
        let marked = rest.chars().next().is_some_and(|c| !c.is_ascii() && self.codes.count(c) == 0);
        (reading.elided == 0 && ends_in_letter && !marked).then_some(start + listed.len())
    }

    /// Compares the spelling at `start` with the name; gives its end and the strictest level at which
    /// they are equal.
    fn compare(
        &self,
        name: &Name<'_>,
        Reading { elided, .. }: Reading,
        before: usize,
        j: usize,
        start: usize,
        scratch: &mut VerifyScratch,
    ) -> Option<(usize, Level)> {
        let last = j + usize::from(name.n_words) - 1;
        let last_letter = self.words.codes(last).len().saturating_sub(1);
        let last_byte = self.words.byte_of(self.codes, self.text, last, last_letter);
        let end = end_of_letter(self.codes, self.text, last_byte);
        let spelling = Spelling { slice: self.text.get(start..end)?, elided, before };
        let level = level_of(spelling, name.text(), name.final_letter, scratch)?;
        let only_folds = level == Level::Folded && name.n_words == 1;
        let stray = only_folds && is_function_word(spelling.slice, &mut scratch.text);
        (!stray).then_some((end, level))
    }

    /// Whether the text in front of the name writes its particles: codes hold ؤ and و equal, but ؤ is
    /// no particle.
    pub(super) fn is_written(
        &self,
        reading: Reading,
        j: usize,
        start: usize,
        folded: &mut String,
    ) -> bool {
        let particles = reading.prefix.as_str();
        if self.text.get(..start).is_some_and(|before| before.ends_with(particles)) {
            return true;
        }
        let word_start = self.words.byte_of(self.codes, self.text, j, 0);
        folded.clear();
        let written = self.text.get(word_start..start).unwrap_or_default();
        normalize_into(&Profile::search(), written, folded);
        // a ligature may hold the last particles and the first letter of the name
        particles.starts_with(folded.as_str())
    }

    /// Letters of the particles that stand in the same ligature as the name's first letter, which is
    /// at byte `start` (ﻷوروبا).
    pub(super) fn before_in_ligature(&self, j: usize, cut: usize, start: usize) -> usize {
        if cut == 0 || self.text.as_bytes().get(start) != Some(&FORMS_LEAD) {
            return 0;
        }
        let in_ligature = |k: &usize| self.words.byte_of(self.codes, self.text, j, *k) == start;
        (0..cut).rev().take_while(in_ligature).count()
    }
}

/// A piece of text and how it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelling<'t> {
    pub(super) slice: &'t str,
    /// Letters of the name's article that are not written.
    pub(super) elided: usize,
    /// Letters in front that are no part of the name.
    pub(super) before: usize,
}

/// The strictest level at which a spelling equals `name` (NFC), word for word.
pub(super) fn level_of(
    spelling: Spelling<'_>,
    name: &str,
    final_letter: FinalLetter,
    scratch: &mut VerifyScratch,
) -> Option<Level> {
    let Spelling { slice, elided, before } = spelling;
    if slice == name && elided == 0 {
        return Some(Level::Exact);
    }
    if breaks_paragraph(slice) {
        return None;
    }
    let VerifyScratch { whole, text, name: folded_name, .. } = scratch;
    whole.clear();
    whole.push_str(match elided {
        0 => "",
        1 => "ا",
        _ => "ال",
    });
    whole.push_str(slice);

    text.clear();
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    // Writing to a String cannot fail.
    let written = nfc.normalize_to(whole, text);
    debug_assert!(written.is_ok());
    if equal_phrases(text, name, FinalLetter::Strict) {
        return Some(Level::Exact);
    }

    let search = Profile::search();
    text.clear();
    folded_name.clear();
    normalize_into(&search, whole, text);
    normalize_into(&search, name, folded_name);
    let own = text.char_indices().nth(before).and_then(|(at, _)| text.get(at..))?;
    equal_phrases(own, folded_name, final_letter).then_some(Level::Folded)
}

/// Whether an empty line stands inside; invisible controls do not fill it.
pub(super) fn breaks_paragraph(slice: &str) -> bool {
    let mut breaks = 0;
    for c in slice.chars() {
        match c {
            '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => breaks += 1,
            c if c.is_whitespace() || is_joiner(c) => {}
            _ => breaks = 0,
        }
        if breaks > 1 {
            return true;
        }
    }
    false
}

/// Whether two phrases have the same words, and between them in the text what may stand there.
fn equal_phrases(text: &str, name: &str, final_letter: FinalLetter) -> bool {
    let (mut text_rest, mut name_rest) = (text, trim_gap(name));
    let mut text_word = take_word(&mut text_rest);
    let mut name_word = take_word(&mut name_rest);
    loop {
        if !equal_words(text_word, name_word, final_letter) {
            return false;
        }
        let text_gap = take_gap(&mut text_rest);
        let name_gap = take_gap(&mut name_rest);
        match (text_rest.is_empty(), name_rest.is_empty()) {
            (true, true) => return true,
            (false, false) => {}
            _ => return false,
        }
        if !joins(text_gap, name_gap, text_word) {
            return false;
        }
        text_word = take_word(&mut text_rest);
        name_word = take_word(&mut name_rest);
    }
}

fn equal_words(text: &str, name: &str, final_letter: FinalLetter) -> bool {
    if text == name {
        return true;
    }
    if final_letter == FinalLetter::Strict {
        return false;
    }
    let stem = |word: &'_ str| -> Option<usize> { word.strip_suffix(['ة', 'ه']).map(str::len) };
    match (stem(text), stem(name)) {
        (Some(a), Some(b)) => text.get(..a) == name.get(..b),
        _ => false,
    }
}

/// Whether the words on both sides of `gap` may be one name whose words a blank parts.
pub(super) fn joins_softly(gap: &str, word_before: &str) -> bool {
    joins(gap, " ", word_before)
}

/// Whether the words on both sides of `gap` may be one name: white space; a hyphen or underscore
/// without any; a full stop behind an initial; or the punctuation that the name has there.
fn joins(gap: &str, name_gap: &str, word_before: &str) -> bool {
    let signs = |gap| str::chars(gap).filter(|c: &char| !c.is_whitespace());
    let soft = match gap {
        "-" | "\u{2010}" | "\u{2011}" | "_" => true,
        _ => match (signs(gap).next(), signs(gap).nth(1)) {
            (None, _) => true,
            (Some('.'), None) => word_before.chars().count() == 1,
            _ => false,
        },
    };
    let plain = |c| if c == '\u{2019}' { '\'' } else { c };
    soft || signs(gap).map(plain).eq(signs(name_gap).map(plain))
}

/// Letters, digits and the combining marks that a fold leaves.
pub(super) fn is_word_char(c: char) -> bool {
    matches!(c, 'ء'..='ي')
        || c.is_alphanumeric()
        || (!c.is_ascii()
            && icu_normalizer::properties::CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0)
        || is_joiner(c)
}

/// What stands inside words without being a letter, before a fold takes it out.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{640}' | '\u{674}') || INVISIBLE.contains(c)
}

fn take_word<'t>(rest: &mut &'t str) -> &'t str {
    take_while(rest, is_word_char)
}

fn take_gap<'t>(rest: &mut &'t str) -> &'t str {
    take_while(rest, |c| !is_word_char(c))
}

fn trim_gap(phrase: &str) -> &str {
    phrase.trim_start_matches(|c| !is_word_char(c))
}

fn take_while<'t>(rest: &mut &'t str, of: impl Fn(char) -> bool) -> &'t str {
    let end = rest.find(|c| !of(c)).unwrap_or(rest.len());
    let (taken, left) = rest.split_at(end);
    *rest = left;
    taken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(text: &str, name: &str) -> Option<Level> {
        let spelling = Spelling { slice: text, elided: 0, before: 0 };
        level_of(spelling, name, FinalLetter::Folded, &mut VerifyScratch::default())
    }

    #[test]
    fn what_stands_between_the_words_of_a_name() {
        for joined in ["هونغ كونغ", "هونغ\nكونغ", "هونغ-كونغ", "هونغ_كونغ", "هونغ \u{200F} كونغ"]
        {
            assert!(level(joined, "هونغ كونغ").is_some(), "{joined}");
        }
        for parted in [
            "هونغ، كونغ",
            "هونغ. كونغ",
            "هونغ\n\nكونغ",
            "هونغ\n\u{200F}\nكونغ",
            "هونغ «كونغ",
            "هونغ - كونغ",
        ] {
            assert_eq!(level(parted, "هونغ كونغ"), None, "{parted}");
        }
        assert_eq!(level("أ.ف.ب", "أ ف ب"), Some(Level::Exact));
        assert_eq!(level("ياهو! نيوز", "ياهو! نيوز"), Some(Level::Exact));
        assert_eq!(level("ياهو!  نيوز", "ياهو! نيوز"), Some(Level::Exact));
        assert_eq!(level("O’Neil", "O'Neil"), Some(Level::Exact));
    }

    #[test]
    fn exact_is_nfc_and_folded_is_search() {
        assert_eq!(level("مو\u{654}تمر", "مؤتمر"), Some(Level::Exact));
        assert_eq!(level("إجتماع", "اجتماع"), Some(Level::Folded));
        assert_eq!(level("حمزه", "حمزة"), Some(Level::Folded));
        assert_eq!(level("موتمر", "مؤتمر"), None);
        assert_eq!(level("مدينةا", "مدينها"), None);
    }
}
