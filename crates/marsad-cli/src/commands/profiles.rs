//! `marsad profiles`: what each profile does, and to which letters.

mod harm;

use std::fmt::Write;

use anyhow::bail;
use marsad::{Effect, Op, Profile, effects};

use crate::args::ProfilesArgs;
use crate::exit::Exit;
use crate::output::{self, BOLD, DIM, shown, wrapped};

/// Most characters of a class that are shown one by one.
const MOST_SHOWN: usize = 10;

/// Lists the profiles, describes one, or tells where two differ.
///
/// # Errors
/// An unknown profile, output that fails.
pub(crate) fn run(args: &ProfilesArgs) -> anyhow::Result<Exit> {
    if args.harm {
        return harm::run(&named(args.name.as_deref().unwrap_or_default())?, args);
    }
    if !args.input.paths.is_empty() {
        bail!("paths are read for --harm only; `marsad profiles --help` tells how");
    }
    let mut out = String::new();
    match (&args.name, &args.diff) {
        (None, _) => list(&mut out)?,
        (Some(name), None) => describe(&named(name)?, &mut out)?,
        (Some(name), Some(other)) => diff(&named(name)?, &named(other)?, &mut out)?,
    }
    output::print(&out)?;
    Ok(Exit::Done)
}

/// The profile called `name`.
///
/// # Errors
/// There is none; the message names those that are known.
pub(crate) fn named(name: &str) -> anyhow::Result<Profile> {
    Ok(name.parse()?)
}

fn list(out: &mut String) -> std::fmt::Result {
    for profile in Profile::all() {
        let ops: Vec<&str> = profile.ops().iter().map(Op::name).collect();
        put_row(&format!("{:8}", profile.name()), &ops.join(" "), out)?;
    }
    writeln!(out, "\n{BOLD}operations{BOLD:#}, each for `--ops +name` or `-name`")?;
    for op in Op::ALL {
        put_op(op, out)?;
    }
    writeln!(out, "\n{BOLD}other programs{BOLD:#}, reproduced letter by letter")?;
    let peers = Profile::peers();
    let names: Vec<String> = peers.iter().map(Profile::to_string).collect();
    let width = names.iter().map(String::len).max().unwrap_or(0);
    for (profile, name) in peers.iter().zip(&names) {
        put_row(&format!("  {name:width$} "), profile.about().unwrap_or_default(), out)?;
    }
    writeln!(out, "\n{DIM}marsad profiles NAME shows what one does to which letters{DIM:#}")
}

fn put_op(op: Op, out: &mut String) -> std::fmt::Result {
    put_row(&format!("  {:15}", op.name()), op.describe(), out)
}

/// A word and what is to be said of it, which on a terminal goes on below itself.
fn put_row(word: &str, text: &str, out: &mut String) -> std::fmt::Result {
    let indent = word.len();
    let width = output::width().map_or(usize::MAX, |width| width.max(40) - indent);
    for (k, line) in wrapped(text, width).iter().enumerate() {
        let word = if k == 0 { word } else { "" };
        writeln!(out, "{BOLD}{word:indent$}{BOLD:#}{line}")?;
    }
    Ok(())
}

fn describe(profile: &Profile, out: &mut String) -> std::fmt::Result {
    write!(out, "{BOLD}{profile}{BOLD:#}")?;
    if profile.peer().is_none() {
        write!(out, " version {}", profile.version())?;
    }
    writeln!(out, ", fingerprint {:016x}", profile.fingerprint())?;
    if let (Some(peer), Some(about)) = (profile.peer(), profile.about()) {
        writeln!(out, "  as {} {}: {about}", peer.name, peer.version)?;
    }
    if profile.is_tokens() {
        writeln!(out, "  gives tokens; below, a token that ends is shown as a space")?;
    }
    for op in profile.ops().iter() {
        put_op(op, out)?;
    }
    writeln!(out, "\n{BOLD}characters{BOLD:#}, each between two letters")?;
    for effect in effects(profile) {
        writeln!(out, "  {BOLD}{}{BOLD:#}", effect.class)?;
        for part in parts(&effect) {
            writeln!(out, "    {part}")?;
        }
    }
    Ok(())
}

/// Shows the characters to which two profiles do not do the same, by class.
fn diff(one: &Profile, other: &Profile, out: &mut String) -> std::fmt::Result {
    let width = one.name().len().max(other.name().len()) + 2;
    let mut are_equal = true;
    for (mut of_one, mut of_other) in effects(one).into_iter().zip(effects(other)) {
        if of_one == of_other {
            continue;
        }
        are_equal = false;
        let (whole_one, whole_other) = (of_one.clone(), of_other.clone());
        drop_shared(&mut of_one, &whole_other);
        drop_shared(&mut of_other, &whole_one);
        writeln!(out, "{BOLD}{}{BOLD:#}", of_one.class)?;
        for (profile, effect) in [(one, &of_one), (other, &of_other)] {
            let mut name = profile.name();
            for part in parts(effect) {
                writeln!(out, "  {name:width$}{part}")?;
                name = "";
            }
        }
    }
    if are_equal {
        writeln!(out, "{} and {} do the same to every letter", one.name(), other.name())?;
    }
    Ok(())
}

/// Leaves in `effect` only what `other` does not have.
fn drop_shared(effect: &mut Effect, other: &Effect) {
    effect.kept.retain(|c| !other.kept.contains(c));
    effect.deleted.retain(|c| !other.deleted.contains(c));
    effect.mapped.retain(|pair| !other.mapped.contains(pair));
}

/// What becomes of a class, in at most three lines.
fn parts(effect: &Effect) -> Vec<String> {
    let mut targets: Vec<(&str, Vec<char>)> = Vec::new();
    for (from, to) in &effect.mapped {
        match targets.iter_mut().find(|(target, _)| target == to) {
            Some((_, chars)) => chars.push(*from),
            None => targets.push((to, vec![*from])),
        }
    }
    let mut parts = Vec::new();
    for (word, chars) in [("kept", &effect.kept), ("deleted", &effect.deleted)] {
        if !chars.is_empty() {
            parts.push(format!("{word:9}{}", some([("", chars.as_slice())])));
        }
    }
    if !targets.is_empty() {
        let groups = targets.iter().map(|(target, chars)| (*target, chars.as_slice()));
        parts.push(format!("{:9}{}", "becomes", some(groups)));
    }
    parts
}

/// The first characters of groups, each group with what it becomes, and how many more there are.
fn some<'a>(groups: impl IntoIterator<Item = (&'a str, &'a [char])>) -> String {
    let (mut left, mut more) = (MOST_SHOWN, 0);
    let mut line = String::new();
    for (target, chars) in groups {
        let (first, rest) = chars.split_at(left.min(chars.len()));
        left -= first.len();
        more += rest.len();
        if first.is_empty() {
            continue;
        }
        line.push_str(if line.is_empty() { "" } else { "   " });
        let first: Vec<String> = first.iter().map(|c| shown(c.encode_utf8(&mut [0; 4]))).collect();
        line.push_str(&first.join(" "));
        if !target.is_empty() {
            line.push_str(&format!(" → {}", shown(target)));
        }
    }
    if more > 0 {
        line.push_str(&format!("   and {more} more"));
    }
    line
}
