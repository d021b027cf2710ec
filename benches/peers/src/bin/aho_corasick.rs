//! The aho-corasick crate with the automaton it chooses itself.

use aho_corasick::{AhoCorasick, MatchKind};
use marsad_peers::{Count, Result, at_borders, matcher};

fn main() -> Result<()> {
    matcher(build)
}

fn build(names: &[&str], check: bool) -> Result<Count> {
    let kind = if check { MatchKind::Standard } else { MatchKind::LeftmostLongest };
    let automaton = AhoCorasick::builder().match_kind(kind).build(names)?;
    Ok(if check {
        Box::new(move |text| {
            let hits = automaton.find_overlapping_iter(text);
            hits.filter(|hit| at_borders(text, hit.start(), hit.end())).count() as u64
        })
    } else {
        Box::new(move |text| automaton.find_iter(text).count() as u64)
    })
}
