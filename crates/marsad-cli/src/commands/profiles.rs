//! `marsad profiles`: what each profile does, and to which letters.

use std::io::Write;

use anyhow::anyhow;
use marsad::{Op, Profile};

use crate::args::ProfilesArgs;
use crate::exit::Exit;
use crate::output::{self, BOLD, DIM};

/// Lists the profiles, or describes one.
///
/// # Errors
/// An unknown profile, output that fails.
pub(crate) fn run(args: &ProfilesArgs) -> anyhow::Result<Exit> {
    match &args.name {
        None => list()?,
        Some(name) => {
            let profile = Profile::named(name).ok_or_else(|| {
                let known = Profile::all().map(|p| p.name().to_owned()).join(", ");
                anyhow!("unknown profile `{name}`; known are {known}")
            })?;
            describe(&profile)?;
        }
    }
    Ok(Exit::Done)
}

fn list() -> anyhow::Result<()> {
    let mut out = output::stdout();
    for profile in Profile::all() {
        let ops: Vec<&str> = profile.ops().iter().map(Op::name).collect();
        writeln!(out, "{BOLD}{:8}{BOLD:#}{}", profile.name(), ops.join(" "))?;
    }
    writeln!(out, "\n{BOLD}operations{BOLD:#}, each for `--ops +name` or `-name`")?;
    for op in Op::ALL {
        writeln!(out, "  {BOLD}{:13}{BOLD:#}{}", op.name(), op.describe())?;
    }
    writeln!(out, "\n{DIM}marsad profiles NAME shows what one does to which letters{DIM:#}")?;
    out.flush()?;
    Ok(())
}

fn describe(profile: &Profile) -> anyhow::Result<()> {
    let mut out = output::stdout();
    writeln!(
        out,
        "{BOLD}{}{BOLD:#} version {}, fingerprint {:016x}",
        profile.name(),
        profile.version(),
        profile.fingerprint()
    )?;
    for op in profile.ops().iter() {
        writeln!(out, "  {BOLD}{:13}{BOLD:#}{}", op.name(), op.describe())?;
    }
    out.flush()?;
    Ok(())
}
