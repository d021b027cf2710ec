//! `watchlist variants`.

use crate::support::{folder, run, run_in};

#[test]
fn spellings_are_printed_the_likeliest_first() {
    let ran = run(&["watchlist", "variants", "شويغو", "--top", "5"]).quietly(0);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(
        (lines.len(), lines[0]),
        (7, "\u{200E}شويغو\u{200E}  5 spellings"),
        "{}",
        ran.stdout
    );
    assert!(lines[2].contains("شويغو") && lines[2].contains("1.00"), "{}", ran.stdout);
    // columns stand under each other: marks of direction take no room
    let widths: Vec<usize> =
        lines[1..].iter().map(|line| line.replace('\u{200E}', "").chars().count()).collect();
    assert!(widths.iter().all(|width| *width == widths[0]), "{}", ran.stdout);
}

#[test]
fn spellings_are_counted_behind_particles() {
    let text = "قال شويغو إن وزير الدفاع شويجو، ولشويجو رأي في شويغو وشُويغو.";
    let folder = folder(&[("a.txt", text.as_bytes()), ("b.jsonl", b"{\"text\":\"Shoigu\"}\n")]);
    let args =
        ["watchlist", "variants", "Shoigu", "-q", "--top", "60", "--format", "jsonl", "--corpus"];
    let ran =
        run_in(&folder, &[&args as &[&str], &["a.txt", "--corpus", "b.jsonl"]].concat()).quietly(0);
    let count = |spelling: &str| {
        let records = ran.json();
        let record = records.iter().find(|record| record["spelling"] == spelling);
        record.map(|record| record["count"].as_u64())
    };
    assert_eq!((count("شويغو"), count("شويجو")), (Some(Some(3)), Some(Some(2))), "{}", ran.stdout);
    let alone =
        run(&["watchlist", "variants", "Shoigu", "--top", "60", "--format", "jsonl"]).quietly(0);
    assert!(alone.json().iter().all(|record| record.get("count").is_none()));
    assert_eq!(alone.json().len(), ran.json().len());
}

#[test]
fn names_without_an_arabic_spelling() {
    let ran = run(&["watchlist", "variants", "北京"]).quietly(1);
    assert!(ran.stdout.contains("0 spellings"), "{}", ran.stdout);
    let ran = run(&["watchlist", "variants", " "]);
    ran.saying(2, "error: the name is empty\n");
    let missing = run(&["watchlist", "variants", "شويغو", "-q", "--corpus", "no/such.txt"]);
    assert_eq!(missing.code, Some(3));
    assert_eq!(missing.stderr, "error: no/such.txt: no such file or folder\n");
    assert!(missing.stdout.contains("شويغو"));
}
