//! Whole names against each other: the pairs of `fixtures/names`, and what holds for any two texts.

use marsad::{Comparison, Level, Rule, VARIANT_FROM, compare};
use marsad_tests::fixtures::{folder, read_toml};
use proptest::prelude::*;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Pairs {
    group: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    name: String,
    why: String,
    lists: Vec<Vec<String>>,
}

/// All pairs of a file, with their groups.
fn pairs(file: &str) -> Vec<(String, String, String)> {
    let Pairs { group } = read_toml(&folder().join("names").join(file));
    let mut pairs = Vec::new();
    for Group { name, why, lists } in group {
        assert!(!why.is_empty(), "{name}");
        for list in lists {
            for (k, one) in list.iter().enumerate() {
                for other in &list[k + 1..] {
                    assert_ne!(one, other, "{name}");
                    pairs.push((name.clone(), one.clone(), other.clone()));
                }
            }
        }
    }
    pairs
}

/// Asserts that 98 of 100 pairs of a file are judged right, and names those that are not.
fn check(file: &str, are_one: bool) {
    let pairs = pairs(file);
    let wrong: Vec<String> = pairs
        .iter()
        .filter(|(_, one, other)| compare(one, other).level.is_some() != are_one)
        .map(|(group, one, other)| format!("{group}: {one}, {other}"))
        .collect();
    assert!(pairs.len() >= 390, "{}", pairs.len());
    let n = pairs.len();
    assert!(wrong.len() * 100 <= n * 2, "{} of {n} are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn different_names_are_kept_apart() {
    check("apart.toml", false);
}

#[test]
fn one_name_written_in_two_ways_is_one() {
    check("same.toml", true);
}

fn level(one: &str, other: &str) -> Option<Level> {
    compare(one, other).level
}

#[test]
fn levels() {
    assert_eq!(level("بوتين", "بوتين"), Some(Level::Exact));
    assert_eq!(level("إجتماع", "اجتماع"), Some(Level::Folded));
    assert_eq!(level("حمزه", "حمزة"), Some(Level::Folded));
    assert_eq!(level("Paris", "PARIS"), Some(Level::Folded));
    assert_eq!(level("شويغو", "شويجو"), Some(Level::Variant));
    assert_eq!(level("بوتان", "بوتين"), None);
    for equal in ["بوتين", "", " ", "؟", "123", "عبد الله", "日本"] {
        let same = compare(equal, equal);
        assert_eq!((same.score, same.level), (1.0, Some(Level::Exact)), "{equal}");
        assert_eq!(same.evidence, []);
    }
    for (one, other) in [("", "بوتين"), ("12", "13"), ("日本", "中国"), ("بوتين", "12")]
    {
        let two = compare(one, other);
        assert!(two.level.is_none() && two.score < 0.1, "{one} {other} {two:?}");
    }
}

#[track_caller]
fn is_one(one: &str, other: &str, rule: Rule) {
    let comparison = compare(one, other);
    assert_eq!(comparison.level, Some(Level::Variant), "{one} {other} {comparison:?}");
    assert!(comparison.evidence.iter().any(|why| why.rule == rule), "{comparison:?}");
}

#[track_caller]
fn are_two(one: &str, other: &str, rule: Rule) {
    let comparison = compare(one, other);
    assert_eq!(comparison.level, None, "{one} {other} {comparison:?}");
    assert!(comparison.evidence.iter().any(|why| why.rule == rule), "{comparison:?}");
}

#[test]
fn each_rule_for_one_name() {
    is_one("سيرغي شويغو", "سيرجي شويجو", Rule::Letter);
    is_one("عبدالله صالح", "عبد الله صالح", Rule::Split);
    is_one("عبد الله صالح", "عبدالله صالح", Rule::Joined);
    is_one("أبو ظبي", "أبوظبي", Rule::Joined);
    is_one("لي شانج فو", "لي شانغفو", Rule::Joined);
    is_one("شي جينبينغ", "شي جين بينج", Rule::Split);
    is_one("محمد بن سلمان", "محمد ابن سلمان", Rule::Particle);
    is_one("مشعل بن سعد", "مشعل سعد", Rule::Particle);
    is_one("أبا بكر", "أبي بكر", Rule::Particle);
    is_one("ج. بوش", "جورج بوش", Rule::Initial);
    is_one("جورج ووكر بوش", "جورج بوش", Rule::Missing);
    is_one("إسحق رابين", "إسحاق رابين", Rule::Attested);
    is_one("Sergei Shoigu", "سيرغي شويغو", Rule::Attested);
    is_one("Oslana", "أوسلانا", Rule::Alike);
}

#[test]
fn latin_names() {
    // attested originals, and lands by what they are called in English
    is_one("Germany", "ألمانيا", Rule::Attested);
    is_one("مصر", "Egypt", Rule::Attested);
    is_one("Mohammed", "Muhammad", Rule::Attested);
    assert!(compare("Mohammed", "Muhammad").score > 0.95);
    assert_eq!(level("Hassan", "Hussein"), None);
    // the letters decide where the vowels are those of the name, and a short one may be silent
    is_one("Salim", "سالم", Rule::Alike);
    is_one("Julen", "جولين", Rule::Alike);
    are_two("Saeed", "سعد", Rule::Alike);
    are_two("Hussein", "حسن", Rule::Alike);
    are_two("Hassan", "حسين", Rule::Attested);
    are_two("Jamil", "جمال", Rule::Attested);
    // no hamza at the front is any hamza
    let written = compare("Oslana", "أوسلانا").score;
    let left_out = compare("Oslana", "اوسلانا");
    assert!(left_out.score > 0.6 * written, "{left_out:?}");
    let costs: f32 = left_out.evidence.iter().map(|why| why.cost).sum();
    assert!((left_out.score - 1.0 / (1.0 + costs.exp())).abs() < 1e-5);
    // what the news of a day calls a name is one
    assert!(!marsad::is_ordinary_word("داعش") && !marsad::is_ordinary_word("حفتر"));
}

#[test]
fn each_rule_against_it() {
    are_two("حسن", "حسين", Rule::Rival);
    are_two("روسيا", "روسي", Rule::Nisba);
    are_two("فوزي", "فائزة", Rule::Alike);
    are_two("المصرف", "مصارف", Rule::Word);
    are_two("كريم", "Karam", Rule::Attested);
    are_two("القحطاني", "القطاني", Rule::Native);
    are_two("فلاديمير بوتين", "بوتين", Rule::Missing);
    are_two("حسن نصر الله", "حسين نصر الله", Rule::Rival);
}

/// Names out of pieces that the rules know, and others.
fn name() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "عبد",
            "الله",
            "عبدالله",
            "بن",
            "ابن",
            "آل",
            "ال",
            "أبو",
            "أبا",
            "ج",
            "ج.",
            "محمد",
            "حسن",
            "حسين",
            "غو",
            "جو",
            "شويغو",
            "Abu",
            "bin",
            "G",
            "Hassan",
            "bush",
            "روسيا",
            "روسي",
            "ى",
            "ة",
            "مُحَمَّد",
            "ـ",
            "،",
            ",",
            "1",
            "日",
            "\u{200F}",
            "ﻼ",
            "e\u{301}",
        ])
        .prop_map(str::to_owned),
        "[ء-ي]{1,6}",
        "[a-zA-Z']{1,6}",
        ".{0,3}",
    ];
    let blank = prop::sample::select(vec![" ", " ", " ", "-", "", "  "]);
    prop::collection::vec((piece, blank), 0..6)
        .prop_map(|parts| parts.into_iter().map(|(piece, blank)| piece + blank).collect())
}

/// The score that the printed evidence gives.
fn recomputed(comparison: &Comparison<'_>) -> f64 {
    let thousandths: f64 =
        comparison.evidence.iter().map(|why| (f64::from(why.cost) * 1000.0).round()).sum();
    1.0 / (1.0 + (thousandths / 1000.0).exp())
}

proptest! {
    #[test]
    fn the_order_does_not_matter(one in name(), other in name()) {
        let (there, back) = (compare(&one, &other), compare(&other, &one));
        prop_assert_eq!((there.score, there.level), (back.score, back.level));
    }

    #[test]
    fn a_name_is_itself(name in name()) {
        let same = compare(&name, &name);
        prop_assert_eq!((same.score, same.level), (1.0, Some(Level::Exact)));
    }

    #[test]
    fn the_evidence_gives_the_score(one in name(), other in name()) {
        let comparison = compare(&one, &other);
        match comparison.level {
            Some(Level::Exact | Level::Folded) => {
                prop_assert_eq!(comparison.score, 1.0);
                prop_assert!(comparison.evidence.iter().all(|why| why.cost == 0.0));
            }
            level => {
                let score = f64::from(comparison.score);
                prop_assert!((score - recomputed(&comparison)).abs() < 1e-6, "{:?}", comparison);
                prop_assert_eq!(level.is_some(), comparison.score >= VARIANT_FROM);
            }
        }
    }

    #[test]
    fn marks_and_blanks_do_not_matter(one in "[ء-غف-ي]{1,6}( [ء-غف-ي]{1,6}){0,2}", other in name()) {
        let mut marked = String::from(" ");
        for c in one.chars() {
            marked.push(c);
            marked.push_str(match c {
                ' ' => " ",
                'ب' | 'ل' => "\u{64E}",
                'م' => "ـ\u{651}",
                _ => "",
            });
        }
        let (plain, spelled) = (compare(&one, &other), compare(&marked, &other));
        // equal at another level is equal
        if plain.level > Some(Level::Folded) || plain.level.is_none() {
            prop_assert_eq!((plain.score, plain.level), (spelled.score, spelled.level));
        } else {
            prop_assert!(spelled.level.is_some());
        }
    }
}

/// A file of outside data, in the folder that `MARSAD_DATA` names; the tests that read one pass
/// without it, and what they look at is looked at by the fixtures too.
fn outside(file: &str) -> Option<Vec<serde_json::Value>> {
    let folder = std::env::var_os("MARSAD_DATA")?;
    let text = std::fs::read_to_string(std::path::Path::new(&folder).join(file)).unwrap();
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

fn strings(of: &serde_json::Value) -> Vec<String> {
    let items = of.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().filter_map(|item| Some(item.as_str()?.to_owned())).collect()
}

/// Of the other names of things that people checked, half are spellings; of those they called wrong,
/// most are misspellings, which a matcher of spellings finds.
#[test]
fn other_names_of_things_that_people_checked() {
    let Some(things) = outside("names_variants_wikikge.jsonl") else { return };
    let (mut right, mut n_right, mut wrong, mut n_wrong) = (0, 0, 0, 0);
    for thing in things {
        let names = strings(&thing["variants_ar"]);
        let is_found = |name: &String, but: Option<usize>| {
            let others = names.iter().enumerate().filter(|(at, _)| Some(*at) != but);
            others.into_iter().any(|(_, other)| level(other, name).is_some())
        };
        n_right += names.len();
        right += names.iter().enumerate().filter(|(at, name)| is_found(name, Some(*at))).count();
        let bad = strings(&thing["wrong_ar"]);
        n_wrong += bad.len();
        wrong += bad.iter().filter(|name| is_found(name, None)).count();
    }
    assert!(right * 100 >= n_right * 45, "{right} of {n_right} right names");
    assert!(wrong * 100 <= n_wrong * 45, "{wrong} of {n_wrong} wrong names");
}

/// Headings of different authors are not one name; most headings of one are near another of his.
#[test]
fn headings_of_libraries() {
    let Some(authors) = outside("names_variants_viaf.jsonl") else { return };
    let headings: Vec<Vec<String>> =
        authors.iter().map(|author| strings(&author["variants_ar"])).collect();
    let (mut joined, mut n) = (0, 0);
    for own in headings.iter().filter(|own| own.len() > 1) {
        for (k, name) in own.iter().enumerate().take(12) {
            let mut others = own.iter().enumerate().filter(|(at, _)| *at != k);
            joined += usize::from(others.any(|(_, other)| level(name, other).is_some()));
            n += 1;
        }
    }
    let (mut strangers, mut n_pairs) = (0, 0);
    for (k, own) in headings.iter().enumerate() {
        for other in headings.iter().skip(k + 1) {
            if let (Some(one), Some(other)) = (own.first(), other.first()) {
                strangers += usize::from(level(one, other).is_some());
                n_pairs += 1;
            }
        }
    }
    assert!(joined * 100 >= n * 70, "{joined} of {n} headings");
    assert!(strangers * 1000 <= n_pairs, "{strangers} of {n_pairs} pairs of authors");
}
