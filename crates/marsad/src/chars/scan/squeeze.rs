//! Bit maps of which most words are empty, without these words.

#[cfg(target_arch = "x86_64")]
use crate::chars::Kernel;

/// Moves the words that are not 0 to the front, in their order, and returns how many they are. `each`
/// is told of every 16 words which are not 0 and how many bits are set in them. Words behind the last
/// 16 are left out.
///
/// One pass, without a guess at what is empty.
pub(crate) fn squeeze(words: &mut [u64], each: impl FnMut(u16, u32)) -> usize {
    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "calls of functions with target features")]
    match Kernel::best() {
        // SAFETY: the best kernel runs here.
        Kernel::Avx512 => return unsafe { squeeze_vectors(words, each) },
        // SAFETY: as above.
        Kernel::Avx2 => return unsafe { squeeze_counting(words, each) },
        _ => {}
    }
    squeeze_here(words, each)
}

/// With bits counted by one instruction.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn squeeze_counting(words: &mut [u64], each: impl FnMut(u16, u32)) -> usize {
    squeeze_here(words, each)
}

/// With eight words taken together.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,popcnt")]
#[expect(unsafe_code, reason = "vector loads and stores; each says why it is sound")]
fn squeeze_vectors(words: &mut [u64], mut each: impl FnMut(u16, u32)) -> usize {
    use std::arch::x86_64::*;

    let mut kept = 0;
    for block in 0..words.len() / 16 {
        let Some(&sixteen) = words.get(block * 16..).and_then(<[u64]>::first_chunk::<16>) else {
            break;
        };
        let (mut dirty, mut ones) = (0, 0);
        for (half, shift) in sixteen.as_chunks::<8>().0.iter().zip([0, 8]) {
            // SAFETY: the reference holds eight words.
            let v = unsafe { _mm512_loadu_si512(half.as_ptr().cast()) };
            let full = _mm512_test_epi64_mask(v, v);
            let packed = _mm512_maskz_compress_epi64(full, v);
            // what is kept is no more than what was read, so that there is room for eight
            if let Some(place) = words.get_mut(kept..).and_then(<[u64]>::first_chunk_mut::<8>) {
                // SAFETY: the reference holds eight words.
                unsafe { _mm512_storeu_si512(place.as_mut_ptr().cast(), packed) };
            }
            dirty |= u16::from(full) << shift;
            ones += half.iter().map(|word| word.count_ones()).sum::<u32>();
            kept += full.count_ones() as usize;
        }
        each(dirty, ones);
    }
    kept
}

#[inline(always)]
fn squeeze_here(words: &mut [u64], mut each: impl FnMut(u16, u32)) -> usize {
    let mut kept = 0;
    for block in 0..words.len() / 16 {
        let Some(&sixteen) = words.get(block * 16..).and_then(<[u64]>::first_chunk::<16>) else {
            break;
        };
        let (mut dirty, mut ones, mut n) = (0, 0, 0);
        // what is kept is no more than what was read
        if let Some(places) = words.get_mut(kept..).and_then(<[u64]>::first_chunk_mut::<16>) {
            for (k, word) in sixteen.into_iter().enumerate() {
                places[n & 15] = word;
                let is_dirty = word != 0;
                dirty |= u16::from(is_dirty) << k;
                ones += word.count_ones();
                n += usize::from(is_dirty);
            }
        }
        kept += n;
        each(dirty, ones);
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    type Told = Vec<(u16, u32)>;
    type Squeeze<'a> = &'a dyn Fn(&mut [u64], &mut dyn FnMut(u16, u32)) -> usize;

    /// By every way this machine has.
    fn squeezed(words: &[u64]) -> (Vec<u64>, Told) {
        let by = |squeeze: Squeeze<'_>| {
            let (mut words, mut told) = (words.to_vec(), Vec::new());
            let kept = squeeze(&mut words, &mut |dirty, ones| told.push((dirty, ones)));
            words.truncate(kept);
            (words, told)
        };
        let best = by(&|words, each| squeeze(words, each));
        assert_eq!(best, by(&|words, each| squeeze_here(words, each)));
        best
    }

    #[test]
    fn empty_words_go() {
        let words: Vec<u64> = (0..64).map(|k| if k % 5 == 0 { 0 } else { k }).collect();
        let expected: Vec<u64> = (0..64).filter(|k| k % 5 != 0).collect();
        let all_ones: u32 = expected.iter().map(|word| word.count_ones()).sum();
        let (kept, told) = squeezed(&words);
        assert_eq!(kept, expected);
        assert_eq!(told.len(), 4);
        assert_eq!(told[0].0, 0b0111_1011_1101_1110);
        assert_eq!(told.iter().map(|(_, ones)| ones).sum::<u32>(), all_ones);
        // full blocks stay where they are, and the rest is left out
        assert_eq!(squeezed(&[7; 40]), (vec![7; 32], vec![(u16::MAX, 48); 2]));
        assert_eq!(squeezed(&[0; 40]), (vec![], vec![(0, 0); 2]));
    }
}
