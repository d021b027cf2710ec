//! Every kernel finds what the portable one finds: at all lengths, across the borders of blocks,
//! chunks and windows, whichever kinds of names the list has.

use marsad::{Engine, Entity, Hit, Kernel, MatchOptions, Overlaps};
use marsad_tests::numbers::Numbers;

const SINGLES: &[&str] =
    &["روسيا", "الصين", "اللغة", "Lavrov", "ب", "É", "۲۰", "الالتزام", "مستشفياتهماالكبرى"];
const LONGER: &[&str] = &[
    "هونغ كونغ",
    "الأمم المتحدة",
    "شي جين بينغ",
    "عبد الله",
    "Sergei Lavrov",
    "كوفيد 19",
    "الأمم المتحدة في هونغ كونغ",
    "صلى الله عليه وسلم",
];
const PREFIXES: &[&str] =
    &["", "", "", "و", "ب", "ل", "فل", "وال", "بال", "لل", "ولل", "كال", "وس"];
/// What may stand in front of, between and behind words.
const GAPS: &[&str] = &[
    " ", " ", " ", " ", "\n", "، ", "-", ".", "\u{A0}", "«", "“", "\u{200F}", "\u{64E}", "ـ", "😀",
    "中", "é", "\0", "\u{FDFA}", "\u{FEFB}", "",
];

/// A text of `len` characters made of words of both lists.
fn text(numbers: &mut Numbers, len: usize) -> String {
    let (mut text, mut left) = (String::new(), len);
    while left > 0 {
        let names = [SINGLES, LONGER][numbers.below(2)];
        let parts = [PREFIXES, names, GAPS].map(|from| from[numbers.below(from.len())]);
        for c in parts.iter().flat_map(|part| part.chars()).take(left) {
            text.push(c);
            left -= 1;
        }
    }
    text
}

fn lists() -> [Vec<Entity>; 3] {
    let entities = |names: &[&str]| -> Vec<Entity> {
        names.iter().map(|name| Entity::new(*name, [*name])).collect()
    };
    let both = [SINGLES, LONGER].concat();
    [entities(SINGLES), entities(LONGER), entities(&both)]
}

fn engines(list: &[Entity]) -> Vec<Engine> {
    let engine =
        |kernel| Engine::builder().entities(list.iter().cloned()).kernel(kernel).build().unwrap();
    Kernel::available().map(engine).collect()
}

/// Hits of each engine in the text, which must be the same; how many.
fn check(engines: &[Engine], text: &str) -> usize {
    let options = MatchOptions { overlaps: Overlaps::All, ..MatchOptions::default() };
    let find =
        |engine: &Engine| -> Vec<Hit> { engine.worker().find(text, &options).unwrap().to_vec() };
    let expected = find(&engines[0]);
    for engine in engines {
        let start: String = text.chars().take(200).collect();
        assert_eq!(find(engine), expected, "{} {start:?}", engine.kernel());
    }
    expected.len()
}

#[test]
fn kernels_are_equal_at_all_lengths() {
    let mut numbers = Numbers(88_172_645_463_325_252);
    for list in lists() {
        let engines = engines(&list);
        assert_eq!(engines[0].kernel(), Kernel::Scalar);
        let mut hits = 0;
        for len in (0..=200).chain([1000]).cycle().take(1000) {
            hits += check(&engines, &text(&mut numbers, len));
        }
        assert!(hits > 1000, "{hits}");
    }
}

#[test]
fn kernels_are_equal_across_blocks_chunks_and_windows() {
    let mut numbers = Numbers(0x9E37_79B9_7F4A_7C15);
    for list in lists() {
        let engines = engines(&list);
        for before in [60, 8180, 16_370] {
            let text = text(&mut numbers, 30_000);
            for shift in 0..8 {
                let padding = "x".repeat(before + shift) + " ";
                assert!(check(&engines, &(padding + &text)) > 200);
            }
        }
        // a chunk without white space has more words than a window of keys
        let text = text(&mut numbers, 100_000).replace([' ', '\n'], "\u{A0}");
        assert!(check(&engines, &text) > 200);
    }
}

#[test]
fn words_of_any_length_are_hashed_alike() {
    for len in (2..40).chain(250..260).chain([8190, 8191, 8192, 8193, 8200, 9_000]) {
        let word = "ت".repeat(len);
        let list =
            [Entity::new("one", [word.clone()]), Entity::new("two", [format!("{word} كبير")])];
        let text = format!("{word} ثم ال{word} و{word} كبير ثم {word}ت");
        assert_eq!(check(&engines(&list), &text), 4, "{len}");
    }
}
