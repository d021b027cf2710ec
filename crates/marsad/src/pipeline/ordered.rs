//! Reading, work and output overlapped, with a bound on what is in flight.
//!
//! A reader thread gathers records. A thread of the pool that is idle takes a share of those that wait,
//! and lays its results down under the number of the share; the caller's thread takes them up in
//! order. No thread waits for another to finish a share, and what is read, worked on and written at a
//! time are different shares.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rayon::ThreadPool;

/// How often the caller's thread looks whether it should stop.
const POLL: Duration = Duration::from_millis(25);

/// Bounds of the records that wait for a thread; see [`ordered`]. A single record larger than `bytes`
/// waits alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batching {
    /// Most records.
    pub records: usize,
    /// No more are read when they weigh this many bytes.
    pub bytes: usize,
}

impl Default for Batching {
    fn default() -> Self {
        Batching { records: 4096, bytes: 4 << 20 }
    }
}

/// What a sink answers to some results; see [`ordered`].
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

/// Runs `work` over `input` on `pool` and gives the results to `sink` in input order, some at a time,
/// on the caller's thread. The results do not depend on the number of threads; how many come at a
/// time does.
///
/// `weigh` is the size of a record in bytes, which bounds memory: about four times
/// [`Batching::bytes`] are in flight, results included. Each thread of the pool has one state, made
/// by `state` when first needed, and serves nobody else until the run ends. `stop` is asked now and
/// then; when it says yes, what the sink has begun is finished and the run ends, even if `input`
/// blocks.
///
/// Records are worked on as soon as a thread is idle: a slow input waits for no full batch.
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
///     |results| {
///         lengths.extend(results);
///         Flow::Continue
///     },
/// );
/// assert_eq!(lengths, [2, 3, 4]);
/// # Ok::<(), rayon::ThreadPoolBuildError>(())
/// ```
///
/// # Panics
/// When `work` or `state` does.
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
    T: Send,
{
    let queue = Arc::new(Queue::new(batching, pool.current_num_threads()));
    // The reader is not joined: an input that blocks must not keep a stopped run from ending.
    let reader = Reader(Arc::clone(&queue));
    thread::spawn(move || reader.read(input, weigh));

    let (queue, finished) = (&*queue, &Finished::default());
    let serve = || {
        let _guard = Worker(queue);
        let mut kept = None;
        while let Some(Share { number, load, records }) = queue.take() {
            let state = kept.get_or_insert_with(&state);
            let results: Vec<T> = records.into_iter().map(|record| work(state, record)).collect();
            finished.put(number, load, results);
        }
    };
    thread::scope(|scope| {
        scope.spawn(|| {
            let _guard = Workers(finished);
            pool.broadcast(|_| serve());
        });
        let outcome = loop {
            match finished.next() {
                Next::Results(results, load) => {
                    if sink(results) == Flow::Stop {
                        break Outcome::Stopped;
                    }
                    queue.release(load);
                }
                Next::Late => {}
                Next::None => break Outcome::Finished,
            }
            if stop() {
                break Outcome::Stopped;
            }
        };
        queue.stop();
        outcome
    })
}

/// Records and what they weigh.
#[derive(Debug, Clone, Copy, Default)]
struct Load {
    records: usize,
    bytes: usize,
}

impl Load {
    fn add(&mut self, other: Load) {
        self.records += other.records;
        self.bytes = self.bytes.saturating_add(other.bytes);
    }

    fn remove(&mut self, other: Load) {
        self.records = self.records.saturating_sub(other.records);
        self.bytes = self.bytes.saturating_sub(other.bytes);
    }

    /// Whether it is as much as `most` in any respect.
    fn fills(self, most: Batching) -> bool {
        self.records >= most.records || self.bytes >= most.bytes
    }
}

/// Some records that follow one another, worked on by one thread.
struct Share<R> {
    /// How many shares were taken before.
    number: u64,
    load: Load,
    records: Vec<R>,
}

/// Records between the reader and the threads of the pool, and a count of what is behind it.
struct Queue<R> {
    state: Mutex<Waiting<R>>,
    /// Most that may wait.
    most: Batching,
    /// Most that may be at work or wait for the sink, the share that passes it not counted.
    most_taken: Batching,
    n_threads: usize,
    /// The reader waits for room.
    room: Condvar,
    /// Threads of the pool wait for records.
    records: Condvar,
    /// Threads of the pool wait for the sink.
    released: Condvar,
}

struct Waiting<R> {
    /// With what they weigh.
    records: VecDeque<(R, usize)>,
    load: Load,
    /// At work, or not yet through the sink.
    taken: Load,
    next_share: u64,
    /// No more come, or no more are wanted.
    is_over: bool,
}

impl<R> Queue<R> {
    fn new(most: Batching, n_threads: usize) -> Self {
        let Batching { records, bytes } = most;
        let waiting = Waiting {
            records: VecDeque::new(),
            load: Load::default(),
            taken: Load::default(),
            next_share: 0,
            is_over: false,
        };
        Queue {
            state: Mutex::new(waiting),
            most,
            most_taken: Batching {
                records: records.saturating_mul(2),
                bytes: bytes.saturating_mul(2),
            },
            n_threads,
            room: Condvar::new(),
            records: Condvar::new(),
            released: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Waiting<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a record when there is room; `false` when no more are wanted.
    fn push(&self, record: R, bytes: usize) -> bool {
        let mut waiting = self.lock();
        if waiting.load.fills(self.most) {
            // half of it is room enough to be woken for
            let is_crowded =
                |waiting: &mut Waiting<R>| !waiting.is_over && self.is_crowded(waiting);
            let woken = self.room.wait_while(waiting, is_crowded);
            waiting = woken.unwrap_or_else(PoisonError::into_inner);
        }
        if waiting.is_over {
            return false;
        }
        waiting.records.push_back((record, bytes));
        waiting.load.add(Load { records: 1, bytes });
        drop(waiting);
        self.records.notify_one();
        true
    }

    fn is_crowded(&self, waiting: &Waiting<R>) -> bool {
        let Load { records, bytes } = waiting.load;
        records > self.most.records / 2 || bytes > self.most.bytes / 2
    }

    /// Waits for records and takes the share of one thread of what there is; `None` when it is over.
    fn take(&self) -> Option<Share<R>> {
        let mut waiting = self.lock();
        loop {
            let woken = if waiting.records.is_empty() {
                if waiting.is_over {
                    return None;
                }
                self.records.wait(waiting)
            } else if waiting.taken.fills(self.most_taken) {
                self.released.wait(waiting)
            } else {
                break;
            };
            waiting = woken.unwrap_or_else(PoisonError::into_inner);
        }
        let wanted = waiting.load.bytes.div_ceil(self.n_threads);
        let mut share =
            Share { number: waiting.next_share, load: Load::default(), records: Vec::new() };
        while share.load.bytes < wanted || share.records.is_empty() {
            let Some((record, bytes)) = waiting.records.pop_front() else { break };
            share.load.add(Load { records: 1, bytes });
            share.records.push(record);
        }
        waiting.next_share += 1;
        waiting.load.remove(share.load);
        waiting.taken.add(share.load);
        let (is_left, is_crowded) = (!waiting.records.is_empty(), self.is_crowded(&waiting));
        drop(waiting);
        if is_left {
            self.records.notify_one();
        }
        if !is_crowded {
            self.room.notify_one();
        }
        Some(share)
    }

    /// A share is through the sink.
    fn release(&self, load: Load) {
        self.lock().taken.remove(load);
        self.released.notify_all();
    }

    /// No more records come.
    fn end(&self) {
        self.lock().is_over = true;
        self.notify_all();
    }

    /// No more records are wanted: those that wait are dropped.
    fn stop(&self) {
        let mut waiting = self.lock();
        waiting.is_over = true;
        let dropped = std::mem::take(&mut waiting.records);
        waiting.load = Load::default();
        drop(waiting);
        self.notify_all();
        drop(dropped);
    }

    fn notify_all(&self) {
        self.room.notify_all();
        self.records.notify_all();
        self.released.notify_all();
    }
}

/// The reading side; however it ends, it is known to be over.
struct Reader<R>(Arc<Queue<R>>);

impl<R> Reader<R> {
    fn read(self, input: impl Iterator<Item = R>, weigh: fn(&R) -> usize) {
        for record in input {
            let bytes = weigh(&record);
            if !self.0.push(record, bytes) {
                return;
            }
        }
    }
}

impl<R> Drop for Reader<R> {
    fn drop(&mut self) {
        self.0.end();
    }
}

/// A thread of the pool; when it panics, the others have no more to do, since its share is missing.
struct Worker<'q, R>(&'q Queue<R>);

impl<R> Drop for Worker<'_, R> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.stop();
        }
    }
}

/// Results between the threads of the pool and the sink.
struct Finished<T> {
    results: Mutex<Results<T>>,
    changed: Condvar,
}

struct Results<T> {
    /// By the number of the share.
    shares: BTreeMap<u64, (Vec<T>, Load)>,
    /// The share that the sink is to have next.
    next: u64,
    /// No thread works any more.
    is_over: bool,
}

/// What the sink is to do; see [`Finished::next`].
enum Next<T> {
    Results(Vec<T>, Load),
    /// Not yet.
    Late,
    /// All were taken.
    None,
}

impl<T> Default for Finished<T> {
    fn default() -> Self {
        let results = Results { shares: BTreeMap::new(), next: 0, is_over: false };
        Finished { results: Mutex::new(results), changed: Condvar::new() }
    }
}

impl<T> Finished<T> {
    fn lock(&self) -> MutexGuard<'_, Results<T>> {
        self.results.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, number: u64, load: Load, results: Vec<T>) {
        let mut finished = self.lock();
        finished.shares.insert(number, (results, load));
        let is_next = finished.next == number;
        drop(finished);
        if is_next {
            self.changed.notify_one();
        }
    }

    /// Waits a short time for the share that is to come next.
    fn next(&self) -> Next<T> {
        let is_late = |it: &mut Results<T>| !it.is_over && !it.shares.contains_key(&it.next);
        let woken = self.changed.wait_timeout_while(self.lock(), POLL, is_late);
        let (mut finished, _) = woken.unwrap_or_else(PoisonError::into_inner);
        let number = finished.next;
        match finished.shares.remove(&number) {
            Some((results, load)) => {
                finished.next += 1;
                Next::Results(results, load)
            }
            None if finished.is_over => Next::None,
            None => Next::Late,
        }
    }
}

/// All threads of the pool; however they end, the sink hears of it.
struct Workers<'f, T>(&'f Finished<T>);

impl<T> Drop for Workers<'_, T> {
    fn drop(&mut self) {
        self.0.lock().is_over = true;
        self.0.changed.notify_one();
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

    #[test]
    fn a_thread_that_is_slow_holds_up_no_other() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let (sender, others) = std::sync::mpsc::channel::<u8>();
        let others = Mutex::new(others);
        let mut out = Vec::new();
        let outcome = ordered(
            &pool,
            Batching { records: 8, bytes: 8 },
            0..16u8,
            |_| 1,
            || sender.clone(),
            |sender, k| {
                if k == 0 {
                    // until the other thread has done as much as may wait for the sink
                    let others = others.lock().unwrap();
                    assert_eq!(others.iter().take(8).count(), 8);
                } else {
                    sender.send(k).unwrap();
                }
                k
            },
            || false,
            |results| {
                out.extend(results);
                Flow::Continue
            },
        );
        assert_eq!((outcome, out), (Outcome::Finished, (0..16).collect()));
    }

    #[test]
    fn what_is_in_flight_is_bounded() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(3).build().unwrap();
        let read = Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let counted = Arc::clone(&read);
        let input = (0..10_000).inspect(move |_| {
            counted.fetch_add(1, Ordering::Relaxed);
        });
        let mut written = 0;
        ordered(
            &pool,
            Batching { records: 1000, bytes: 60 },
            input,
            |_| 1,
            || (),
            |(), k: i32| k,
            || false,
            |results| {
                let held = read.load(Ordering::Relaxed) - written;
                // waiting, taken, the share that passes it, and the one in the reader's hand
                assert!(held <= 60 + 120 + 60 + 1, "{held}");
                written += results.len();
                Flow::Continue
            },
        );
        assert_eq!(written, 10_000);
    }

    #[test]
    fn a_panic_in_the_work_ends_the_run() {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().unwrap();
        let run = std::panic::AssertUnwindSafe(|| {
            ordered(
                &pool,
                Batching { records: 2, bytes: 2 },
                0..,
                |_: &u64| 1,
                || (),
                |(), k| assert!(k != 100, "work fails"),
                || false,
                |_| Flow::Continue,
            )
        });
        assert!(std::panic::catch_unwind(run).is_err());
    }
}
