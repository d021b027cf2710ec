//! The spellings that a name may be expected to have in Arabic text.
//!
//! The model is asked backwards: not whether two words are one name, but which words would be. Each
//! way to cut a word into chunks is followed by each way to write those chunks, the likeliest first,
//! in a beam of bounded width; a spelling is weighed by how often one Latin original gives it and the
//! word asked for, all ways summed, and only what [`Form::cost`] takes for the name is given. Words in Latin letters go through
//! the table of what each grapheme gives.

use std::collections::BTreeMap;

use super::fold::{self, CODES, Folded};
use super::latin::{LATIN, Latin};
use super::lexicon::{ALEF, WAW, YEH};
use super::score::MOST;
use super::table::{Chunk, Position, Table, WRITTEN};
use super::whole::{self, Form};
use super::word::{Script, Word};

/// The least score of a spelling that is given.
const LEAST_SCORE: f32 = 0.8;

/// Fronts of a word that are followed.
const BEAM: usize = 192;

/// Ways to write one chunk that are followed.
const WAYS: usize = 12;

/// Spellings of one word, and of the words of a name so far, that are kept.
const KEPT: usize = 96;

/// Most words of a name that are varied; those behind stay as they are.
const WORDS: usize = 8;

/// How much less likely it is that two words stand joined, or are split.
const JOINED: f64 = 0.05;

/// How often a native word is spelled as it was asked for, against all other ways: at least. The table
/// learned from foreign names, where ع and ص are a matter of taste.
const NATIVE: f64 = 3.0;

/// How much likelier the spelling asked for is than the likeliest other one.
const ASKED: f64 = 1.5;

/// How much likelier than elsewhere a vowel that is not written stands between two consonants: there they
/// stand, and of the places inside Arabic names one in five is such.
const BETWEEN: f64 = 5.0;

/// Codes of the letters of a word.
type Codes = Vec<u8>;

/// A spelling that a name may have.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The spelling, in Arabic letters.
    pub spelling: String,
    /// How likely it is that this and the name asked for are one name, 0.8 to 1.
    pub score: f32,
    /// How large a part of all spellings given this one is expected to be; they sum to 1 before the
    /// list is cut.
    pub share: f64,
}

/// The spellings of `name`, in Arabic or Latin letters, that are expected in Arabic text: the most
/// likely first, `most` at most. Only spellings that score 0.8 or more against the name are given; an
/// Arabic name itself is among them. Particles glued to a name are not written.
///
/// Letters are written plainly where a word changes (ا for أ); of a name in another script, or of
/// one that the model knows nothing of, no spelling is given. The same for the same name, always.
///
/// Cost: some milliseconds a word; allocates.
///
/// ```
/// let spellings = marsad::variants("شويغو", 5);
/// assert_eq!(spellings[0].spelling, "شويغو");
/// assert!(spellings.iter().any(|it| it.spelling == "شويجو" && it.score >= 0.8));
/// assert!(marsad::variants("Shoigu", 10).iter().any(|it| it.spelling == "شويغو"));
/// assert!(marsad::variants("北京", 5).is_empty());
/// ```
pub fn variants(name: &str, most: usize) -> Vec<Variant> {
    let form = Form::new(name);
    let mut names = vec![(String::new(), 1.0)];
    for (k, word) in form.words().enumerate() {
        let ways = match k < WORDS {
            true => spellings(word),
            false => vec![(word.to_owned(), 1.0)],
        };
        names = all_of(&names, &ways);
    }
    add_joined(&mut names);
    let mut found: BTreeMap<String, (f32, f64)> = BTreeMap::new();
    for (spelling, weight) in names {
        if !spelling.chars().any(is_arabic) {
            continue;
        }
        let score = whole::score(form.cost(&Form::new(&spelling)));
        if score >= LEAST_SCORE {
            found.entry(spelling).or_insert((score, 0.0)).1 += weight;
        }
    }
    let sum: f64 = found.values().map(|(_, weight)| weight).sum();
    let mut found: Vec<Variant> = found
        .into_iter()
        .map(|(spelling, (score, weight))| Variant { spelling, score, share: weight / sum })
        .collect();
    found.sort_by(|a, b| {
        b.share
            .total_cmp(&a.share)
            .then(b.score.total_cmp(&a.score))
            .then_with(|| a.spelling.cmp(&b.spelling))
    });
    found.truncate(most);
    found
}

fn is_arabic(c: char) -> bool {
    matches!(c, 'ء'..='ي' | 'ٱ')
}

/// The likeliest of all first and second parts together.
fn all_of(firsts: &[(String, f64)], seconds: &[(String, f64)]) -> Vec<(String, f64)> {
    let mut all = Vec::with_capacity(firsts.len() * seconds.len());
    for (first, p) in firsts {
        for (second, q) in seconds {
            let blank = if first.is_empty() { "" } else { " " };
            all.push((format!("{first}{blank}{second}"), p * q));
        }
    }
    keep(&mut all, KEPT * 4);
    all
}

/// Adds, to the likeliest names, forms of which two neighbours stand joined or one word is split.
fn add_joined(names: &mut Vec<(String, f64)>) {
    let mut more = Vec::new();
    for (name, weight) in names.iter().take(KEPT / 4) {
        let words: Vec<&str> = name.split(' ').collect();
        for at in 1..words.len() {
            let (front, back) = words.split_at(at);
            more.push((format!("{}{}", front.join(" "), back.join(" ")), weight * JOINED));
        }
        if let Some(at) = name.find("عبدال").map(|at| at + "عبد".len()) {
            let (front, back) = name.split_at(at);
            more.push((format!("{front} {back}"), weight * JOINED));
        }
    }
    names.extend(more);
}

/// The spellings of one word with their weights, which sum to 1.
fn spellings(text: &str) -> Vec<(String, f64)> {
    let word = Word::new(text);
    let ways: Vec<(Codes, f64)> = match word.script() {
        Script::Arabic if word.len() <= MOST => of_arabic(&WRITTEN, &word),
        Script::Latin => of_latin(&LATIN, word.codes()),
        _ => Vec::new(),
    };
    let surface = (word.script() == Script::Arabic).then(|| surface(text));
    let mut all: Vec<(String, f64)> = ways
        .into_iter()
        // a letter alone is an initial
        .filter(|(codes, _)| codes.len() > 1 || word.len() < 2)
        .map(|(codes, weight)| (written(&codes, word.codes(), surface.as_deref()), weight))
        .collect();
    if let Some(surface) = surface.filter(|_| word.is_native()) {
        let asked = surface.concat();
        let others: f64 = all.iter().filter(|it| it.0 != asked).map(|it| it.1).sum();
        all.iter_mut().filter(|it| it.0 == asked).for_each(|it| it.1 = it.1.max(others * NATIVE));
    }
    if all.is_empty() {
        return vec![(text.to_owned(), 1.0)];
    }
    keep(&mut all, KEPT);
    let sum: f64 = all.iter().map(|(_, weight)| weight).sum();
    all.iter_mut().for_each(|(_, weight)| *weight /= sum);
    all
}

/// Leaves the heaviest, in order of weight.
fn keep<T: Ord>(all: &mut Vec<(T, f64)>, most: usize) {
    all.sort_by(|(a, p), (b, q)| q.total_cmp(p).then_with(|| a.cmp(b)));
    all.truncate(most);
}

/// Arabic words that one Latin original gives with the Arabic word, with the chances that it does.
fn of_arabic(table: &Table, word: &Word) -> Vec<(Codes, f64)> {
    let letters = word.codes();
    let n = letters.len();
    let written = chunks_of(|first, second| table.pair(first, second));
    let ways = |position, chunk: Chunk| -> Vec<(&Codes, f64)> {
        let chance = |other: &Codes| match other.as_slice() {
            [] => 0,
            [one] => Chunk::from(*one),
            [first, second, ..] => table.pair(*first, *second),
        };
        let mut ways: Vec<_> = written
            .iter()
            .map(|other| (other, table.chance(position, chunk, chance(other))))
            .collect();
        keep(&mut ways, WAYS);
        ways
    };
    let mut fronts: Vec<BTreeMap<Codes, f64>> = vec![BTreeMap::new(); n + 1];
    if let Some(first) = fronts.first_mut() {
        first.insert(Codes::new(), 1.0);
    }
    let is_vowel = |code: &u8| matches!(*code, ALEF | WAW | YEH);
    let vowels: Vec<(Codes, f64)> = [ALEF, WAW, YEH]
        .map(|vowel| (vec![vowel], BETWEEN * table.chance(Position::Medial, 0, vowel.into())))
        .into();
    for at in 0..n {
        let mut these: Vec<(Codes, f64)> =
            std::mem::take(fronts.get_mut(at).unwrap_or(&mut BTreeMap::new()))
                .into_iter()
                .collect();
        keep(&mut these, BEAM);
        let around = at.checked_sub(1).and_then(|before| letters.get(before..=at));
        if around.is_some_and(|around| !around.iter().any(is_vowel)) {
            let mut longer: Vec<(Codes, f64)> = Vec::with_capacity(3 * these.len());
            for (front, weight) in &these {
                for (vowel, chance) in &vowels {
                    longer.push(([front.as_slice(), vowel].concat(), weight * chance));
                }
            }
            these.extend(longer);
            keep(&mut these, BEAM);
        }
        for size in 1..=2.min(n - at) {
            let chunk = match letters.get(at..at + size) {
                Some(&[one]) => Chunk::from(one),
                Some(&[first, second]) => table.pair(first, second),
                _ => 0,
            };
            if chunk == 0 {
                continue;
            }
            let position = match (at, at + size == n) {
                (0, _) => Position::Initial,
                (_, true) => Position::Final,
                (_, false) => Position::Medial,
            };
            let ways = ways(position, chunk);
            let Some(next) = fronts.get_mut(at + size) else { continue };
            for (front, weight) in &these {
                for (other, chance) in &ways {
                    if front.len() + other.len() <= MOST {
                        let whole = [front.as_slice(), other].concat();
                        *next.entry(whole).or_insert(0.0) += weight * chance;
                    }
                }
            }
        }
    }
    let ends = fronts.pop().unwrap_or_default();
    let mut ends: Vec<(Codes, f64)> =
        ends.into_iter().filter(|(codes, _)| !codes.is_empty()).collect();
    keep(&mut ends, BEAM);
    if !ends.iter().any(|(codes, _)| codes.as_slice() == letters) {
        ends.push((letters.to_vec(), 0.0));
    }
    let best = ends.iter().map(|(_, weight)| *weight).fold(0.0, f64::max);
    let asked = ends.iter_mut().filter(|(codes, _)| codes.as_slice() == letters);
    asked.for_each(|(_, weight)| *weight = weight.max(best * ASKED));
    ends
}

/// Arabic words that the graphemes of a Latin word may give, with their chances.
fn of_latin(latin: &Latin, graphemes: &[u8]) -> Vec<(Codes, f64)> {
    let written = chunks_of(|first, second| latin.pair(first, second));
    let mut fronts: BTreeMap<Codes, f64> = BTreeMap::from([(Codes::new(), 1.0)]);
    for (k, _) in graphemes.iter().enumerate() {
        let mut ways: Vec<(&Codes, f64)> = written
            .iter()
            .map(|chunk| (chunk, f64::from(latin.chance(graphemes, k, chunk))))
            .collect();
        keep(&mut ways, WAYS);
        let mut these: Vec<(Codes, f64)> = fronts.into_iter().collect();
        keep(&mut these, BEAM);
        fronts = BTreeMap::new();
        for (front, weight) in &these {
            for (chunk, chance) in &ways {
                if front.len() + chunk.len() <= MOST {
                    let whole = [front.as_slice(), chunk].concat();
                    *fronts.entry(whole).or_insert(0.0) += weight * chance;
                }
            }
        }
    }
    let mut ends: Vec<(Codes, f64)> =
        fronts.into_iter().filter(|(codes, _)| !codes.is_empty()).collect();
    keep(&mut ends, BEAM);
    for (codes, weight) in &mut ends {
        *weight = f64::from(latin.conditional(graphemes, codes)).exp();
    }
    ends
}

/// All chunks that a table knows: none, each letter, the pairs that have a number.
fn chunks_of(pair: impl Fn(u8, u8) -> Chunk) -> Vec<Codes> {
    let letters = || (1..CODES).filter_map(|code| u8::try_from(code).ok());
    let mut all = vec![Codes::new()];
    all.extend(letters().map(|one| vec![one]));
    for first in letters() {
        let seconds = letters().filter(|second| pair(first, *second) != 0);
        all.extend(seconds.map(|second| vec![first, second]));
    }
    all
}

/// The letters of an Arabic word as it is written, without marks; hamza alone stays with the letter
/// before it. Nothing where letters and codes do not go one to one.
fn surface(text: &str) -> Vec<String> {
    let mut letters: Vec<String> = Vec::new();
    for c in text.chars() {
        let mut n = 0;
        fold::fold(c.encode_utf8(&mut [0; 4]), |folded| {
            n += usize::from(matches!(folded, Folded::Arabic(_)))
        });
        match (n, letters.last_mut()) {
            (0, Some(last)) if c == 'ء' => last.push(c),
            (0, _) => {}
            (1, _) => letters.push(c.to_string()),
            _ => return Vec::new(),
        }
    }
    letters
}

/// A word in letters: where it begins and ends as the word asked for does, as that is written.
fn written(codes: &[u8], asked: &[u8], surface: Option<&[String]>) -> String {
    let plain =
        |codes: &[u8]| -> String { codes.iter().filter_map(|&c| fold::letter_of(c)).collect() };
    let Some(surface) = surface.filter(|surface| surface.len() == asked.len()) else {
        return plain(codes);
    };
    let alike = |(a, b): &(&u8, &u8)| a == b;
    let front = codes.iter().zip(asked).take_while(alike).count();
    let most = codes.len().min(asked.len()) - front;
    let back = codes.iter().rev().zip(asked.iter().rev()).take(most).take_while(alike).count();
    let mut out: String = surface.iter().take(front).map(String::as_str).collect();
    out += &plain(codes.get(front..codes.len() - back).unwrap_or_default());
    out.extend(surface.iter().skip(surface.len() - back).map(String::as_str));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spellings_of(name: &str, most: usize) -> Vec<String> {
        variants(name, most).into_iter().map(|it| it.spelling).collect()
    }

    #[test]
    fn what_outlets_write_is_among_the_first() {
        for (name, most, expected) in [
            ("شويغو", 3, vec!["شويغو", "شويجو"]),
            ("سيرغي", 3, vec!["سيرغي", "سيرجي"]),
            ("نتنياهو", 10, vec!["نتنياهو", "نتانياهو"]),
            ("غوتيريش", 5, vec!["غوتيريش", "جوتيريش", "غوتيرش"]),
            ("جونسون", 10, vec!["جونسون", "جونسن"]),
            ("القذافي", 1, vec!["القذافي"]),
            ("أردوغان", 5, vec!["أردوغان", "أردوجان"]),
            ("Shoigu", 10, vec!["شويغو", "شويجو"]),
            ("شي جين بينغ", 10, vec!["شي جين بينغ", "شي جين بينج"]),
            ("Sergei Shoigu", 10, vec!["سيرغي شويغو", "سيرجي شويجو"]),
        ] {
            let found = spellings_of(name, most);
            for spelling in expected {
                assert!(
                    found.iter().any(|it| it == spelling),
                    "{name}: {spelling} not in {found:?}"
                );
            }
        }
    }

    #[test]
    fn each_is_taken_for_the_name_and_none_comes_twice() {
        for name in
            ["شويغو", "غورباتشوف", "Angela Merkel", "عبدالله", "أنطونيو غوتيريش", "حسن نصر الله"]
        {
            let found = variants(name, 1000);
            assert!(!found.is_empty(), "{name}");
            let form = Form::new(name);
            for Variant { spelling, score, .. } in &found {
                assert!(*score >= LEAST_SCORE, "{name}: {spelling}");
                assert_eq!(
                    *score,
                    whole::score(form.cost(&Form::new(spelling))),
                    "{name}: {spelling}"
                );
                assert!(spelling.chars().all(|c| is_arabic(c) || c == ' '), "{name}: {spelling}");
            }
            let share: f64 = found.iter().map(|it| it.share).sum();
            assert!((share - 1.0).abs() < 1e-9, "{name}: {share}");
            let mut spellings: Vec<_> = found.iter().map(|it| &it.spelling).collect();
            spellings.sort();
            spellings.dedup();
            assert_eq!(spellings.len(), found.len(), "{name}");
            assert!(found.windows(2).all(|two| two[0].share >= two[1].share), "{name}");
            assert_eq!(variants(name, 7), found.get(..7.min(found.len())).unwrap(), "{name}");
        }
    }

    #[test]
    fn a_native_name_is_spelled_as_it_is() {
        for name in ["عبد الله", "حسن", "مصطفى", "صلاح", "علاء", "طارق"]
        {
            assert_eq!(spellings_of(name, 1), [name]);
        }
        assert!(!spellings_of("حسن", 100).iter().any(|it| it == "حسين"));
    }

    #[test]
    fn letters_that_stay_keep_their_hamza() {
        assert!(spellings_of("أنطونيو", 10).iter().any(|it| it == "أنتونيو"));
        assert_eq!(spellings_of("علاء", 1), ["علاء"]);
    }

    #[test]
    fn what_has_no_arabic_spelling_has_none() {
        for name in ["", " ", "北京", "Москва", "123", "،", "x\u{0}"] {
            let found = spellings_of(name, 5);
            assert!(found.iter().all(|it| it.chars().any(is_arabic)), "{name}: {found:?}");
        }
        assert!(variants("شويغو", 0).is_empty());
        let long = ["غورباتشوف"; 40].join(" ");
        assert!(variants(&long, 3).len() <= 3);
        assert!(variants(&"غ".repeat(500), 3).len() <= 3);
    }
}
