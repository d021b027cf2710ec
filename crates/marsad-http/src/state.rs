//! What a running server holds: the lists as they stand, keys, the pool, the database.
//!
//! A list is published as an immutable [`Snapshot`]; a request takes it once and keeps it. Only the writer
//! makes new ones.

use std::collections::BTreeMap;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use anyhow::Context;
use arc_swap::ArcSwap;
use marsad::{Engine, LiveEngine};
use rayon::ThreadPool;
use tokio::sync::{Semaphore, mpsc, watch};

use crate::auth::{Caller, Keys};
use crate::config::Config;
use crate::cpu::Cpu;
use crate::error::{Code, Problem};
use crate::limits::Rates;
use crate::log::Log;
use crate::metrics::Metrics;
use crate::screening::Screening;
use crate::store::Store;
use crate::writer::{self, Command, Done, Request};

/// Requests to change lists that may wait.
const WAITING_CHANGES: usize = 4096;

/// Whole lists that are taken in at a time.
const PUTS: usize = 2;

/// What a thread of its own does for a server.
type Background = Box<dyn FnOnce(Weak<App>) + Send>;

/// Connections to the database that only read.
const READERS: usize = 4;

/// How often it is looked for keys that another process made or ended.
const KEYS_SEEN_AFTER: Duration = Duration::from_millis(500);

/// A list at one version. Never changes.
#[derive(Debug)]
pub(crate) struct Snapshot {
    pub engine: Arc<Engine>,
    pub version: u64,
}

/// A list that is served.
#[derive(Debug)]
pub(crate) struct List {
    pub name: String,
    /// Its number in the database.
    pub id: i64,
    pub is_builtin: bool,
    pub live: LiveEngine,
    snapshot: ArcSwap<Snapshot>,
    /// Held from when the engine has changes until they are durable and published, so that a merge does
    /// not publish what may be taken back.
    publishing: Mutex<()>,
    pub screening: Screening,
}

pub(crate) type Lists = BTreeMap<String, Arc<List>>;

impl List {
    pub(crate) fn new(name: &str, id: i64, is_builtin: bool, engine: Engine, version: u64) -> List {
        let live = LiveEngine::new(engine);
        let snapshot = ArcSwap::from_pointee(Snapshot { engine: live.engine(), version });
        List {
            name: name.to_owned(),
            id,
            is_builtin,
            live,
            snapshot,
            publishing: Mutex::default(),
            screening: Screening::default(),
        }
    }

    /// The list as it stands.
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.snapshot.load_full()
    }

    /// Whoever has this may change what is published.
    pub(crate) fn publishing(&self) -> MutexGuard<'_, ()> {
        self.publishing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts the engine as it is now in place, as `version`. The caller holds [`List::publishing`].
    pub(crate) fn publish(&self, version: u64) {
        self.snapshot.store(Arc::new(Snapshot { engine: self.live.engine(), version }));
    }

    /// Merges parts until there is nothing to merge, and puts the merged list in place. Threads of `pool`
    /// compile; none of them waits for [`List::publishing`], whose holder may wait for a pool.
    fn merge(&self, pool: &ThreadPool) -> Result<(), marsad::BuildError> {
        while self.live.needs_merge() && pool.install(|| self.live.merge())? {
            let _publishing = self.publishing();
            self.publish(self.snapshot().version);
        }
        Ok(())
    }
}

/// What the server is doing as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Lists are being loaded.
    Loading,
    /// Requests are answered.
    Ready,
    /// No new work; what was accepted is finished.
    Draining,
    /// The lists could not be loaded.
    Failed,
}

/// A running server, without its sockets.
pub struct App {
    pub(crate) config: Config,
    pub(crate) cpu: Cpu,
    /// Compiles and merges lists, beside the searches.
    pub(crate) build_pool: ThreadPool,
    /// Compiles changes, which wait for no merge.
    pub(crate) change_pool: ThreadPool,
    pub(crate) log: Log,
    pub(crate) metrics: Metrics,
    pub(crate) rates: Rates,
    pub(crate) streams: Arc<Semaphore>,
    /// Whole lists that are taken in at a time: they are large.
    pub(crate) puts: Semaphore,
    lists: ArcSwap<Lists>,
    keys: ArcSwap<Keys>,
    phase: AtomicU8,
    phases: watch::Sender<Phase>,
    changes: mpsc::Sender<Command>,
    merges: std::sync::mpsc::Sender<Weak<List>>,
    readers: Mutex<Vec<Store>>,
    reading: Semaphore,
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App").field("config", &self.config).finish_non_exhaustive()
    }
}

impl App {
    /// Opens the database, and begins to load its lists in the background: [`App::loaded`] waits for them.
    ///
    /// # Errors
    /// Settings that make no sense, a database that can not be opened, threads that can not be started.
    pub fn start(config: Config) -> anyhow::Result<Arc<App>> {
        config.check()?;
        let store = Store::open(&config.data)?;
        let keys = Keys::new(&store.keys()?)?;
        if keys.is_empty() && !config.listen.ip().is_loopback() {
            anyhow::bail!(
                "{} can be reached from other machines, and there are no API keys: make one with \
                 `marsad-server keys create`, or listen on 127.0.0.1",
                config.listen
            );
        }
        let pool = |name: &'static str| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(config.n_threads().div_ceil(2))
                .thread_name(move |k| format!("marsad-{name}-{k}"))
                .build()
                .context("threads could not be started")
        };
        let (build_pool, change_pool) = (pool("build")?, pool("change")?);
        let (changes, commands) = mpsc::channel(WAITING_CHANGES);
        let (merges, to_merge) = std::sync::mpsc::channel();
        let app = Arc::new(App {
            cpu: Cpu::new(&config)?,
            build_pool,
            change_pool,
            log: Log::to_stderr(),
            metrics: Metrics::default(),
            rates: Rates::new(&config),
            streams: Arc::new(Semaphore::new(config.max_streams)),
            puts: Semaphore::new(PUTS),
            lists: ArcSwap::default(),
            keys: ArcSwap::from_pointee(keys),
            phase: AtomicU8::new(0),
            phases: watch::Sender::new(Phase::Loading),
            changes,
            merges,
            readers: Mutex::default(),
            reading: Semaphore::new(READERS),
            config,
        });
        // Threads keep the server weakly: they end when it is let go of.
        let threads: [(&str, Background); 3] = [
            ("marsad-writer", Box::new(move |app| writer::run(&app, store, commands))),
            ("marsad-merger", Box::new(move |app| merge(&app, &to_merge))),
            ("marsad-keys", Box::new(|app| watch_keys(&app))),
        ];
        for (name, work) in threads {
            let weak = Arc::downgrade(&app);
            std::thread::Builder::new()
                .name(name.to_owned())
                .spawn(move || work(weak))
                .context("a thread could not be started")?;
        }
        Ok(app)
    }

    /// Waits until the lists are loaded.
    ///
    /// # Errors
    /// They can not be.
    pub async fn loaded(&self) -> anyhow::Result<()> {
        let mut phases = self.phases.subscribe();
        let phase = phases.wait_for(|phase| *phase != Phase::Loading).await;
        match phase.map(|phase| *phase) {
            Ok(Phase::Failed) | Err(_) => {
                anyhow::bail!("the lists could not be loaded; see the log")
            }
            Ok(_) => Ok(()),
        }
    }

    /// What the server is doing.
    pub fn phase(&self) -> Phase {
        match self.phase.load(Ordering::Acquire) {
            0 => Phase::Loading,
            1 => Phase::Ready,
            2 => Phase::Draining,
            _ => Phase::Failed,
        }
    }

    /// Sets what the server is doing; draining does not end.
    pub(crate) fn enter(&self, phase: Phase) {
        let number = match phase {
            Phase::Loading => 0,
            Phase::Ready => 1,
            Phase::Draining => 2,
            Phase::Failed => 3,
        };
        self.phase.fetch_max(number, Ordering::AcqRel);
        self.phases.send_replace(self.phase());
    }

    /// Tells of what the server is doing, from now on.
    pub(crate) fn subscribe(&self) -> watch::Receiver<Phase> {
        self.phases.subscribe()
    }

    /// Does `work` on the pool that compiles, however long it takes.
    ///
    /// # Errors
    /// Those of `work`; work that panicked.
    pub(crate) async fn build<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let (sender, receiver) = tokio::sync::oneshot::channel();
        self.build_pool.spawn(move || {
            let done = catch_unwind(AssertUnwindSafe(work));
            let _ = sender.send(done.unwrap_or_else(|_| Err(Problem::internal("work panicked"))));
        });
        receiver.await.unwrap_or_else(|_| Err(Problem::internal("work gave no answer")))
    }

    /// The lists as they stand.
    pub(crate) fn lists(&self) -> Arc<Lists> {
        self.lists.load_full()
    }

    /// Changes which lists there are. Only the writer does.
    pub(crate) fn set_lists(&self, change: impl FnOnce(&mut Lists)) {
        let mut lists = Lists::clone(&self.lists.load());
        change(&mut lists);
        self.lists.store(Arc::new(lists));
    }

    /// The list of that name, if `caller` may use it.
    ///
    /// # Errors
    /// There is none, or it is not for this caller.
    pub(crate) fn list(&self, caller: &Caller, name: &str) -> Result<Arc<List>, Problem> {
        caller.may_use(name)?;
        let lists = self.lists.load();
        lists.get(name).cloned().ok_or_else(|| unknown_list(name))
    }

    pub(crate) fn keys(&self) -> Arc<Keys> {
        self.keys.load_full()
    }

    /// Asks the writer for a change and waits until it is durable and published.
    ///
    /// # Errors
    /// Those of the change; too many that wait.
    pub(crate) async fn change(&self, request: Request) -> Result<Done, Problem> {
        let (reply, done) = tokio::sync::oneshot::channel();
        let command = Command { request, reply };
        self.changes.try_send(command).map_err(|_| Problem::busy())?;
        done.await.unwrap_or_else(|_| Err(Problem::internal("the writer gave no answer")))
    }

    /// Tells the thread that merges to look at `list`.
    pub(crate) fn merge_soon(&self, list: &Arc<List>) {
        let _ = self.merges.send(Arc::downgrade(list));
    }

    /// Reads from the database, on a thread that may wait for the disk.
    ///
    /// # Errors
    /// Those of `read`; a disk that fails.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        read: impl FnOnce(&Store) -> rusqlite::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let _permit = self.reading.acquire().await;
        let app = Arc::clone(self);
        let done = tokio::task::spawn_blocking(move || {
            let idle = app.idle_readers().pop();
            let store = match idle {
                Some(store) => store,
                None => Store::open_reader(&app.config.data)?,
            };
            let done = read(&store);
            app.idle_readers().push(store);
            done
        });
        match done.await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => Err(Problem::internal(format!("the database: {error}"))),
            Err(_) => Err(Problem::internal("reading panicked")),
        }
    }

    fn idle_readers(&self) -> MutexGuard<'_, Vec<Store>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub(crate) fn unknown_list(name: &str) -> Problem {
    Problem::new(Code::UnknownWatchlist, format!("there is no watchlist `{name}`"))
        .field("watchlist")
}

/// Merges lists of which it is told, one at a time.
fn merge(app: &Weak<App>, lists: &std::sync::mpsc::Receiver<Weak<List>>) {
    while let Ok(list) = lists.recv() {
        let (Some(app), Some(list)) = (app.upgrade(), list.upgrade()) else { continue };
        if let Err(error) = list.merge(&app.build_pool) {
            app.log.event("error", "merge", &error.to_string());
        }
    }
}

/// Takes over keys that another process made or ended.
fn watch_keys(app: &Weak<App>) {
    let mut reader: Option<(Store, i64)> = None;
    loop {
        std::thread::sleep(KEYS_SEEN_AFTER);
        let Some(app) = app.upgrade() else { return };
        let mut look = || -> anyhow::Result<()> {
            let (store, seen) = match &mut reader {
                Some(reader) => reader,
                None => reader.insert((Store::open_reader(&app.config.data)?, 0)),
            };
            let version = store.data_version()?;
            if version != *seen {
                app.keys.store(Arc::new(Keys::new(&store.keys()?)?));
                *seen = version;
            }
            Ok(())
        };
        if let Err(error) = look() {
            app.log.event("error", "keys", &error.to_string());
        }
    }
}

/// Where the data is, for messages.
pub(crate) fn database(config: &Config) -> PathBuf {
    config.data.join(crate::store::FILE)
}
