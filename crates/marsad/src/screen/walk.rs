//! One word against all words of a list: the likeliest of them.
//!
//! A walk over the tree carries, for each node, the chances that the word's symbols so far give what
//! is spelled out so far, all ways summed; words that share a beginning share this work. What can no
//! longer become one of the best is not entered.

use super::trie::{NO_WORD, Trie};
use crate::names::{Emissions, MOST_SYMBOLS, Symbol};

/// How far below the best conceivable a word is looked for, in nats, and how many words found so are
/// enough; else the walk goes farther.
const REACHES: [(f32, usize); 5] = [(7.0, 24), (10.0, 16), (15.0, 8), (21.0, 2), (30.0, 0)];

/// Buffers of walks.
#[derive(Debug, Default)]
pub(super) struct Walk {
    /// For each depth, a row of chances by symbols of the word that are used.
    rows: Vec<[f32; MOST_SYMBOLS + 1]>,
    spelled: Vec<Symbol>,
    found: Vec<(f32, u32)>,
}

impl Walk {
    /// The likeliest words of `trie`, at most `most`, the best first, each with its log chance below
    /// that of the best conceivable word. Looks farther when there are few near by.
    pub(super) fn best(
        &mut self,
        trie: &Trie,
        emissions: &Emissions,
        most: usize,
    ) -> &[(f32, u32)] {
        let rests = emissions.best_rests();
        let scale = rests[0].max(f32::MIN_POSITIVE);
        for (reach, enough) in REACHES {
            self.walk(trie, emissions, &rests, scale * (-reach).exp(), most);
            if self.found.len() >= enough {
                break;
            }
        }
        self.found.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        self.found.truncate(most);
        for (chance, _) in &mut self.found {
            *chance = (*chance / scale).max(f32::MIN_POSITIVE).ln();
        }
        &self.found
    }

    fn walk(
        &mut self,
        trie: &Trie,
        emissions: &Emissions,
        rests: &[f32; MOST_SYMBOLS + 1],
        mut least: f32,
        most: usize,
    ) {
        let n = emissions.n;
        self.found.clear();
        self.rows.clear();
        self.rows.resize(MOST_SYMBOLS + 2, [0.0; MOST_SYMBOLS + 1]);
        self.spelled.clear();
        self.spelled.resize(MOST_SYMBOLS + 2, 0);
        if let Some(root) = self.rows.first_mut() {
            root[0] = 1.0;
            if let Some((letters, chance)) = emissions.own_article
                && let Some(slot) = root.get_mut(letters)
            {
                *slot += chance;
            }
            for i in 0..n {
                root[i + 1] += root[i] * emissions.dropped.get(i).copied().unwrap_or(0.0);
            }
        }
        let nodes = trie.nodes();
        let mut at = 0;
        while let Some(node) = nodes.get(at) {
            let depth = usize::from(node.depth);
            let best = self.enter(depth, node.symbol, emissions, rests);
            if best < least {
                at = (node.next as usize).max(at + 1);
                continue;
            }
            let chance = self.rows.get(depth + 1).and_then(|row| row.get(n)).copied();
            if let Some(chance) = chance.filter(|&chance| node.word != NO_WORD && chance >= least) {
                self.found.push((chance, node.word));
                // twice as many as are wanted: then the worse half goes, and no worse one comes in
                if self.found.len() >= 2 * most.max(1) {
                    let by_chance =
                        |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
                    self.found.select_nth_unstable_by(most.saturating_sub(1), by_chance);
                    self.found.truncate(most);
                    least = self.found.last().map_or(least, |&(chance, _)| chance.max(least));
                }
            }
            at += 1;
        }
    }

    /// Fills the row of a node; gives the most that a word below it can have.
    fn enter(
        &mut self,
        depth: usize,
        symbol: Symbol,
        emissions: &Emissions,
        rests: &[f32; MOST_SYMBOLS + 1],
    ) -> f32 {
        let n = emissions.n;
        let before = depth.checked_sub(1).and_then(|at| self.spelled.get(at)).copied().unwrap_or(0);
        if let Some(slot) = self.spelled.get_mut(depth) {
            *slot = symbol;
        }
        let Some((above, rest)) = self.rows.split_at_mut_checked(depth + 1) else { return 0.0 };
        let (Some(last), Some(row)) = (above.last(), rest.first_mut()) else { return 0.0 };
        let upper = depth.checked_sub(1).and_then(|at| above.get(at));
        let inserted = emissions.inserted.get(usize::from(symbol)).copied().unwrap_or(0.0);
        let rows = (emissions.one.get(usize::from(symbol)), emissions.two.get(usize::from(symbol)));
        let (Some(one), Some(two)) = rows else { return 0.0 };
        row[0] = last[0] * inserted;
        if let (1, Some((first, second, chance))) = (depth, emissions.article)
            && (before, symbol) == (first, second)
        {
            row[0] += chance;
        }
        let mut two_before = 0.0;
        for i in 0..n {
            row[i + 1] = last[i] * one[i] + last[i + 1] * inserted + two_before * two[i];
            two_before = last[i];
        }
        if let Some(upper) = upper {
            for (i, pairs) in emissions.pairs.iter().enumerate().take(n) {
                if upper[i] > 0.0
                    && let Some((.., chance)) = pairs
                        .iter()
                        .find(|(first, second, _)| (*first, *second) == (before, symbol))
                {
                    row[i + 1] += upper[i] * chance;
                }
            }
        }
        let mut best = row[0] * rests[0];
        for (i, dropped) in emissions.dropped.iter().enumerate().take(n) {
            row[i + 1] += row[i] * dropped;
            best = best.max(row[i + 1] * rests[i + 1]);
        }
        best
    }
}
