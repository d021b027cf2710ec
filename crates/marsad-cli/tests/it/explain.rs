//! `explain`: why a name is found, and at which step it fails.

use crate::support::{Ran, feed, run};

fn explain(text: &str, name: &str) -> Ran {
    let ran = run(&["explain", text, "--name", name]);
    assert_eq!(ran.stderr, "");
    Ran { stdout: ran.stdout.replace('\u{200E}', ""), ..ran }
}

#[test]
fn found() {
    let ran = explain("وبالأُردن ثم الاردن ثم الأردن", "الأردن").quietly(0);
    insta::assert_snapshot!(ran.stdout, @r"
    found 3 times: الأردن
      الأُردن  folded, bytes 4..18, characters 2..9
        prefix وب
        mark: extra ◌ُ
      الاردن  folded, bytes 24..36, characters 13..19
        hamza: ا for أ
      الأردن  exact, bytes 42..54, characters 23..29
        letter by letter the name
    ");
    assert!(explain("موسكو", "موسكو").quietly(0).stdout.starts_with("found 1 time: موسكو\n"));
}

#[track_caller]
fn fails(text: &str, name: &str, because: &str) {
    let ran = explain(text, name).quietly(1);
    assert_eq!(ran.stdout, format!("not found at level folded: {name}\n  {because}\n"));
}

#[test]
fn each_step_that_can_fail() {
    fails("وصل الوفد", "بوتين", "no word of the text is like `بوتين`");
    fails("زار بوتان", "بوتين", "where `بوتين` should stand, the text has `بوتان`");
    fails(
        "قال فلاديمير بوتان",
        "فلاديمير بوتين",
        "its first word is there; where `بوتين` should stand, the text has `بوتان`",
    );
    fails(
        "مصروسيا",
        "روسيا",
        "`مصروسيا` ends as `روسيا`, but what is in front is no string of particles (و ف, then ب ك \
         ل س, then ال)",
    );
    fails("فلاديمير. بوتين", "فلاديمير بوتين", "its first word is there; but `. ` parts its words");
    fails(
        "جلس على المقعد",
        "علي",
        "`على` folds to it, but is a function word; list that spelling to find it",
    );
    let exact = run(&["explain", "في الاردن", "--name", "الأردن", "--level", "exact"]).quietly(1);
    assert_eq!(
        exact.stdout.replace('\u{200E}', ""),
        "not found at level exact: الأردن\n  `الاردن` equals it only at a looser level: try --level \
         folded\n"
    );
}

#[test]
fn an_empty_text_has_no_word_alike() {
    fails("", "بوتين", "no word of the text is like `بوتين`");
}

#[test]
fn text_from_standard_input_and_text_like_options() {
    let ran = feed(&["explain", "-", "--name", "موسكو"], "إلى موسكو".as_bytes()).quietly(0);
    assert!(ran.stdout.starts_with("found 1 time"));
    let ran = run(&["explain", "--name=--quiet", "--", "--color --quiet"]).quietly(0);
    assert!(ran.stdout.starts_with("found 1 time: --quiet"), "{}", ran.stdout);
    // invalid bytes are read, as everywhere
    let ran = feed(&["explain", "-", "--name", "موسكو"], [b"\xFF ", "موسكو".as_bytes()].concat());
    assert_eq!(ran.code, Some(0));
}

#[test]
fn names_that_are_none() {
    for name in ["", "---", "«»"] {
        let ran = run(&["explain", "نص", "--name", name]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{name}");
        assert!(ran.stderr.starts_with("error: "), "{}", ran.stderr);
    }
    let without = run(&["explain", "نص"]);
    assert_eq!(without.code, Some(2));
    assert!(without.stderr.contains("--name <NAME>"));
}
