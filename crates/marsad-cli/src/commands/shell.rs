//! `marsad completions` and `marsad man`.

use std::fs;
use std::io::Write;

use anyhow::Context;
use clap::CommandFactory;

use crate::args::{Cli, CompletionsArgs, ManArgs};
use crate::exit::Exit;
use crate::output;

/// Prints completions.
///
/// # Errors
/// Output that fails.
pub(crate) fn completions(args: &CompletionsArgs) -> anyhow::Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "marsad", &mut script);
    put(&script)?;
    Ok(Exit::Done)
}

/// Writes manual pages.
///
/// # Errors
/// A folder that can not be written, output that fails.
pub(crate) fn man(args: &ManArgs) -> anyhow::Result<Exit> {
    match &args.folder {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            put(&page)?;
        }
        Some(folder) => {
            fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
            clap_mangen::generate_to(Cli::command(), folder)
                .with_context(|| folder.display().to_string())?;
        }
    }
    Ok(Exit::Done)
}

/// Writes all of it to standard output.
fn put(bytes: &[u8]) -> anyhow::Result<()> {
    let mut out = output::data();
    out.write_all(bytes).and_then(|()| out.flush()).context(output::STDOUT)
}
