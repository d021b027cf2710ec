//! What every peer's profile keeps: all entrances give the same, and offsets fit.

use std::borrow::Cow;
use std::sync::LazyLock;

use marsad::{
    Kernel, Normalizer, OffsetMap, Profile, Span, Token, effects, normalize, normalize_into,
    normalize_with_map, tokens,
};
use proptest::prelude::*;

use crate::normalize::alphabet;

/// Each profile on each kernel; their tables take a while.
static ON_KERNELS: LazyLock<Vec<(Kernel, Profile)>> = LazyLock::new(|| {
    let peers = Profile::peers();
    let on = |kernel: Kernel| peers.iter().map(move |peer| (kernel, peer.with_kernel(kernel)));
    Kernel::available().flat_map(on).collect()
});

fn profile() -> impl Strategy<Value = Profile> {
    prop::sample::select(Profile::peers())
}

/// Text for peers: what own profiles are tried on, and words and signs that peers look for.
pub(super) fn text() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        4 => alphabet::text(),
        2 => alphabet::word(),
        1 => prop::sample::select(vec![
            " ", "\n", "http://t.co/a1", "@user", "a@b.co", "&amp;", "&#1575;", "<br />", "!!!!", "ههههه",
            "5كم", "3.5", "x²", "🇸🇦", "👨‍👩‍👧", "#️⃣", "(نص)", "…", "ความ", "東京", "カタカナ", "한국", "İSS",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(pieces, 0..4).prop_map(|pieces| pieces.concat())
}

fn span<C>(start: usize, end: usize) -> Span<C> {
    Span::new(u32::try_from(start).unwrap(), u32::try_from(end).unwrap())
}

/// The tokens of a text, which must stand in it in order and apart.
pub(super) fn tokens_of(profile: &Profile, text: &str) -> Vec<Token> {
    let mut out = vec![Token {
        text: "غبار".into(),
        span: Span::new(7, 9),
        position_increment: 3,
        kind: None,
    }];
    tokens(profile, text, &mut out).unwrap();
    let mut end = 0;
    for token in &out {
        let context = format!("{profile} on {text:?}: {token:?}");
        assert!(text.get(token.span.range()).is_some(), "{context}");
        assert!(end <= token.span.start && token.position_increment > 0, "{context}");
        end = token.span.end;
    }
    out
}

#[test]
fn names_carry_a_version() {
    let peers = Profile::peers();
    let mut prints = Vec::new();
    for profile in &peers {
        let peer = profile.peer().unwrap();
        assert_eq!(profile.to_string(), format!("{}@{}", profile.name(), peer.version));
        assert_eq!(profile.to_string().parse::<Profile>().as_ref(), Ok(profile));
        assert_eq!(Profile::named(profile.name()).as_ref(), Some(profile));
        let other = format!("{}@0.0", profile.name()).parse::<Profile>().unwrap_err();
        let told = format!("as of {} {}, not 0.0", peer.name, peer.version);
        assert!(other.to_string().ends_with(&told), "{other}");
        assert!(profile.about().is_some_and(|about| !about.is_empty() && !about.contains('\n')));
        assert_eq!(profile.ops().iter().count(), 0);
        let error = profile.with_ops("+digits").unwrap_err().to_string();
        assert!(error.contains("no operations") && error.contains(profile.name()), "{error}");
        assert_eq!(profile.with_ops("").as_ref(), Ok(profile));
        prints.push(profile.fingerprint());
        assert_eq!(profile.with_kernel(Kernel::Scalar).fingerprint(), profile.fingerprint());
    }
    assert!(Profile::named("search@1").is_none() && Profile::search().peer().is_none());
    let error = "lucene".parse::<Profile>().unwrap_err().to_string();
    assert!(error.starts_with("unknown profile `lucene`; known are clean, strict"), "{error}");
    assert!(error.ends_with("and those of other programs, such as lucene-ar"), "{error}");
    prints.sort_unstable();
    prints.dedup();
    assert_eq!(prints.len(), peers.len(), "fingerprints differ");
    let mut names: Vec<&str> = peers.iter().map(Profile::name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), peers.len(), "names differ");
}

#[test]
fn a_profile_of_text_gives_one_token() {
    let read = tokens_of(&Profile::search(), "وَقال ٣");
    assert_eq!(read.len(), 1);
    assert_eq!((read[0].text.as_str(), read[0].span.range()), ("وقال 3", 0..13));
}

#[test]
fn a_long_link_is_one_place() {
    let text = format!("زر http:{} اليوم", "مسار".repeat(300));
    let (mut out, mut map) = (String::new(), OffsetMap::new());
    for name in ["arabert-v01", "arabert-v02"] {
        normalize_with_map(&Profile::named(name).unwrap(), &text, &mut out, &mut map).unwrap();
        assert_eq!(out, "زر [رابط] اليوم");
        let at = out.find('[').unwrap();
        let link = map.to_orig(span(at, out.find(']').unwrap() + 1));
        assert_eq!(text[link.range()].trim(), text.split(' ').nth(1).unwrap(), "{name}");
        let last = map.to_orig(span(out.len() - "اليوم".len(), out.len()));
        assert_eq!(&text[last.range()], "اليوم");
    }
}

#[test]
fn effects_are_told_whatever_becomes_of_the_letters_beside() {
    for profile in Profile::peers() {
        for effect in effects(&profile) {
            let told = effect.kept.len() + effect.deleted.len() + effect.mapped.len();
            assert!(told > 0, "{profile}: {}", effect.class);
        }
    }
}

/// Whole characters map to whole characters, in order, both ways.
fn check_offsets(profile: &Profile, text: &str) {
    let (mut out, mut map) = (String::from("غبار"), OffsetMap::new());
    normalize_with_map(profile, text, &mut out, &mut map).unwrap();
    assert_eq!(out, normalize(profile, text), "{profile}");
    assert_eq!((map.orig_len() as usize, map.norm_len() as usize), (text.len(), out.len()));
    let mut last = 0;
    for (at, c) in text.char_indices() {
        let norm = map.to_norm(span(at, at + c.len_utf8()));
        assert!(out.get(norm.range()).is_some(), "{profile}: {c:?} at {at} to {norm:?} of {out:?}");
        assert!(last <= norm.start, "{profile} on {text:?}");
        last = norm.start;
    }
    let mut last = 0;
    for (at, c) in out.char_indices() {
        let orig = map.to_orig(span(at, at + c.len_utf8()));
        let source = text.get(orig.range());
        assert!(source.is_some(), "{profile}: {c:?} at {at} from {orig:?} of {text:?}");
        assert!(last <= orig.start, "{profile} on {text:?}");
        last = orig.start;
        // what comes from a character of its own is found again from there
        if orig.len() as usize == c.len_utf8() && source.is_some_and(|source| source.contains(c)) {
            let back = map.to_norm(orig);
            assert!(back.range().contains(&at), "{profile}: {at} by {orig:?} to {back:?}");
        }
    }
}

#[test]
fn long_tokens_map_in_whole_characters() {
    for profile in Profile::peers() {
        for word in ["ههههه", "والمدرسات", "Ü٣\u{64E}", "👍🏽\u{200D}", "ﻻ"] {
            check_offsets(&profile, &word.repeat(150));
        }
    }
}

proptest! {
    #[test]
    fn every_entrance_gives_the_same(
        profile in profile(),
        text in text(),
        sizes in prop::collection::vec(1..9_usize, 1..6),
    ) {
        let whole = normalize(&profile, &text);
        prop_assert_eq!(matches!(whole, Cow::Borrowed(_)), whole == text);
        let mut out = String::from("«");
        normalize_into(&profile, &text, &mut out);
        prop_assert_eq!(out.strip_prefix('«'), Some(&*whole));

        let mut normalizer = Normalizer::new(profile.clone());
        for _ in 0..2 {
            out.clear();
            let mut chars = text.chars();
            for &size in sizes.iter().cycle() {
                normalizer.push(&chars.by_ref().take(size).collect::<String>(), &mut out);
                if chars.as_str().is_empty() {
                    break;
                }
            }
            normalizer.finish(&mut out);
            prop_assert_eq!(&out, &*whole, "{} in pieces of {:?}", profile, sizes);
        }
        for (kernel, other) in ON_KERNELS.iter().filter(|(_, other)| *other == profile) {
            prop_assert_eq!(normalize(other, &text), &*whole, "{} on {:?}", profile, kernel);
        }
        let tokens = tokens_of(&profile, &text);
        let words: Vec<&str> = tokens.iter().map(|token| token.text.as_str()).collect();
        prop_assert_eq!(words.join(" "), &*whole, "{}", profile);
    }

    #[test]
    fn offsets_fit(profile in profile(), text in text(), n in 1..40_usize) {
        check_offsets(&profile, &text.repeat(n));
    }
}
