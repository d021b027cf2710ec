//! Recall and precision of `match` on names in running news: `marsad-running CORPUS.jsonl [LEVEL]`.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;

use marsad::Level;
use marsad_tests::fixtures::folder;
use marsad_tests::running::{Counted, Story, count, names};
use serde::Deserialize;

#[derive(Deserialize)]
struct Line {
    text: String,
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (corpus, level) = match &args[..] {
        [corpus] => (corpus, Level::Variant),
        [corpus, level] => (corpus, level.parse()?),
        _ => return Err("usage: marsad-running CORPUS.jsonl [exact|folded|variant]".into()),
    };
    let lines = std::fs::read_to_string(corpus)?;
    let stories: Result<Vec<Story>, _> = lines
        .lines()
        .map(|line| serde_json::from_str(line).map(|line: Line| Story::new(line.text)))
        .collect();
    let stories = stories?;
    let names = names(&folder().join("names/running-news.toml"));
    for script in ["Arabic", "Latin"] {
        let mut sums: Vec<(&str, Counted)> = Vec::new();
        for name in &names.name {
            if script == "Latin" && name.no_latin.is_some() {
                continue;
            }
            let listed = if script == "Latin" { &name.latin } else { &name.arabic };
            let counted = count(&stories, name, listed, level)?;
            println!(
                "{script} {level} {listed}: {} of {}; strange {:?}; missed {:?}",
                counted.found, counted.mentions, counted.strange, counted.missed
            );
            match sums.iter_mut().find(|(kind, _)| *kind == name.kind) {
                Some((_, sum)) => sum.add(&counted),
                None => sums.push((&name.kind, counted)),
            }
        }
        for (kind, sum) in sums {
            println!(
                "== {script} {level} {kind}: recall {:.3} ({} of {}), precision {:.3} ({} strange)",
                sum.recall(),
                sum.found,
                sum.mentions,
                sum.precision(),
                sum.n_strange()
            );
        }
    }
    Ok(())
}
