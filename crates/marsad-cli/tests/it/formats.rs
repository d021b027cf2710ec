//! `match`: how results are written.

use std::fmt::Write;

use crate::support::{feed, folder, marsad, ran, run, run_in};

const NEWS: &str = "watchlists/news.jsonl";

/// Escapes and direction marks to be seen.
fn visible(text: &str) -> String {
    let mut shown = String::new();
    for c in text.chars() {
        match c {
            '\u{1B}' => shown.push('␛'),
            '\u{200E}' => shown.push('⇢'),
            '\u{200F}' => shown.push('⇠'),
            c => shown.push(c),
        }
    }
    shown
}

#[test]
fn a_table_has_the_spans_of_the_json_lines() {
    let rows = run(&["match", "-w", NEWS, "--format", "tsv", "news"]).quietly(0).stdout;
    let mut expected = String::new();
    for doc in run(&["match", "-w", NEWS, "news"]).quietly(0).json() {
        for hit in doc["matches"].as_array().unwrap() {
            let text =
                |name: &str| hit[name].as_str().unwrap().replace('\n', "\\n").replace('\r', "\\r");
            write!(expected, "{}", doc["id"].as_str().unwrap()).unwrap();
            for number in ["start", "end", "char_start", "char_end"] {
                write!(expected, "\t{}", hit[number]).unwrap();
            }
            for field in ["entity", "type", "name", "text", "prefix", "level"] {
                write!(expected, "\t{}", text(field)).unwrap();
            }
            writeln!(expected, "\t1").unwrap();
        }
    }
    assert_eq!(rows, expected);
    assert!(rows.lines().count() > 200 && rows.lines().all(|row| row.split('\t').count() == 12));
}

#[test]
fn for_reading() {
    let ran = run(&["match", "-w", NEWS, "--format", "pretty", "news/20-rio-summit.txt"]);
    insta::assert_snapshot!("rio", visible(&ran.quietly(0).stdout));
}

#[test]
fn for_reading_with_colours() {
    let args = ["match", "-w", NEWS, "--format", "pretty", "--color", "always"];
    let ran = run(&[&args as &[&str], &["news/11-hague-hearing.txt"]].concat());
    insta::assert_snapshot!("hague-colour", visible(&ran.quietly(0).stdout));
}

#[test]
fn names_of_a_plain_list_are_not_told_twice() {
    let args = ["match", "-w", "watchlists/news.txt", "--format", "pretty", "--context", "2"];
    let ran = run(&[&args as &[&str], &["news/04-fund-outlook.txt"]].concat());
    insta::assert_snapshot!("plain-list", visible(&ran.quietly(0).stdout));
}

#[test]
fn colours_are_off_unless_wanted() {
    let args = ["match", "-w", NEWS, "--format", "pretty", "news/01-moscow-talks.txt"];
    let plain = run(&args).quietly(0).stdout;
    assert!(!plain.contains('\u{1B}') && plain.contains("[موسكو]"));
    let always = run(&[&args as &[&str], &["--color", "always"]].concat()).quietly(0).stdout;
    assert!(always.contains("\u{1B}[1m\u{1B}[33mموسكو\u{1B}[0m"));
    // the option is the last word
    let wanted = ran(marsad(&args).env("CLICOLOR_FORCE", "1"));
    assert_eq!(wanted.stdout, always);
    let unwanted = ran(marsad(&args).env("NO_COLOR", "1").env("CLICOLOR_FORCE", "1"));
    assert_eq!(unwanted.stdout, plain);
    let never = ran(marsad(&args).args(["--color", "never"]).env("CLICOLOR_FORCE", "1"));
    assert_eq!(never.stdout, plain);
    let always_though = ran(marsad(&args).args(["--color", "always"]).env("NO_COLOR", "1"));
    assert_eq!(always_though.stdout, always);
}

#[test]
fn errors_are_coloured_by_the_same_rules() {
    let plain = run(&["match", "no-such-file"]);
    assert_eq!(plain.stderr, "error: no-such-file: no such file or folder\n");
    let coloured = run(&["match", "no-such-file", "--color", "always"]);
    assert_eq!(
        coloured.stderr,
        "\u{1B}[1m\u{1B}[31merror\u{1B}[0m: no-such-file: no such file or folder\n"
    );
}

#[test]
fn data_is_not_touched_by_the_choice_of_colours() {
    let text = "في \u{1B}[31m موسكو \u{1B}[0m";
    for color in ["auto", "never", "always"] {
        let args = ["normalize", "-p", "clean", "--color", color, "-"];
        assert_eq!(feed(&args, text).quietly(0).stdout, format!("{text}\n"));
    }
    let folder = folder(&[
        ("l.jsonl", "{\"id\":\"\\u001b[1mm\",\"names\":[\"موسكو\"]}".as_bytes()),
        ("t.txt", text.as_bytes()),
    ]);
    let table = run_in(&folder, &["match", "-w", "l.jsonl", "--format", "tsv", "t.txt"]).quietly(0);
    assert!(table.stdout.contains("\t\u{1B}[1mm\t"), "{}", table.stdout);
    // only what is for eyes is made harmless
    let args = ["match", "-w", "l.jsonl", "--format", "pretty", "--color", "always", "t.txt"];
    let pretty = run_in(&folder, &args).quietly(0);
    assert!(!pretty.stdout.contains("\u{1B}[31m") && pretty.stdout.contains("[1mm"));
}
