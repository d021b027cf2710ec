//! The scanner in AVX2: 32 bytes a step. Tables of 64 bytes are four shuffles of 16; what is dropped
//! is taken out eight bytes at a time, and only where something is. Gives the bytes and edits of the
//! portable form and stops where it stops.

#![expect(unsafe_code, reason = "vector loads and stores; each says why it is sound")]
#![expect(
    clippy::cast_possible_truncation,
    reason = "counts of at most 32, halves of table entries"
)]

use std::arch::x86_64::*;

use super::lanes::{bits, eq, in_range, indices, load, look_up, pack, rows, splat};
use super::table::{COLD, STOP, VectorTable};
use super::{Edits, FoldTable, scalar, tell};

/// How far ahead text is asked from memory: the hardware prefetcher stops at 4 KiB pages.
const PREFETCH: usize = 4096;
/// Bytes of text a step takes.
const STEP: usize = 32;
/// Bytes a step may write behind what it keeps.
const SLACK: usize = 40;
/// Bytes of text that a step looks at: a lead in the last lane needs its trail.
const LOOK: usize = STEP + 1;

/// See [`scalar::fold`].
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
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
    let vector = table.vector();
    if src.len() - from < LOOK || !vector.plain_ascii {
        return scalar::fold(table, text, from, out, edits);
    }
    let (hot_d8, hot_d9) = (rows(&vector.hot[0]), rows(&vector.hot[1]));
    let lower = splat(if vector.lowers { 0x20 } else { 0 });
    let spaces = splat(if vector.spaces { 0xFF } else { 0 });
    out.reserve(src.len() - from + SLACK);
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
        // each lane's byte before; the first lane begins a character, whatever is there
        let before = match i.checked_sub(1).and_then(|at| src.get(at..)?.first_chunk()) {
            Some(block) => load(block),
            None => {
                let mut shifted = [0; 32];
                shifted[1..].copy_from_slice(&here[..31]);
                load(&shifted)
            }
        };
        let (after_d8, after_d9) = (eq(before, 0xD8), eq(before, 0xD9));
        let mut trails = _mm256_or_si256(after_d8, after_d9);
        let leads = eq(_mm256_and_si256(v, splat(0xFE)), 0xD8);
        // ASCII: capitals to small letters, tab to form feed to spaces
        let capitals = _mm256_and_si256(in_range(v, b'A', 26), lower);
        let blanks = _mm256_and_si256(in_range(v, b'\t', 4), spaces);
        let mut r = _mm256_add_epi8(v, capitals);
        r = _mm256_blendv_epi8(r, splat(b' '), blanks);
        let at = indices(v);
        r = _mm256_blendv_epi8(r, look_up(&hot_d8, &at), after_d8);
        r = _mm256_blendv_epi8(r, look_up(&hot_d9, &at), after_d9);
        let mut known = _mm256_or_si256(leads, trails);
        let marked =
            _mm256_and_si256(trails, _mm256_cmpeq_epi8(_mm256_max_epu8(r, splat(COLD)), r));
        let returns = eq(v, b'\r');
        let nul = eq(v, 0);
        let odd = bits(_mm256_andnot_si256(known, v))
            | bits(_mm256_or_si256(_mm256_or_si256(marked, returns), nul));
        let mut taken = STEP - usize::from(look[STEP - 1] >= 0xC0);
        if odd != 0 {
            // rarer leads, and characters whose lead byte changes
            let next = load(behind);
            let next_at = indices(next);
            for (k, byte) in VectorTable::LEADS.into_iter().enumerate() {
                let (after, is_lead) = (eq(before, byte), eq(v, byte));
                if bits(_mm256_or_si256(after, is_lead)) == 0 {
                    continue;
                }
                r = _mm256_blendv_epi8(r, look_up(&rows(&vector.trail[k]), &at), after);
                r = _mm256_blendv_epi8(r, look_up(&rows(&vector.lead[k]), &next_at), is_lead);
                known = _mm256_or_si256(known, _mm256_or_si256(after, is_lead));
                trails = _mm256_or_si256(trails, after);
            }
            let foreign = bits(_mm256_andnot_si256(known, v));
            let stop = bits(_mm256_and_si256(trails, eq(r, STOP)));
            let ascii_stop = bits(_mm256_or_si256(returns, nul));
            let stop = foreign | ascii_stop | stop >> 1;
            taken = taken.min(stop.trailing_zeros() as usize);
            stopped = stop != 0;
        }
        // a character that becomes ASCII loses its lead, one that becomes nothing both bytes
        let nothing = bits(_mm256_and_si256(trails, eq(r, 0)));
        let short = bits(_mm256_andnot_si256(r, trails));
        let dropped = nothing | short >> 1;
        let keep = _bzhi_u32(!dropped, taken as u32);
        // SAFETY: `o` is at most `i - from`, since no entry is longer than its character, and
        // `src.len() - from + SLACK` bytes are reserved at `dst`.
        let place = unsafe { dst.add(o) };
        // SAFETY: the rest of the text has 33 bytes at least, of which at most 32 are kept, and
        // SLACK bytes more are reserved.
        o += unsafe { pack(r, keep, place) };
        if E::RECORD {
            // Of a character that becomes ASCII the second byte counts as the one that went.
            let gone = nothing | (short & nothing) >> 1 | (short & !nothing);
            tell(edits, i, u64::from(_bzhi_u32(gone, taken as u32)));
        }
        i += taken;
        if stopped {
            // SAFETY: `o` is at most `i - from`, as above.
            let place = unsafe { dst.add(o) };
            // SAFETY: two bytes at `place` are inside the reserved room.
            let Some((read, written)) = (unsafe { scalar::one(table, text, i, place, edits) })
            else {
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
