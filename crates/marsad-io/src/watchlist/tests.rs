//! Lists in each form, and what is said about their bad lines.

use super::*;
use crate::InputErrorKind;
use crate::stream::tests::{gzip, zstandard};
use marsad_schema::LevelName;
use proptest::prelude::*;

fn read(name: &str, list: impl AsRef<[u8]>) -> Watchlist {
    let mut watchlist = Watchlist::default();
    watchlist.read(name, list.as_ref()).unwrap();
    watchlist
}

/// Ids of the entities.
fn ids(watchlist: &Watchlist) -> Vec<&str> {
    watchlist.entities().map(|entity| entity.id.as_str()).collect()
}

fn problems(watchlist: &Watchlist) -> Vec<String> {
    watchlist.problems.iter().map(Problem::to_string).collect()
}

#[test]
fn json_lines_are_entities() {
    let list = read(
        "a.jsonl",
        "\u{FEFF}{\"id\":\"nile\",\"names\":[\"النيل\"],\"length\":6650}\r\n\r\n{\"id\":2,\"names\":[\"دجلة\"]}",
    );
    assert_eq!(problems(&list), [""; 0]);
    assert_eq!(ids(&list), ["nile", "2"]);
    assert_eq!(list.entries[0].entity.data["length"], 6650);
    assert_eq!(list.entries[1].place.to_string(), "a.jsonl:3");
}

#[test]
fn plain_text_is_a_name_a_line() {
    let list = read("a.txt", "\u{FEFF}النيل\r\n# نهر\r\n\r\n  شط العرب \r\n#\n{x}\n");
    assert_eq!(problems(&list), [""; 0]);
    assert_eq!(ids(&list), ["النيل", "شط العرب", "{x}"]);
    let entity = &list.entries[1].entity;
    assert_eq!((entity.kind.as_str(), entity.names.as_slice()), ("name", &["شط العرب".into()][..]));
    assert_eq!(list.entries[1].place.line, 4);
}

#[test]
fn tables_hold_several_names_in_a_field() {
    let table = "\u{FEFF}id,type,names,weak_names,exclude,level,country\r\n\
        nile,river,\"النيل; نهر النيل;\",نيل,,folded,مصر\r\n\
        tigris,,دجلة,,\"دجلة العوراء\",,\r\n";
    let list = read("a.csv", table);
    assert_eq!(problems(&list), [""; 0]);
    let mut nile = EntityRecord::new("nile", "النيل");
    nile.kind = "river".into();
    nile.names.push("نهر النيل".into());
    nile.weak_names.push("نيل".into());
    nile.level = Some(LevelName::Folded);
    nile.data.insert("country".into(), "مصر".into());
    let mut tigris = EntityRecord::new("tigris", "دجلة");
    tigris.exclude.push("دجلة العوراء".into());
    assert_eq!(list.entities().collect::<Vec<_>>(), [&nile, &tigris]);
    let tsv = read("a.tsv", "names\tid\n\"النيل\"\t1\n");
    assert_eq!(tsv.entries[0].entity, EntityRecord::new("1", "\"النيل\""));
}

#[test]
fn content_decides_when_the_name_says_nothing() {
    for (list, expected) in [
        ("\n{\"id\":\"a\",\"names\":[\"س\"]}\n", vec!["a"]),
        ("id,names\na,س\n", vec!["a"]),
        ("\"names\";\"id\"\nس;a\n", vec!["a"]),
        ("id\tnames\na\tس\n", vec!["a"]),
        ("س\nid,names\n", vec!["س", "id,names"]),
        ("", vec![]),
        ("[{\"id\":\"a\",\"names\":[\"س\"]},\n{\"id\":\"b\",\"names\":[\"ع\"]}]", vec!["a", "b"]),
        ("{\"id\":\"a\",\"schema\":\"Person\",\"properties\":{\"name\":[\"س\"]}}", vec!["a"]),
        ("{\"RECORD_ID\":7,\"NAME_FULL\":\"س\"}", vec!["7"]),
        ("{\"label\":\"ORG\",\"pattern\":\"س\"}", vec!["س"]),
        ("id,schema,name,aliases\na,Person,س,\n", vec!["a"]),
        ("7\tP\tu\tس\n", vec!["7"]),
    ] {
        let list = read("-", list);
        assert_eq!((ids(&list), problems(&list)), (expected, vec![]), "{list:?}");
    }
}

#[test]
fn compressed_lists_are_read() {
    let json = b"{\"id\":\"a\",\"names\":[\"\xD8\xB3\"]}\n";
    assert_eq!(ids(&read("a.jsonl.gz", gzip(json))), ["a"]);
    assert_eq!(ids(&read("a.jsonl.zst", zstandard(json))), ["a"]);
}

#[test]
fn each_bad_line_is_named_and_the_rest_is_read() {
    let many = "س ".repeat(65);
    let lines = [
        r#"{"id":"good","names":["س"]}"#,
        "{not json",
        r#"["id"]"#,
        r#"{"names":["س"]}"#,
        r#"{"id":" ","names":["س"]}"#,
        r#"{"id":"a"}"#,
        r#"{"id":"b","weak_names":["س"]}"#,
        r#"{"id":"c","names":["","---"]}"#,
        r#"{"id":"good","names":["ع"]}"#,
        r#"{"id":"d","names":["س"],"level":"loose"}"#,
        r#"{"id":"e","names":"س"}"#,
        &format!(r#"{{"id":"f","names":["{many}","ص"]}}"#),
        r#"{"id":"g","names":["\ud83d"]}"#,
        r#"{"id":"last","names":["ش"]}"#,
    ];
    let list = read("a.jsonl", lines.join("\n"));
    assert_eq!(ids(&list), ["good", "f", "last"]);
    assert_eq!(list.entries[1].entity.names, ["ص"]);
    let long: String = many.chars().take(40).collect();
    assert_eq!(
        problems(&list),
        [
            "a.jsonl:2: no valid JSON: key must be a string (byte 2 of the line)",
            "a.jsonl:3: not a JSON object (a list has one entity a line)",
            "a.jsonl:4: no field \"id\"",
            "a.jsonl:5: the id is empty",
            "a.jsonl:6: the entity has no names",
            "a.jsonl:7: the entity has no names",
            "a.jsonl:8: an empty name in \"names\"",
            "a.jsonl:8: the name \"---\" has no letter or digit",
            "a.jsonl:8: the entity has no names",
            "a.jsonl:9: the id \"good\" was already given at a.jsonl:1",
            "a.jsonl:10: field \"level\": expected exact, folded or variant, found \"loose\"",
            "a.jsonl:11: field \"names\": expected a list of strings, found a string",
            &format!("a.jsonl:12: the name \"{long}…\" has 65 words; the most is 64"),
            "a.jsonl:13: not valid Unicode text",
        ]
    );
}

#[test]
fn bad_bytes_are_a_problem_of_their_line() {
    let list = read("a.txt", b"\xD8\xB3\n\xFF\xFE\n\xD8\xB9\n");
    assert_eq!(ids(&list), ["س", "ع"]);
    assert_eq!(list.problems[0].reason, Reason::NotText);
    assert_eq!(list.problems[0].place.line, 2);
}

#[test]
fn bad_rows_are_named() {
    let table = "id,names,level\na,س,exact\nb\nc,ع,lax\n,ص,\nd,\"ق\" ف,\ne,;,\nf,\"ش\n";
    let list = read("a.csv", table);
    assert_eq!(ids(&list), ["a"]);
    assert_eq!(
        problems(&list),
        [
            "a.csv:3: expected 3 fields as in the header, found 1",
            "a.csv:4: field \"level\": expected exact, folded or variant, found \"lax\"",
            "a.csv:5: the id is empty",
            "a.csv:6: text behind a closing quote; a quote inside a quoted field is written twice",
            "a.csv:7: the entity has no names",
            "a.csv:8: a quote is opened and never closed",
        ]
    );
}

#[test]
fn a_table_without_its_columns_is_refused() {
    let mut list = Watchlist::default();
    let error = list.read("a.csv", "id,name\n1,س\n".as_bytes()).unwrap_err();
    assert_eq!(error.kind(), InputErrorKind::Header);
    assert_eq!(error.to_string(), "a.csv:1: no column \"names\"; the header has: id, name");
}

#[test]
fn an_id_is_one_entity_across_lists() {
    let mut list = read("a.txt", "س\nع\n");
    list.read("b.txt", "ص\nع\n".as_bytes()).unwrap();
    assert_eq!(ids(&list), ["س", "ع", "ص"]);
    assert_eq!(problems(&list), ["b.txt:2: the id \"ع\" was already given at a.txt:2"]);
}

#[test]
fn a_line_too_long_is_passed_over() {
    let list = read("a.txt", format!("س\n{}\nع\n", "x".repeat(MAX_LINE + 1)));
    assert_eq!(ids(&list), ["س", "ع"]);
    assert_eq!(list.problems[0].reason, Reason::TooLong);
}

#[test]
fn paths_are_opened_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "س\n").unwrap();
    let mut list = Watchlist::default();
    list.read_path(&path).unwrap();
    assert_eq!(&*list.entries[0].place.list, path.to_str().unwrap());
    let error = list.read_path(folder.path().join("b.txt")).unwrap_err();
    assert_eq!(error.kind(), InputErrorKind::NotFound);
    std::fs::write(&path, "plain").unwrap();
    let packed = folder.path().join("c.gz");
    std::fs::write(&packed, "plain").unwrap();
    assert_eq!(list.read_path(&packed).unwrap_err().kind(), InputErrorKind::NotCompressed);
    assert_eq!(ids(&list), ["س"]);
}

#[test]
fn the_list_compiled_in_has_no_problem() {
    let mut list = Watchlist::default();
    list.read_world();
    assert_eq!(problems(&list), [""; 0]);
    assert_eq!(list.entries.len(), WORLD.lines().count());
}

/// Lines that are often entities.
fn lines() -> impl Strategy<Value = Vec<u8>> {
    let fragment = prop_oneof![
        Just(b"\n".to_vec()),
        Just(b"{\"id\":\"a\",\"names\":[\"a\"]}\n".to_vec()),
        Just(b"\"a\",b;c,\n".to_vec()),
        prop::sample::select(b",;\"{}[]:\\#\xD9\x85\xFF\r\t a".to_vec()).prop_map(|b| vec![b]),
        any::<u8>().prop_map(|byte| vec![byte]),
    ];
    prop::collection::vec(fragment, 0..30).prop_map(|fragments| fragments.concat())
}

/// Pieces of records of other programs.
fn records() -> impl Strategy<Value = Vec<u8>> {
    let fragment = prop::sample::select(
        &[
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\n",
            "\t",
            "\"",
            ";",
            "\\",
            "1",
            "\u{FEFF}",
            "س",
            "+",
            "P",
            "\"id\":\"a\"",
            "\"schema\":\"Person\"",
            "\"schema\":\"Sanction\"",
            "\"properties\":{",
            "\"name\":[\"س\"]",
            "\"weakAlias\":[\"ع\"]",
            "\"RECORD_ID\":1",
            "\"FEATURES\":[{",
            "\"NAME_FULL\":\"س\"",
            "\"label\":\"ORG\"",
            "\"pattern\":",
            "{\"LOWER\":\"a\"}",
            "\"OP\":\"?\"",
            "id,schema,name,aliases\n",
            "7\tP\tu\tس\n",
        ][..],
    );
    prop::collection::vec(fragment, 0..25).prop_map(|pieces| pieces.concat().into_bytes())
}

proptest! {
    #[test]
    fn any_bytes_are_read_in_each_format(bytes in prop_oneof![lines(), records()]) {
        for format in ListFormat::ALL {
            let mut list = Watchlist::default();
            if let Err(error) = list.read_as("a", format, bytes.as_slice()) {
                prop_assert!(!error.to_string().is_empty());
            }
            for entity in list.entities() {
                prop_assert!(!entity.id.is_empty() && !entity.names.is_empty());
                prop_assert!(entity.names.iter().all(|name| !name.is_empty()));
            }
        }
    }

    #[test]
    fn any_bytes_are_entities_or_problems(bytes in lines()) {
        for name in ["a.jsonl", "a.txt", "a.tsv", "a.csv", "-"] {
            let header = if name.contains("sv") { "id,names\n" } else { "" };
            let header = header.replace(',', if name == "a.tsv" { "\t" } else { "," });
            let bytes = [header.as_bytes(), &bytes].concat();
            let mut list = Watchlist::default();
            if let Err(error) = list.read(name, bytes.as_slice()) {
                // only content that decides for itself may be refused as a whole
                prop_assert_eq!(name, "-");
                prop_assert!(!error.to_string().is_empty());
                continue;
            }
            if name == "a.jsonl" {
                let body = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
                for (idx, line) in body.split(|byte| *byte == b'\n').enumerate() {
                    let line_number = idx as u64 + 1;
                    let places = list.entries.iter().map(|entry| &entry.place);
                    let mut places = places.chain(list.problems.iter().map(|p| &p.place));
                    let blank = line.trim_ascii().is_empty();
                    prop_assert_eq!(places.any(|place| place.line == line_number), !blank);
                }
            }
            for entity in list.entities() {
                prop_assert!(!entity.id.is_empty() && !entity.names.is_empty());
            }
        }
    }
}
