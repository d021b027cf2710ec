//! The passes over words in AVX2: 32 bytes of text, 64 codes and four keys a step; the filter is the
//! portable form, compiled for these instructions.
//!
//! That the machine has the instructions is the promise of whoever calls, see
//! [`Kernel`](crate::Kernel).

#![expect(unsafe_code, reason = "packed stores; each says why it is sound")]

use std::arch::x86_64::*;
use std::ops::Range;

use super::super::codes::{DEL, LetterCodes, PARTICLE_BITS, SEP};
use super::super::keys::{BY_PARTICLE, KEPT_LETTERS, Key, PAIR_SEED, WORD_SEED, load8};
use super::super::segment::{BorderWriter, Borders, Checkpoint, PAD, as_u32};
use super::{THIRD_BIT, Tail};
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

/// The keys of a window of words, four at a time: see the portable form. Both outputs have room for 16 keys
/// more than there are words.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn scan_keys<const SINGLES: bool, const PAIRS: bool>(
    (buf, borders): (&[u8], Borders<&[u32]>),
    window: Range<usize>,
    single: &mut [Key],
    pair: &mut [Key],
) {
    // one word more than the window: the second word of its last pair
    let window = window.start..borders.ends.len().min(window.end + usize::from(PAIRS));
    let [starts, roots, ends] = [borders.starts, borders.roots, borders.ends]
        .map(|list| list.get(window.clone()).unwrap_or_default());
    let mut before = _mm256_setzero_si256();
    let mut at = 0;
    let mut step = |starts: &[u32; 4], roots: &[u32; 4], ends: &[u32; 4]| {
        let [start, root, end] = [starts, roots, ends].map(|list| four(list));
        let kept = _mm_set1_epi32(KEPT_LETTERS.cast_signed());
        let len = _mm_max_epu32(_mm_sub_epi32(end, root), kept);
        let words = _mm256_and_si256(last_codes(buf, ends), taken(_mm_sub_epi32(end, start)));
        let firsts = hash_words(_mm256_and_si256(words, taken(len)), _mm256_cvtepu32_epi64(len));
        if PAIRS {
            let seconds = hash_words(words, _mm256_setzero_si256());
            // the word before each: the last of those before comes first
            let turned = _mm256_permute4x64_epi64::<0b10_01_00_11>(firsts);
            store(hash_pairs(_mm256_blend_epi32::<0b11>(turned, before), seconds), pair, at);
            before = turned;
        }
        if SINGLES {
            let n_particles = _mm_min_epu32(_mm_sub_epi32(root, start), _mm_set1_epi32(7));
            let n_particles = _mm256_cvtepu32_epi64(n_particles);
            let change = _mm256_mul_epu32(n_particles, all(BY_PARTICLE));
            let change = _mm256_and_si256(change, all(63));
            let change = _mm256_slli_epi64::<{ THIRD_BIT.cast_signed() }>(change);
            store(_mm256_xor_si256(firsts, change), single, at);
        }
        at += 4;
    };
    let [(start_fours, starts), (root_fours, roots), (end_fours, ends)] =
        [starts, roots, ends].map(|list| list.as_chunks::<4>());
    for ((starts, roots), ends) in start_fours.iter().zip(root_fours).zip(end_fours) {
        step(starts, roots, ends);
    }
    if !ends.is_empty() {
        let [starts, roots, ends] = [starts, roots, ends].map(|list| {
            let mut full = [as_u32(PAD); 4];
            full.iter_mut().zip(list).for_each(|(full, place)| *full = *place);
            full
        });
        step(&starts, &roots, &ends);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn four(numbers: &[u32; 4]) -> __m128i {
    let [a, b, c, d] = numbers.map(u32::cast_signed);
    _mm_setr_epi32(a, b, c, d)
}

#[inline]
#[target_feature(enable = "avx2")]
fn all(x: u64) -> __m256i {
    _mm256_set1_epi64x(x.cast_signed())
}

/// The eight codes before the ends of four words.
#[inline]
#[target_feature(enable = "avx2")]
fn last_codes(buf: &[u8], ends: &[u32; 4]) -> __m256i {
    let [a, b, c, d] = ends.map(|end| load8(buf, (end as usize).wrapping_sub(PAD)).cast_signed());
    _mm256_setr_epi64x(a, b, c, d)
}

/// The bits of the last letters of four words, so many of each; all from eight on.
#[inline]
#[target_feature(enable = "avx2")]
fn taken(n: __m128i) -> __m256i {
    let bits = _mm_slli_epi32::<3>(_mm_min_epu32(n, _mm_set1_epi32(8)));
    let others = _mm_sub_epi32(_mm_set1_epi32(64), bits);
    // a shift by 64 leaves nothing
    _mm256_sllv_epi64(all(!0), _mm256_cvtepu32_epi64(others))
}

/// Four times the product of the halves of a number.
#[inline]
#[target_feature(enable = "avx2")]
fn mul_halves(y: __m256i) -> __m256i {
    _mm256_mul_epu32(y, _mm256_srli_epi64::<32>(y))
}

/// Four times `rotate_left(LEFT)`; `RIGHT` is what that leaves of 64.
#[inline]
#[target_feature(enable = "avx2")]
fn rotate<const LEFT: i32, const RIGHT: i32>(x: __m256i) -> __m256i {
    const { assert!(LEFT + RIGHT == 64) };
    _mm256_or_si256(_mm256_slli_epi64::<LEFT>(x), _mm256_srli_epi64::<RIGHT>(x))
}

/// Four times `hash_word`.
#[inline]
#[target_feature(enable = "avx2")]
fn hash_words(last8: __m256i, with: __m256i) -> __m256i {
    let with = _mm256_slli_epi64::<56>(with);
    let y = _mm256_xor_si256(_mm256_xor_si256(last8, all(WORD_SEED)), with);
    _mm256_add_epi64(mul_halves(y), rotate::<29, 35>(y))
}

/// Four times `hash_pair`.
#[inline]
#[target_feature(enable = "avx2")]
fn hash_pairs(first: __m256i, second: __m256i) -> __m256i {
    let sum = _mm256_add_epi64(first, rotate::<23, 41>(second));
    let y = _mm256_xor_si256(sum, all(PAIR_SEED));
    _mm256_xor_si256(mul_halves(y), rotate::<17, 47>(sum))
}

/// Writes four keys from `at` on.
#[inline]
#[target_feature(enable = "avx2")]
fn store(keys: __m256i, out: &mut [Key], at: usize) {
    if let Some(dst) = out.get_mut(at..).and_then(<[Key]>::first_chunk_mut::<4>) {
        // SAFETY: the chunk holds four keys of 64 bits each, any value of which is a key.
        unsafe { _mm256_storeu_si256(dst.as_mut_ptr().cast(), keys) };
    }
}

/// See the portable form.
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn filter(blocks: &[u64], mask: u64, keys: &[Key], out: &mut [u32]) -> usize {
    super::filter_portable(blocks, mask, keys, out)
}
