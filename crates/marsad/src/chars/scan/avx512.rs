//! The scanner in AVX-512: 64 bytes a step, characters of two bytes by permutes of a table per lead,
//! what is dropped taken out by one compress. Gives the bytes and edits of the portable form and
//! stops where it stops.
//!
//! Text is always compressed, clean or not: a branch would cost more on mixed text than it saves.

#![expect(unsafe_code, reason = "vector loads and stores; each says why it is sound")]
#![expect(
    clippy::cast_possible_truncation,
    reason = "counts of at most 64, halves of table entries"
)]

use std::arch::x86_64::*;

use super::table::{COLD, STOP, VectorTable};
use super::{Edits, FoldTable, scalar, tell};

/// How far ahead text is asked from memory: the hardware prefetcher stops at 4 KiB pages.
const PREFETCH: usize = 4096;
/// Bytes that a step writes.
const STEP: usize = 64;
/// Bytes of text that a step looks at: a lead in the last lane needs its trail.
const LOOK: usize = STEP + 1;

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: the reference holds 64 readable bytes.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn splat(byte: u8) -> __m512i {
    _mm512_set1_epi8(byte.cast_signed())
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn eq(v: __m512i, byte: u8) -> u64 {
    _mm512_cmpeq_epi8_mask(v, splat(byte))
}

/// See [`scalar::fold`].
#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt"
)]
pub(super) fn fold<E: Edits>(
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
    if src.len() - from < LOOK {
        return scalar::fold(table, text, from, out, edits);
    }
    let VectorTable { ascii: [ascii0, ascii1], hot: [hot_d8, hot_d9], trail, lead, .. } =
        table.vector();
    let (ascii0, ascii1, hot_d8, hot_d9) = (load(ascii0), load(ascii1), load(hot_d8), load(hot_d9));
    out.reserve(src.len() - from + STEP);
    // SAFETY: only whole characters are appended: a step takes whole characters of the text, and
    // each becomes the output of its table entry, a character or nothing.
    let vec = unsafe { out.as_mut_vec() };
    let written = vec.len();
    // SAFETY: `written` is at most the capacity.
    let dst = unsafe { vec.as_mut_ptr().add(written) };
    let (mut i, mut o) = (from, 0);
    let mut stopped = false;
    while let Some(look) = src.get(i..).and_then(<[u8]>::first_chunk::<LOOK>) {
        _mm_prefetch::<_MM_HINT_T0>(look.as_ptr().wrapping_add(PREFETCH).cast());
        let ([here @ .., _], [_, behind @ ..]) = (look, look);
        let v = load(here);
        // Each lane's byte before; none before the first, which begins a character.
        // SAFETY: lanes 1 to 63 read the first 63 bytes; lane 0 is masked out and not read.
        let before = unsafe { _mm512_maskz_loadu_epi8(!1, look.as_ptr().wrapping_sub(1).cast()) };
        let high = _mm512_movepi8_mask(v);
        let (after_d8, after_d9) = (eq(before, 0xD8), eq(before, 0xD9));
        let mut leads = eq(_mm512_and_si512(v, splat(0xFE)), 0xD8);
        let mut trails = after_d8 | after_d9;
        let mut r = _mm512_mask2_permutex2var_epi8(ascii0, v, !high, ascii1);
        r = _mm512_mask_permutexvar_epi8(r, after_d8, v, hot_d8);
        r = _mm512_mask_permutexvar_epi8(r, after_d9, v, hot_d9);
        let odd = (high & !(leads | trails)) | _mm512_cmpge_epu8_mask(r, splat(COLD));
        // a lead in the last lane waits for its trail
        let mut taken = STEP - usize::from(look[STEP - 1] >= 0xC0);
        if odd != 0 {
            // Rarer leads, and characters whose lead byte changes.
            let next = load(behind);
            for (k, byte) in VectorTable::LEADS.into_iter().enumerate() {
                let (after, at) = (eq(before, byte), eq(v, byte));
                r = _mm512_mask_permutexvar_epi8(r, after, v, load(&trail[k]));
                r = _mm512_mask_permutexvar_epi8(r, at, next, load(&lead[k]));
                leads |= at;
                trails |= after;
            }
            let foreign = high & !(leads | trails);
            let stop = eq(r, STOP) & !leads;
            let stop = foreign | (stop & !trails) | (stop & trails) >> 1;
            taken = taken.min(stop.trailing_zeros() as usize);
            stopped = stop != 0;
        }
        // a character that becomes ASCII loses its lead, one that becomes nothing both bytes
        let nothing = _mm512_testn_epi8_mask(r, r);
        let short = trails & !_mm512_movepi8_mask(r);
        let dropped = nothing | short >> 1;
        let keep = _bzhi_u64(!dropped, taken as u32);
        // SAFETY: `o` is at most `i - from`, since no entry is longer than its character, and
        // `src.len() - from + STEP` bytes are reserved at `dst`.
        let at = unsafe { dst.add(o) };
        let packed = _mm512_maskz_compress_epi8(keep, r);
        // SAFETY: 64 bytes at `at` are inside the reserved room.
        unsafe { _mm512_storeu_si512(at.cast(), packed) };
        o += keep.count_ones() as usize;
        if E::RECORD {
            // Of a character that becomes ASCII the second byte counts as the one that went
            let gone = nothing | (short & nothing) >> 1 | (short & !nothing);
            tell(edits, i, _bzhi_u64(gone, taken as u32));
        }
        i += taken;
        if stopped {
            // SAFETY: `o` is at most `i - from`, as above.
            let at = unsafe { dst.add(o) };
            // SAFETY: two bytes at `at` are inside the reserved room.
            let Some((read, written)) = (unsafe { scalar::one(table, text, i, at, edits) }) else {
                break;
            };
            (i, o) = (i + read, o + written);
            stopped = false;
        }
    }
    // SAFETY: the room was reserved, and the `o` bytes before were written.
    unsafe { vec.set_len(written + o) };
    if stopped { i } else { scalar::fold(table, text, i, out, edits) }
}

/// See [`scalar::same`].
#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt"
)]
pub(super) fn same(table: &FoldTable, text: &str, from: usize) -> usize {
    let src = text.as_bytes();
    let VectorTable { ascii: [ascii0, ascii1], hot: [hot_d8, hot_d9], .. } = table.vector();
    let (ascii0, ascii1, hot_d8, hot_d9) = (load(ascii0), load(ascii1), load(hot_d8), load(hot_d9));
    let mut i = from;
    while let Some(look) = src.get(i..).and_then(<[u8]>::first_chunk::<LOOK>) {
        let [here @ .., _] = look;
        let v = load(here);
        // SAFETY: lanes 1 to 63 read the first 63 bytes; lane 0 is masked out and not read.
        let before = unsafe { _mm512_maskz_loadu_epi8(!1, look.as_ptr().wrapping_sub(1).cast()) };
        let high = _mm512_movepi8_mask(v);
        let (after_d8, after_d9) = (eq(before, 0xD8), eq(before, 0xD9));
        let leads = eq(_mm512_and_si512(v, splat(0xFE)), 0xD8);
        let mut r = _mm512_mask2_permutex2var_epi8(ascii0, v, !high, ascii1);
        r = _mm512_mask_permutexvar_epi8(r, after_d8, v, hot_d8);
        r = _mm512_mask_permutexvar_epi8(r, after_d9, v, hot_d9);
        let odd = high & !(leads | after_d8 | after_d9);
        if odd | _mm512_cmpneq_epi8_mask(r, v) != 0 {
            break;
        }
        i += STEP - usize::from(look[STEP - 1] >= 0xC0);
    }
    scalar::same(table, text, i)
}
