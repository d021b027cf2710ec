//! The engine: a compiled watchlist, immutable and shared; and the worker that searches with it and
//! owns every buffer.

mod live;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

pub use live::{ListChange, LiveEngine};

use crate::chars::Kernel;
use crate::container::{Bytes, MAGIC, OpenError, VERSION};
use crate::error::TextTooLong;
use crate::matcher::{
    ChoiceScratch, Diagnosis, Evidence, Hit, MatchOptions, Scan, choose, diagnose, evidence, scan,
};
use crate::span::{EntityId, NameId};
use crate::watchlist::{BuildError, Entity, EntityRef, List, Name, Part, number};
use crate::words::LetterCodes;

/// A watchlist ready to search with. Cheap to share behind an `Arc` or a reference; never changes.
///
/// ```
/// use marsad::{Engine, Entity, MatchOptions};
/// let engine = Engine::builder()
///     .entity(Entity::new("russia", ["روسيا"]))
///     .entity(Entity::new("hamza", ["حمزة"]))
///     .build()?;
/// let mut worker = engine.worker();
/// let text = "وصل حمزه إلى موسكو، عاصمة روسيا.";
/// let found: Vec<&str> = worker
///     .find(text, &MatchOptions::default())?
///     .iter()
///     .map(|hit| &text[hit.span.range()])
///     .collect();
/// assert_eq!(found, ["حمزه", "روسيا"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Engine {
    kernel: Kernel,
    codes: Arc<LetterCodes>,
    parts: Vec<Part>,
    generation: u64,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine")
            .field("entities", &self.n_entities())
            .field("names", &self.n_names())
            .finish_non_exhaustive()
    }
}

/// Collects the entities of an [`Engine`].
///
/// ```
/// use marsad::{Engine, Entity};
/// let engine = Engine::builder().entities([Entity::new("nato", ["الناتو", "NATO"])]).build()?;
/// assert_eq!(engine.n_names(), 2);
/// # Ok::<(), marsad::BuildError>(())
/// ```
#[derive(Debug, Default)]
pub struct EngineBuilder {
    entities: Vec<Entity>,
    kernel: Option<Kernel>,
}

impl EngineBuilder {
    /// Adds one entity; its [`EntityId`] is the number of entities before it.
    #[must_use]
    pub fn entity(mut self, entity: Entity) -> Self {
        self.entities.push(entity);
        self
    }

    /// Adds entities in order.
    #[must_use]
    pub fn entities(mut self, entities: impl IntoIterator<Item = Entity>) -> Self {
        self.entities.extend(entities);
        self
    }

    /// Uses a kernel other than the fastest; one that this machine can not run is replaced by the
    /// fastest. For tests and benches: hits do not depend on it.
    ///
    /// ```
    /// use marsad::{Engine, Kernel};
    /// let engine = Engine::builder().kernel(Kernel::Scalar).build()?;
    /// assert_eq!(engine.kernel(), Kernel::Scalar);
    /// # Ok::<(), marsad::BuildError>(())
    /// ```
    #[must_use]
    pub fn kernel(mut self, kernel: Kernel) -> Self {
        self.kernel = Kernel::available().find(|here| *here == kernel);
        self
    }

    /// Compiles the names. Cost: about 1 µs a name.
    ///
    /// # Errors
    /// A name without a letter or digit, a name of more than [`MAX_NAME_WORDS`](crate::MAX_NAME_WORDS)
    /// words, more names than fit 32 bits; the message names the entity.
    pub fn build(self) -> Result<Engine, BuildError> {
        let codes = Arc::new(LetterCodes::new());
        let parts = vec![Part::whole(List::compile(&codes, &self.entities)?)];
        let kernel = self.kernel.unwrap_or_else(Kernel::best);
        Ok(Engine { kernel, codes, parts, generation: 0 })
    }
}

impl Engine {
    /// An empty builder.
    pub fn builder() -> EngineBuilder {
        EngineBuilder::default()
    }

    /// Opens a compiled list, the bytes that [`Engine::to_bytes`] gave, and reads it where it lies: nothing
    /// is copied, and no name is looked at before it is asked for. `bytes` may be a mapped file; they must
    /// not change.
    ///
    /// Cost: all bytes are checked first, about 0.1 ms a megabyte.
    ///
    /// # Errors
    /// Any other bytes: no list, a damaged one, one of another format version or compiled with other
    /// folding. The message says what was found and what was expected.
    ///
    /// ```
    /// use marsad::{Engine, Entity, MatchOptions};
    /// let built = Engine::builder().entity(Entity::new("jordan", ["الأردن"])).build()?;
    /// let engine = Engine::open(built.to_bytes()?.into_owned())?;
    /// let text = "وصل الوفد إلى الاردن";
    /// assert_eq!(engine.worker().find(text, &MatchOptions::default())?.len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn open(bytes: impl AsRef<[u8]> + Send + Sync + 'static) -> Result<Engine, OpenError> {
        let codes = Arc::new(LetterCodes::new());
        let list = List::open(&codes, Bytes::Shared(Arc::new(bytes)))?;
        Ok(Engine { kernel: Kernel::best(), codes, parts: vec![Part::whole(list)], generation: 0 })
    }

    /// Several lists searched as one: the parts of all, in their order, shared with them and not copied. An
    /// id that stands in several lists is found for each. It uses the kernel of the first list, and its
    /// generation is the sum of theirs, which no change of any of them leaves as it was.
    ///
    /// Cost: some nanoseconds a list, whatever its length.
    ///
    /// # Errors
    /// Lists that together are more than an engine can hold.
    ///
    /// ```
    /// use marsad::{Engine, Entity, MatchOptions};
    /// let rivers = Engine::builder().entity(Entity::new("nile", ["النيل"])).build()?;
    /// let cities = Engine::builder().entity(Entity::new("cairo", ["القاهرة"])).build()?;
    /// let both = Engine::joined([&rivers, &cities])?;
    /// let text = "القاهرة على النيل";
    /// assert_eq!(both.worker().find(text, &MatchOptions::default())?.len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn joined<'e>(lists: impl IntoIterator<Item = &'e Engine>) -> Result<Engine, BuildError> {
        let mut lists = lists.into_iter();
        let Some(Engine { kernel, codes, parts, generation }) = lists.next() else {
            return Engine::builder().build();
        };
        let (mut parts, mut generation) = (parts.clone(), *generation);
        for other in lists {
            parts.extend(other.parts.iter().cloned());
            generation = generation.saturating_add(other.generation);
        }
        number(&mut parts)?;
        Ok(Engine { kernel: *kernel, codes: Arc::clone(codes), parts, generation })
    }

    /// Whether bytes begin as a compiled list. Their first eight are enough.
    ///
    /// ```
    /// assert!(!marsad::Engine::is_compiled(b"{\"id\""));
    /// assert!(marsad::Engine::is_compiled(&marsad::Engine::builder().build()?.to_bytes()?[..8]));
    /// # Ok::<(), marsad::BuildError>(())
    /// ```
    pub fn is_compiled(bytes: &[u8]) -> bool {
        bytes.starts_with(&MAGIC)
    }

    /// The compiled list, to be kept and [opened](Engine::open) later. The same entities give the same
    /// bytes, however many threads compile them.
    ///
    /// Cost: none; of a list that was changed since it was built, that of building it.
    ///
    /// # Errors
    /// A list that was changed and is more than an engine can hold in one piece.
    pub fn to_bytes(&self) -> Result<Cow<'_, [u8]>, BuildError> {
        if let [part] = &self.parts[..]
            && part.is_whole()
        {
            return Ok(Cow::Borrowed(part.list.as_bytes()));
        }
        let entities: Vec<Entity> = self.entities().map(|(_, entity)| entity.to_entity()).collect();
        Ok(Cow::Owned(List::compile(&self.codes, &entities)?.as_bytes().to_vec()))
    }

    /// The version of the compiled lists that this program writes and reads.
    pub const FORMAT_VERSION: u32 = VERSION;

    /// What a compiled list must have been compiled with to be read: a hash of the folding and of all else
    /// that its table is made by.
    pub fn fingerprint(&self) -> u64 {
        self.codes.fingerprint()
    }

    /// What the compiled list consists of: each part's name and its bytes.
    ///
    /// ```
    /// use marsad::{Engine, Entity};
    /// let engine = Engine::builder().entity(Entity::new("nile", ["النيل"])).build()?;
    /// let texts = engine.sections().into_iter().find(|(name, _)| *name == "texts");
    /// assert_eq!(texts, Some(("texts", 10)));
    /// # Ok::<(), marsad::BuildError>(())
    /// ```
    pub fn sections(&self) -> Vec<(&'static str, usize)> {
        let mut sections: Vec<(&'static str, usize)> = Vec::new();
        for (name, len) in self.parts.iter().flat_map(|part| part.list.sections()) {
            match sections.iter_mut().find(|(other, _)| *other == name) {
                Some((_, sum)) => *sum += len,
                None => sections.push((name, len)),
            }
        }
        sections
    }

    /// A worker; one a thread. Its buffers grow to the largest document seen and are then reused.
    pub fn worker(&self) -> Worker<'_> {
        self.worker_with(Buffers::default())
    }

    /// A worker that goes on with the buffers of another, of whichever engine that was.
    ///
    /// ```
    /// use marsad::{Buffers, Engine, Entity, ListChange, LiveEngine, MatchOptions};
    /// let live = LiveEngine::new(Engine::builder().build()?);
    /// let mut buffers = Buffers::default();
    /// for name in ["دمشق", "حلب"] {
    ///     live.apply([ListChange::Upsert(Entity::new(name, [name]))])?;
    ///     let engine = live.engine();
    ///     let mut worker = engine.worker_with(buffers);
    ///     assert!(!worker.find("بين دمشق وحلب", &MatchOptions::default())?.is_empty());
    ///     buffers = worker.into_buffers();
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn worker_with(&self, buffers: Buffers) -> Worker<'_> {
        Worker { engine: self, buffers }
    }

    /// Which state of a list that changes it is: the number of batches of changes before it. 0 for one
    /// that was built. See [`LiveEngine`].
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The same list as generation `generation`, of a count that went on before this program began.
    ///
    /// ```
    /// use marsad::{Engine, LiveEngine};
    /// let live = LiveEngine::new(Engine::builder().build()?.with_generation(41));
    /// assert_eq!(live.apply([])?, 42);
    /// # Ok::<(), marsad::BuildError>(())
    /// ```
    #[must_use]
    pub fn with_generation(mut self, generation: u64) -> Self {
        self.generation = generation;
        self
    }

    /// The instructions it searches with.
    pub fn kernel(&self) -> Kernel {
        self.kernel
    }

    /// The entities in the order given, with the numbers that hits name them by.
    pub fn entities(&self) -> impl Iterator<Item = (EntityId, EntityRef<'_>)> {
        self.parts.iter().flat_map(Part::entities)
    }

    /// Number of entities.
    pub fn n_entities(&self) -> usize {
        self.parts.iter().map(Part::n_entities).sum()
    }

    /// The entity of a hit; `None` for an id of another engine.
    pub fn entity(&self, id: EntityId) -> Option<EntityRef<'_>> {
        self.parts.iter().find_map(|part| part.entity(id))
    }

    /// The name of a hit as listed, in NFC; empty for an id of another engine.
    pub fn name(&self, id: NameId) -> &str {
        self.find_name(id).map_or("", |name| name.text())
    }

    fn find_name(&self, id: NameId) -> Option<Name<'_>> {
        self.parts.iter().find_map(|part| part.name(id))
    }

    /// Number of names, weak names and exclusions included; [`Engine::index_bytes`] is what they take.
    ///
    /// ```
    /// use marsad::{Engine, Entity};
    /// let engine = Engine::builder().entity(Entity::new("un", ["الأمم المتحدة", "UN"])).build()?;
    /// assert_eq!((engine.n_names(), engine.n_entities()), (2, 1));
    /// assert!(engine.index_bytes() > 0);
    /// # Ok::<(), marsad::BuildError>(())
    /// ```
    pub fn n_names(&self) -> usize {
        self.parts.iter().map(Part::n_names).sum()
    }

    /// Bytes of the compiled index.
    pub fn index_bytes(&self) -> usize {
        self.parts.iter().map(|part| part.list.as_bytes().len()).sum()
    }

    /// Why `hit`, found in `text`, counts as the name: every difference between the two spellings.
    /// Allocates; empty when the text has the name letter by letter.
    ///
    /// ```
    /// use marsad::{Engine, Entity, MatchOptions};
    /// let engine = Engine::builder().entity(Entity::new("jordan", ["الأردن"])).build()?;
    /// let mut worker = engine.worker();
    /// let text = "بالاردن";
    /// let hit = worker.find(text, &MatchOptions::default())?[0];
    /// let why = engine.evidence(text, &hit);
    /// assert_eq!((why[0].rule.name(), &*why[0].from), ("prefix", "ب"));
    /// assert_eq!((why[1].rule.name(), &*why[1].from, &*why[1].to), ("hamza", "ا", "أ"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn evidence<'a>(&'a self, text: &'a str, hit: &Hit) -> Vec<Evidence<'a>> {
        match self.find_name(hit.name) {
            Some(name) => evidence(&self.codes, &name, text, hit),
            None => Vec::new(),
        }
    }

    /// Why the first name of this engine is not found in `text`: the place where it came closest
    /// and the step that failed there. Meant for an engine of one name in whose text
    /// [`Worker::find`] found nothing. `None` for an engine without names and a text of 4 GiB or
    /// more.
    ///
    /// ```
    /// use marsad::{Engine, Entity, MatchOptions, Step};
    /// let engine = Engine::builder().entity(Entity::new("putin", ["بوتين"])).build()?;
    /// let diagnosis = engine.diagnose("زار بوتان", &MatchOptions::default()).unwrap();
    /// assert_eq!(diagnosis.step, Step::Letters);
    /// # Ok::<(), marsad::BuildError>(())
    /// ```
    pub fn diagnose(&self, text: &str, options: &MatchOptions) -> Option<Diagnosis> {
        let first = self.parts.first()?;
        diagnose(&self.codes, &first.list.index(), text, options)
    }
}

/// Searches texts with an engine, reusing its buffers: no allocation a document once they have
/// grown. Each thread has its own.
///
/// ```
/// use marsad::{Engine, Entity, MatchOptions};
/// let engine = Engine::builder().entity(Entity::new("un", ["الأمم المتحدة"])).build()?;
/// let counts = std::thread::scope(|scope| {
///     ["في الأمم المتحدة", "للأمم المتحدة"]
///         .map(|text| scope.spawn(|| engine.worker().find(text, &MatchOptions::default()).map(<[_]>::len)))
///         .map(|thread| thread.join().unwrap())
/// });
/// assert_eq!(counts, [Ok(1), Ok(1)]);
/// # Ok::<(), marsad::BuildError>(())
/// ```
pub struct Worker<'e> {
    engine: &'e Engine,
    buffers: Buffers,
}

/// What a [`Worker`] writes to, for those who search with one engine after the other, as with those
/// of a [`LiveEngine`]: [`Engine::worker_with`].
#[derive(Debug, Default)]
pub struct Buffers {
    scan: Scan,
    choice: ChoiceScratch,
    hits: Vec<Hit>,
}

impl fmt::Debug for Worker<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Worker").field("engine", self.engine).finish_non_exhaustive()
    }
}

impl<'e> Worker<'e> {
    /// The engine it searches with.
    pub fn engine(&self) -> &'e Engine {
        self.engine
    }

    /// Its buffers, for another worker.
    pub fn into_buffers(self) -> Buffers {
        self.buffers
    }

    /// Finds the entities named in `text`, sorted by span.
    ///
    /// Cost: one pass over the text; hits cost a comparison each.
    ///
    /// # Errors
    /// A text of 4 GiB or more.
    pub fn find(&mut self, text: &str, options: &MatchOptions) -> Result<&[Hit], TextTooLong> {
        if u32::try_from(text.len()).is_err() {
            return Err(TextTooLong::new(text.len() as u64));
        }
        let Engine { kernel, codes, parts, .. } = self.engine;
        let Buffers { scan: buffers, choice, hits } = &mut self.buffers;
        hits.clear();
        scan(*kernel, codes, parts, text, options, buffers, hits);
        hits.retain(|hit| hit.score >= options.min_score);
        choose(hits, options.overlaps, choice);
        Ok(hits)
    }
}
