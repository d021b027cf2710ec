//! Memory is bounded, whatever the input's size.
//!
//! The program is given the input and, after it, its standard input, which stays open: when the last
//! result has come it waits there, and its peak can be read.
#![cfg(target_os = "linux")]

use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::Path;

use crate::support::{end, folder, marsad, run, start};

/// Most memory a child has had, in MB.
fn peak(id: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

/// Runs `args` on `path`, which holds `documents`, and returns the most memory it had, in MB, and the
/// bytes and the last line it wrote.
fn measure(args: &[&str], path: &Path, documents: usize) -> (u64, usize, String) {
    let mut child = start(marsad(args).args(["-j", "2"]).arg(path).arg("-"));
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let (mut line, mut bytes) = (String::new(), 0);
    for k in 0..documents {
        line.clear();
        bytes += out.read_line(&mut line).unwrap();
        assert!(!line.is_empty(), "only {k} documents");
    }
    let peak = peak(child.id());
    drop(child.stdin.take()); // the last document: an empty one
    let mut rest = Vec::new();
    std::io::Read::read_to_end(&mut out, &mut rest).unwrap();
    let ran = end(child);
    assert_eq!(ran.stderr, "");
    assert!(matches!(ran.code, Some(0 | 1)), "{ran:?}");
    (peak, bytes, line)
}

/// A file of `n` times `piece`, with something before and behind it.
fn write(path: &Path, before: &str, piece: &str, n: usize, after: &str) {
    let mut file = BufWriter::new(std::fs::File::create(path).unwrap());
    file.write_all(before.as_bytes()).unwrap();
    for _ in 0..n {
        file.write_all(piece.as_bytes()).unwrap();
    }
    file.write_all(after.as_bytes()).unwrap();
    file.flush().unwrap();
}

const MB: usize = 1_000_000;
/// What a document of 100 MB may take: six times its size.
const MOST_FOR_100_MB: u64 = 600;

#[test]
fn sixty_megabytes_of_json_lines() {
    let folder = folder(&[]);
    let path = folder.path().join("t.jsonl");
    let text = "قال المتحدث إن الوفد وصل إلى موسكو في الساعة العاشرة. ".repeat(30);
    let record = format!("{{\"text\":\"{text}\",\"source\":\"x\"}}\n");
    let n = 60 * MB / record.len();
    write(&path, "", &record, n, "");
    for args in [&["match"] as &[&str], &["normalize", "--offsets"]] {
        let (peak, bytes, _) = measure(args, &path, n);
        assert!(bytes > 50 * MB, "{bytes}");
        assert!(peak < 120, "{args:?} took {peak} MB");
    }
}

#[test]
fn a_json_line_of_a_hundred_megabytes() {
    let folder = folder(&[]);
    let path = folder.path().join("t.jsonl");
    let piece = "word ".repeat(1000);
    write(&path, "{\"id\":\"long\",\"text\":\"", &piece, 100 * MB / piece.len(), "موسكو\"}\n");
    let (peak, _, line) = measure(&["match"], &path, 1);
    let result: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(result["matches"][0]["start"], 100 * MB);
    assert_eq!(result["matches"][0]["text"], "موسكو");
    assert!(peak < MOST_FOR_100_MB, "{peak} MB");
}

#[test]
fn a_text_of_a_hundred_megabytes_without_a_line_end() {
    let folder = folder(&[]);
    let path = folder.path().join("t.txt");
    let piece = "word ".repeat(1000);
    write(&path, "", &piece, 100 * MB / piece.len(), "موسكو");
    for lines in [&[] as &[&str], &["--lines"]] {
        let (peak, _, line) = measure(&[&["match"], lines].concat(), &path, 1);
        let result: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(result["matches"][0]["start"], 100 * MB);
        assert!(peak < MOST_FOR_100_MB, "{peak} MB");
    }
    // what is not cut where it could be is held whole
    for (profile, most) in [("search", 100), ("clean", MOST_FOR_100_MB)] {
        let (peak, bytes, _) = measure(&["normalize", "-p", profile], &path, 1);
        assert_eq!(bytes, 100 * MB + "موسكو\n".len());
        assert!(peak < most, "{profile} took {peak} MB");
    }
}

#[test]
fn a_text_longer_than_the_limit_is_normalised_in_parts() {
    let folder = folder(&[]);
    let path = folder.path().join("t.txt");
    let piece = "وصل الوفد ، ثم عاد .\n".repeat(500);
    write(&path, "", &piece, 100 * MB / piece.len(), "آخر");
    for (profile, last) in [("search", "اخر\n"), ("clean", "آخر\n")] {
        let args = ["normalize", "-p", profile, "--max-record", "1M"];
        let mut child = start(marsad(&args).args(["-j", "2"]).arg(&path).arg("-"));
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while !line.ends_with(last) {
            line.clear();
            assert!(out.read_line(&mut line).unwrap() > 0, "{profile} ended early");
        }
        let peak = peak(child.id());
        assert!(peak < 100, "{profile} took {peak} MB");
        drop(child.stdin.take());
        std::io::Read::read_to_end(&mut out, &mut Vec::new()).unwrap();
        let ran = end(child);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    }
    // a stretch without a place to cut is named, and what came before it stays
    let endless = folder.path().join("endless.txt");
    write(&endless, "أول ", &"م".repeat(1000), 1000, "");
    let ran = run(&["normalize", "--max-record", "1M", endless.to_str().unwrap()]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), "اول"));
    assert!(ran.stderr.contains("the stretch without a place to cut at byte 6 is longer than"));
}

#[test]
fn a_line_above_the_limit_is_not_held() {
    let folder = folder(&[]);
    let path = folder.path().join("t.jsonl");
    let piece = "word ".repeat(1000);
    let after = "\"}\n{\"text\":\"موسكو\"}\n";
    write(&path, "{\"text\":\"", &piece, 100 * MB / piece.len(), after);
    let mut child = start(marsad(&["match", "--max-record", "1M"]).arg(&path).arg("-"));
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut line).unwrap();
    assert!(line.contains("موسكو"), "{line}");
    let peak = peak(child.id());
    assert!(peak < 60, "{peak} MB");
    drop(child.stdin.take());
    std::io::Read::read_to_end(&mut out, &mut Vec::new()).unwrap();
    let ran = end(child);
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.stderr.contains(":1: the line at byte 0 is longer than the limit of 1048576 bytes")
    );
}
