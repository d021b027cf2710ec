//! `match`: what is found, and that it is where it is said to be.

use serde_json::Value;

use crate::support::{feed, fixtures, folder, run, run_in};

const NEWS: &str = "watchlists/news.jsonl";

/// Name and text of each article.
fn articles() -> Vec<(String, String)> {
    let mut articles: Vec<_> = std::fs::read_dir(fixtures().join("news"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "txt"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    articles.sort();
    assert!(articles.len() >= 16);
    articles
}

fn number(value: &Value) -> usize {
    value.as_u64().unwrap().try_into().unwrap()
}

#[test]
fn each_article_has_its_matches_and_each_slices_back() {
    let results = run(&["match", "-w", NEWS, "--utf16", "news"]).quietly(0).json();
    let articles = articles();
    assert_eq!(results.len(), articles.len());
    for ((name, text), result) in articles.iter().zip(&results) {
        assert_eq!(result["id"], format!("news/{name}.txt"));
        let expected = fixtures().join(format!("news/expected/{name}.toml"));
        let expected = std::fs::read_to_string(expected).unwrap();
        let matches = result["matches"].as_array().unwrap();
        assert_eq!(matches.len(), expected.matches("\n[[match]]").count(), "{name}");

        let chars: Vec<char> = text.chars().collect();
        let utf16: Vec<u16> = text.encode_utf16().collect();
        for hit in matches {
            let slice = hit["text"].as_str().unwrap();
            let at = |start: &str, end: &str| number(&hit[start])..number(&hit[end]);
            assert_eq!(&text[at("start", "end")], slice);
            assert_eq!(chars[at("char_start", "char_end")].iter().collect::<String>(), slice);
            let units = &utf16[at("utf16_start", "utf16_end")];
            assert_eq!(String::from_utf16(units).unwrap(), slice);
        }
    }
}

#[test]
fn a_result_says_all_about_a_hit() {
    let ran = feed(&["match", "-w", NEWS, "-"], "زار الوفد بالأمس وبإيران ثم ايران");
    insta::assert_snapshot!(ran.quietly(0).stdout, @r#"{"id":"-","matches":[{"entity":"iran","type":"place","name":"إيران","text":"إيران","start":35,"end":45,"char_start":19,"char_end":24,"prefix":"وب","level":"exact","score":1.0,"evidence":[{"rule":"prefix","from":"وب","to":"","cost":0.0}],"data":{"iso":"IR"}},{"entity":"iran","type":"place","name":"إيران","text":"ايران","start":51,"end":61,"char_start":28,"char_end":33,"prefix":"","level":"folded","score":1.0,"evidence":[{"rule":"hamza","from":"ا","to":"إ","cost":0.0}],"data":{"iso":"IR"}}]}"#);
}

#[test]
fn the_built_in_list_is_used_when_no_other_is_named() {
    let article = "news/01-moscow-talks.txt";
    let without = run(&["match", article]).quietly(0);
    let with = run(&["match", "-w", "world", article]).quietly(0);
    assert_eq!(without.stdout, with.stdout);
    let found = &without.found()[0];
    for name in ["فلاديمير بوتين", "شي جين بينغ", "موسكو", "بكين", "تاس", "بوتان"]
    {
        assert!(found.iter().any(|text| text == name), "{name} in {found:?}");
    }
}

#[test]
fn lists_of_each_form_find_the_same() {
    let folder = folder(&[
        ("l.txt", "# مدن\nموسكو\nالصين\n".as_bytes()),
        ("l.csv", "id,names\nm,موسكو\nc,الصين\n".as_bytes()),
        ("semicolons.csv", "id;names\nm;موسكو\nc;الصين\n".as_bytes()),
        ("l.tsv", "id\tnames\nm\tموسكو\nc\tالصين\n".as_bytes()),
        (
            "l.jsonl",
            r#"{"id":"m","names":["موسكو"]}
                       {"id":"c","names":["الصين"]}"#
                .as_bytes(),
        ),
        ("no-extension", "موسكو\nالصين\n".as_bytes()),
        ("t.txt", "من موسكو إلى الصين".as_bytes()),
    ]);
    for list in ["l.txt", "l.csv", "semicolons.csv", "l.tsv", "l.jsonl", "no-extension"] {
        let ran = run_in(&folder, &["match", "-w", list, "t.txt"]).quietly(0);
        assert_eq!(ran.found(), [["موسكو", "الصين"]], "{list}");
    }
}

#[test]
fn several_lists_are_one_and_the_first_owns_an_id() {
    let folder = folder(&[
        ("a.jsonl", r#"{"id":"russia","type":"mine","names":["روسيا"]}"#.as_bytes()),
        ("b.txt", "سوق المدينة\n".as_bytes()),
        ("t.txt", "روسيا في سوق المدينة مع فرنسا".as_bytes()),
    ]);
    let ran = run_in(&folder, &["match", "-w", "a.jsonl", "-w", "b.txt", "-w", "world", "t.txt"]);
    assert_eq!(ran.found(), [["روسيا", "سوق المدينة", "فرنسا"]]);
    assert_eq!(ran.json()[0]["matches"][0]["type"], "mine");
    // the id stands in two lists: said, and no reason to stop
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.stderr.starts_with("warning: world:")
            && ran.stderr.contains("the id \"russia\" was already given at a.jsonl:1")
            && ran.stderr.lines().count() == 1,
        "{}",
        ran.stderr
    );
}

#[test]
fn a_list_may_come_by_standard_input_if_the_text_does_not() {
    let ran = feed(&["match", "-w", "-", "news/01-moscow-talks.txt"], "موسكو\n").quietly(0);
    assert_eq!(ran.found(), [["موسكو"; 3]]);
    for args in [&["match", "-w", "-"] as &[&str], &["match", "-w", "-", "-"]] {
        feed(args, "موسكو\n").saying(
            2,
            "error: standard input can not be both the watchlist and the text: name a file\n",
        );
    }
}

#[test]
fn overlaps() {
    let text = "بين جنوب السودان والسودان";
    let list =
        folder(&[("l.txt", "السودان\nجنوب السودان\n".as_bytes()), ("t.txt", text.as_bytes())]);
    let found = |which| {
        let args = ["match", "-w", "l.txt", "--overlaps", which, "t.txt"];
        run_in(&list, &args).quietly(0).found().remove(0)
    };
    assert_eq!(found("longest"), ["جنوب السودان", "السودان"]);
    let mut all = found("all");
    all.sort();
    assert_eq!(all, ["السودان", "السودان", "جنوب السودان"]);
}

#[test]
fn levels() {
    let text = "سافر إلى الاردن ثم الأردن";
    let list = folder(&[("l.txt", "الأردن".as_bytes()), ("t.txt", text.as_bytes())]);
    let found = |level: &[&str]| {
        let args = [&["match", "-w", "l.txt", "t.txt"], level].concat();
        run_in(&list, &args).quietly(0).found().remove(0)
    };
    assert_eq!(found(&[]), ["الاردن", "الأردن"]);
    assert_eq!(found(&["--level", "folded"]), ["الاردن", "الأردن"]);
    assert_eq!(found(&["-l", "exact"]), ["الأردن"]);
    let wrong = run(&["match", "--level", "strict"]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (Some(2), ""));
    assert!(
        wrong.stderr.contains("unknown level `strict`, expected `exact`, `folded` or `variant`")
    );
}

#[test]
fn scores_below_the_least_are_left_out() {
    // at the levels there are, all that is found is equal
    let args = ["match", "-w", NEWS, "news/01-moscow-talks.txt", "--min-score", "1"];
    assert_eq!(run(&args).quietly(0).found()[0].len(), 21);
    for wrong in ["1.01", "-1", "NaN", "much"] {
        let ran = run(&["match", &format!("--min-score={wrong}")]);
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains(&format!("`{wrong}` is no number from 0 to 1")));
    }
}

#[test]
fn nothing_found_is_exit_code_1() {
    for format in ["jsonl", "tsv", "pretty"] {
        let args = ["match", "-w", NEWS, "--format", format, "news/12-winter-storm.txt"];
        let ran = run(&args).quietly(1);
        let expected = match format {
            "jsonl" => "{\"id\":\"news/12-winter-storm.txt\",\"matches\":[]}\n",
            _ => "",
        };
        assert_eq!(ran.stdout, expected);
    }
    // one hit in any document is enough
    run(&["match", "-w", NEWS, "news/12-winter-storm.txt", "news/01-moscow-talks.txt"]).quietly(0);
}

#[test]
fn fields_of_documents_and_entities_come_back() {
    let list = r#"{"id":"m","names":["موسكو"],"data":{"k":[1,{"z":null}]},"note":"kept?"}"#;
    let folder = folder(&[
        ("l.jsonl", list.as_bytes()),
        (
            "t.jsonl",
            r#"{"date":"2026-01-02","id":"a","text":"في موسكو","n":1.50,"matches":7}"#.as_bytes(),
        ),
    ]);
    let ran = run_in(&folder, &["match", "-w", "l.jsonl", "t.jsonl"]).quietly(0);
    let result = &ran.json()[0];
    assert_eq!((&result["date"], &result["n"]), (&"2026-01-02".into(), &1.5.into()));
    assert!(result["matches"].is_array() && result.get("text").is_none());
    assert_eq!(result["matches"][0]["data"]["k"][1]["z"], Value::Null);
}
