//! Latin originals, shortened to what transliterators do alike: two spellings of one name should have
//! one key (Hussein, Husein), and two names two (Hassan, Hussein). Shared with `cargo xtask names`.

use super::fold::{self, Folded};

/// What several letters are written for.
const ALIKE: [(&str, &str); 7] =
    [("ou", "u"), ("oo", "u"), ("ee", "i"), ("ck", "k"), ("ph", "f"), ("y", "i"), ("j", "g")];

/// The key of one Latin word; none for one of several words, or of less than two letters.
pub(super) fn key(latin: &str) -> Option<String> {
    let mut letters = String::new();
    fold::fold(latin, |folded| {
        if let Folded::Latin(letter) = folded {
            letters.extend(plain(letter));
        }
    });
    for (from, to) in ALIKE {
        letters = letters.replace(from, to);
    }
    let mut chars: Vec<char> = letters.chars().collect();
    chars.dedup();
    let key: String = chars.into_iter().collect();
    (key.len() >= 2 && !latin.contains(' ')).then_some(key)
}

/// A hash of a key.
pub(super) fn hash(key: &str) -> u64 {
    key.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// A letter without its mark; an apostrophe is none.
fn plain(letter: char) -> Option<char> {
    Some(match letter {
        '\'' => return None,
        'á' | 'ä' => 'a',
        'ć' | 'č' | 'ç' => 'c',
        'é' => 'e',
        'ı' => 'i',
        'ñ' => 'n',
        'ö' | 'ø' => 'o',
        'š' | 'ş' => 's',
        'ü' => 'u',
        'ž' => 'z',
        'ł' => 'l',
        'ğ' => 'g',
        letter => letter,
    })
}
