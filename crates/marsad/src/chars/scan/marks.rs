//! The order of common marks: where two stand in the wrong one is found in vectors.

use std::iter;

use super::near::{Classes, Near, Pattern, STEP, places};
use crate::chars::Kernel;

/// Words of places that are looked for in one go.
const WORDS: usize = 32;

/// Puts the marks U+064B to U+0652 and U+0670, where some stand together, in the order of their code
/// points, which is that of their combining classes. Before `from` they are in order.
pub(crate) fn order_marks(kernel: Kernel, text: &mut str, from: usize) {
    // the mark before may be of a higher class
    let mut at = from.saturating_sub(2);
    #[expect(unsafe_code, reason = "characters change places, each of two bytes")]
    // SAFETY: all that changes is the order of marks, characters of two bytes, moved as a whole.
    let bytes = unsafe { text.as_bytes_mut() };
    while let Some((found, next)) = candidates(kernel, bytes, at) {
        found.into_iter().for_each(|place| order_from(bytes, place));
        at = next;
    }
}

/// The first of these marks, from `from` on or right before, behind which one of a lower class stands.
pub(crate) fn disorder(kernel: Kernel, text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from.saturating_sub(2);
    while let Some((found, next)) = candidates(kernel, bytes, at) {
        let is_higher = |&place: &usize| {
            let pair = mark_at(bytes, place).zip(mark_at(bytes, place + 2));
            pair.is_some_and(|(first, second)| first > second)
        };
        let higher = found.into_iter().find(is_higher);
        if higher.is_some() {
            return higher;
        }
        at = next;
    }
    None
}

/// Marks of a stretch from `from` on behind which one of a lower class may stand, and where the next
/// stretch begins; nothing at the end.
fn candidates(
    kernel: Kernel,
    bytes: &[u8],
    from: usize,
) -> Option<(impl IntoIterator<Item = usize> + use<>, usize)> {
    if from >= bytes.len() {
        return None;
    }
    let mut words = [0; WORDS];
    places(kernel, bytes, from, &mut words, &mut MayBeHigher);
    let found = words.into_iter().zip((from..).step_by(STEP)).flat_map(|(mut word, first)| {
        iter::from_fn(move || {
            let bit = word.trailing_zeros() as usize;
            (word != 0).then(|| {
                word &= word - 1;
                first + bit
            })
        })
    });
    Some((found, from + WORDS * STEP))
}

/// Where a mark begins, and another that may be of a lower class follows: not where both are in the
/// order in which they are mostly met.
struct MayBeHigher;

const D9: usize = 0;
/// Second bytes of the marks: those to U+0650, shadda and sukun, and U+0670.
const LOW: usize = 1;
const LAST_LOW: usize = 2;
const HIGH: usize = 3;
const LAST_HIGH: usize = 4;

impl Pattern for MayBeHigher {
    const CLASSES: &'static Classes =
        &Classes::new([b"\xD9", b"\x8B\x8C\x8D\x8E\x8F", b"\x90", b"\x91\x92", b"\xB0"]);

    #[inline(always)]
    fn places(&mut self, near: &Near) -> u64 {
        let first_low = near.is::<LOW, 1>() | near.is::<LAST_LOW, 1>();
        let first_high = near.is::<HIGH, 1>() | near.is::<LAST_HIGH, 1>();
        let second_low = near.is::<LOW, 3>() | near.is::<LAST_LOW, 3>();
        let second_high = near.is::<HIGH, 3>() | near.is::<LAST_HIGH, 3>();
        let pairs = second_low & (first_low | first_high) | first_high & second_high;
        near.is::<D9, 0>() & near.is::<D9, 2>() & pairs
    }
}

/// Whether D9 and `trail` are one of the marks.
#[inline(always)]
fn is_mark(trail: u8) -> bool {
    (trail.wrapping_sub(0x8B) <= 0x92 - 0x8B) | (trail == 0xB0)
}

/// Moves each mark behind the one at `first`, up to the next letter, to its place.
fn order_from(bytes: &mut [u8], first: usize) {
    let mut at = first + 2;
    while let Some(trail) = mark_at(bytes, at) {
        let mut place = at;
        while let Some(before) = place.checked_sub(2)
            && mark_at(bytes, before).is_some_and(|higher| higher > trail)
        {
            bytes.swap(before + 1, place + 1);
            place = before;
        }
        at += 2;
    }
}

/// The second byte of the mark at `at`.
fn mark_at(bytes: &[u8], at: usize) -> Option<u8> {
    match bytes.get(at..)? {
        &[0xD9, trail, ..] if is_mark(trail) => Some(trail),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_sorted_between_letters() {
        let all = ['ب', '\u{64B}', '\u{64E}', '\u{651}', '\u{652}', '\u{670}', 'a', '\u{654}'];
        let mut state = 88_172_645_463_325_252_u64;
        for len in (0..200).chain([5000]) {
            let text: String = (0..len)
                .map(|_| {
                    state ^= state << 13;
                    state ^= state >> 7;
                    state ^= state << 17;
                    all[(state % 8) as usize]
                })
                .collect();
            let mut chars: Vec<char> = text.chars().collect();
            let is_mark = |c: char| matches!(c, '\u{64B}'..='\u{652}' | '\u{670}');
            chars.chunk_by_mut(|a, b| is_mark(*a) && is_mark(*b)).for_each(<[char]>::sort);
            let expected: String = chars.into_iter().collect();
            for kernel in Kernel::available() {
                let mut ordered = text.clone();
                order_marks(kernel, &mut ordered, 0);
                assert_eq!(ordered, expected, "{kernel}");
                // a mark at the border of what is new
                let cut = text.char_indices().nth(len / 2).map_or(0, |(at, _)| at);
                let mut ordered = text[..cut].to_owned();
                order_marks(kernel, &mut ordered, 0);
                ordered.push_str(&text[cut..]);
                order_marks(kernel, &mut ordered, cut);
                assert_eq!(ordered, expected, "{kernel}");
            }
        }
    }
}
