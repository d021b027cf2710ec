//! Function words that a fold would make equal to names: على and علي, إلى, أن, أمام.
//!
//! They are a closed class and among the most frequent words there are. A name of one word is not
//! found in one of them that it only folds to; a name listed with just these letters is.

use crate::normalize::{Profile, normalize_into};

/// Function words with a letter that the `search` profile folds, in standard spelling, without
/// particles. Compiled for this project from the usual grammars' lists of particles, prepositions,
/// conjunctions and pronouns.
const FUNCTION_WORDS: [&str; 44] = [
    "آنذاك",
    "أثناء",
    "أجل",
    "ألا",
    "أم",
    "أما",
    "أمام",
    "أمامه",
    "أمامها",
    "أن",
    "أنا",
    "أنت",
    "أنتم",
    "أنما",
    "أنه",
    "أنها",
    "أنهم",
    "أنى",
    "أو",
    "أي",
    "أيضا",
    "أين",
    "إذ",
    "إذا",
    "إذن",
    "إلا",
    "إلى",
    "إليه",
    "إليها",
    "إليهم",
    "إما",
    "إن",
    "إنما",
    "إنه",
    "إنها",
    "إنهم",
    "الآن",
    "بلى",
    "حتى",
    "سوى",
    "عسى",
    "على",
    "لدى",
    "متى",
];

/// Particles that function words are written with.
const PARTICLES: [char; 5] = ['و', 'ف', 'ب', 'ك', 'ل'];

/// Whether `word`, in whatever encoding and with whatever marks, is a function word, particles
/// allowed. `letters_only` is a buffer.
pub(crate) fn is_function_word(word: &str, letters_only: &mut String) -> bool {
    // The longest has six letters; two particles before it.
    const MOST: usize = 8;
    let mut letters = ['\0'; MOST];
    let mut n = 0;
    letters_only.clear();
    normalize_into(&Profile::strict(), word, letters_only);
    for c in letters_only.chars() {
        let Some(slot) = letters.get_mut(n) else { return false };
        *slot = c;
        n += 1;
    }
    let is_listed = |letters: &[char]| {
        FUNCTION_WORDS.iter().any(|word| word.chars().eq(letters.iter().copied()))
    };
    let letters = letters.get(..n).unwrap_or_default();
    let after_particle = |letters: &'_ [char]| -> usize {
        letters.iter().take(2).take_while(|c| PARTICLES.contains(c)).count()
    };
    (0..=after_particle(letters)).any(|cut| letters.get(cut..).is_some_and(is_listed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_with_and_without_particles() {
        let is_function_word = |word| is_function_word(word, &mut String::new());
        for word in ["على", "وعلى", "بأن", "فإنه", "وبأنها", "علَى", "إلـى", "أمام"]
        {
            assert!(is_function_word(word), "{word}");
        }
        for encoded in ["ا\u{654}ن", "با\u{654}\u{64E}ن", "\u{FECB}\u{FEE0}\u{FEF0}", "ع\u{200D}لى"]
        {
            assert!(is_function_word(encoded), "{encoded:?}");
        }
        for word in ["علي", "موسكو", "ان", "", "إمام", "عليا", "الامام"] {
            assert!(!is_function_word(word), "{word}");
        }
    }
}
