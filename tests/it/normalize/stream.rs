//! Chunks: whatever the cutting, the output is that of the whole text.

use marsad::{Normalizer, Profile, normalize};
use proptest::prelude::*;

use super::alphabet;

#[test]
fn every_cutting_of_short_texts() {
    let texts = [
        "ا\u{200C}\u{654}\r\u{200D}\n\r\n\nب",
        "قال : « نص »  ،\n\n\nثم . . .",
        "ﻻ\u{655}ﷺ\u{64B}ب",
        "\u{1100}\u{1161}\u{11A8}e\u{301}",
    ];
    for profile in Profile::all() {
        for text in texts {
            let expected = normalize(&profile, text);
            let places: Vec<usize> = text.char_indices().map(|(at, _)| at).skip(1).collect();
            for cuts in 0..1_u32 << places.len().min(14) {
                let mut normalizer = Normalizer::new(profile.clone());
                let (mut out, mut last) = (String::new(), 0);
                for (i, &place) in places.iter().enumerate() {
                    if cuts >> (i % 14) & 1 == 1 {
                        normalizer.push(&text[last..place], &mut out);
                        last = place;
                    }
                }
                normalizer.push(&text[last..], &mut out);
                normalizer.finish(&mut out);
                assert_eq!(out, expected, "{} on {text:?} cut {cuts:b}", profile.name());
            }
        }
    }
}

proptest! {
    #[test]
    fn any_chunking_gives_the_same_output(
        profile in alphabet::profile(),
        texts in prop::collection::vec(alphabet::text(), 1..3),
        sizes in prop::collection::vec(0..9_usize, 1..8),
    ) {
        // one normaliser for several texts: nothing of one may reach the next
        let mut normalizer = Normalizer::new(profile.clone());
        for text in &texts {
            let mut out = String::new();
            let mut chars = text.chars();
            for &size in sizes.iter().cycle() {
                let chunk: String = chars.by_ref().take(size).collect();
                normalizer.push(&chunk, &mut out);
                if chars.as_str().is_empty() {
                    break;
                }
                if sizes.iter().all(|&size| size == 0) {
                    normalizer.push(chars.as_str(), &mut out);
                    break;
                }
            }
            normalizer.finish(&mut out);
            prop_assert_eq!(out, normalize(&profile, text));
        }
    }
}
