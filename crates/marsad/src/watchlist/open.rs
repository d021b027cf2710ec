//! Whether the bytes of a list are one: all that is read later is looked at here first.
//!
//! The container was checked before. In this order: the lengths of the sections by the counts; the
//! texts, which must be UTF-8; names and entities, whose places must lie in the texts and on borders
//! of characters; the table, whose buckets must rise, whose entries must be names, sorted where they are
//! searched; the filters, whose sizes must be powers of two. What is right by its checksums and was not
//! written by [`compile`](super::compile()) may find too little, but nothing is read out of place.

use super::block::{BLOCK, EntityBlock, EntityReader, NameBlock, NameReader};
use super::index::{FEW, Names, Table};
use super::list::List;
use super::sections::{self, N_SIZES, Sizes};
use super::source::{Level, MAX_NAME_WORDS};
use crate::container::{Bytes, Container, Damage, OpenError};
use crate::words::LetterCodes;

/// Opens a list. Cost: a pass or two over its bytes.
///
/// # Errors
/// Bytes that [`compile`](super::compile()) did not give, or gave under another version or folding.
pub(crate) fn open(codes: &LetterCodes, bytes: Bytes) -> Result<List, OpenError> {
    let container = Container::open(bytes, codes.fingerprint())?;
    let sizes = sizes(&container)?;
    let list = List::new(container, sizes);
    lengths(&list)?;
    names(&list)?;
    entities(&list)?;
    table(codes, &list)?;
    for kind in [sections::SINGLES, sections::PAIRS] {
        let n_blocks = list.container.view::<u64>(kind).len();
        if !n_blocks.is_power_of_two() {
            return Err(Damage::number("blocks of a filter", "a power of two", n_blocks).into());
        }
    }
    Ok(list)
}

fn equal(what: &'static str, expected: u64, found: u64) -> Result<(), Damage> {
    if expected == found { Ok(()) } else { Err(Damage::number(what, expected, found)) }
}

fn sizes(container: &Container) -> Result<Sizes, Damage> {
    let [numbers] = *container.view::<[u32; N_SIZES]>(sections::SIZES) else {
        let found = container.section(sections::SIZES).len();
        return Err(Damage::number("bytes of counts", 4 * N_SIZES, found));
    };
    let sizes = Sizes::from_numbers(numbers);
    let Sizes { n_slots, n_names, n_singles, max_words, n_entities } = sizes;
    if sizes.to_numbers() != numbers {
        return Err(Damage::text("counts", "zeros behind the last", "other numbers"));
    }
    if n_singles > n_names || n_names > n_slots || n_entities > n_slots || n_slots == u32::MAX {
        let found = format!("{n_slots}, {n_names}, {n_singles}, {n_entities}");
        return Err(Damage::text("counts", "one within the other", &found));
    }
    if max_words == 0 || max_words as usize > MAX_NAME_WORDS {
        return Err(Damage::number("words of the longest name", MAX_NAME_WORDS, max_words));
    }
    Ok(sizes)
}

/// Sections of items of a fixed size, by their counts.
fn lengths(list: &List) -> Result<(), Damage> {
    let blocks = |n: u32| (n as usize).div_ceil(BLOCK) as u64;
    let bytes = |kind| list.container.section(kind).len() as u64;
    let Sizes { n_slots, n_entities, .. } = list.sizes;
    let name_bytes = blocks(n_slots) * size_of::<NameBlock>() as u64;
    equal("bytes of names", name_bytes, bytes(sections::NAMES))?;
    let entity_bytes = blocks(n_entities) * size_of::<EntityBlock>() as u64;
    equal("bytes of entities", entity_bytes, bytes(sections::ENTITIES))?;
    for (kind, size) in [
        (sections::SINGLES, 8),
        (sections::PAIRS, 8),
        (sections::BUCKETS, 4),
        (sections::ENTRIES, 4),
        (sections::KIND_ENDS, 4),
        (sections::EXTRA_OF, 4),
    ] {
        if !bytes(kind).is_multiple_of(size) {
            return Err(Damage::number("bytes of a section of numbers", size, bytes(kind)));
        }
    }
    equal("ends of data", 2 * bytes(sections::EXTRA_OF), bytes(sections::EXTRA_ENDS))
}

/// A section of text.
fn text(list: &List, kind: u32) -> Result<&str, Damage> {
    let bytes = list.container.section(kind);
    simdutf8::basic::from_utf8(bytes)
        .map_err(|_| Damage::text(sections::name(kind), "UTF-8", "other bytes"))
}

/// Names: their texts lie one behind the other and fill the section, their entities rise by one.
fn names(list: &List) -> Result<(), Damage> {
    let texts = text(list, sections::TEXTS)?;
    let Names { blocks, n_slots, .. } = list.names();
    let (mut end, mut n_entities) = (0u64, 0u32);
    let (mut n_names, mut n_singles, mut max_words) = (0u32, 0u32, 1);
    for (block, first) in blocks.iter().zip((0u32..).step_by(BLOCK)) {
        let block = NameReader(block);
        equal("start of names", end, u64::from(block.base()))?;
        let own = n_entities + (block.firsts() & 1);
        if own.checked_sub(1) != Some(block.first_entity()) {
            return Err(Damage::number("entity of a name", own, block.first_entity()));
        }
        let in_use = ((n_slots - first) as usize).min(BLOCK);
        for k in 0..BLOCK {
            let (start, len) = block.text(k);
            if !texts.is_char_boundary(start) {
                return Err(Damage::number("start of a name", "the border of a character", start));
            }
            match block.kind(k) {
                Some(_) if k < in_use => {
                    n_names += 1;
                    n_singles += u32::from(block.n_words(k) == 1);
                    max_words = max_words.max(u32::from(block.n_words(k)));
                }
                // what stands in place of a name, and behind the last
                _ => equal("bytes of no name", 0, len as u64)?,
            }
            if block.level_number(k) > Level::ALL.len() {
                return Err(Damage::number("level", Level::ALL.len(), block.level_number(k)));
            }
        }
        if block.firsts() >> in_use != 0 {
            return Err(Damage::number("names behind the last", 0, block.firsts()));
        }
        n_entities += block.firsts().count_ones();
        end += u64::from(block.len());
    }
    equal("bytes of texts", end, texts.len() as u64)?;
    equal("entities that names have", u64::from(list.sizes.n_entities), u64::from(n_entities))?;
    equal("names", u64::from(list.sizes.n_names), u64::from(n_names))?;
    equal("names of one word", u64::from(list.sizes.n_singles), u64::from(n_singles))?;
    equal("words of the longest name", u64::from(list.sizes.max_words), u64::from(max_words))
}

/// Entities: ids one behind the other, types that exist, data in order.
fn entities(list: &List) -> Result<(), Damage> {
    let (ids, kinds, extra) =
        (text(list, sections::IDS)?, text(list, sections::KINDS)?, text(list, sections::EXTRA)?);
    let kind_ends = list.container.view::<u32>(sections::KIND_ENDS);
    rising("types", kind_ends.iter().map(|end| u64::from(*end)), kinds)?;
    let mut end = 0u64;
    let n_entities = list.sizes.n_entities as usize;
    let blocks = list.container.view::<EntityBlock>(sections::ENTITIES);
    for (block, first) in blocks.iter().zip((0..).step_by(BLOCK)) {
        let block = EntityReader(block);
        equal("start of ids", end, block.base())?;
        for k in 0..BLOCK.min(n_entities - first) {
            let border = usize::try_from(end).ok().filter(|end| ids.is_char_boundary(*end));
            if border.is_none() {
                return Err(Damage::number("start of an id", "the border of a character", end));
            }
            if usize::from(block.kind(k)) >= kind_ends.len() {
                return Err(Damage::number("type of an entity", kind_ends.len(), block.kind(k)));
            }
            end += u64::from(block.id_len(k).unwrap_or(0));
        }
    }
    equal("bytes of ids", end, ids.len() as u64)?;
    let extra_of = list.container.view::<u32>(sections::EXTRA_OF);
    if !extra_of.is_sorted_by(|a, b| a < b)
        || extra_of.last().is_some_and(|last| *last as usize >= n_entities)
    {
        return Err(Damage::text("entities with data", "rising numbers of entities", "others"));
    }
    rising("data", list.container.view::<u64>(sections::EXTRA_ENDS).iter().copied(), extra)
}

/// Ends of texts that fill a section.
fn rising(what: &'static str, ends: impl Iterator<Item = u64>, texts: &str) -> Result<(), Damage> {
    let mut before = 0;
    for end in ends {
        let is_border = usize::try_from(end).is_ok_and(|end| texts.is_char_boundary(end));
        if end < before || !is_border {
            return Err(Damage::number(what, "ends that rise, on borders of characters", end));
        }
        before = end;
    }
    equal(what, before, texts.len() as u64)
}

/// The table: buckets that rise, entries that are names, sorted by tag, and by codes where there are many.
fn table(codes: &LetterCodes, list: &List) -> Result<(), Damage> {
    let index = list.index();
    let Table { buckets, entries, number } = index.table;
    let n_slots = list.sizes.n_slots;
    if buckets.len() < 2 || buckets.first() != Some(&0) || !buckets.is_sorted() {
        return Err(Damage::text("buckets", "numbers that rise from 0", "others"));
    }
    let last = buckets.last().copied().unwrap_or_default();
    equal("end of the last bucket", entries.len() as u64, u64::from(last))?;
    let greatest = entries.iter().map(|entry| entry & number).max().unwrap_or(0);
    if greatest >= n_slots.max(1) {
        return Err(Damage::number("name of an entry", n_slots, greatest));
    }
    let (mut codes_of, mut before) = (Vec::new(), Vec::new());
    for bucket in buckets.windows(2) {
        let &[start, end] = bucket else { continue };
        let bucket = entries.get(start as usize..end as usize).unwrap_or_default();
        if !bucket.is_sorted_by_key(|entry| entry & !number) {
            return Err(Damage::text("entries", "sorted by their tags", "others"));
        }
        if bucket.len() <= FEW {
            continue;
        }
        let many = bucket.chunk_by(|a, b| (a ^ b) & !number == 0);
        for names in many.filter(|names| names.len() > FEW) {
            before.clear();
            for entry in names {
                index.names.codes(codes, entry & number, &mut codes_of);
                if codes_of < before {
                    return Err(Damage::text("entries of one tag", "sorted by codes", "others"));
                }
                std::mem::swap(&mut before, &mut codes_of);
            }
        }
    }
    Ok(())
}
