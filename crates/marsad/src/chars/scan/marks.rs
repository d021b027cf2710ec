//! The order of common marks: where two stand in the wrong one is found in vectors.

use super::near::{BLOCK, Near, places};
use crate::chars::Kernel;

/// Blocks that are looked at in one go.
const BLOCKS: usize = 32;

/// Puts the marks U+064B to U+0652 and U+0670, where some stand together, in the order of their code
/// points, which is that of their combining classes. Before `from` they are in order.
pub(crate) fn order_marks(kernel: Kernel, text: &mut str, from: usize) {
    // the mark before may be of a higher class
    let mut at = from.saturating_sub(2);
    #[expect(unsafe_code, reason = "characters change places, each of two bytes")]
    // SAFETY: all that changes is the order of marks, characters of two bytes, moved as a whole.
    let bytes = unsafe { text.as_bytes_mut() };
    while at < bytes.len() {
        let mut words = [0; BLOCKS];
        places(kernel, bytes, at, &mut words, is_disorder);
        for (mut word, block) in words.into_iter().zip((at..).step_by(BLOCK)) {
            while word != 0 {
                order_from(bytes, block + word.trailing_zeros() as usize);
                word &= word - 1;
            }
        }
        at += BLOCKS * BLOCK;
    }
}

/// Whether a mark begins at a byte and one of a lower class follows.
#[inline(always)]
fn is_disorder([_, byte, second, third, fourth]: Near) -> bool {
    (byte == 0xD9) & (third == 0xD9) & is_mark(second) & is_mark(fourth) & (second > fourth)
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
