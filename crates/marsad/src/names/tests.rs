//! Words against words: known pairs, laws, and the obvious form of the same sums.

use super::*;

fn probability(a: &str, b: &str) -> f32 {
    1.0 / (1.0 + (-logit(&Word::new(a), &Word::new(b))).exp())
}

#[test]
fn spellings_of_one_name_are_likely_and_other_names_are_not() {
    for (a, b, least) in [
        ("بوتين", "بوتن", 0.85),
        ("جوجل", "غوغل", 0.95),
        ("جوجل", "قوقل", 0.80),
        ("نتنياهو", "نتانياهو", 0.94),
        ("دييجو", "ديغو", 0.88),
        ("شوارتز", "شوارتس", 0.94),
        ("شويغو", "شويجو", 0.9),
    ] {
        assert!(probability(a, b) >= least, "{a} {b}: {}", probability(a, b));
    }
    for (a, b) in [("أحمد", "محمد"), ("لندن", "باريس"), ("ترامب", "بوتين")]
    {
        assert!(probability(a, b) < 0.5, "{a} {b}: {}", probability(a, b));
    }
}

#[test]
fn costs_of_a_trace_sum_to_the_score() {
    let words = ["بوتين", "بوتن", "الحكيم", "حكيم", "ق", "", "Putin", "Poutine", "7", "أحمد"];
    for a in words.map(Word::new) {
        for b in words.map(Word::new) {
            let sum: i32 = trace(&a, &b).iter().map(|piece| piece.cost).sum();
            assert_eq!(sum, trace::millinats(-logit(&a, &b)), "{a:?} {b:?}");
            assert_eq!(logit(&a, &b), logit(&b, &a));
        }
    }
}

#[test]
fn native_names_and_articles_are_seen() {
    let costs = |a, b, rule| {
        let pieces = trace(&Word::new(a), &Word::new(b));
        pieces.into_iter().find(|piece| piece.rule == rule).map(|piece| piece.cost)
    };
    assert!(costs("حسن", "حسين", Rule::Native).is_some_and(|cost| cost > 1500));
    assert_eq!(costs("هسن", "حسين", Rule::Native), None);
    assert_eq!(costs("الحكيم", "حكيم", Rule::Article), Some(1000));
    assert_eq!(costs("إلحكيم", "حكيم", Rule::Article), None);
}

#[test]
fn any_text_is_a_word() {
    let long = "ا".repeat(1000);
    for text in ["", " ", "\0", "7", "ء", "'", "ab ج", "漢字", "-", &long, &"shch".repeat(99)] {
        let word = Word::new(text);
        assert!(word.len() <= 32, "{text}");
        assert_eq!(logit(&word, &word), SAME);
        assert!(logit(&word, &Word::new("محمد")) < 0.0, "{text}");
    }
    // of what is too long the end still counts for being the same
    assert!(!Word::new(&long).is_same(&Word::new(&format!("{long}ا"))));
}

#[test]
fn latin_words_find_their_arabic_spelling() {
    for (latin, right, wrong) in [
        ("Putin", "بوتين", "بوتان"),
        ("Shoigu", "شويغو", "شيخو"),
        ("Hussein", "حسين", "حسن"),
        ("Mohammed", "محمد", "محمود"),
    ] {
        assert!(probability(latin, right) > 0.5, "{latin}: {}", probability(latin, right));
        assert!(probability(latin, right) > probability(latin, wrong), "{latin}");
    }
    assert!(probability("Shoigu", "Shoygu") > probability("Shoigu", "Shawki"));
}

/// The sum over all ways to cut both words, as it is written in the books: by recursion, in `f64`.
fn obvious_joint(a: &[u8], b: &[u8], i: usize, j: usize) -> f64 {
    use super::table::Position;
    if i == a.len() && j == b.len() && i + j > 0 {
        return 1.0;
    }
    let chunk = |word: &[u8], from: usize, size: usize| match *word.get(from..from + size)? {
        [] => Some(0),
        [code] => Some(u16::from(code)),
        [one, other, ..] => Some(TABLE.pair(one, other)).filter(|&pair| pair != 0),
    };
    let mut sum = 0.0;
    for (x, y) in (0..3).flat_map(|x| (0..3).map(move |y| (x, y))).skip(1) {
        let (Some(one), Some(other)) = (chunk(a, i, x), chunk(b, j, y)) else { continue };
        let position = match (i + j, i + x == a.len() && j + y == b.len()) {
            (0, _) => Position::Initial,
            (_, true) => Position::Final,
            _ => Position::Medial,
        };
        let extra = match (x, y) {
            (1, 0) => TABLE.extra(a, i),
            (0, 1) => TABLE.extra(b, j),
            _ => 1.0,
        };
        let chance = TABLE.chance(position, one, other) * f64::from(extra);
        sum += chance * obvious_joint(a, b, i + x, j + y);
    }
    sum
}

#[test]
fn sums_are_those_of_the_obvious_recursion() {
    let words = ["بوتين", "بوتن", "ش", "تشن", "غوغل", "جوجل", "حسين", "الحكم", "زيدان", "شيش"];
    for a in words.map(Word::new) {
        for b in words.map(Word::new) {
            let (one, other) = (a.reading(), b.reading());
            let wanted = obvious_joint(one.letters, other.letters, 0, 0).ln();
            let found = f64::from(score::joint(&TABLE, one, other));
            assert!((found - wanted).abs() < 1e-3, "{a:?} {b:?}: {found} {wanted}");
        }
    }
}
