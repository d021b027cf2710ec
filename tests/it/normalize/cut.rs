//! A text cut where the profile says so: the parts normalised alone are the whole text normalised.

use marsad::{Cut, Profile, normalize};
use proptest::prelude::*;

use super::alphabet;

/// All parts into which `cut` takes `text`, each as short as can be.
fn parts(cut: Cut, text: &str) -> Vec<&str> {
    let (mut parts, mut rest) = (Vec::new(), text);
    while let Some(at) = cut.last(rest.as_bytes()) {
        let (before, part) = rest.split_at(at);
        parts.push(part);
        rest = before;
    }
    parts.push(rest);
    parts.reverse();
    parts
}

/// Checks that the parts are the whole.
pub(crate) fn check(profile: &Profile, text: &str) {
    let parts = parts(profile.cut(), text);
    let pieces: Vec<_> = parts.iter().map(|part| normalize(profile, part)).collect();
    assert_eq!(pieces.concat(), normalize(profile, text), "{} on {parts:?}", profile.name());
}

#[test]
fn places_are_told_in_bytes() {
    for (cut, text, expected) in [
        (Cut::Blank, "أول ثان  ثالث", &["أول", " ثان", " ", " ثالث"] as &[&str]),
        (Cut::Blank, " ", &[" "]),
        (Cut::Blank, "سطر\nسطر\u{A0}آخر", &["سطر\nسطر\u{A0}آخر"]),
        (Cut::Line, "أول\nثان\n\n3\n\r\nxyz\n", &["أول\n", "ثان\n\n", "3\n\r\n", "xyz\n"]),
        (Cut::Line, "أ\n ب\n\u{64E}ج\nء\n«د»", &["أ\n ب\n\u{64E}ج\nء\n«د»"]),
        (Cut::Nowhere, "أ ب\nج", &["أ ب\nج"]),
        (Cut::Line, "", &[""]),
    ] {
        assert_eq!(parts(cut, text), expected, "{cut:?}");
    }
}

#[test]
fn every_profile_that_reads_characters_one_by_one_can_be_cut() {
    let named = |name| Profile::named(name).unwrap().cut();
    for name in ["strict", "search", "loose", "lucene-ar", "camel-arclean"] {
        assert_eq!(named(name), Cut::Blank, "{name}");
    }
    assert_eq!(named("clean"), Cut::Line);
    // neighbours are those of a line, and here all is one line
    let mended = Profile::search().with_ops("+mojibake").unwrap();
    assert_eq!(mended.cut(), Cut::Nowhere);
    let mended = mended.with_ops("-whitespace").unwrap();
    assert_eq!(mended.cut(), Cut::Line);
    check(&mended, "قال: Ø¨Ø³Ù… Ø§Ù„Ù„Ù‡\nØ¨Ø³Ù… Ø§Ù„Ù„Ù‡ ثم\nعاد\nÙ…Ø³Ø§Ø¡ Ø§Ù„Ø®ÙŠØ±\n");
    assert_eq!(named("lucene-ar-light10"), Cut::Nowhere);
}

proptest! {
    #[test]
    fn parts_are_the_whole(
        profile in alphabet::profile(),
        pieces in prop::collection::vec((alphabet::text(), "[ \n\r]{0,3}|\\PC"), 1..6),
    ) {
        let text: String = pieces.iter().flat_map(|(text, gap)| [&**text, &**gap]).collect();
        check(&profile, &text);
        for profile in Profile::peers() {
            check(&profile, &text);
        }
    }
}
