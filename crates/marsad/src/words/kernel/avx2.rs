//! The passes over words in AVX2: 32 bytes of text and 64 codes a step; keys and filter are the
//! portable forms, compiled for these instructions.
//!
//! That the machine has the instructions is the promise of whoever calls, see
//! [`Kernel`](crate::Kernel).

#![expect(unsafe_code, reason = "packed stores; each says why it is sound")]

use std::arch::x86_64::*;
use std::ops::Range;

use super::super::codes::{DEL, LetterCodes, PARTICLE_BITS, SEP};
use super::super::keys::{Key, scan_keys_portable};
use super::super::segment::{BorderWriter, Borders, Checkpoint, as_u32};
use super::Tail;
use crate::chars::scan::lanes::{bits, eq, in_range, indices, load, look_up, pack, rows, splat};

/// How far ahead text is asked from memory: the hardware prefetcher stops at 4 KiB pages.
const PREFETCH: usize = 4096;
/// Bytes of text a step takes.
const STEP: usize = 32;

/// Encodes `bytes` from `i` on, up to their end or the first character that the tables do not fold,
/// to `buf` from `n` on. Returns both positions.
///
/// `buf` must have 64 bytes more than the rest of `bytes` behind `n`.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn encode(
    codes: &LetterCodes,
    bytes: &[u8],
    mut i: usize,
    buf: &mut [u8],
    mut n: usize,
    checkpoints: &mut Vec<Checkpoint>,
) -> (usize, usize) {
    const RARE: [(usize, u8); 3] = [(3, 0xDA), (4, 0xDB), (5, 0xC2)];
    let table = |lead: usize| match codes.by_lead[lead][0x80..].first_chunk() {
        Some(table) => rows(table),
        None => rows(&[0; 64]),
    };
    let (d8, d9) = (table(1), table(2));
    // a whole step, and a byte before it
    while let Some(look) = bytes.get(i.wrapping_sub(1)..).and_then(<[u8]>::first_chunk::<33>) {
        _mm_prefetch::<_MM_HINT_T0>(look.as_ptr().wrapping_add(PREFETCH).cast());
        let ([before @ .., _], [_, here @ ..]) = (look, look);
        let (v, before) = (load(here), load(before));
        let (after_d8, after_d9) = (eq(before, 0xD8), eq(before, 0xD9));
        let trails = _mm256_or_si256(after_d8, after_d9);
        let mut leads = eq(_mm256_and_si256(v, splat(0xFE)), 0xD8);
        // ASCII: small letters and digits; all else, and all bytes with a high bit, 0
        let small = _mm256_or_si256(v, splat(0x20));
        let letters = _mm256_and_si256(in_range(small, b'a', 26), small);
        let digits = _mm256_and_si256(in_range(v, b'0', 10), v);
        let mut r = _mm256_or_si256(letters, digits);
        let at = indices(v);
        r = _mm256_blendv_epi8(r, look_up(&d8, &at), after_d8);
        r = _mm256_blendv_epi8(r, look_up(&d9, &at), after_d9);
        let mut known = _mm256_or_si256(leads, trails);
        let mut foreign = bits(_mm256_andnot_si256(known, v));
        if foreign != 0 {
            for (lead, byte) in RARE {
                let (after, here) = (eq(before, byte), eq(v, byte));
                if bits(_mm256_or_si256(after, here)) != 0 {
                    r = _mm256_blendv_epi8(r, look_up(&table(lead), &at), after);
                    leads = _mm256_or_si256(leads, here);
                    known = _mm256_or_si256(known, _mm256_or_si256(after, here));
                }
            }
            foreign = bits(_mm256_andnot_si256(known, v));
        }
        let taken = foreign.trailing_zeros();
        let drop = bits(_mm256_or_si256(leads, eq(r, DEL)));
        let keep = _bzhi_u32(!drop, taken);
        let Some(dst) = buf.get_mut(n..).and_then(<[u8]>::first_chunk_mut::<64>) else { break };
        checkpoints.push(Checkpoint { byte: as_u32(i), code: as_u32(n), keep: u64::from(keep) });
        // SAFETY: 64 bytes are writable, more than 32 and eight.
        n += unsafe { pack(r, keep, dst.as_mut_ptr()) };
        i += taken as usize;
        if foreign != 0 {
            return (i, n);
        }
    }
    // the first character, and what is less than a step
    tail(codes, bytes, i, buf, n, checkpoints)
}

/// The rest of a text, or its first character when there is more than that; see [`encode`].
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
fn tail(
    codes: &LetterCodes,
    bytes: &[u8],
    i: usize,
    buf: &mut [u8],
    n: usize,
    checkpoints: &mut Vec<Checkpoint>,
) -> (usize, usize) {
    match super::tail(codes, bytes, STEP, (i, n), buf, checkpoints) {
        Tail::Rest(ends) => ends,
        Tail::First(i, n) => encode(codes, bytes, i, buf, n, checkpoints),
    }
}

/// The borders of the words in `buf`: see the portable form.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn borders(buf: &[u8], out: Borders<&mut [u32]>) -> usize {
    let (zero, particle) = (_mm256_setzero_si256(), splat(PARTICLE_BITS));
    let mut writer = BorderWriter::new(out);
    let mut step = |codes: &[u8; 64], base: usize| {
        let (halves, _) = codes.as_chunks::<32>();
        let (separators, particles) = halves.iter().rev().fold((0u64, 0u64), |masks, half| {
            let v = load(half);
            let separators = bits(_mm256_cmpeq_epi8(v, zero));
            let particles = bits(_mm256_cmpeq_epi8(_mm256_max_epu8(v, particle), v));
            (masks.0 << 32 | u64::from(separators), masks.1 << 32 | u64::from(particles))
        });
        writer.push(!separators, particles, as_u32(base));
    };
    let (blocks, rest) = buf.as_chunks::<64>();
    for (codes, base) in blocks.iter().zip((0..).step_by(64)) {
        step(codes, base);
    }
    let mut last = [SEP; 64];
    last.iter_mut().zip(rest).for_each(|(last, code)| *last = *code);
    step(&last, blocks.len() * 64);
    writer.n_words()
}

/// See [`scan_keys_portable`].
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn scan_keys<const SINGLES: bool, const PAIRS: bool>(
    words: (&[u8], Borders<&[u32]>),
    window: Range<usize>,
    single: &mut [Key],
    pair: &mut [Key],
) {
    scan_keys_portable::<SINGLES, PAIRS>(words, window, single, pair)
}

/// See the portable form.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn filter(blocks: &[u64], mask: u64, keys: &[Key], out: &mut [u32]) -> usize {
    super::filter_portable(blocks, mask, keys, out)
}
