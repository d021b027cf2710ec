//! Words of names that are no names: بن, آل, أبو, عبد, and letters that stand for a name.

use super::word::{Script, Word};

/// What a word is in its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, or a word of one.
    Name,
    /// بن and ابن.
    Son,
    /// بنت.
    Daughter,
    /// آل, or ال set apart; `al` and `el` of Latin.
    House,
    /// أبو in any case.
    Father,
    /// عبد.
    Servant,
    /// One letter.
    Initial,
    /// What a person is called by office or honour: الملك, الشيخ, Dr.
    Title,
    /// What stands behind a name: باشا.
    Honour,
}

/// Titles that stand before names, folded.
const TITLES: [&str; 30] = [
    "الملك",
    "الامير",
    "الاميرة",
    "الشيخ",
    "الشيخة",
    "السلطان",
    "الرييس",
    "الامام",
    "السيد",
    "السيدة",
    "الحاج",
    "الدكتور",
    "دكتور",
    "الاستاذ",
    "المهندس",
    "الجنرال",
    "اللوا",
    "العميد",
    "العقيد",
    "الفريق",
    "القاضي",
    "الكونت",
    "اللورد",
    "البابا",
    "dr",
    "mr",
    "mrs",
    "sheikh",
    "king",
    "prince",
];

/// What the word `text`, read as `word`, is.
pub(super) fn kind(word: &Word, text: &str) -> Kind {
    let written = match word.script() {
        Script::Other => return Kind::Name,
        Script::Arabic | Script::Latin if word.len() > 8 => return Kind::Name,
        Script::Arabic | Script::Latin => word.written(),
    };
    match written.as_str() {
        "بن" | "ابن" | "bin" | "ben" | "ibn" => Kind::Son,
        "بنت" | "bint" => Kind::Daughter,
        "ال" if !text.starts_with(['أ', 'إ']) => Kind::House,
        "al" | "el" | "ul" | "an" | "ar" | "as" | "ash" | "aal" => Kind::House,
        "ابو" | "ابا" | "ابي" | "abu" | "abou" | "abo" | "abi" | "aba" => Kind::Father,
        "عبد" | "abd" | "abdul" | "abdel" | "abdal" | "abdu" => Kind::Servant,
        "باشا" | "بك" | "بيك" | "افندي" | "pasha" => Kind::Honour,
        title if TITLES.contains(&title) => Kind::Title,
        letter if letter.chars().count() == 1 => Kind::Initial,
        _ => Kind::Name,
    }
}

/// Whether two letters at the front of a word may write one sound.
pub(super) fn may_begin_alike(a: char, b: char) -> bool {
    a == b || sounds(a) & sounds(b) != 0
}

/// A bit for each sound that a letter may begin a name with.
fn sounds(letter: char) -> u32 {
    const CLASSES: [&str; 16] = [
        "اعيهaeiouyh",
        "بbpv",
        "تطتثt",
        "ثسشصsthc",
        "جغقgjzyd",
        "حخهhkjg",
        "دضذd",
        "رr",
        "زسظzs",
        "سصشsczx",
        "فvfpw",
        "قكخkcqgx",
        "لl",
        "من",
        "وwvuo",
        "يجyjie",
    ];
    if matches!(letter, 'م' | 'm') {
        return 1 << 30;
    }
    if matches!(letter, 'ن' | 'n') {
        return 1 << 31;
    }
    let of = |(at, class): (usize, &&str)| if class.contains(letter) { 1_u32 << at } else { 0 };
    CLASSES.iter().enumerate().map(of).fold(0, |all, bit| all | bit)
}

/// Whether `word` is the name of a Latin letter, as Arabic writes it: دبليو is W.
pub(super) fn is_letter_name(letter: char, word: &Word) -> bool {
    const NAMES: [(char, &str); 22] = [
        ('a', "اي"),
        ('b', "بي"),
        ('c', "سي"),
        ('d', "دي"),
        ('e', "اي"),
        ('f', "اف"),
        ('g', "جي"),
        ('h', "اتش"),
        ('j', "جيه"),
        ('k', "كيه"),
        ('l', "ال"),
        ('m', "ام"),
        ('n', "ان"),
        ('o', "او"),
        ('p', "بي"),
        ('q', "كيو"),
        ('r', "ار"),
        ('s', "اس"),
        ('t', "تي"),
        ('v', "في"),
        ('w', "دبليو"),
        ('x', "اكس"),
    ];
    let written = word.written();
    NAMES.iter().any(|&(latin, name)| latin == letter && name == written)
}
