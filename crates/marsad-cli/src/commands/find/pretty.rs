//! Hits for reading: each document's passages with the hits marked, below each what was found.
//!
//! A passage stands alone on its line and begins with a right-to-left mark, so that a terminal that
//! knows Arabic sets the whole line from the right. The lines below it are set from the left, in
//! columns; Arabic in them is closed off by a left-to-right mark, so that neighbours do not change
//! places.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;
use marsad_schema::{DocumentResult, EvidenceRecord, MatchRecord};

use crate::output::{BOLD, DIM, HIT, columns, counted, directed, line_of, shown, wrapped};

/// Longest context on one side of a hit, in bytes: a "word" may be anything.
const MAX_CONTEXT: usize = 240;
/// Hits near each other share a passage up to this many bytes.
const MAX_PASSAGE: usize = 420;
/// Widest a column gets; what is longer sticks out.
const MAX_COLUMN: usize = 28;
/// Most differences of one kind that are told one by one.
const MAX_DIFFERENCES: usize = 3;
/// Right-to-left mark: gives a line its direction.
const RLM: char = '\u{200F}';

/// How hits are shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Look {
    /// Words of context on each side of a hit.
    pub context: usize,
    /// With styles; hits are in brackets otherwise.
    pub color: bool,
    /// Columns after which a passage goes on in the next line.
    pub width: Option<usize>,
}

/// Writes a document's hits; nothing when there are none.
///
/// # Errors
/// Those of the writer.
pub(crate) fn write(
    text: &str,
    result: &DocumentResult<'_>,
    look: Look,
    out: &mut impl Write,
) -> io::Result<()> {
    if result.matches.is_empty() {
        return Ok(());
    }
    let style = |style: Style| if look.color { style } else { Style::new() };
    let (bold, dim) = (style(BOLD), style(DIM));
    let hits = counted(result.matches.len() as u64, "hit", "hits");
    writeln!(out, "{bold}{}{bold:#}  {dim}{hits}{dim:#}", directed(&result.id))?;
    let width = |cell: fn(&MatchRecord<'_>) -> String| {
        let widths = result.matches.iter().map(|hit| columns(&cell(hit)));
        widths.filter(|width| *width <= MAX_COLUMN).max().unwrap_or(0)
    };
    let widths = [width(entity), width(kind), width(level), width(name)];
    for (passage, hits) in passages(text, &result.matches, look.context) {
        write_passage(text, passage, hits, look, out)?;
        for hit in hits {
            write_hit(hit, widths, bold, dim, out)?;
        }
    }
    writeln!(out)
}

fn entity(hit: &MatchRecord<'_>) -> String {
    directed(&hit.entity)
}

fn kind(hit: &MatchRecord<'_>) -> String {
    directed(&hit.kind)
}

fn level(hit: &MatchRecord<'_>) -> String {
    match hit.score {
        1.0.. => hit.level.to_string(),
        score => format!("{} {score:.2}", hit.level),
    }
}

fn name(hit: &MatchRecord<'_>) -> String {
    // In plain lists the name is the id.
    if hit.name == hit.entity { String::new() } else { directed(&hit.name) }
}

/// The passages to show, each with the hits in it. Hits whose contexts touch share one; no part of
/// the text is in two, and no hit is cut.
fn passages<'m, 'a>(
    text: &str,
    hits: &'m [MatchRecord<'a>],
    context: usize,
) -> Vec<(Range<usize>, &'m [MatchRecord<'a>])> {
    let mut passages: Vec<(Range<usize>, Range<usize>)> = Vec::new(); // of the text, of the hits
    let mut hits_end = 0; // of the text
    for (k, hit) in hits.iter().enumerate() {
        let mut own = around(text, hit, context);
        if let Some((passage, of)) = passages.last_mut() {
            let joined = passage.start..passage.end.max(own.end);
            let crosses = (hit.start as usize) < hits_end;
            if crosses || (own.start <= passage.end && joined.len() <= MAX_PASSAGE) {
                *passage = joined;
                of.end = k + 1;
                hits_end = hits_end.max(hit.end as usize);
                continue;
            }
            if own.start < passage.end {
                let word = word_start(text, hit.start as usize);
                passage.end = passage.end.min(word).max(hits_end);
                own.start = own.start.max(passage.end);
            }
        }
        passages.push((own, k..k + 1));
        hits_end = hit.end as usize;
    }
    let with_hits = |(passage, of)| (passage, hits.get::<Range<usize>>(of).unwrap_or_default());
    passages.into_iter().map(with_hits).collect()
}

/// The hit with `n` words on each side, within its paragraph.
fn around(text: &str, hit: &MatchRecord<'_>, n: usize) -> Range<usize> {
    let (start, end) = (hit.start as usize, hit.end as usize);
    let from = ceil(text, start.saturating_sub(MAX_CONTEXT));
    let to = floor(text, end.saturating_add(MAX_CONTEXT).min(text.len()));
    // A hit may stand across a line end; context never goes over one.
    let before = text.get(from..start).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = text.get(end..to).unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    // The word that the hit's particles belong to does not count as context.
    let words_before = before.rmatch_indices(char::is_whitespace).nth(n);
    let words_after = after.match_indices(char::is_whitespace).nth(n);
    let from = words_before.map_or(0, |(at, blank)| at + blank.len());
    let to = words_after.map_or(after.len(), |(at, _)| at);
    start - before.len() + from..end + to
}

/// Where the word around `at` begins.
fn word_start(text: &str, at: usize) -> usize {
    let from = ceil(text, at.saturating_sub(MAX_CONTEXT));
    let before = text.get(from..at).unwrap_or_default();
    let blank = before.rmatch_indices(char::is_whitespace).next();
    blank.map_or(from, |(at, blank)| from + at + blank.len())
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

fn write_passage(
    text: &str,
    passage: Range<usize>,
    hits: &[MatchRecord<'_>],
    look: Look,
    out: &mut impl Write,
) -> io::Result<()> {
    let hit_style = if look.color { HIT } else { Style::new() };
    let shown = text.get(passage.clone()).unwrap_or_default();
    let passage = passage.end - shown.trim_start().len()..passage.start + shown.trim_end().len();
    let slice = |range: Range<usize>| line_of(text.get(range).unwrap_or_default());
    let before = text.get(..passage.start).unwrap_or_default().trim_end_matches(' ');
    let after = text.get(passage.end..).unwrap_or_default().trim_start_matches(' ');
    let is_cut_before = !before.is_empty() && !before.ends_with('\n');
    let is_cut_after = !after.is_empty() && !after.starts_with(['\n', '\r']);
    let (open, close) = if look.color { ("", "") } else { ("[", "]") };

    let mut line = String::from(if is_cut_before { "… " } else { "" });
    let mut at = passage.start;
    for hit in hits {
        let (start, end) = (hit.start as usize, hit.end as usize);
        if start < at {
            continue; // inside a hit that is marked already
        }
        line.push_str(&slice(at..start));
        line.push_str(&format!("{hit_style}{open}{}{close}{hit_style:#}", slice(start..end)));
        at = end;
    }
    line.push_str(&slice(at..passage.end));
    line.push_str(if is_cut_after { " …" } else { "" });
    for line in wrapped(line.trim(), look.width.map_or(usize::MAX, |width| width.max(20) - 2)) {
        writeln!(out, "  {RLM}{line}")?;
    }
    Ok(())
}

fn write_hit(
    hit: &MatchRecord<'_>,
    [entity_width, kind_width, level_width, name_width]: [usize; 4],
    bold: Style,
    dim: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    let cells = [
        (entity(hit), entity_width, bold),
        (kind(hit), kind_width, dim),
        (level(hit), level_width, Style::new()),
        (name(hit), name_width, Style::new()),
        (reasons(&hit.evidence), 0, dim),
    ];
    let Some(last) = cells.iter().rposition(|(cell, ..)| !cell.is_empty()) else { return Ok(()) };
    write!(out, "   ")?;
    let mut gap = 1;
    for (cell, width, style) in cells.iter().take(last + 1) {
        if *width > 0 || !cell.is_empty() {
            write!(out, "{:gap$}{style}{cell}{style:#}", "")?;
            gap = width.saturating_sub(columns(cell)) + 2;
        }
    }
    writeln!(out)
}

/// All evidence in a few words, that of one rule together: `prefix و; hamza: ا for أ`.
fn reasons(evidence: &[EvidenceRecord<'_>]) -> String {
    let mut by_rule: Vec<(&str, Vec<String>)> = Vec::new();
    for why in evidence {
        let difference = difference(why);
        match by_rule.iter_mut().find(|(rule, _)| *rule == why.rule) {
            Some((_, others)) if others.contains(&difference) => {}
            Some((_, others)) => others.push(difference),
            None => by_rule.push((&why.rule, vec![difference])),
        }
    }
    let phrases = by_rule.iter().map(|(rule, differences)| {
        let (first, more) = differences.split_at(differences.len().min(MAX_DIFFERENCES));
        match more.len() {
            0 => phrase(rule, &first.join(", ")),
            more => phrase(rule, &format!("{} and {more} more", first.join(", "))),
        }
    });
    phrases.collect::<Vec<_>>().join("; ")
}

/// A piece of evidence in words.
pub(crate) fn reason(why: &EvidenceRecord<'_>) -> String {
    phrase(&why.rule, &difference(why))
}

/// Begins with a Latin word, which keeps Arabic on both sides of it apart.
fn phrase(rule: &str, differences: &str) -> String {
    match rule {
        "prefix" => format!("prefix {differences}"),
        "weak" => "weak name, a full one is in the text".to_owned(),
        "prior" if differences.is_empty() => "prior, as words alike are often others".to_owned(),
        rule if differences.is_empty() => rule.to_owned(),
        rule => format!("{rule}: {differences}"),
    }
}

fn difference(why: &EvidenceRecord<'_>) -> String {
    let (from, to) = (shown(&why.from), shown(&why.to));
    match (why.from.is_empty(), why.to.is_empty()) {
        (false, true) if why.rule == "prefix" => from,
        // they look the same
        (false, false) if why.rule == "composition" => format!("{to} in other code points"),
        (true, true) => String::new(),
        // what speaks for the name
        (false, false) if why.from == why.to => from,
        (false, true) => format!("extra {from}"),
        (true, _) => format!("without {to}"),
        (false, false) => format!("{from} for {to}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use marsad::{Engine, Entity, MatchOptions};
    use marsad_schema::{EntityRecord, match_records};

    fn shown_passages(text: &str, names: &[&str], context: usize) -> Vec<String> {
        let records: Vec<_> = names.iter().map(|name| EntityRecord::new(*name, *name)).collect();
        let engine = Engine::builder().entities(records.iter().map(Entity::from)).build().unwrap();
        let mut worker = engine.worker();
        let hits = worker.find(text, &MatchOptions::default()).unwrap();
        let matches = match_records(&engine, text, hits, false);
        let of = passages(text, &matches, context);
        assert_eq!(of.iter().map(|(_, hits)| hits.len()).sum::<usize>(), matches.len());
        for (passage, hits) in &of {
            for hit in *hits {
                assert!(passage.start <= hit.start as usize && hit.end as usize <= passage.end);
            }
        }
        for pair in of.windows(2) {
            assert!(pair[0].0.end <= pair[1].0.start, "{of:?}");
        }
        of.iter().map(|(passage, _)| text[passage.clone()].to_owned()).collect()
    }

    #[test]
    fn context_is_words_within_the_paragraph() {
        let text = "سطر أول\nقال أمس إن وفد روسيا وصل إلى هنا\nسطر ثالث";
        assert_eq!(shown_passages(text, &["روسيا"], 1), ["وفد روسيا وصل"]);
        assert_eq!(shown_passages(text, &["روسيا"], 0), ["روسيا"]);
        assert_eq!(shown_passages(text, &["روسيا"], 99), ["قال أمس إن وفد روسيا وصل إلى هنا"]);
    }

    #[test]
    fn near_hits_share_a_passage_and_far_ones_do_not() {
        let text = "بين روسيا والصين كلام طويل لا نهاية له ولا آخر عن مصر";
        let names = ["روسيا", "الصين", "مصر"];
        assert_eq!(shown_passages(text, &names, 1), ["بين روسيا والصين كلام", "عن مصر"]);
        assert_eq!(shown_passages(text, &names, 6).len(), 1);
    }

    #[test]
    fn evidence_of_one_rule_stands_together() {
        let why = |rule: &'static str, from: &'static str, to: &'static str| EvidenceRecord {
            rule: rule.into(),
            from: from.into(),
            to: to.into(),
            cost: 0.0,
        };
        let evidence = [
            why("prefix", "w", ""),
            why("weak", "", "x"),
            why("case", "a", "A"),
            why("gap", "-", " "),
            why("case", "b", "B"),
            why("gap", "-", " "),
            why("case", "c", "C"),
            why("case", "d", "D"),
            why("case", "e", "E"),
            why("mark", "", "f"),
            why("control", "g", ""),
            why("composition", "h", "h"),
        ];
        assert_eq!(
            reasons(&evidence),
            "prefix w; weak name, a full one is in the text; case: a for A, b for B, c for C and 2 \
             more; gap: - for space; mark: without f; control: extra g; \
             composition: h in other code points"
        );
    }

    #[test]
    fn a_dense_text_is_cut_between_hits() {
        let text = "من روسيا إلى الصين ".repeat(200);
        let shown = shown_passages(&text, &["روسيا", "الصين"], 6);
        assert!(shown.len() > 10);
        assert!(shown.iter().all(|passage| passage.len() <= MAX_PASSAGE + 2 * MAX_CONTEXT));
    }

    #[test]
    fn words_without_end_do_not_make_lines_without_end() {
        let word = "ـبـ".repeat(5000);
        let text = format!("{word} روسيا {word}");
        let shown = shown_passages(&text, &["روسيا"], 6);
        assert!(shown[0].contains("روسيا") && shown[0].len() <= 2 * MAX_CONTEXT + 10);
    }
}
