//! Snowball's Arabic stemmer, by Assem Chelli and Abdelkrim Aries, written anew from the published
//! algorithm.
//!
//! A Snowball program walks with a cursor and goes on where the last step left it, also where that
//! is not the end of the word; what a step changed stays changed when the next one fails. Both show
//! in the results, and so both are kept. Lengths count characters.

use super::{Compat, Peer, Token};
use crate::chars::classes::presentation_form;
use crate::span::Span;

const SNOWBALL: Peer = Peer { name: "Snowball", version: "3.1.1" };

pub(super) static PROFILES: [Compat; 1] = [Compat::tokens(
    "snowball-arabic",
    SNOWBALL,
    "the Arabic stemmer, on each word between white space",
    cut,
)];

/// White space as Python, whose package of the stemmer is usually fed by `str.split`, has it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1C}'..='\u{1F}')
}

/// Appends a token for each word; one of marks alone has no text.
fn cut(text: &str, out: &mut Vec<Token>) {
    // places in a text too long to be numbered are cut off
    let narrow = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    let mut at = 0;
    for word in text.split(is_space) {
        let end = at + word.len();
        if !word.is_empty() {
            let span = Span::new(narrow(at), narrow(end));
            out.push(Token { text: stem(word), span, position_increment: 1, kind: None });
        }
        // the space behind it
        at = end + text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
}

fn stem(word: &str) -> String {
    let mut word = Word::read(word);
    word.cut_suffixes();
    word.cursor = 0;
    word.cut_prefixes();
    word.fold_hamza();
    word.letters.into_iter().collect()
}

struct Word {
    letters: Vec<char>,
    /// How many letters stand before the place where the next step begins.
    cursor: usize,
    may_be_verb: bool,
    is_defined: bool,
}

impl Word {
    /// Guesses what kind of word it is, then takes off marks and maps digits and presentation forms.
    fn read(text: &str) -> Word {
        let len = text.chars().take(5).count();
        let article =
            ["بال", "كال", "لل", "ال"].into_iter().find(|article| text.starts_with(article));
        let is_defined = article.is_some_and(|article| len > article.chars().count().max(2) + 1);
        let mut letters = Vec::with_capacity(text.len() / 2);
        for c in text.chars() {
            match c {
                '\u{640}' | '\u{64B}'..='\u{652}' => {}
                '\u{660}'..='\u{669}' => {
                    letters.push(char::from_digit(u32::from(c) & 15, 10).unwrap_or(c));
                }
                '\u{FE80}'..='\u{FEFC}' => {
                    letters.extend(presentation_form(c).unwrap_or_default().chars());
                }
                _ => letters.push(c),
            }
        }
        let cursor = letters.len();
        Word { letters, cursor, may_be_verb: !is_defined, is_defined }
    }

    /// The longest of `endings` that stands before the cursor.
    fn ending(&self, endings: &[&'static str]) -> Option<&'static str> {
        let before = self.letters.get(..self.cursor).unwrap_or_default();
        let stands = |ending: &&&str| {
            let n = ending.chars().count();
            before.len() >= n
                && before.iter().rev().zip(ending.chars().rev()).all(|(&letter, c)| letter == c)
        };
        endings.iter().filter(stands).max_by_key(|ending| ending.len()).copied()
    }

    /// The longest of `beginnings` that stands behind the cursor.
    fn beginning(&self, beginnings: &[&'static str]) -> Option<&'static str> {
        let behind = self.letters.get(self.cursor..).unwrap_or_default();
        let stands = |beginning: &&&str| {
            let n = beginning.chars().count();
            behind.len() >= n
                && behind.iter().zip(beginning.chars()).all(|(&letter, c)| letter == c)
        };
        beginnings.iter().filter(stands).max_by_key(|beginning| beginning.len()).copied()
    }

    /// Cuts off the longest of `endings` before the cursor, if the word has at least as many letters
    /// as `least` says of an ending of so many.
    fn cut_ending(&mut self, endings: &[&'static str], least: fn(usize) -> usize) -> bool {
        let Some(ending) = self.ending(endings) else { return false };
        let n = ending.chars().count();
        if self.letters.len() < least(n) {
            return false;
        }
        self.letters.drain(self.cursor - n..self.cursor);
        self.cursor -= n;
        true
    }

    /// Cuts off the longest of `beginnings` behind the cursor, on the same condition.
    fn cut_beginning(&mut self, beginnings: &[&'static str], least: fn(usize) -> usize) -> bool {
        let Some(beginning) = self.beginning(beginnings) else { return false };
        let n = beginning.chars().count();
        if self.letters.len() < least(n) {
            return false;
        }
        self.letters.drain(self.cursor..self.cursor + n);
        true
    }

    /// Moves the cursor over a letter towards the start of the word.
    fn step_back(&mut self) -> bool {
        let is_possible = self.cursor > 0;
        self.cursor -= usize::from(is_possible);
        is_possible
    }

    fn cut_suffixes(&mut self) {
        if self.may_be_verb && self.cut_verb_suffixes() || self.cut_noun_suffixes() {
            return;
        }
        self.cursor = self.letters.len();
        if let Some(last) = self.letters.last_mut()
            && *last == 'ى'
        {
            *last = 'ي';
        }
    }

    fn cut_verb_suffixes(&mut self) -> bool {
        let object = ["ه", "ك", "ني", "نا", "ها", "هم", "هن", "كم", "كن", "هما", "كما", "كمو"];
        let mut has_object = false;
        while self.cut_ending(&object, |n| n + 3) {
            has_object = true;
        }
        if has_object {
            return self.cut_subject() || self.cut_plural() || self.step_back();
        }
        self.cut_ending(&["وا", "تم"], |_| 5) || self.cut_subject()
    }

    fn cut_subject(&mut self) -> bool {
        let subject = ["ت", "ا", "ن", "ي", "نا", "تا", "تن", "ان", "ون", "ين", "تما"];
        // of the present tense one letter more must be left
        let is_present = matches!(self.ending(&subject), Some("ان" | "ون" | "ين"));
        self.cut_ending(&subject, if is_present { |_| 6 } else { |n| n + 3 })
    }

    fn cut_plural(&mut self) -> bool {
        self.cut_ending(&["و", "تمو"], |n| n + 3)
    }

    fn cut_noun_suffixes(&mut self) -> bool {
        let is_changed = self.cut_ending(&["ة"], |_| 4)
            || (!self.is_defined && self.cut_owner() && (self.cut_number() || self.step_back()))
            || (self.cut_ending(&["ن"], |_| 6) && self.cut_number())
            || (!self.is_defined && self.cut_long_vowel())
            || self.cut_feminine_plural();
        debug_assert!(is_changed || self.cursor == self.letters.len());
        // of the relation: looked for where the last step stopped
        self.cut_ending(&["ي"], |_| 3)
    }

    fn cut_owner(&mut self) -> bool {
        let owner = ["ي", "ك", "ه", "نا", "كم", "ها", "هن", "هم", "كما", "هما"];
        self.cut_ending(&owner, |n| n + 3)
    }

    fn cut_number(&mut self) -> bool {
        self.cut_long_vowel() || self.cut_feminine_plural() || self.cut_ending(&["ت"], |_| 4)
    }

    fn cut_long_vowel(&mut self) -> bool {
        self.cut_ending(&["ا", "ي", "و"], |_| 5)
    }

    fn cut_feminine_plural(&mut self) -> bool {
        self.cut_ending(&["ات"], |_| 5)
    }

    fn cut_prefixes(&mut self) {
        self.join_hamzas();
        if let Some("ف" | "و") = self.beginning(&["ف", "و"])
            && self.letters.get(self.cursor + 1).is_none_or(|&next| next != 'ا')
        {
            self.cut_beginning(&["ف", "و"], |_| 4);
        }
        let is_noun =
            self.cut_beginning(&["بال", "كال", "لل", "ال"], |n| n + 3) || self.cut_noun_particle();
        if !is_noun && self.may_be_verb {
            if self.cut_future() {
                self.cursor += 1;
            }
            if self.beginning(&["يست", "نست", "تست"]).is_some()
                && self.letters.len() > 4
                && let Some(first) = self.letters.get_mut(self.cursor)
            {
                *first = 'ا';
            }
        }
    }

    /// Two letters with hamza at the start become one; the cursor goes behind it.
    fn join_hamzas(&mut self) {
        if self.letters.len() <= 3 {
            return;
        }
        let gone = match self.beginning(&["أأ", "أآ", "أؤ", "أا", "أإ"]) {
            Some("أؤ") => 1,
            Some(_) => 0,
            None => return,
        };
        self.letters.remove(gone);
        self.cursor = 1;
    }

    fn cut_noun_particle(&mut self) -> bool {
        match self.beginning(&["با", "ب", "بب", "كك"]) {
            Some("با") => true,
            Some("بب" | "كك") => {
                self.letters.len() > 3 && {
                    self.letters.remove(self.cursor);
                    true
                }
            }
            _ => self.cut_beginning(&["ب"], |_| 4),
        }
    }

    fn cut_future(&mut self) -> bool {
        let is_future =
            self.letters.len() > 4 && self.beginning(&["سي", "ست", "سن", "سأ"]).is_some();
        if is_future {
            self.letters.remove(self.cursor);
        }
        is_future
    }

    /// Hamza leaves its seat at the end, elsewhere the seat stays.
    fn fold_hamza(&mut self) {
        if let Some(last) = self.letters.last_mut()
            && matches!(last, 'أ' | 'إ' | 'آ' | 'ؤ' | 'ئ')
        {
            *last = 'ء';
        }
        for letter in &mut self.letters {
            *letter = match *letter {
                'أ' | 'إ' | 'آ' => 'ا',
                'ؤ' => 'و',
                'ئ' => 'ي',
                c => c,
            };
        }
    }
}
