//! What text from the net has, by stated shares of its words.

use super::Corpus;
use super::order::is_letter;
use crate::random::Random;

const SEED: u64 = 7;

/// Share of words, summed up, and what becomes of them.
const SHARES: [(f64, Change); 9] = [
    (0.08, Change::Latin),
    (0.13, Change::Digits),
    (0.18, Change::Forms),
    (0.23, Change::Persian),
    (0.25, Change::Control),
    (0.28, Change::Tatweel),
    (0.31, Change::Quoted),
    (0.32, Change::Emoji),
    (0.33, Change::NoBreak),
];

#[derive(Debug, Clone, Copy)]
enum Change {
    /// A Latin word in its place.
    Latin,
    /// A number of either kind in its place.
    Digits,
    /// Its letters as presentation forms.
    Forms,
    /// Persian ی and ک, گ for ق, چ for ج, پ for ب.
    Persian,
    /// A directional mark before it or a non-joiner inside.
    Control,
    /// Tatweel behind the second letter.
    Tatweel,
    /// Typographic quotes around it.
    Quoted,
    /// A picture behind it.
    Emoji,
    /// A no-break space behind it.
    NoBreak,
}

const LATIN: [&str; 16] = [
    "Reuters",
    "NATO",
    "the",
    "Summit",
    "of",
    "Energy",
    "iPhone",
    "Champions",
    "and",
    "COVID-19",
    "São",
    "Économie",
    "2G",
    "BBC",
    "Real",
    "e-mail",
];

pub(super) fn corpus(corpus: &Corpus) -> Corpus {
    let mut random = Random::new(SEED);
    let documents = corpus.documents().map(|document| {
        let mut out = String::with_capacity(document.len() * 2);
        for line in document.split('\n') {
            for (k, piece) in line.split(' ').enumerate() {
                if k > 0 {
                    out.push(' ');
                }
                change(piece, &mut random, &mut out);
            }
            out.push('\n');
        }
        out
    });
    Corpus::from_documents(documents)
}

fn change(piece: &str, random: &mut Random, out: &mut String) {
    let share = random.unit();
    let is_word = piece.chars().all(is_letter);
    let found = SHARES.iter().find(|(upto, _)| share < *upto).filter(|_| is_word);
    let Some((_, change)) = found else {
        out.push_str(piece);
        return;
    };
    match change {
        Change::Latin => out.push_str(random.pick(&LATIN)),
        Change::Digits => {
            let zero = random.pick(&['0', '\u{660}', '\u{6F0}']);
            for _ in 0..1 + random.below(4) {
                let digit = u32::try_from(random.below(10)).unwrap_or_default();
                out.extend(char::from_u32(zero as u32 + digit));
            }
        }
        Change::Forms => forms(piece, out),
        Change::Persian => out.extend(piece.chars().map(|c| match c {
            'ي' | 'ى' => 'ی',
            'ك' => 'ک',
            'ق' => 'گ',
            'ج' => 'چ',
            'ب' => 'پ',
            c => c,
        })),
        Change::Control => {
            let control =
                random.pick(&['\u{200F}', '\u{202B}', '\u{200C}', '\u{200B}', '\u{FEFF}']);
            let at = if control == '\u{200C}' { 2 } else { 0 };
            insert(piece, at, control, out);
        }
        Change::Tatweel => insert(piece, 2, '\u{640}', out),
        Change::Quoted => {
            let (open, close) = random.pick(&[('«', '»'), ('“', '”'), ('‘', '’'), ('„', '“')]);
            out.push(open);
            out.push_str(piece);
            out.push(close);
        }
        Change::Emoji => {
            out.push_str(piece);
            out.push_str(random.pick(&["😀", " 🚀", "❤️", "🇱🇧", "…", " — "]));
        }
        Change::NoBreak => {
            out.push_str(piece);
            out.push('\u{A0}');
        }
    }
}

fn insert(piece: &str, letters_before: usize, c: char, out: &mut String) {
    let at = piece.char_indices().nth(letters_before).map_or(piece.len(), |(at, _)| at);
    let (head, tail) = piece.split_at(at);
    out.push_str(head);
    out.push(c);
    out.push_str(tail);
}

/// First code point of each letter's presentation forms: alone, final, and for letters that join to
/// the left initial and medial.
const FORMS: [(char, u32, bool); 36] = [
    ('ء', 0xFE80, false),
    ('آ', 0xFE81, false),
    ('أ', 0xFE83, false),
    ('ؤ', 0xFE85, false),
    ('إ', 0xFE87, false),
    ('ئ', 0xFE89, true),
    ('ا', 0xFE8D, false),
    ('ب', 0xFE8F, true),
    ('ة', 0xFE93, false),
    ('ت', 0xFE95, true),
    ('ث', 0xFE99, true),
    ('ج', 0xFE9D, true),
    ('ح', 0xFEA1, true),
    ('خ', 0xFEA5, true),
    ('د', 0xFEA9, false),
    ('ذ', 0xFEAB, false),
    ('ر', 0xFEAD, false),
    ('ز', 0xFEAF, false),
    ('س', 0xFEB1, true),
    ('ش', 0xFEB5, true),
    ('ص', 0xFEB9, true),
    ('ض', 0xFEBD, true),
    ('ط', 0xFEC1, true),
    ('ظ', 0xFEC5, true),
    ('ع', 0xFEC9, true),
    ('غ', 0xFECD, true),
    ('ف', 0xFED1, true),
    ('ق', 0xFED5, true),
    ('ك', 0xFED9, true),
    ('ل', 0xFEDD, true),
    ('م', 0xFEE1, true),
    ('ن', 0xFEE5, true),
    ('ه', 0xFEE9, true),
    ('و', 0xFEED, false),
    ('ى', 0xFEEF, false),
    ('ي', 0xFEF1, true),
];

/// A word as a renderer of visual order stores it: each letter in the shape it has there.
pub(super) fn forms(word: &str, out: &mut String) {
    let letters: Vec<char> = word.chars().collect();
    let mut joined = false;
    for (k, &c) in letters.iter().enumerate() {
        let Some(&(_, first, joins_left)) = FORMS.iter().find(|(letter, ..)| *letter == c) else {
            out.push(c);
            joined = false;
            continue;
        };
        let next = letters.get(k + 1);
        let to_next = joins_left && next.is_some_and(|next| *next != 'ء');
        let has_final = c != 'ء';
        let shape = match (joined && has_final, to_next) {
            (false, false) => 0,
            (true, false) => 1,
            (false, true) => 2,
            (true, true) => 3,
        };
        out.extend(char::from_u32(first + shape));
        joined = to_next;
    }
}
