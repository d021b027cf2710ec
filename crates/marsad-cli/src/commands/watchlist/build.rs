//! `marsad watchlist build`.

use std::time::{Duration, Instant};

use anyhow::bail;
use indicatif::{HumanBytes, ProgressBar};

use crate::args::BuildArgs;
use crate::exit::Exit;
use crate::lists;
use crate::output::{self, counted};

/// Compiles lists and writes the file.
///
/// # Errors
/// A list that can not be opened, with `--strict` one with a bad line; a file that can not be written.
pub(super) fn run(args: &BuildArgs) -> anyhow::Result<Exit> {
    let started = Instant::now();
    let bar = Spinner::new();
    bar.say("reading");
    let watchlist = lists::read(&args.lists, args.how.list_format)?;
    bar.finish();
    for problem in &watchlist.problems {
        output::say_warning(&problem.to_string());
    }
    if args.strict && !watchlist.problems.is_empty() {
        let n = watchlist.problems.len() as u64;
        bail!("nothing is written: the lists have {}", counted(n, "bad line", "bad lines"));
    }
    if watchlist.entries.is_empty() {
        bail!("the watchlist holds no entity");
    }
    let bar = Spinner::new();
    let n = watchlist.entries.len() as u64;
    bar.say(&format!("compiling {}", counted(n, "entity", "entities")));
    let records: Vec<_> = watchlist.entries.into_iter().map(|entry| entry.entity).collect();
    let engine = lists::compile(&records)?;
    let bytes = engine.to_bytes()?;
    marsad_io::save_compiled(&args.output, &bytes)?;
    bar.finish();
    if output::is_talk_seen() {
        output::tell(&format!(
            "{}: {}, {}, {} in {:.2} s",
            args.output.display(),
            counted(n, "entity", "entities"),
            counted(engine.n_names() as u64, "name", "names"),
            HumanBytes(bytes.len() as u64),
            started.elapsed().as_secs_f64(),
        ));
    }
    Ok(Exit::Done)
}

/// Says on a terminal what is going on.
struct Spinner(Option<ProgressBar>);

impl Spinner {
    fn new() -> Spinner {
        Spinner(output::is_talk_seen().then(|| {
            let bar = ProgressBar::new_spinner();
            bar.enable_steady_tick(Duration::from_millis(100));
            bar
        }))
    }

    fn say(&self, what: &str) {
        if let Some(bar) = &self.0 {
            bar.set_message(what.to_owned());
        }
    }

    fn finish(&self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}
