//! `profiles`: what there is, and what it does.

use crate::support::run;

fn visible(text: &str) -> String {
    text.replace('\u{200E}', "")
}

#[test]
fn the_list() {
    insta::assert_snapshot!(run(&["profiles"]).quietly(0).stdout);
}

#[test]
fn each_profile_by_class_of_letters() {
    for profile in ["clean", "strict", "search", "loose", "quran"] {
        let described = visible(&run(&["profiles", profile]).quietly(0).stdout);
        insta::with_settings!({filters => vec![("fingerprint [0-9a-f]{16}", "fingerprint [hex]")]}, {
            insta::assert_snapshot!(profile, described);
        });
    }
}

#[test]
fn where_two_differ() {
    let ran = run(&["profiles", "search", "--diff", "loose"]).quietly(0);
    insta::assert_snapshot!(visible(&ran.stdout));
    let ran = run(&["profiles", "lucene-ar", "--diff", "lucene-fa"]).quietly(0);
    insta::assert_snapshot!("of_peers", visible(&ran.stdout));
    let same = run(&["profiles", "clean", "--diff", "clean"]).quietly(0);
    assert_eq!(same.stdout, "clean and clean do the same to every letter\n");
}

#[test]
fn unknown_ones() {
    for args in [&["profiles", "fast"] as &[&str], &["profiles", "search", "--diff", "fast"]] {
        let ran = run(args);
        let told =
            "error: unknown profile `fast`; known are clean, strict, search, loose, quran, and ";
        assert!(ran.code == Some(2) && ran.stderr.starts_with(told), "{}", ran.stderr);
    }
    assert_eq!(run(&["profiles", "--diff", "search"]).code, Some(2));
}

#[test]
fn words_that_a_profile_makes_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("news.jsonl");
    let lines = ["رفض علي العرض على الفور", "اتفقا على أن الأمر مهم", "قال إن الامر مهم"];
    let lines = lines.map(|text| format!("{{\"text\":\"{text}\"}}\n"));
    std::fs::write(&path, lines.concat()).unwrap();
    let path = path.to_str().unwrap();
    let table = run(&["profiles", "search", "--harm", path]).quietly(0);
    insta::assert_snapshot!(visible(&table.stdout));
    let rows = run(&["profiles", "search", "--harm", path, "--format", "tsv"]).quietly(0);
    assert_eq!(
        rows.stdout,
        "1\tالامر\tالأمر\t1\tالامر\t1\n1\tان\tأن\t1\tإن\t1\n1\tعلي\tعلى\t2\tعلي\t1\n"
    );
    let first = run(&["profiles", "search", "--harm", path, "--format", "tsv", "--top", "1"]);
    assert_eq!(first.quietly(0).stdout.lines().count(), 1);
    let none = run(&["profiles", "strict", "--harm", path]).quietly(0);
    assert!(none.stdout.starts_with("0 words in 0 collisions of 14 running words"));
    run(&["profiles", "search", path])
        .saying(2, "error: paths are read for --harm only; `marsad profiles --help` tells how\n");
    assert_eq!(run(&["profiles", "--harm", path]).code, Some(2));
}
