//! Daachorse, the automaton over characters.

use daachorse::{CharwiseDoubleArrayAhoCorasickBuilder, MatchKind};
use marsad_peers::{Count, Result, at_borders, matcher};

fn main() -> Result<()> {
    matcher(build)
}

fn build(names: &[&str], check: bool) -> Result<Count> {
    let kind = if check { MatchKind::Standard } else { MatchKind::LeftmostLongest };
    let automaton = CharwiseDoubleArrayAhoCorasickBuilder::new()
        .match_kind(kind)
        .build::<_, _, u32>(names)
        .map_err(|e| e.to_string())?;
    Ok(if check {
        Box::new(move |text| {
            let hits = automaton.find_overlapping_iter(text);
            hits.filter(|hit| at_borders(text, hit.start(), hit.end())).count() as u64
        })
    } else {
        Box::new(move |text| automaton.leftmost_find_iter(text).count() as u64)
    })
}
