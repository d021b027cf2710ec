//! The matcher against the matcher spelled out, on random text made of words of the list.

use std::ops::Range;

use marsad::{
    Engine, Entity, FinalLetter, Kernel, Level, MatchOptions, Overlaps, Span, round_to_graphemes,
};
use marsad_tests::oracle::find::{OracleHit, find};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

const ROOTS: &[&str] = &[
    "سيد",
    "لسان",
    "سلوك",
    "غول",
    "الله",
    "عبد",
    "بن",
    "وليد",
    "فلسطين",
    "لجنة",
    "لغة",
    "لندن",
    "التزام",
    "الالتزام",
    "اللغة",
    "ال",
    "آل",
    "أبي",
    "ؤلاء",
    "مؤتمر",
    "رئيس",
    "هيئة",
    "مستشفى",
    "مستشفياتهماالكبرى",
    "كوبا",
    "بكين",
    "Ali",
    "x7",
    "É",
    "۲۰",
    "أ",
    "ب",
    "X",
    "شي",
    "ڤيتنام",
    "علي",
    "على",
    "أن",
];
const PREFIXES: &[&str] = &[
    "", "", "", "", "و", "ف", "ب", "ك", "ل", "س", "ال", "لل", "وال", "بال", "ولل", "وب", "فل",
    "لال", "وبال", "ؤ", "ت",
];
const INSIDE: &[&str] =
    &["", "", "", "", "", "\u{64E}", "\u{651}\u{64F}", "ـ", "\u{200C}", "\u{670}"];
const GAPS: &[&str] = &[
    " ",
    " ",
    " ",
    " ",
    " ",
    "  ",
    "، ",
    "\n",
    "\n\n",
    " «",
    ". ",
    "\u{A0}",
    "-",
    " - ",
    "_",
    "\u{200F} ",
    " \u{202B}",
    "’",
];

fn word() -> impl Strategy<Value = String> {
    (select(PREFIXES), select(ROOTS), vec(select(INSIDE), 24)).prop_map(|(prefix, root, inside)| {
        let mut word = String::new();
        for (k, c) in prefix.chars().chain(root.chars()).enumerate() {
            word.push(c);
            word.push_str(inside[k % inside.len()]);
        }
        word
    })
}

fn phrase(
    words: impl Strategy<Value = String>,
    n: std::ops::Range<usize>,
) -> impl Strategy<Value = String> {
    vec((words, select(GAPS)), n)
        .prop_map(|parts| parts.iter().map(|(word, gap)| format!("{word}{gap}")).collect())
}

fn name() -> impl Strategy<Value = String> {
    let listed = (prop_oneof![4 => Just(""), 1 => Just("ال"), 1 => Just("و")], select(ROOTS))
        .prop_map(|(article, root)| format!("{article}{root}"));
    let gap = prop_oneof![8 => Just(" "), 1 => Just("-"), 1 => Just("، ")];
    vec((listed, gap), 1..4).prop_map(|parts| {
        let mut name = String::new();
        for (k, (word, gap)) in parts.iter().enumerate() {
            if k > 0 {
                name.push_str(gap);
            }
            name.push_str(word);
        }
        name
    })
}

fn entity() -> impl Strategy<Value = Entity> {
    (vec(name(), 1..3), vec(name(), 0..2), vec(name(), 0..2), 0..6u8).prop_map(
        |(names, weak_names, exclude, rule)| Entity {
            weak_names,
            exclude,
            level: (rule == 0).then_some(Level::Exact),
            final_letter: if rule == 1 { FinalLetter::Strict } else { FinalLetter::Folded },
            ..Entity::new("e", names)
        },
    )
}

/// The grapheme clusters that hold a span the oracle gives in letters.
fn rounded(text: &str, hit: &OracleHit) -> Range<usize> {
    let [start, end] = [hit.start, hit.end].map(|at| u32::try_from(at).unwrap());
    round_to_graphemes(text, Span::new(start, end)).range()
}

fn check(entities: &[Entity], text: &str) {
    for kernel in Kernel::available() {
        check_kernel(kernel, entities, text);
    }
}

fn check_kernel(kernel: Kernel, entities: &[Entity], text: &str) {
    let builder = Engine::builder().entities(entities.iter().cloned());
    let engine = builder.kernel(kernel).build().unwrap();
    let mut worker = engine.worker();
    for level in [Level::Exact, Level::Folded] {
        for overlaps in [Overlaps::Longest, Overlaps::All] {
            let options = MatchOptions { level, overlaps, min_score: 0.0 };
            let hits = worker.find(text, &options).unwrap();
            let mut found: Vec<OracleHit> = hits
                .iter()
                .map(|hit| OracleHit {
                    start: hit.span.range().start,
                    end: hit.span.range().end,
                    entity: hit.entity.0 as usize,
                    prefix: hit.prefix.as_str().to_owned(),
                    level: hit.level.name(),
                })
                .collect();
            found.sort_by_key(|hit| (hit.start, hit.end, hit.entity));
            let expected: Vec<OracleHit> = find(entities, text, level, overlaps)
                .into_iter()
                .map(|mut hit| {
                    let span = rounded(text, &hit);
                    (hit.start, hit.end) = (span.start, span.end);
                    hit
                })
                .collect();
            assert_eq!(found, expected, "{kernel} {level} {overlaps:?} {text:?} {entities:#?}");
        }
    }
}

proptest! {
    #[test]
    fn hits_equal_the_oracle(
        entities in vec(entity(), 1..12),
        text in phrase(word(), 0..40),
    ) {
        check(&entities, &text);
    }

    #[test]
    fn hits_equal_the_oracle_across_chunks(
        entities in vec(entity(), 1..6),
        parts in vec(phrase(word(), 60..120), 6..9),
        blob in prop_oneof![Just(0usize), Just(9000), Just(20000)],
    ) {
        let mut text = parts.concat();
        text.push_str(&"ب".repeat(blob));
        text.push(' ');
        text.push_str(&parts[0]);
        // the oracle is slow: a long text is checked at one setting
        let options = MatchOptions::default();
        let expected: Vec<(usize, usize)> =
            find(&entities, &text, options.level, options.overlaps)
                .iter()
                .map(|hit| (rounded(&text, hit).start, hit.entity))
                .collect();
        for kernel in Kernel::available() {
            let builder = Engine::builder().entities(entities.iter().cloned());
            let engine = builder.kernel(kernel).build().unwrap();
            let mut worker = engine.worker();
            let hits: Vec<(usize, usize)> = worker
                .find(&text, &options)
                .unwrap()
                .iter()
                .map(|hit| (hit.span.range().start, hit.entity.0 as usize))
                .collect();
            prop_assert_eq!(&hits, &expected, "{}", kernel);
        }
    }

    #[test]
    fn any_text_is_searched_and_slices_back(text in "\\PC{0,200}|.{0,80}") {
        let names = ["ا", "لا", "a", "ي ي", "1", "\u{FDFA}", "ۀ"];
        let engine = Engine::builder().entity(Entity::new("e", names)).build().unwrap();
        let mut worker = engine.worker();
        let options = MatchOptions { overlaps: Overlaps::All, ..MatchOptions::default() };
        for hit in worker.find(&text, &options).unwrap() {
            prop_assert!(text.get(hit.span.range()).is_some_and(|slice| !slice.is_empty()));
            engine.evidence(&text, hit);
        }
    }
}
