//! A watchlist that changes while it is searched.
//!
//! What is searched is always an [`Engine`], which never changes: a change makes a new one that shares
//! the compiled names with the one before, and puts it in its place. Entities that are added are
//! compiled into a small part of their own behind the large ones, those that are removed are struck
//! out; a merge makes one part of several.

mod plan;
mod published;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

use plan::Plan;
use published::Published;

use super::Engine;
use crate::watchlist::{BuildError, Entity, EntityRef, List, Part, number};

/// One change of a list.
///
/// ```
/// use marsad::{ListChange, Engine, Entity, LiveEngine};
/// let live = LiveEngine::new(Engine::builder().build()?);
/// live.apply([
///     ListChange::Upsert(Entity::new("oman", ["عمان"])),
///     ListChange::Upsert(Entity::new("oman", ["عُمان", "سلطنة عمان"])),
///     ListChange::Remove("yemen".to_owned()),
/// ])?;
/// let engine = live.engine();
/// assert_eq!((engine.n_entities(), engine.n_names()), (1, 2));
/// # Ok::<(), marsad::BuildError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ListChange {
    /// The entity stands at the end of the list, and no other of its id does any more.
    Upsert(Entity),
    /// No entity of this id stands in the list any more.
    Remove(String),
}

impl ListChange {
    fn id(&self) -> &str {
        match self {
            ListChange::Upsert(entity) => &entity.id,
            ListChange::Remove(id) => id,
        }
    }
}

/// A watchlist that changes while it is searched, shared behind a reference or an `Arc`.
///
/// [`LiveEngine::engine`] gives the list of that moment as an [`Engine`] that never changes: a
/// request that keeps it sees one state of the list from its first document to its last, and that of
/// every batch of changes either all or nothing. Taking it waits for nobody, whatever is being
/// changed or merged. A search finds what an engine would that were built from the entities as they
/// stand: those never touched in their first order, then those upserted, in the order of their last
/// upsert.
///
/// A change costs what the names in it cost, and now and then a few milliseconds for names that came
/// shortly before. The list gets slower to search with each part it has; a thread that calls
/// [`LiveEngine::merge`] when [`LiveEngine::needs_merge`] says so keeps them few. The engine starts
/// no thread for that.
///
/// ```
/// use marsad::{ListChange, Engine, Entity, LiveEngine, MatchOptions};
/// let list = Engine::builder().entity(Entity::new("jordan", ["الأردن"])).build()?;
/// let live = LiveEngine::new(list);
/// let before = live.engine();
/// let generation = live.apply([
///     ListChange::Upsert(Entity::new("qatar", ["قطر"])),
///     ListChange::Remove("jordan".to_owned()),
/// ])?;
/// let now = live.engine();
/// assert_eq!((before.generation(), now.generation()), (0, generation));
///
/// let text = "بين قطر والأردن";
/// let found = |engine: &Engine| -> Result<Vec<String>, Box<dyn std::error::Error>> {
///     let mut worker = engine.worker();
///     let hits = worker.find(text, &MatchOptions::default())?;
///     Ok(hits.iter().map(|hit| text[hit.span.range()].to_owned()).collect())
/// };
/// assert_eq!((found(&before)?, found(&now)?), (vec!["الأردن".into()], vec!["قطر".into()]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct LiveEngine {
    published: Published<Engine>,
    /// Held by whoever makes the next engine.
    writer: Mutex<Writer>,
    /// Held by whoever merges.
    merging: Mutex<()>,
    plan: Plan,
}

/// Parts that are being merged.
struct Merge {
    before: Arc<Engine>,
    range: Range<usize>,
}

impl Merge {
    fn parts(&self) -> &[Part] {
        self.before.parts.get(self.range.clone()).unwrap_or_default()
    }

    fn compile(&self) -> Result<List, BuildError> {
        compile(&self.before, self.parts(), &[])
    }
}

#[derive(Debug, Default)]
struct Writer {
    /// That many parts at the front are left as they are: a merge is compiling some of them.
    frozen: usize,
    /// Lists that are no longer part of the engine. Kept until no reader has them, so that none has to
    /// free a long one in the midst of a request.
    retired: Vec<Arc<List>>,
}

impl fmt::Debug for LiveEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LiveEngine").field("engine", &self.engine()).finish_non_exhaustive()
    }
}

impl LiveEngine {
    /// A list that begins as `engine`, and with its [generation](Engine::generation).
    ///
    /// Cost: entities are filed by id, about 50 ns each.
    pub fn new(engine: Engine) -> LiveEngine {
        LiveEngine::planned(engine, Plan::USUAL)
    }

    fn planned(engine: Engine, plan: Plan) -> LiveEngine {
        engine.parts.iter().for_each(|part| part.list.file_ids());
        LiveEngine {
            published: Published::new(Arc::new(engine)),
            writer: Mutex::default(),
            merging: Mutex::default(),
            plan,
        }
    }

    /// The list as it stands, to be searched for as long as it is kept. Never waits.
    ///
    /// ```
    /// use marsad::{Engine, LiveEngine, MatchOptions};
    /// let live = LiveEngine::new(Engine::builder().build()?);
    /// let engine = live.engine();
    /// assert!(engine.worker().find("نص", &MatchOptions::default())?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn engine(&self) -> Arc<Engine> {
        self.published.load()
    }

    /// Applies `changes` in their order, as one: every [`LiveEngine::engine`] has all of them or none,
    /// and all that are taken from now on have them. Gives the generation that has them, one more than
    /// the one before.
    ///
    /// Cost: compiling the names of the changes, and sometimes those of a few thousand that came
    /// shortly before; a bit an entity of each part from which something is struck out. Other changes
    /// wait meanwhile.
    ///
    /// # Errors
    /// An entity that [`EngineBuilder::build`](super::EngineBuilder::build) would refuse. Nothing is changed then.
    ///
    /// ```
    /// use marsad::{ListChange, Engine, Entity, LiveEngine};
    /// let live = LiveEngine::new(Engine::builder().build()?);
    /// let good = ListChange::Upsert(Entity::new("chad", ["تشاد"]));
    /// assert!(live.apply([good.clone(), ListChange::Upsert(Entity::new("x", ["…"]))]).is_err());
    /// assert_eq!((live.engine().n_entities(), live.engine().generation()), (0, 0));
    /// assert_eq!(live.apply([good])?, 1);
    /// # Ok::<(), marsad::BuildError>(())
    /// ```
    pub fn apply(&self, changes: impl IntoIterator<Item = ListChange>) -> Result<u64, BuildError> {
        let changes: Vec<ListChange> = changes.into_iter().collect();
        let last: HashMap<&str, usize> =
            changes.iter().enumerate().map(|(k, change)| (change.id(), k)).collect();
        let is_last = |k: usize, change: &ListChange| last.get(change.id()) == Some(&k);
        let changes: Vec<&ListChange> = changes
            .iter()
            .enumerate()
            .filter_map(|(k, change)| is_last(k, change).then_some(change))
            .collect();

        let mut writer = self.writer();
        let now = self.published.load();
        let mut parts = now.parts.clone();
        for change in &changes {
            parts.iter_mut().for_each(|part| part.remove(change.id()));
        }
        let added: Vec<&Entity> = changes
            .iter()
            .filter_map(|change| match change {
                ListChange::Upsert(entity) => Some(entity),
                ListChange::Remove(_) => None,
            })
            .collect();
        if !added.is_empty() {
            let n_names = added.iter().map(|entity| entity.n_names()).sum();
            let free = parts.get(writer.frozen..).unwrap_or_default();
            let kept = parts.len() - self.plan.with_change(&sizes(free), n_names);
            let taken_along = parts.get(kept..).unwrap_or_default();
            let list = match compile(&now, taken_along, &added) {
                Ok(list) => {
                    parts.truncate(kept);
                    list
                }
                // by themselves they may be few enough, of types or of bytes
                Err(_) => compile(&now, &[], &added)?,
            };
            parts.push(Part::whole(list));
        }
        let generation = now.generation + 1;
        self.publish(&mut writer, &now, parts, generation)?;
        Ok(generation)
    }

    /// Puts `engine` in the place of the whole list. Gives the generation that it is, one more than
    /// the one before; its own number does not count.
    ///
    /// Cost: as [`LiveEngine::new`]; changes do not wait for it.
    ///
    /// ```
    /// use marsad::{Engine, Entity, LiveEngine};
    /// let list = |id: &str| Engine::builder().entity(Entity::new(id, ["بغداد"])).build();
    /// let live = LiveEngine::new(list("first")?);
    /// assert_eq!(live.replace(list("second")?), 1);
    /// assert!(live.engine().entities().map(|(_, entity)| entity.id()).eq(["second"]));
    /// # Ok::<(), marsad::BuildError>(())
    /// ```
    pub fn replace(&self, mut engine: Engine) -> u64 {
        engine.parts.iter().for_each(|part| part.list.file_ids());
        if has_variants(&self.engine()) {
            engine.parts.iter().for_each(|part| _ = part.list.variants(&engine.codes));
        }
        let mut writer = self.writer();
        let now = self.published.load();
        engine.generation = now.generation + 1;
        let generation = engine.generation;
        writer.frozen = 0; // a merge that is going on will find its parts gone
        writer.retire(&now.parts, &engine.parts);
        self.published.store(Arc::new(engine));
        generation
    }

    /// Whether [`LiveEngine::merge`] has something to do. Cheap, but waits for a change that is being
    /// made.
    pub fn needs_merge(&self) -> bool {
        let writer = self.writer();
        writer.retired.iter().any(is_long_and_free)
            || self.plan.merge(&sizes(&self.published.load().parts)).is_some()
    }

    /// Makes one part of several, so that the list is searched faster, and frees what nobody searches
    /// any more. Whether there was something to do; `false` too while another thread is at it.
    ///
    /// What a search finds, and the generation, stay the same. Changes go on meanwhile: they wait only
    /// while the merged part is put in its place, which takes microseconds. Cost: compiling the names
    /// that are merged, now and then all of the list, about 1 µs a name.
    ///
    /// # Errors
    /// Parts that together are more than an engine can hold. They stay apart then.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::thread;
    /// use std::time::Duration;
    /// use marsad::{ListChange, Engine, Entity, LiveEngine};
    /// let live = Arc::new(LiveEngine::new(Engine::builder().build()?));
    /// let merger = thread::spawn({
    ///     let live = Arc::downgrade(&live);
    ///     move || while let Some(live) = live.upgrade() {
    ///         while live.needs_merge() && live.merge().is_ok_and(|done| done) {}
    ///         drop(live);
    ///         thread::sleep(Duration::from_millis(1)); // a service takes its time
    ///     }
    /// });
    /// for k in 0..10 {
    ///     let names = (0..1000).map(|n| Entity::new(format!("{k} {n}"), [format!("اسم {k} {n}")]));
    ///     live.apply(names.map(ListChange::Upsert))?;
    /// }
    /// assert_eq!(live.engine().n_names(), 10_000);
    /// drop(live);
    /// merger.join().unwrap();
    /// # Ok::<(), marsad::BuildError>(())
    /// ```
    pub fn merge(&self) -> Result<bool, BuildError> {
        let _merging = match self.merging.try_lock() {
            Ok(merging) => merging,
            Err(TryLockError::Poisoned(merging)) => merging.into_inner(),
            Err(TryLockError::WouldBlock) => return Ok(false),
        };
        let (merge, freed) = self.begin_merge();
        let freed = freed.into_iter().map(drop).count() > 0; // after the lock is free
        let Some(merge) = merge else { return Ok(freed) };
        let compiled = merge.compile();
        self.end_merge(&merge, compiled)?;
        Ok(true)
    }

    /// What is to be merged, and the lists that nobody has any more.
    fn begin_merge(&self) -> (Option<Merge>, Vec<Arc<List>>) {
        let mut writer = self.writer();
        let free = writer.take_free(|_| true);
        let before = self.published.load();
        let range = self.plan.merge(&sizes(&before.parts));
        writer.frozen = range.as_ref().map_or(0, |range| range.end);
        (range.map(|range| Merge { before, range }), free)
    }

    /// Puts the merged list in the place of the parts it was compiled from, unless they are gone.
    fn end_merge(
        &self,
        merge: &Merge,
        compiled: Result<List, BuildError>,
    ) -> Result<(), BuildError> {
        let mut writer = self.writer();
        writer.frozen = 0;
        let mut merged = Part::whole(compiled?);
        let now = self.published.load();
        let (before, range) = (merge.parts(), merge.range.clone());
        let here = now.parts.get(range.clone()).unwrap_or_default();
        let is_same = |(a, b): (&Part, &Part)| Arc::ptr_eq(&a.list, &b.list);
        if here.len() != before.len() || !here.iter().zip(before).all(is_same) {
            return Ok(()); // the whole list was replaced
        }
        merged.remove_since(before, here);
        let mut parts = now.parts.clone();
        parts.splice(range, [merged]).for_each(drop);
        self.publish(&mut writer, &now, parts, now.generation)
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        // Nothing is half done when a thread dies with it: the engine is put in place whole.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts an engine of `parts` in the place of `now`.
    fn publish(
        &self,
        writer: &mut Writer,
        now: &Engine,
        mut parts: Vec<Part>,
        generation: u64,
    ) -> Result<(), BuildError> {
        let mut place = 0;
        parts.retain(|part| {
            place += 1;
            place <= writer.frozen || part.n_entities() > 0
        });
        number(&mut parts)?;
        writer.retire(&now.parts, &parts);
        let Engine { kernel, codes, .. } = now;
        let engine = Engine { kernel: *kernel, codes: Arc::clone(codes), parts, generation };
        self.published.store(Arc::new(engine));
        // after a merge as well as after a change, but never a long one here
        drop(writer.take_free(|list| !is_long(list)));
        Ok(())
    }
}

impl Writer {
    /// Keeps the lists that are in `before` and not in `after`.
    fn retire(&mut self, before: &[Part], after: &[Part]) {
        let stays = |part: &&Part| after.iter().any(|other| Arc::ptr_eq(&part.list, &other.list));
        let gone = before.iter().filter(|part| !stays(part));
        self.retired.extend(gone.map(|part| Arc::clone(&part.list)));
    }

    /// Takes out the lists that nobody else has, of those that `may` go.
    fn take_free(&mut self, may: impl Fn(&List) -> bool) -> Vec<Arc<List>> {
        self.retired.extract_if(.., |list| is_free(list) && may(list)).collect()
    }
}

/// Compiles what counts of `parts` and, behind it, `added`.
fn compile(engine: &Engine, parts: &[Part], added: &[&Entity]) -> Result<List, BuildError> {
    let old = parts.iter().flat_map(Part::entities).map(|(_, entity)| entity);
    let old = old.map(EntityRef::to_entity);
    let added = added.iter().copied().cloned();
    let entities: Vec<Entity> = old.chain(added).collect();
    let list = List::compile(&engine.codes, &entities)?;
    // An allocator tidies up later what is freed in millions of pieces: here, in the next line, and not
    // when the list is put in place and changes wait.
    drop(entities);
    list.file_ids();
    if has_variants(engine) {
        list.variants(&engine.codes);
    }
    Ok(list)
}

/// Whether the list is searched for other spellings: what such a search needs is then made ready
/// before a list is put in place, so that none waits for it.
fn has_variants(engine: &Engine) -> bool {
    engine.parts.iter().any(|part| part.list.has_variants())
}

fn is_free(list: &Arc<List>) -> bool {
    Arc::strong_count(list) == 1
}

/// Whether freeing it takes a while.
fn is_long(list: &List) -> bool {
    list.n_names() > 2 * Plan::USUAL.at_once
}

fn is_long_and_free(list: &Arc<List>) -> bool {
    is_long(list) && is_free(list)
}

fn sizes(parts: &[Part]) -> Vec<plan::Size> {
    parts.iter().map(|part| (part.n_names(), part.n_removed_names())).collect()
}
