//! Bit maps of which most words are empty, without these words.

/// Moves the words that are not 0 to the front, in their order, and returns how many they are. `each`
/// is told of every 16 words which are not 0 and how many bits are set in them. Words behind the last
/// 16 are left out.
///
/// One pass, without a guess at what is empty.
pub(crate) fn squeeze(words: &mut [u64], each: impl FnMut(u16, u32)) -> usize {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("popcnt") {
        #[expect(unsafe_code, reason = "a call of a function with target features")]
        // SAFETY: the machine has the instruction.
        return unsafe { squeeze_counting(words, each) };
    }
    squeeze_here(words, each)
}

/// With bits counted by one instruction.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "popcnt")]
fn squeeze_counting(words: &mut [u64], each: impl FnMut(u16, u32)) -> usize {
    squeeze_here(words, each)
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

    #[test]
    fn empty_words_go() {
        let mut words: Vec<u64> = (0..64).map(|k| if k % 5 == 0 { 0 } else { k }).collect();
        let expected: Vec<u64> = (0..64).filter(|k| k % 5 != 0).collect();
        let all_ones: u32 = expected.iter().map(|word| word.count_ones()).sum();
        let mut told = Vec::new();
        let kept = squeeze(&mut words, |dirty, ones| told.push((dirty, ones)));
        assert_eq!(&words[..kept], expected);
        assert_eq!(told.len(), 4);
        assert_eq!(told[0].0, 0b0111_1011_1101_1110);
        assert_eq!(told.iter().map(|(_, ones)| ones).sum::<u32>(), all_ones);
        // full blocks stay where they are, and the rest is left out
        let mut full = [7; 40];
        assert_eq!(squeeze(&mut full, |dirty, _| assert_eq!(dirty, u16::MAX)), 32);
    }
}
