//! The reasons given for a hit: every difference, under its cause, and nothing else.

use marsad::{Engine, Entity, MatchOptions};

/// The reasons for the first hit of `name` in `text`, as `rule from→to`.
fn reasons(name: &str, text: &str) -> Vec<String> {
    let engine = Engine::builder().entity(Entity::new("e", [name])).build().unwrap();
    let mut worker = engine.worker();
    let hits = worker.find(text, &MatchOptions::default()).unwrap();
    let hit = hits.first().unwrap_or_else(|| panic!("{name:?} is not in {text:?}"));
    let evidence = engine.evidence(text, hit);
    evidence.iter().map(|why| format!("{} {}→{}", why.rule, why.from, why.to)).collect()
}

#[test]
fn each_difference_has_its_cause() {
    let cases: &[(&str, &str, &[&str])] = &[
        ("بوتين", "بوتين", &[]),
        ("الأردن", "وبالاردن", &["prefix وب→", "hamza ا→أ"]),
        ("الصين", "للصين", &["prefix ل→", "article →ا"]),
        ("اللغة", "للغه", &["prefix ل→", "article →ال", "teh ه→ة"]),
        ("مكة", "مَكّة", &["mark \u{64E}→", "mark \u{651}→"]),
        ("عَليّ", "علي", &["mark →\u{64E}", "mark →\u{651}"]),
        ("السيسي", "السيسى", &["yeh ى→ي"]),
        ("إيران", "ایران", &["hamza ا→إ", "look-alike ی→ي"]),
        ("كوفيد 19", "كوفيد-١٩", &["gap -→ ", "digit ١→1", "digit ٩→9"]),
        ("NATO", "Nato", &["case a→A", "case t→T", "case o→O"]),
        ("مؤتمر", "مو\u{654}تمر", &["composition و\u{654}→ؤ"]),
        ("جدة", "جـــدة", &["tatweel ـ→", "tatweel ـ→", "tatweel ـ→"]),
        ("جدة", "جدة\u{20DD}", &["mark \u{20DD}→"]),
        ("الله", "\u{FDF2}", &["form \u{FDF2}→الله"]),
        ("صلى الله عليه وسلم", "\u{FDFA}", &["form \u{FDFA}→صلى الله عليه وسلم"]),
    ];
    for (name, text, expected) in cases {
        assert_eq!(reasons(name, text), *expected, "{name} {text}");
    }
}

#[test]
fn what_stands_around_the_words_of_a_name_is_no_difference() {
    for (name, text) in [
        ("«الحدث»", "قناة الحدث"),
        ("«الحدث»", "قناة «الحدث»"),
        ("ياهو!", "ياهو"),
        ("ياهو!", "ياهو!"),
        ("روسيا", "\u{600}روسيا"),
    ] {
        assert_eq!(reasons(name, text), [""; 0], "{name} {text:?}");
    }
    assert_eq!(reasons("«الصين»", "للصين"), ["prefix ل→", "article →ا"]);
}

#[test]
fn controls_between_words_belong_to_the_gap() {
    for gap in [" \u{200F} ", " \u{200F}", "\n\u{202B} "] {
        let expected = format!("gap {gap}→ ");
        assert_eq!(reasons("هونغ كونغ", &format!("هونغ{gap}كونغ")), [expected]);
    }
}

#[test]
fn a_ligature_may_hold_a_particle_and_the_first_letter() {
    assert_eq!(reasons("أوروبا", "\u{FEF7}وروبا"), ["prefix ل→", "form \u{FEF7}→أ"]);
    assert_eq!(reasons("أوروبا", "و\u{FEFB}وروبا"), ["prefix ول→", "form \u{FEFB}→أ"]);
    assert_eq!(reasons("لاتفيا", "\u{FEFB}تفيا"), ["form \u{FEFB}→لا"]);
}
