//! The tables as text: chunk pairs, letters, and what each grapheme gives.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::Result;

use super::align::{self, Alignment, CHUNKS, POSITIONS};
use super::corpus::{self, Example};
use super::fold::CODES;
use super::graphemes;
use super::sharpen::Factors;
use super::table::SIDES;

pub(super) const PAIRS: &str = "crates/marsad/src/names/pairs.tsv";
pub(super) const LATIN: &str = "crates/marsad/src/names/latin.tsv";

/// Chances of a chunk after a grapheme that are left out of the pair table, and of the Latin table.
const LEAST: f64 = 0.002;
const LEAST_SHOWN: f64 = 0.003;

/// Chances of a chunk pair that are left out.
const LEAST_PAIR: f64 = 3e-6;

/// How many sightings what a grapheme gives anywhere counts for at one position.
const BACK_OFF: f64 = 5.0;

/// The head of a table.
pub(super) fn head(about: &str, columns: &str) -> String {
    let sources = corpus::sources();
    format!(
        "# {about}\n# Written by `cargo xtask names`; do not edit. Learned from:\n{sources}# {columns}\n"
    )
}

/// How often each chunk follows a grapheme at a position, as chances; and how often it was seen.
fn chances(aligned: &Alignment, position: usize, grapheme: usize) -> (Vec<f64>, f64) {
    let rows = [0, 1, 2].map(|position| aligned.counts(position, grapheme));
    let anywhere: Vec<f64> = (0..CHUNKS).map(|k| rows.iter().map(|row| row[k]).sum()).collect();
    let sum: f64 = anywhere.iter().sum();
    let seen: f64 = rows[position].iter().sum();
    if sum < 1e-9 {
        return (vec![0.0; CHUNKS], 0.0);
    }
    let chance = |(&here, &all): (&f64, &f64)| (here + BACK_OFF * all / sum) / (seen + BACK_OFF);
    (rows[position].iter().zip(&anywhere).map(chance).collect(), seen)
}

/// An entry of the pair table: position, two chunks as they are written, and their chance.
pub(super) type Entry = (usize, [String; 2], f64);

/// The entries of the pair table.
pub(super) fn entries(aligned: &Alignment) -> Vec<Entry> {
    let mut entries = Vec::new();
    for position in 0..POSITIONS.len() {
        let mut table = vec![0.0; CHUNKS * CHUNKS];
        let mut sum = 0.0;
        for grapheme in 0..graphemes::all().count() {
            let (chances, seen) = chances(aligned, position, grapheme);
            sum += seen;
            let mut kept: Vec<(usize, f64)> =
                chances.into_iter().enumerate().filter(|&(_, p)| p >= LEAST).collect();
            let whole: f64 = kept.iter().map(|&(_, p)| p).sum();
            kept.iter_mut().for_each(|(_, p)| *p /= whole);
            for &(a, p) in &kept {
                for &(b, q) in kept.iter().filter(|&&(b, _)| b >= a) {
                    table[a * CHUNKS + b] += seen * p * q;
                }
            }
        }
        for (at, value) in table.iter().map(|value| value / sum).enumerate().skip(1) {
            if value >= LEAST_PAIR {
                entries.push((position, [at / CHUNKS, at % CHUNKS].map(shown), value));
            }
        }
    }
    entries
}

/// The pair table, the letters and the weights, as text.
pub(super) fn pairs(
    entries: &[Entry],
    examples: &[Example],
    factors: &Factors,
    weights: &[(&str, f64)],
) -> Result<String> {
    let mut out = head(
        "Which chunks of Arabic letters write one Latin sound, and what their difference says.",
        "position, two chunks (- is none), chance in millionths, log factor in thousandths; letters \
         that one word has\n# more, what stands before and behind, log factor; letters with their \
         log chances; weights; all in thousandths",
    );
    let thousandths = |value: f64| (1000.0 * value).round() + 0.0;
    let factor = |k: usize| thousandths(factors.entries.get(k).copied().unwrap_or(0.0));
    for (k, (position, [a, b], chance)) in entries.iter().enumerate() {
        let (name, chance) = (POSITIONS[*position], digits(chance * 1e6));
        writeln!(out, "{name}\t{a}\t{b}\t{chance}\t{}", factor(k))?;
    }
    let sides = || SIDES.iter().map(|&(name, _)| name);
    let around = (0..CODES).flat_map(|code| {
        sides().flat_map(move |left| sides().map(move |right| (code, left, right)))
    });
    for ((code, left, right), factor) in around.zip(&factors.extra) {
        let factor = thousandths(*factor);
        if factor != 0.0 {
            writeln!(out, "extra\t{}\t{left}\t{right}\t{factor}", shown(code))?;
        }
    }
    out += &letters(examples)?;
    for (name, weight) in weights {
        writeln!(out, "weight\t{name}\t{}", thousandths(*weight))?;
    }
    Ok(out)
}

/// How often each letter and the end of a word stand in the distinct Arabic words.
fn letters(examples: &[Example]) -> Result<String> {
    let words: BTreeSet<&[u8]> = examples.iter().map(|example| &*example.arabic).collect();
    let mut counts = vec![1.0_f64; CODES];
    for word in &words {
        word.iter().for_each(|&code| counts[usize::from(code)] += 1.0);
    }
    counts[0] = words.len() as f64;
    let sum: f64 = counts.iter().sum();
    let mut out = String::new();
    for (code, count) in counts.iter().enumerate() {
        let log = (count / sum).ln();
        writeln!(out, "letter\t{}\t{:.0}", shown(code), 1000.0 * log)?;
    }
    Ok(out)
}

/// What each grapheme gives.
pub(super) fn latin(aligned: &Alignment) -> Result<String> {
    let mut out = head(
        "Which chunks of Arabic letters a Latin grapheme gives, by where it stands in the word.",
        "position, grapheme, how often it was seen, then chunks (- is none), each with its chance in thousandths",
    );
    writeln!(out, "start\tال\t{}", digits(1000.0 * aligned.article))?;
    for (position, name) in POSITIONS.iter().enumerate() {
        for (grapheme, letters) in graphemes::all().enumerate() {
            let (chances, seen) = chances(aligned, position, grapheme);
            let mut kept: Vec<(usize, f64)> =
                chances.into_iter().enumerate().filter(|&(_, p)| p >= LEAST_SHOWN).collect();
            kept.sort_by(|a, b| b.1.total_cmp(&a.1));
            if seen < 0.5 {
                continue;
            }
            write!(out, "{name}\t{letters}\t{seen:.0}")?;
            for (chunk, chance) in kept {
                write!(out, "\t{}\t{}", shown(chunk), digits(1000.0 * chance))?;
            }
            out.push('\n');
        }
    }
    Ok(out)
}

/// A chunk as it is written in the tables.
fn shown(chunk: usize) -> String {
    if chunk == 0 { "-".to_owned() } else { align::letters(chunk) }
}

/// A number by its first three digits.
fn digits(value: f64) -> String {
    match value {
        _ if value >= 100.0 => format!("{value:.0}"),
        _ if value >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}
