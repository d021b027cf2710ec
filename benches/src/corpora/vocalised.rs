//! Harakat by rule. Not the right ones: as many, of the kinds, at the places.
//!
//! - No mark on ا, ى and آ, and none on the و or ي that lengthens the vowel before it;
//! - the letter before ا, و, ي that lengthens it gets fatha, damma, kasra;
//! - the article's ل gets sukun, or none before a sun letter, which gets shadda;
//! - a tenth of the other letters in mid-word get shadda and a vowel;
//! - the last letter gets a case ending, one in six with tanwin;
//! - all other letters get fatha (half), kasra, damma or sukun, chosen by a hash of the word.

use super::order::{is_haraka, is_letter};
use crate::random::Random;

const FATHA: char = '\u{64E}';
const DAMMA: char = '\u{64F}';
const KASRA: char = '\u{650}';
const SHADDA: char = '\u{651}';
const SUKUN: char = '\u{652}';
const TANWIN: [char; 3] = ['\u{64B}', '\u{64C}', '\u{64D}'];
const SUN: &str = "تثدذرزسشصضطظلن";

pub(super) fn document(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut word = Vec::new();
    for c in text.chars() {
        if is_letter(c) {
            word.push(c);
        } else if !is_haraka(c) {
            flush(&mut word, &mut out);
            out.push(c);
        }
    }
    flush(&mut word, &mut out);
    out
}

fn flush(word: &mut Vec<char>, out: &mut String) {
    let seed = word.iter().fold(0u64, |seed, c| seed.wrapping_mul(0x0100_0000_01B3) ^ *c as u64);
    let mut random = Random::new(seed);
    let has_article = word.len() > 4 && word.starts_with(&['ا', 'ل']);
    for (k, &c) in word.iter().enumerate() {
        out.push(c);
        let next = word.get(k + 1).copied();
        let after_article = has_article && k == 2;
        if matches!(c, 'ا' | 'ى' | 'آ') || (k > 0 && matches!(c, 'و' | 'ي') && is_long(word, k))
        {
            continue;
        }
        if has_article && k == 1 {
            if !next.is_some_and(|next| SUN.contains(next)) {
                out.push(SUKUN);
            }
            continue;
        }
        let in_middle = k > 0 && next.is_some();
        if (after_article && SUN.contains(c)) || (in_middle && k > 2 && random.chance(0.1)) {
            out.push(SHADDA);
        }
        out.push(match next {
            Some('ا' | 'ى') => FATHA,
            Some('و') if is_long(word, k + 1) => DAMMA,
            Some('ي') if is_long(word, k + 1) => KASRA,
            None if random.chance(0.17) => random.pick(&TANWIN),
            _ => random.pick(&[FATHA, FATHA, FATHA, KASRA, KASRA, DAMMA, SUKUN]),
        });
    }
    word.clear();
}

/// Whether the و or ي at `k` lengthens the letter before it: it stands between two consonants.
fn is_long(word: &[char], k: usize) -> bool {
    let consonant = |c: Option<&char>| c.is_some_and(|c| !matches!(c, 'ا' | 'و' | 'ي' | 'ى' | 'آ'));
    k > 1 && consonant(word.get(k - 1)) && consonant(word.get(k + 1))
}
