//! A part of a text put in the place of another, with two copies and no check byte by byte.

use std::ops::Range;

/// Puts `new` in the place of the bytes `range` of `text`, as [`String::replace_range`] does; nothing
/// happens when `range` is no range of whole characters. Allocates when `text` has no room.
pub(crate) fn splice(text: &mut String, range: Range<usize>, new: &str) {
    let Range { start, end } = range;
    if text.get(start..end).is_none() {
        return;
    }
    let (len, new_end) = (text.len(), start + new.len());
    #[expect(unsafe_code, reason = "whole characters take the place of whole characters")]
    // SAFETY: below, what stands behind `range`, whole characters, moves to its new place, and `new`
    // stands before it.
    let bytes = unsafe { text.as_mut_vec() };
    bytes.resize(len.max(len - end + new_end), 0);
    bytes.copy_within(end..len, new_end);
    bytes.truncate(len - end + new_end);
    if let Some(place) = bytes.get_mut(start..new_end) {
        place.copy_from_slice(new.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::splice;

    #[test]
    fn a_part_becomes_another() {
        let text = "كتاب جديد";
        for start in 0..=text.len() {
            for end in 0..=text.len() {
                for new in ["", "x", "ب", "كتاب جديد وقديم"] {
                    let mut expected = text.to_owned();
                    if text.get(start..end).is_some() {
                        expected.replace_range(start..end, new);
                    }
                    let mut spliced = text.to_owned();
                    splice(&mut spliced, start..end, new);
                    assert_eq!(spliced, expected);
                }
            }
        }
    }
}
