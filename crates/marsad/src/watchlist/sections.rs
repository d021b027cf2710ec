//! The sections of a compiled list, by number. A number is never given a new meaning.

/// Counts, see [`Sizes`].
pub(super) const SIZES: u32 = 1;
/// Blocks of the filter for names of one word (`u64`).
pub(super) const SINGLES: u32 = 2;
/// Blocks of the filter for names of two words and more (`u64`).
pub(super) const PAIRS: u32 = 3;
/// Where each bucket of the table begins among the entries, and where the last ends (`u32`).
pub(super) const BUCKETS: u32 = 4;
/// Entries of the table (`u32`).
pub(super) const ENTRIES: u32 = 5;
/// Blocks of names, in the order of the entities.
pub(super) const NAMES: u32 = 6;
/// Texts of the names in NFC, one behind the other (UTF-8).
pub(super) const TEXTS: u32 = 7;
/// Blocks of entities.
pub(super) const ENTITIES: u32 = 8;
/// Ids of the entities, one behind the other (UTF-8).
pub(super) const IDS: u32 = 9;
/// One past the last byte of each kind of entity (`u32`).
pub(super) const KIND_ENDS: u32 = 10;
/// The kinds, one behind the other (UTF-8).
pub(super) const KINDS: u32 = 11;
/// The entities that have something more, in order (`u32`).
pub(super) const EXTRA_OF: u32 = 12;
/// One past the last byte of each of these (`u64`).
pub(super) const EXTRA_ENDS: u32 = 13;
/// What they have, one behind the other (UTF-8).
pub(super) const EXTRA: u32 = 14;

/// What each section is called.
const NAMED: [(u32, &str); 14] = [
    (SIZES, "sizes"),
    (SINGLES, "filter of single words"),
    (PAIRS, "filter of pairs of words"),
    (BUCKETS, "buckets"),
    (ENTRIES, "entries"),
    (NAMES, "names"),
    (TEXTS, "texts"),
    (ENTITIES, "entities"),
    (IDS, "ids"),
    (KIND_ENDS, "ends of types"),
    (KINDS, "types"),
    (EXTRA_OF, "entities with data"),
    (EXTRA_ENDS, "ends of data"),
    (EXTRA, "data"),
];

/// What the section is called, for people.
pub(super) fn name(kind: u32) -> &'static str {
    NAMED.iter().find(|(own, _)| *own == kind).map_or("unknown", |(_, name)| name)
}

/// Counts of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Sizes {
    /// Names, and one for each entity without any.
    pub(super) n_slots: u32,
    /// Names.
    pub(super) n_names: u32,
    /// Names of one word.
    pub(super) n_singles: u32,
    /// Words of the longest name; at least one.
    pub(super) max_words: u32,
    pub(super) n_entities: u32,
}

/// Numbers in [`SIZES`]; those not used are zero.
pub(super) const N_SIZES: usize = 8;

impl Sizes {
    pub(super) fn to_numbers(self) -> [u32; N_SIZES] {
        let Sizes { n_slots, n_names, n_singles, max_words, n_entities } = self;
        [n_slots, n_names, n_singles, max_words, n_entities, 0, 0, 0]
    }

    pub(super) fn from_numbers(
        [n_slots, n_names, n_singles, max_words, n_entities, ..]: [u32; N_SIZES],
    ) -> Self {
        Sizes { n_slots, n_names, n_singles, max_words, n_entities }
    }
}
