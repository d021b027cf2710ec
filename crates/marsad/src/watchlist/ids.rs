//! Entities by the identifiers their owner gave them.

use std::hash::{DefaultHasher, Hasher};

/// Where the entities of an identifier stand in their list. Open addressing; a slot holds the number of
/// an entity plus one, 0 is an empty slot. What identifies an entity stays in the list.
#[derive(Debug)]
pub(super) struct Ids {
    slots: Vec<u32>,
}

impl Ids {
    /// Files entities in order. Cost: a random access each.
    pub(super) fn new<'a>(ids: impl ExactSizeIterator<Item = &'a str>) -> Ids {
        let mut slots = vec![0; (ids.len() * 2).max(2).next_power_of_two()];
        for (id, number) in ids.zip(1u32..) {
            let mut k = home(id, slots.len());
            while slots.get(k).is_some_and(|slot| *slot != 0) {
                k = (k + 1) & (slots.len() - 1);
            }
            if let Some(slot) = slots.get_mut(k) {
                *slot = number;
            }
        }
        Ids { slots }
    }

    /// Numbers of the entities that may have the identifier `id`: all that have, and some others.
    pub(super) fn near(&self, id: &str) -> impl Iterator<Item = usize> {
        let (mut k, n) = (home(id, self.slots.len()), self.slots.len());
        std::iter::from_fn(move || {
            let slot = *self.slots.get(k)?;
            k = (k + 1) & (n - 1);
            (slot as usize).checked_sub(1)
        })
    }
}

fn home(id: &str, n_slots: usize) -> usize {
    let mut hasher = DefaultHasher::new();
    hasher.write(id.as_bytes());
    #[expect(clippy::cast_possible_truncation, reason = "masked")]
    let hash = hasher.finish() as usize;
    hash & (n_slots - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_entities_of_an_identifier_are_found() {
        let names: Vec<String> = (0..3000).map(|k| format!("id {}", k % 1000)).collect();
        let ids = Ids::new(names.iter().map(String::as_str));
        for k in 0..1000 {
            let mut found: Vec<usize> =
                ids.near(&names[k]).filter(|number| names[*number] == names[k]).collect();
            found.sort_unstable();
            assert_eq!(found, [k, k + 1000, k + 2000]);
        }
        assert!(Ids::new([].into_iter()).near("id").next().is_none());
        assert!(ids.near("of nobody").all(|number| names[number] != "of nobody"));
    }
}
