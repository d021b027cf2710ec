//! Snowball's Arabic stemmer: words and the stems it gave.

use std::fs;

use marsad::{Profile, normalize};
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
            c => c.to_string(),
        };
        // between letters that are no affixes
        assert_eq!(normalize(&profile(), &format!("ص{c}ض")), format!("ص{expected}ض"), "{c:?}");
    }
}

#[test]
fn offsets_follow_the_stem() {
    let (mut out, mut map) = (String::new(), marsad::OffsetMap::new());
    let text = "أأجلائكم";
    marsad::normalize_with_map(&profile(), text, &mut out, &mut map).unwrap();
    assert_eq!(out, "اجلاء");
    let of = |start, end| &text[map.to_orig(marsad::Span::new(start, end)).range()];
    assert_eq!((of(2, 4), of(8, 10)), ("ج", "ئكم"));
}
