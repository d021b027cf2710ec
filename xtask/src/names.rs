//! `cargo xtask names --data DIR`: learns the tables of the name model from names in two scripts.
//!
//! Latin graphemes are aligned with chunks of Arabic letters (`align`); two chunks that one grapheme
//! gives are a chunk pair, and how often says what the difference costs (`tables`). The same names
//! give the same bytes; `--check` fails when a table is not what DIR gives.
//!
//! `--without FILE` leaves names, one a line in either script, out of what is learned between the
//! scripts (`channels`): to see what that does with names it has not met.

mod align;
mod channels;
mod corpus;
mod lexicon;
mod logistic;
mod mine;
mod plot;
mod prose;
mod sharpen;
mod tables;

// what the engine does is not written twice
#[path = "../../crates/marsad/src/names/fold.rs"]
mod fold;
#[expect(dead_code, reason = "shared with the engine, which asks more of it")]
#[path = "../../crates/marsad/src/names/graphemes.rs"]
mod graphemes;
#[expect(dead_code, reason = "shared with the engine, which asks more of it")]
#[path = "../../crates/marsad/src/names/score.rs"]
mod score;
#[expect(dead_code, reason = "shared with the engine, which asks more of it")]
#[path = "../../crates/marsad/src/names/table.rs"]
mod table;
#[expect(dead_code, reason = "shared with the engine, which asks more of it")]
#[path = "../../crates/marsad/src/names/word.rs"]
mod word;

#[expect(dead_code, reason = "shared with the engine, which asks more of it")]
#[path = "../../crates/marsad/src/names/spelled.rs"]
mod spelled;

#[path = "../../crates/marsad/src/names/origin.rs"]
mod origin;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};

use self::align::Alignment;
use self::corpus::{Example, Listed};
use self::sharpen::{Factors, Sample, Sharpener};
use self::table::Table;
use self::tables::Entry;
use crate::generated;

const USAGE: &str = "usage: cargo xtask names --data DIR [--without FILE] [--check] [--plot]";

/// Runs the command.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let (mut data, mut check, mut draws) = (None, false, false);
    let mut unseen = BTreeSet::new();
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--check" => check = true,
            "--plot" => draws = true,
            "--without" => unseen = lines(args.next().context(USAGE)?)?,
            "--data" => data = args.next().map(PathBuf::from),
            _ => bail!(USAGE),
        }
    }
    let data = data.context(USAGE)?;
    let learned = Learned::new(corpus::read(&data, &BTreeSet::new())?)?;
    put(lexicon::PATH, &lexicon::table(&data, &learned.aligned)?, check)?;
    put(prose::PATH, &prose::table(&data)?, check)?;
    let listed = corpus::listed(&data)?;
    let held = listed.iter().flat_map(|pair| &pair.words).filter_map(|w| corpus::arabic(w));
    let without = Learned::new(corpus::read(&data, &held.collect())?)?;
    let (weights, answers) = without.weigh(&listed);
    crate::shell::say(&format!("listed pairs, each unknown: {}", logistic::figures(&answers)));
    let pairs = learned.pairs(&listed, &weights)?;
    put(tables::PAIRS, &pairs, check)?;
    if draws {
        put(plot::RIGHT, &plot::right(&answers)?, check)?;
        put(plot::LETTERS, &plot::letters(&Table::read(&pairs))?, check)?;
    }
    put(tables::LATIN, &tables::latin(&learned.aligned)?, check)?;
    for way in channels::Way::ALL {
        put(way.path(), &channels::table(way, &data, &unseen)?, check)?;
    }
    Ok(())
}

/// Parts in which listed pairs are held out of what answers for them.
const PARTS: u64 = 5;

/// How much a listed pair counts beside a mined one.
const LISTED: f64 = 1.5;

/// Log odds of words that fold to the same letters.
const SAME: f64 = 7.0;

/// The weights in the order of the numbers that are weighed.
const WEIGHTS: [&str; 6] = ["joint", "marginals", "letters", "length", "native", "constant"];

/// Log odds, and whether it is one name.
type Answers = Vec<(f64, bool)>;

/// What is learned from one set of names.
struct Learned {
    examples: Vec<Example>,
    aligned: Alignment,
    entries: Vec<Entry>,
    table: Table,
    mined: Vec<Sample>,
}

impl Learned {
    fn new(examples: Vec<Example>) -> Result<Learned> {
        let aligned = Alignment::learn(&examples);
        let entries = tables::entries(&aligned);
        let flat = Factors { entries: Vec::new(), extra: Vec::new() };
        let table = Table::read(&tables::pairs(&entries, &examples, &flat, &[])?);
        let mined = Sample::of(&table, &mine::pairs(&examples));
        Ok(Learned { examples, aligned, entries, table, mined })
    }

    fn sharpener(&self) -> Sharpener {
        let entries: Vec<_> =
            self.entries.iter().map(|(at, chunks, _)| (*at, chunks.clone())).collect();
        Sharpener::new(&self.table, &entries)
    }

    fn samples(&self, listed: &[&Listed]) -> Vec<Sample> {
        let sample = |pair: &&Listed| {
            let [a, b] = &pair.words;
            Sample::new(&self.table, [a, b], pair.is_same, LISTED)
        };
        listed.iter().map(sample).collect()
    }

    /// The weights that fit the listed pairs, and what is answered for each pair by what was learned
    /// without its part.
    fn weigh(&self, listed: &[Listed]) -> (Vec<f64>, Answers) {
        let part = |pair: &&Listed| mine::hash(pair.latin.as_bytes()) % PARTS;
        let by_part = |k: u64| {
            let (asked, known): (Vec<&Listed>, Vec<&Listed>) =
                listed.iter().partition(|pair| part(pair) == k);
            let (asked, known) = (self.samples(&asked), self.samples(&known));
            let sharpener = self.sharpener();
            let factors = sharpener.learn(&[&self.mined[..], &known].concat());
            let open: Vec<Sample> = known.into_iter().filter(|sample| !sample.is_equal).collect();
            let y = |sample: &Sample| (f64::from(u8::from(sample.is_same)), 1.0);
            let x = sharpener.features(&factors, &open);
            let weights = logistic::fit(&x, &open.iter().map(y).collect::<Vec<_>>());
            let x = sharpener.features(&factors, &asked);
            let answer = |(sample, x): (&Sample, &Vec<f64>)| {
                let article = if sample.is_article_dropped { sharpen::ARTICLE } else { 0.0 };
                let logit = logistic::logit(&weights, x) + article;
                (if sample.is_equal { SAME } else { logit }, sample.is_same)
            };
            let answers: Answers = asked.iter().zip(&x).map(answer).collect();
            (weights, answers)
        };
        let found: Vec<(Vec<f64>, Answers)> = std::thread::scope(|scope| {
            let by_part = &by_part;
            let parts: Vec<_> = (0..PARTS).map(|k| scope.spawn(move || by_part(k))).collect();
            parts.into_iter().filter_map(|part| part.join().ok()).collect()
        });
        let mean = |k: usize| found.iter().map(|(w, _)| w[k]).sum::<f64>() / found.len() as f64;
        let weights = (0..WEIGHTS.len()).map(mean).collect();
        (weights, found.into_iter().flat_map(|(_, answers)| answers).collect())
    }

    /// The pair table as text, sharpened on all pairs.
    fn pairs(&self, listed: &[Listed], weights: &[f64]) -> Result<String> {
        let known = self.samples(&listed.iter().collect::<Vec<_>>());
        let factors = self.sharpener().learn(&[&self.mined[..], &known].concat());
        let mut named: Vec<(&str, f64)> =
            WEIGHTS.into_iter().zip(weights.iter().copied()).collect();
        named.push(("article", sharpen::ARTICLE));
        tables::pairs(&self.entries, &self.examples, &factors, &named)
    }
}

/// The lines of a file.
fn lines(path: &str) -> Result<BTreeSet<String>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {path}"))?;
    Ok(text.lines().map(str::to_owned).collect())
}

/// Writes a table, or compares it.
fn put(path: &str, wanted: &str, check: bool) -> Result<()> {
    generated::put(path, wanted, check, "names")
}
