//! The laws that hold even of operations that look at whole words: twice is once, encodings of one
//! text are one, chunks give what the whole gives, the map is in range and monotone.

use std::borrow::Cow;

use marsad::{
    Normalizer, OffsetMap, Profile, Span, explain, normalize, normalize_into, normalize_with_map,
};
use unicode_normalization::UnicodeNormalization;

/// Checks all of them on one text.
pub(crate) fn check(profile: &Profile, text: &str) {
    let context = format!("{} on {text:?}", profile.name());
    let out = normalize(profile, text);
    assert_eq!(matches!(out, Cow::Borrowed(_)), out == text, "{context}: borrowed");
    let out = out.into_owned();
    assert_eq!(normalize(profile, &out), out, "{context}: twice");
    for other in [text.nfc().collect::<String>(), text.nfd().collect()] {
        assert_eq!(normalize(profile, &other), out, "{context}: as {other:?}");
    }
    let mut appended = String::from("قبل ");
    normalize_into(profile, text, &mut appended);
    assert_eq!(appended.strip_prefix("قبل "), Some(&*out), "{context}: appended");
    chunks(profile, text, &out, &context);
    map(profile, text, &out, &context);
    super::cut::check(profile, text);
    let changes = explain(profile, text);
    assert!(out == text || !changes.is_empty(), "{context}: unexplained");
    for change in &changes {
        assert!(profile.ops().contains(change.op), "{context}: {change:?}");
        assert!(text.get(change.orig.range()).is_some_and(|orig| !orig.is_empty()), "{context}");
        assert!(out.get(change.norm.range()).is_some(), "{context}: {change:?}");
    }
}

fn chunks(profile: &Profile, text: &str, out: &str, context: &str) {
    let mut normalizer = Normalizer::new(profile.clone());
    for size in [1, 2, 3, 7, 40] {
        let mut chunked = String::new();
        let chars: Vec<char> = text.chars().collect();
        for chunk in chars.chunks(size) {
            normalizer.push(&chunk.iter().collect::<String>(), &mut chunked);
        }
        normalizer.finish(&mut chunked);
        assert_eq!(chunked, out, "{context}: chunks of {size}");
    }
}

fn map(profile: &Profile, text: &str, out: &str, context: &str) {
    let (mut mapped, mut map) = (String::new(), OffsetMap::new());
    normalize_with_map(profile, text, &mut mapped, &mut map).unwrap();
    assert_eq!(mapped, out, "{context}: mapped");
    assert_eq!((map.orig_len() as usize, map.norm_len() as usize), (text.len(), out.len()));
    let narrow = |at: usize| u32::try_from(at).unwrap();
    let mut last = 0;
    for (at, c) in out.char_indices() {
        let orig = map.to_orig(Span::new(narrow(at), narrow(at + c.len_utf8())));
        assert!(text.get(orig.range()).is_some(), "{context}: {orig:?} of {c:?}");
        assert!(last <= orig.start, "{context}: {orig:?} of {c:?}");
        last = orig.start;
    }
    let whole = map.to_norm(Span::new(0, narrow(text.len())));
    assert_eq!(whole.range(), 0..out.len(), "{context}");
}
