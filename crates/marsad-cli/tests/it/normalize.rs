//! `normalize`: texts, profiles, operations, offsets.

use serde_json::Value;

use crate::support::{feed, folder, run, run_in};

const TEXT: &str = "إنّ ﺍﻟﻜﺘﺎﺏ ،  فى\tمدرســة ٱلقرية ١٢۳ ABC\u{200F}\nسؤال";

#[test]
fn each_profile() {
    let normalized = |profile| feed(&["normalize", "-p", profile], TEXT).quietly(0).stdout;
    assert_eq!(normalized("clean"), "إنّ الكتاب، فى مدرســة ٱلقرية ١٢۳ ABC\nسؤال\n");
    assert_eq!(normalized("strict"), "إن الكتاب ،  فى مدرسة ٱلقرية ١٢۳ ABC سؤال\n");
    assert_eq!(normalized("search"), "ان الكتاب ،  في مدرسة القرية 123 abc سؤال\n");
    assert_eq!(normalized("loose"), "ان الكتاب ،  في مدرسه القريه 123 abc سوال\n");
    assert_eq!(feed(&["normalize"], TEXT).quietly(0).stdout, normalized("search"));
}

#[test]
fn operations_are_added_and_taken() {
    let args = ["normalize", "--profile", "strict", "--ops", "+digits,-tatweel,-marks"];
    assert_eq!(
        feed(&args, TEXT).quietly(0).stdout,
        "إنّ الكتاب ،  فى مدرســة ٱلقرية 123 ABC سؤال\n"
    );
    let first_taken = ["normalize", "--ops", "-case"];
    assert!(feed(&first_taken, TEXT).quietly(0).stdout.contains("ABC"));
}

#[test]
fn what_can_not_be_asked_for() {
    let ran = run(&["normalize", "--profile", "fast"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.starts_with("error: unknown profile `fast`; known are clean, strict, "));
    run(&["normalize", "--profile", "lucene-ar@9"])
        .saying(2, "error: lucene-ar is offered as of Lucene 8.8.1, not 9\n");
    run(&["normalize", "--profile", "lucene-ar", "--ops", "+digits"]).saying(
        2,
        "error: lucene-ar does what its peer does: it has no operations to add or take\n",
    );
    run(&["normalize", "--profile", "lucene-ar-analyzer", "--offsets"]).saying(
        2,
        "error: lucene-ar-analyzer gives tokens, which have their positions: leave out --offsets\n",
    );
    let error = |ops: &str| {
        let ran = run(&["normalize", "--ops", ops]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
        ran.stderr
    };
    assert!(error("+digit").starts_with("error: unknown operation \"digit\"; known: "));
    assert!(error("+digit").contains(" forms, nfc, controls, "));
    assert!(error("digits").starts_with("error: \"digits\" has no sign: write +name to add"));
    assert!(error("-nfc").contains("the operation nfc is part of every profile"));
    run(&["normalize", "--offsets", "--format", "text"])
        .saying(2, "error: --offsets needs --format jsonl\n");
    let format = run(&["normalize", "--format", "pretty"]);
    assert_eq!(format.code, Some(2));
    assert!(format.stderr.contains("invalid value 'pretty' for '--format <FORMAT>'"));
}

#[test]
fn profiles_of_other_programs() {
    let ran = feed(&["normalize", "-p", "lucene-ar@8.8.1"], "إلـى ٱلقرية ١").quietly(0);
    assert_eq!(ran.stdout, "الي ٱلقريه ١\n");
    let ran = feed(&["normalize", "-p", "lucene-ar-analyzer"], "وفي الكتب كتابٌ ١٢").quietly(0);
    assert_eq!(ran.stdout, "كتب كتاب 12\n");
    let input = "{\"id\":7,\"text\":\"من الكتب\",\"tokens\":1,\"date\":\"أمس\"}\n";
    let args = ["normalize", "-p", "lucene-ar-analyzer", "--format", "jsonl"];
    assert_eq!(
        feed(&args, input).quietly(0).stdout,
        "{\"id\":\"7\",\"tokens\":[{\"text\":\"كتب\",\"start\":5,\"end\":15,\"char_start\":3,\
         \"char_end\":8,\"position_increment\":2,\"type\":\"<ALPHANUM>\"}],\"date\":\"أمس\"}\n"
    );
}

#[test]
fn json_lines_keep_id_and_fields() {
    let input = "{\"date\":\"٢٠٢٦\",\"text\":\"مدرســة\",\"id\":3,\"offsets\":1}\n";
    let ran = feed(&["normalize", "--format", "jsonl"], input).quietly(0);
    assert_eq!(ran.stdout, "{\"id\":\"3\",\"text\":\"مدرسة\",\"date\":\"٢٠٢٦\"}\n");
    // text output is the texts alone, one after the other
    let input = "{\"text\":\"أ\"}\n{\"text\":\"\"}\n{\"text\":\"ب\\n\"}\n";
    assert_eq!(feed(&["normalize", "-p", "clean"], input).quietly(0).stdout, "أ\n\nب\n");
}

#[test]
fn documents_stay_on_their_line_in_the_fold_profiles() {
    for profile in ["strict", "search", "loose"] {
        let ran = run(&["normalize", "-p", profile, "news"]).quietly(0);
        assert_eq!(ran.stdout.lines().count(), 21, "{profile}");
    }
}

#[test]
fn the_order_and_number_of_documents_are_those_of_the_input() {
    let folder = folder(&[("t.txt", "أ\n\nإ\nآ".as_bytes())]);
    let ran = run_in(&folder, &["normalize", "--lines", "--format", "jsonl", "t.txt"]).quietly(0);
    let ids: Vec<Value> = ran.json().iter().map(|doc| doc["id"].clone()).collect();
    assert_eq!(ids, ["t.txt:1", "t.txt:2", "t.txt:3", "t.txt:4"]);
    assert_eq!(run_in(&folder, &["normalize", "--lines", "t.txt"]).stdout, "ا\n\nا\nا\n");
}

#[test]
fn offsets_lead_back_to_the_original() {
    let originals = run(&["match", "-w", "watchlists/news.jsonl", "news"]).quietly(0).json();
    for profile in ["clean", "strict", "search", "loose"] {
        let ran = run(&["normalize", "-p", profile, "--offsets", "news"]).quietly(0);
        let results = ran.json();
        assert_eq!(results.len(), originals.len());
        let mut n_edits = 0;
        for result in &results {
            let path = crate::support::fixtures().join(result["id"].as_str().unwrap());
            let original = std::fs::read_to_string(path).unwrap();
            n_edits += check_offsets(&original, result);
        }
        assert!(n_edits > 50, "{profile}: {n_edits}");
    }
}

/// Walks over both texts from edit to edit: between edits they advance together, an edit changes
/// something, and at the end both are used up. Returns the number of edits.
fn check_offsets(original: &str, result: &Value) -> usize {
    let text = result["text"].as_str().unwrap();
    let edits = result["offsets"].as_array().unwrap();
    let (mut norm_at, mut orig_at) = (0, 0);
    for edit in edits {
        let edit: Vec<usize> = serde_json::from_value(edit.clone()).unwrap();
        let [norm_start, norm_end, orig_start, orig_end] = edit[..] else { panic!("{edit:?}") };
        assert_eq!(norm_start - norm_at, orig_start - orig_at, "{}: {edit:?}", result["id"]);
        assert_same_letters(&original[orig_at..orig_start], &text[norm_at..norm_start]);
        assert_ne!(text[norm_start..norm_end], original[orig_start..orig_end]);
        (norm_at, orig_at) = (norm_end, orig_end);
    }
    assert_same_letters(&original[orig_at..], &text[norm_at..]);
    edits.len()
}

/// Stretches outside of edits have the same characters at the same places, but for folds that keep
/// the length.
#[track_caller]
fn assert_same_letters(original: &str, normalized: &str) {
    assert_eq!(original.len(), normalized.len());
    // the last ones: a letter that takes up the mark behind it, which is then an edit
    let folds = "أا إا آا ٱا ىي ةه ؤو ئي یي کك اأ اإ اآ وؤ يئ";
    for ((at, from), (to_at, to)) in original.char_indices().zip(normalized.char_indices()) {
        let folded = from == to
            || folds.contains(&format!("{from}{to}"))
            || from.to_lowercase().eq([to])
            || from.is_whitespace() && to.is_whitespace();
        assert!(at == to_at && folded, "{from:?} became {to:?}");
    }
}

#[test]
fn a_long_text_gives_in_parts_what_it_gives_whole() {
    // of a few hundred kilobytes, with all kinds of gaps, in several encodings
    let words = ["قال", "إنّ", "الأُمم", "،", "ﷺ", "x²", "«", "نص", "»", "٢٤", "\u{200F}و", ". ."];
    let gaps = [" ", "  ", "\n", " \n", "\n\n\n\n", "\r\n", "\u{A0}"];
    let mut text = String::new();
    for k in 0..100_000_usize {
        text.push_str(words[(k * k + k / 7) % words.len()]);
        text.push_str(gaps[(k / 3 + k * k / 11) % gaps.len()]);
    }
    let utf16: Vec<u8> =
        "\u{FEFF}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let folder = folder(&[("a.txt", text.as_bytes()), ("b.txt", &utf16)]);
    for profile in ["search", "clean", "strict", "lucene-ar", "lucene-ar-light10"] {
        let profile = marsad::Profile::named(profile).unwrap();
        let mut expected = marsad::normalize(&profile, &text).into_owned();
        if !expected.ends_with('\n') {
            expected.push('\n');
        }
        for file in ["a.txt", "b.txt"] {
            for threads in ["1", "3"] {
                let args = ["normalize", "-q", "-p", profile.name(), "-j", threads, file];
                let found = run_in(&folder, &args).quietly(0).stdout;
                assert!(found == expected, "{} of {file} on {threads} threads", profile.name());
            }
        }
    }
}
