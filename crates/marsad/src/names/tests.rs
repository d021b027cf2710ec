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
    let costs = |a, b, cause| {
        let pieces = trace(&Word::new(a), &Word::new(b));
        pieces.into_iter().find(|piece| piece.cause == cause).map(|piece| piece.cost)
    };
    assert!(costs("حسن", "حسين", Cause::Native).is_some_and(|cost| cost > 1500));
    assert_eq!(costs("هسن", "حسين", Cause::Native), None);
    assert_eq!(costs("الحكيم", "حكيم", Cause::Article), Some(1000));
    assert_eq!(costs("إلحكيم", "حكيم", Cause::Article), None);
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
