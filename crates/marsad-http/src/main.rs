//! `marsad-server`: the HTTP service of Marsad.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};
use marsad_http::{App, Config, Scope, Settings};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// HTTP service that finds the names of watchlists in Arabic text. Starts with nothing: the built-in list,
/// on http://127.0.0.1:8080, its data in ./marsad-data
#[derive(Debug, Parser)]
#[command(
    name = "marsad-server",
    version,
    max_term_width = 100,
    after_help = "\
Settings come from the file, then the environment, then flags; the later wins. The file is TOML, its fields \
named as the flags with _ for -.
Exit codes: 0 stopped as told, 1 failed, 2 wrong usage."
)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,

    /// File of settings
    #[arg(long, global = true, env = "MARSAD_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,

    /// Check settings and database, and exit
    #[arg(long)]
    check: bool,

    #[command(flatten)]
    settings: Settings,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make, list and end API keys
    #[command(subcommand)]
    Keys(Keys),
    /// Write a whole copy of the database, beside a running server or without one
    Backup {
        /// Folder of the database
        #[arg(long, env = "MARSAD_DATA_DIR", value_name = "FOLDER")]
        data: Option<PathBuf>,
        /// The file to write; it must not be there yet
        file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
enum Keys {
    /// Make a key and print it. It is shown this once
    Create {
        /// Folder of the database
        #[arg(long, env = "MARSAD_DATA_DIR", value_name = "FOLDER")]
        data: Option<PathBuf>,
        /// Who it is for: the trail and the log name it
        name: String,
        /// What it allows
        #[arg(long, value_delimiter = ',', default_value = "read", value_name = "SCOPES")]
        scope: Vec<Scope>,
        /// Lists it is for, with commas between; all if not given
        #[arg(long, value_delimiter = ',', value_name = "LISTS")]
        lists: Vec<String>,
    },
    /// List all keys, without their secrets
    List {
        /// Folder of the database
        #[arg(long, env = "MARSAD_DATA_DIR", value_name = "FOLDER")]
        data: Option<PathBuf>,
    },
    /// End a key
    Revoke {
        /// Folder of the database
        #[arg(long, env = "MARSAD_DATA_DIR", value_name = "FOLDER")]
        data: Option<PathBuf>,
        /// Its id, as listed
        id: String,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // without standard error there is nobody to tell
            let _ = writeln!(std::io::stderr(), "error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> anyhow::Result<()> {
    let file = match &cli.config {
        Some(path) => Settings::read(path)?,
        None => Settings::default(),
    };
    let settings = cli.settings.or(file);
    let config = |data: Option<PathBuf>| {
        Config::from(Settings { data, ..Settings::default() }.or(settings.clone()))
    };
    match cli.command {
        Some(Command::Keys(Keys::Create { data, name, scope, lists })) => {
            let key = marsad_http::create_key(&config(data), &name, &scope, &lists)?;
            say(&[key])
        }
        Some(Command::Keys(Keys::List { data })) => say(&marsad_http::list_keys(&config(data))?),
        Some(Command::Keys(Keys::Revoke { data, id })) => {
            marsad_http::revoke_key(&config(data), &id)
        }
        Some(Command::Backup { data, file }) => marsad_http::back_up(&config(data), &file),
        None if cli.check => {
            marsad_http::check(&config(None))?;
            say(&["settings and database are good".to_owned()])
        }
        None => serve(config(None)),
    }
}

fn say(lines: &[String]) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    for line in lines {
        writeln!(out, "{line}").context("standard output")?;
    }
    Ok(())
}

fn serve(config: Config) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("threads could not be started")?;
    runtime.block_on(async {
        let address = config.listen;
        let app = App::start(config)?;
        let listener = TcpListener::bind(address).await.with_context(|| address.to_string())?;
        let here = listener.local_addr().context("the address")?;
        say(&[format!("http://{here}")])?;
        let (mut term, mut int) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let told = async move {
            tokio::select! {
                _ = term.recv() => {}
                _ = int.recv() => {}
            }
        };
        let loaded = app.loaded();
        let serving = marsad_http::serve(std::sync::Arc::clone(&app), listener, told);
        let mut serving = std::pin::pin!(serving);
        tokio::select! {
            loaded = loaded => loaded?,
            served = &mut serving => return served.context("stopping"),
        }
        serving.await.context("stopping")
    })
}
