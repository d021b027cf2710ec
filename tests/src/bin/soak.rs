//! Random text through the tiling check: `marsad-soak CODEPOINTS SEED`. Fails at the first text that
//! does, and prints it.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a program")]

use std::process::ExitCode;
use std::time::Instant;

use marsad_tests::tiling::{profiles, soak};

fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|arg| arg.parse().ok()).collect();
    let [codepoints, seed] = numbers[..] else {
        eprintln!("usage: marsad-soak CODEPOINTS SEED");
        return ExitCode::from(2);
    };
    let (profiles, started) = (profiles(), Instant::now());
    let mut told = 0;
    let tell = |seen: u64| {
        let tenth = seen * 10 / codepoints.max(1);
        if tenth > told {
            told = tenth;
            eprintln!("{seen} code points, {:.0} s", started.elapsed().as_secs_f64());
        }
    };
    match soak(&profiles, seed, codepoints, tell) {
        Ok(tiled) => {
            let names = profiles.iter().map(marsad::Profile::name).collect::<Vec<_>>().join(", ");
            println!(
                "{codepoints} code points of seed {seed} by each of {names}: 0 failures; {} \
                 clusters in {} tiles, {} normalised alone",
                tiled.clusters, tiled.tiles, tiled.alone
            );
            ExitCode::SUCCESS
        }
        Err(wrong) => {
            println!("{wrong}");
            ExitCode::FAILURE
        }
    }
}
