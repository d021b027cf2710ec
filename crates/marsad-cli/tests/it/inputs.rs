//! What is read: files, folders, patterns, streams, compressed or not, by form and field.

use std::io::Write;

use crate::support::{Ran, feed, folder, marsad, ran, run, run_in};

const NEWS: &str = "watchlists/news.jsonl";
const LIST: (&str, &[u8]) = ("l.txt", "موسكو\nبكين\n".as_bytes());

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

fn ids(ran: &Ran) -> Vec<String> {
    ran.json().iter().map(|doc| doc["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn standard_input_is_a_dash_or_nothing() {
    let text = "من موسكو\nإلى بكين";
    for args in [&["match"] as &[&str], &["match", "-"]] {
        let ran = feed(args, text).quietly(0);
        assert_eq!(
            (ids(&ran), ran.found()),
            (vec!["-".into()], vec![vec!["موسكو".into(), "بكين".into()]])
        );
    }
    let lines = feed(&["match", "--lines", "-"], text).quietly(0);
    assert_eq!(ids(&lines), ["-:1", "-:2"]);
    // JSON lines are known by their first line
    let jsonl = "{\"text\":\"من موسكو\"}\n\n{\"id\":7,\"text\":\"إلى بكين\"}\n";
    let ran = feed(&["match"], jsonl).quietly(0);
    assert_eq!(
        (ids(&ran), ran.found()),
        (vec!["-:1".into(), "7".into()], vec![vec!["موسكو".to_owned()], vec!["بكين".into()]])
    );
    // unless they are said to be text
    let ran = feed(&["match", "--input-format", "text"], jsonl).quietly(0);
    assert_eq!(ran.found(), [["موسكو", "بكين"]]);
}

#[test]
fn files_folders_and_patterns_in_the_order_given() {
    let text = "موسكو".as_bytes();
    let jsonl = "{\"text\":\"موسكو\"}".as_bytes();
    let folder = folder(&[
        LIST,
        ("news/b.txt", text),
        ("news/a.jsonl", jsonl),
        ("news/deep/c.csv", "text\nموسكو\n".as_bytes()),
        ("news/image.png", b"\x89PNG"),
        ("x1.log", text),
        ("x2.log", text),
    ]);
    let run = |paths: &[&str]| {
        let ran = run_in(&folder, &[&["match", "-w", "l.txt"], paths].concat()).quietly(0);
        assert!(ran.found().iter().all(|found| found == &["موسكو"]));
        ids(&ran)
    };
    assert_eq!(
        run(&["x2.log", "news"]),
        ["x2.log", "news/a.jsonl:1", "news/b.txt", "news/deep/c.csv:2"]
    );
    assert_eq!(run(&["*.log", "news/b.txt"]), ["x1.log", "x2.log", "news/b.txt"]);
}

#[test]
fn compressed_files_are_read_as_what_is_in_them() {
    let text = "من موسكو".as_bytes();
    let jsonl = "{\"text\":\"من موسكو\"}\n".as_bytes();
    let zst = |bytes| zstd::encode_all(bytes, 3).unwrap();
    let folder = folder(&[
        LIST,
        ("a.txt.gz", &gzip(text)),
        ("b.jsonl.zst", &zst(jsonl)),
        ("c.csv.gz", &gzip("text\nمن موسكو\n".as_bytes())),
        ("list.txt.zst", &zst("موسكو".as_bytes())),
    ]);
    for list in ["l.txt", "list.txt.zst"] {
        let ran = run_in(&folder, &["match", "-w", list, "."]).quietly(0);
        let known = ["./a.txt.gz", "./b.jsonl.zst:1", "./c.csv.gz:2"];
        assert_eq!(ids(&ran).iter().filter(|id| known.contains(&id.as_str())).count(), 3);
    }
    let by_stream = feed(&["match"], gzip(jsonl)).quietly(0);
    assert_eq!(by_stream.found(), [["موسكو"]]);
}

#[test]
fn lines_are_documents_on_request() {
    let folder = folder(&[LIST, ("t.txt", "موسكو\n\nلا شيء\r\nبكين".as_bytes())]);
    let ran = run_in(&folder, &["match", "-w", "l.txt", "--lines", "t.txt"]).quietly(0);
    assert_eq!(ids(&ran), ["t.txt:1", "t.txt:2", "t.txt:3", "t.txt:4"]);
    assert_eq!(ran.found(), [vec!["موسكو".to_owned()], vec![], vec![], vec!["بكين".into()]]);
}

#[test]
fn the_text_is_in_the_field_named() {
    let folder = folder(&[
        LIST,
        ("t.jsonl", r#"{"text":"موسكو","body":"بكين"}"#.as_bytes()),
        ("t.csv", "id,body,text\n\"a,1\",\"في \"\"بكين\"\"\",موسكو\n".as_bytes()),
        ("t.tsv", "id\tbody\nx\tبكين\n".as_bytes()),
    ]);
    let args = ["match", "-w", "l.txt", "--field", "body", "t.jsonl", "t.csv", "t.tsv"];
    let ran = run_in(&folder, &args).quietly(0);
    assert_eq!(ids(&ran), ["t.jsonl:1", "a,1", "x"]);
    assert_eq!(ran.found(), [["بكين"], ["بكين"], ["بكين"]]);
    assert_eq!(ran.json()[1]["text"], serde_json::Value::Null, "the text is not repeated");

    let missing = run_in(&folder, &["match", "-w", "l.txt", "t.tsv", "t.jsonl"]);
    assert_eq!(missing.found(), [["موسكو"]]);
    missing.saying(3, "error: t.tsv:1: no column \"text\"; the header has: id, body\n");
}

#[test]
fn a_named_format_goes_before_the_extension() {
    let folder = folder(&[LIST, ("t.log", "id;text\n1;موسكو\n".as_bytes())]);
    let args = ["match", "-w", "l.txt", "--input-format", "csv", "t.log"];
    assert_eq!(ids(&run_in(&folder, &args).quietly(0)), ["1"]);
    let wrong = run(&["match", "--input-format", "xml"]);
    assert_eq!(wrong.code, Some(2));
    assert!(wrong.stderr.contains("invalid value 'xml' for '--input-format <FORMAT>'"));
}

#[test]
fn names_with_blanks_and_arabic_and_dashes() {
    let text = "موسكو".as_bytes();
    let folder = folder(&[
        LIST,
        ("أخبار اليوم/خبر عاجل.txt", text),
        ("two words.txt", text),
        ("--strict", text),
        ("-", text),
        ("قائمة الأسماء.txt", "موسكو".as_bytes()),
    ]);
    let args = [
        "match",
        "-w",
        "قائمة الأسماء.txt",
        "أخبار اليوم",
        "two words.txt",
        "./-",
        "--",
        "--strict",
    ];
    let ran = run_in(&folder, &args).quietly(0);
    assert_eq!(ids(&ran), ["أخبار اليوم/خبر عاجل.txt", "two words.txt", "./-", "--strict"]);
    assert_eq!(ran.found(), [["موسكو"]; 4]);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text() {
    use std::os::unix::ffi::OsStrExt;
    let folder = folder(&[LIST]);
    let name = std::ffi::OsStr::from_bytes(b"a\xFFb.txt");
    if std::fs::write(folder.path().join(name), "موسكو").is_err() {
        return; // a file system of text names
    }
    let command = &mut marsad(&["match", "-w", "l.txt"]);
    let ran = ran(command.arg(name).current_dir(folder.path())).quietly(0);
    assert_eq!(
        (ids(&ran), ran.found()),
        (vec!["a\u{FFFD}b.txt".into()], vec![vec!["موسكو".into()]])
    );
}

#[test]
fn a_list_called_world_needs_its_path() {
    let folder = folder(&[
        ("world", "قصر الكرملين\n".as_bytes()),
        ("t.txt", "قصر الكرملين وموسكو".as_bytes()),
    ]);
    let own = run_in(&folder, &["match", "-w", "./world", "t.txt"]).quietly(0);
    assert_eq!(own.found(), [["قصر الكرملين"]]);
    let built_in = run_in(&folder, &["match", "-w", "world", "t.txt"]).quietly(0);
    assert!(built_in.found()[0].contains(&"موسكو".to_owned()));
}

#[test]
fn a_whole_folder_of_news() {
    let ran = run(&["match", "-w", NEWS, "news", "--quiet"]).quietly(0);
    assert!(ids(&ran).is_sorted());
}
