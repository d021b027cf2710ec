//! The tiling check on random text, and that it finds what is wrong. `cargo xtask soak` runs it long.

use marsad::Profile;
use marsad_tests::tiling::{check, profiles, soak};

use super::alphabet;

#[test]
fn random_text_tiles() {
    let tiled = soak(&profiles(), 1, 60_000, |_| {}).unwrap();
    // tiles of many clusters would prove nothing
    assert!(tiled.tiles * 10 > tiled.clusters * 9, "{tiled:?}");
    assert!(tiled.alone > 150_000, "{tiled:?}");
}

#[test]
fn all_short_strings_of_representatives_tile() {
    let profiles = profiles();
    alphabet::exhaustive(|text| {
        for profile in &profiles {
            if let Err(wrong) = check(profile, text) {
                panic!("{} on {text:?}: {wrong}", profile.name());
            }
        }
    });
}

#[test]
fn clusters_of_one_source_are_one_tile() {
    // eight letters of a ligature; a family of three whose joiners go
    for (text, clusters, tiles) in [("ﷲ", 4, 1), ("👩\u{200D}👩\u{200D}👦", 3, 1), ("كـتب", 3, 3)]
    {
        let tiled = check(&Profile::strict(), text).unwrap();
        assert_eq!((tiled.clusters, tiled.tiles), (clusters, tiles), "{text}");
    }
}

#[test]
fn what_looks_further_than_a_tile_is_found() {
    // the peer's stemmer looks at whole words, and tiles are looked at one by one
    let stemmer = Profile::named("lucene-ar-light10").unwrap();
    let wrong = check(&stemmer, "والكتابات").unwrap_err();
    assert!(wrong.contains("alone is"), "{wrong}");
}

/// Texts on which long runs failed once.
#[test]
fn what_long_runs_found() {
    let texts = [
        // two marks that change places, each a cluster to a segmenter that does not know them
        "\u{10EF9}\u{10EF2}",
        // a mark that goes before one of a class between
        "\n\u{619}\u{652}\u{64D}",
    ];
    for text in texts {
        for profile in profiles() {
            if let Err(wrong) = check(&profile, text) {
                panic!("{} on {text:?}: {wrong}", profile.name());
            }
        }
    }
}
