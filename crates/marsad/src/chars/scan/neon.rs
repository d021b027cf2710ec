//! The scanner in NEON: 64 lanes in four registers, masks of whole bytes, a table of 64 bytes looked up
//! by one instruction; what is dropped is taken out eight bytes at a time, and only where something
//! is.

#![expect(unsafe_code, reason = "vector loads and stores; each says why it is sound")]
#![expect(clippy::cast_possible_truncation, reason = "bits of a byte")]

use std::arch::aarch64::*;

use super::near::{Eight, Found, Pattern, over_windows, pairs};
use super::pack::PACK;

super::vector::scanner!("neon");

const LANES: usize = 64;
/// All lanes, and the last one.
const ALL: u64 = !0;
const LAST: u64 = 1 << 63;
/// A step writes eight bytes behind what it keeps at most, or 64.
const SLACK: usize = 64;

type Lanes = uint8x16x4_t;
type Mask = uint8x16x4_t;
/// The low six bits of each byte.
type Index = uint8x16x4_t;

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
    #[target_feature(enable = "neon")]
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
    #[target_feature(enable = "neon")]
    fn look_up(&self, v: Lanes, after_d8: Mask, after_d9: Mask) -> Lanes {
        // an index behind the end of a table leaves the lane as it is
        let below = |v, table, at| vqtbx4q_u8(v, table, at);
        let ascii = each(|k| {
            let low = below(part_of(v, k), self.ascii[0], part_of(v, k));
            below(low, self.ascii[1], veorq_u8(part_of(v, k), vdupq_n_u8(0x40)))
        });
        let at = index(v);
        let r = select(after_d8, look_up_in(self.after_d8, at), ascii);
        select(after_d9, look_up_in(self.after_d9, at), r)
    }
}

/// One of the four registers.
#[inline]
#[target_feature(enable = "neon")]
fn part_of(v: Lanes, k: usize) -> uint8x16_t {
    match k {
        0 => v.0,
        1 => v.1,
        2 => v.2,
        _ => v.3,
    }
}

/// Four registers, made one by one.
#[inline]
#[target_feature(enable = "neon")]
fn each(make: impl Fn(usize) -> uint8x16_t) -> Lanes {
    uint8x16x4_t(make(0), make(1), make(2), make(3))
}

#[inline]
#[target_feature(enable = "neon")]
fn load(bytes: &[u8; LANES]) -> Lanes {
    // SAFETY: the reference holds 64 readable bytes.
    unsafe { vld1q_u8_x4(bytes.as_ptr()) }
}

/// The first bytes of a slice, as many as there are; 0 behind them.
#[inline]
#[target_feature(enable = "neon")]
fn part(bytes: &[u8]) -> Lanes {
    let mut block = [0; LANES];
    block.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    load(&block)
}

/// The same one lane later, 0 in the first.
#[inline]
#[target_feature(enable = "neon")]
fn shifted(bytes: &[u8]) -> Lanes {
    let mut block = [0; LANES];
    block.iter_mut().skip(1).zip(bytes).for_each(|(to, from)| *to = *from);
    load(&block)
}

/// The prefetchers of these machines need no help, and the language has no stable word for it.
#[inline]
fn prefetch(_place: *const u8) {}

/// A bit for each of the first `n` lanes.
#[inline]
fn low_bits(n: usize) -> u64 {
    u64::MAX.checked_shr(64 - n as u32).unwrap_or(0)
}

#[inline]
#[target_feature(enable = "neon")]
fn eq(v: Lanes, byte: u8) -> Mask {
    each(|k| vceqq_u8(part_of(v, k), vdupq_n_u8(byte)))
}

#[inline]
#[target_feature(enable = "neon")]
fn at_least(v: Lanes, byte: u8) -> Mask {
    each(|k| vcgeq_u8(part_of(v, k), vdupq_n_u8(byte)))
}

#[inline]
#[target_feature(enable = "neon")]
fn below(v: Lanes, byte: u8) -> Mask {
    each(|k| vcltq_u8(part_of(v, k), vdupq_n_u8(byte)))
}

#[inline]
#[target_feature(enable = "neon")]
fn different(a: Lanes, b: Lanes) -> u64 {
    !bits(each(|k| vceqq_u8(part_of(a, k), part_of(b, k))))
}

/// Lanes in which both have a bit.
#[inline]
#[target_feature(enable = "neon")]
fn share_bits(a: Lanes, b: Lanes) -> Mask {
    each(|k| vtstq_u8(part_of(a, k), part_of(b, k)))
}

#[inline]
#[target_feature(enable = "neon")]
fn or(a: Mask, b: Mask) -> Mask {
    each(|k| vorrq_u8(part_of(a, k), part_of(b, k)))
}

#[inline]
#[target_feature(enable = "neon")]
fn and(a: Mask, b: Mask) -> Mask {
    each(|k| vandq_u8(part_of(a, k), part_of(b, k)))
}

/// The mask one lane earlier.
#[inline]
#[target_feature(enable = "neon")]
fn earlier(mask: Mask) -> Mask {
    let Mask { 0: a, 1: b, 2: c, 3: d } = mask;
    let none = vdupq_n_u8(0);
    uint8x16x4_t(
        vextq_u8::<1>(a, b),
        vextq_u8::<1>(b, c),
        vextq_u8::<1>(c, d),
        vextq_u8::<1>(d, none),
    )
}

/// The mask one lane later.
#[inline]
#[target_feature(enable = "neon")]
fn later(mask: Mask) -> Mask {
    let Mask { 0: a, 1: b, 2: c, 3: d } = mask;
    let none = vdupq_n_u8(0);
    uint8x16x4_t(
        vextq_u8::<15>(none, a),
        vextq_u8::<15>(a, b),
        vextq_u8::<15>(b, c),
        vextq_u8::<15>(c, d),
    )
}

/// One bit a lane: a different bit in each lane of eight, added up pair by pair.
#[inline]
#[target_feature(enable = "neon")]
fn bits(mask: Mask) -> u64 {
    let of_lane = vreinterpretq_u8_u64(vdupq_n_u64(0x8040_2010_0804_0201));
    let lane_bits = each(|k| vandq_u8(part_of(mask, k), of_lane));
    let low = vpaddq_u8(lane_bits.0, lane_bits.1);
    let high = vpaddq_u8(lane_bits.2, lane_bits.3);
    let all = vpaddq_u8(low, high);
    vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(all, all)))
}

/// The highest bit of each lane.
#[inline]
#[target_feature(enable = "neon")]
fn high(v: Lanes) -> u64 {
    bits(at_least(v, 0x80))
}

/// The bits of `byte` in each lane.
#[inline]
#[target_feature(enable = "neon")]
fn masked(v: Lanes, byte: u8) -> Lanes {
    each(|k| vandq_u8(part_of(v, k), vdupq_n_u8(byte)))
}

/// The lowest bit of each lane turned over.
#[inline]
#[target_feature(enable = "neon")]
fn flipped(v: Lanes) -> Lanes {
    each(|k| veorq_u8(part_of(v, k), vdupq_n_u8(1)))
}

/// Bit `k & 7` for each byte `k`.
#[inline]
#[target_feature(enable = "neon")]
fn bit_of(v: Lanes) -> Lanes {
    let bits = vreinterpretq_u8_u64(vdupq_n_u64(0x8040_2010_0804_0201));
    let low = masked(v, 7);
    each(|k| vqtbl1q_u8(bits, part_of(low, k)))
}

#[inline]
#[target_feature(enable = "neon")]
fn select(mask: Mask, yes: Lanes, no: Lanes) -> Lanes {
    each(|k| vbslq_u8(part_of(mask, k), part_of(yes, k), part_of(no, k)))
}

#[inline]
#[target_feature(enable = "neon")]
fn index(v: Lanes) -> Index {
    masked(v, 0x3F)
}

#[inline]
#[target_feature(enable = "neon")]
fn look_up_in(table: Lanes, at: Index) -> Lanes {
    each(|k| vqtbl4q_u8(table, part_of(at, k)))
}

#[inline]
#[target_feature(enable = "neon")]
fn look_up(table: &[u8; 64], at: &Index) -> Lanes {
    look_up_in(load(table), *at)
}

/// Writes the lanes of `keep`, which are among the first `taken`, at `dst`; returns their number.
///
/// # Safety
/// 64 bytes, and eight more behind what is kept, must be writable at `dst`.
#[inline]
#[target_feature(enable = "neon")]
unsafe fn store(v: Lanes, keep: u64, taken: usize, dst: *mut u8) -> usize {
    if keep == low_bits(taken) {
        // SAFETY: the caller's promise.
        unsafe { vst1q_u8_x4(dst, v) };
        return taken;
    }
    let mut n = 0;
    for (k, keep) in keep.to_le_bytes().into_iter().enumerate() {
        let half = part_of(v, k / 2);
        let eight = if k % 2 == 0 { vget_low_u8(half) } else { vget_high_u8(half) };
        let packed = vtbl1_u8(eight, vcreate_u8(PACK[usize::from(keep)]));
        // SAFETY: at most 64 bytes are kept, and eight more are writable.
        let at = unsafe { dst.add(n) };
        // SAFETY: as above.
        unsafe { vst1_u8(at, packed) };
        n += keep.count_ones() as usize;
    }
    n
}

/// See [`Found`].
#[target_feature(enable = "neon")]
pub(super) fn places<P: Pattern>(bytes: &[u8], from: usize, found: &mut Found) {
    let (allowed, asked) = (Sets::new(&P::RULES.first), Sets::new(&P::RULES.second));
    over_windows(bytes, from, found, |window| {
        let (first, second) = pairs::<P>(window);
        let (first, second) = (load(first), load(second));
        let held = each(|k| vandq_u8(allowed.of(part_of(first, k)), asked.of(part_of(second, k))));
        P::places(
            P::GROUPS.map(|group| bits(each(|k| vtstq_u8(part_of(held, k), vdupq_n_u8(group))))),
        )
    });
}

/// The tables of eight sets.
struct Sets {
    low: uint8x16_t,
    high: uint8x16_t,
}

impl Sets {
    #[inline]
    #[target_feature(enable = "neon")]
    fn new(sets: &Eight) -> Sets {
        Sets { low: row(&sets.low), high: row(&sets.high) }
    }

    /// The sets that hold each byte.
    #[inline]
    #[target_feature(enable = "neon")]
    fn of(&self, v: uint8x16_t) -> uint8x16_t {
        let low = vqtbl1q_u8(self.low, vandq_u8(v, vdupq_n_u8(15)));
        vandq_u8(low, vqtbl1q_u8(self.high, vshrq_n_u8::<4>(v)))
    }
}

/// A table of 16 bytes.
#[inline]
#[target_feature(enable = "neon")]
fn row(table: &[u8; 16]) -> uint8x16_t {
    // SAFETY: the reference holds 16 readable bytes.
    unsafe { vld1q_u8(table.as_ptr()) }
}
