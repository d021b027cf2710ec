//! Time of the best of several runs.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// The fastest run, and what it returned.
#[derive(Debug, Clone, Copy)]
pub struct Best {
    /// Nanoseconds of the fastest run.
    pub ns: u128,
    /// The value all runs returned.
    pub count: u64,
}

/// Runs `work` at least `runs` times and at least for `time`; every run must return the same.
///
/// # Errors
/// Two runs that returned different values.
pub fn best_of(runs: usize, time: Duration, mut work: impl FnMut() -> u64) -> Result<Best, String> {
    let begin = Instant::now();
    let (mut best, mut done) = (None::<Best>, 0);
    while done < runs || begin.elapsed() < time {
        let start = Instant::now();
        let count = black_box(work());
        let ns = start.elapsed().as_nanos();
        if let Some(best) = best
            && best.count != count
        {
            return Err(format!("one run counted {}, another {count}", best.count));
        }
        best = Some(Best { ns: best.map_or(ns, |best| best.ns.min(ns)), count });
        done += 1;
    }
    best.ok_or_else(|| "no run was asked for".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_run_must_agree() {
        assert_eq!(best_of(3, Duration::ZERO, || 7).unwrap().count, 7);
        let mut n = 0;
        let error = best_of(3, Duration::ZERO, || {
            n += 1;
            n
        });
        assert_eq!(error.unwrap_err(), "one run counted 1, another 2");
        assert!(best_of(0, Duration::ZERO, || 7).is_err());
    }
}
