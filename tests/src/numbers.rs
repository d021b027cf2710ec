//! Numbers that look random, the same in each run.

/// A generator (xorshift), by its state, which must not be 0.
#[derive(Debug)]
pub struct Numbers(pub u64);

impl Numbers {
    /// A number below `n`; 0 when there is none.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 16).unwrap() % n.max(1)
    }
}
