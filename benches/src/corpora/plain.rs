//! The plain corpus: the order of the articles, its places filled from the lexicon.

use super::Corpus;
use super::lexicon::Letters;
use super::order::{Articles, Core, Piece};
use crate::Result;
use crate::random::{Random, Weighted};

/// Words of the lexicon.
pub const LEXICON: usize = 100_000;
/// Names that are mentioned again and again.
const NAMES: usize = 4_000;
/// Share of places that hold a name.
const NAMED: f64 = 0.05;
/// Share of names and places behind a glued particle.
const AFTER_PARTICLE: f64 = 0.15;
/// Share of words with one stray haraka.
const STRAY: f64 = 0.003;
const SEED: u64 = 2026;

/// Fills places, numbers and names.
struct Filler {
    random: Random,
    lexicon: Vec<String>,
    rank: Weighted,
    names: Vec<String>,
    name_rank: Weighted,
}

pub(super) fn corpus(articles: &Articles, bytes: usize) -> Result<Corpus> {
    let mut random = Random::new(SEED);
    let letters = Letters::learn(articles.content.iter().map(String::as_str));
    let lexicon = letters.words(&articles.content, LEXICON, &mut random, |_| true);
    if lexicon.len() < LEXICON {
        return Err("the articles are too few to make a lexicon from".into());
    }
    let names = names(&letters, &mut random);
    let mut filler = Filler {
        random,
        rank: Weighted::zipf(lexicon.len(), 250.0, 1.2),
        lexicon,
        name_rank: Weighted::zipf(names.len(), 3.0, 1.0),
        names,
    };
    let mut documents = Vec::new();
    let mut written = 0;
    while written < bytes {
        let mut document = String::new();
        for _ in 0..4 + filler.random.below(7) {
            let pieces = articles.paragraph(&mut filler.random);
            filler.paragraph(&pieces, &mut document);
            document.push('\n');
        }
        written += document.len();
        documents.push(document);
    }
    Ok(Corpus::from_documents(documents))
}

/// Names of one word (a fifth), two (half) or three, some with an article.
fn names(letters: &Letters, random: &mut Random) -> Vec<String> {
    let no_particle = |word: &str| !word.starts_with(['و', 'ف', 'ب', 'ك', 'ل', 'س']);
    let given = letters.words(&[], 800, random, |word| {
        (6..=12).contains(&word.len()) && no_particle(word) && !word.starts_with("ال")
    });
    let family = letters.words(&[], 6_000, random, |word| word.len() >= 8 && no_particle(word));
    let given_rank = Weighted::zipf(given.len(), 5.0, 0.9);
    let one = |words: &[String], k: usize| words.get(k).cloned().unwrap_or_default();
    let mut names = Vec::new();
    for _ in 0..NAMES {
        let last = one(&family, random.below(family.len()));
        let n_given = match random.unit() {
            u if u < 0.2 => 0,
            u if u < 0.7 => 1,
            _ => 2,
        };
        let mut words: Vec<String> =
            (0..n_given).map(|_| one(&given, given_rank.draw(random))).collect();
        words.push(last);
        names.push(words.join(" "));
    }
    names
}

impl Filler {
    fn paragraph(&mut self, pieces: &[&Piece], out: &mut String) {
        for (k, piece) in pieces.iter().enumerate() {
            if k > 0 {
                out.push(' ');
            }
            out.push_str(&piece.before);
            match &piece.core {
                Core::Word(word) => out.push_str(word),
                Core::Place if self.random.chance(NAMED) => self.name(out),
                Core::Place => self.word(out),
                Core::Number => self.number(out),
                Core::None => {}
            }
            out.push_str(&piece.after);
        }
    }

    fn word(&mut self, out: &mut String) {
        let rank = self.rank.draw(&mut self.random);
        let Some(word) = self.lexicon.get(rank) else { return };
        if !self.random.chance(STRAY) {
            out.push_str(word);
            return;
        }
        let marked = self.random.below(word.chars().count());
        for (k, c) in word.chars().enumerate() {
            out.push(c);
            if k == marked {
                out.push(self.random.pick(&['\u{64B}', '\u{64E}', '\u{64F}', '\u{651}']));
            }
        }
    }

    fn name(&mut self, out: &mut String) {
        let rank = self.name_rank.draw(&mut self.random);
        let Some(name) = self.names.get(rank) else { return };
        if self.random.chance(AFTER_PARTICLE) {
            let particle = self.random.pick(&['و', 'و', 'ب', 'ل', 'ل', 'ف', 'ك']);
            out.push(particle);
            if particle == 'ل'
                && let Some(bare) = name.strip_prefix("ال")
            {
                out.push('ل');
                out.push_str(bare);
                return;
            }
        }
        out.push_str(name);
    }

    /// A year, or up to three digits; a fifth of all in Arabic-Indic digits.
    fn number(&mut self, out: &mut String) {
        let number = match self.random.unit() {
            u if u < 0.25 => 1950 + self.random.below(80),
            u if u < 0.75 => 1 + self.random.below(31),
            _ => 1 + self.random.below(999),
        };
        let arabic = self.random.chance(0.2);
        for digit in number.to_string().chars() {
            let value = digit.to_digit(10).unwrap_or_default();
            let indic = char::from_u32(0x660 + value).unwrap_or(digit);
            out.push(if arabic { indic } else { digit });
        }
    }
}
