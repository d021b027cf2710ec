//! The portable scanner: table look-ups, four characters a step.
//!
//! A step reads eight bytes and finds where their characters begin from the bytes without a high
//! bit. In Arabic text a window of eight bytes holds at most one such byte, a space, and then
//! exactly four characters, of seven or eight bytes together: the next step depends on one
//! comparison and not on the four look-ups, and nothing is left to guess at word ends.
#![expect(unsafe_code, reason = "bytes are read and written without checks; see each block")]

use super::table::{dropped, out_len};
use super::{Edits, FoldTable, tell};

/// Bytes a step may write behind its output.
const SLACK: usize = 8;
/// Bytes a step reads: a window and the second byte of a character that begins at its end.
const READ: usize = 9;

/// For each set of bytes without a high bit in a window, the places of its second, third and fourth
/// character and of the one after, a byte each from the lowest.
pub(crate) static PLACES: [u32; 256] = places();

const fn places() -> [u32; 256] {
    let mut table = [0; 256];
    let mut ascii = 0;
    while ascii < 256 {
        let (mut at, mut k) = (0, 0);
        while k < 4 {
            at += if ascii >> at & 1 == 1 { 1 } else { 2 };
            table[ascii] |= at << (8 * k);
            k += 1;
        }
        ascii += 1;
    }
    table
}

/// Folds `text` from byte `from` on to the end of `out`, up to the first character that `table`
/// calls complex or does not hold. Returns where that is, or the length of the text.
///
/// `from` must be a character border of `text`; otherwise nothing is done. Allocates when `out` has
/// no room for the rest of the text and eight bytes more.
pub(crate) fn fold<E: Edits>(
    table: &FoldTable,
    text: &str,
    from: usize,
    out: &mut String,
    edits: &mut E,
) -> usize {
    if !text.is_char_boundary(from) {
        return text.len();
    }
    let src = text.as_bytes();
    out.reserve(src.len() - from + SLACK);
    // SAFETY: below, only whole characters are appended: what is counted as written is the output
    // of table entries, each a character or nothing.
    let vec = unsafe { out.as_mut_vec() };
    let written = vec.len();
    // SAFETY: `written` is at most the capacity.
    let dst = unsafe { vec.as_mut_ptr().add(written) };
    let (mut i, mut o) = (from, 0);
    let told = edits.dropped();
    // dropped bytes of the word of 64 bytes that holds `i`
    let mut drop = 0_u64;
    'text: while i < src.len() {
        while i + READ <= src.len() {
            // SAFETY: nine bytes from `i` on are inside `src`.
            let window = u64::from_le_bytes(unsafe { read(src, i) });
            let ascii = !window & 0x8080_8080_8080_8080;
            let places = PLACES
                [usize::from((ascii >> 7).wrapping_mul(0x0102_0408_1020_4080).to_be_bytes()[0])];
            let [second, third, fourth, after] = places.to_le_bytes().map(usize::from);
            // SAFETY: the places in a window are at most 7 (the fourth character begins after at
            // most three of two bytes), so that two bytes from there are among the nine.
            let a = unsafe { entry(table, src, i) };
            // SAFETY: as above.
            let b = unsafe { entry(table, src, i + second) };
            // SAFETY: as above.
            let c = unsafe { entry(table, src, i + third) };
            // SAFETY: as above.
            let d = unsafe { entry(table, src, i + fourth) };
            if (a | b | c | d) & FoldTable::COMPLEX != 0 {
                break;
            }
            // with at most one such byte the sum is known without the table of places
            let len = if ascii & ascii.wrapping_sub(1) == 0 {
                8 - usize::from(ascii != 0)
            } else {
                after
            };
            debug_assert_eq!(len, after);
            let start = o;
            for word in [a, b, c, d] {
                // SAFETY: `o` is at most `i - from`, since no entry is longer than its character,
                // and `src.len() - from + SLACK` bytes are reserved at `dst`.
                o += unsafe { put(dst, o, word) };
            }
            if E::RECORD {
                let mut bits = 0;
                if o - start != len {
                    bits = dropped(a)
                        | dropped(b) << second
                        | dropped(c) << third
                        | dropped(d) << fourth;
                    drop |= bits << (i & 63);
                }
                if (i & 63) + len >= 64 {
                    set(told, i >> 6, drop);
                    // the rest of a window over the border, which begins in the last eight bytes
                    drop = bits >> (64 - (i & 63));
                }
            }
            i += len;
        }
        // one by one over the characters of the window that the steps did not take, or to the end
        let end = src.len().min(i + READ);
        while i < end {
            let Some((bytes, len, out_len, gone)) = decided(table, text, i) else { break 'text };
            // SAFETY: `o` is at most `i - from`, and four bytes there are inside the reserved room.
            let at = unsafe { dst.add(o) };
            // SAFETY: as above; alignment is not needed.
            unsafe { at.cast::<[u8; 4]>().write_unaligned(bytes) };
            o += out_len;
            if E::RECORD {
                drop |= gone << (i & 63);
                if (i & 63) + len >= 64 {
                    set(told, i >> 6, drop);
                    drop = gone >> (64 - (i & 63));
                }
            }
            i += len;
        }
    }
    if E::RECORD && drop != 0 {
        set(told, i >> 6, drop);
    }
    // SAFETY: the room was reserved, and the `o` bytes before were written.
    unsafe { vec.set_len(written + o) };
    i
}

#[inline]
fn set(dropped: &mut [u64], word: usize, bits: u64) {
    if let Some(place) = dropped.get_mut(word) {
        *place |= bits;
    }
}

/// What the table decides for the character at byte `at`: its output bytes, how many bytes it has
/// itself, how many its output, and which it loses.
#[inline]
fn decided(table: &FoldTable, text: &str, at: usize) -> Option<([u8; 4], usize, usize, u64)> {
    let src = text.as_bytes().get(at..)?;
    let &lead = src.first()?;
    if lead < 0xE0 {
        let trail = src.get(1).copied().unwrap_or(0);
        let (code, len) = match lead {
            0..0x80 => (usize::from(lead), 1),
            _ => (usize::from(lead & 0x1F) << 6 | usize::from(trail & 0x3F), 2),
        };
        let word = table.word(code);
        let [a, b, ..] = word.to_le_bytes();
        return (word & FoldTable::COMPLEX == 0).then_some((
            [a, b, 0, 0],
            len,
            out_len(word),
            dropped(word),
        ));
    }
    let c = text.get(at..)?.chars().next()?;
    let (bytes, out_len, gone) = table.decided(c)?;
    Some((bytes, c.len_utf8(), out_len, gone))
}

/// Writes the output of an entry at `dst + o`; returns how many bytes of it count.
///
/// # Safety
/// Two bytes from there must be writable.
#[inline(always)]
unsafe fn put(dst: *mut u8, o: usize, word: u32) -> usize {
    let [first, second, ..] = word.to_le_bytes();
    // SAFETY: the caller says so.
    let at = unsafe { dst.add(o) };
    // SAFETY: two bytes at `at` are writable; alignment is not needed.
    unsafe { at.cast::<[u8; 2]>().write_unaligned([first, second]) };
    out_len(word)
}

/// Folds the one character at byte `at`, if the table decides it, to `dst`: what vector kernels do
/// with those that their tables do not hold. Returns the bytes read and written.
///
/// # Safety
/// Four bytes must be writable at `dst`.
#[cfg(any(target_arch = "x86_64", all(target_arch = "aarch64", target_endian = "little")))]
pub(super) unsafe fn one<E: Edits>(
    table: &FoldTable,
    text: &str,
    at: usize,
    dst: *mut u8,
    dropped: &mut [u64],
) -> Option<(usize, usize)> {
    let (bytes, len, out_len, gone) = decided(table, text, at)?;
    // SAFETY: the caller's promise; alignment is not needed.
    unsafe { dst.cast::<[u8; 4]>().write_unaligned(bytes) };
    if E::RECORD {
        tell(dropped, at, gone);
    }
    Some((len, out_len))
}

/// Eight bytes of `src` from `at` on.
///
/// # Safety
/// They must be inside `src`.
#[inline(always)]
unsafe fn read(src: &[u8], at: usize) -> [u8; 8] {
    debug_assert!(at + 8 <= src.len());
    // SAFETY: the caller says so.
    let place = unsafe { src.as_ptr().add(at) };
    // SAFETY: eight bytes from there are inside `src`; alignment is not needed.
    unsafe { place.cast::<[u8; 8]>().read_unaligned() }
}

/// The entry of the two bytes of `src` from `at` on.
///
/// # Safety
/// They must be inside `src`.
#[inline(always)]
unsafe fn entry(table: &FoldTable, src: &[u8], at: usize) -> u32 {
    debug_assert!(at + 2 <= src.len());
    // SAFETY: the caller says so.
    let place = unsafe { src.as_ptr().add(at) };
    // SAFETY: two bytes from there are inside `src`; alignment is not needed.
    let pair = u16::from_le_bytes(unsafe { place.cast::<[u8; 2]>().read_unaligned() });
    // SAFETY: there is an entry for each pair of bytes.
    unsafe { *table.pairs().get_unchecked(usize::from(pair)) }
}

/// The first byte, from `from` on, of a character that `table` changes, calls complex or does not
/// hold; or the length of the text. `from` must be a character border of `text`.
pub(crate) fn same(table: &FoldTable, text: &str, from: usize) -> usize {
    let src = text.as_bytes();
    let mut i = from;
    while let Some(&lead) = src.get(i) {
        let (code, len) = if lead < 0x80 {
            (usize::from(lead), 1)
        } else if lead < 0xE0 {
            let trail = src.get(i + 1).copied().unwrap_or(0);
            (usize::from(lead & 0x1F) << 6 | usize::from(trail & 0x3F), 2)
        } else {
            let c = text.get(i..).and_then(|rest| rest.chars().next());
            match c.filter(|&c| table.keeps(c)) {
                Some(c) => {
                    i += c.len_utf8();
                    continue;
                }
                None => return i,
            }
        };
        if table.word(code) & (FoldTable::CHANGES | FoldTable::COMPLEX) != 0 {
            return i;
        }
        i += len;
    }
    src.len()
}
