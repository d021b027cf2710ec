//! Help, completions and manual pages.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::support::{folder, run, run_in};

const COMMANDS: [&str; 13] = [
    "normalize",
    "match",
    "screen",
    "compare",
    "watchlist",
    "watchlist build",
    "watchlist check",
    "watchlist stats",
    "watchlist variants",
    "profiles",
    "explain",
    "completions",
    "man",
];

#[test]
fn of_each_command() {
    insta::assert_snapshot!("help", run(&["--help"]).quietly(0).stdout);
    for command in COMMANDS {
        let words: Vec<&str> = command.split(' ').collect();
        let help = run(&[&words as &[&str], &["--help"]].concat()).quietly(0).stdout;
        assert!(help.contains("Example") || command == "watchlist", "{help}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
        // one page, whichever way it is asked for
        assert_eq!(run(&[&words as &[&str], &["-h"]].concat()).stdout, help);
        insta::assert_snapshot!(format!("help-{}", command.replace(' ', "-")), help);
    }
}

#[test]
fn without_a_command_the_help_is_the_error() {
    let none: [&str; 0] = [];
    let ran = run(&none);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("Usage: marsad [OPTIONS] <COMMAND>"));
    let wrong = run(&["mach"]);
    assert_eq!(wrong.code, Some(2));
    assert!(
        wrong.stderr.contains("some similar subcommands exist: 'man', 'match'"),
        "{}",
        wrong.stderr
    );
}

#[test]
fn the_version() {
    let expected = format!("marsad {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(run(&["--version"]).quietly(0).stdout, expected);
}

#[test]
fn completions_for_each_shell() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]).quietly(0).stdout;
        assert!(script.contains("marsad") && script.contains("watchlist"), "{shell}");
    }
    assert_eq!(run(&["completions", "csh"]).code, Some(2));
}

#[test]
fn bash_accepts_its_completions() {
    let script = run(&["completions", "bash"]).quietly(0).stdout;
    let Ok(mut bash) =
        Command::new("bash").arg("-n").stdin(Stdio::piped()).stderr(Stdio::piped()).spawn()
    else {
        return; // no bash here
    };
    bash.stdin.take().unwrap().write_all(script.as_bytes()).unwrap();
    let output = bash.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn manual_pages() {
    let page = run(&["man"]).quietly(0).stdout;
    assert!(page.contains(".TH marsad 1") && page.contains("normalize"), "{page}");
    let folder = folder(&[]);
    run_in(&folder, &["man", "new/man1"]).quietly(0);
    let mut pages: Vec<String> = std::fs::read_dir(folder.path().join("new/man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    pages.sort();
    let mut expected: Vec<String> =
        COMMANDS.iter().map(|command| format!("marsad-{}.1", command.replace(' ', "-"))).collect();
    expected.push("marsad.1".to_owned());
    expected.sort();
    assert_eq!(pages, expected);
    // a file in the way
    let ran = run_in(&folder, &["man", "new/man1/marsad.1"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.starts_with("error: new/man1/marsad.1: "), "{}", ran.stderr);
}
