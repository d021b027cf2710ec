//! The scanner in AVX2: 32 lanes, masks of whole bytes, a table of 64 bytes looked up by four shuffles
//! of 16; what is dropped is taken out eight bytes at a time, and only where something is.

#![expect(unsafe_code, reason = "vector loads and stores; each says why it is sound")]
#![expect(clippy::cast_possible_truncation, reason = "counts and masks of at most 32 lanes")]

use std::arch::x86_64::*;

use super::lanes::{self, in_range, pack, row, rows, splat};
use super::near::{Eight, Found, Pattern, over_windows, pairs};

super::vector::scanner!("avx2,bmi1,bmi2,popcnt,lzcnt");

const LANES: usize = 32;
/// All lanes, and the last one.
const ALL: u64 = 0xFFFF_FFFF;
const LAST: u64 = 1 << 31;
/// A step writes eight bytes behind what it keeps at most, or 32.
const SLACK: usize = 40;

type Lanes = __m256i;
type Mask = __m256i;
type Index = [__m256i; 4];

/// The tables of every block.
struct Hot {
    after_d8: [Lanes; 4],
    after_d9: [Lanes; 4],
    /// What the first 16 controls become, line ends and tab among them.
    controls: Lanes,
    /// What is added to capitals.
    lower: Lanes,
    /// 1 when letters of the alphabet get the other lead: blocks are then taken to hold some,
    /// since a guess would often be wrong.
    turns: u64,
}

impl Hot {
    /// Nothing for a table that does to ASCII what no profile does.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn new(vector: &VectorTable) -> Option<Hot> {
        vector.plain_ascii.then(|| Hot {
            after_d8: rows(&vector.hot[0]),
            after_d9: rows(&vector.hot[1]),
            turns: u64::from(vector.turns),
            lower: splat(if vector.lowers { 0x20 } else { 0 }),
            controls: row(vector.ascii[0].first_chunk().unwrap_or(&[STOP; 16])),
        })
    }

    /// What ASCII and the bytes behind D8 and D9 become.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn look_up(&self, v: Lanes, after_d8: Mask, after_d9: Mask) -> Lanes {
        let capitals = _mm256_and_si256(in_range(v, b'A', 26), self.lower);
        let controls = _mm256_shuffle_epi8(self.controls, v);
        let r = select(below(v, 16), controls, _mm256_add_epi8(v, capitals));
        let at = index(v);
        let r = select(after_d8, lanes::look_up(&self.after_d8, &at), r);
        select(after_d9, lanes::look_up(&self.after_d9, &at), r)
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn load(bytes: &[u8; LANES]) -> Lanes {
    lanes::load(bytes)
}

/// The first bytes of a slice, as many as there are; 0 behind them.
#[inline]
#[target_feature(enable = "avx2")]
fn part(bytes: &[u8]) -> Lanes {
    let mut block = [0; LANES];
    block.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    load(&block)
}

/// The same one lane later, 0 in the first.
#[inline]
#[target_feature(enable = "avx2")]
fn shifted(bytes: &[u8]) -> Lanes {
    let mut block = [0; LANES];
    block.iter_mut().skip(1).zip(bytes).for_each(|(to, from)| *to = *from);
    load(&block)
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
#[target_feature(enable = "avx2")]
fn eq(v: Lanes, byte: u8) -> Mask {
    lanes::eq(v, byte)
}

#[inline]
#[target_feature(enable = "avx2")]
fn at_least(v: Lanes, byte: u8) -> Mask {
    _mm256_cmpeq_epi8(_mm256_max_epu8(v, splat(byte)), v)
}

/// `byte` is not 0.
#[inline]
#[target_feature(enable = "avx2")]
fn below(v: Lanes, byte: u8) -> Mask {
    _mm256_cmpeq_epi8(_mm256_min_epu8(v, splat(byte - 1)), v)
}

#[inline]
#[target_feature(enable = "avx2")]
fn different(a: Lanes, b: Lanes) -> u64 {
    !bits(_mm256_cmpeq_epi8(a, b)) & ALL
}

/// Lanes in which the one bit of `b` is set in `a`.
#[inline]
#[target_feature(enable = "avx2")]
fn share_bits(a: Lanes, b: Lanes) -> Mask {
    _mm256_cmpeq_epi8(_mm256_and_si256(a, b), b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn or(a: Mask, b: Mask) -> Mask {
    _mm256_or_si256(a, b)
}

#[inline]
#[target_feature(enable = "avx2")]
fn and(a: Mask, b: Mask) -> Mask {
    _mm256_and_si256(a, b)
}

/// The mask one lane earlier.
#[inline]
#[target_feature(enable = "avx2")]
fn earlier(mask: Mask) -> Mask {
    let high = _mm256_permute2x128_si256::<0x81>(mask, mask);
    _mm256_alignr_epi8::<1>(high, mask)
}

/// The mask one lane later.
#[inline]
#[target_feature(enable = "avx2")]
fn later(mask: Mask) -> Mask {
    let low = _mm256_permute2x128_si256::<0x08>(mask, mask);
    _mm256_alignr_epi8::<15>(mask, low)
}

#[inline]
#[target_feature(enable = "avx2")]
fn bits(mask: Mask) -> u64 {
    u64::from(lanes::bits(mask))
}

/// The highest bit of each lane.
#[inline]
#[target_feature(enable = "avx2")]
fn high(v: Lanes) -> u64 {
    bits(v)
}

/// The bits of `byte` in each lane.
#[inline]
#[target_feature(enable = "avx2")]
fn masked(v: Lanes, byte: u8) -> Lanes {
    _mm256_and_si256(v, splat(byte))
}

/// The lowest bit of each lane turned over.
#[inline]
#[target_feature(enable = "avx2")]
fn flipped(v: Lanes) -> Lanes {
    _mm256_xor_si256(v, splat(1))
}

/// Bit `k & 7` for each byte `k`.
#[inline]
#[target_feature(enable = "avx2")]
fn bit_of(v: Lanes) -> Lanes {
    let bits = _mm256_set1_epi64x(0x8040_2010_0804_0201_u64.cast_signed());
    _mm256_shuffle_epi8(bits, masked(v, 7))
}

#[inline]
#[target_feature(enable = "avx2")]
fn select(mask: Mask, yes: Lanes, no: Lanes) -> Lanes {
    _mm256_blendv_epi8(no, yes, mask)
}

#[inline]
#[target_feature(enable = "avx2")]
fn index(v: Lanes) -> Index {
    lanes::indices(v)
}

#[inline]
#[target_feature(enable = "avx2")]
fn look_up(table: &[u8; 64], at: &Index) -> Lanes {
    lanes::look_up(&rows(table), at)
}

/// Writes the lanes of `keep`, which are among the first `taken`, at `dst`; returns their number.
///
/// # Safety
/// 32 bytes, and eight more behind what is kept, must be writable at `dst`.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
unsafe fn store(v: Lanes, keep: u64, taken: usize, dst: *mut u8) -> usize {
    if keep == low_bits(taken) {
        // SAFETY: the caller's promise.
        unsafe { _mm256_storeu_si256(dst.cast(), v) };
        return taken;
    }
    // SAFETY: the caller's promise.
    unsafe { pack(v, keep as u32, dst) }
}

/// See [`Found`].
#[target_feature(enable = "avx2,bmi1,bmi2,popcnt,lzcnt")]
pub(super) fn places<P: Pattern>(bytes: &[u8], from: usize, found: &mut Found) {
    let (allowed, asked) = (Sets::new(&P::RULES.first), Sets::new(&P::RULES.second));
    over_windows(bytes, from, found, |window| {
        let (first, second) = pairs::<P>(window);
        let held =
            |half: usize| match (first.as_chunks().0.get(half), second.as_chunks().0.get(half)) {
                (Some(first), Some(second)) => {
                    _mm256_and_si256(allowed.of(load(first)), asked.of(load(second)))
                }
                _ => splat(0),
            };
        let held = [held(0), held(1)];
        P::places(
            P::GROUPS
                .map(|group| share_bits_of(held[0], group) | share_bits_of(held[1], group) << 32),
        )
    });
}

/// Lanes that have a bit of `group`.
#[inline]
#[target_feature(enable = "avx2")]
fn share_bits_of(v: Lanes, group: u8) -> u64 {
    match group {
        0x80 => bits(v),
        0x40 => bits(_mm256_add_epi8(v, v)),
        _ => bits(_mm256_cmpeq_epi8(masked(v, group), splat(0))) ^ u64::from(u32::MAX),
    }
}

/// The tables of eight sets, in both halves of a register.
struct Sets {
    low: Lanes,
    high: Lanes,
}

impl Sets {
    #[inline]
    #[target_feature(enable = "avx2")]
    fn new(sets: &Eight) -> Sets {
        Sets { low: row(&sets.low), high: row(&sets.high) }
    }

    /// The sets that hold each byte.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn of(&self, v: Lanes) -> Lanes {
        let (low, high) = (masked(v, 15), masked(_mm256_srli_epi16::<4>(v), 15));
        _mm256_and_si256(_mm256_shuffle_epi8(self.low, low), _mm256_shuffle_epi8(self.high, high))
    }
}
