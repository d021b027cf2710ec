//! The `marsad` command line: parses arguments, runs one command, maps what happened to an exit
//! code. Everything else lives in the libraries.

mod args;
mod commands;
mod env;
mod exit;
mod inputs;
mod interrupt;
mod lists;
mod output;
mod progress;
mod run;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::exit::Exit;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    output::set_color(cli.color);
    let done = match &cli.command {
        Command::Normalize(args) => commands::normalize::run(args),
        Command::Match(args) => commands::find::run(args),
        Command::Screen(args) => commands::screen::run(args),
        Command::Compare(args) => commands::compare::run(args),
        Command::Watchlist(args) => commands::watchlist::run(args),
        Command::Profiles(args) => commands::profiles::run(args),
        Command::Explain(args) => commands::explain::run(args),
        Command::Completions(args) => commands::shell::completions(args),
        Command::Man(args) => commands::shell::man(args),
    };
    match done {
        Ok(exit) => exit.into(),
        Err(error) if output::is_broken_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            output::say_failure(&error);
            Exit::Usage.into()
        }
    }
}
