//! How much bytes look like Arabic when they are read in an encoding of Arabic.

use super::pairs;
use super::{Encoding, Kind, mac_arabic};

/// Bits for what does not happen in text: half of a word in another script, a symbol or nothing at
/// all inside a word, a mark without a letter.
const WRONG: f32 = -5.0;
/// Bits for a sign between two letters without a blank, if the sign is not from ASCII.
const CRAMPED: f32 = -4.0;
/// Bits for a letter beside one that is not in Arabic itself, as Persian and Urdu have them.
const FOREIGN: f32 = 0.8;

/// The evidence for a reading.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Weight {
    /// Bits for the reading, against letters that follow each other at random.
    pub(super) sum: f32,
    /// Arabic letters.
    letters: u32,
    /// Those among them that are not in Arabic itself.
    foreign: u32,
    /// Signs beyond ASCII that may stand beside a word; a row of equal ones is one.
    signs: u32,
    /// Characters beyond ASCII that do not.
    others: u32,
}

impl Weight {
    /// Whether it is more likely text than not. Three letters may be anything.
    pub(super) fn is_plausible(self, encoding: Encoding) -> bool {
        #[expect(clippy::cast_precision_loss, reason = "a sample has fewer letters than that")]
        let letters = self.letters as f32;
        self.is_possible(encoding) && self.sum >= 0.35 * letters + 2.0
    }

    /// Whether it may be text: nothing in it speaks against it.
    pub(super) fn is_possible(self, encoding: Encoding) -> bool {
        // Urdu was written in windows-1256; with as many in MacArabic it is Hebrew of Windows
        let most_foreign = if encoding == Encoding::MAC_ARABIC { 25 } else { 50 };
        self.letters >= 3
            && self.others <= self.letters
            && self.foreign.saturating_mul(100) <= self.letters.saturating_mul(most_foreign)
            && self.signs.saturating_mul(3) <= self.letters.saturating_add(6)
            && self.sum > 0.0
    }
}

/// What a character is to the words around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    /// A letter of Arabic, by its row in the table of pairs.
    Letter(u8),
    /// A letter of Persian, Urdu and others written with Arabic letters.
    Foreign,
    Mark,
    /// The one mark that has another beside it.
    Shadda,
    /// Fathatan: the mark of the last letter, or of the one before the last alef.
    Fathatan,
    /// Marks of the last letter.
    Tanwin,
    /// Tatweel and joiners: part of a word, no letter.
    Joiner,
    Latin,
    Digit,
    Blank,
    /// Comma, semicolon and question mark of Arabic.
    Stop,
    /// What may stand on either side of a word: brackets, quotes, hyphens, full stops.
    Edge,
    /// What may stand in a text, but not at a letter.
    Symbol,
    /// What is in no text.
    Nothing,
}

fn class(c: char) -> Class {
    match c {
        '\u{621}'..='\u{63A}' | '\u{641}'..='\u{64A}' => Class::Letter(pairs::row(c)),
        '\u{640}' | '\u{200C}' | '\u{200D}' => Class::Joiner,
        '\u{64B}' => Class::Fathatan,
        '\u{64C}' | '\u{64D}' => Class::Tanwin,
        '\u{651}' => Class::Shadda,
        '\u{64E}'..='\u{652}' => Class::Mark,
        '\u{671}'..='\u{6D5}' => Class::Foreign,
        '،' | '؛' | '؟' => Class::Stop,
        '0'..='9' | '٠'..='٩' => Class::Digit,
        ' ' | '\t' | '\n' | '\r' | '\u{A0}' => Class::Blank,
        'A'..='Z' | 'a'..='z' => Class::Latin,
        '[' | ']' | '{' | '}' | '^' | '\\' | '~' | '|' | '`' | '@' | '$' => Class::Symbol,
        '\u{0}'..='\u{1F}' | '\u{7F}'..='\u{9F}' | '\u{FFFD}' => Class::Nothing,
        '\u{20}'..='\u{7E}' => Class::Edge,
        '«' | '»' | '\u{2013}'..='\u{2026}' | '\u{AD}' | '\u{200E}' | '\u{200F}' | '٪' | '°' => {
            Class::Edge
        }
        c if c.is_alphabetic() => Class::Latin,
        _ => Class::Symbol,
    }
}

/// Weighs a sample in one of the encodings of Arabic.
pub(super) fn weigh(encoding: Encoding, sample: &[u8]) -> Weight {
    let table = table(encoding);
    let mut weight = Weight::default();
    let mut before = (Class::Blank, false);
    // whether a letter stands right before a sign beyond ASCII
    let mut sign_at_letter = false;
    let (mut last_letter, mut last_byte) = (None, 0);
    for &byte in sample {
        let Some(&class) = table.get(usize::from(byte)) else { continue };
        let is_high = !byte.is_ascii();
        if before.1 || is_high {
            weight.sum += step(before.0, class, last_letter);
        }
        match class {
            Class::Letter(row) => {
                weight.letters += 1;
                last_letter = Some(row);
            }
            Class::Foreign => {
                weight.letters += 1;
                weight.foreign += 1;
                last_letter = None;
            }
            Class::Edge if is_high && byte != last_byte => weight.signs += 1,
            Class::Symbol | Class::Nothing if is_high => weight.others += 1,
            _ => {}
        }
        if class == Class::Nothing && is_high {
            weight.sum += WRONG;
        }
        let is_letter = |class| {
            use Class::{Fathatan, Foreign, Letter, Mark, Shadda, Tanwin};
            matches!(class, Letter(_) | Foreign | Mark | Shadda | Fathatan | Tanwin)
        };
        if sign_at_letter && is_letter(class) {
            weight.sum += CRAMPED;
        }
        sign_at_letter =
            is_high && matches!(class, Class::Edge | Class::Stop) && is_letter(before.0);
        before = (class, is_high);
        last_byte = byte;
    }
    weight
}

/// Bits for `next` after `before`; `letter` is the last Arabic letter of the word.
fn step(before: Class, next: Class, letter: Option<u8>) -> f32 {
    use Class::{
        Blank, Digit, Edge, Fathatan, Foreign, Joiner, Latin, Letter, Mark, Nothing, Shadda, Stop,
        Symbol, Tanwin,
    };
    let bits = |next| letter.map_or(0.0, |letter| pairs::bits(letter, next));
    match (before, next) {
        (Letter(a), Letter(b)) => pairs::bits(a, b),
        (Mark | Shadda | Joiner, Letter(b)) => bits(b),
        (Fathatan, Letter(b)) if b == pairs::ALEF => 0.0,
        (Fathatan | Tanwin, Letter(_) | Foreign) => WRONG,
        (Letter(_) | Mark | Shadda | Joiner | Foreign, Foreign) | (Foreign, Letter(_)) => FOREIGN,
        (Blank | Edge, Letter(b)) => pairs::bits(pairs::BORDER, b),
        (Letter(a), Blank | Edge | Stop) => pairs::bits(a, pairs::BORDER),
        (Mark | Shadda | Joiner, Blank | Edge | Stop) => bits(pairs::BORDER),
        (Letter(_) | Foreign, Mark | Shadda | Fathatan | Tanwin | Joiner) => 0.5,
        (Shadda, Mark | Fathatan | Tanwin) | (Mark | Fathatan | Tanwin, Shadda) => 0.5,
        (Mark | Shadda | Fathatan | Tanwin, Mark | Shadda | Fathatan | Tanwin) => WRONG,
        (
            Blank | Edge | Stop | Digit | Symbol | Nothing | Latin,
            Mark | Shadda | Fathatan | Tanwin | Joiner,
        ) => WRONG,
        (Latin, Letter(_) | Foreign) | (Symbol | Nothing, Letter(_) | Foreign) => WRONG,
        (Letter(_) | Foreign | Mark | Shadda | Fathatan | Tanwin, Latin) => WRONG,
        (Letter(_) | Foreign | Mark | Shadda | Fathatan | Tanwin | Joiner, Symbol | Nothing) => {
            WRONG
        }
        (Latin, Symbol | Nothing) | (Symbol | Nothing, Latin) => WRONG,
        (Stop, Letter(_) | Foreign) | (Letter(_) | Foreign, Digit) => -1.0,
        (Stop, Blank) => 1.0,
        (Blank | Latin, Stop) => -1.0,
        _ => 0.0,
    }
}

/// The class of each byte.
fn table(encoding: Encoding) -> [Class; 256] {
    let mut table = [Class::Nothing; 256];
    for (byte, place) in (0_u8..=255).zip(&mut table) {
        let c = match encoding.0 {
            Kind::MacArabic => mac_arabic::character(byte),
            Kind::Whatwg(encoding) => {
                let (text, _) = encoding.decode_without_bom_handling(std::slice::from_ref(&byte));
                text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            Kind::Utf16 => char::from(byte),
        };
        *place = class(c);
    }
    table
}
