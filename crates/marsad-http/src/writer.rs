//! The one writer: takes requests to change lists in turn, makes them durable, publishes them, answers.
//!
//! Batches of entries that wait are made one transaction, each its own version of its list; whole lists, ways
//! back and deletions go alone. An answer is sent after the transaction is committed and the new snapshot is in
//! place: what is acknowledged survives and is seen.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Weak};

use marsad::{BuildError, Engine, Entity, ListChange};
use marsad_io::Watchlist;
use tokio::sync::{mpsc, oneshot};

use crate::error::{Code, Problem};
use crate::lists::{WORLD, entity, list_change, puts};
use crate::log::now_ms;
use crate::state::{App, List, Phase, unknown_list};
use crate::store::{AuditRow, Change, Counts, ListRow, Store};

/// Most requests of one transaction, and most changes.
const GROUP: usize = 1024;
const GROUP_CHANGES: usize = 16_384;

/// What a request wants of a list.
#[derive(Debug, Clone)]
pub(crate) enum Action {
    /// Put and remove entries.
    Patch(Vec<Change>),
    /// Hold these entities and no others; a list that is not there is made.
    Put(Vec<Change>),
    /// Be as at an earlier version.
    RollBack(u64),
    Delete,
}

/// What must be true of the list for the request to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Condition {
    None,
    /// It is at one of these versions.
    At(Vec<u64>),
    /// It is there.
    Exists,
    /// It is not there.
    Absent,
}

/// A request to change a list.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    pub list: String,
    pub action: Action,
    pub condition: Condition,
    pub who: Arc<str>,
    pub note: String,
}

/// A change that is durable and published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Done {
    /// The version the list is at, unchanged when nothing had to be done.
    pub version: u64,
    pub entries: u64,
    pub counts: Counts,
    pub is_new: bool,
}

/// A request, and who waits for it.
#[derive(Debug)]
pub(crate) struct Command {
    pub request: Request,
    pub reply: oneshot::Sender<Result<Done, Problem>>,
}

/// Why a transaction was given up.
enum Failure {
    Store(rusqlite::Error),
    Build(BuildError),
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Failure::Store(error)
    }
}

/// A list within a transaction.
struct Working {
    row: ListRow,
    list: Arc<List>,
    changes: Vec<Change>,
    is_deleted: bool,
}

type Touched = BTreeMap<String, Working>;

/// Loads the lists, then takes requests until the server is let go of.
pub(crate) fn run(app: &Weak<App>, mut store: Store, mut commands: mpsc::Receiver<Command>) {
    if let Some(app) = app.upgrade() {
        match load(&app, &mut store) {
            Ok(()) => app.enter(Phase::Ready),
            Err(error) => {
                app.log.event("error", "load", &format!("{error:#}"));
                app.enter(Phase::Failed);
            }
        }
    }
    let mut next = None;
    while let Some(first) = next.take().or_else(|| commands.blocking_recv()) {
        let Some(app) = app.upgrade() else { return };
        let mut group = vec![first];
        let mut n_changes = 0;
        while let Some(Action::Patch(changes)) = group.last().map(|it| &it.request.action) {
            n_changes += changes.len();
            if group.len() >= GROUP || n_changes >= GROUP_CHANGES {
                break;
            }
            match commands.try_recv() {
                Ok(command) if matches!(command.request.action, Action::Patch(_)) => {
                    group.push(command);
                }
                Ok(command) => {
                    next = Some(command);
                    break;
                }
                Err(_) => break,
            }
        }
        do_group(&app, &mut store, group);
    }
}

/// Does the requests of a group, together if that works and else one by one, and answers each.
fn do_group(app: &Arc<App>, store: &mut Store, group: Vec<Command>) {
    let requests: Vec<&Request> = group.iter().map(|command| &command.request).collect();
    let answers = match transact(app, store, &requests) {
        Ok(answers) => answers,
        Err(Failure::Build(error)) if requests.len() == 1 => {
            vec![Err(Problem::new(Code::BadList, error.to_string()))]
        }
        // one that can not be taken must not cost the others
        Err(Failure::Build(_)) => {
            let alone = |request: &&Request| match transact(app, store, &[request]) {
                Ok(mut answers) => answers.pop().unwrap_or_else(|| Err(Problem::busy())),
                Err(failure) => Err(failure.problem()),
            };
            requests.iter().map(alone).collect()
        }
        Err(failure) => {
            app.log.event("error", "store", failure.problem().message());
            requests.iter().map(|_| Err(failure.problem())).collect()
        }
    };
    for (command, answer) in group.into_iter().zip(answers) {
        // who hung up is not told; the change stands
        let _ = command.reply.send(answer);
    }
}

impl Failure {
    fn problem(&self) -> Problem {
        match self {
            Failure::Store(error) => {
                Problem::new(Code::StorageFailed, format!("the database: {error}")).retry_after(5)
            }
            Failure::Build(error) => Problem::new(Code::BadList, error.to_string()),
        }
    }
}

/// One transaction: what each request asks is written and compiled, committed, and then published.
fn transact(
    app: &Arc<App>,
    store: &mut Store,
    requests: &[&Request],
) -> Result<Vec<Result<Done, Problem>>, Failure> {
    let mut working = Touched::new();
    let tried = catch_unwind(AssertUnwindSafe(|| try_transact(app, store, requests, &mut working)));
    let tried = tried.unwrap_or(Err(Failure::Store(rusqlite::Error::UnwindingPanic)));
    if tried.is_err() {
        // The engines may have changes that the database has not: load those lists anew.
        for name in working.keys() {
            match reload(app, store, name) {
                Ok(()) => {}
                Err(error) => app.log.event("error", "reload", &format!("{error:#}")),
            }
        }
    }
    tried
}

fn try_transact(
    app: &Arc<App>,
    store: &mut Store,
    requests: &[&Request],
    working: &mut Touched,
) -> Result<Vec<Result<Done, Problem>>, Failure> {
    let before = app.lists();
    let guards: Vec<_> = requests
        .iter()
        .map(|request| &*request.list)
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .filter_map(|name| before.get(name))
        .map(|list| list.publishing())
        .collect();
    let answers = store.durably(|store| -> Result<_, Failure> {
        let mut answers = Vec::with_capacity(requests.len());
        for request in requests {
            answers.push(step(app, store, working, request)?);
        }
        for it in working.values().filter(|it| !it.is_deleted && !it.changes.is_empty()) {
            let changes: Vec<ListChange> = it.changes.iter().filter_map(list_change).collect();
            app.change_pool.install(|| it.list.live.apply(changes)).map_err(Failure::Build)?;
        }
        Ok(answers)
    })?;
    for (name, it) in &mut *working {
        if it.is_deleted {
            app.set_lists(|lists| drop(lists.remove(name)));
            continue;
        }
        it.list.screening.publish(it.row.version, &it.changes, || it.list.publish(it.row.version));
        if !before.get(name).is_some_and(|list| Arc::ptr_eq(list, &it.list)) {
            app.set_lists(|lists| drop(lists.insert(name.clone(), Arc::clone(&it.list))));
        }
        app.merge_soon(&it.list);
    }
    drop(guards);
    Ok(answers)
}

/// Writes what one request asks. A problem leaves nothing behind.
fn step(
    app: &Arc<App>,
    store: &Store,
    working: &mut Touched,
    request: &Request,
) -> Result<Result<Done, Problem>, Failure> {
    let Request { list: name, action, condition, .. } = request;
    let row = match working.get(name) {
        Some(it) => Some(it.row.clone()),
        None => store.list(name)?,
    };
    let there = row.as_ref().filter(|row| !row.is_deleted);
    if let Err(problem) = check(there, name, action, condition) {
        return Ok(Err(problem));
    }
    let is_new = there.is_none();
    let row = match there {
        Some(row) => row.clone(),
        None => store.create_list(name, false)?,
    };
    let wanted = match action {
        Action::Patch(changes) => changes.clone(),
        Action::Put(puts) => {
            let kept: std::collections::HashSet<&str> =
                puts.iter().map(|change| &*change.entity).collect();
            let gone = store.ids(row.id)?.into_iter().filter(|id| !kept.contains(&**id));
            let gone = gone.map(|entity| Change { entity, record: None });
            gone.chain(puts.iter().cloned()).collect()
        }
        Action::RollBack(to) => {
            if *to == 0 || *to > row.version {
                return Ok(Err(unknown_version(name, *to)));
            }
            let differences = store.differences(row.id, row.version, *to, "", u32::MAX)?;
            differences.into_iter().filter_map(to_change).collect()
        }
        Action::Delete => {
            let counts = Counts { removed: row.entries, ..Counts::default() };
            let version = row.version + 1;
            store.delete_list(row.id, version)?;
            let done = Done { version, entries: 0, counts, is_new: false };
            store.note(&audit_row(request, &done))?;
            let list = existing(app, name, &row)?;
            let row = ListRow { version, entries: 0, is_deleted: true, ..row };
            let it = Working { row, list, changes: Vec::new(), is_deleted: true };
            working.insert(name.clone(), it);
            return Ok(Ok(done));
        }
    };
    let (changes, counts) = store.effective(row.id, wanted)?;
    let entries = (row.entries + counts.added).saturating_sub(counts.removed);
    let most = app.config.max_entities as u64;
    if entries > most && counts.added > 0 {
        if is_new {
            store.delete_list(row.id, row.version)?;
        }
        let message = format!("the list would have {entries} entities; at most {most} are taken");
        return Ok(Err(Problem::new(Code::ListTooLarge, message)));
    }
    let is_change = is_new || !changes.is_empty();
    let version = row.version + u64::from(is_change);
    let done = Done { version, entries, counts, is_new };
    if is_change {
        store.append(row.id, version, &changes)?;
        store.set_version(row.id, version, entries)?;
        store.note(&audit_row(request, &done))?;
        app.metrics.changes.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
    let list = match working.get(name) {
        Some(it) => Arc::clone(&it.list),
        None => existing(app, name, &row)?,
    };
    let row = ListRow { version, entries, is_deleted: false, ..row };
    let it = working.entry(name.clone()).or_insert_with(|| Working {
        list,
        row: row.clone(),
        changes: Vec::new(),
        is_deleted: false,
    });
    it.row = row;
    it.changes.extend(changes);
    Ok(Ok(done))
}

/// The list that is served, or an empty one.
fn existing(app: &App, name: &str, row: &ListRow) -> Result<Arc<List>, Failure> {
    if let Some(list) = app.lists().get(name) {
        return Ok(Arc::clone(list));
    }
    let engine = Engine::builder().build().map_err(Failure::Build)?;
    Ok(Arc::new(List::new(name, row.id, row.is_builtin, engine, row.version)))
}

/// # Errors
/// What forbids the action on a list that is as `there` says.
fn check(
    there: Option<&ListRow>,
    name: &str,
    action: &Action,
    condition: &Condition,
) -> Result<(), Problem> {
    if there.is_some_and(|row| row.is_builtin) {
        let message = "the built-in list can not be changed";
        return Err(Problem::new(Code::ReadOnly, message).field("list"));
    }
    let lost = |field: &str, expected: String| {
        let now = match there {
            Some(row) => format!("the list is at version {}", row.version),
            None => "there is no such list".to_owned(),
        };
        Err(Problem::new(Code::PreconditionFailed, now).field(field).expected(expected))
    };
    match condition {
        Condition::None => {}
        Condition::At(versions) if there.is_some_and(|row| versions.contains(&row.version)) => {}
        Condition::At(versions) => {
            let versions: Vec<String> = versions.iter().map(u64::to_string).collect();
            return lost("If-Match", format!("version {}", versions.join(" or ")));
        }
        Condition::Exists if there.is_some() => {}
        Condition::Exists => return lost("If-Match", "a list of that name".to_owned()),
        Condition::Absent if there.is_none() => {}
        Condition::Absent => return lost("If-None-Match", "no list of that name".to_owned()),
    }
    if there.is_none() && !matches!(action, Action::Put(_)) {
        return Err(unknown_list(name));
    }
    Ok(())
}

pub(crate) fn unknown_version(list: &str, version: u64) -> Problem {
    Problem::new(Code::UnknownVersion, format!("the list `{list}` has no version {version}"))
        .field("version")
}

/// What makes an entity what it was.
fn to_change(difference: crate::store::Difference) -> Option<Change> {
    let record = match difference.after {
        None => None,
        Some(json) => {
            let record = serde_json::from_str(&json).ok()?;
            Some(crate::store::Filed { json, ..crate::lists::filed(&record) })
        }
    };
    Some(Change { entity: difference.entity, record })
}

fn audit_row(request: &Request, done: &Done) -> AuditRow {
    let (action, note) = match &request.action {
        Action::Patch(_) => ("patch", request.note.clone()),
        Action::Put(_) if done.is_new => ("create", request.note.clone()),
        Action::Put(_) => ("put", request.note.clone()),
        Action::RollBack(to) => ("rollback", format!("to version {to}")),
        Action::Delete => ("delete", request.note.clone()),
    };
    AuditRow {
        seq: 0,
        at: now_ms(),
        who: request.who.to_string(),
        action: action.to_owned(),
        list: Some(request.list.clone()),
        version: Some(done.version),
        counts: done.counts,
        entries: done.entries,
        note,
    }
}

/// Files the built-in list if it is another than the one filed, and loads all lists.
fn load(app: &Arc<App>, store: &mut Store) -> anyhow::Result<()> {
    let mut world = Watchlist::default();
    world.read_world();
    let world = app.build_pool.install(|| puts(world));
    store.durably(|store| -> rusqlite::Result<()> {
        let row = match store.list(WORLD)? {
            Some(row) => row,
            None => store.create_list(WORLD, true)?,
        };
        let kept: std::collections::HashSet<&str> =
            world.iter().map(|change| &*change.entity).collect();
        let gone = store.ids(row.id)?.into_iter().filter(|id| !kept.contains(&**id));
        let gone = gone.map(|entity| Change { entity, record: None });
        let (changes, counts) =
            store.effective(row.id, gone.chain(world.iter().cloned()).collect())?;
        if changes.is_empty() {
            return Ok(());
        }
        let version = row.version + 1;
        let entries = world.len() as u64;
        store.append(row.id, version, &changes)?;
        store.set_version(row.id, version, entries)?;
        store.note(&AuditRow {
            seq: 0,
            at: now_ms(),
            who: "server".to_owned(),
            action: "built-in".to_owned(),
            list: Some(WORLD.to_owned()),
            version: Some(version),
            counts,
            entries,
            note: concat!("of ", env!("CARGO_PKG_VERSION")).to_owned(),
        })
    })?;
    for row in store.lists()? {
        reload(app, store, &row.name)?;
    }
    Ok(())
}

/// Serves the list of that name as the database has it.
fn reload(app: &Arc<App>, store: &Store, name: &str) -> anyhow::Result<()> {
    let Some(row) = store.list(name)?.filter(|row| !row.is_deleted) else {
        app.set_lists(|lists| drop(lists.remove(name)));
        return Ok(());
    };
    let mut entities: Vec<Entity> = Vec::new();
    store.records(row.id, |json| entities.extend(entity(json)))?;
    let builder = Engine::builder().entities(entities);
    let engine = app.build_pool.install(|| builder.build())?;
    let list = Arc::new(List::new(name, row.id, row.is_builtin, engine, row.version));
    app.set_lists(|lists| drop(lists.insert(name.to_owned(), list)));
    Ok(())
}
