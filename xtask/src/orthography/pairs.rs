//! The table of letter pairs: what it costs, in half bits, that one letter follows another.

use std::fmt::Write as _;

use anyhow::Result;

use super::corpus::{Corpus, LETTERS};

pub(super) const PATH: &str = "crates/marsad/src/normalize/mojibake/table.rs";

/// The largest cost a digit of base 36 can say.
const MOST: u32 = 35;

pub(super) fn table(corpus: &Corpus) -> Result<String> {
    let letters: Vec<char> = LETTERS.chars().collect();
    let n = letters.len() + 1;
    // the edge of a word is number 0
    let index = |c: char| letters.iter().position(|&letter| letter == c).map_or(0, |i| i + 1);
    let mut counts = vec![0.5_f64; n * n];
    for (word, &count) in &corpus.all {
        let mut last = 0;
        for next in word.chars().map(index).chain([0]) {
            counts[last * n + next] += f64::from(count);
            last = next;
        }
    }
    let mut out = String::from(
        "//! Letter pairs of Arabic words. Written by `cargo xtask orthography`; do not edit.\n//!\n\
         //! Learned from:\n",
    );
    out += &Corpus::sources();
    write!(
        out,
        "\n/// The letters; number 0 is the edge of a word.\n\
         pub(super) const LETTERS: [char; {}] = [\n   ",
        letters.len()
    )?;
    for (k, letter) in letters.iter().enumerate() {
        let line = if k > 0 && k % 19 == 0 { "\n   " } else { "" };
        write!(out, "{line} '{letter}',")?;
    }
    write!(
        out,
        "\n];\n\n/// For each letter, a line: what each letter costs after it, in half bits, as a \
         digit of base 36.\npub(super) const COSTS: [&[u8; {n}]; {n}] = [\n"
    )?;
    for row in counts.chunks(n) {
        let sum: f64 = row.iter().sum();
        let digits: String = row
            .iter()
            .map(|count| {
                let cost = -2.0 * (count / sum).log2();
                // the first digit that is not too small
                (0..MOST)
                    .find(|&digit| f64::from(digit) + 0.5 > cost)
                    .and_then(|digit| char::from_digit(digit, 36))
                    .unwrap_or('z')
            })
            .collect();
        writeln!(out, "    b\"{digits}\",")?;
    }
    out += "];\n";
    Ok(out)
}
