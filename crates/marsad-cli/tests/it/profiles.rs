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
    for profile in ["clean", "strict", "search", "loose"] {
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
    let same = run(&["profiles", "clean", "--diff", "clean"]).quietly(0);
    assert_eq!(same.stdout, "clean and clean do the same to every letter\n");
}

#[test]
fn unknown_ones() {
    for args in [&["profiles", "fast"] as &[&str], &["profiles", "search", "--diff", "fast"]] {
        run(args)
            .saying(2, "error: unknown profile `fast`; known are clean, strict, search, loose\n");
    }
    assert_eq!(run(&["profiles", "--diff", "search"]).code, Some(2));
}
