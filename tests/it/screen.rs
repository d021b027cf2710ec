//! Screening: one name in, ranked entities out.

use marsad::{Entity, Level, Rule, ScreenOptions, Screener, VARIANT_FROM, compare};
use marsad_tests::fixtures::{folder, read_toml};
use proptest::prelude::*;
use serde::Deserialize;

const ALL: ScreenOptions = ScreenOptions { top: 10, min_score: 0.0 };

#[derive(Deserialize)]
struct Pairs {
    group: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    lists: Vec<Vec<String>>,
}

/// All spellings of the fixtures, each once.
fn spellings() -> Vec<String> {
    let mut all: Vec<String> = ["same.toml", "apart.toml"]
        .into_iter()
        .flat_map(|file| read_toml::<Pairs>(&folder().join("names").join(file)).group)
        .flat_map(|group| group.lists.into_iter().flatten())
        .collect();
    all.sort();
    all.dedup();
    all
}

fn entities(names: &[impl AsRef<str>]) -> Vec<Entity> {
    names.iter().map(|name| Entity::new(name.as_ref(), [name.as_ref()])).collect()
}

fn first<'s>(screener: &'s Screener, query: &str) -> Option<&'s str> {
    screener.screen(query, &ALL).first().map(|best| best.name)
}

#[test]
fn a_listed_name_finds_itself() {
    let names = spellings();
    assert!(names.len() > 500);
    let entities = entities(&names);
    let screener = Screener::new(&entities);
    for name in &names {
        let found = screener.screen(name, &ALL);
        let own = found.iter().find(|candidate| candidate.name == name).unwrap();
        assert_eq!((own.score, own.level), (1.0, Some(Level::Exact)), "{name}");
        assert_eq!(found[0].score, 1.0, "{name}");
    }
}

/// The obvious way: every name compared.
fn by_comparing_all(names: &[String], query: &str) -> f32 {
    names.iter().map(|name| compare(query, name).score).fold(0.0, f32::max)
}

#[test]
fn a_spelling_that_counts_is_hardly_ever_lost() {
    let names = spellings();
    let entities = entities(&names);
    let screener = Screener::new(&entities);
    let (mut asked, mut lost) = (0, Vec::new());
    // every name is asked for in a list without it: a spelling that counts as it is to be found
    for query in names.iter().step_by(7) {
        let others: Vec<String> = names.iter().filter(|name| *name != query).cloned().collect();
        let best = by_comparing_all(&others, query);
        let found = screener.screen(query, &ALL);
        let found = found.iter().filter(|candidate| candidate.name != query);
        let got = found.map(|candidate| candidate.score).fold(0.0, f32::max);
        if best >= VARIANT_FROM {
            asked += 1;
            if got < VARIANT_FROM {
                lost.push((query, best, got));
            }
        }
    }
    assert!(asked > 50, "{asked}");
    assert!(lost.len() * 25 <= asked, "{} of {asked}: {lost:?}", lost.len());
}

#[test]
fn both_scripts_and_any_order() {
    let list = entities(&[
        "سيرغي شويغو",
        "سيرغي لافروف",
        "فلاديمير بوتين",
        "عبد الله بن عبد العزيز",
        "محمد بن سلمان",
        "شي جين بينغ",
        "Angela Merkel",
        "Muammar al-Gaddafi",
        "Emmanuel Macron",
    ]);
    let screener = Screener::new(&list);
    for (query, name) in [
        ("Sergei Shoigu", "سيرغي شويغو"),
        ("Shoigu, Sergey", "سيرغي شويغو"),
        ("شويجو سيرجي", "سيرغي شويغو"),
        ("Sergej Lawrow", "سيرغي لافروف"),
        ("Vladimir Vladimirovich Putin", "فلاديمير بوتين"),
        ("عبدالله عبدالعزيز", "عبد الله بن عبد العزيز"),
        ("Mohammed bin Salman", "محمد بن سلمان"),
        ("Xi Jinping", "شي جين بينغ"),
        ("أنغيلا ميركل", "Angela Merkel"),
        ("معمر القذافي", "Muammar al-Gaddafi"),
        ("إيمانويل ماكرون", "Emmanuel Macron"),
        ("ماكرون إيمانويل", "Emmanuel Macron"),
    ] {
        assert_eq!(first(&screener, query), Some(name), "{query}");
    }
}

#[test]
fn several_names_of_an_entity_count_once_by_the_best() {
    let mut entity = Entity::new("shoigu", ["سيرغي شويغو", "Sergei Shoigu"]);
    entity.weak_names.push("شويغو".to_owned());
    let screener = Screener::new(&[entity]);
    let names = |query| {
        let found = screener.screen(query, &ALL);
        found.iter().map(|candidate| candidate.name).collect::<Vec<_>>()
    };
    assert_eq!(names("Sergei Shoigu"), ["Sergei Shoigu"]);
    assert_eq!(names("شويغو"), ["شويغو"]);
    // attested for both Latin words, which counts for more than letters that are near
    assert_eq!(names("سيرجي شويجو"), ["Sergei Shoigu"]);
    assert_eq!(names("سرغي شويغو"), ["سيرغي شويغو"]);
}

#[test]
fn an_entity_is_found_no_looser_than_it_may() {
    let mut entity = Entity::new("x", ["سيرغي شويغو"]);
    entity.level = Some(Level::Folded);
    let screener = Screener::new(&[entity]);
    assert_eq!(screener.screen("سيرغى شويغو", &ALL).len(), 1);
    assert_eq!(screener.screen("سيرجي شويجو", &ALL), []);
}

#[test]
fn options_are_heeded() {
    let list = entities(&["شويغو", "شويجو", "شويكو", "بوتين"]);
    let screener = Screener::new(&list);
    let found = screener.screen("شويغو", &ScreenOptions { top: 2, min_score: 0.0 });
    assert_eq!(found.len(), 2);
    let found = screener.screen("شويغو", &ScreenOptions { top: 10, min_score: 1.0 });
    assert_eq!(found.len(), 1);
    assert_eq!(screener.screen("شويغو", &ScreenOptions { top: 0, min_score: 0.0 }), []);
}

#[test]
fn equals_stand_in_the_order_of_the_list() {
    let list = entities(&["بوتين", "بوتين", "بوتين"]);
    let screener = Screener::new(&list);
    let found = screener.screen("بوتين", &ALL);
    assert_eq!(found.iter().map(|c| c.entity.0).collect::<Vec<_>>(), [0, 1, 2]);
}

#[test]
fn any_text_and_any_list_is_legal() {
    let long = "محمد ".repeat(5_000) + &"ا".repeat(5_000);
    let odd = [
        "",
        " ",
        "ء",
        "'",
        "'''",
        "ـ",
        "7",
        "٧٧",
        "Πούτιν",
        "Путин",
        "普京",
        "\u{200F}",
        "a.b.c",
        &long,
        "ﷺ",
    ];
    let list = entities(&odd);
    let screener = Screener::new(&list);
    for query in odd {
        let found = screener.screen(query, &ALL);
        assert!(found.iter().all(|c| (0.0..=1.0).contains(&c.score)), "{query}");
    }
    for query in ["Путин", "普京", "7"] {
        assert_eq!(first(&screener, query), Some(query));
    }
    let empty = Screener::new(&[]);
    assert_eq!(empty.screen("بوتين", &ALL), []);
    assert_eq!((empty.n_names(), empty.screen("", &ALL).len()), (0, 0));
}

proptest! {
    #[test]
    fn what_is_found_is_ranked_and_its_scores_are_those_of_its_evidence(
        names in prop::collection::vec("[ابتجسغكويى]{2,6}( [a-dA-D]{2,5}| [نمعلا]{2,5})?", 1..40),
        query in "[ابتجسغكويى]{1,6}( [a-e]{2,4}| [نمعل]{2,5})?|\\PC{0,12}",
    ) {
        let list = entities(&names);
        let screener = Screener::new(&list);
        let found = screener.screen(&query, &ALL);
        prop_assert!(found.windows(2).all(|two| two[0].score >= two[1].score));
        for candidate in &found {
            prop_assert_eq!(&names[candidate.entity.0 as usize], candidate.name);
            if candidate.level.is_none_or(|level| level == Level::Variant) {
                let sum: f64 = candidate.evidence.iter().map(|why| f64::from(why.cost)).sum();
                let score = 1.0 / (1.0 + sum.exp());
                prop_assert!((f64::from(candidate.score) - score).abs() < 1e-5);
            }
            if candidate.evidence.iter().all(|why| why.rule != Rule::Order) {
                let alone = compare(&query, candidate.name);
                prop_assert_eq!((alone.score, alone.level), (candidate.score, candidate.level));
            }
        }
        let again = Screener::new(&list);
        prop_assert_eq!(&found, &again.screen(&query, &ALL));
    }
}
