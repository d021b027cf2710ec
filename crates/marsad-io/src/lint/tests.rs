//! What is said about names, and that sound lists are passed in silence.

use crate::Watchlist;

fn warnings(list: &str) -> Vec<String> {
    let mut watchlist = Watchlist::default();
    watchlist.read("l.jsonl", list.as_bytes()).unwrap();
    assert!(watchlist.problems.is_empty(), "{:?}", watchlist.problems);
    super::warnings(&watchlist.entries).iter().map(ToString::to_string).collect()
}

/// Codes and names of the warnings about an entity.
fn codes(entity: &str) -> Vec<(&'static str, String)> {
    let mut watchlist = Watchlist::default();
    watchlist.read("l.jsonl", format!("{{\"id\":\"a\",{entity}}}").as_bytes()).unwrap();
    assert!(watchlist.problems.is_empty(), "{:?}", watchlist.problems);
    let found = super::warnings(&watchlist.entries);
    found.iter().map(|w| (w.surprise.code(), w.surprise.name().to_owned())).collect()
}

#[test]
fn what_may_surprise_is_named_with_its_place() {
    let found = warnings(concat!(
        r#"{"id":"a","names":["الحرب","شي","أحمد زويل"]}"#,
        "\n",
        r#"{"id":"b","names":["احمد زويل"],"weak_names":["شي"]}"#,
        "\n",
        r#"{"id":"c","names":["جورجيا"],"exclude":["ولاية جورجيا","ولاية تكساس"]}"#,
    ));
    assert_eq!(
        found,
        [
            "l.jsonl:1: `a`: the name \"الحرب\" is a common word; consider weak_names",
            "l.jsonl:1: `a`: the name \"شي\" is a common word; consider weak_names",
            "l.jsonl:2: `b`: the name \"احمد زويل\" is also one of `a` (l.jsonl:1); both are reported; tell them apart by longer names",
            "l.jsonl:3: `c`: no name of it stands in the excluded phrase \"ولاية تكساس\"; correct the phrase, or take it away",
        ]
    );
}

#[test]
fn a_sound_list_has_no_warnings() {
    assert_eq!(warnings(r#"{"id":"a","names":["موسكو","Moscow","لي"]}"#).len(), 1);
    for sound in [
        r#"{"id":"a","names":["موسكو","Moscow","Москва"]}"#,
        r#"{"id":"a","names":["شركة Google"],"weak_names":["Google"]}"#,
        r#"{"id":"a","names":["Çankırı","Łódź","ألمانيا الشرقية"],"level":"exact"}"#,
        r#"{"id":"a","names":["جورجيا"],"exclude":["ولاية جورجيا"]}"#,
        r#"{"id":"a","names":["مجموعة الـ20"]}"#,
    ] {
        assert_eq!(warnings(sound), [""; 0], "{sound}");
    }
}

#[test]
fn words_of_the_news_are_no_names() {
    for word in ["الكتاب", "نهاية", "الوزير", "كيف"] {
        assert_eq!(codes(&format!(r#""names":["{word}"]"#)), [("common-word", word.to_owned())]);
        assert_eq!(codes(&format!(r#""names":["غوغل"],"weak_names":["{word}"]"#)), []);
        assert_eq!(codes(&format!(r#""names":["{word} بوتين"]"#)), []);
    }
    // the news declines them, and the built-in list has them
    for name in ["بوتين", "حفتر", "الروس", "مصرية", "واشنطن"] {
        assert_eq!(codes(&format!(r#""names":["{name}"]"#)), [], "{name}");
    }
}

#[test]
fn one_name_twice() {
    for (entity, name) in [
        (r#""names":["موسكو","موسكُو"]"#, "موسكُو"),
        (r#""names":["موسكو","موسكو"]"#, "موسكو"),
        (r#""names":["جدة","جده"]"#, "جده"),
        (r#""names":["Moscow","MOSCOW"]"#, "MOSCOW"),
        (r#""names":["جورجيا"],"weak_names":["جورجيا"]"#, "جورجيا"),
        (r#""names":["جورجيا"],"weak_names":["تبليسي","تبليسى"]"#, "تبليسى"),
    ] {
        assert_eq!(codes(entity), [("duplicate", name.to_owned())], "{entity}");
    }
    let said = warnings(r#"{"id":"a","names":["جورجيا"],"weak_names":["جورجيا"]}"#);
    assert!(said[0].contains("is a full name too, and so never weak"), "{said:?}");
}

#[test]
fn names_that_are_never_found() {
    assert_eq!(
        codes(r#""names":["أبل","شركة أبل"],"exclude":["ابل"]"#),
        [("excluded", "أبل".to_owned())]
    );
    assert_eq!(codes(r#""names":["مو\uFFFDكو"]"#), [("damaged", "مو\u{FFFD}كو".to_owned())]);
    assert_eq!(codes(r#""names":["Ù…ÙˆØ³ÙƒÙˆ"]"#)[0].0, "damaged");
    assert_eq!(
        codes(r#""names":["مُوسكو"],"level":"exact""#),
        [("exact-spelling", "مُوسكو".to_owned())]
    );
    assert_eq!(codes(r#""names":["مُوسكو"],"level":"folded""#), []);
}

#[test]
fn letters_that_are_not_what_they_look_like() {
    for (name, letter) in [
        // a Cyrillic о, a Latin o in an Arabic word, an Arabic ه in a Latin one
        ("M\u{43E}scow", "U+043E"),
        ("موسكo", "U+006F"),
        ("Mosc\u{647}w", "U+0647"),
        ("\u{41C}осква Moscow", "U+004D"),
        ("\u{391}thens", "U+0074"),
    ] {
        let said = warnings(&format!(r#"{{"id":"a","names":["{name}"]}}"#));
        assert_eq!(said.len(), 1, "{said:?}");
        assert!(said[0].contains("mixes scripts") && said[0].contains(letter), "{said:?}");
    }
}

#[test]
fn characters_that_are_not_seen() {
    for hidden in ['\u{200F}', '\u{200B}', '\u{AD}', '\u{202B}', '\u{FEFF}', '\u{7}'] {
        let json = serde_json::json!({ "id": "a", "names": [format!("موس{hidden}كو")] });
        let said = warnings(&json.to_string());
        assert_eq!(said.len(), 1, "{said:?}");
        let code = format!("\"موسكو\" has characters that are not seen, U+{:04X}", hidden as u32);
        assert!(said[0].contains(&code), "{said:?}");
    }
}

#[test]
fn names_of_two_entities_that_are_one_at_level_variant_clash() {
    let clashes = |list: &str| {
        let mut watchlist = Watchlist::default();
        watchlist.read("l.jsonl", list.as_bytes()).unwrap();
        let found = super::clashes(&watchlist.entries);
        found.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let list = concat!(
        r#"{"id":"a","names":["سيرغي شويغو","موسكو"]}"#,
        "\n",
        r#"{"id":"b","names":["سيرجي شويجو","بوتان"]}"#,
        "\n",
        r#"{"id":"c","names":["بوتين","Sergei Shoigu"],"weak_names":["شويغو"]}"#,
        "\n",
        r#"{"id":"d","names":["موسكو","مسكو"]}"#,
        "\n",
    );
    let found = clashes(list);
    assert_eq!(found.len(), 3, "{found:?}");
    for (warning, (entity, with)) in found.iter().zip([("b", "a"), ("c", "a"), ("c", "b")]) {
        let is_about = |id: &str| warning.contains(&format!("`{id}`"));
        assert!(is_about(entity) && is_about(with), "{warning}");
        assert!(warning.contains("at level variant"), "{warning}");
    }
    // at a stricter level there is no clash, and many alike names are named three times
    assert_eq!(clashes(&list.replace(r#","names""#, r#","level":"folded","names""#)), [""; 0]);
    let many: String = (0..9)
        .map(|k| format!("{{\"id\":\"e{k}\",\"names\":[\"شويغو{}\"]}}\n", "و".repeat(k)))
        .collect();
    assert!(clashes(&many).len() <= 3 * 9);
}
