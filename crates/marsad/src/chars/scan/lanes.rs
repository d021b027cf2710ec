//! Thirty-two lanes of AVX2: what the kernels of this width share. Tables of 64 bytes are four shuffles
//! of 16; lanes are taken out eight at a time.

#![expect(unsafe_code, reason = "vector loads and stores; each says why it is sound")]

use std::arch::x86_64::*;

use super::pack::PACK;

/// 32 bytes.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn load(bytes: &[u8; 32]) -> __m256i {
    // SAFETY: the reference holds 32 readable bytes.
    unsafe { _mm256_loadu_si256(bytes.as_ptr().cast()) }
}

/// One byte in all lanes.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn splat(byte: u8) -> __m256i {
    _mm256_set1_epi8(byte.cast_signed())
}

/// All ones in the lanes that hold a byte.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn eq(v: __m256i, byte: u8) -> __m256i {
    _mm256_cmpeq_epi8(v, splat(byte))
}

/// One bit a lane, from its highest.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn bits(v: __m256i) -> u32 {
    _mm256_movemask_epi8(v).cast_unsigned()
}

/// Lanes with a byte from `first` on, `len` of them.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn in_range(v: __m256i, first: u8, len: u8) -> __m256i {
    let place = _mm256_sub_epi8(v, splat(first));
    _mm256_cmpeq_epi8(_mm256_min_epu8(place, splat(len - 1)), place)
}

/// A table of 64 bytes as rows of 16, each in both halves of a register.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn rows(table: &[u8; 64]) -> [__m256i; 4] {
    let (sixteen, _) = table.as_chunks::<16>();
    let row = |k: usize| row(sixteen.get(k).unwrap_or(&[0; 16]));
    [row(0), row(1), row(2), row(3)]
}

/// A table of 16 bytes in both halves of a register.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn row(table: &[u8; 16]) -> __m256i {
    // SAFETY: the reference holds 16 readable bytes.
    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
}

/// For bytes 80 to BF their index into each row of a table, and one that gives 0 for the others.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn indices(v: __m256i) -> [__m256i; 4] {
    let index =
        |row: u8| _mm256_adds_epu8(_mm256_xor_si256(v, splat(0x80 + 16 * row)), splat(0x70));
    [index(0), index(1), index(2), index(3)]
}

/// What a table says for 32 bytes, given their indices.
#[inline]
#[target_feature(enable = "avx2")]
pub(crate) fn look_up(rows: &[__m256i; 4], at: &[__m256i; 4]) -> __m256i {
    let one = |k: usize| _mm256_shuffle_epi8(rows[k], at[k]);
    _mm256_or_si256(_mm256_or_si256(one(0), one(1)), _mm256_or_si256(one(2), one(3)))
}

/// Writes the lanes of `keep` at `dst`; returns their number.
///
/// # Safety
/// 32 bytes, and eight more behind what is kept, must be writable at `dst`.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
pub(crate) unsafe fn pack(v: __m256i, keep: u32, dst: *mut u8) -> usize {
    if keep == u32::MAX {
        // SAFETY: the caller's promise.
        unsafe { _mm256_storeu_si256(dst.cast(), v) };
        return 32;
    }
    let halves = [_mm256_castsi256_si128(v), _mm256_extracti128_si256::<1>(v)];
    let mut n = 0;
    for (half, keep) in halves.into_iter().zip([keep, keep >> 16]) {
        let (low, high) = ((keep & 0xFF) as usize, (keep >> 8 & 0xFF) as usize);
        let from_low = _mm_cvtsi64_si128(PACK[low].cast_signed());
        let from_high = _mm_add_epi8(_mm_cvtsi64_si128(PACK[high].cast_signed()), _mm_set1_epi8(8));
        // SAFETY: at most 32 bytes are kept, and eight more are writable.
        let at = unsafe { dst.add(n) };
        let packed = _mm_shuffle_epi8(half, from_low);
        // SAFETY: as above.
        unsafe { _mm_storel_epi64(at.cast(), packed) };
        n += low.count_ones() as usize;
        // SAFETY: as above.
        let at = unsafe { dst.add(n) };
        let packed = _mm_shuffle_epi8(half, from_high);
        // SAFETY: as above.
        unsafe { _mm_storel_epi64(at.cast(), packed) };
        n += high.count_ones() as usize;
    }
    n
}
