//! Hamzas and dots that hasty writers leave out or add: a step behind the pass, word by word.
//!
//! A word changes when its right spelling is certain: it stands in the [table](words) of words that
//! edited text practically always spells in one way, alone or behind و ف and the article, or it has
//! the [shape](wasl) of a word that begins with hamzat wasl. Only أ إ آ for ا, ا for إ, ة for ه and
//! ي for ى are written, so that no length changes. Words in tokens with `@ # _ /`, with letters of
//! other languages, or with digits are left alone. Where the repair may put a space, behind a comma say, no
//! token with `_` or `/` goes on: what changes does not depend on whether it was put.

mod wasl;
mod words;

use self::words::TABLE;
use super::op::Op;
use super::pass::Record;
use super::repair::{Sink, is_protected};
use super::rules::{Rules, TATWEEL, is_hamza_mark};
use super::segment::Watch;
use crate::chars::tables::ARABIC_MARKS;

/// Raised when the step changes what it does with the same table.
const REVISION: u32 = 1;

const DAGGER_ALEF: char = '\u{670}';
const TEH_MARBUTA: char = 'ة';

/// A hash of all that decides how words are spelled.
pub(super) fn digest() -> u64 {
    words::SOURCE.bytes().fold(u64::from(REVISION), |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// Whether this step does anything. Where alefs fold there is no hamza to restore.
pub(super) fn is_on(rules: &Rules) -> bool {
    rules.has(Op::Orthography) && !rules.has(Op::Alef)
}

/// How much of `text` ends in whole tokens, whatever comes behind it.
pub(super) fn whole_tokens(text: &str) -> usize {
    let last = text.char_indices().rev().find(|(_, c)| c.is_whitespace());
    last.map_or(0, |(at, c)| at + c.len_utf8())
}

/// Appends `text`, which ends in a whole token, with its words spelled as they should be.
pub(super) fn run<R: Record, W: Watch>(rules: &Rules, text: &str, sink: &mut Sink<'_, R, W>) {
    let mut word = Word::default();
    // all before is written
    let mut done = 0;
    let mut start = 0;
    for token in text.split_inclusive(char::is_whitespace) {
        let end = start + token.len();
        let mut at = start;
        for part in token.split_inclusive(may_end_token) {
            let next = at + part.len();
            if is_protected(token) || part.contains(['_', '/']) {
                at = next;
            }
            for run in text.get(at..next).unwrap_or_default().split_inclusive(|c| !is_of_word(c)) {
                let (from, to) = (at, at + run.len());
                at = to;
                let run = run.trim_end_matches(|c| !is_of_word(c));
                if word.read(run, from) && word.spell(rules) {
                    sink.out.push_str(text.get(done..from).unwrap_or_default());
                    word.write(run, from, sink.out);
                    done = from + run.len();
                    sink.watch.changed(Op::Orthography, from, done);
                }
            }
        }
        start = end;
    }
    sink.out.push_str(text.get(done..).unwrap_or_default());
}

/// Whether the repair may put a space behind or before `c`, which ends in it what was one token.
fn may_end_token(c: char) -> bool {
    matches!(c, '،' | '؛' | '؟' | '!' | '.' | '«' | '»' | '“' | '”' | '"')
}

/// Whether `c` may be inside a word, right or wrong.
fn is_of_word(c: char) -> bool {
    c.is_alphanumeric()
        || ARABIC_MARKS.contains(c)
        || matches!(c, TATWEEL | '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{300}'..='\u{36F}')
}

/// A word without its marks.
#[derive(Debug, Default)]
struct Word {
    /// Its letters, where each stands, and whether a mark is on it.
    letters: Vec<char>,
    places: Vec<(usize, bool)>,
    /// How they should be.
    right: Vec<char>,
}

impl Word {
    /// Reads `run`, which begins at `at`; `false` when it is no word that may change.
    fn read(&mut self, run: &str, at: usize) -> bool {
        self.letters.clear();
        self.places.clear();
        for (i, c) in run.char_indices() {
            match c {
                'ء'..='غ' | 'ف'..='ي' => {
                    self.letters.push(c);
                    self.places.push((at + i, false));
                }
                TATWEEL => {}
                DAGGER_ALEF => return false,
                _ if ARABIC_MARKS.contains(c) && !is_hamza_mark(c) => {
                    if let Some((_, is_marked)) = self.places.last_mut() {
                        *is_marked = true;
                    }
                }
                _ => return false,
            }
        }
        let may_change = |&c: &char| matches!(c, 'ا' | 'إ' | 'ى' | 'ه');
        self.letters.len() > 1 && self.letters.iter().any(may_change)
    }

    /// Finds the right spelling; `false` when it is the one of the word.
    fn spell(&mut self, rules: &Rules) -> bool {
        self.right.clear();
        self.right.extend_from_slice(&self.letters);
        wasl::spell(&mut self.right);
        TABLE.spell(&mut self.right);
        let mut changes = false;
        let letters = self.letters.iter().zip(&mut self.right).zip(&self.places);
        for ((&was, right), &(_, is_marked)) in letters {
            if *right == was {
                continue;
            }
            let is_undone = match *right {
                TEH_MARBUTA => rules.has(Op::Teh),
                'آ' => rules.has(Op::Madda),
                _ => false,
            };
            // a mark belongs to the letter as it was written
            if is_undone || is_marked {
                return false;
            }
            changes = true;
        }
        changes
    }

    /// Appends `run`, which begins at `at`, with the right letters.
    fn write(&self, run: &str, at: usize, out: &mut String) {
        let mut right = self.right.iter().zip(&self.places).peekable();
        for (i, c) in run.char_indices() {
            match right.next_if(|(_, (place, _))| *place == at + i) {
                Some((&right, _)) => out.push(right),
                None => out.push(c),
            }
        }
    }
}
