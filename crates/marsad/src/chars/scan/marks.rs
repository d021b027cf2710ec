//! The order of common marks: where two stand in the wrong one is found in vectors.

use super::near::{Found, Pattern, Places, Rules};
use crate::chars::Kernel;

/// Puts the marks U+064B to U+0652 and U+0670, where some stand together, in the order of their code
/// points, which is that of their combining classes. Before `from` they are in order.
pub(crate) fn order_marks(kernel: Kernel, text: &mut str, from: usize) {
    #[expect(unsafe_code, reason = "characters change places, each of two bytes")]
    // SAFETY: all that changes is the order of marks, characters of two bytes, moved as a whole.
    let bytes = unsafe { text.as_bytes_mut() };
    // the mark before may be of a higher class
    let mut at = from.saturating_sub(2);
    while let Some((found, next)) = Found::next::<MayBeHigher>(kernel, bytes, at) {
        found.each(|second_byte| order_after(bytes, second_byte));
        at = next;
    }
}

/// The first of these marks, from `from` on or right before, behind which one of a lower class stands.
pub(crate) fn disorder(kernel: Kernel, text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut places = Places::<MayBeHigher>::of(kernel, bytes, from.saturating_sub(2));
    let first = places.find(|&second_byte| {
        let pair = mark_ending(bytes, second_byte).zip(mark_ending(bytes, second_byte + 2));
        pair.is_some_and(|(first, second)| first > second)
    });
    first.map(|second_byte| second_byte - 1)
}

/// The second byte of a mark behind which another may be of a lower class: not where both are in the
/// order in which they are mostly met.
struct MayBeHigher;

/// Second bytes of the marks to U+0650, with some that no letter before a letter has.
const LOW: &[u8] = b"\x8B\x8C\x8D\x8E\x8F\x90";
/// Of shadda and sukun and U+0670, with some others.
const HIGH: &[u8] = b"\x91\x92\xB0";

impl Pattern for MayBeHigher {
    const RULES: &'static Rules = &Rules::new([
        (b"\x8B\x8C\x8D\x8E\x8F", LOW),
        (b"\x90\x91\x92", LOW),
        (b"\xB0", LOW),
        (b"\x91\x92", HIGH),
        (b"\xB0", HIGH),
    ]);
    const APART: usize = 2;
    const GROUPS: [u8; 3] = [0b1_1111, 0, 0];

    #[inline(always)]
    fn places([pairs, ..]: [u64; 3]) -> u64 {
        pairs
    }
}

/// Whether D9 and `trail` are one of the marks.
#[inline(always)]
fn is_mark(trail: u8) -> bool {
    (trail.wrapping_sub(0x8B) <= 0x92 - 0x8B) | (trail == 0xB0)
}

/// Moves each mark behind the one whose second byte stands at `first`, up to the next letter, to its
/// place; nothing if there is none.
fn order_after(bytes: &mut [u8], first: usize) {
    if mark_ending(bytes, first).is_none() {
        return;
    }
    let mut at = first + 2;
    while let Some(mark) = mark_ending(bytes, at) {
        let mut place = at;
        while let Some(before) = place.checked_sub(2)
            && mark_ending(bytes, before).is_some_and(|higher| higher > mark)
        {
            bytes.swap(before, place);
            place = before;
        }
        at += 2;
    }
}

/// The second byte, at `at`, of a mark.
fn mark_ending(bytes: &[u8], at: usize) -> Option<u8> {
    match bytes.get(at.checked_sub(1)?..)? {
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
