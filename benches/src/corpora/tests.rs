//! The corpora are what they are said to be.

use std::collections::HashMap;

use super::*;
use crate::words::{is_word_char, words};

fn share_of_marks(corpus: &Corpus) -> f64 {
    let marks = corpus.text().chars().filter(|c| order::is_haraka(*c)).count();
    2.0 * marks as f64 / corpus.bytes() as f64
}

#[test]
fn the_same_bytes_every_time() {
    let (a, b) = (plain(60_000).unwrap(), plain(60_000).unwrap());
    assert_eq!(a, b);
    assert_eq!(mixed(&a), mixed(&b));
    assert!(a.bytes() >= 60_000);
}

#[test]
fn persian_differs_in_two_letters() {
    let plain = plain(60_000).unwrap();
    let persian = persian(&plain);
    assert!(persian.text().contains('ی') && !persian.text().contains(['ي', 'ك']));
    let back = persian.text().replace('ی', "ي").replace('ک', "ك");
    assert_eq!(back, plain.text().replace('ی', "ي").replace('ک', "ك"));
}

#[test]
fn a_file_gives_the_documents_again() {
    let corpus = plain(60_000).unwrap();
    assert!(corpus.documents().len() > 10);
    assert_eq!(Corpus::parse(corpus.text().to_owned()), corpus);
    let two = Corpus::from_documents(["أ\n\nب", "", "ج\n"]);
    assert_eq!(two.documents().collect::<Vec<_>>(), ["أ\nب", "ج"]);
}

#[test]
fn plain_counts_like_news() {
    let corpus = plain(4 << 20).unwrap();
    let text = corpus.text();
    let words = words(text);
    let n = words.len();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for word in &words[..370_000] {
        *counts.entry(&text[word.clone()]).or_default() += 1;
    }
    let mut sorted: Vec<usize> = counts.values().copied().collect();
    sorted.sort_unstable_by(|a, b| b.cmp(a));
    let top = sorted.iter().take(100).sum::<usize>() as f64 / 370_000.0;
    let once = sorted.iter().filter(|n| **n == 1).count();
    let lines = text.lines().filter(|line| !line.is_empty()).count();
    let signs = text.chars().filter(|c| !c.is_whitespace() && !is_word_char(*c)).count();
    let figures = format!(
        "bytes a word {:.2}, types {}, once {once}, top 100 {top:.3}, marks {:.4}, words a line \
         {:.1}, signs a word {:.3}, lines a document {:.1}",
        corpus.bytes() as f64 / n as f64,
        counts.len(),
        share_of_marks(&corpus),
        n as f64 / lines as f64,
        signs as f64 / n as f64,
        lines as f64 / corpus.documents().len() as f64,
    );
    let within =
        |value: f64, low: f64, high: f64| assert!((low..high).contains(&value), "{figures}");
    within(corpus.bytes() as f64 / n as f64, 10.3, 11.5);
    within(counts.len() as f64, 44_000.0, 54_000.0);
    within(once as f64, 20_000.0, 32_000.0);
    within(top, 0.2, 0.3);
    within(share_of_marks(&corpus), 0.0015, 0.0035);
    within(n as f64 / lines as f64, 25.0, 38.0);
    within(signs as f64 / n as f64, 0.1, 0.2);
}

#[test]
fn vocalised_has_marks_as_vocalised_prose_has() {
    let corpus = plain(200_000).unwrap();
    let share = share_of_marks(&vocalised(&corpus));
    assert!((0.40..0.45).contains(&share), "{share}");
    let bare = |corpus: &Corpus| -> String {
        corpus.text().chars().filter(|c| !order::is_haraka(*c)).collect()
    };
    assert_eq!(bare(&vocalised(&corpus)), bare(&corpus));
}

#[test]
fn mixed_has_what_it_says() {
    let plain = plain(200_000).unwrap();
    let mixed = mixed(&plain);
    let has = |range: std::ops::RangeInclusive<char>| {
        mixed.text().chars().filter(|c| range.contains(c)).count()
    };
    let n = words(plain.text()).len();
    for range in [
        'A'..='z',
        '\u{660}'..='\u{669}',
        '\u{6F0}'..='\u{6F9}',
        '\u{FE80}'..='\u{FEF4}',
        '\u{200B}'..='\u{200F}',
        '\u{640}'..='\u{640}',
        'ی'..='ی',
    ] {
        assert!(has(range.clone()) > n / 200, "{range:?}");
    }
    // the shapes are those of the letters
    let mut shaped = String::new();
    let word = "سبب";
    mixed::forms(word, &mut shaped);
    assert_eq!(shaped, "\u{FEB3}\u{FE92}\u{FE90}");
    assert_eq!(crate::words::fold(&shaped), word);
}
