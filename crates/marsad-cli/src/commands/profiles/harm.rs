//! `marsad profiles NAME --harm`: which words of a corpus a profile makes one.

use std::fmt::Write;
use std::sync::{Mutex, PoisonError};

use marsad::{Collision, Profile, WordCounts};
use marsad_io::InputDocument;

use crate::args::{HarmFormat, ProfilesArgs};
use crate::exit::Exit;
use crate::output::{self, BOLD, DIM, HIT, counted, directed, line_of};
use crate::run::{self, Wants};

/// Counts the words of all inputs and shows which of them `profile` makes one.
///
/// # Errors
/// Output that fails.
pub(super) fn run(profile: &Profile, args: &ProfilesArgs) -> anyhow::Result<Exit> {
    let counts = Mutex::new(WordCounts::default());
    let work = |mine: &mut WordCounts, document: &InputDocument<'_>, _: &mut Vec<u8>| {
        mine.add(&document.text);
        // one lock a document; what was counted is added whole, so that a panic leaves no half
        let mut all = counts.lock().unwrap_or_else(PoisonError::into_inner);
        all.merge(std::mem::take(mine));
        Ok(0)
    };
    let (_, exit) =
        run::documents(&args.input, Wants::default(), WordCounts::default, work, |_| {
            String::new()
        })?;
    let counts = counts.into_inner().unwrap_or_else(PoisonError::into_inner);
    let collisions = counts.collisions(profile);
    let shown = match args.top {
        0 => &collisions[..],
        top => &collisions[..top.min(collisions.len())],
    };
    let mut out = String::new();
    match args.format {
        HarmFormat::Tsv => put_tsv(shown, &mut out)?,
        HarmFormat::Pretty => {
            put_table(shown, &mut out)?;
            put_sums(profile, &counts, &collisions, shown.len(), &mut out)?;
        }
    }
    output::print(&out)?;
    Ok(exit)
}

fn put_tsv(collisions: &[Collision], out: &mut String) -> std::fmt::Result {
    for collision in collisions {
        write!(out, "{}\t{}", collision.at_stake(), collision.folded)?;
        for (word, n) in &collision.spellings {
            write!(out, "\t{word}\t{n}")?;
        }
        out.push('\n');
    }
    Ok(())
}

/// One row a collision: how much is at stake, what the words become, the words.
fn put_table(collisions: &[Collision], out: &mut String) -> std::fmt::Result {
    if collisions.is_empty() {
        return Ok(());
    }
    let cells: Vec<String> = collisions
        .iter()
        .map(|collision| match collision.folded.as_str() {
            "" => "(nothing)".to_owned(),
            folded => line_of(folded),
        })
        .collect();
    let width = cells.iter().map(|cell| output::columns(cell)).max().unwrap_or(0).max(7);
    writeln!(out, "{BOLD}at stake  {:width$}  words{BOLD:#}", "becomes")?;
    for (collision, cell) in collisions.iter().zip(&cells) {
        let at_stake = indicatif::HumanCount(collision.at_stake()).to_string();
        let pad = " ".repeat(width - output::columns(cell));
        write!(out, "{HIT}{at_stake:>8}{HIT:#}  {}{pad}  ", directed(cell))?;
        for (k, (word, n)) in collision.spellings.iter().take(MOST_WORDS).enumerate() {
            let gap = if k == 0 { "" } else { "   " };
            write!(out, "{gap}{} {DIM}{}{DIM:#}", directed(word), indicatif::HumanCount(*n))?;
        }
        match collision.spellings.len().saturating_sub(MOST_WORDS) {
            0 => out.push('\n'),
            more => writeln!(out, "   and {more} more")?,
        }
    }
    Ok(())
}

/// Most words of one row.
const MOST_WORDS: usize = 6;

fn put_sums(
    profile: &Profile,
    counts: &WordCounts,
    collisions: &[Collision],
    shown: usize,
    out: &mut String,
) -> std::fmt::Result {
    let at_stake: u64 = collisions.iter().map(Collision::at_stake).sum();
    if !collisions.is_empty() {
        out.push('\n');
    }
    #[expect(clippy::cast_precision_loss, reason = "a share to two digits")]
    let share = 100.0 * at_stake as f64 / counts.words().max(1) as f64;
    writeln!(
        out,
        "{} in {} of {} become one with others under {BOLD}{}{BOLD:#}; {} ({share:.2} %) at stake",
        counted(collisions.iter().map(|c| c.spellings.len() as u64).sum(), "word", "words"),
        counted(collisions.len() as u64, "collision", "collisions"),
        counted(counts.words(), "running word", "running words"),
        profile.name(),
        indicatif::HumanCount(at_stake),
    )?;
    match collisions.len() - shown {
        0 => Ok(()),
        _ => writeln!(out, "{DIM}the first {shown} are shown; --top 0 shows all{DIM:#}"),
    }
}
