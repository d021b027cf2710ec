//! Bytes that are not UTF-8: found out or named, read, and told about; positions in them.

use serde_json::Value;

use crate::support::{Ran, feed, fixtures, folder, run, run_in};

const LIST: (&str, &[u8]) = ("l.txt", "موسكو\nالقاهرة\n".as_bytes());

const TEXT: &str = "وصل الوفد إلى القاهرة أمس، ثم عاد إلى مُوسكو بعد يومين.\n";

/// Windows-1256, from its table in the Encoding Standard, as far as the tests need it.
fn windows(text: &str) -> Vec<u8> {
    let letters = "ءآأؤإئابةتثجحخدذرزسشصض×طظعغـفقكàلâمنهوçèéêëىي";
    let byte = |c: char| match c {
        '،' => 0xA1,
        '\u{64F}' => 0xF5,
        c if c.is_ascii() => c as u8,
        c => 0xC1 + u8::try_from(letters.chars().position(|of| of == c).unwrap()).unwrap(),
    };
    // the marks stand between other letters
    text.chars().map(|c| if c == '\u{64F}' { 0xF5 } else { byte(c) }).collect()
}

fn utf_16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn what_is_not_utf_8_is_found_out_and_told() {
    let (one, two) = (windows(TEXT), utf_16(TEXT));
    let files =
        [LIST, ("a.txt", &one), ("b.txt", &two), ("c.txt", &one), ("u.txt", TEXT.as_bytes())];
    let folder = folder(&files);
    let ran = run_in(&folder, &["match", "-w", "l.txt", "a.txt", "b.txt", "c.txt", "u.txt"]);
    assert_eq!(ran.found(), [["القاهرة", "مُوسكو"]; 4]);
    // all positions are those of the decoded text
    let results = ran.json();
    assert!(results.iter().all(|result| result["matches"] == results[3]["matches"]));
    let told = "a.txt and 1 other input: read as windows-1256\nb.txt: read as UTF-16LE\n";
    ran.saying(0, told);
    let quiet = run_in(&folder, &["normalize", "--quiet", "a.txt"]).quietly(0);
    assert_eq!(quiet.stdout, run_in(&folder, &["normalize", "u.txt"]).quietly(0).stdout);
}

#[test]
fn what_is_named_is_not_told_and_not_doubted() {
    let folder = folder(&[("a.txt", &windows(TEXT)), ("u.txt", TEXT.as_bytes())]);
    let args = ["normalize", "-p", "clean", "--encoding", "cp1256", "a.txt"];
    assert_eq!(run_in(&folder, &args).quietly(0).stdout, TEXT);
    let wrong = run_in(&folder, &["normalize", "-p", "clean", "--encoding", "utf-8", "a.txt"]);
    assert_eq!((wrong.code, wrong.stdout.contains('\u{FFFD}')), (Some(0), true));
    assert!(wrong.stderr.starts_with("warning: a.txt: "), "{}", wrong.stderr);
    assert!(wrong.stderr.ends_with(" were read as U+FFFD\n"), "{}", wrong.stderr);
    let iso = run_in(&folder, &["normalize", "--encoding", "iso-8859-6", "u.txt"]);
    assert!(iso.stderr.ends_with(" were read as U+FFFD\n"), "{}", iso.stderr);
    let unknown = run(&["normalize", "--encoding", "utf-7", "news"]);
    assert_eq!(unknown.code, Some(2));
    assert!(unknown.stderr.contains("unknown encoding `utf-7`; known are utf-8, "), "{unknown:?}");
}

#[test]
fn every_format_may_be_in_any_encoding() {
    let jsonl = format!("{{\"text\":\"{}\"}}\n", TEXT.trim_end());
    let csv = format!("text;id\n{};7\n", TEXT.trim_end());
    for (name, content) in [("a.jsonl", &jsonl), ("a.csv", &csv), ("lines.txt", &TEXT.to_owned())] {
        for (label, bytes) in [("windows-1256", windows(content)), ("UTF-16LE", utf_16(content))] {
            let folder = folder(&[LIST, (name, &bytes)]);
            let ran = run_in(&folder, &["match", "-w", "l.txt", "--lines", name]);
            assert_eq!(ran.found(), [["القاهرة", "مُوسكو"]], "{name} in {label}");
            ran.saying(0, &format!("{name}: read as {label}\n"));
        }
    }
    // a stream
    let ran = feed(&["normalize", "-p", "clean"], windows(TEXT));
    assert_eq!(ran.stdout, TEXT);
    ran.saying(0, "-: read as windows-1256\n");
}

#[test]
fn hits_in_bytes_of_the_source() {
    let broken = [b"\xFFa \xC3(".as_slice(), TEXT.as_bytes()].concat();
    for bytes in [windows(TEXT), utf_16(TEXT), TEXT.as_bytes().to_vec(), broken] {
        let folder = folder(&[LIST, ("a.txt", &bytes)]);
        for lines in [["--quiet"].as_slice(), &["--quiet", "--lines"]] {
            let args = ["match", "-w", "l.txt", "--offsets", "source", "a.txt"];
            let ran = run_in(&folder, &[&args, lines].concat());
            let results = ran.json();
            let hits = results[0]["matches"].as_array().unwrap();
            assert_eq!(hits.len(), 2);
            for hit in hits {
                let text = hit["text"].as_str().unwrap();
                let range = usize_of(&hit["source_start"])..usize_of(&hit["source_end"]);
                let expected = [windows(text), utf_16(text), text.as_bytes().to_vec()];
                assert!(expected.contains(&bytes[range].to_vec()), "{hit}");
            }
        }
        let plain = run_in(&folder, &["match", "-w", "l.txt", "a.txt"]);
        assert!(!plain.stdout.contains("source_"), "only on request");
    }
}

fn usize_of(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap()).unwrap()
}

#[test]
fn places_that_there_are_not_are_refused() {
    let folder = folder(&[LIST, ("a.jsonl", b"{\"text\":\"a\"}\n"), ("b.txt", TEXT.as_bytes())]);
    let ran = run_in(&folder, &["match", "-w", "l.txt", "--offsets", "source", "a.jsonl", "b.txt"]);
    assert_eq!(ran.found(), [["القاهرة", "مُوسكو"]]);
    ran.saying(
        3,
        "error: a.jsonl: positions in the bytes of the source are known for text only, and this is \
         JSON lines\n",
    );
}

/// The edits of a run, which begin where the texts say.
fn edits(ran: &Ran) -> Vec<[usize; 4]> {
    serde_json::from_value(ran.json()[0]["offsets"].clone()).unwrap()
}

#[test]
fn edits_in_each_unit() {
    let text = "📰 قُدِّم ﷺ";
    let run = |args: &[&str]| edits(&feed(&[&["normalize"], args].concat(), text).quietly(0));
    let bytes = run(&["--offsets"]);
    assert_eq!(bytes, run(&["--offsets=text", "--units", "bytes"]));
    assert_eq!(bytes[0], [7, 7, 7, 9]);
    assert_eq!(run(&["--offsets", "--units", "chars"])[0], [3, 3, 3, 4]);
    assert_eq!(run(&["--offsets", "--units", "utf16"])[0], [4, 4, 4, 5]);
    let alone = feed(&["normalize", "--units", "chars"], text);
    assert_eq!(alone.code, Some(2));
    assert!(alone.stderr.contains("--offsets"), "{}", alone.stderr);
    let unknown = feed(&["normalize", "--offsets", "--units", "words"], text);
    assert!(unknown.stderr.contains("unknown unit `words`; known are bytes, chars, utf16"));
}

#[test]
fn edits_in_bytes_of_the_source() {
    // between edits, characters of both sides correspond
    let folder = folder(&[("a.txt", &windows(TEXT)), ("w.txt", &utf_16(TEXT))]);
    for (name, bytes_a_char) in [("a.txt", 1), ("w.txt", 2)] {
        let args = ["normalize", "--quiet", "--offsets=source", "--units", "chars", name];
        let ran = run_in(&folder, &args);
        let chars: Vec<char> = ran.json()[0]["text"].as_str().unwrap().chars().collect();
        let (mut norm_at, mut source_at) = (0, 0);
        let original: Vec<char> = TEXT.chars().collect();
        for [norm_start, norm_end, start, end] in edits(&ran) {
            assert_eq!((norm_start - norm_at) * bytes_a_char, start - source_at);
            assert_eq!(end - start, bytes_a_char, "the damma");
            assert_eq!(original[start / bytes_a_char], '\u{64F}');
            (norm_at, source_at) = (norm_end, end);
        }
        assert_eq!(
            (chars.len() - norm_at) * bytes_a_char,
            original.len() * bytes_a_char - source_at
        );
    }
    // in UTF-8, what was replaced is an edit, and bytes correspond elsewhere
    let ran = feed(
        &["normalize", "-p", "clean", "--offsets=source", "--encoding", "utf-8"],
        b"ab\xFF\xFE c\xE2\x80d".as_slice(),
    );
    assert_eq!(ran.json()[0]["text"], "ab\u{FFFD}\u{FFFD} c\u{FFFD}d");
    assert_eq!(edits(&ran), [[2, 8, 2, 4], [10, 13, 6, 8]]);
    // the mark of UTF-16 is one
    let marked = [b"\xFF\xFE".as_slice(), &utf_16("باب")].concat();
    assert_eq!(edits(&feed(&["normalize", "--quiet", "--offsets=source"], marked)), [[0, 0, 0, 2]]);
}

#[test]
fn offsets_of_text_are_as_they_were() {
    let news = fixtures().join("news");
    let args =
        |offsets: &str| run(&["normalize", offsets, news.to_str().unwrap()]).quietly(0).stdout;
    assert_eq!(args("--offsets"), args("--offsets=text"));
    // plain UTF-8 has the same places in its file
    assert_eq!(args("--offsets"), args("--offsets=source"));
}
