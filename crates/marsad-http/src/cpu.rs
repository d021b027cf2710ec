//! The bridge from requests to processors: a permit, a job on the pool, an answer that is awaited.
//!
//! The threads that move bytes never work on a text. A request without a permit is refused at once, so
//! that a burst costs those who come too many and not those who were there before.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context;
use marsad::Buffers;
use rayon::{ThreadPool, ThreadPoolBuilder};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::config::Config;
use crate::error::{Code, Problem};

/// The pool and its permits.
#[derive(Debug)]
pub(crate) struct Cpu {
    pool: ThreadPool,
    permits: Arc<Semaphore>,
    n_permits: usize,
    work_time: Duration,
    buffers: Mutex<Vec<Buffers>>,
}

/// Until when a job may go on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Deadline(Instant);

impl Deadline {
    /// # Errors
    /// The time is over.
    pub(crate) fn check(self) -> Result<(), Problem> {
        if Instant::now() < self.0 {
            return Ok(());
        }
        Err(too_slow())
    }
}

fn too_slow() -> Problem {
    Problem::new(Code::TooSlow, "the work took longer than is given to a request")
}

impl Cpu {
    /// # Errors
    /// Threads that can not be started.
    pub(crate) fn new(config: &Config) -> anyhow::Result<Cpu> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(config.n_threads())
            .thread_name(|k| format!("marsad-work-{k}"))
            .build()
            .context("threads could not be started")?;
        let n_permits = config.n_permits();
        Ok(Cpu {
            pool,
            permits: Arc::new(Semaphore::new(n_permits)),
            n_permits,
            work_time: config.work_time(),
            buffers: Mutex::default(),
        })
    }

    /// Permits in use, and all of them.
    pub(crate) fn in_use(&self) -> (usize, usize) {
        (self.n_permits.saturating_sub(self.permits.available_permits()), self.n_permits)
    }

    /// Does `work` on the pool.
    ///
    /// # Errors
    /// No permit, no answer in time, work that panicked, and what `work` itself says.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(Deadline) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = Arc::clone(&self.permits).try_acquire_owned().map_err(|_| Problem::busy())?;
        self.run_with(permit, work).await
    }

    /// The same, but waits for a permit: for streams, which are held back instead of refused.
    ///
    /// # Errors
    /// As for [`Cpu::run`].
    pub(crate) async fn run_in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(Deadline) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = Arc::clone(&self.permits).acquire_owned().await;
        self.run_with(permit.map_err(|_| Problem::busy())?, work).await
    }

    async fn run_with<T: Send + 'static>(
        &self,
        permit: OwnedSemaphorePermit,
        work: impl FnOnce(Deadline) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (sender, receiver) = oneshot::channel();
        let deadline = Deadline(Instant::now() + self.work_time);
        self.pool.spawn(move || {
            // who hung up before the job began needs no answer
            if !sender.is_closed() {
                let done = catch_unwind(AssertUnwindSafe(|| work(deadline)));
                let done = done.unwrap_or_else(|_| Err(Problem::internal("work panicked")));
                let _ = sender.send(done);
            }
            drop(permit);
        });
        match tokio::time::timeout(self.work_time, receiver).await {
            Ok(Ok(done)) => done,
            Ok(Err(_)) => Err(Problem::internal("work gave no answer")),
            Err(_) => Err(too_slow()),
        }
    }

    /// Lends buffers that a search may write to; they come back when it is over.
    pub(crate) fn with_buffers<T>(&self, search: impl FnOnce(Buffers) -> (T, Buffers)) -> T {
        let lent = self.shelf().pop().unwrap_or_default();
        let (found, buffers) = search(lent);
        self.shelf().push(buffers);
        found
    }

    fn shelf(&self) -> std::sync::MutexGuard<'_, Vec<Buffers>> {
        self.buffers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
