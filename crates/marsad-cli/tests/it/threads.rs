//! Output does not depend on the number of threads, and standard error stays empty.

use std::fmt::Write;
use std::path::Path;

use crate::support::{feed, fixtures, folder, marsad, ran, run};

/// JSON lines made of the articles, cut at changing places: a few thousand documents of all sizes,
/// some in the middle no documents at all.
fn many_documents() -> String {
    let folder = std::fs::read_dir(fixtures().join("news")).unwrap();
    let mut texts: Vec<(String, String)> = folder
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .map(|path| (path.display().to_string(), std::fs::read_to_string(path).unwrap()))
        .collect();
    texts.sort();
    let mut out = String::new();
    for k in 0..4000 {
        let (_, text) = &texts[k % texts.len()];
        let take = 1 + k * 37 % text.chars().count();
        let text: String = text.chars().skip(k % 50).take(take).collect();
        match k % 500 {
            250 => out.push_str("{\"text\": broken}\n"),
            _ => {
                writeln!(out, "{}", serde_json::json!({"id": k, "text": text, "k": k % 7})).unwrap()
            }
        }
    }
    out
}

#[track_caller]
fn same_for_any_number(args: &[&str], path: &Path, code: i32) {
    let outcome = |threads: &str| {
        let ran = ran(marsad(args).arg(path).args(["-j", threads]));
        assert_eq!(ran.code, Some(code), "{}", ran.stderr);
        (ran.stdout, ran.stderr)
    };
    let one = outcome("1");
    assert!(one.0.lines().count() > 20);
    for threads in ["2", "5"] {
        assert!(outcome(threads) == one, "{args:?} -j {threads}");
    }
}

const COMMANDS: [&[&str]; 5] = [
    &["match", "--format", "jsonl", "--utf16"],
    &["match", "--format", "tsv", "--overlaps", "all"],
    &["match", "--format", "pretty"],
    &["normalize", "--offsets"],
    &["normalize", "--profile", "clean"],
];

#[test]
fn all_articles() {
    for args in COMMANDS {
        same_for_any_number(args, Path::new("news"), 0);
    }
}

#[test]
fn thousands_of_documents() {
    let folder = folder(&[("many.jsonl", many_documents().as_bytes())]);
    for args in COMMANDS {
        // the broken ones are named, in order, however many threads there are
        same_for_any_number(args, &folder.path().join("many.jsonl"), 3);
    }
}

#[test]
fn errors_are_told_in_order() {
    let ran = feed(&["match", "-j", "2"], many_documents());
    assert_eq!((ran.code, ran.stdout.lines().count()), (Some(3), 3992));
    let lines: Vec<&str> = ran.stderr.lines().collect();
    let expected: Vec<String> = (0..8)
        .map(|k| {
            format!(
                "error: -:{}: no valid JSON: expected value (byte 10 of the line)",
                k * 500 + 251
            )
        })
        .collect();
    assert_eq!(lines, expected);
}

#[test]
fn nothing_is_said_when_all_is_well() {
    for args in COMMANDS {
        let args = [args, &["news"]].concat();
        let quiet = run(&[&args as &[&str], &["--quiet"]].concat()).quietly(0);
        assert_eq!(run(&args).quietly(0).stdout, quiet.stdout);
    }
}

#[test]
fn the_number_of_threads_may_be_in_the_environment() {
    let args = ["match", "news/01-moscow-talks.txt"];
    let ran_with = |threads: &str| ran(marsad(&args).env("MARSAD_THREADS", threads));
    assert_eq!(ran_with("2").quietly(0).stdout, run(&args).stdout);
    let wrong = ran_with("many");
    assert_eq!((wrong.code, wrong.stdout.as_str()), (Some(2), ""));
    assert!(wrong.stderr.contains("invalid value 'many' for '--threads <N>'"), "{}", wrong.stderr);
    let too_many = run(&["match", "-j", "1025"]);
    assert!(too_many.stderr.contains("1025 is not in 0..=1024"), "{}", too_many.stderr);
}
