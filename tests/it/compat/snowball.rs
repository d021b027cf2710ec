//! Snowball's Arabic stemmer: words and the stems it gave.

use std::fs;

use marsad::{Profile, normalize, tokens};
use marsad_tests::fixtures::folder;

fn profile() -> Profile {
    Profile::named("snowball-arabic").unwrap()
}

#[test]
fn words_have_the_stems_that_snowball_gave() {
    let words = fs::read_to_string(folder().join("compat/snowball-arabic.tsv")).unwrap();
    let mut n = 0;
    for line in words.lines().filter(|line| !line.starts_with('#')) {
        let (word, stem) = line.split_once('\t').unwrap();
        assert_eq!(normalize(&profile(), word), stem, "{word:?}");
        n += 1;
    }
    assert!(n > 2000);
}

#[test]
fn words_are_cut_at_white_space() {
    let text = "\tوالكتب\u{1F}ـ\u{A0}شاطئ\u{200B}س  ";
    let mut found = Vec::new();
    tokens(&profile(), text, &mut found).unwrap();
    let read: Vec<_> = found.iter().map(|t| (&*t.text, &text[t.span.range()])).collect();
    assert_eq!(read, [("والكتب", "والكتب"), ("", "ـ"), ("شاطي\u{200B}س", "شاطئ\u{200B}س")]);
}

#[test]
fn single_characters_fold_as_written() {
    for c in '\0'..=char::MAX {
        let expected = match c {
            '\u{640}' | '\u{64B}'..='\u{652}' => String::new(),
            '\u{660}'..='\u{669}' => char::from_u32(u32::from(c) - 0x630).unwrap().to_string(),
            'أ' | 'إ' | 'آ' => "ا".to_owned(),
            'ؤ' => "و".to_owned(),
            'ئ' => "ي".to_owned(),
            '\u{FE80}'..='\u{FEFC}' => {
                use unicode_normalization::UnicodeNormalization as _;
                let letters: String = c.to_string().nfkc().collect();
                letters.replace(['أ', 'إ', 'آ'], "ا").replace('ؤ', "و").replace('ئ', "ي")
            }
            '\u{1C}'..='\u{1F}' => " ".to_owned(),
            c if c.is_whitespace() => " ".to_owned(),
            c => c.to_string(),
        };
        // between letters that are no affixes
        assert_eq!(normalize(&profile(), &format!("ص{c}ض")), format!("ص{expected}ض"), "{c:?}");
    }
}

/// What the package gave elsewhere, for who has it: a folder with `golden/snowball-arabic.jsonl`.
#[test]
fn words_have_the_stems_that_snowball_gave_elsewhere() {
    #[derive(serde::Deserialize)]
    struct Vector {
        r#in: String,
        out: Vec<String>,
    }
    let Some(data) = std::env::var_os("MARSAD_DATA") else { return };
    let path = std::path::Path::new(&data).join("golden/snowball-arabic.jsonl");
    for line in fs::read_to_string(path).unwrap().lines() {
        let vector: Vector = serde_json::from_str(line).unwrap();
        let mut found = Vec::new();
        tokens(&profile(), &vector.r#in, &mut found).unwrap();
        let found: Vec<String> = found.into_iter().map(|token| token.text).collect();
        assert_eq!(found, vector.out, "{:?}", vector.r#in);
    }
}
