//! Offsets: the map tiles, is monotone, composes, and stays small.

use std::borrow::Cow;

use marsad::{
    Norm, OffsetMap, Op, Profile, Span, normalize, normalize_with_map, round_to_graphemes,
};
use marsad_tests::oracle::normalize::{is_boundary, normalize as naive};
use proptest::prelude::*;

use super::alphabet;

fn mapped(profile: &Profile, text: &str) -> (String, OffsetMap) {
    let (mut out, mut map) = (String::from("غبار"), OffsetMap::new());
    normalize_with_map(profile, text, &mut out, &mut map).unwrap();
    (out, map)
}

fn span<C>(start: usize, end: usize) -> Span<C> {
    Span::new(u32::try_from(start).unwrap(), u32::try_from(end).unwrap())
}

/// Places where a text can be cut into groups that normalise alone: a segment begins there, and
/// no repair looks across. Found with the naive passes alone.
fn cuts(profile: &Profile, text: &str) -> Vec<usize> {
    let ops = profile.ops();
    let repairs = ops.contains(Op::Spacing) || ops.contains(Op::Punctuation);
    let joins_crlf = ops.contains(Op::Whitespace) || ops.contains(Op::Spacing);
    let mut starts: Vec<usize> = Vec::new();
    let mut last = None;
    for (at, c) in text.char_indices().filter(|&(_, c)| is_boundary(ops, c)) {
        if !(c == '\n' && last == Some('\r') && joins_crlf) {
            starts.push(at);
        }
        last = Some(c);
    }
    // words whose small letters are written out are looked at as a whole
    let words = ops.contains(Op::DaggerAlef) || ops.contains(Op::SmallLetters);
    let in_word = |at: usize| {
        let (before, after) = text.split_at(at);
        let is_apart =
            before.ends_with(|c: char| c.is_ascii()) || after.starts_with(|c: char| c.is_ascii());
        words && (!is_apart || after.starts_with(['\u{6E5}', '\u{6E6}']))
    };
    if !repairs {
        starts.retain(|&at| !in_word(at));
        return starts;
    }
    let letters_only = ops
        .without(Op::Punctuation)
        .without(Op::Spacing)
        .without(Op::DaggerAlef)
        .without(Op::SmallLetters);
    let whole = std::iter::once(0).chain(starts.iter().copied());
    let ends = starts.iter().copied().chain([text.len()]);
    // the normal form of each segment; the first may have no base
    let segments: Vec<String> = whole
        .zip(ends)
        .map(|(start, end)| {
            let normal = naive(letters_only, &text[start..end]);
            let breaks = ["\n", "\r", "\u{B}", "\u{C}", "\u{85}", "\u{2028}", "\u{2029}"];
            match normal.as_str() {
                line_end if breaks.contains(&line_end) && ops.contains(Op::Spacing) => "\n".into(),
                blank if blank.chars().all(char::is_whitespace) && ops.contains(Op::Spacing) => {
                    if blank.is_empty() {
                        String::new()
                    } else {
                        " ".into()
                    }
                }
                _ => normal,
            }
        })
        .collect();
    let concerned = |segment: &String| {
        segment.is_empty() || segment.contains([' ', '\n']) || segment.contains(MARKS)
    };
    let mut open = vec![true; segments.len()];
    for i in 1..segments.len() {
        open[i] = !concerned(&segments[i]) && !concerned(&segments[i - 1]);
    }
    let mut from = 0;
    for line in segments.split_inclusive(|segment| segment == "\n") {
        for pair in ["«»", "“”", "()", "[]", "\""] {
            let is = |segment: &String| segment.contains(|c| pair.contains(c));
            let (first, last) = (line.iter().position(is), line.iter().rposition(is));
            if let (Some(first), Some(last)) = (first, last) {
                open[from + first..=from + last].fill(false);
            }
        }
        let mut at = from;
        // the last token that is not blank
        let mut last = from;
        for token in line.split_inclusive(|segment| segment == " " || segment == "\n") {
            let text = token.concat();
            if ["@", "#", "://", "www."].iter().any(|sign| text.contains(sign)) {
                open[at..at + token.len()].fill(false);
            }
            // words beside a stop, a colon or a quotation mark are looked at as a whole
            if text.contains(['.', ':', '"']) {
                open[last..at + token.len()].fill(false);
            }
            if !text.trim().is_empty() {
                last = at;
            }
            at += token.len();
        }
        from += line.len();
    }
    (1..segments.len())
        .filter(|&i| open[i] && !in_word(starts[i - 1]))
        .map(|i| starts[i - 1])
        .collect()
}

/// The punctuation that is repaired.
const MARKS: [char; 17] =
    ['،', '؛', '؟', '!', '.', ':', '?', ',', '«', '»', '“', '”', '(', ')', '[', ']', '"'];

/// Whether so many characters may grow that a map joins them.
fn is_dense(text: &str) -> bool {
    text.chars().filter(|&c| c >= '\u{900}' || c == '\u{344}' || MARKS.contains(&c)).count() > 30
}

/// Checks that the map cuts text and normal form into groups that belong to each other. Returns the
/// number of groups.
fn check_tiles(profile: &Profile, text: &str) -> usize {
    let (out, map) = mapped(profile, text);
    let context = format!("{} on {text:?}", profile.name());
    assert_eq!(out, normalize(profile, text), "{context}");
    assert_eq!((map.orig_len() as usize, map.norm_len() as usize), (text.len(), out.len()));
    let round = |text: &str, at: usize| round_to_graphemes(text, span(at, at)).is_empty();
    let mut borders = vec![(0, 0)];
    for cut in cuts(profile, text) {
        let norm = map.to_norm(span(cut, text.len())).start as usize;
        // what was deleted at the start belongs to the first group
        if norm > 0 && norm < out.len() && round(text, cut) && round(&out, norm) {
            borders.push((cut, norm));
        }
    }
    borders.push((text.len(), out.len()));
    let dense = is_dense(text);
    let mut groups = 0;
    let mut start = borders[0];
    for &end in &borders[1..] {
        let (orig, norm) = (span(start.0, end.0), span(start.1, end.1));
        if dense && map.to_orig(norm) != orig {
            // joined with the next: too many units in a block
            continue;
        }
        if !norm.is_empty() {
            assert_eq!(map.to_orig(norm), orig, "{context}: from {norm:?} of {out:?}");
        }
        assert_eq!(map.to_norm(orig), norm, "{context}: of {orig:?}");
        let alone = normalize(profile, &text[orig.range()]);
        assert_eq!(alone, out[norm.range()], "{context}: {orig:?} alone");
        groups += 1;
        start = end;
    }
    groups
}

/// Checks that both directions are monotone and in range, byte by byte.
fn check_monotone(text: &str, out: &str, map: &OffsetMap) {
    let mut last = 0;
    for at in 0..=out.len() + 2 {
        let point = map.to_orig(span(at, at));
        let byte = map.to_orig(span(at, at + 1));
        assert!(point.is_empty() && byte.start == point.start);
        assert!(last <= byte.start && byte.end as usize <= text.len());
        last = byte.start;
    }
    let mut last = 0;
    for at in 0..=text.len() + 2 {
        let point = map.to_norm(span(at, at));
        let byte = map.to_norm(span(at, at + 1));
        assert!(point.is_empty() && byte.start == point.start);
        assert!(last <= byte.start && byte.end as usize <= out.len());
        last = byte.start;
    }
    assert_eq!(
        map.to_orig(span(0, out.len())).range(),
        if out.is_empty() { 0..0 } else { 0..text.len() }
    );
    assert_eq!(map.to_norm(span(0, text.len())).range(), 0..out.len());
}

#[test]
fn tiles_on_all_short_strings_of_representatives() {
    let profiles = Profile::all();
    let mut groups = 0;
    alphabet::exhaustive(|text| {
        for profile in &profiles {
            groups += check_tiles(profile, text);
        }
    });
    // most strings of three characters are two or three groups
    assert!(groups > 4 * 216_000 * 3 / 2, "only {groups} groups");
}

#[test]
fn units_and_deleted_characters() {
    let text = "\u{200F}قال ﷺ: إ\u{64E}نّ ﻷَم\u{640}ٍ";
    let (out, map) = mapped(&Profile::search(), text);
    assert_eq!(out, "قال صلي الله عليه وسلم: ان لام");
    let of = |part: &str| {
        let at = out.find(part).unwrap();
        &text[map.to_orig(span(at, at + part.len())).range()]
    };
    assert_eq!(of("قال"), "\u{200F}قال");
    assert_eq!(of("الله"), "ﷺ");
    assert_eq!(of("ان"), "إ\u{64E}نّ");
    assert_eq!(of("لام"), "ﻷَم\u{640}ٍ");
    assert_eq!(of("ا"), "ﷺ".replace('ﷺ', "ا"), "the first alef is that of the first word");
}

#[test]
fn stays_small_on_any_text() {
    let patterns = [
        "ب",
        "بَ",
        "بَّ",
        "aَ",
        "aًب",
        "ﻻ",
        "ﷺ",
        "ﻻَ",
        "aﷺ",
        "aَﷺ",
        "ﻻـ",
        "ﷺ ،",
        "aَ ،",
        "\u{958}",
        "\u{344}",
        "ا\u{654}",
        "ﺎﻻ",
        "ﷺa\u{64E}a",
        "\u{200C}a",
        "ب ،",
        "،ب",
        "ﷲ\u{64B}ﷺ",
    ];
    for profile in Profile::all() {
        for pattern in patterns {
            let text = pattern.repeat(40_000 / pattern.len());
            let (out, map) = mapped(&profile, &text);
            let limit = text.len() * 3 / 10 + 200;
            let heap = map.heap_bytes();
            assert!(heap <= limit, "{} on {pattern:?}: {heap} of {limit}", profile.name());
            check_monotone(&text, &out, &map);
        }
    }
}

#[test]
fn joined_units_still_tile() {
    for pattern in ["ﻻ", "ﷺ", "aﷺ", "ﻻَﷲ", "ﻻa\u{200C}"] {
        let text = pattern.repeat(1500);
        for profile in [Profile::strict(), Profile::search(), Profile::loose()] {
            let groups = check_tiles(&profile, &text);
            let least = text.len() / 1024 * 12;
            assert!(groups > least, "{} on {pattern:?}: {groups} of {least}", profile.name());
        }
    }
}

#[test]
fn long_runs_of_marks_cross_blocks() {
    for n in [300, 511, 512, 513, 1500, 3000] {
        // the hamza at the end takes back what was written for all of the run
        let text = format!("بدا{}\u{654} ﻻ{}\u{655}ه", "\u{64E}".repeat(n), "\u{301}".repeat(n));
        for profile in Profile::all() {
            check_tiles(&profile, &text);
            let (out, map) = mapped(&profile, &text);
            check_monotone(&text, &out, &map);
            assert_eq!(out, naive(profile.ops(), &text));
        }
    }
}

#[test]
fn memory_is_used_again() {
    let (mut out, mut map) = (String::new(), OffsetMap::new());
    let text = "وَقَالَ ﷺ ".repeat(500);
    normalize_with_map(&Profile::search(), &text, &mut out, &mut map).unwrap();
    let (heap, capacity) = (map.heap_bytes(), out.capacity());
    for _ in 0..3 {
        normalize_with_map(&Profile::search(), &text, &mut out, &mut map).unwrap();
        assert_eq!((map.heap_bytes(), out.capacity()), (heap, capacity));
    }
    map.clear();
    assert_eq!((map.orig_len(), map.norm_len(), map.heap_bytes()), (0, 0, heap));
}

proptest! {
    #[test]
    fn characters_map_to_whole_characters(
        profile in alphabet::profile(),
        text in alphabet::text(),
    ) {
        let (out, map) = mapped(&profile, &text);
        for (at, c) in text.char_indices() {
            let norm = map.to_norm(span(at, at + c.len_utf8()));
            prop_assert!(out.get(norm.range()).is_some(), "{c:?} at {at} to {norm:?} of {out:?}");
        }
        for (at, c) in out.char_indices() {
            let orig = map.to_orig(span(at, at + c.len_utf8()));
            prop_assert!(text.get(orig.range()).is_some(), "{c:?} at {at} from {orig:?}");
        }
    }

    #[test]
    fn tiles(profile in alphabet::profile(), text in alphabet::text()) {
        check_tiles(&profile, &text);
    }

    #[test]
    fn monotone_and_in_range(profile in alphabet::profile(), text in alphabet::text()) {
        let (out, map) = mapped(&profile, &text);
        check_monotone(&text, &out, &map);
    }

    #[test]
    fn small(profile in alphabet::profile(), text in alphabet::text(), n in 1..200_usize) {
        let text = text.repeat(n);
        let (_, map) = mapped(&profile, &text);
        prop_assert!(map.heap_bytes() <= text.len() * 3 / 10 + 200);
    }

    #[test]
    fn composes(
        first in alphabet::profile(),
        second in alphabet::profile(),
        text in alphabet::text(),
    ) {
        let (between, to_between) = mapped(&first, &text);
        let (out, to_out) = mapped(&second, &between);
        let whole = to_between.then(&to_out);
        check_monotone(&text, &out, &whole);
        let borders: Vec<usize> = out.char_indices().map(|(at, _)| at).collect();
        for (i, &start) in borders.iter().enumerate() {
            for &end in borders.iter().skip(i + 1).take(6) {
                let middle = to_out.to_orig(span(start, end));
                let part = Span::<Norm>::new(middle.start, middle.end);
                let stepwise = to_between.to_orig(part);
                let direct = whole.to_orig(span(start, end));
                // a part of a unit is taken as the whole unit, by each map on its own
                let is_whole = to_between.to_norm(stepwise) == part
                    && to_out.to_norm(middle) == span(start, end);
                let fits = direct == stepwise || !is_whole;
                prop_assert!(
                    fits || is_dense(&text) || is_dense(&between),
                    "{:?} of {:?}: {:?} by {:?}, not {:?}", start..end, out, direct, middle, stepwise
                );
            }
        }
    }

    #[test]
    fn maps_nothing_of_an_unchanged_text(profile in alphabet::profile(), text in alphabet::text()) {
        if let Cow::Borrowed(_) = normalize(&profile, &text) {
            let (_, map) = mapped(&profile, &text);
            for at in 0..text.len() {
                prop_assert_eq!(map.to_orig(span(at, at + 1)).range(), at..at + 1);
            }
        }
    }
}
