//! How Arabic would write a Latin word: its likeliest spellings.

use super::{CODES, Latin, place};

/// Chances below this share of the best that a grapheme has are not followed.
const LEAST_SHARE: f32 = 0.04;

impl Latin {
    /// The `n` likeliest Arabic spellings of a Latin word, as codes of letters, the likeliest first:
    /// grapheme by grapheme the best fronts so far. Allocates.
    pub(in super::super) fn spellings(&self, graphemes: &[u8], n: usize) -> Vec<Vec<u8>> {
        let mut fronts: Vec<(f32, Vec<u8>)> = vec![(1.0, Vec::new())];
        for (k, &grapheme) in graphemes.iter().enumerate() {
            let row = self.row(place(k, graphemes.len()), grapheme);
            let best = row.iter().copied().fold(0.0, f32::max);
            let chunks = row.iter().enumerate().filter(|(_, chance)| **chance > best * LEAST_SHARE);
            let mut longer: Vec<(f32, Vec<u8>)> = Vec::new();
            for (chunk, chance) in chunks {
                let letters = self.letters_of(chunk);
                for (so_far, front) in &fronts {
                    let mut spelling = front.clone();
                    spelling.extend_from_slice(&letters);
                    // one spelling may be cut in several ways
                    match longer.iter_mut().find(|(_, known)| *known == spelling) {
                        Some((sum, _)) => *sum += so_far * chance,
                        None => longer.push((so_far * chance, spelling)),
                    }
                }
            }
            longer.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
            longer.truncate(n);
            fronts = longer;
        }
        fronts.into_iter().map(|(_, spelling)| spelling).filter(|s| !s.is_empty()).collect()
    }

    /// The letters of a chunk.
    fn letters_of(&self, chunk: usize) -> Vec<u8> {
        let letter = |code: usize| u8::try_from(code).unwrap_or(0);
        match chunk {
            0 => Vec::new(),
            single if single < CODES => vec![letter(single)],
            pair => {
                let at = self.pairs.iter().position(|&number| usize::from(number) == pair);
                at.map_or_else(Vec::new, |at| vec![letter(at / CODES), letter(at % CODES)])
            }
        }
    }
}
