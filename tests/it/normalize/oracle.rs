//! The engine equals the naive chain of passes.

use marsad::{Ops, Profile, normalize, normalize_into};
use marsad_tests::oracle::normalize::normalize as naive;
use proptest::prelude::*;

use super::alphabet;

#[test]
fn equals_on_all_short_strings_of_representatives() {
    let profiles = Profile::all();
    alphabet::exhaustive(|text| {
        let mut out = String::new();
        for profile in &profiles {
            out.clear();
            normalize_into(profile, text, &mut out);
            let expected = naive(profile.ops(), text);
            assert_eq!(out, expected, "{} on {:?}", profile.name(), text);
        }
    });
}

#[test]
fn equals_on_every_character_alone_and_after_a_letter() {
    // but the one that looks words up
    let single = marsad::Op::ALL.into_iter().filter(|&op| op != marsad::Op::Orthography);
    let single = single.map(|op| {
        let only: Ops = [marsad::Op::Nfc, op].into_iter().collect();
        let changes = marsad::Op::ALL
            .into_iter()
            .filter(|&op| op != marsad::Op::Nfc)
            .map(|op| format!("{}{op}", if only.contains(op) { '+' } else { '-' }));
        Profile::clean().with_ops(&changes.collect::<Vec<_>>().join(",")).unwrap()
    });
    let profiles: Vec<Profile> = Profile::all().into_iter().chain(single).collect();
    let mut out = String::new();
    for c in '\0'..=char::MAX {
        // of the large blocks nothing concerns any operation
        if matches!(c, '\u{3400}'..='\u{ABFF}' | '\u{AC10}'..='\u{D7A0}' | '\u{E000}'..='\u{F8FF}')
            || matches!(c, '\u{17000}'..='\u{1AFFF}' | '\u{20000}'..='\u{2F7FF}')
            || matches!(c, '\u{30000}'..='\u{E0000}' | '\u{E0200}'..)
        {
            continue;
        }
        for text in [format!("{c}"), format!("اب{c}")] {
            for profile in &profiles {
                out.clear();
                normalize_into(profile, &text, &mut out);
                let expected = naive(profile.ops(), &text);
                assert_eq!(out, expected, "{} on {:?}", profile.name(), text);
            }
        }
    }
}

proptest! {
    #[test]
    fn equals_on_random_text(profile in alphabet::profile(), text in alphabet::text()) {
        prop_assert_eq!(normalize(&profile, &text), naive(profile.ops(), &text));
    }

    #[test]
    fn appends(profile in alphabet::profile(), text in alphabet::text()) {
        let mut out = String::from("قبل ");
        normalize_into(&profile, &text, &mut out);
        prop_assert_eq!(out.strip_prefix("قبل "), Some(&*normalize(&profile, &text)));
    }
}
