//! The scanner in AVX-512: 64 lanes, masks in registers of their own, a table of 64 bytes looked up by
//! one permute, what is dropped taken out by one compress.
//!
//! Text is always compressed, clean or not: a branch would cost more on mixed text than it saves.

#![expect(unsafe_code, reason = "vector loads and stores; each says why it is sound")]
#![expect(clippy::cast_possible_truncation, reason = "counts of at most 64")]

use std::arch::x86_64::*;

use super::near::{Eight, Found, Pattern, over_windows, pairs};

super::vector::scanner!("avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt,lzcnt");

const LANES: usize = 64;
/// All lanes, and the last one.
const ALL: u64 = !0;
const LAST: u64 = 1 << 63;
/// A step writes 64 bytes, whatever it keeps.
const SLACK: usize = 64;

type Lanes = __m512i;
type Mask = u64;
/// A permute looks at the low six bits of each byte only.
type Index = __m512i;

/// The tables of every block.
struct Hot {
    ascii: [Lanes; 2],
    after_d8: Lanes,
    after_d9: Lanes,
    /// 1 when letters of the alphabet get the other lead: blocks are then taken to hold some,
    /// since a guess would often be wrong.
    turns: u64,
}

impl Hot {
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn new(vector: &VectorTable) -> Option<Hot> {
        let VectorTable { ascii: [low, high], hot: [after_d8, after_d9], .. } = vector;
        Some(Hot {
            ascii: [load(low), load(high)],
            after_d8: load(after_d8),
            after_d9: load(after_d9),
            turns: u64::from(vector.turns),
        })
    }

    /// What ASCII and the bytes behind D8 and D9 become.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
    fn look_up(&self, v: Lanes, after_d8: Mask, after_d9: Mask) -> Lanes {
        let ascii = !_mm512_movepi8_mask(v);
        let r = _mm512_mask2_permutex2var_epi8(self.ascii[0], v, ascii, self.ascii[1]);
        let r = _mm512_mask_permutexvar_epi8(r, after_d8, v, self.after_d8);
        _mm512_mask_permutexvar_epi8(r, after_d9, v, self.after_d9)
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn load(bytes: &[u8; LANES]) -> Lanes {
    // SAFETY: the reference holds 64 readable bytes.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

/// The first bytes of a slice, as many as there are; 0 behind them.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,bmi2")]
fn part(bytes: &[u8]) -> Lanes {
    let lanes = low_bits(bytes.len().min(LANES));
    // SAFETY: only lanes inside the slice are read.
    unsafe { _mm512_maskz_loadu_epi8(lanes, bytes.as_ptr().cast()) }
}

/// The same one lane later, 0 in the first.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,bmi2")]
fn shifted(bytes: &[u8]) -> Lanes {
    let lanes = low_bits((bytes.len() + 1).min(LANES)) & !1;
    // SAFETY: lane k reads byte k - 1, only where the slice has it; the first lane is not read.
    unsafe { _mm512_maskz_loadu_epi8(lanes, bytes.as_ptr().wrapping_sub(1).cast()) }
}

#[inline]
#[target_feature(enable = "sse")]
fn prefetch(place: *const u8) {
    _mm_prefetch::<_MM_HINT_T0>(place.cast());
}

/// A bit for each of the first `n` lanes.
#[inline]
#[target_feature(enable = "bmi2")]
fn low_bits(n: usize) -> u64 {
    _bzhi_u64(!0, n as u32)
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn splat(byte: u8) -> Lanes {
    _mm512_set1_epi8(byte.cast_signed())
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn eq(v: Lanes, byte: u8) -> Mask {
    _mm512_cmpeq_epi8_mask(v, splat(byte))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn at_least(v: Lanes, byte: u8) -> Mask {
    _mm512_cmpge_epu8_mask(v, splat(byte))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn below(v: Lanes, byte: u8) -> Mask {
    _mm512_cmplt_epu8_mask(v, splat(byte))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn different(a: Lanes, b: Lanes) -> u64 {
    _mm512_cmpneq_epi8_mask(a, b)
}

/// Lanes in which both have a bit.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn share_bits(a: Lanes, b: Lanes) -> Mask {
    _mm512_test_epi8_mask(a, b)
}

#[inline]
fn or(a: Mask, b: Mask) -> Mask {
    a | b
}

#[inline]
fn and(a: Mask, b: Mask) -> Mask {
    a & b
}

/// The mask one lane earlier.
#[inline]
fn earlier(mask: Mask) -> Mask {
    mask >> 1
}

/// The mask one lane later.
#[inline]
fn later(mask: Mask) -> Mask {
    mask << 1
}

#[inline]
fn bits(mask: Mask) -> u64 {
    mask
}

/// The highest bit of each lane.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn high(v: Lanes) -> u64 {
    _mm512_movepi8_mask(v)
}

/// The bits of `byte` in each lane.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn masked(v: Lanes, byte: u8) -> Lanes {
    _mm512_and_si512(v, splat(byte))
}

/// The lowest bit of each lane turned over.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn flipped(v: Lanes) -> Lanes {
    _mm512_xor_si512(v, splat(1))
}

/// Bit `k & 7` for each byte `k`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn bit_of(v: Lanes) -> Lanes {
    let bits = _mm512_set1_epi64(0x8040_2010_0804_0201_u64.cast_signed());
    _mm512_shuffle_epi8(bits, masked(v, 7))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw")]
fn select(mask: Mask, yes: Lanes, no: Lanes) -> Lanes {
    _mm512_mask_blend_epi8(mask, no, yes)
}

#[inline]
fn index(v: Lanes) -> Index {
    v
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi")]
fn look_up(table: &[u8; 64], at: &Index) -> Lanes {
    _mm512_permutexvar_epi8(*at, load(table))
}

/// Writes the lanes of `keep`, which are among the first `_taken`, at `dst`; returns their number.
///
/// # Safety
/// 64 bytes must be writable at `dst`.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512vbmi2,popcnt")]
unsafe fn store(v: Lanes, keep: u64, _taken: usize, dst: *mut u8) -> usize {
    let packed = _mm512_maskz_compress_epi8(keep, v);
    // SAFETY: the caller's promise.
    unsafe { _mm512_storeu_si512(dst.cast(), packed) };
    keep.count_ones() as usize
}

/// See [`Found`].
#[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn places<P: Pattern>(bytes: &[u8], from: usize, found: &mut Found) {
    let (allowed, asked) = (Sets::new(&P::RULES.first), Sets::new(&P::RULES.second));
    over_windows(bytes, from, found, |window| {
        let (first, second) = pairs::<P>(window);
        let held = _mm512_and_si512(allowed.of(load(first)), asked.of(load(second)));
        P::places(P::GROUPS.map(|group| share_bits(held, splat(group))))
    });
}

/// The tables of eight sets, in each quarter of a register.
struct Sets {
    low: Lanes,
    high: Lanes,
}

impl Sets {
    #[inline]
    #[target_feature(enable = "avx512f")]
    fn new(sets: &Eight) -> Sets {
        Sets { low: four_times(&sets.low), high: four_times(&sets.high) }
    }

    /// The sets that hold each byte.
    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn of(&self, v: Lanes) -> Lanes {
        let (low, high) = (masked(v, 15), masked(_mm512_srli_epi16::<4>(v), 15));
        _mm512_and_si512(_mm512_shuffle_epi8(self.low, low), _mm512_shuffle_epi8(self.high, high))
    }
}

/// A table of 16 bytes in each quarter of a register.
#[inline]
#[target_feature(enable = "avx512f")]
fn four_times(table: &[u8; 16]) -> Lanes {
    // SAFETY: the reference holds 16 readable bytes.
    _mm512_broadcast_i32x4(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
}
