//! The distinct words of a list in one script, as a tree of their symbols laid flat.
//!
//! Nodes stand in the order in which the sorted words are spelled out, each with the place of the
//! next node that is not below it: a walk goes forward over one array and leaps over what it refuses.

use crate::names::Symbol;

/// One node: a symbol behind those of the nodes above it.
#[derive(Debug, Clone, Copy)]
#[repr(C)]
pub(super) struct Node {
    /// The node behind all that are below this one.
    pub(super) next: u32,
    /// The number of the word that ends here, or [`NO_WORD`].
    pub(super) word: u32,
    /// How many symbols stand above it.
    pub(super) depth: u16,
    pub(super) symbol: Symbol,
}

/// No word ends at a node.
pub(super) const NO_WORD: u32 = u32::MAX;

/// Words and their numbers; see the module.
#[derive(Debug, Default)]
pub(super) struct Trie {
    nodes: Vec<Node>,
}

impl Trie {
    /// Lays out words, which are sorted, distinct and not empty, each with its number.
    pub(super) fn new<'w>(words: impl Iterator<Item = (&'w [Symbol], u32)>) -> Trie {
        let mut nodes: Vec<Node> = Vec::new();
        // the nodes from the root to the last one laid out
        let mut path: Vec<usize> = Vec::new();
        let close = |nodes: &mut Vec<Node>, path: &mut Vec<usize>, depth: usize| {
            let end = place(nodes.len());
            for at in path.drain(depth.min(path.len())..) {
                if let Some(node) = nodes.get_mut(at) {
                    node.next = end;
                }
            }
        };
        let mut last: &[Symbol] = &[];
        for (word, number) in words {
            let shared = last.iter().zip(word).take_while(|(a, b)| a == b).count();
            close(&mut nodes, &mut path, shared);
            for (depth, &symbol) in word.iter().enumerate().skip(shared) {
                path.push(nodes.len());
                let depth = u16::try_from(depth).unwrap_or(u16::MAX);
                nodes.push(Node { next: 0, word: NO_WORD, depth, symbol });
            }
            if let Some(node) = nodes.last_mut() {
                node.word = number;
            }
            last = word;
        }
        close(&mut nodes, &mut path, 0);
        Trie { nodes }
    }

    pub(super) fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    pub(super) fn heap_bytes(&self) -> usize {
        self.nodes.len() * size_of::<Node>()
    }
}

fn place(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_are_laid_out() {
        let words: [&[Symbol]; 5] = [&[1], &[1, 2], &[1, 2, 3], &[1, 4], &[5, 1]];
        let trie = Trie::new(words.iter().zip(10..).map(|(word, k)| (*word, k)));
        let laid: Vec<_> =
            trie.nodes().iter().map(|n| (n.depth, n.symbol, n.word, n.next)).collect();
        let none = NO_WORD;
        assert_eq!(
            laid,
            [
                (0, 1, 10, 4),
                (1, 2, 11, 3),
                (2, 3, 12, 3),
                (1, 4, 13, 4),
                (0, 5, none, 6),
                (1, 1, 14, 6)
            ]
        );
    }
}
