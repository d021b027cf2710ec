//! `watchlist check` and `watchlist stats`, and what bad lists do to `match`.

use crate::support::{feed, fixtures, folder, run, run_in};

const BAD: &str = "{\"id\":\"m\",\"names\":[\"موسكو\"]}\n\
    {\"id\":\"m\",\"names\":[\"بكين\"]}\n\
    not json\n\
    {\"id\":\"x\",\"names\":[]}\n\
    {\"id\":\"y\",\"names\":[\"---\",\"باريس\"]}\n\
    {\"id\":\"z\",\"names\":[\"لندن\"],\"level\":\"fuzzy\"}\n";

#[test]
fn a_good_list() {
    let ran = run(&["watchlist", "check", "watchlists/news.jsonl"]).quietly(0);
    insta::assert_snapshot!(ran.stdout, @r#"
    warning[shared]: watchlists/news.jsonl:51: `georgia-us`: the name "جورجيا" is also one of `georgia` (watchlists/news.jsonl:50); both are reported; tell them apart by longer names
    warning[shared]: watchlists/news.jsonl:66: `ahli-jeddah`: the name "الأهلي" is also one of `ahly-cairo` (watchlists/news.jsonl:65); both are reported; tell them apart by longer names
    0 errors, 2 warnings, 74 entities
    "#);
    let strict = run(&["watchlist", "check", "--strict", "watchlists/news.jsonl"]).quietly(2);
    assert_eq!(strict.stdout, ran.stdout);
    assert_eq!(
        run(&["watchlist", "check", "--strict", "watchlists/news.csv"]).quietly(0).stdout,
        "0 errors, 0 warnings, 10 entities\n"
    );
}

#[test]
fn bad_lines_are_named_with_file_line_and_reason() {
    let folder = folder(&[("bad.jsonl", BAD.as_bytes()), ("few.txt", "كيف\nموسكو\n".as_bytes())]);
    let ran = run_in(&folder, &["watchlist", "check", "bad.jsonl", "few.txt"]).quietly(2);
    insta::assert_snapshot!(ran.stdout);
}

#[test]
fn a_search_goes_on_without_bad_lines_or_stops_if_told() {
    let folder =
        folder(&[("bad.jsonl", BAD.as_bytes()), ("t.txt", "موسكو وباريس ولندن".as_bytes())]);
    let going_on = run_in(&folder, &["match", "-w", "bad.jsonl", "t.txt"]);
    assert_eq!(
        (going_on.code, going_on.found()),
        (Some(0), vec![vec!["موسكو".into(), "باريس".into()]])
    );
    insta::assert_snapshot!("bad-lines-warned-of", going_on.stderr);
    let strict = run_in(&folder, &["match", "--strict", "-w", "bad.jsonl", "t.txt"]);
    assert_eq!((strict.code, strict.stdout.as_str()), (Some(2), ""));
    let expected = format!("{}error: the watchlist has 5 bad lines\n", going_on.stderr);
    assert_eq!(strict.stderr, expected);
}

#[test]
fn lists_that_are_none() {
    let folder = folder(&[
        ("empty.jsonl", b""),
        ("comments.txt", "# لا شيء\n".as_bytes()),
        ("wrong.csv", "name,kind\nموسكو,x\n".as_bytes()),
        ("t.txt", "موسكو".as_bytes()),
    ]);
    for (list, message) in [
        ("missing.jsonl", "error: missing.jsonl: no such file or folder\n"),
        ("empty.jsonl", "error: the watchlist holds no entity\n"),
        ("comments.txt", "error: the watchlist holds no entity\n"),
        ("wrong.csv", "error: wrong.csv:1: no column \"id\"; the header has: name, kind\n"),
    ] {
        let ran = run_in(&folder, &["match", "-w", "world", "-w", list, "t.txt"]);
        match message.contains("no entity") {
            // there is another list
            true => drop(ran.quietly(0)),
            false => {
                assert_eq!(ran.stdout, "");
                ran.saying(2, message);
            }
        }
        let ran = run_in(&folder, &["match", "-w", list, "t.txt"]);
        assert_eq!(ran.stdout, "");
        ran.saying(2, message);
    }
    run_in(&folder, &["watchlist", "check", "missing.jsonl"])
        .saying(2, "error: missing.jsonl: no such file or folder\n");
}

#[test]
fn what_lists_hold() {
    let own = run(&["watchlist", "stats", "watchlists/news.csv"]).quietly(0);
    let (table, index) = own.stdout.split_at(own.stdout.find("index").unwrap());
    assert!(index.starts_with("index of 28 names, "), "{index}");
    assert!(
        index.contains("\n  texts ") && index.contains("\nformat version 1, folding "),
        "{index}"
    );
    insta::assert_snapshot!(table, @r"
    type          entities   names  Arabic   Latin    weak  exclude
    place                4       6       4       2       0        4
    organisation         3       5       3       2       0        0
    person               3       6       4       2       4        3
    total               10      17      11       6       4        7
    ");
    let world = run(&["watchlist", "stats", "world"]).quietly(0).stdout;
    let column = |kind: &str, n: usize| -> u32 {
        let row = world.lines().find(|line| line.starts_with(kind)).unwrap();
        row.split_whitespace().nth(n).unwrap().parse().unwrap()
    };
    assert!(column("person", 1) >= 250 && column("organisation", 1) >= 80);
    assert!(column("country", 1) >= 193 && column("nisba", 1) >= 150);
    assert_eq!(column("total", 2), column("total", 3) + column("total", 4));
    // a list by standard input, and one without types
    let piped = feed(&["watchlist", "stats", "-"], "موسكو\nParis\n").quietly(0).stdout;
    assert!(piped.contains("name          2       2       1       1"), "{piped}");
}

#[test]
fn a_list_is_required() {
    for command in ["check", "stats"] {
        let ran = run(&["watchlist", command]);
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains("<LIST>..."), "{}", ran.stderr);
    }
}

#[test]
fn lists_of_other_programs_are_searched_for() {
    let text = "التقى أنطونيو غوتيريش وفد جامعة الدول العربية، كما نشرت Al-Ahram.";
    let folder = folder(&[("t.txt", text.as_bytes())]);
    for list in [
        "entities.jsonl",
        "targets.simple.csv",
        "entities.ftm.json",
        "senzing-features.jsonl",
        "senzing-flat.json",
        "patterns.jsonl",
        "jrc-entities",
    ] {
        let list = format!("{}/watchlists/imports/{list}", fixtures().display());
        let ran = run_in(&folder, &["match", "-w", &list, "t.txt"]).quietly(0);
        assert_eq!(ran.found(), [["أنطونيو غوتيريش", "جامعة الدول العربية", "Al-Ahram"]], "{list}");
    }
}

#[test]
fn a_format_may_be_said() {
    let folder = folder(&[("names", "id,names\nموسكو\n".as_bytes())]);
    let ran = run_in(&folder, &["watchlist", "check", "--list-format", "text", "names"]).quietly(0);
    assert_eq!(ran.stdout, "0 errors, 0 warnings, 2 entities\n");
    let ran = run_in(&folder, &["watchlist", "check", "names"]).quietly(2);
    assert!(ran.stdout.contains("names:2: expected 2 fields"), "{}", ran.stdout);
    let ran = run_in(&folder, &["watchlist", "check", "--list-format", "xml", "names"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("expected auto, jsonl, text, csv, tsv, opensanctions, ftm"));
}

#[test]
fn findings_are_lines_of_json() {
    let list = "{\"id\":\"a\",\"names\":[\"أحمد زويل\",\"شي\"]}\n\
        {\"id\":\"b\",\"names\":[\"احمد زويل\"]}\n{}\n";
    let folder = folder(&[("l.jsonl", list.as_bytes())]);
    let ran = run_in(&folder, &["watchlist", "check", "--format", "jsonl", "l.jsonl"]).quietly(2);
    insta::assert_snapshot!("findings", ran.stdout);
    assert_eq!(ran.json().len(), 3);
}

#[test]
fn what_is_nothing_to_look_for_is_noted() {
    let ran = run(&["watchlist", "check", "watchlists/imports/entities.ftm.json"]).quietly(0);
    insta::assert_snapshot!(ran.stdout, @r#"
    note: watchlists/imports/entities.ftm.json: 1 of Address passed over
    note: watchlists/imports/entities.ftm.json: 1 of Occupancy passed over
    0 errors, 0 warnings, 3 entities
    "#);
}

#[test]
fn a_compiled_list_is_used_like_its_sources() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("news.marsad");
    let file = file.to_str().unwrap();
    let built = ["watchlist", "build", "watchlists/news.csv", "-o", file];
    assert_eq!(run(&built).quietly(0).stdout, "");
    let first = std::fs::read(file).unwrap();
    run(&built).quietly(0);
    assert_eq!(std::fs::read(file).unwrap(), first, "the same bytes");
    let found = |lists: &[&str]| {
        let with: Vec<&str> = lists.iter().flat_map(|list| ["-w", list]).collect();
        let ran = run(&[&["match"], &with[..], &["news"]].concat());
        assert_eq!(ran.code, Some(0));
        ran.stdout
    };
    let source = "watchlists/news.csv";
    assert_eq!(found(&[file]), found(&[source]));
    assert_eq!(found(&[file, "world"]), found(&[source, "world"]));
    assert_eq!(found(&["world", file]), found(&["world", source]));
    let [compiled, listed] =
        [file, source].map(|list| run(&["watchlist", "stats", list]).quietly(0).stdout);
    assert_eq!(compiled, listed);

    // a list may be written over while it is read, and what is wrong with one is told
    assert_eq!(run(&["watchlist", "build", file, "world", "-o", file]).code, Some(0));
    assert_eq!(found(&[file]), found(&[source, "world"]));
    let mut bytes = first;
    bytes[700] ^= 4;
    std::fs::write(file, &bytes).unwrap();
    for args in [&["match", "-w", file, "news"][..], &["watchlist", "stats", file]] {
        let ran = run(args);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
        assert!(ran.stderr.contains("news.marsad: damaged: the checksum of "), "{ran:?}");
    }
}

#[test]
fn bad_lines_of_a_list_are_left_out_or_stop_the_build() {
    let list = "{\"id\":\"a\",\"names\":[\"موسكو\"]}\n{\"id\":\"b\",\"names\":[]}\n";
    let folder = folder(&[("l.jsonl", list.as_bytes())]);
    let problem = "l.jsonl:2: the entity has no names";
    let build = ["watchlist", "build", "l.jsonl", "-o", "l.marsad"];
    run_in(&folder, &[&build[..], &["--strict"]].concat()).saying(
        2,
        &format!("warning: {problem}\nerror: nothing is written: the lists have 1 bad line\n"),
    );
    assert!(!folder.path().join("l.marsad").exists());
    run_in(&folder, &build).saying(0, &format!("warning: {problem}\n"));
    assert!(folder.path().join("l.marsad").exists());
    let ran = run_in(&folder, &["watchlist", "build", "l.jsonl", "-o", "no/such/l.marsad"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("l.marsad: could not be written: "), "{ran:?}");
}
