//! A small random generator with a fixed sequence, and draws by weight.

/// SplitMix64: each seed gives one sequence, for good.
#[derive(Debug, Clone)]
pub(crate) struct Random(u64);

impl Random {
    pub(crate) const fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n`, which is not 0; 0 for 0.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        // The upper half of a product: without division, and as even as 64 bits allow.
        let below = (u128::from(self.next()) * n as u128) >> 64;
        usize::try_from(below).unwrap_or_default()
    }

    /// A number from 0 to 1, without 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// True in `share` of all cases.
    pub(crate) fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// One of `items`; the default when there are none.
    pub(crate) fn pick<T: Copy + Default>(&mut self, items: &[T]) -> T {
        items.get(self.below(items.len())).copied().unwrap_or_default()
    }
}

/// Draws indices by weight.
#[derive(Debug, Clone)]
pub(crate) struct Weighted {
    /// Sum of the weights up to each index.
    sums: Vec<f64>,
}

impl Weighted {
    pub(crate) fn new(weights: impl IntoIterator<Item = f64>) -> Weighted {
        let mut sum = 0.0;
        let add = |weight| {
            sum += weight;
            sum
        };
        Weighted { sums: weights.into_iter().map(add).collect() }
    }

    /// Ranks 0 to `n - 1`, rank r by 1 / (r + `shift`)^`slope` (Zipf's law with Mandelbrot's shift).
    pub(crate) fn zipf(n: usize, shift: f64, slope: f64) -> Weighted {
        Weighted::new((0..n).map(|rank| (rank as f64 + shift).powf(-slope)))
    }

    pub(crate) fn draw(&self, random: &mut Random) -> usize {
        let sum = self.sums.last().copied().unwrap_or_default();
        let at = random.unit() * sum;
        self.sums.partition_point(|s| *s <= at).min(self.sums.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_that_of_splitmix64() {
        let mut random = Random::new(1_234_567);
        let first: [u64; 3] = std::array::from_fn(|_| random.next());
        assert_eq!(first, [6457827717110365317, 3203168211198807973, 9817491932198370423]);
    }

    #[test]
    fn draws_follow_the_weights() {
        let mut random = Random::new(1);
        let weighted = Weighted::new([1.0, 0.0, 3.0]);
        let mut counts = [0; 3];
        (0..10_000).for_each(|_| counts[weighted.draw(&mut random)] += 1);
        assert_eq!(counts[1], 0);
        assert!((2300..2700).contains(&counts[0]), "{counts:?}");
        assert!((0..100).all(|_| random.below(7) < 7));
        assert_eq!(random.below(0), 0);
    }
}
