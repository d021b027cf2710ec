//! The letters that the name model knows: every character of a word to at most two of them.
//!
//! Arabic letters fold as hasty spelling folds them (hamza carriers to their letter, ى to ي), and
//! letters of other languages to the one that Arabic writes for them: پ to ب, گ to غ. ة and ه stay
//! two; the table of costs knows what they are to each other. Latin letters are small; those marks
//! stay that change what is heard (č, ş, ı …). Whatever is no letter is left out.

use icu_normalizer::DecomposingNormalizerBorrowed;

/// The 29 Arabic letters; letter `i` has the code `i + 1`, and 0 is no letter.
pub(super) const ARABIC: [char; 29] = [
    'ا', 'ب', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ذ', 'ر', 'ز', 'س', 'ش', 'ص', 'ض', 'ط', 'ظ', 'ع', 'غ',
    'ف', 'ق', 'ك', 'ل', 'م', 'ن', 'ه', 'و', 'ي', 'ة',
];

/// Number of Arabic codes, 0 included.
pub(super) const CODES: usize = ARABIC.len() + 1;

/// Letters that hardly ever write a foreign sound: a word that has one is native.
const NATIVE: [char; 8] = ['ع', 'ح', 'ص', 'ض', 'ط', 'ظ', 'ق', 'ذ'];

/// Latin letters with marks that are letters of their own.
const MARKED: &str = "ćéáüščöıäşçžñøłğ";

/// What one character gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Folded {
    /// The code of an Arabic letter.
    Arabic(u8),
    /// A small Latin letter, or an apostrophe.
    Latin(char),
    /// A digit, or a letter of another script.
    Other,
}

/// Appends what the characters of `word` give; marks, signs and hamza alone give nothing.
pub(super) fn fold(word: &str, mut push: impl FnMut(Folded)) {
    for c in word.chars() {
        match letter(c) {
            Some(folded) => push(folded),
            None if is_silent(c) => {}
            None => rest(c, &mut push),
        }
    }
}

/// The code of an Arabic letter that folds to itself.
pub(super) fn code(c: char) -> Option<u8> {
    ARABIC.iter().position(|&letter| letter == c).and_then(|at| u8::try_from(at + 1).ok())
}

/// The letter of a code; of no letter, nothing.
pub(super) fn letter_of(code: u8) -> Option<char> {
    ARABIC.get(usize::from(code).checked_sub(1)?).copied()
}

/// Whether a letter hardly ever writes a foreign sound.
pub(super) fn is_native(code: u8) -> bool {
    letter_of(code).is_some_and(|c| NATIVE.contains(&c))
}

/// The letter that `c` is or folds to.
fn letter(c: char) -> Option<Folded> {
    let arabic = |c| code(c).map(Folded::Arabic);
    match c {
        'a'..='z' => Some(Folded::Latin(c)),
        'A'..='Z' => Some(Folded::Latin(c.to_ascii_lowercase())),
        'ء' => None,
        'أ' | 'إ' | 'آ' | 'ٱ' => arabic('ا'),
        'ى' | 'ئ' | 'ی' | 'ې' | 'ێ' | 'ے' => arabic('ي'),
        'ؤ' | 'ۆ' | 'ۇ' | 'ۈ' | 'ۋ' => arabic('و'),
        'ک' | 'ڪ' | 'ڭ' => arabic('ك'),
        'گ' | 'ڨ' | 'ݣ' | 'ڠ' => arabic('غ'),
        'ڤ' | 'ڥ' => arabic('ف'),
        'پ' => arabic('ب'),
        'چ' => arabic('ج'),
        'ژ' => arabic('ز'),
        'ہ' | 'ھ' | 'ە' => arabic('ه'),
        'ۃ' => arabic('ة'),
        'ٹ' | 'ټ' => arabic('ت'),
        'ڈ' | 'ډ' => arabic('د'),
        'ڑ' | 'ړ' | 'ڕ' => arabic('ر'),
        'ڵ' => arabic('ل'),
        'ں' => arabic('ن'),
        '\'' | '’' | '‘' | '`' | 'ʿ' | 'ʾ' | 'ʻ' | 'ʼ' => Some(Folded::Latin('\'')),
        _ if MARKED.contains(c) => Some(Folded::Latin(c)),
        _ => arabic(c),
    }
}

/// Marks of Arabic and what joins or separates letters: most of what is no letter, found quickly.
fn is_silent(c: char) -> bool {
    matches!(c, 'ء' | 'ـ' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '-' | '.' | ' ')
}

/// Rare characters: capitals with marks, ligatures, presentation forms, letters of other scripts.
fn rest(c: char, push: &mut impl FnMut(Folded)) {
    for small in c.to_lowercase() {
        let spelled = match small {
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            'ð' => "dh",
            'þ' => "th",
            'đ' => "d",
            'å' => "o",
            'ș' => "ş",
            'ț' => "t",
            _ => "",
        };
        if !spelled.is_empty() {
            spelled.chars().filter_map(letter).for_each(&mut *push);
            continue;
        }
        if let Some(folded) = letter(small) {
            push(folded);
            continue;
        }
        let mut bytes = [0; 4];
        let text = small.encode_utf8(&mut bytes);
        let plain = DecomposingNormalizerBorrowed::new_nfkd();
        for part in plain.normalize_iter(text.chars()) {
            match letter(part) {
                Some(folded) => push(folded),
                None if part.is_alphanumeric() && part != 'ء' => push(Folded::Other),
                None => {}
            }
        }
    }
}
