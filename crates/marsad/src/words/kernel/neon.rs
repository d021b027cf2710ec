//! The passes over words in NEON: 64 bytes of text and 64 codes a step, in four registers; keys and
//! filter are the portable forms.
//!
//! That the machine has the instructions is the promise of whoever calls, see
//! [`Kernel`](crate::Kernel); every 64-bit Arm has them.

#![expect(unsafe_code, reason = "vector loads and stores; each says why it is sound")]

use std::arch::aarch64::*;

use super::super::codes::{DEL, LetterCodes, PARTICLE_BITS, SEP};
use super::super::segment::{BorderWriter, Borders, Checkpoint, as_u32};
use super::Tail;
use crate::chars::scan::pack::PACK;

/// 64 lanes.
type Lanes = [uint8x16_t; 4];

#[inline]
#[target_feature(enable = "neon")]
fn load(bytes: &[u8; 64]) -> Lanes {
    let (rows, _) = bytes.as_chunks::<16>();
    [0, 1, 2, 3].map(|k| {
        let row = rows.get(k).unwrap_or(&[0; 16]);
        // SAFETY: the reference holds 16 readable bytes.
        unsafe { vld1q_u8(row.as_ptr()) }
    })
}

/// A table of 64 bytes.
#[inline]
#[target_feature(enable = "neon")]
fn table(bytes: &[u8; 64]) -> uint8x16x4_t {
    let [a, b, c, d] = load(bytes);
    uint8x16x4_t(a, b, c, d)
}

/// One bit a lane, of lanes that are all ones or all zeros.
#[inline]
#[target_feature(enable = "neon")]
fn bits(lanes: Lanes) -> u64 {
    const PLACES: u64 = 0x8040_2010_0804_0201;
    let places = vreinterpretq_u8_u64(vdupq_n_u64(PLACES));
    let [a, b, c, d] = lanes.map(|lanes| vandq_u8(lanes, places));
    let sums = vpaddq_u8(vpaddq_u8(a, b), vpaddq_u8(c, d));
    vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(sums, sums)))
}

#[inline]
#[target_feature(enable = "neon")]
fn eq(v: uint8x16_t, byte: u8) -> uint8x16_t {
    vceqq_u8(v, vdupq_n_u8(byte))
}

/// A step of the encoder: the codes of 64 bytes, those among them that are leads of two bytes, and those
/// that belong to no character of the tables.
struct Step {
    codes: Lanes,
    leads: Lanes,
    foreign: u64,
}

/// Encodes `bytes` from `i` on, up to their end or the first character that the tables do not fold,
/// to `buf` from `n` on. Returns both positions.
///
/// `buf` must have 64 bytes more than the rest of `bytes` behind `n`.
#[target_feature(enable = "neon")]
pub(super) fn encode(
    codes: &LetterCodes,
    bytes: &[u8],
    mut i: usize,
    buf: &mut [u8],
    mut n: usize,
    checkpoints: &mut Vec<Checkpoint>,
) -> (usize, usize) {
    let part = |lead: usize, from: usize| {
        table(codes.by_lead[lead][from..].first_chunk().unwrap_or(&[0; 64]))
    };
    let (ascii0, ascii1) = (part(0, 0), part(0, 64));
    let (d8, d9) = (part(1, 0x80), part(2, 0x80));
    // a whole step, and a byte before it
    while let Some(look) = bytes.get(i.wrapping_sub(1)..).and_then(<[u8]>::first_chunk::<65>) {
        let ([before @ .., _], [_, here @ ..]) = (look, look);
        let (v, before) = (load(here), load(before));
        let mut step = Step { codes: v, leads: v, foreign: 0 };
        let mut unknown = v;
        for k in 0..4 {
            let (v, before) = (v[k], before[k]);
            let (after_d8, after_d9) = (eq(before, 0xD8), eq(before, 0xD9));
            let leads = eq(vandq_u8(v, vdupq_n_u8(0xFE)), 0xD8);
            // an index from 64 on gives 0 and leaves what is there
            let ascii = vqtbl4q_u8(ascii0, v);
            let ascii = vqtbx4q_u8(ascii, ascii1, veorq_u8(v, vdupq_n_u8(0x40)));
            let trail = veorq_u8(v, vdupq_n_u8(0x80));
            let codes = vbslq_u8(after_d8, vqtbl4q_u8(d8, trail), ascii);
            step.codes[k] = vbslq_u8(after_d9, vqtbl4q_u8(d9, trail), codes);
            step.leads[k] = leads;
            let known = vorrq_u8(leads, vorrq_u8(after_d8, after_d9));
            unknown[k] = vbicq_u8(vcgeq_u8(v, vdupq_n_u8(0x80)), known);
        }
        step.foreign = bits(unknown);
        if step.foreign != 0 {
            // the rarer leads, then what no table folds
            for (lead, byte) in [(3, 0xDA), (4, 0xDB), (5, 0xC2)] {
                let table = part(lead, 0x80);
                for k in 0..4 {
                    let (after, lead) = (eq(before[k], byte), eq(v[k], byte));
                    let trail = veorq_u8(v[k], vdupq_n_u8(0x80));
                    step.codes[k] = vbslq_u8(after, vqtbl4q_u8(table, trail), step.codes[k]);
                    step.leads[k] = vorrq_u8(step.leads[k], lead);
                    unknown[k] = vbicq_u8(unknown[k], vorrq_u8(after, lead));
                }
            }
            step.foreign = bits(unknown);
        }
        let Step { codes, mut leads, foreign } = step;
        for k in 0..4 {
            leads[k] = vorrq_u8(leads[k], eq(codes[k], DEL));
        }
        let taken = foreign.trailing_zeros();
        let keep = !bits(leads) & 1u64.checked_shl(taken).map_or(!0, |above| above - 1);
        let Some(dst) = buf.get_mut(n..).and_then(<[u8]>::first_chunk_mut::<72>) else { break };
        checkpoints.push(Checkpoint { byte: as_u32(i), code: as_u32(n), keep });
        n += pack(codes, keep, dst);
        i += taken as usize;
        if foreign != 0 {
            return (i, n);
        }
    }
    // the first character, and what is less than a step
    tail(codes, bytes, i, buf, n, checkpoints)
}

/// The rest of a text, or its first character when there is more than that; see [`encode`].
#[target_feature(enable = "neon")]
fn tail(
    codes: &LetterCodes,
    bytes: &[u8],
    i: usize,
    buf: &mut [u8],
    n: usize,
    checkpoints: &mut Vec<Checkpoint>,
) -> (usize, usize) {
    match super::tail(codes, bytes, 64, (i, n), buf, checkpoints) {
        Tail::Rest(ends) => ends,
        Tail::First(i, n) => encode(codes, bytes, i, buf, n, checkpoints),
    }
}

/// Writes the lanes of `keep`; returns their number.
#[inline]
#[target_feature(enable = "neon")]
fn pack(lanes: Lanes, keep: u64, dst: &mut [u8; 72]) -> usize {
    let mut n = 0;
    for (lanes, keep) in lanes.into_iter().zip([keep, keep >> 16, keep >> 32, keep >> 48]) {
        for (eight, keep) in [(vget_low_u8(lanes), keep), (vget_high_u8(lanes), keep >> 8)] {
            let packed = vtbl1_u8(eight, vcreate_u8(PACK[(keep & 0xFF) as usize]));
            if let Some(dst) = dst.get_mut(n..).and_then(<[u8]>::first_chunk_mut::<8>) {
                // SAFETY: the chunk holds eight writable bytes.
                unsafe { vst1_u8(dst.as_mut_ptr(), packed) };
            }
            n += (keep & 0xFF).count_ones() as usize;
        }
    }
    n
}

/// The borders of the words in `buf`: see the portable form.
#[target_feature(enable = "neon")]
pub(super) fn borders(buf: &[u8], out: Borders<&mut [u32]>) -> usize {
    let mut writer = BorderWriter::new(out);
    let mut step = |codes: &[u8; 64], base: usize| {
        let v = load(codes);
        let separators = bits(v.map(|v| vceqzq_u8(v)));
        let particles = bits(v.map(|v| vcgeq_u8(v, vdupq_n_u8(PARTICLE_BITS))));
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
