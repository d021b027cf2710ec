//! A list in parts: each part is compiled by itself and never changes, some of its entities may be
//! struck out, and its numbers follow on those of the parts before it.

use std::sync::Arc;

use super::compile::{BuildError, compile};
use super::index::{Name, NameIndex};
use super::source::Entity;
use crate::span::{EntityId, NameId};
use crate::words::LetterCodes;

/// Entities and the index of their names.
#[derive(Debug)]
pub(crate) struct List {
    pub(crate) index: NameIndex,
    entities: Vec<Entity>,
}

impl List {
    /// Compiles `entities`; see [`compile`].
    pub(crate) fn compile(codes: &LetterCodes, entities: Vec<Entity>) -> Result<List, BuildError> {
        let index = compile(codes, &entities)?;
        Ok(List { index, entities })
    }

    /// Number of entities.
    pub(crate) fn n_entities(&self) -> usize {
        self.entities.len()
    }

    /// An entity by its number in this list.
    pub(crate) fn entity(&self, number: usize) -> Option<&Entity> {
        self.entities.get(number)
    }
}

/// Which entities of a list are struck out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Removed {
    bits: Vec<u64>,
    n_entities: usize,
    n_names: usize,
}

impl Removed {
    /// Whether entity `number` is struck out.
    pub(crate) fn contains(&self, number: usize) -> bool {
        self.bits.get(number / 64).is_some_and(|bits| bits >> (number % 64) & 1 == 1)
    }
}

/// A list as a part of a longer one.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) list: Arc<List>,
    /// `None` when all its entities count.
    removed: Option<Arc<Removed>>,
    /// Entities and names of the parts before it.
    first_entity: u32,
    first_name: u32,
}

impl Part {
    /// The first part of a list: `list` whole.
    pub(crate) fn whole(list: List) -> Part {
        Part { list: Arc::new(list), removed: None, first_entity: 0, first_name: 0 }
    }

    /// Whether the owner of `name`, a name of this part, still counts.
    pub(crate) fn counts(&self, name: &Name) -> bool {
        match &self.removed {
            None => true,
            Some(removed) => !removed.contains(name.entity.0 as usize),
        }
    }

    /// The number in the whole list of an entity of this part.
    pub(crate) fn entity_id(&self, own: EntityId) -> EntityId {
        EntityId(self.first_entity.wrapping_add(own.0))
    }

    /// The number in the whole list of a name of this part.
    pub(crate) fn name_id(&self, own: NameId) -> NameId {
        NameId(self.first_name.wrapping_add(own.0))
    }

    /// The entity of that number in the whole list, when it is of this part and counts.
    pub(crate) fn entity(&self, id: EntityId) -> Option<&Entity> {
        let number = id.0.checked_sub(self.first_entity)? as usize;
        let removed = self.removed.as_ref().is_some_and(|removed| removed.contains(number));
        self.list.entity(number).filter(|_| !removed)
    }

    /// The name of that number in the whole list, when it is of this part.
    pub(crate) fn name(&self, id: NameId) -> Option<&Name> {
        self.list.index.name(NameId(id.0.checked_sub(self.first_name)?))
    }

    /// The entities that count, with their numbers in the whole list.
    pub(crate) fn entities(&self) -> impl Iterator<Item = (EntityId, &Entity)> {
        (self.first_entity..)
            .take(self.list.n_entities())
            .filter_map(|id| Some((EntityId(id), self.entity(EntityId(id))?)))
    }

    /// Number of entities that count.
    pub(crate) fn n_entities(&self) -> usize {
        self.list.n_entities() - self.removed.as_ref().map_or(0, |removed| removed.n_entities)
    }

    /// Number of names that count.
    pub(crate) fn n_names(&self) -> usize {
        self.list.index.len() - self.removed.as_ref().map_or(0, |removed| removed.n_names)
    }
}
