//! `marsad explain`: why a name is found in a text, or at which step it fails.

use std::fmt::Write;
use std::io::Read;

use anyhow::Context;
use marsad::{Diagnosis, Engine, Entity, Level, MatchOptions, Orig, Span, Step};
use marsad_schema::{EntityRecord, EvidenceRecord, MatchRecord, match_records};

use super::find::pretty;
use crate::args::ExplainArgs;
use crate::exit::Exit;
use crate::output::{self, BAD, BOLD, GOOD, directed, shown};

/// Spellings with a smaller score are like nothing.
const LEAST_SCORE: f32 = 0.5;

/// Explains one name in one text.
///
/// # Errors
/// A name without letters, standard input or output that fails.
pub(crate) fn run(args: &ExplainArgs) -> anyhow::Result<Exit> {
    let text = if args.text == "-" {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).context("standard input")?;
        String::from_utf8_lossy(&bytes).into_owned()
    } else {
        args.text.clone()
    };
    let records = [EntityRecord::new(args.name.clone(), args.name.clone())];
    let engine = Engine::builder().entities(records.iter().map(Entity::from)).build()?;
    let options = MatchOptions { level: args.level, ..MatchOptions::default() };
    let hits = engine.worker().find(&text, &options)?.to_vec();
    let mut out = String::new();
    if hits.is_empty() {
        tell_miss(&mut out, &engine, &text, &options, args)?;
    } else {
        tell_hits(&mut out, &match_records(&engine, &text, &hits, false), args)?;
    }
    output::print(&out)?;
    Ok(if hits.is_empty() { Exit::NothingFound } else { Exit::Done })
}

/// Each hit with its reasons.
fn tell_hits(out: &mut String, hits: &[MatchRecord<'_>], args: &ExplainArgs) -> std::fmt::Result {
    let times = output::counted(hits.len() as u64, "time", "times");
    writeln!(out, "{GOOD}found{GOOD:#} {times}: {}", directed(&args.name))?;
    for m in hits {
        writeln!(
            out,
            "  {BOLD}{}{BOLD:#}  {}, bytes {}..{}, characters {}..{}",
            directed(&m.text),
            m.level,
            m.start,
            m.end,
            m.char_start,
            m.char_end
        )?;
        if m.evidence.is_empty() {
            writeln!(out, "    letter by letter the name")?;
        }
        tell(out, &m.evidence)?;
    }
    Ok(())
}

/// The step at which the name fails at the level asked for, and the spelling of the text that is most like it.
fn tell_miss(
    out: &mut String,
    engine: &Engine,
    text: &str,
    options: &MatchOptions,
    args: &ExplainArgs,
) -> anyhow::Result<()> {
    let name = directed(&args.name);
    writeln!(out, "{BAD}not found{BAD:#} at level {}: {name}", args.level)?;
    let mut worker = engine.worker();
    let loosest = MatchOptions { level: Level::Variant, min_score: LEAST_SCORE, ..*options };
    let alike = worker.find(text, &loosest)?;
    let best = alike.iter().max_by(|a, b| a.score.total_cmp(&b.score)).copied();
    // at the loosest level the score says more than the letter that differs
    if (best.is_none() || args.level < Level::Variant)
        && let Some(diagnosis) = engine.diagnose(text, options)
    {
        writeln!(out, "  {}", describe(&diagnosis, text, args))?;
    }
    // a stricter level than variant finds it: the diagnosis has said which
    let Some(hit) = best.filter(|hit| hit.level == Level::Variant) else { return Ok(()) };
    for m in match_records(engine, text, &[hit], false) {
        let here = directed(&m.text);
        if hit.score >= options.min_score {
            writeln!(out, "  `{here}` is another spelling of it: try --level variant")?;
        } else if args.level == Level::Variant {
            writeln!(out, "  `{here}`: score {:.2} < {}", m.score, options.min_score)?;
            tell(out, &m.evidence)?;
        }
    }
    Ok(())
}

/// Writes evidence a line each, with the cost of what has one.
fn tell(out: &mut String, evidence: &[EvidenceRecord<'_>]) -> std::fmt::Result {
    for why in evidence {
        match why.cost {
            0.0 => writeln!(out, "    {}", pretty::reason(why))?,
            cost => writeln!(out, "    {} ({cost:+.3})", pretty::reason(why))?,
        }
    }
    Ok(())
}

fn describe(diagnosis: &Diagnosis, text: &str, args: &ExplainArgs) -> String {
    let at = |span: Option<Span<Orig>>| {
        span.and_then(|span| text.get(span.range())).unwrap_or_default().to_owned()
    };
    let (here, expected) = (at(diagnosis.span), directed(&diagnosis.expected));
    let (gap, here) = (shown(&here), directed(&here));
    let found = match diagnosis.words_found {
        0 => String::new(),
        1 => "its first word is there; ".to_owned(),
        n => format!("its first {n} words are there; "),
    };
    match diagnosis.step {
        Step::NoWordAlike => format!("no word of the text is like `{expected}`"),
        Step::Letters if diagnosis.span.is_some_and(Span::is_empty) => {
            format!("{found}where `{expected}` should stand, the text ends")
        }
        Step::Letters => format!("{found}where `{expected}` should stand, the text has `{here}`"),
        Step::Prefix => format!(
            "`{here}` ends as `{expected}`, but what is in front is no string of particles \
             (و ف, then ب ك ل س, then ال)"
        ),
        Step::Gap => format!("{found}but `{gap}` parts its words"),
        Step::FunctionWord => {
            format!("`{here}` folds to it, but is a function word; list that spelling to find it")
        }
        Step::Level if args.level < Level::Folded => {
            format!("`{here}` equals it only at a looser level: try --level folded")
        }
        Step::Level => format!("`{here}` has its letters, but is spelled otherwise"),
    }
}
