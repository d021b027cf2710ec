//! Hits for reading: each document's passages with the hits marked, below each what was found.
//!
//! A passage stands alone on its line and begins with an Arabic letter or a right-to-left mark, so
//! that a terminal that knows Arabic sets the whole line from the right; Arabic inside lines of
//! other text is isolated, so that it can not turn its neighbours around.

use std::io::{self, Write};
use std::ops::Range;

use anstyle::Style;
use marsad_schema::{DocumentResult, EvidenceRecord, MatchRecord};

use crate::output::{BOLD, DIM, HIT};

/// Longest context on one side of a hit, in bytes: a "word" may be anything.
const MAX_CONTEXT: usize = 240;
/// Right-to-left mark: gives a line its direction.
const RLM: char = '\u{200F}';
/// First strong isolate and its end: what is inside has its own direction and keeps it to itself.
const FSI: char = '\u{2068}';
const PDI: char = '\u{2069}';

/// Writes a document's hits; nothing when there are none.
///
/// # Errors
/// Those of the writer.
pub(crate) fn write(
    text: &str,
    result: &DocumentResult<'_>,
    context: usize,
    color: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    if result.matches.is_empty() {
        return Ok(());
    }
    let style = |style: Style| if color { style } else { Style::new() };
    let (bold, dim) = (style(BOLD), style(DIM));
    let n = result.matches.len();
    let hits = if n == 1 { "hit" } else { "hits" };
    writeln!(out, "{bold}{}{bold:#} {dim}{n} {hits}{dim:#}", isolated(&result.id))?;
    let mut rest = result.matches.as_slice();
    while let Some(first) = rest.first() {
        let mut passage = around(text, first, context);
        let mut taken = 0;
        for hit in rest {
            let own = around(text, hit, context);
            if own.start > passage.end {
                break;
            }
            passage.end = passage.end.max(own.end);
            taken += 1;
        }
        let (hits, after) = rest.split_at(taken);
        rest = after;
        write_passage(text, passage, hits, style(HIT), color, out)?;
        for hit in hits {
            write_hit(hit, bold, dim, out)?;
        }
    }
    writeln!(out)
}

/// The hit with `n` words on each side, within its paragraph.
fn around(text: &str, hit: &MatchRecord<'_>, n: usize) -> Range<usize> {
    let (start, end) = (hit.start as usize, hit.end as usize);
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    // A hit may stand across a line end; context never goes over one.
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let before = before.get(line..).unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    // The word that the hit's particles belong to does not count as context.
    let blanks = |s: &'_ str| s.char_indices().filter(|(_, c)| c.is_whitespace()).map(|(at, c)| (at, c.len_utf8())).collect::<Vec<_>>();
    let from = blanks(before).iter().rev().nth(n).map_or(0, |(at, len)| at + len);
    let to = blanks(after).get(n).map_or(after.len(), |(at, _)| *at);
    let from = floor(before, from.max(before.len().saturating_sub(MAX_CONTEXT)));
    line + from..end + floor(after, to.min(MAX_CONTEXT))
}

fn floor(text: &str, mut at: usize) -> usize {
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn write_passage(
    text: &str,
    passage: Range<usize>,
    hits: &[MatchRecord<'_>],
    hit_style: Style,
    color: bool,
    out: &mut impl Write,
) -> io::Result<()> {
    write!(out, "  {RLM}")?;
    let cut_before = text.get(..passage.start).is_some_and(|t| !t.is_empty() && !t.ends_with('\n'));
    let cut_after = text.get(passage.end..).is_some_and(|t| !t.trim_start_matches(' ').is_empty() && !t.starts_with('\n'));
    if cut_before {
        write!(out, "… ")?;
    }
    let mut at = passage.start;
    for hit in hits {
        let (start, end) = (hit.start as usize, hit.end as usize);
        if start < at {
            continue; // inside a hit that is marked already
        }
        write_line(text.get(at..start).unwrap_or_default(), out)?;
        let (open, close) = if color { ("", "") } else { ("[", "]") };
        write!(out, "{hit_style}{open}")?;
        write_line(text.get(start..end).unwrap_or_default(), out)?;
        write!(out, "{close}{hit_style:#}")?;
        at = end;
    }
    write_line(text.get(at..passage.end).unwrap_or_default(), out)?;
    writeln!(out, "{}", if cut_after { " …" } else { "" })
}

/// Text on one line: line ends become spaces; controls that would turn the line around or move the
/// cursor are left out.
fn write_line(text: &str, out: &mut impl Write) -> io::Result<()> {
    for c in text.chars() {
        match c {
            '\n' | '\t' | '\r' => out.write_all(b" ")?,
            c if c.is_control() => {}
            '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}' | '\u{FEFF}' => {}
            c => write!(out, "{c}")?,
        }
    }
    Ok(())
}

fn write_hit(
    hit: &MatchRecord<'_>,
    bold: Style,
    dim: Style,
    out: &mut impl Write,
) -> io::Result<()> {
    write!(
        out,
        "    {bold}{}{bold:#} {dim}{}{dim:#}  {}  {}",
        isolated(&hit.entity),
        isolated(&hit.kind),
        isolated(&hit.name),
        hit.level,
    )?;
    if hit.score < 1.0 {
        write!(out, " {:.2}", hit.score)?;
    }
    let mut reasons = hit.evidence.iter().map(reason).peekable();
    if reasons.peek().is_some() {
        write!(out, "  {dim}")?;
        for (k, reason) in reasons.enumerate() {
            write!(out, "{}{reason}", if k > 0 { ", " } else { "" })?;
        }
        write!(out, "{dim:#}")?;
    }
    writeln!(out)
}

/// A piece of evidence in words: `prefix و`, `hamza ا for أ`, `without mark ◌َ`.
pub(crate) fn reason(why: &EvidenceRecord<'_>) -> String {
    let (rule, from, to) = (&why.rule, shown(&why.from), shown(&why.to));
    match (why.from.is_empty(), why.to.is_empty()) {
        (false, true) => format!("{rule} {from}"),
        (true, false) if why.rule == "weak" => format!("{rule} name beside a full one"),
        (true, false) => format!("{rule} {to} not written"),
        _ => format!("{rule} {from} for {to}"),
    }
}

/// A piece of text inside a line of other text: isolated, invisible characters by number, marks on
/// a dotted circle.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        let invisible = c.is_control()
            || c.is_whitespace()
            || matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}');
        if invisible {
            shown.push_str(&format!("U+{:04X}", c as u32));
        } else {
            let is_mark = matches!(c, '\u{610}'..='\u{61A}' | '\u{64B}'..='\u{65F}' | '\u{670}'
                | '\u{6D6}'..='\u{6ED}' | '\u{300}'..='\u{36F}');
            if is_mark && shown.is_empty() {
                shown.push('\u{25CC}');
            }
            shown.push(c);
        }
    }
    isolated(&shown)
}

fn isolated(text: &str) -> String {
    if text.is_ascii() { text.to_owned() } else { format!("{FSI}{text}{PDI}") }
}
