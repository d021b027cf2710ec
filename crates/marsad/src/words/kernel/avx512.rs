//! The passes over words in AVX-512: 64 bytes of text a step, 64 codes a step, 8 words a step, 8
//! keys a step.
//!
//! That the machine has the instructions is the promise of whoever calls, see
//! [`Kernel`](crate::Kernel). Loads, stores and gathers are the only unsafe
//! operations; each says why its bytes are there.

#![expect(unsafe_code, reason = "vector loads and stores; each says why it is sound")]
#![expect(clippy::cast_possible_truncation, reason = "counts of at most 64")]

use std::arch::x86_64::*;
use std::ops::Range;

use super::super::codes::{DEL, LetterCodes, PARTICLE_BITS};
use super::super::keys::{BY_PARTICLES, KEPT_LETTERS, Key, PAIR_SEED, WORD_SEED};
use super::super::segment::{Borders, Checkpoint, Marks, PAD, as_u32, push_bits};
use super::{THIRD_BIT, filter_block};

/// How far ahead text is asked from memory: the hardware prefetcher stops at 4 KiB pages.
const PREFETCH: usize = 4096;

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load64(bytes: &[u8; 64]) -> __m512i {
    // SAFETY: the reference holds 64 readable bytes.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

/// Up to 64 bytes from `at` on, zero behind the end. `at` may be one before the start; then the first
/// lane is zero.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load_masked(bytes: &[u8], at: isize) -> __m512i {
    let left = bytes.len() as isize - at;
    let mask = if left >= 64 { !0 } else { (1u64 << left.max(0)) - 1 };
    let mask = if at < 0 { mask & !0 << at.unsigned_abs().min(63) } else { mask };
    // SAFETY: lanes outside `bytes` are masked out, and masked lanes are not read.
    unsafe { _mm512_maskz_loadu_epi8(mask, bytes.as_ptr().wrapping_offset(at).cast()) }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn eq(v: __m512i, byte: u8) -> u64 {
    _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8(byte.cast_signed()))
}

/// Encodes `bytes` from `i` on, up to their end or the first character that the tables do not fold,
/// to `buf` from `n` on. Returns both positions.
///
/// `buf` must have 64 bytes more than the rest of `bytes` behind `n`.
#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt"
)]
pub(in super::super) fn encode(
    codes: &LetterCodes,
    bytes: &[u8],
    mut i: usize,
    buf: &mut [u8],
    mut n: usize,
    checkpoints: &mut Vec<Checkpoint>,
) -> (usize, usize) {
    let table = |lead: usize, from: usize| {
        codes.by_lead[lead][from..]
            .first_chunk()
            .map_or_else(|| _mm512_setzero_si512(), |t| load64(t))
    };
    let (ascii0, ascii1) = (table(0, 0), table(0, 64));
    let (d8, d9, da, db) = (table(1, 0x80), table(2, 0x80), table(3, 0x80), table(4, 0x80));
    let c2 = table(5, 0x80);
    while i < bytes.len() {
        let left = bytes.len() - i;
        _mm_prefetch::<_MM_HINT_T0>(bytes.as_ptr().wrapping_add(i + PREFETCH).cast());
        let (v, before) = match bytes.get(i.wrapping_sub(1)..).and_then(<[u8]>::first_chunk::<65>) {
            Some(block) => {
                let ([before @ .., _], [_, here @ ..]) = (block, block);
                (load64(here), load64(before))
            }
            None => (load_masked(bytes, i as isize), load_masked(bytes, i as isize - 1)),
        };
        let high = _mm512_movepi8_mask(v);
        let (after_d8, after_d9) = (eq(before, 0xD8), eq(before, 0xD9));
        let mut leads = eq(_mm512_and_si512(v, _mm512_set1_epi8(0xFEu8.cast_signed())), 0xD8);
        let mut r = _mm512_permutex2var_epi8(ascii0, v, ascii1);
        r = _mm512_mask_permutexvar_epi8(r, after_d8, v, d8);
        r = _mm512_mask_permutexvar_epi8(r, after_d9, v, d9);
        let mut known = leads | after_d8 | after_d9;
        let mut foreign = high & !known;
        if foreign != 0 {
            // the rarer leads, then what no table folds
            let (after_da, after_db, after_c2) =
                (eq(before, 0xDA), eq(before, 0xDB), eq(before, 0xC2));
            r = _mm512_mask_permutexvar_epi8(r, after_da, v, da);
            r = _mm512_mask_permutexvar_epi8(r, after_db, v, db);
            r = _mm512_mask_permutexvar_epi8(r, after_c2, v, c2);
            leads |=
                eq(_mm512_and_si512(v, _mm512_set1_epi8(0xFEu8.cast_signed())), 0xDA) | eq(v, 0xC2);
            known |= leads | after_da | after_db | after_c2;
            foreign = high & !known;
        }
        let taken = left.min(foreign.trailing_zeros() as usize);
        let drop = leads | eq(r, DEL);
        let keep = _bzhi_u64(!drop, taken as u32);
        checkpoints.push(Checkpoint { byte: as_u32(i), code: as_u32(n), keep });
        let packed = _mm512_maskz_compress_epi8(keep, r);
        let Some(dst) = buf.get_mut(n..).and_then(<[u8]>::first_chunk_mut::<64>) else { break };
        // SAFETY: the chunk holds 64 writable bytes.
        unsafe { _mm512_storeu_si512(dst.as_mut_ptr().cast(), packed) };
        n += keep.count_ones() as usize;
        i += taken;
        if foreign != 0 {
            break;
        }
    }
    (i, n)
}

/// The borders of the words in `buf`: see the portable form. The lists must have 33 entries more than
/// there are words. Returns the number of words.
#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt"
)]
pub(in super::super) fn borders(buf: &[u8], out: Borders<&mut [u32]>) -> usize {
    let mut iota = [0u8; 64];
    iota.iter_mut().zip(0..).for_each(|(lane, k)| *lane = k);
    let iota = load64(&iota);
    let particle = _mm512_set1_epi8(PARTICLE_BITS.cast_signed());
    let mut marks = Marks::default();
    let Borders { starts, roots, ends } = out;
    let mut n = Borders::<usize>::default();
    for at in (0..buf.len()).step_by(64) {
        let v = load_masked(buf, at as isize);
        let (letters, particles) =
            (_mm512_test_epi8_mask(v, v), _mm512_cmpge_epu8_mask(v, particle));
        let marks = marks.next(letters, particles);
        n.starts = write_positions(marks.starts, at, iota, starts, n.starts);
        n.roots = write_positions(marks.roots, at, iota, roots, n.roots);
        n.ends = write_positions(marks.ends, at, iota, ends, n.ends);
    }
    debug_assert!(n.starts == n.ends && n.roots == n.ends);
    n.ends
}

/// Writes the positions of the set bits from `n` on.
#[inline]
#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt"
)]
fn write_positions(mask: u64, base: usize, iota: __m512i, out: &mut [u32], n: usize) -> usize {
    if mask.count_ones() > 32 {
        return push_bits(mask, as_u32(base), out, n); // hardly ever: words of one letter
    }
    let lanes = _mm512_castsi512_si256(_mm512_maskz_compress_epi8(mask, iota));
    let base = _mm512_set1_epi32(as_u32(base).cast_signed());
    let low = _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm256_castsi256_si128(lanes)), base);
    let high = _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm256_extracti128_si256::<1>(lanes)), base);
    if let Some(dst) = out.get_mut(n..).and_then(<[u32]>::first_chunk_mut::<32>) {
        let (first, second) = dst.split_at_mut(16);
        // SAFETY: 16 writable numbers are there.
        unsafe { _mm512_storeu_si512(first.as_mut_ptr().cast(), low) };
        // SAFETY: and 16 more.
        unsafe { _mm512_storeu_si512(second.as_mut_ptr().cast(), high) };
    }
    n + mask.count_ones() as usize
}

#[inline]
#[target_feature(enable = "avx512f")]
fn splat(x: u64) -> __m512i {
    _mm512_set1_epi64(x.cast_signed())
}

/// Eight times the product of the halves of a number.
#[inline]
#[target_feature(enable = "avx512f")]
fn mul_halves(y: __m512i) -> __m512i {
    _mm512_mul_epu32(y, _mm512_srli_epi64::<32>(y))
}

/// Eight times `hash_word`.
#[inline]
#[target_feature(enable = "avx512f")]
fn hash_words(last8: __m512i, with: __m512i) -> __m512i {
    let with = _mm512_slli_epi64::<56>(with);
    let y = _mm512_ternarylogic_epi64::<0x96>(last8, splat(WORD_SEED), with);
    _mm512_add_epi64(mul_halves(y), _mm512_rol_epi64::<29>(y))
}

/// Eight times `hash_pair`.
#[inline]
#[target_feature(enable = "avx512f")]
fn hash_pairs(first: __m512i, second: __m512i) -> __m512i {
    let sum = _mm512_add_epi64(first, _mm512_rol_epi64::<23>(second));
    let y = _mm512_xor_si512(sum, splat(PAIR_SEED));
    _mm512_xor_si512(mul_halves(y), _mm512_rol_epi64::<17>(sum))
}

/// The keys of a window of words: see the portable form. Both outputs must have room for 16 keys more
/// than there are words.
#[target_feature(
    enable = "avx512f,avx512bw,avx512cd,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,\
              lzcnt"
)]
pub(in super::super) fn scan_keys<const SINGLES: bool, const PAIRS: bool>(
    (buf, borders): (&[u8], Borders<&[u32]>),
    window: Range<usize>,
    single: &mut [Key],
    pair: &mut [Key],
) {
    // one word more than the window: the second word of its last pair
    let window = window.start..borders.ends.len().min(window.end + usize::from(PAIRS));
    let [starts, roots, ends] = [borders.starts, borders.roots, borders.ends]
        .map(|list| list.get(window.clone()).unwrap_or_default());
    // SAFETY: eight numbers of 64 bits are there.
    let by_particles = unsafe { _mm512_loadu_si512(BY_PARTICLES.as_ptr().cast()) };
    let mut before = _mm512_setzero_si512();
    let mut at = 0;
    let mut step = |starts: &[u32; 8], roots: &[u32; 8], ends: &[u32; 8]| {
        let words = last_codes(buf, ends);
        let [start, root, end] = [starts, roots, ends].map(|list| load8(list));
        let (form, len) = key_forms(words, root, end);
        let firsts = hash_words(form, len);
        if PAIRS {
            let seconds = hash_words(words, _mm512_setzero_si512());
            let first = _mm512_alignr_epi64::<7>(firsts, before);
            store(hash_pairs(first, seconds), pair, at);
        }
        if SINGLES {
            let n_particles = _mm256_min_epu32(_mm256_sub_epi32(root, start), _mm256_set1_epi32(7));
            let n_particles = _mm512_cvtepu32_epi64(n_particles);
            let changes = _mm512_permutexvar_epi64(n_particles, by_particles);
            store(_mm512_xor_si512(firsts, changes), single, at);
        }
        before = firsts;
        at += 8;
    };
    let [(start_eights, starts), (root_eights, roots), (end_eights, ends)] =
        [starts, roots, ends].map(|list| list.as_chunks::<8>());
    for ((starts, roots), ends) in start_eights.iter().zip(root_eights).zip(end_eights) {
        step(starts, roots, ends);
    }
    if !ends.is_empty() {
        let [starts, roots, ends] = [starts, roots, ends].map(|list| {
            let mut full = [as_u32(PAD); 8];
            full.iter_mut().zip(list).for_each(|(full, place)| *full = *place);
            full
        });
        step(&starts, &roots, &ends);
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load8(numbers: &[u32; 8]) -> __m256i {
    // SAFETY: the reference holds eight readable numbers of 32 bits.
    unsafe { _mm256_loadu_si256(numbers.as_ptr().cast()) }
}

/// The last eight codes of eight words, zero where a word is shorter. `ends` are ends of words in
/// `buf`, or [`PAD`].
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512cd,avx512dq")]
fn last_codes(buf: &[u8], ends: &[u32; 8]) -> __m512i {
    let load = |k: usize| {
        let from = (ends[k] as usize).wrapping_sub(PAD);
        debug_assert!(from + 8 <= buf.len());
        let codes = buf.as_ptr().wrapping_add(from).cast::<i64>();
        // SAFETY: ends of words have PAD codes before them in `buf`, and are not behind its end.
        unsafe { codes.read_unaligned() }
    };
    // A gather takes longer than eight loads on some machines, and is no shorter on others.
    let v =
        _mm512_set_epi64(load(7), load(6), load(5), load(4), load(3), load(2), load(1), load(0));
    let separators = _mm512_movm_epi8(_mm512_testn_epi8_mask(v, v));
    let outside = _mm512_srlv_epi64(splat(!0), _mm512_lzcnt_epi64(separators));
    _mm512_andnot_si512(outside, v)
}

/// The key forms of eight words, and their lengths.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512dq")]
fn key_forms(words: __m512i, root: __m256i, end: __m256i) -> (__m512i, __m512i) {
    let kept = _mm256_set1_epi32(KEPT_LETTERS.cast_signed());
    let len = _mm512_cvtepu32_epi64(_mm256_max_epu32(_mm256_sub_epi32(end, root), kept));
    // words of more than eight letters are whole
    let len8 = _mm512_slli_epi64::<3>(_mm512_min_epu64(len, splat(8)));
    let taken = _mm512_sllv_epi64(splat(!0), _mm512_sub_epi64(splat(64), len8));
    (_mm512_and_si512(words, taken), len)
}

/// Writes eight keys from `at` on.
#[inline]
#[target_feature(enable = "avx512f")]
fn store(keys: __m512i, out: &mut [Key], at: usize) {
    if let Some(dst) = out.get_mut(at..).and_then(<[Key]>::first_chunk_mut::<8>) {
        // SAFETY: the chunk holds eight keys of 64 bits each, any value of which is a key.
        unsafe { _mm512_storeu_si512(dst.as_mut_ptr().cast(), keys) };
    }
}

/// Which keys pass a filter; see the portable form. `out` has room for all keys and eight more. Returns
/// the number that passed.
#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt"
)]
pub(super) fn filter(blocks: &[u64], mask: u64, keys: &[Key], out: &mut [u32]) -> usize {
    if blocks.len() as u64 <= mask {
        return 0;
    }
    let one = splat(1);
    let mut number = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    let mut n = 0;
    let mut step = |eight: &[Key; 8], exist: u8| {
        // SAFETY: eight keys of 64 bits are there.
        let z = unsafe { _mm512_loadu_si512(eight.as_ptr().cast()) };
        let block = |k: usize| {
            let at = filter_block(eight[k], mask);
            // SAFETY: it is not above the mask, which is below the number of blocks.
            unsafe { *blocks.get_unchecked(at) }.cast_signed()
        };
        // one by one, for the same reason as codes
        let found = _mm512_set_epi64(
            block(7),
            block(6),
            block(5),
            block(4),
            block(3),
            block(2),
            block(1),
            block(0),
        );
        // rotations take their counts modulo 64
        let bits = _mm512_ternarylogic_epi64::<0xFE>(
            _mm512_rolv_epi64(one, _mm512_srli_epi64::<58>(z)),
            _mm512_rolv_epi64(one, _mm512_srli_epi64::<52>(z)),
            _mm512_rolv_epi64(one, _mm512_srli_epi64::<THIRD_BIT>(z)),
        );
        let missing = _mm512_andnot_si512(found, bits);
        let passed = _mm512_testn_epi64_mask(missing, missing) & exist;
        if let Some(dst) = out.get_mut(n..).and_then(<[u32]>::first_chunk_mut::<8>) {
            let packed = _mm256_maskz_compress_epi32(passed, number);
            // SAFETY: eight writable numbers are there.
            unsafe { _mm256_storeu_si256(dst.as_mut_ptr().cast(), packed) };
            n += passed.count_ones() as usize;
        }
        number = _mm256_add_epi32(number, _mm256_set1_epi32(8));
    };
    let (eights, rest) = keys.as_chunks::<8>();
    eights.iter().for_each(|eight| step(eight, !0));
    if !rest.is_empty() {
        let mut last = [Key::default(); 8];
        last.iter_mut().zip(rest).for_each(|(last, key)| *last = *key);
        step(&last, (1u8 << rest.len()) - 1);
    }
    n
}
