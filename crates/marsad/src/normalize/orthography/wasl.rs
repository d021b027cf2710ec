//! Hamzat wasl: verbs and verbal nouns of the forms VII, VIII and X, and some nouns, begin with a bare
//! alef. The hamza of إ on them is wrong; form IV (إعلان, إرسال) keeps it.
//!
//! A verbal noun of form VIII or X is known by its shape: إ, consonant, ت, consonant, ا, consonant
//! (إجتماع); إست, two consonants, ا, consonant (إستقبال). No word of form IV and few foreign ones have
//! such a shape. Everything else must be in the table.

use super::words::TABLE;

/// What may stand before the alef.
const BEFORE: [&[char]; 12] = [
    &[],
    &['و'],
    &['ف'],
    &['ا', 'ل'],
    &['ب', 'ا', 'ل'],
    &['ك', 'ا', 'ل'],
    &['ل', 'ل'],
    &['ل', 'ا', 'ل'],
    &['ب'],
    &['ك'],
    &['ل'],
    &['س'],
];

/// Nouns that begin with hamzat wasl, without their alef.
const NOUNS: [&str; 4] = ["بن", "بنة", "سم", "مرأة"];
const NOUN_ENDINGS: [&str; 7] = ["", "ه", "ها", "هم", "هما", "نا", "ك"];

/// What may stand behind a verbal noun.
const ENDINGS: [&str; 26] = [
    "", "ا", "ات", "اته", "اتها", "اتهم", "اتنا", "ان", "ين", "ي", "ية", "يا", "يون", "يين", "يات",
    "ه", "ها", "هم", "هما", "هن", "نا", "ك", "كم", "ة", "ته", "تها",
];

/// Takes the hamza off, when the word begins with hamzat wasl for certain.
pub(super) fn spell(word: &mut [char]) {
    let Some(at) = word.iter().position(|&c| c == 'إ') else { return };
    let (before, core) = word.split_at(at);
    let before = before.strip_prefix(&['و'][..]).or_else(|| before.strip_prefix(&['ف'][..]));
    let before = before.unwrap_or(word.get(..at).unwrap_or_default());
    if !BEFORE.contains(&before) {
        return;
    }
    let mut bare = core.to_vec();
    if let Some(first) = bare.first_mut() {
        *first = 'ا';
    }
    let is_wasl = is_noun(core) || is_verbal_noun(core) || TABLE.is_wasl(&bare);
    if let Some(alef) = word.get_mut(at).filter(|_| is_wasl) {
        *alef = 'ا';
    }
}

fn is_noun(core: &[char]) -> bool {
    let rest: String = core.iter().skip(1).collect();
    let mut endings = NOUNS.iter().filter_map(|noun| rest.strip_prefix(noun));
    endings.any(|ending| NOUN_ENDINGS.contains(&ending))
}

fn is_verbal_noun(core: &[char]) -> bool {
    let is_consonant = |c: &char| !matches!(c, 'ا' | 'أ' | 'إ' | 'آ' | 'ة' | 'ى');
    let ending = match core {
        [_, 'س', 'ت', a, b, 'ا', c, ending @ ..] if [a, b, c].into_iter().all(is_consonant) => {
            ending
        }
        [_, a, 'ت', b, 'ا', c, ending @ ..] if [a, b, c].into_iter().all(is_consonant) => ending,
        _ => return false,
    };
    let ending: String = ending.iter().collect();
    ENDINGS.contains(&ending.as_str())
}
