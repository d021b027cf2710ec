//! Input that is not as it should be: what happens, what is said, what is done with the rest.

use crate::support::{feed, folder, run_in};

const LIST: (&str, &[u8]) = ("l.txt", "موسكو\n".as_bytes());

#[test]
fn invalid_utf8_is_replaced_and_counted() {
    let broken = [b"a\xFF\xFEb ".as_slice(), "موسكو".as_bytes(), b" \xD9"].concat();
    let json = [b"{\"text\":\"\xC3(\\ud83d ".as_slice(), "موسكو".as_bytes(), b"\"}\n"].concat();
    let folder = folder(&[
        LIST,
        ("a.txt", &broken),
        ("b.jsonl", &json),
        ("good.txt", "موسكو".as_bytes()),
        ("one.txt", b"\xFF"),
    ]);
    let ran = run_in(&folder, &["match", "-w", "l.txt", "good.txt", "a.txt", "b.jsonl"]);
    assert_eq!(ran.found(), [["موسكو"]; 3]);
    // spans are those of the decoded text
    assert_eq!(ran.json()[1]["matches"][0]["start"], "a\u{FFFD}\u{FFFD}b ".len());
    ran.saying(0, "warning: a.txt and 1 other document: 5 invalid sequences were read as U+FFFD\n");
    let ran = run_in(&folder, &["normalize", "--quiet", "a.txt"]);
    assert_eq!(ran.stdout, "a\u{FFFD}\u{FFFD}b موسكو \u{FFFD}\n");
    ran.saying(0, "warning: a.txt: 3 invalid sequences were read as U+FFFD\n");
    run_in(&folder, &["normalize", "one.txt"])
        .saying(0, "warning: one.txt: 1 invalid sequence was read as U+FFFD\n");
}

#[test]
fn nothing_at_all() {
    let folder = folder(&[("e.txt", b""), ("e.jsonl", b""), ("e.csv", b""), ("n.jsonl", b"\n \n")]);
    let ran = run_in(&folder, &["match", "e.txt"]).quietly(1);
    assert_eq!(ran.stdout, "{\"id\":\"e.txt\",\"matches\":[]}\n");
    for none in ["e.jsonl", "e.csv", "n.jsonl"] {
        assert_eq!(run_in(&folder, &["match", none]).quietly(1).stdout, "", "{none}");
        assert_eq!(run_in(&folder, &["normalize", none]).quietly(0).stdout, "", "{none}");
    }
    assert_eq!(run_in(&folder, &["normalize", "e.txt"]).quietly(0).stdout, "\n");
    assert_eq!(feed(&["match"], "").quietly(1).found(), [[""; 0]]);
    assert_eq!(feed(&["match", "--lines"], "").quietly(1).stdout, "");
}

#[test]
fn what_is_missing_is_named_and_the_rest_done() {
    let folder = folder(&[LIST, ("a.txt", LIST.1), ("b.txt", LIST.1), ("empty/x.pdf", b"")]);
    let args = ["match", "-w", "l.txt", "a.txt", "none.txt", "no*", "empty", "b.txt"];
    let ran = run_in(&folder, &args);
    assert_eq!(ran.found(), [["موسكو"]; 2]);
    ran.saying(
        3,
        "error: none.txt: no such file or folder\nerror: no*: no file matches the pattern\nerror: \
         empty: the folder holds no file of a known kind (.txt, .jsonl, .ndjson, .csv, .tsv)\n",
    );
}

#[test]
fn all_is_missing() {
    for command in ["match", "normalize"] {
        let ran = run_in(&folder(&[]), &[command, "none.txt", "neither.txt"]);
        assert_eq!(ran.stdout, "");
        ran.saying(
            3,
            "error: none.txt: no such file or folder\nerror: neither.txt: no such file or folder\n",
        );
    }
}

#[cfg(unix)]
#[test]
fn what_may_not_be_read_is_named_and_the_rest_done() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder(&[LIST, ("a.txt", LIST.1), ("secret.txt", LIST.1)]);
    let secret = folder.path().join("secret.txt");
    std::fs::set_permissions(&secret, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read(&secret).is_ok() {
        return; // the superuser reads everything
    }
    let ran = run_in(&folder, &["match", "-w", "l.txt", "secret.txt", "a.txt"]);
    assert_eq!(ran.found(), [["موسكو"]]);
    ran.saying(3, "error: secret.txt: permission denied\n");
}

#[test]
fn records_that_are_none_cost_no_other() {
    let jsonl = "{\"text\":\"موسكو\"}\n\
        {\"text\":\n\
        {\"text\":7}\n\
        {\"title\":\"موسكو\"}\n\
        [\"موسكو\"]\n\
        {\"text\":\"موسكو\"} {}\n\
        {\"text\":\"موسكو\"}\n";
    let csv = "id,text\n1,موسكو\n2\n3,\"مو\"x\n4,موسكو\n";
    let folder = folder(&[LIST, ("t.jsonl", jsonl.as_bytes()), ("t.csv", csv.as_bytes())]);
    let ran = run_in(&folder, &["match", "-w", "l.txt", "t.jsonl", "t.csv"]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.found(), [["موسكو"]; 4]);
    insta::assert_snapshot!("bad-records", ran.stderr);
}

#[test]
fn a_record_above_the_limit_is_named_and_passed_over() {
    let long = "كلمة ".repeat(100);
    let jsonl =
        format!("{{\"text\":\"موسكو\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"موسكو\"}}\n");
    let lines = format!("موسكو\n{long}\nموسكو");
    let folder = folder(&[
        LIST,
        ("t.jsonl", jsonl.as_bytes()),
        ("t.txt", lines.as_bytes()),
        ("long.txt", long.as_bytes()),
    ]);
    let args = ["match", "-w", "l.txt", "--max-record", "500"];
    let run = |rest: &[&str]| run_in(&folder, &[&args as &[&str], rest].concat());
    let ran = run(&["t.jsonl"]);
    assert_eq!(ran.found(), [["موسكو"]; 2]);
    ran.saying(
        3,
        "error: t.jsonl:2: the line at byte 22 is longer than the limit of 500 bytes; passed over\n",
    );
    let ran = run(&["--lines", "t.txt"]);
    assert_eq!(ran.found(), [["موسكو"]; 2]);
    ran.saying(
        3,
        "error: t.txt:2: the line at byte 11 is longer than the limit of 500 bytes; passed over\n",
    );
    let ran = run(&["long.txt", "l.txt"]);
    assert_eq!(ran.found(), [["موسكو"]]);
    ran.saying(
        3,
        "error: long.txt:1: the text at byte 0 is longer than the limit of 500 bytes; passed over\n",
    );
    let wrong = run_in(&folder, &["match", "--max-record", "5G", "t.txt"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("`5G` is not between 1 byte and 4 GiB"), "{}", wrong.stderr);
}

#[test]
fn compressed_files_that_are_broken() {
    let whole = zstd::encode_all(LIST.1.repeat(500).as_slice(), 3).unwrap();
    let half = &whole[..whole.len() / 2];
    let folder = folder(&[LIST, ("a.txt.gz", b"plain"), ("b.txt.zst", half), ("c.txt", LIST.1)]);
    let ran = run_in(&folder, &["match", "-w", "l.txt", "a.txt.gz", "b.txt.zst", "c.txt"]);
    assert_eq!((ran.code, ran.found()), (Some(3), vec![vec!["موسكو".to_owned()]]));
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(
        lines[0],
        "error: a.txt.gz: named as gzip, but its content is neither gzip nor Zstandard"
    );
    assert!(lines[1].starts_with("error: b.txt.zst") && lines.len() == 2, "{lines:?}");
}
