//! Texts to try: representatives of every class of characters an operation knows, and random
//! strings that mix them as Arabic text does.

use marsad::{Op, Profile};
use proptest::prelude::*;

/// One character or more of each class that is treated alike.
pub(crate) const REPRESENTATIVES: [char; 63] = [
    // letters that fold, their hamzas, and one that does nothing
    'ب', 'ا', 'أ', 'إ', 'آ', 'ٱ', 'و', 'ؤ', 'ي', 'ئ', 'ى', 'ء', 'ة', 'ه',
    // look-alikes, with and without a hamza of their own; high hamza
    'ی', 'ک', 'ہ', 'ۀ', 'ے', 'ۓ', 'ې', 'ۃ', '\u{674}', '\u{675}', '\u{677}',
    // marks of several classes, tatweel, a foreign mark above and one below
    '\u{64E}', '\u{651}', '\u{653}', '\u{654}', '\u{655}', '\u{670}', '\u{6E1}', '\u{640}',
    '\u{6E5}', '\u{6E6}', '\u{6E7}', '\u{301}', '\u{316}',
    // forms: a letter, a ligature, one with hamza, words, a bare mark
    '\u{FE8E}', '\u{FEF7}', '\u{FC00}', '\u{FDF2}', '\u{FE77}',
    // digits, Latin, one that grows and one that shrinks under canonical mappings
    '٣', '3', 'A', 'É', 'İ', '\u{958}', '\u{212B}', // controls, blanks, line ends
    '\u{200C}', '\u{FEFF}', ' ', '\u{A0}', '\u{2003}', '\r', '\n', '\u{2028}',
    // punctuation, another script
    '،', '.', '"', '中', '\u{1161}',
];

/// Punctuation and what stands around it, for the repair.
const PUNCTUATION: [char; 34] = [
    ' ', ' ', ' ', '\n', '،', '؛', '؟', '!', '.', '.', ':', '?', ',', '«', '»', '“', '”', '(', ')',
    '[', ']', '"', '"', '@', '#', '/', '5', '٣', 'ب', 'ب', 'و', 'و', 'x', '\u{301}',
];

/// A character as it may stand in Arabic text, or anything at all.
fn character() -> impl Strategy<Value = char> {
    prop_oneof![
        30 => prop::sample::select(REPRESENTATIVES.to_vec()),
        20 => prop::char::range('\u{620}', '\u{655}'),
        8 => prop::char::range('\u{600}', '\u{6FF}'),
        2 => prop::char::range('\u{750}', '\u{77F}'),
        3 => prop::char::range('\u{870}', '\u{8FF}'),
        4 => prop::char::range('\u{FB50}', '\u{FEFF}'),
        4 => prop::char::range(' ', '~'),
        2 => prop::char::range('\u{A0}', '\u{24F}'),
        2 => prop::char::range('\u{300}', '\u{36F}'),
        2 => prop::char::range('\u{2000}', '\u{206F}'),
        1 => prop::char::range('\u{1100}', '\u{11FF}'),
        1 => prop::char::range('\u{900}', '\u{9FF}'),
        1 => prop::char::range('\u{1F1E6}', '\u{1F64F}'),
        2 => any::<char>(),
    ]
}

/// Letters and signs of which words of Quran texts are made, for the step that looks at words.
const QURAN: [char; 30] = [
    'ه', 'ذ', 'ا', 'ل', 'ك', 'و', 'ى', 'ي', 'ة', 'ت', 'ر', 'ب', 'ص', 'د', 'أ', 'إ', 'ٱ', 'ئ', 'ء',
    'ن', '\u{670}', '\u{670}', '\u{670}', '\u{6E5}', '\u{6E6}', '\u{6E7}', '\u{64E}', '\u{653}',
    '\u{640}', ' ',
];

/// Words and parts of words of Quran texts.
fn quran() -> impl Strategy<Value = String> {
    let words = vec![
        "هٰذ",
        "ذٰلك",
        "لٰكن",
        "إلٰه",
        "ٱلرحمٰن",
        "اللٰه",
        "أولٰئك",
        "هٰؤلاء",
        "طٰه",
        "داوۥد",
        "صلوٰة",
        "صلوٰتك",
        "ربوٰا",
        "على\u{670}",
        "تورى\u{670}ة",
        "به\u{6E6}",
        "لهۥ",
        "و",
        "ال",
        "ب",
        "ك",
        "ا",
        "ن",
        "\u{64E}",
        "\u{6DF}",
        "\u{200D}",
        "\u{640}",
        "\u{653}",
        " ",
        "، ",
    ];
    prop_oneof![
        prop::collection::vec(prop::sample::select(QURAN.to_vec()), 0..16)
            .prop_map(String::from_iter),
        prop::collection::vec(prop::sample::select(words), 0..8).prop_map(|parts| parts.concat()),
    ]
}

/// A piece of a text for the repair.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    /// Something that must come out as it went in.
    Fixed(String),
    /// Words, spaces and marks, of which the repair may change the spaces.
    Free(String),
}

impl Part {
    pub(crate) fn text(&self) -> &str {
        let (Part::Fixed(text) | Part::Free(text)) = self;
        text
    }
}

/// Numbers, decimals, times, dates, abbreviations, addresses, tags.
fn fixed() -> impl Strategy<Value = String> {
    let arabic = |number: String| {
        let digits = ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'];
        let shape = |c: char| c.to_digit(10).map_or(c, |digit| digits[digit as usize]);
        number.chars().map(shape).collect::<String>()
    };
    let number = prop_oneof![
        "[0-9]{1,4}",
        "[0-9]{1,3}[.,٫،][0-9]{1,3}",
        "[0-9]{1,3}[,٬،.][0-9]{3}[,٬،.][0-9]{3}",
        "[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?",
        "[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}",
        "[0-9]{1,3}[%٪]",
        "[0-9]{1,3}(كم|\\$|°|م²)",
    ];
    prop_oneof![
        3 => number.clone(),
        2 => number.prop_map(arabic),
        1 => prop::sample::select(vec![
            "أ.ف.ب", "أ. ف. ب", "د. محمد", "د.محمد", "ص.ب", "ص. ب", "ق.م", "ش.م.م", "ت.غ", "U.N", "J. K",
        ]).prop_map(String::from),
        1 => "(https?://|www\\.)[a-z]{1,4}\\.[a-z]{2}(/[a-z.,:!?،()]{0,5}[a-z])?",
        1 => "[a-z.]{1,4}[a-z]@[a-z]{1,3}\\.[a-z]{2}",
        1 => "[#@](وسم|نص_آخر|tag)",
    ]
}

/// A text in which fixed things stand between words, spaces and marks.
pub(crate) fn parts() -> impl Strategy<Value = Vec<Part>> {
    let free = prop_oneof![
        4 => "[ ]{0,2}[،؛؟!.:?,]{0,2}[ ]{0,2}",
        2 => " (قال|ثم|وقال|من|و|إنّ|وَقَالَ) ",
        2 => "[ ]?(وأضاف|كتب|مصر|نص)[ ]?",
        2 => "[ ]?[«»“”()\\[\\]\"][ ]?",
        1 => "\n",
    ];
    prop::collection::vec(
        prop_oneof![2 => free.prop_map(Part::Free), 1 => fixed().prop_map(Part::Fixed)],
        0..16,
    )
}

/// A text: mixed characters, mostly punctuation, or numbers and addresses among words; sometimes
/// long enough for several blocks of a map.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::collection::vec(character(), 0..40),
        3 => prop::collection::vec(prop::sample::select(PUNCTUATION.to_vec()), 0..24),
        1 => prop::collection::vec(character(), 300..1500),
    ]
    .prop_map(String::from_iter)
    .boxed()
    .prop_union(quran().boxed())
    .or(parts().prop_map(|parts| parts.iter().map(Part::text).collect()).boxed())
}

/// A word: no white space.
pub(crate) fn word() -> impl Strategy<Value = String> {
    let kept = character().prop_filter("no white space", |c| !c.is_whitespace());
    prop::collection::vec(kept, 1..12).prop_map(String::from_iter)
}

/// Operations that look at more than a segment; they have tests of their own.
const CONTEXT: [Op; 2] = [Op::Mojibake, Op::Orthography];

/// A profile: one of the four, or one with any set of operations but those that look at words.
pub(crate) fn profile() -> impl Strategy<Value = Profile> {
    prop_oneof![
        1 => prop::sample::select(Profile::all().to_vec()),
        1 => made(false),
    ]
}

/// A profile with any set of operations at all.
pub(crate) fn any_profile() -> impl Strategy<Value = Profile> {
    made(true)
}

fn made(context: bool) -> impl Strategy<Value = Profile> {
    any::<u32>().prop_map(move |bits| {
        let chosen = Op::ALL.iter().filter(|&&op| op != Op::Nfc).map(|&op| {
            let wanted = bits >> op as u32 & 1 == 1 && (context || !CONTEXT.contains(&op));
            format!("{}{op}", if wanted { '+' } else { '-' })
        });
        Profile::clean().with_ops(&chosen.collect::<Vec<_>>().join(",")).unwrap()
    })
}

/// Calls `check` with every string of at most three representatives.
pub(crate) fn exhaustive(mut check: impl FnMut(&str)) {
    let mut text = String::new();
    check(&text);
    for a in REPRESENTATIVES {
        text.clear();
        text.push(a);
        check(&text);
        let one = text.len();
        for b in REPRESENTATIVES {
            text.truncate(one);
            text.push(b);
            check(&text);
            let two = text.len();
            for c in REPRESENTATIVES {
                text.truncate(two);
                text.push(c);
                check(&text);
            }
        }
    }
}
