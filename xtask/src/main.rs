//! Automation of the workspace: `cargo xtask <command>`.

mod tables;
mod world;

use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <command>

  tables [--check]   write the Unicode tables of the engine, or fail when they are stale
  world [--check]    write the built-in list from its tables, or fail when it is stale
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = match args.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("", [].as_slice()),
    };
    let outcome = match command {
        "tables" => tables::run(rest),
        "world" => world::run(rest),
        _ => Err(anyhow::anyhow!("{USAGE}")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}

#[expect(clippy::print_stderr, reason = "a command line tool speaks to its terminal")]
fn report(error: &anyhow::Error) {
    eprintln!("{error:#}");
}
