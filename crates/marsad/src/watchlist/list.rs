//! A compiled list: its bytes, and what is read in them.

use std::fmt;
use std::sync::OnceLock;

use super::block::{BLOCK, EntityBlock, EntityReader, NameBlock};
use super::compile::{BuildError, compile};
use super::ids::Ids;
use super::index::{Filter, Name, NameIndex, Names, Table};
use super::open::open;
use super::sections::{self, Sizes};
use super::source::{Entity, FinalLetter, Level, NameKind};
use super::variants::Variants;
use crate::container::{Bytes, Container, OpenError};
use crate::words::LetterCodes;

/// Entities and their names, compiled. Built or opened, it is the same bytes.
#[derive(Debug)]
pub(crate) struct List {
    pub(super) container: Container,
    pub(super) sizes: Sizes,
    /// Made when first asked for: a list that does not change needs none.
    ids: OnceLock<Ids>,
    /// Made when first asked for, by a search at level `variant`.
    variants: OnceLock<Variants>,
}

impl List {
    pub(super) fn new(container: Container, sizes: Sizes) -> List {
        List { container, sizes, ids: OnceLock::new(), variants: OnceLock::new() }
    }

    /// The index of spelling variants; made by whoever asks first.
    pub(crate) fn variants(&self, codes: &LetterCodes) -> &Variants {
        self.variants.get_or_init(|| Variants::new(codes, self))
    }

    /// Whether somebody has asked for it.
    pub(crate) fn has_variants(&self) -> bool {
        self.variants.get().is_some()
    }

    /// Files the entities by id, unless that is done: a list that changes should not have to do so
    /// when the first change comes.
    pub(crate) fn file_ids(&self) {
        self.ids();
    }

    fn ids(&self) -> &Ids {
        let entities = (0..self.sizes.n_entities).map(|number| EntityRef { list: self, number });
        self.ids.get_or_init(|| Ids::new(entities.map(EntityRef::id)))
    }

    /// Numbers of the entities of that id.
    pub(super) fn numbers_of(&self, id: &str) -> impl Iterator<Item = usize> {
        let is_same = move |e: EntityRef<'_>| e.id() == id;
        self.ids().near(id).filter(move |number| self.entity(*number).is_some_and(is_same))
    }

    /// The names, to be looked up. Cost: that of finding some sections; nothing is copied.
    pub(crate) fn index(&self) -> NameIndex<'_> {
        let numbers = |kind| self.container.view::<u32>(kind);
        let filter = |kind| Filter { blocks: self.container.view(kind) };
        NameIndex {
            singles: filter(sections::SINGLES),
            pairs: filter(sections::PAIRS),
            table: Table {
                buckets: numbers(sections::BUCKETS),
                entries: numbers(sections::ENTRIES),
                number: Table::number_bits(self.n_slots()),
            },
            names: self.names(),
        }
    }

    pub(super) fn names(&self) -> Names<'_> {
        Names {
            blocks: self.container.view::<NameBlock>(sections::NAMES),
            texts: self.container.section(sections::TEXTS),
            n_slots: self.n_slots(),
        }
    }

    /// Compiles entities; see [`compile`].
    pub(crate) fn compile(codes: &LetterCodes, entities: &[Entity]) -> Result<List, BuildError> {
        compile(codes, entities)
    }

    /// Opens what [`List::as_bytes`] gave; see [`open`].
    pub(crate) fn open(codes: &LetterCodes, bytes: Bytes) -> Result<List, OpenError> {
        open(codes, bytes)
    }

    /// Number of names, weak names and exclusions included.
    pub(crate) fn n_names(&self) -> usize {
        self.sizes.n_names as usize
    }

    /// One past the greatest number of a name; an entity without names takes a number too.
    pub(crate) fn n_slots(&self) -> u32 {
        self.sizes.n_slots
    }

    /// Whether there are names of one word.
    pub(crate) fn has_singles(&self) -> bool {
        self.sizes.n_singles > 0
    }

    /// Whether there are names of two words and more.
    pub(crate) fn has_pairs(&self) -> bool {
        self.sizes.n_singles < self.sizes.n_names
    }

    /// Words of the longest name; at least one.
    pub(crate) fn max_words(&self) -> usize {
        self.sizes.max_words as usize
    }

    /// Number of entities.
    pub(crate) fn n_entities(&self) -> usize {
        self.sizes.n_entities as usize
    }

    /// An entity by its number in this list; `None` beyond the last.
    pub(crate) fn entity(&self, number: usize) -> Option<EntityRef<'_>> {
        let number = u32::try_from(number).ok().filter(|number| *number < self.sizes.n_entities)?;
        Some(EntityRef { list: self, number })
    }

    /// All bytes.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.container.as_bytes()
    }

    /// What each section is called, and its bytes.
    pub(crate) fn sections(&self) -> impl Iterator<Item = (&'static str, usize)> {
        self.container.sizes().map(|(kind, len)| (sections::name(kind), len))
    }

    fn text(&self, kind: u32, start: u64, len: usize) -> &str {
        let bytes = usize::try_from(start)
            .ok()
            .and_then(|start| self.container.section(kind).get(start..start.checked_add(len)?));
        std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default()
    }
}

/// An entity of an [`Engine`](crate::Engine), read where it lies: nothing is copied.
///
/// ```
/// use marsad::{Engine, Entity, EntityId};
/// let mut nile = Entity::new("nile", ["نهر النيل", "Nile"]);
/// nile.weak_names.push("النهر".to_owned());
/// let engine = Engine::builder().entity(nile.clone()).build()?;
/// let entity = engine.entity(EntityId(0)).unwrap();
/// assert_eq!(entity.id(), "nile");
/// assert_eq!(entity.names().collect::<Vec<_>>(), ["نهر النيل", "Nile"]);
/// assert_eq!(entity.to_entity(), nile);
/// # Ok::<(), marsad::BuildError>(())
/// ```
#[derive(Clone, Copy)]
pub struct EntityRef<'a> {
    list: &'a List,
    number: u32,
}

impl fmt::Debug for EntityRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_entity().fmt(f)
    }
}

impl<'a> EntityRef<'a> {
    /// The owner's identifier.
    pub fn id(self) -> &'a str {
        match self
            .block()
            .and_then(|(block, k)| Some((block.base() + block.id_before(k), block.id_len(k)?)))
        {
            Some((start, len)) => self.list.text(sections::IDS, start, usize::from(len)),
            None => self.names().next().unwrap_or_default(),
        }
    }

    /// What it is, in the owner's words.
    pub fn kind(self) -> &'a str {
        let number = self.block().map_or(0, |(block, k)| usize::from(block.kind(k)));
        let ends = self.list.container.view::<u32>(sections::KIND_ENDS);
        let end = |n: usize| ends.get(n).copied().unwrap_or_default();
        let start = number.checked_sub(1).map_or(0, end);
        let len = end(number).saturating_sub(start) as usize;
        self.list.text(sections::KINDS, u64::from(start), len)
    }

    /// Names that stand for it anywhere, in NFC.
    pub fn names(self) -> impl Iterator<Item = &'a str> {
        self.of_kind(NameKind::Full)
    }

    /// Names that count only beside a full name, in NFC.
    pub fn weak_names(self) -> impl Iterator<Item = &'a str> {
        self.of_kind(NameKind::Weak)
    }

    /// Phrases in which the names are something else, in NFC.
    pub fn exclude(self) -> impl Iterator<Item = &'a str> {
        self.of_kind(NameKind::Exclude)
    }

    /// All its names with their kinds.
    ///
    /// ```
    /// use marsad::{Engine, Entity, EntityId, NameKind};
    /// let engine = Engine::builder().entity(Entity::new("nile", ["النيل"])).build()?;
    /// let entity = engine.entity(EntityId(0)).unwrap();
    /// assert_eq!(entity.all_names().collect::<Vec<_>>(), [(NameKind::Full, "النيل")]);
    /// # Ok::<(), marsad::BuildError>(())
    /// ```
    pub fn all_names(self) -> impl Iterator<Item = (NameKind, &'a str)> {
        let names = self.list.names();
        let named = move |n| names.get(n).map(|name: Name<'a>| (name.kind, name.text()));
        names.of_entity(self.number).filter_map(named)
    }

    /// The loosest level at which it may be found; `None` leaves it to the search.
    pub fn level(self) -> Option<Level> {
        self.rules().0
    }

    /// Whether final ة and ه differ.
    pub fn final_letter(self) -> FinalLetter {
        self.rules().1
    }

    /// What the owner keeps with it, see [`Entity::extra`].
    pub fn extra(self) -> &'a str {
        let of = self.list.container.view::<u32>(sections::EXTRA_OF);
        let ends = self.list.container.view::<u64>(sections::EXTRA_ENDS);
        let Ok(at) = of.binary_search(&self.number) else { return "" };
        let start = at.checked_sub(1).and_then(|before| ends.get(before)).copied().unwrap_or(0);
        let len = ends.get(at).map_or(0, |end| end.saturating_sub(start));
        self.list.text(sections::EXTRA, start, usize::try_from(len).unwrap_or(usize::MAX))
    }

    /// A copy that can be changed and built into another engine.
    pub fn to_entity(self) -> Entity {
        let owned = |names: &mut dyn Iterator<Item = &'a str>| names.map(str::to_owned).collect();
        Entity {
            id: self.id().to_owned(),
            kind: self.kind().to_owned(),
            names: owned(&mut self.names()),
            weak_names: owned(&mut self.weak_names()),
            exclude: owned(&mut self.exclude()),
            level: self.level(),
            final_letter: self.final_letter(),
            extra: self.extra().to_owned(),
        }
    }

    /// How many names it has: full names, weak names, exclusions.
    pub(crate) fn n_names(self) -> usize {
        self.all_names().count()
    }

    fn of_kind(self, kind: NameKind) -> impl Iterator<Item = &'a str> {
        self.all_names().filter(move |(own, _)| *own == kind).map(|(_, text)| text)
    }

    fn rules(self) -> (Option<Level>, FinalLetter) {
        let names = self.list.names();
        names.rules(names.of_entity(self.number).start).unwrap_or((None, FinalLetter::Folded))
    }

    fn block(self) -> Option<(EntityReader<'a>, usize)> {
        let blocks = self.list.container.view::<EntityBlock>(sections::ENTITIES);
        let n = self.number as usize;
        Some((EntityReader(blocks.get(n / BLOCK)?), n % BLOCK))
    }
}
