//! The scan of a document: chunk by chunk words, keys, filters, table, verification.

use std::ops::Range;

use super::variant::{Search, VariantScan, words_behind};
use super::verify::{Verifier, VerifyScratch};
use super::{Hit, MatchOptions};
use crate::chars::Kernel;
use crate::watchlist::{Candidate, Level, List, Part, Particles, Shortlist};
use crate::words::{Keys, LetterCodes, WINDOW, Words, scan_keys};

/// Bytes of text a chunk aims at: its codes, borders and keys stay in the first-level caches.
const CHUNK: usize = 8 * 1024;

/// Buffers of a scan, reused from document to document.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    words: Words,
    keys: Keys,
    passed: Vec<u32>,
    found: Vec<Candidate>,
    names: Shortlist,
    verify: VerifyScratch,
    /// One a part of the list.
    variants: Vec<VariantScan>,
    particles: Option<Particles>,
}

/// Appends all verified hits of `text` by the names of all `parts` to `hits`, exclusions among them,
/// in the order of their first words.
///
/// A chunk ends at white space. Its last words, as many as the longest name has less one, are seen
/// again as the first words of the next chunk, so that no name is lost between two chunks and none
/// found twice.
pub(crate) fn scan(
    kernel: Kernel,
    codes: &LetterCodes,
    parts: &[Part],
    text: &str,
    options: &MatchOptions,
    scan: &mut Scan,
    hits: &mut Vec<Hit>,
) {
    let lists = || parts.iter().map(|part| &*part.list).filter(|list| list.n_names() > 0);
    let Some(max_words) = lists().map(List::max_words).max() else { return };
    let keys_wanted = (lists().any(List::has_singles), lists().any(List::has_pairs));
    let level = options.level;
    // parts that are looked through for other spellings
    let varied = if level >= Level::Variant { parts } else { &[] };
    let behind = varied.iter().map(|part| words_behind(part.list.variants(codes))).max();
    let max_words = max_words.max(behind.unwrap_or(0) + 1);
    scan.variants.resize_with(scan.variants.len().max(varied.len()), VariantScan::default);
    let particles = scan.particles.get_or_insert_with(|| Particles::new(codes));
    let (mut at, mut target, mut words_before) = (0, CHUNK, 0);
    while at < text.len() {
        let end = chunk_end(text.as_bytes(), at, target);
        let last = end == text.len();
        scan.words.fill(kernel, codes, text, at, end);
        let n = scan.words.len();
        let seen_again = if last { 0 } else { max_words - 1 };
        let n_first = n.saturating_sub(seen_again);
        if n_first < seen_again && n > 0 {
            // Words or names so long that most words would be seen again, or all: a larger chunk.
            target *= 2;
            continue;
        }
        let first_hit = hits.len();
        for from in (0..n_first).step_by(WINDOW) {
            let window = from..n_first.min(from + WINDOW);
            let (first, end) = (window.start, window.end);
            keys_of(kernel, keys_wanted, &scan.words, window, &mut scan.keys);
            for part in parts {
                let (index, words) = (&part.list.index(), &scan.words);
                let verifier = Verifier { codes, text, words, level };
                let keys = &scan.keys;
                index.look_up(kernel, words, from, keys, &mut scan.passed, &mut scan.found);
                for candidate in &scan.found {
                    let j = from + candidate.word;
                    index.shortlist(candidate, codes, words, j, &mut scan.names);
                    for id in &scan.names.names {
                        let Some(name) = index.name(*id).filter(|name| part.counts(name)) else {
                            continue;
                        };
                        let hit = verifier.verify(*id, &name, j, &mut scan.verify);
                        if let Some(mut hit) = hit {
                            hit.entity = part.entity_id(hit.entity);
                            hit.name = part.name_id(hit.name);
                            hit.first_word = hit.first_word.saturating_add(words_before);
                            hits.push(hit);
                        }
                    }
                }
            }
            for (part, own) in varied.iter().zip(&mut scan.variants) {
                let variants = part.list.variants(codes);
                own.turn_to(&part.list);
                if variants.is_empty() {
                    continue;
                }
                let verifier = Verifier { codes, text, words: &scan.words, level };
                let min_score = options.min_score;
                let search = Search { part, variants, particles, verifier, min_score };
                let first_variant = hits.len();
                search.run((first, end), own, hits);
                for hit in hits.iter_mut().skip(first_variant) {
                    hit.first_word = hit.first_word.saturating_add(words_before);
                }
            }
        }
        if let Some(found) = hits.get_mut(first_hit..) {
            found.sort_unstable_by_key(|hit| (hit.first_word, hit.span, hit.entity, hit.name));
        }
        words_before = words_before.saturating_add(u32::try_from(n_first).unwrap_or(u32::MAX));
        at = if n_first < n { scan.words.byte_of(codes, text, n_first, 0) } else { end };
        target = CHUNK;
    }
}

/// Computes the keys of single words and of pairs, each when it is `wanted`.
fn keys_of(
    kernel: Kernel,
    wanted: (bool, bool),
    words: &Words,
    window: Range<usize>,
    keys: &mut Keys,
) {
    match wanted {
        (true, true) => scan_keys::<true, true>(kernel, words, window, keys),
        (true, false) => scan_keys::<true, false>(kernel, words, window, keys),
        (false, true) => scan_keys::<false, true>(kernel, words, window, keys),
        (false, false) => {}
    }
}

/// The end of the chunk that begins at `from`: behind the last white space within `target` bytes,
/// or at the first one after them.
fn chunk_end(text: &[u8], from: usize, target: usize) -> usize {
    let aim = from.saturating_add(target);
    let Some(within) = text.get(from..aim) else { return text.len() };
    match memchr::memrchr2(b' ', b'\n', within) {
        Some(blank) => from + blank + 1,
        None => match text.get(aim..).and_then(|rest| memchr::memchr2(b' ', b'\n', rest)) {
            Some(blank) => aim + blank + 1,
            None => text.len(),
        },
    }
}
