//! Explanations name the operation and the place; effects say what a profile does to a class.

use marsad::{Op, Profile, effects, explain, normalize};
use proptest::prelude::*;

use super::alphabet;

/// The changes as (operation, original, result).
fn changes<'t>(profile: &Profile, text: &'t str, out: &'t str) -> Vec<(Op, &'t str, &'t str)> {
    let changes = explain(profile, text);
    changes.iter().map(|c| (c.op, &text[c.orig.range()], &out[c.norm.range()])).collect()
}

#[test]
fn each_change_has_its_operation_and_its_place() {
    let text = "إِلـى ٱلهند ﻻ\u{200C} ٢ Él ی سؤ\u{654}";
    let search = Profile::search();
    let out = normalize(&search, text);
    assert_eq!(out, "الي الهند لا 2 él ي سؤ");
    assert_eq!(
        changes(&search, text, &out),
        [
            (Op::Alef, "إ", "ا"),
            (Op::Marks, "\u{650}", ""),
            (Op::Tatweel, "ـ", ""),
            (Op::Yeh, "ى", "ي"),
            (Op::Alef, "ٱ", "ا"),
            (Op::Forms, "ﻻ", "لا"),
            (Op::Controls, "\u{200C}", ""),
            (Op::Digits, "٢", "2"),
            (Op::Case, "É", "é"),
            (Op::Lookalikes, "ی", "ي"),
            (Op::Marks, "\u{654}", ""),
        ]
    );
}

#[test]
fn repair_and_composition_are_explained() {
    let text = "قال  الوزير ،ثم،، ا\u{654}من . .\r\n\n\nو";
    let clean = Profile::clean();
    let out = normalize(&clean, text);
    assert_eq!(out, "قال الوزير، ثم، أمن.\n\nو");
    let found: Vec<(Op, &str)> =
        changes(&clean, text, &out).into_iter().map(|(op, orig, _)| (op, orig)).collect();
    assert_eq!(
        found,
        [
            (Op::Spacing, " "),
            (Op::Punctuation, " "),
            (Op::Punctuation, "،"),
            (Op::Punctuation, "،"),
            (Op::Nfc, "ا\u{654}"),
            (Op::Punctuation, " "),
            (Op::Punctuation, " ."),
            (Op::Spacing, "\r"),
            (Op::Spacing, "\n"),
            (Op::Spacing, "\n"),
        ]
    );
}

#[test]
fn effects_are_those_of_the_profile() {
    for profile in Profile::all() {
        for effect in effects(&profile) {
            let chars = effect.kept.len() + effect.deleted.len() + effect.mapped.len();
            assert!(chars > 0, "{}", effect.class);
            for c in effect.kept {
                let text = format!("ب{c}ج");
                assert_eq!(normalize(&profile, &text), text, "{} {c:?}", effect.class);
            }
        }
    }
    let of = |profile: &Profile, class: &str| {
        effects(profile).into_iter().find(|effect| effect.class == class).unwrap()
    };
    assert_eq!(of(&Profile::strict(), "vowel marks").deleted.len(), 8);
    assert!(of(&Profile::clean(), "vowel marks").deleted.is_empty());
    assert_eq!(of(&Profile::loose(), "hamza on the line").deleted, ['ء']);
    assert_eq!(of(&Profile::search(), "Arabic-Indic digits").mapped[4], ('٤', "4".to_owned()));
}

#[test]
fn a_profile_is_made_of_operations_by_name() {
    let error = |spec| Profile::clean().with_ops(spec).unwrap_err().to_string();
    assert_eq!(
        error("+teh,digits"),
        "\"digits\" has no sign: write +name to add an operation, -name to take it"
    );
    assert_eq!(
        error("-nfc"),
        "the operation nfc is part of every profile and can not be taken out"
    );
    assert_eq!(
        error("-tashkeel"),
        "unknown operation \"tashkeel\"; known: mojibake, forms, nfc, controls, spacing, punctuation, \
         marks, tatweel, lookalikes, whitespace, alef, yeh, digits, case, teh, waw-hamza, yeh-hamza, hamza, \
         wasla, madda, dagger-alef, small-letters, orthography"
    );
    let profile = Profile::loose().with_ops("-hamza, +nfc,").unwrap();
    assert_eq!(profile.name(), "loose-hamza+nfc");
    assert_eq!(normalize(&profile, "ماءٌ ومؤمن"), "ماء ومومن");
    assert_eq!(Profile::named("loose"), Some(Profile::loose()));
    assert_eq!(Profile::named("quick"), None);
}

proptest! {
    #[test]
    fn explains_exactly_what_changed(profile in alphabet::profile(), text in alphabet::text()) {
        let out = normalize(&profile, &text).into_owned();
        let changes = explain(&profile, &text);
        prop_assert!(out == text || !changes.is_empty());
        let mut last = 0;
        for change in &changes {
            prop_assert!(profile.ops().contains(change.op));
            prop_assert!(last <= change.orig.start);
            prop_assert!(text.get(change.orig.range()).is_some_and(|orig| !orig.is_empty()));
            prop_assert!(out.get(change.norm.range()).is_some());
            last = change.orig.start;
        }
    }
}
