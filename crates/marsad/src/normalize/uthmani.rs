//! The small letters of Quran texts, word by word: over text that the pass has normalised, and
//! before spaces and punctuation are repaired.
//!
//! A dagger alef becomes the alef that plain spelling writes, but in the words that plain spelling
//! too writes without it; small waw, yeh and noon become letters where plain spelling has them.
//! Which, depends on the letters beside them and for some on the word; the rules and lists stand in
//! `docs/profiles.md`. A word without such a sign is copied.

use super::op::Op;
use super::pass::Record;
use super::repair::{Sink, is_arabic};
use super::rules::{ALEF, ALEF_MAKSURA, Rules, TATWEEL, WAW, YEH, is_hamza_mark};
use super::segment::Watch;
use crate::chars::tables::{ARABIC_MARKS, INVISIBLE, JOINING};

pub(super) const DAGGER_ALEF: char = '\u{670}';
const SMALL_WAW: char = '\u{6E5}';
const SMALL_YEH: char = '\u{6E6}';
const SMALL_HIGH_YEH: char = '\u{6E7}';
const SMALL_HIGH_NOON: char = '\u{6E8}';
const HEH: char = '\u{647}';
const TEH_MARBUTA: char = '\u{629}';

/// Words that plain spelling writes without the alef, by how they begin. Hamzas are off, ة is ه.
const WITHOUT_ALEF: [&str; 7] = [
    "هٰذ",    // هذا هذه هذان هذين
    "هٰول",   // هؤلاء
    "ذٰلك",   // ذلك ذلكم ذلكما
    "اولٰيك", // أولئك أولئكم
    "لٰكن",   // لكن لكنا لكنهم
    "الٰه",   // إله إلها إلهكم
    "هٰكذا",  // هكذا
];

/// The same, of which nothing but particles may stand before, and nothing behind.
const WITHOUT_ALEF_WHOLE: [&str; 8] =
    ["اللٰه", "للٰه", "اللٰهم", "الرحمٰن", "للرحمٰن", "رحمٰن", "طٰه", "يٰس"];

/// Whether the pass leaves `c` to this step, although it deletes marks.
pub(super) fn needs(rules: &Rules, c: char) -> bool {
    match c {
        DAGGER_ALEF => rules.has(Op::DaggerAlef),
        SMALL_HIGH_YEH | SMALL_HIGH_NOON => rules.has(Op::SmallLetters),
        _ => false,
    }
}

/// Whether this step has anything to do with some text.
pub(super) fn is_on(rules: &Rules) -> bool {
    rules.has(Op::DaggerAlef) || rules.has(Op::SmallLetters)
}

/// Whether there is anything to do in `text`.
pub(super) fn is_wanted(rules: &Rules, text: &str) -> bool {
    // the other signs share their first byte, which is rare in Arabic
    let bytes = text.as_bytes();
    is_on(rules)
        && (memchr::memmem::find(bytes, b"\xD9\xB0").is_some()
            || memchr::memchr(0xDB, bytes).is_some())
        && text.contains(|c| is_sign(rules, c))
}

/// How much of `text` ends in whole words, whatever comes behind it.
pub(super) fn whole_words(text: &str) -> usize {
    let last = text.char_indices().rev().find(|&(_, c)| !is_of_word(c));
    last.map_or(0, |(at, c)| at + c.len_utf8())
}

/// Appends `text`, which ends in a whole word, in plain spelling.
pub(super) fn run<R: Record, W: Watch>(rules: &Rules, text: &str, sink: &mut Sink<'_, R, W>) {
    let mut done = 0;
    while let Some(sign) = find(text, done, |c| is_sign(rules, c)) {
        let before = text.get(done..sign).unwrap_or_default();
        let start = done + whole_words(before);
        let end = find(text, sign, |c| !is_of_word(c)).unwrap_or(text.len());
        sink.out.push_str(text.get(done..start).unwrap_or_default());
        Word::new(rules, text, start, end).write(sink);
        done = end;
    }
    sink.out.push_str(text.get(done..).unwrap_or_default());
}

fn find(text: &str, from: usize, is: impl Fn(char) -> bool) -> Option<usize> {
    text.get(from..)?.find(is).map(|at| from + at)
}

fn is_sign(rules: &Rules, c: char) -> bool {
    needs(rules, c) || matches!(c, SMALL_WAW | SMALL_YEH) && rules.has(Op::SmallLetters)
}

/// Whether `c` is a letter, a mark or something invisible within a word.
fn is_of_word(c: char) -> bool {
    is_letter(c) || c == TATWEEL || JOINING.contains(c) || INVISIBLE.contains(c)
}

fn is_letter(c: char) -> bool {
    c != TATWEEL && is_arabic(c) || matches!(c, SMALL_WAW | SMALL_YEH)
}

struct Word<'r> {
    rules: &'r Rules,
    text: &'r str,
    start: usize,
    end: usize,
    /// Its letters without hamzas, and dagger alefs right behind theirs.
    key: String,
}

/// What becomes of a dagger alef.
enum Alef {
    /// A letter of its own.
    Promoted,
    /// Nothing.
    Dropped,
    /// Nothing, and the letter that carries it becomes another.
    Carried(char),
}

impl Word<'_> {
    fn new<'r>(rules: &'r Rules, text: &'r str, start: usize, end: usize) -> Word<'r> {
        let mut key = String::new();
        for c in text.get(start..end).unwrap_or_default().chars() {
            match c {
                'آ' | 'أ' | 'إ' | 'ٱ' => key.push(ALEF),
                'ؤ' => key.push(WAW),
                'ئ' | ALEF_MAKSURA => key.push(YEH),
                TEH_MARBUTA => key.push(HEH),
                SMALL_WAW | SMALL_YEH => {}
                DAGGER_ALEF => key.push(c),
                _ if is_letter(c) => key.push(c),
                _ => {}
            }
        }
        Word { rules, text, start, end, key }
    }

    fn write<R: Record, W: Watch>(&self, sink: &mut Sink<'_, R, W>) {
        // the letter before, and where it stands in the text and in the output
        let mut base: Option<(char, usize, usize)> = None;
        // letters that stand behind the marks of their base, and the first byte of the signs
        let mut behind = String::new();
        let mut moved_from: Option<usize> = None;
        let mut daggers = 0;
        // the alef behind is that of the letter before
        let mut drops_alef = false;
        let word = self.text.get(self.start..self.end).unwrap_or_default();
        for (at, c) in word.char_indices().map(|(at, c)| (self.start + at, c)) {
            let to = at + c.len_utf8();
            if !JOINING.contains(c) {
                self.put_behind(&mut behind, moved_from.take(), at, sink);
            }
            if c == ALEF && std::mem::take(&mut drops_alef) {
                sink.record.drop(at, to);
                sink.watch.changed(Op::DaggerAlef, at, to);
                base = Some((c, at, sink.out.len()));
                continue;
            }
            let is_sign = is_sign(self.rules, c);
            if !is_sign {
                if !JOINING.contains(c) && !INVISIBLE.contains(c) {
                    base = Some((c, at, sink.out.len()));
                }
                sink.out.push(c);
                continue;
            }
            match c {
                DAGGER_ALEF | SMALL_HIGH_YEH | SMALL_HIGH_NOON if self.holds_apart(c, to) => {
                    sink.out.push(c);
                }
                DAGGER_ALEF => {
                    daggers += 1;
                    sink.watch.changed(Op::DaggerAlef, at, to);
                    match self.alef(base, to, daggers == 1) {
                        Alef::Promoted => {
                            behind.push(ALEF);
                            moved_from.get_or_insert(at);
                        }
                        Alef::Dropped => sink.record.drop(at, to),
                        Alef::Carried(letter) => {
                            sink.record.drop(at, to);
                            if let Some((old, from, place)) = base {
                                let range = place..place + old.len_utf8();
                                sink.out.replace_range(range, letter.encode_utf8(&mut [0; 4]));
                                sink.watch.changed(Op::DaggerAlef, from, from + old.len_utf8());
                                base = Some((letter, from, place));
                                drops_alef = letter == ALEF && self.next_letter(to) == Some(ALEF);
                            }
                        }
                    }
                }
                SMALL_WAW | SMALL_YEH => match self.small(c, base, to) {
                    Some(letter) => {
                        if letter != c {
                            sink.watch.changed(Op::SmallLetters, at, to);
                        }
                        base = Some((letter, at, sink.out.len()));
                        sink.out.push(letter);
                    }
                    None => {
                        sink.record.drop(at, to);
                        sink.watch.changed(Op::SmallLetters, at, to);
                    }
                },
                _ => {
                    behind.push(if c == SMALL_HIGH_YEH { YEH } else { '\u{646}' });
                    moved_from.get_or_insert(at);
                    sink.watch.changed(Op::SmallLetters, at, to);
                }
            }
        }
        self.put_behind(&mut behind, moved_from, self.end, sink);
    }

    /// Puts the letters for signs that began at `from` behind the marks, which end at `at`.
    fn put_behind<R: Record, W: Watch>(
        &self,
        behind: &mut String,
        from: Option<usize>,
        at: usize,
        sink: &mut Sink<'_, R, W>,
    ) {
        let Some(from) = from else { return };
        let between = self.text.get(from..at).unwrap_or_default();
        // a letter has the length of its sign: only where lengths change places does the map care
        if !between.chars().all(|c| c.len_utf8() == 2) {
            sink.record.replace(from, at, between.len());
        }
        sink.out.push_str(behind);
        behind.clear();
    }

    /// What becomes of the dagger alef before `to` on `base`, the first of the word or not.
    fn alef(&self, base: Option<(char, usize, usize)>, to: usize, is_first: bool) -> Alef {
        if is_first && self.is_without_alef() {
            return Alef::Dropped;
        }
        let Some((letter, at, _)) = base else { return Alef::Promoted };
        let next = self.next_letter(to);
        let can_change = !self.has_hamza_mark(at);
        let is_usury = letter == WAW && self.key.ends_with("ربوٰا") && !self.is_marked_alef(to);
        match letter {
            // the alef of these is written as a waw: صلوٰة, زكوٰة, حيوٰة; ربوٰا; صلوٰتك
            WAW if can_change
                && (next == Some(TEH_MARBUTA) || is_usury || self.key.contains("صلوٰتك")) =>
            {
                Alef::Carried(ALEF)
            }
            ALEF | '\u{622}' | '\u{671}' => Alef::Dropped,
            _ if next == Some(ALEF) => Alef::Dropped,
            ALEF_MAKSURA if next.is_none() => Alef::Dropped,
            ALEF_MAKSURA if can_change => Alef::Carried(ALEF),
            // the yeh of a keyboard without alef maksura
            YEH if next.is_none() && self.rules.has(Op::Yeh) => Alef::Dropped,
            YEH if next.is_none() && can_change => Alef::Carried(ALEF_MAKSURA),
            _ => Alef::Promoted,
        }
    }

    /// What becomes of the small waw or yeh before `to`.
    fn small(&self, sign: char, base: Option<(char, usize, usize)>, to: usize) -> Option<char> {
        let is_last = self.next_letter(to).is_none();
        let base = base.map(|(letter, _, _)| letter);
        let rest = self.text.get(to..self.end).unwrap_or_default();
        let is_bare = !rest.starts_with(|c| JOINING.contains(c));
        match sign {
            _ if self.has_hamza_mark(to - sign.len_utf8()) => Some(sign),
            // the marks of one that goes would be another letter's
            SMALL_WAW if is_bare && (is_last || self.key.contains("داود")) => None,
            SMALL_WAW => Some(WAW),
            // the vowel of a pronoun: به
            _ if is_bare && is_last && base == Some(HEH) => None,
            _ => Some(YEH),
        }
    }

    fn is_without_alef(&self) -> bool {
        let mut rest = self.key.as_str();
        // أ, then و or ف, then ب, ك, ل or ت
        for particles in ["", "ا", "وف", "بكلت"] {
            if !particles.is_empty() {
                rest = rest.strip_prefix(|c| particles.contains(c)).unwrap_or(rest);
            }
            if WITHOUT_ALEF.iter().any(|word| rest.starts_with(word))
                || WITHOUT_ALEF_WHOLE.contains(&rest)
            {
                return true;
            }
        }
        false
    }

    /// The next letter of the word from `from` on.
    fn next_letter(&self, from: usize) -> Option<char> {
        self.text.get(from..self.end)?.chars().find(|&c| is_letter(c))
    }

    /// Whether the sign before `to` may hold apart what composes without it: a base and a mark of
    /// its class or of another script.
    fn holds_apart(&self, sign: char, to: usize) -> bool {
        let rest = self.text.get(to..self.end).unwrap_or_default();
        let mut marks = rest.chars().take_while(|&c| JOINING.contains(c));
        match sign {
            DAGGER_ALEF => marks.any(|c| !ARABIC_MARKS.contains(c)),
            _ => marks.any(|c| !matches!(c, SMALL_HIGH_YEH | SMALL_HIGH_NOON)),
        }
    }

    /// Whether the next alef from `from` on carries a mark.
    fn is_marked_alef(&self, from: usize) -> bool {
        let rest = self.text.get(from..self.end).unwrap_or_default();
        let behind = rest.split_once(ALEF).map_or("", |(_, behind)| behind);
        behind.starts_with(|c| JOINING.contains(c))
    }

    /// Whether a hamza or madda as a mark follows before the next letter. One that composes with
    /// another letter would do so when that letter is written.
    fn has_hamza_mark(&self, at: usize) -> bool {
        let rest = self.text.get(at..self.end).unwrap_or_default();
        let mut marks = rest.chars();
        if rest.chars().next().is_some_and(|c| !JOINING.contains(c)) {
            marks.next();
        }
        marks.take_while(|&c| JOINING.contains(c)).any(is_hamza_mark)
    }
}
