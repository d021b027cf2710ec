//! Streams that end early: a closed pipe, a full device, Ctrl-C.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};

use crate::support::{end, folder, marsad, ran, start};

/// JSON lines of many documents, far more than a pipe holds of results.
fn large() -> Vec<u8> {
    let text = "قال المتحدث إن الوفد وصل إلى موسكو ثم بكين. ".repeat(5);
    let line = format!("{{\"text\":\"{text}\"}}\n");
    line.repeat(20_000).into_bytes()
}

/// Asks a process to end, as Ctrl-C does.
fn interrupt(child: &Child) {
    let kill = Command::new("sh").args(["-c", &format!("kill -INT {}", child.id())]).status();
    assert!(kill.unwrap().success());
}

#[test]
fn a_reader_that_has_enough_is_no_error() {
    let folder = folder(&[("t.jsonl", &large())]);
    for args in [
        &["match", "t.jsonl"] as &[&str],
        &["match", "--format", "pretty", "t.jsonl"],
        &["normalize", "t.jsonl"],
    ] {
        let mut child = start(marsad(args).current_dir(folder.path()));
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        assert!(out.read_line(&mut line).unwrap() > 1);
        drop(out);
        end(child).quietly(0);
    }
    // one that never reads; what is small fits the pipe or meets a closed one
    for args in [&["profiles"] as &[&str], &["watchlist", "stats", "world"], &["man"], &["--help"]]
    {
        let mut child = start(&mut marsad(args));
        drop(child.stdout.take());
        end(child).quietly(0);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = folder(&[("t.jsonl", &large()), ("t.txt", "موسكو".as_bytes())]);
    for args in [
        &["match", "t.jsonl"] as &[&str],
        &["match", "--format", "tsv", "t.txt"],
        &["normalize", "t.txt"],
        &["profiles"],
        &["profiles", "clean"],
        &["explain", "موسكو", "--name", "موسكو"],
        &["watchlist", "check", "world"],
        &["watchlist", "stats", "world"],
        &["completions", "bash"],
        &["man"],
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let child = marsad(args)
            .current_dir(folder.path())
            .stdout(full)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        end(child).saying(2, "error: standard output: No space left on device (os error 28)\n");
    }
}

#[test]
fn ctrl_c_while_standard_input_stays_open() {
    for args in [&["match", "--lines"] as &[&str], &["normalize", "--lines", "-p", "clean"]] {
        let mut child = start(&mut marsad(args));
        let mut stdin = child.stdin.take().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        // what is sent is answered at once, though more may come
        stdin.write_all("وصل إلى موسكو\nثم إلى بكي".as_bytes()).unwrap();
        stdin.flush().unwrap();
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert!(line.contains("موسكو") && line.ends_with('\n'), "{line}");
        interrupt(&child);
        let mut rest = String::new();
        out.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
        end(child).quietly(130);
        drop(stdin); // open until here
    }
}

#[test]
fn ctrl_c_in_the_middle_of_a_large_file() {
    let folder = folder(&[("t.jsonl", &large())]);
    let mut child = start(marsad(&["match", "t.jsonl"]).current_dir(folder.path()));
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut written = String::new();
    out.read_line(&mut written).unwrap();
    interrupt(&child);
    out.read_to_string(&mut written).unwrap();
    let ran = end(child);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(130), ""));
    assert!(written.ends_with('\n'));
    let mut documents = 0;
    for line in written.lines() {
        documents += 1;
        let result: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(result["id"], format!("t.jsonl:{documents}"));
    }
    assert!((1..20_000).contains(&documents), "{documents}");
}

#[test]
fn an_asked_for_end_is_no_broken_pipe() {
    // Ctrl-C reaches the whole pipeline: our reader goes away as well
    let folder = folder(&[("t.jsonl", &large())]);
    let mut child = start(marsad(&["match", "t.jsonl"]).current_dir(folder.path()));
    let mut out = child.stdout.take().unwrap();
    out.read_exact(&mut [0; 100]).unwrap();
    interrupt(&child);
    drop(out);
    let ran = end(child);
    assert_eq!(ran.stderr, "");
    assert!(matches!(ran.code, Some(0 | 130)), "{ran:?}");
}

#[test]
fn a_closed_standard_error_changes_nothing() {
    let mut command = marsad(&["match", "none.txt", "news/01-moscow-talks.txt"]);
    let mut child = start(&mut command);
    drop(child.stderr.take());
    let heard = end(child);
    assert_eq!(heard.code, Some(3));
    assert_eq!(heard.stdout, ran(&mut command).stdout);
}
