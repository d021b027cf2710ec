//! The table of words that are practically always written in one way.
//!
//! Words are counted under a key that holds equal what hasty writers hold equal: hamzas on and under
//! alef, and ة and ه at the end. A spelling is certain when nearly all of a key's words have it, and
//! nearly all others only lack something of it. The rules that go by shape are those of the engine,
//! stated in `docs/profiles.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use anyhow::Result;

use super::corpus::Corpus;

pub(super) const PATH: &str = "crates/marsad/src/normalize/orthography/words.tsv";

/// Words of a key that make it known, and those that make an ending certain.
const KNOWN: u32 = 5;
const KNOWN_ENDING: u32 = 8;

/// Right in well-edited news, wrong in other text: comparatives and first persons that are spelled
/// like imperatives, nouns that end in a ه of their own, and what is spelled like a name.
const LEFT_ALONE: [&str; 12] = [
    "أعلم",
    "وأعلم",
    "فأعلم",
    "أفعل",
    "فأفعل",
    "وأفعل",
    "الكرة",
    "والكرة",
    "بالكرة",
    "للكرة",
    "بأديس",
    "إبان",
];

/// How foreign words and words with the article begin that look like words with hamzat wasl.
const FOREIGN: [&str; 11] = [
    "ال",
    "استرات",
    "استاد",
    "استرال",
    "استرلين",
    "استون",
    "انترنت",
    "انتربول",
    "انجل",
    "اندون",
    "انطو",
];

/// What the table says of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// A whole word.
    Whole,
    /// A word behind particles.
    Core,
    /// A whole word that is no core behind particles.
    Kept,
    /// A word that begins with hamzat wasl.
    Wasl,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Whole => "word",
            Kind::Core => "core",
            Kind::Kept => "kept",
            Kind::Wasl => "wasl",
        }
    }
}

/// Spellings of one key with their numbers.
type Spellings = BTreeMap<String, u32>;

pub(super) fn table(corpus: &Corpus) -> Result<String> {
    let (mut whole, mut cores) =
        (BTreeMap::<String, Spellings>::new(), BTreeMap::<String, Spellings>::new());
    for (word, &count) in &corpus.words {
        *whole.entry(key(word)).or_default().entry(word.clone()).or_default() += count;
        let bare = key(word);
        if bare.starts_with('ا') && !bare.starts_with("ال") && bare.chars().count() >= 4 {
            *cores.entry(bare).or_default().entry(word.clone()).or_default() += count;
        }
        for (_, core) in readings(word) {
            *cores.entry(key(core)).or_default().entry(core.to_owned()).or_default() += count;
        }
    }
    let mut rows: BTreeSet<(Kind, String, u32)> = BTreeSet::new();
    let mut known: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for (key, spellings) in &whole {
        if spellings.values().sum::<u32>() < KNOWN {
            continue;
        }
        let certain = certain(spellings).filter(|word| is_useful(word, corpus));
        let has_article = certain.is_some_and(begins_with_article);
        let certain = certain.filter(|word| has_article || fold(word) != **word);
        known.insert(key, certain);
        if let Some(word) = certain {
            rows.insert((Kind::Whole, word.to_owned(), spellings.values().sum()));
        }
    }
    let mut certain_cores: BTreeMap<&str, &str> = BTreeMap::new();
    for (key, spellings) in &cores {
        let total = spellings.values().sum();
        if let Some(word) = without_hamza(spellings) {
            rows.insert((Kind::Wasl, word.to_owned(), total));
        }
        let Some(word) = certain(spellings) else { continue };
        let is_article = key.starts_with("ال");
        if total >= KNOWN && !is_article && is_useful(word, corpus) && fold(word) != word {
            certain_cores.insert(key, word);
            rows.insert((Kind::Core, word.to_owned(), total));
        }
    }
    // words that a reading would change
    let changes = |word: &str| {
        readings(word).any(|(_, core)| {
            certain_cores.get(key(core).as_str()).is_some_and(|spelling| *spelling != core)
        })
    };
    for (&key, &certain) in &known {
        if certain.is_none() && changes(key) {
            rows.insert((Kind::Kept, key.to_owned(), 0));
        }
    }
    let mut spelled: BTreeMap<String, u32> = BTreeMap::new();
    for name in corpus.names.keys() {
        *spelled.entry(key(name)).or_default() += 1;
    }
    let mut names = BTreeSet::new();
    for name in corpus.names.keys() {
        // a name that nobody spells otherwise, behind what looks like a particle
        let key = key(name);
        let is_bare = fold(name) == *name && !name.starts_with('ا');
        let word = known.get(key.as_str()).copied().flatten();
        if is_bare && spelled.get(&key) == Some(&1) && (word.is_some() || changes(name)) {
            names.insert(key);
        }
    }
    rows.retain(|(kind, word, _)| *kind != Kind::Whole || !names.contains(&key(word)));
    rows.extend(names.into_iter().map(|name| (Kind::Kept, name, 0)));
    let mut out = String::from(
        "# Words that are practically always spelled in one way. Written by `cargo xtask \
         orthography`; do not edit.\n# Learned from:\n",
    );
    for source in Corpus::sources_of_words() {
        writeln!(out, "# - {source}")?;
    }
    out += "# kind, word, how often it stands in the text in any spelling\n";
    for (kind, word, count) in rows {
        writeln!(out, "{}\t{word}\t{count}", kind.name())?;
    }
    Ok(out)
}

/// Alefs without hamza and madda.
fn fold(word: &str) -> String {
    word.chars().map(|c| if matches!(c, 'أ' | 'إ' | 'آ') { 'ا' } else { c }).collect()
}

fn key(word: &str) -> String {
    let folded = fold(word);
    match folded.strip_suffix('ة') {
        Some(stem) => format!("{stem}ه"),
        None => folded,
    }
}

/// The word cut behind و or ف and the article, where an alef and three more letters are left.
fn readings(word: &str) -> impl Iterator<Item = (bool, &str)> {
    let conjunctions = ["", "و", "ف"];
    conjunctions.into_iter().flat_map(move |conjunction| {
        let articles = ["بال", "كال", "ال", "لل", ""];
        articles.into_iter().filter_map(move |article| {
            let core = word.strip_prefix(conjunction)?.strip_prefix(article)?;
            let is_cut = core.len() < word.len();
            let is_core = core.starts_with(['ا', 'أ', 'إ', 'آ']) && core.chars().count() >= 4;
            (is_cut && is_core).then_some((!article.is_empty(), core))
        })
    })
}

fn begins_with_article(word: &str) -> bool {
    let rest = word.strip_prefix(['و', 'ف']).unwrap_or(word);
    let articles = ["بال", "كال", "ال", "لل"];
    articles.iter().any(|a| rest.strip_prefix(a).is_some_and(|rest| rest.chars().count() >= 3))
}

/// The spelling that nearly all words of the key have, where nearly all others lack something of
/// it.
fn certain(spellings: &Spellings) -> Option<&str> {
    let (word, &count) = spellings.iter().max_by_key(|&(word, count)| (count, word))?;
    let total: u32 = spellings.values().sum();
    let lacking: u32 =
        spellings.iter().filter(|(other, _)| lacks(other, word)).map(|(_, count)| count).sum();
    let ending: u32 = spellings
        .iter()
        .filter(|(other, _)| other.ends_with('ه') && word.ends_with('ة'))
        .map(|(_, count)| count)
        .sum();
    let contrary = total - count - lacking;
    let is_certain = lacking * 100 <= total * 6 && contrary * 1000 <= total * 3;
    let is_ending = !word.ends_with('ة') || count >= KNOWN_ENDING && ending * 100 <= total;
    (is_certain && is_ending).then_some(word)
}

/// The spelling with hamzat wasl, where others only add a hamza and are few.
fn without_hamza(spellings: &Spellings) -> Option<&str> {
    let (word, &count) = spellings.iter().max_by_key(|&(word, count)| (count, word))?;
    let total: u32 = spellings.values().sum();
    let is_clear = count >= 3 && (total - count) * 10 <= total;
    let is_foreign = FOREIGN.iter().any(|begin| word.starts_with(begin));
    (is_clear && is_wasl(word) && !is_foreign).then_some(word)
}

/// Whether `less` is `word` without some hamzas and dots.
fn lacks(less: &str, word: &str) -> bool {
    less != word
        && less
            .chars()
            .zip(word.chars())
            .all(|pair| pair.0 == pair.1 || matches!(pair, ('ا', 'أ' | 'إ' | 'آ') | ('ه', 'ة')))
}

/// Whether the spelling may be given to a word that lacks something of it: it can not be taken for
/// another word.
fn is_useful(word: &str, corpus: &Corpus) -> bool {
    let bare = fold(word);
    let len = bare.chars().count();
    let is_article = bare != word
        && word.starts_with(['أ', 'إ', 'آ'])
        && bare.strip_prefix("ال").is_some_and(|rest| len > 3 && corpus.words.contains_key(rest));
    // وادى is a valley in Egyptian copy
    let is_yeh = word.strip_suffix('ى').is_some_and(|stem| {
        let other = fold(stem) + "ي";
        !matches!(word, "إلى" | "وإلى") && corpus.words.get(&other).is_some_and(|&n| n >= 3)
    });
    let is_short = len < 4 && !bare.starts_with('ا') || len < 2;
    !is_article && !is_yeh && !is_short && !is_verb(&bare) && !LEFT_ALONE.contains(&word)
}

/// Whether the word may be a verb with hamzat wasl (اعتقد), where the corpus prefers a first person
/// (أعتقد).
fn is_verb(bare: &str) -> bool {
    let rest = bare.strip_prefix(['و', 'ف']).unwrap_or(bare);
    let letters: Vec<char> = rest.chars().collect();
    match letters.as_slice() {
        ['ا', 'س', 'ت', _, _, ..] => true,
        ['ا', 'ن', a, b, c, ..] => [a, b, c].iter().all(|c| !matches!(c, 'ا' | 'و' | 'ي')),
        ['ا', _, 'ت', a, b, ..] => [a, b].iter().all(|c| !matches!(c, 'ا' | 'و' | 'ي')),
        _ => false,
    }
}

/// Whether the word has the shape of a verbal noun or verb of the forms VII to X.
fn is_wasl(word: &str) -> bool {
    let letters: Vec<char> = word.chars().collect();
    matches!(
        letters.as_slice(),
        ['ا', 'ن', _, _, _, ..]
            | ['ا', _, 'ت', _, _, ..]
            | ['ا', 'ز', 'د', ..]
            | ['ا', 'ص' | 'ض', 'ط', ..]
            | ['ا', 'ت', _, _, ..]
    )
}
