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

use super::super::codes::{ALEF, CLITIC_BITS, DEL, LAM, LetterCodes};
use super::super::keys::{Key, LONG, PAIR_SEED, WORD_BITS, WORD_SEED, WORD_SHIFT};
use super::super::segment::{Checkpoint, PAD, as_u32};

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

/// The borders of the words in `buf`: see the portable form. `starts` and `ends` must have 32
/// entries more than there are words. Returns the number of words.
#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt"
)]
pub(in super::super) fn borders(buf: &[u8], starts: &mut [u32], ends: &mut [u32]) -> usize {
    let mut iota = [0u8; 64];
    iota.iter_mut().zip(0..).for_each(|(lane, k)| *lane = k);
    let iota = load64(&iota);
    let (mut n_starts, mut n_ends, mut inside) = (0, 0, 0u64);
    for at in (0..buf.len()).step_by(64) {
        let v = load_masked(buf, at as isize);
        let letters = _mm512_test_epi8_mask(v, v);
        let shifted = letters << 1 | inside;
        inside = letters >> 63;
        n_starts = write_positions(letters & !shifted, at, iota, starts, n_starts);
        n_ends = write_positions(shifted & !letters, at, iota, ends, n_ends);
    }
    debug_assert_eq!(n_starts, n_ends);
    n_ends
}

/// Writes the positions of the set bits, of which no two are neighbours, from `n` on.
#[inline]
#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt"
)]
fn write_positions(mask: u64, base: usize, iota: __m512i, out: &mut [u32], n: usize) -> usize {
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

/// Eight times `mul32(y, y >> 32)`.
#[inline]
#[target_feature(enable = "avx512f")]
fn mul_halves(y: __m512i) -> __m512i {
    _mm512_mul_epu32(y, _mm512_srli_epi64::<32>(y))
}

/// Eight times `hash_pair`, given the sum of the two hashes.
#[inline]
#[target_feature(enable = "avx512f")]
fn hash_pairs(sum: __m512i) -> __m512i {
    let y = _mm512_xor_si512(sum, splat(PAIR_SEED));
    _mm512_xor_si512(mul_halves(y), _mm512_rol_epi64::<17>(sum))
}

/// Eight hashes with word numbers put in.
#[inline]
#[target_feature(enable = "avx512f")]
fn keys8(hash: __m512i, word: __m512i) -> __m512i {
    _mm512_ternarylogic_epi64::<0xD8>(hash, word, splat(WORD_BITS)) // WORD_BITS ? word : hash
}

/// Where keys are written; `n` of them so far.
struct Out<'k> {
    keys: &'k mut [Key],
    n: usize,
}

impl Out<'_> {
    /// Appends the keys of the lanes in `mask`.
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn push(&mut self, mask: u8, keys: __m512i) {
        if let Some(dst) = self.keys.get_mut(self.n..).and_then(<[Key]>::first_chunk_mut::<8>) {
            let packed = _mm512_maskz_compress_epi64(mask, keys);
            // SAFETY: the chunk holds eight keys of 64 bits each, any value of which is a key.
            unsafe { _mm512_storeu_si512(dst.as_mut_ptr().cast(), packed) };
            self.n += mask.count_ones() as usize;
        }
    }
}

/// The keys of a window of words: see the portable form, which gives the same keys in another
/// order. Both outputs must have room for four keys a word and eight more. Returns their numbers.
#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt"
)]
pub(in super::super) fn scan_keys<const SINGLES: bool, const PAIRS: bool>(
    (buf, starts, ends): (&[u8], &[u32], &[u32]),
    window: Range<usize>,
    single: &mut [Key],
    pair: &mut [Key],
) -> (usize, usize) {
    const AL: u64 = ALEF as u64 | (LAM as u64) << 8;
    const LL: u64 = LAM as u64 | (LAM as u64) << 8;
    const CLITIC: u64 = CLITIC_BITS as u64;
    let mut single = Out { keys: single, n: 0 };
    let mut pair = Out { keys: pair, n: 0 };
    // one word more than the window: the second word of its last pair
    let words = starts.len().min(window.end + usize::from(PAIRS));
    let zero = _mm512_setzero_si512();
    // the readings of the eight words before, and which exist
    let mut before = [zero; 4];
    let mut has_before = [0u8; 4];
    let mut number = _mm512_slli_epi64::<WORD_SHIFT>(_mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7));
    let mut first_batch = true;
    for at in (window.start..words).step_by(8) {
        let here = lanes(words - at);
        let in_window = lanes(window.end.saturating_sub(at));
        let (start, end) = (load_u32s(starts, at, here), load_u32s(ends, at, here));
        let tail = gather_codes(buf, here, _mm512_sub_epi64(end, splat(PAD as u64)));
        let head = gather_codes(buf, here, start);
        let len = _mm512_sub_epi64(end, start);
        let len56 = _mm512_slli_epi64::<56>(len);
        // longer words are alike in what is kept of them; the subtraction below has 16 bits
        let len8 = _mm512_slli_epi64::<3>(_mm512_min_epu32(len, splat(LONG)));
        // the hash of what is left when `cut8` / 8 letters are cut
        let hash = |cut8: __m512i| {
            let below = _mm512_subs_epu16(_mm512_add_epi64(cut8, splat(64)), len8);
            let last = _mm512_and_si512(tail, _mm512_sllv_epi64(splat(!0), below));
            let len56 = _mm512_sub_epi64(len56, _mm512_slli_epi64::<53>(cut8));
            let y = _mm512_ternarylogic_epi64::<0x96>(last, splat(WORD_SEED), len56);
            _mm512_add_epi64(mul_halves(y), _mm512_rol_epi64::<29>(y))
        };
        let longer = |n: u64| _mm512_cmpge_epu64_mask(len, splat(n));
        let has = |of: u8, mask: u64, value: u64| {
            _mm512_mask_cmpeq_epi64_mask(of, _mm512_and_si512(head, splat(mask)), splat(value))
        };
        // letters cut with `from` letters and the articles behind them, times eight
        let key_form = |of: u8, from: u64| {
            let once = has(of & longer(from + 3), 0xFFFF << (8 * from), AL << (8 * from));
            let mut cut = _mm512_mask_mov_epi64(splat(8 * from), once, splat(8 * from + 16));
            if once != 0 {
                let second = 8 * from + 16;
                let twice = has(once & longer(from + 5), 0xFFFF << second, AL << second);
                cut = _mm512_mask_mov_epi64(cut, twice, splat(second + 16));
            }
            hash(_mm512_maskz_mov_epi64(of, cut))
        };
        let one = has(here & longer(2), CLITIC, CLITIC);
        let two = has(one & longer(3), CLITIC << 8, CLITIC << 8);
        let lam_lam = has(one & longer(4), 0xFFFF << 8, LL << 8);
        let mut readings = [key_form(here, 0), key_form(one, 1), zero, zero];
        let has_reading = [here, one, two, lam_lam];
        if two != 0 {
            readings[2] = key_form(two, 2);
        }
        if lam_lam != 0 {
            readings[3] = key_form(lam_lam, 3);
        }
        if PAIRS {
            let second = _mm512_rol_epi64::<23>(hash(zero));
            // the number of the first word is one less
            let first_number = _mm512_sub_epi64(number, splat(1 << WORD_SHIFT));
            for k in 0..4 {
                let mut mask = (has_reading[k] << 1 | has_before[k] >> 7) & here;
                if first_batch {
                    mask &= !1;
                }
                if mask != 0 {
                    let first = _mm512_alignr_epi64::<7>(readings[k], before[k]);
                    let sum = _mm512_add_epi64(first, second);
                    pair.push(mask, keys8(hash_pairs(sum), first_number));
                }
            }
        }
        if SINGLES {
            for k in 0..4 {
                let mask = has_reading[k] & in_window;
                if mask != 0 {
                    single.push(mask, keys8(readings[k], number));
                }
            }
        }
        (before, has_before) = (readings, has_reading);
        number = _mm512_add_epi64(number, splat(8 << WORD_SHIFT));
        first_batch = false;
    }
    (single.n, pair.n)
}

/// The first `n` of eight lanes.
fn lanes(n: usize) -> u8 {
    if n >= 8 { !0 } else { (1u8 << n) - 1 }
}

/// Eight numbers from `at` on, of which the lanes of `mask` exist.
#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn load_u32s(numbers: &[u32], at: usize, mask: u8) -> __m512i {
    let from = numbers.get(at..).unwrap_or_default();
    debug_assert!(from.len() >= 8 - mask.leading_zeros() as usize);
    // SAFETY: `mask` holds at most as many lanes as there are numbers; others are not read.
    _mm512_cvtepu32_epi64(unsafe { _mm256_maskz_loadu_epi32(mask, from.as_ptr().cast()) })
}

/// Eight times eight codes from the given places on, zero in lanes outside `mask`.
#[inline]
#[target_feature(enable = "avx512f")]
fn gather_codes(buf: &[u8], mask: u8, at: __m512i) -> __m512i {
    let zero = _mm512_setzero_si512();
    // SAFETY: places are borders of words of `buf` (less PAD for ends), which has PAD codes before
    // the first word and more than eight behind the last.
    unsafe { _mm512_mask_i64gather_epi64::<1>(zero, mask, at, buf.as_ptr().cast()) }
}

/// Writes the keys that pass a filter; see the portable form. `out` has room for all keys. Returns the
/// number that passed.
#[target_feature(
    enable = "avx512f,avx512bw,avx512vl,avx512dq,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt"
)]
pub(crate) fn filter(blocks: &[u64], mask: u64, keys: &[Key], out: &mut [Key]) -> usize {
    let (one, low6) = (splat(1), splat(63));
    let mut n = 0;
    for eight in keys.chunks(8) {
        // SAFETY: the mask holds the keys that exist; others are not read.
        let z = unsafe { _mm512_maskz_loadu_epi64(lanes(eight.len()), eight.as_ptr().cast()) };
        let bit = |place: __m512i| _mm512_sllv_epi64(one, place);
        let bits = _mm512_or_si512(
            _mm512_or_si512(
                bit(_mm512_srli_epi64::<58>(z)),
                bit(_mm512_and_si512(_mm512_srli_epi64::<52>(z), low6)),
            ),
            bit(_mm512_and_si512(_mm512_srli_epi64::<46>(z), low6)),
        );
        let (at, bits) = (spill(_mm512_and_si512(z, splat(mask))), spill(bits));
        // The blocks are fetched one by one: a gather is no faster where it is fast, and much slower
        // where it is not.
        for ((key, at), bits) in eight.iter().zip(at).zip(bits) {
            if let Some(slot) = out.get_mut(n) {
                *slot = *key;
            }
            n += usize::from(blocks.get(at as usize).is_some_and(|block| block & bits == bits));
        }
    }
    n
}

/// Eight numbers, out of their register.
#[inline]
#[target_feature(enable = "avx512f")]
fn spill(v: __m512i) -> [u64; 8] {
    let mut numbers = [0; 8];
    // SAFETY: 64 writable bytes are there.
    unsafe { _mm512_storeu_si512(numbers.as_mut_ptr().cast(), v) };
    numbers
}
