//! Level `variant`: what it adds, and what it must not change.

use std::collections::BTreeSet;

use marsad::{Engine, Entity, Hit, Kernel, Level, MatchOptions, Orig, Overlaps, Span, compare};
use marsad_tests::fixtures::{articles, news_list};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const VARIANT: MatchOptions =
    MatchOptions { level: Level::Variant, overlaps: Overlaps::All, min_score: 0.8 };

fn news_engine() -> Engine {
    Engine::builder().entities(news_list().iter().map(Entity::from)).build().unwrap()
}

fn engine(names: &[String]) -> Engine {
    let entities = names.iter().enumerate().map(|(k, name)| Entity::new(k.to_string(), [name]));
    Engine::builder().entities(entities).build().unwrap()
}

/// Names and words that are alike, with the particles and gaps of news.
fn phrase() -> impl Strategy<Value = String> {
    let word = select(
        &[
            "شويغو",
            "شويجو",
            "سيرغي",
            "سيرجي",
            "بوتين",
            "بوتن",
            "بوتان",
            "شانغفو",
            "شانغ",
            "شانج",
            "فو",
            "عبد",
            "الله",
            "عبدالله",
            "بن",
            "حسن",
            "حسين",
            "على",
            "علي",
            "الكونغرس",
            "للكونجرس",
            "Shoigu",
            "Putin",
            "في",
            "غوغل",
            "جوجل",
            "ميركل",
            "ميركيل",
            "12",
        ][..],
    );
    let before = select(&["", "", "", "و", "ل", "ول", "بال", "ك"][..]);
    let gap = select(&[" ", " ", " ", "، ", "-", "\n\n", ". "][..]);
    vec((before, word, gap), 1..14)
        .prop_map(|parts| parts.iter().map(|(a, b, c)| format!("{a}{b}{c}")).collect())
}

fn name() -> impl Strategy<Value = String> {
    let names = [
        "شويغو",
        "سيرغي شويغو",
        "بوتين",
        "فلاديمير بوتين",
        "لي شانغفو",
        "عبد الله",
        "عبد الله بن حسن",
        "الكونغرس",
        "Sergei Shoigu",
        "Putin",
        "غوغل",
        "ميركل",
        "حسن",
        "علي",
        "شانغ فو",
    ];
    select(names.map(String::from).to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_folds_to_a_name_is_found_as_before(
        names in vec(name(), 1..6),
        text in phrase(),
    ) {
        let engine = engine(&names);
        let mut worker = engine.worker();
        let folded = MatchOptions { level: Level::Folded, ..VARIANT };
        let folded = worker.find(&text, &folded).unwrap().to_vec();
        let variant = worker.find(&text, &VARIANT).unwrap();
        let equal: Vec<Hit> =
            variant.iter().filter(|hit| hit.level < Level::Variant).copied().collect();
        prop_assert_eq!(folded, equal);
    }

    #[test]
    fn hits_do_not_depend_on_what_was_seen_before(
        names in vec(name(), 1..6),
        texts in vec(phrase(), 1..5),
    ) {
        let engine = engine(&names);
        let mut worker = engine.worker();
        for text in &texts {
            let fresh = engine.worker().find(text, &VARIANT).unwrap().to_vec();
            prop_assert_eq!(worker.find(text, &VARIANT).unwrap(), fresh);
        }
        // another least score in between
        let looser = MatchOptions { min_score: 0.5, ..VARIANT };
        for text in &texts {
            let fresh = engine.worker().find(text, &looser).unwrap().to_vec();
            prop_assert_eq!(worker.find(text, &looser).unwrap(), fresh);
        }
    }

    #[test]
    fn scores_follow_from_the_evidence(names in vec(name(), 1..6), text in phrase()) {
        let engine = engine(&names);
        for hit in engine.worker().find(&text, &VARIANT).unwrap() {
            let costs: f32 = engine.evidence(&text, hit).iter().map(|why| why.cost).sum();
            let score = if hit.level < Level::Variant { 1.0 } else { 1.0 / (1.0 + costs.exp()) };
            prop_assert!((hit.score - score).abs() < 1e-5, "{hit:?} {costs}");
        }
    }

    /// Running text is stricter than a comparison of two names, and finds nothing that this refuses.
    #[test]
    fn what_is_found_is_one_name_outside_of_text_too(
        names in vec(name(), 1..6),
        text in phrase(),
    ) {
        let engine = engine(&names);
        for hit in engine.worker().find(&text, &VARIANT).unwrap() {
            let (slice, name) = (&text[hit.span.range()], engine.name(hit.name));
            let whole = compare(slice, name).score.max(compare(&format!("ا{slice}"), name).score);
            prop_assert!(whole + 1e-5 >= hit.score, "{slice} {name} {hit:?} {whole}");
        }
    }

    #[test]
    fn kernels_agree(names in vec(name(), 1..6), text in phrase()) {
        let mut found = Vec::new();
        for kernel in Kernel::available() {
            let entities = names.iter().map(|name| Entity::new(name.as_str(), [name]));
            let engine = Engine::builder().entities(entities).kernel(kernel).build().unwrap();
            found.push(engine.worker().find(&text, &VARIANT).unwrap().to_vec());
        }
        found.dedup();
        prop_assert_eq!(found.len(), 1);
    }
}

#[test]
fn the_articles_hold_all_that_they_held() {
    let engine = news_engine();
    let mut worker = engine.worker();
    let mut n_variants = 0;
    for (article, text) in articles() {
        for overlaps in [Overlaps::All, Overlaps::Longest] {
            let at = |level| MatchOptions { level, overlaps, min_score: 0.8 };
            let folded: BTreeSet<_> = (worker.find(&text, &at(Level::Folded)).unwrap().iter())
                .map(|hit| (hit.entity, hit.span))
                .collect();
            let variant = worker.find(&text, &at(Level::Variant)).unwrap();
            n_variants += variant.iter().filter(|hit| hit.level == Level::Variant).count();
            let variant: BTreeSet<_> = variant.iter().map(|hit| (hit.entity, hit.span)).collect();
            // what a name is not is recognised in more spellings too: Paris in Paris Saint-Germain
            let is_in_longer = |span: Span<Orig>| {
                variant.iter().any(|(_, longer)| *longer != span && longer.contains(span))
            };
            let lost: Vec<_> =
                folded.difference(&variant).filter(|(_, span)| !is_in_longer(*span)).collect();
            assert!(lost.is_empty(), "{article}: {lost:?}");
        }
    }
    assert!(n_variants > 0);
}

/// A long text is searched in stretches; names that lie across their borders are found, once.
#[test]
fn borders_of_stretches_lose_nothing() {
    let names = ["سيرغي شويغو", "محمد بن سلمان", "لي شانغفو", "غوغل"].map(String::from);
    let engine = engine(&names);
    let mut worker = engine.worker();
    for filler in 0..40 {
        let piece = "قال سيرجي شويجو إن محمد سلمان ولي شانج فو وجوجل ";
        let text = format!("{}{}", "س".repeat(filler), piece.repeat(600));
        let hits = worker.find(&text, &VARIANT).unwrap();
        let count = |name: &str| hits.iter().filter(|hit| engine.name(hit.name) == name).count();
        for name in ["سيرغي شويغو", "لي شانغفو", "غوغل"] {
            assert_eq!(count(name), 600, "{name} {filler}");
        }
    }
}

/// How a name in Latin letters is spelled is not known: an ordinary word is it where it is attested as
/// that name, or where the name has several words.
#[test]
fn names_in_latin_letters_are_found_as_they_are_spelled() {
    for (listed, text, found) in [
        ("Germany", "وصلت ألمانيا إلى النهائي", Some("ألمانيا")),
        ("Iran", "مع ايران أمس", Some("ايران")),
        ("Michel Aoun", "الرئيس ميشال عون أمس", Some("ميشال عون")),
        ("Bashar al-Assad", "الرئيس بشار الأسد أمس", Some("بشار الأسد")),
        ("Ashraf al-Qudra", "قال أشرف القدرة أمس", Some("أشرف القدرة")),
        ("Mohammed bin Salman", "زار محمد بن سلمان المدينة", Some("محمد بن سلمان")),
        ("Kim Jong Un", "زعيم البلاد كيم جونغ أون أمس", Some("كيم جونغ أون")),
        ("Recep Tayyip Erdoğan", "الرئيس رجب طيب أردوغان", Some("رجب طيب أردوغان")),
        ("Qudra", "ليست له القدرة على ذلك", None),
        ("Mexico", "في مدينة أخرى", None),
    ] {
        let engine = engine(&[listed.to_owned()]);
        let hits = engine.worker().find(text, &VARIANT).unwrap().to_vec();
        let spans: Vec<_> = hits.iter().map(|hit| &text[hit.span.range()]).collect();
        assert_eq!(spans, Vec::from_iter(found), "{listed}");
    }
}

#[test]
fn the_least_score_decides() {
    let engine = Engine::builder().entity(Entity::new("x", ["موسكو"])).build().unwrap();
    let mut worker = engine.worker();
    let mut n_hits = |min_score| {
        let options = MatchOptions { min_score, ..VARIANT };
        worker.find("مسكو", &options).unwrap().len()
    };
    assert_eq!((n_hits(0.5), n_hits(0.99), n_hits(0.0), n_hits(1.0)), (1, 0, 1, 0));
}
