//! A list in parts: each part is compiled by itself and never changes, some of its entities may be
//! struck out, and its numbers follow on those of the parts before it.

use std::sync::Arc;

use super::compile::{BuildError, MOST, fit};
use super::index::Name;
use super::list::{EntityRef, List};
use crate::span::{EntityId, NameId};

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
        self.block(number / 64) >> (number % 64) & 1 == 1
    }

    /// The 64 entities from `64 * k` on, the first lowest.
    fn block(&self, k: usize) -> u64 {
        self.bits.get(k).copied().unwrap_or_default()
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

    /// Whether all its entities count.
    pub(crate) fn is_whole(&self) -> bool {
        self.removed.as_ref().is_none_or(|removed| removed.n_entities == 0)
    }

    /// Whether the owner of `name`, a name of this part, still counts.
    pub(crate) fn counts(&self, name: &Name<'_>) -> bool {
        match &self.removed {
            None => true,
            Some(removed) => !removed.contains(name.entity.0 as usize),
        }
    }

    /// Strikes out all entities of that id.
    pub(crate) fn remove(&mut self, id: &str) {
        let list = Arc::clone(&self.list);
        list.numbers_of(id).for_each(|number| self.strike_out(number));
    }

    fn strike_out(&mut self, number: usize) {
        let Some(entity) = self.list.entity(number) else { return };
        let removed = Arc::make_mut(self.removed.get_or_insert_default());
        removed.bits.resize(self.list.n_entities().div_ceil(64), 0);
        if let Some(bits) = removed.bits.get_mut(number / 64)
            && *bits >> (number % 64) & 1 == 0
        {
            *bits |= 1 << (number % 64);
            removed.n_entities += 1;
            removed.n_names += entity.n_names();
        }
    }

    /// Strikes out what was struck out of `before`, the parts that this one was compiled from, until
    /// they became `now`.
    pub(crate) fn remove_since(&mut self, before: &[Part], now: &[Part]) {
        let mut n_before = 0;
        for (before, now) in before.iter().zip(now) {
            let n = before.list.n_entities();
            for k in 0..n.div_ceil(64) {
                let valid = u64::MAX >> (64 - (n - 64 * k).min(64));
                let kept = |part: &Part| valid & !part.removed.as_ref().map_or(0, |r| r.block(k));
                let mut gone = kept(before) & !kept(now);
                while gone != 0 {
                    let below = (gone & gone.wrapping_neg()) - 1;
                    let rank = (kept(before) & below).count_ones() as usize;
                    self.strike_out(n_before + rank);
                    gone &= gone - 1;
                }
                n_before += kept(before).count_ones() as usize;
            }
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
    pub(crate) fn entity(&self, id: EntityId) -> Option<EntityRef<'_>> {
        let number = id.0.checked_sub(self.first_entity)? as usize;
        let removed = self.removed.as_ref().is_some_and(|removed| removed.contains(number));
        self.list.entity(number).filter(|_| !removed)
    }

    /// The name of that number in the whole list, when it is of this part.
    pub(crate) fn name(&self, id: NameId) -> Option<Name<'_>> {
        self.list.names().get(id.0.checked_sub(self.first_name)?)
    }

    /// The entities that count, with their numbers in the whole list.
    pub(crate) fn entities(&self) -> impl Iterator<Item = (EntityId, EntityRef<'_>)> {
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
        self.list.n_names() - self.n_removed_names()
    }

    /// Number of names of entities that are struck out.
    pub(crate) fn n_removed_names(&self) -> usize {
        self.removed.as_ref().map_or(0, |removed| removed.n_names)
    }
}

/// Numbers the entities and names of all parts through.
///
/// # Errors
/// More than fit 32 bits.
pub(crate) fn number(parts: &mut [Part]) -> Result<(), BuildError> {
    let (mut n_entities, mut n_names) = (0, 0);
    for part in parts {
        part.first_entity = fit("entities", n_entities, MOST)?;
        part.first_name = fit("names", n_names, MOST)?;
        n_entities += part.list.n_entities();
        n_names += part.list.n_slots() as usize;
    }
    fit("entities", n_entities, MOST)?;
    fit("names", n_names, MOST)?;
    Ok(())
}
