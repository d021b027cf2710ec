//! `screen`: one name, or one name a line, against lists.

use crate::support::{feed, folder, run, run_in};

const LIST: &str = "\
{\"id\":\"shoigu\",\"type\":\"person\",\"names\":[\"سيرغي شويغو\",\"Sergei Shoigu\"]}
{\"id\":\"putin\",\"type\":\"person\",\"names\":[\"فلاديمير بوتين\"]}
{\"id\":\"merkel\",\"type\":\"person\",\"names\":[\"Angela Merkel\"]}
";

fn lists() -> tempfile::TempDir {
    folder(&[("people.jsonl", LIST.as_bytes())])
}

#[test]
fn one_name_as_json() {
    let folder = lists();
    let ran = run_in(&folder, &["screen", "-w", "people.jsonl", "Putin, Vladimir"]).quietly(0);
    let [record] = &ran.json()[..] else { panic!("{}", ran.stdout) };
    assert_eq!(record["query"], "Putin, Vladimir");
    let best = &record["candidates"][0];
    assert_eq!((&best["entity"], &best["level"]), (&"putin".into(), &"variant".into()));
    let keys: Vec<&String> = best.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["entity", "name", "score", "level", "evidence"]);
    let costs =
        best["evidence"].as_array().unwrap().iter().map(|why| why["cost"].as_f64().unwrap());
    let score = 1.0 / (1.0 + costs.sum::<f64>().exp());
    assert!((best["score"].as_f64().unwrap() - score).abs() < 1e-4, "{record}");
}

#[test]
fn a_line_gives_a_line_in_order_whatever_the_threads() {
    let folder = lists();
    let names = "شويغو\n\u{FEFF}ميركل أنجيلا\r\nnobody at all\n\nSergej Schoigu".repeat(40);
    let args = |threads| ["screen", "-w", "people.jsonl", "-j", threads, "-"];
    let input = folder.path().join("names.txt");
    std::fs::write(&input, &names).unwrap();
    let one = feed_in(&folder, &args("1"), &names);
    assert_eq!(one.json().len(), names.split('\n').count());
    assert_eq!(one.json()[1]["candidates"][0]["entity"], "merkel");
    assert_eq!(one.json()[2]["candidates"].as_array().unwrap().len(), 0);
    assert_eq!(one.stdout, feed_in(&folder, &args("5"), &names).stdout);
}

fn feed_in(folder: &tempfile::TempDir, args: &[&str], names: &str) -> crate::support::Ran {
    let list = folder.path().join("people.jsonl");
    let list = list.to_str().unwrap();
    let args: Vec<&str> =
        args.iter().map(|arg| if *arg == "people.jsonl" { list } else { arg }).collect();
    feed(&args, names).quietly(0)
}

#[test]
fn nothing_found_is_told_by_the_exit_code() {
    let folder = lists();
    let args = ["screen", "-w", "people.jsonl", "Zzyzx", "--format", "jsonl"];
    let ran = run_in(&folder, &args).quietly(1);
    assert_eq!(ran.stdout, "{\"query\":\"Zzyzx\",\"candidates\":[]}\n");
    assert_eq!(feed(&["screen", "-w", "world"], "").quietly(1).stdout, "");
}

#[test]
fn for_reading() {
    let folder = lists();
    let pretty = |name: &str| {
        let args = ["screen", "-w", "people.jsonl", name, "--format", "pretty", "--top", "1"];
        run_in(&folder, &args).stdout.replace('\u{200E}', "")
    };
    insta::assert_snapshot!(pretty("سيرغى شويغو"), @r"
    سيرغى شويغو  1 candidate
      1.000  shoigu  folded  سيرغي شويغو  yeh ى and ي
    ");
    insta::assert_snapshot!(pretty("Zzyzx"), @"Zzyzx  nothing found");
    let turned = pretty("بوتين فلاديمير");
    assert!(turned.contains("variant") && turned.contains("order +0.5"), "{turned}");
}

#[test]
fn standard_input_is_one_thing() {
    let ran = run(&["screen", "-w", "-"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("can not be both"), "{}", ran.stderr);
}
