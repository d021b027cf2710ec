//! Reading, work and output overlapped, with a bound on what is in flight.
//!
//! A reader thread gathers records into a batch; when the pool is idle it takes what there is, and
//! its results go to the caller's thread in order. At most four batches exist at a time: one being
//! gathered, one at work, one waiting to be written, one being written.

use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rayon::ThreadPool;
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// How often the caller's thread looks whether it should stop.
const POLL: Duration = Duration::from_millis(25);

/// Bounds of a batch; see [`ordered`]. A single record larger than `bytes` makes a batch of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batching {
    /// Most records in a batch.
    pub records: usize,
    /// A batch is full when its records weigh this many bytes.
    pub bytes: usize,
}

impl Default for Batching {
    fn default() -> Self {
        Batching { records: 4096, bytes: 4 << 20 }
    }
}

/// What a sink answers to a batch of results; see [`ordered`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flow {
    /// Go on.
    Continue,
    /// Take no more.
    Stop,
}

/// How a run ended; see [`ordered`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// All records were worked on and their results taken.
    Finished,
    /// The sink answered [`Flow::Stop`], or `stop` said so.
    Stopped,
}

/// Runs `work` over `input` on `pool` and gives the results to `sink` in input order, a batch at a
/// time, on the caller's thread. The results do not depend on the number of threads; how they are
/// cut into batches does.
///
/// `weigh` is the size of a record in bytes, which bounds memory: about four times
/// [`Batching::bytes`] are in flight, results included. Each thread of the pool has one state, made
/// by `state` when first needed. `stop` is asked now and then; when it says yes, what is done is
/// still handed to the sink and the run ends, even if `input` blocks.
///
/// Records are worked on as soon as the pool is idle: a slow input waits for no full batch.
///
/// ```
/// use marsad::pipeline::{Batching, Flow, ordered};
/// let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build()?;
/// let mut lengths = Vec::new();
/// let words = ["نص", "خبر", "مرصد"].into_iter();
/// ordered(
///     &pool,
///     Batching::default(),
///     words,
///     |word| word.len(),
///     || (),
///     |(), word| word.chars().count(),
///     || false,
///     |batch| {
///         lengths.extend(batch);
///         Flow::Continue
///     },
/// );
/// assert_eq!(lengths, [2, 3, 4]);
/// # Ok::<(), rayon::ThreadPoolBuildError>(())
/// ```
#[expect(clippy::too_many_arguments, reason = "each is one stage of the pipeline, in order")]
pub fn ordered<R, S, T>(
    pool: &ThreadPool,
    batching: Batching,
    input: impl Iterator<Item = R> + Send + 'static,
    weigh: fn(&R) -> usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&mut S, R) -> T + Sync,
    stop: impl Fn() -> bool,
    mut sink: impl FnMut(Vec<T>) -> Flow,
) -> Outcome
where
    R: Send + 'static,
    S: Send,
    T: Send,
{
    let gathered = Arc::new(Gathered { pending: Mutex::default(), changed: Condvar::new() });
    let (result_sender, results) = sync_channel::<Vec<T>>(1);
    // The reader is not joined: an input that blocks must not keep a stopped run from ending.
    let reader = Reader(Arc::clone(&gathered));
    thread::spawn(move || reader.read(input, batching, weigh));

    let states: Vec<Mutex<Option<S>>> =
        (0..pool.current_num_threads()).map(|_| Mutex::new(None)).collect();
    let work_on = |record: R| {
        let slot = rayon::current_thread_index().and_then(|k| states.get(k));
        match slot {
            Some(slot) => {
                let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
                work(slot.get_or_insert_with(&state), record)
            }
            None => work(&mut state(), record),
        }
    };
    let (gathered, work_on) = (&*gathered, &work_on);
    thread::scope(|scope| {
        // Owns its end of the channel, so that the caller's thread hears when it is done.
        scope.spawn(move || {
            while let Some(batch) = gathered.take() {
                let done: Vec<T> =
                    pool.install(|| batch.into_par_iter().map(work_on).collect::<Vec<T>>());
                if result_sender.send(done).is_err() {
                    return;
                }
            }
        });
        let outcome = loop {
            match results.recv_timeout(POLL) {
                Ok(done) => {
                    if sink(done) == Flow::Stop {
                        break Outcome::Stopped;
                    }
                }
                Err(RecvTimeoutError::Timeout) if stop() => break Outcome::Stopped,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break Outcome::Finished,
            }
            if stop() {
                break Outcome::Stopped;
            }
        };
        gathered.end();
        drop(results); // a send that waits fails now
        outcome
    })
}

/// Records between the reader and the pool.
struct Gathered<R> {
    pending: Mutex<Pending<R>>,
    changed: Condvar,
}

struct Pending<R> {
    records: Vec<R>,
    bytes: usize,
    /// No more come, or no more are wanted.
    is_over: bool,
}

impl<R> Default for Pending<R> {
    fn default() -> Self {
        Pending { records: Vec::new(), bytes: 0, is_over: false }
    }
}

impl<R> Gathered<R> {
    fn lock(&self) -> MutexGuard<'_, Pending<R>> {
        self.pending.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(
        &self,
        pending: MutexGuard<'a, Pending<R>>,
        is_to_wait: impl Fn(&Pending<R>) -> bool,
    ) -> MutexGuard<'a, Pending<R>> {
        let changed = self.changed.wait_while(pending, |pending| is_to_wait(pending));
        changed.unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for records and takes all there are; `None` when it is over.
    fn take(&self) -> Option<Vec<R>> {
        let is_empty = |pending: &Pending<R>| pending.records.is_empty() && !pending.is_over;
        let mut pending = self.wait(self.lock(), is_empty);
        pending.bytes = 0;
        let batch = std::mem::take(&mut pending.records);
        self.changed.notify_all();
        (!batch.is_empty()).then_some(batch)
    }

    fn end(&self) {
        self.lock().is_over = true;
        self.changed.notify_all();
    }
}

/// The reading side; however it ends, it is known to be over.
struct Reader<R>(Arc<Gathered<R>>);

impl<R> Reader<R> {
    fn read(self, input: impl Iterator<Item = R>, batching: Batching, weigh: fn(&R) -> usize) {
        let is_full = |pending: &Pending<R>| {
            let is_full =
                pending.records.len() >= batching.records || pending.bytes >= batching.bytes;
            is_full && !pending.is_over
        };
        for record in input {
            let mut pending = self.0.wait(self.0.lock(), is_full);
            if pending.is_over {
                return;
            }
            pending.bytes = pending.bytes.saturating_add(weigh(&record));
            pending.records.push(record);
            drop(pending);
            self.0.changed.notify_all();
        }
    }
}

impl<R> Drop for Reader<R> {
    fn drop(&mut self) {
        self.0.end();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicBool, Ordering};

    fn run(threads: usize, n: u64, batching: Batching) -> Vec<u64> {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut out = Vec::new();
        let outcome = ordered(
            &pool,
            batching,
            0..n,
            |_| 10,
            || 0u64,
            |calls, k| {
                *calls += 1;
                k * k
            },
            || false,
            |batch| {
                out.extend(batch);
                Flow::Continue
            },
        );
        assert_eq!(outcome, Outcome::Finished);
        out
    }

    #[test]
    fn order_does_not_depend_on_threads_or_batches() {
        let expected: Vec<u64> = (0..5000).map(|k| k * k).collect();
        for threads in [1, 2, 5] {
            for batching in [
                Batching::default(),
                Batching { records: 1, bytes: 1 },
                Batching { records: 7, bytes: 50 },
            ] {
                assert_eq!(run(threads, 5000, batching), expected);
            }
        }
        assert!(run(2, 0, Batching::default()).is_empty());
    }

    #[test]
    fn a_sink_that_stops_ends_the_run() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let mut taken = 0;
        let outcome = ordered(
            &pool,
            Batching { records: 3, bytes: 1000 },
            0u64..,
            |_| 8,
            || (),
            |(), k| k,
            || false,
            |batch| {
                taken += batch.len();
                if taken >= 100 { Flow::Stop } else { Flow::Continue }
            },
        );
        assert_eq!(outcome, Outcome::Stopped);
        assert!((100..103).contains(&taken), "{taken}");
    }

    #[test]
    fn stop_is_heard_while_the_input_blocks() {
        let (sender, receiver) = std::sync::mpsc::channel::<u8>();
        sender.send(1).unwrap();
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let seen = AtomicBool::new(false);
        let outcome = ordered(
            &pool,
            Batching::default(),
            receiver.into_iter(),
            |_| 1,
            || (),
            |(), k| k,
            || seen.load(Ordering::Relaxed),
            |_| {
                seen.store(true, Ordering::Relaxed);
                Flow::Continue
            },
        );
        assert_eq!(outcome, Outcome::Stopped);
        drop(sender);
    }

    #[test]
    fn a_record_read_while_the_pool_is_busy_does_not_wait_for_the_next() {
        let (blocks_sender, blocks) = std::sync::mpsc::channel::<()>();
        let (_kept, never) = std::sync::mpsc::channel::<u8>();
        let mut given = 0u8;
        let input = std::iter::from_fn(move || {
            given += 1;
            if given <= 2 {
                return Some(given);
            }
            blocks_sender.send(()).ok()?;
            never.recv().ok()
        });
        let blocks = Mutex::new(blocks);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
        let seen = AtomicBool::new(false);
        let outcome = ordered(
            &pool,
            Batching::default(),
            input,
            |_| 1,
            || (),
            |(), k| {
                if k == 1 {
                    // the second has been read, and the input blocks
                    blocks.lock().unwrap().recv().unwrap();
                }
                k
            },
            || seen.load(Ordering::Relaxed),
            |batch| {
                seen.fetch_or(batch.contains(&2), Ordering::Relaxed);
                Flow::Continue
            },
        );
        assert_eq!(outcome, Outcome::Stopped);
    }
}
