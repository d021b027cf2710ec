//! `compare`: two spellings side by side, or pairs of a file.

use crate::support::{feed, folder, run, run_in};

#[test]
fn two_names_as_json() {
    let ran = run(&["compare", "شويغو", "شويجو"]).quietly(0);
    let [record] = &ran.json()[..] else { panic!("{}", ran.stdout) };
    assert_eq!((&record["a"], &record["b"]), (&"شويغو".into(), &"شويجو".into()));
    assert_eq!(record["level"], "variant");
    let costs =
        record["evidence"].as_array().unwrap().iter().map(|why| why["cost"].as_f64().unwrap());
    let score = 1.0 / (1.0 + costs.sum::<f64>().exp());
    assert!((record["score"].as_f64().unwrap() - score).abs() < 1e-4, "{record}");
    let keys: Vec<&String> = record.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["a", "b", "score", "level", "evidence"]);
    let two = run(&["compare", "حسن", "حسين", "--format", "jsonl"]).quietly(0);
    assert!(two.json()[0]["level"].is_null());
}

#[test]
fn for_reading() {
    let pretty = |a, b| {
        let ran = run(&["compare", a, b, "--format", "pretty"]).quietly(0);
        ran.stdout.replace('\u{200E}', "")
    };
    insta::assert_snapshot!(pretty("الأردن", "الأردن"), @"one name, exact 1.000  الأردن  الأردن");
    insta::assert_snapshot!(pretty("حمزه", "حمزة"), @r"
    one name, folded 1.000  حمزه  حمزة
      teh  ه and ة
    ");
    let two = pretty("حسن نصرالله", "حسين نصر الله");
    assert!(two.starts_with("two names 0.00"), "{two}");
    assert!(two.contains("rival") && two.contains("split") && two.contains("sum"), "{two}");
    let color = run(&["compare", "أ", "ا", "--format", "pretty", "--color", "always"]);
    assert!(color.stdout.contains("\u{1B}["), "{}", color.stdout);
}

#[test]
fn pairs_of_a_file_and_of_standard_input() {
    let pairs = "شويغو\tشويجو\tmore\tcells\nحسن\tحسين\r\n\nPutin\tبوتين";
    let ran = feed(&["compare", "--pairs", "-"], pairs).quietly(0);
    let names: Vec<String> = ran.json().iter().map(|record| record["b"].to_string()).collect();
    assert_eq!(names, ["\"شويجو\"", "\"حسين\"", "\"بوتين\""]);
    let folder = folder(&[("pairs.tsv", "\u{FEFF}أ\tا\n".as_bytes())]);
    let ran = run_in(&folder, &["compare", "--pairs", "pairs.tsv"]).quietly(0);
    assert_eq!(ran.json()[0]["level"], "folded");
    assert_eq!(feed(&["compare", "--pairs", "-"], "").quietly(0).stdout, "");
}

#[test]
fn lines_that_are_no_pairs_are_named() {
    let pairs = b"one\n\xD8\tx\n \tb\n\xD8\xA3\t\xD8\xA7\n";
    let ran = feed(&["compare", "--pairs", "-"], pairs).saying(
        3,
        "error: standard input:1: expected two names with a tab between, found no tab\n\
         error: standard input:2: the line is no UTF-8\n\
         error: standard input:3: expected two names with a tab between, found an empty one\n",
    );
    assert_eq!(ran.json().len(), 1);
    let long = [vec![b'x'; 3 << 20], "\nأ\tا\n".into()].concat();
    let ran = feed(&["compare", "--pairs", "-"], long)
        .saying(3, "error: standard input:1: the line is longer than 1 MiB\n");
    assert_eq!(ran.json().len(), 1);
}

#[test]
fn what_can_not_be_run() {
    for args in [&["compare"] as &[&str], &["compare", "أ"], &["compare", "أ", "ا", "--pairs", "-"]]
    {
        let ran = run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{args:?}");
    }
    let ran = run(&["compare", "--pairs", "no-such.tsv"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.starts_with("error: no-such.tsv: "), "{}", ran.stderr);
}
