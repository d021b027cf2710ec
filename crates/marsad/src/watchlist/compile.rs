//! From entities to a list: each name is folded and hashed by itself, on all threads of the pool that
//! the caller works in; then all are filed.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;
use zerocopy::IntoBytes;

use super::block::{EntityWriter, NameFacts, NameWriter};
use super::index::{BITS_PER_PAIR, BITS_PER_SINGLE, FEW, Filter, Names, Table};
use super::list::List;
use super::sections::{self, Sizes};
use super::source::{Entity, MAX_NAME_BYTES, MAX_NAME_WORDS};
use crate::container::Container;
use crate::words::{Key, LetterCodes, NameKeys, SEP, name_codes};

/// A watchlist that cannot be compiled. The message names the entity and the name.
///
/// ```
/// use marsad::{Engine, Entity};
/// let error = Engine::builder().entity(Entity::new("x", ["…"])).build().unwrap_err();
/// assert_eq!(error.to_string(), "entity `x`: the name `…` holds no letter and no digit");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BuildError(Kind);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    NoWord { entity: String, name: String },
    TooManyWords { entity: String, name: String, words: usize },
    TooLong { what: &'static str, start: String, bytes: usize },
    TooMany { what: &'static str, got: usize, most: usize },
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::NoWord { entity, name } => {
                write!(f, "entity `{entity}`: the name `{name}` holds no letter and no digit")
            }
            Kind::TooManyWords { entity, name, words } => write!(
                f,
                "entity `{entity}`: the name `{name}` has {words} words, more than {MAX_NAME_WORDS}"
            ),
            Kind::TooLong { what, start, bytes } => write!(
                f,
                "the {what} that begins with `{start}` has {bytes} bytes, more than {MAX_NAME_BYTES}"
            ),
            Kind::TooMany { what, got, most } => {
                write!(f, "the watchlist holds {got} {what}, expected at most {most}")
            }
        }
    }
}

impl std::error::Error for BuildError {}

/// Most entities or names that can be numbered.
pub(super) const MOST: usize = u32::MAX as usize - 1;

/// Entities that one task works on.
const AT_A_TIME: usize = 4096;

/// Compiles `entities`. Inside a pool of threads all of them work; the list does not depend on it.
///
/// Cost: O(total length of the names), and a sort of their hashes.
///
/// # Errors
/// A name without a letter or digit, a name of more than [`MAX_NAME_WORDS`] words or
/// [`MAX_NAME_BYTES`] bytes, more names than fit 32 bits, more types than fit 16.
pub(crate) fn compile(codes: &LetterCodes, entities: &[Entity]) -> Result<List, BuildError> {
    fit("entities", entities.len(), MOST)?;
    let parts = parts(codes, entities)?;

    let mut names = NameWriter::default();
    let mut sizes = Sizes { max_words: 1, ..Sizes::default() };
    let n_slots: usize = parts.iter().map(|part| part.names.len()).sum();
    sizes.n_slots = fit("names", n_slots, MOST)?;
    sizes.n_entities = fit("entities", entities.len(), MOST)?;
    for name in parts.iter().flat_map(|part| &part.names) {
        names.push(*name);
        if name.kind.is_some() {
            sizes.n_names += 1;
            sizes.n_singles += u32::from(name.n_words == 1);
            sizes.max_words = sizes.max_words.max(u32::from(name.n_words));
        }
    }
    let texts = joined(&parts, |part| &part.texts);
    fit("bytes of names", texts.len(), u32::MAX as usize)?;

    let count = |of: fn(&Part) -> usize| parts.iter().map(of).sum::<usize>();
    // names of two words and more are filed under the keys that pass the filter
    let n_pairs = count(|part| part.pairs.len());
    let n_singles = count(|part| part.filed.len()) - n_pairs;
    let filter =
        |n_bits, keys: fn(&Part) -> &Vec<Key>| Filter::build(n_bits, parts.iter().flat_map(keys));
    let singles = filter(n_singles * BITS_PER_SINGLE, |part| &part.singles);
    let pairs = filter(n_pairs * BITS_PER_PAIR, |part| &part.pairs);
    let filed = Names { blocks: &names.blocks, texts: &texts, n_slots: sizes.n_slots };
    let (buckets, entries) = table(codes, &parts, filed);
    let about = About::of(entities, &parts)?;

    let container = Container::write(
        codes.fingerprint(),
        &[
            (sections::SIZES, sizes.to_numbers().as_bytes()),
            (sections::SINGLES, singles.as_bytes()),
            (sections::PAIRS, pairs.as_bytes()),
            (sections::BUCKETS, buckets.as_bytes()),
            (sections::ENTRIES, entries.as_bytes()),
            (sections::NAMES, names.blocks.as_bytes()),
            (sections::TEXTS, &texts),
            (sections::ENTITIES, about.entities.blocks.as_bytes()),
            (sections::IDS, &joined(&parts, |part| &part.ids)),
            (sections::KIND_ENDS, about.kind_ends.as_bytes()),
            (sections::KINDS, about.kinds.as_bytes()),
            (sections::EXTRA_OF, about.extra_of.as_bytes()),
            (sections::EXTRA_ENDS, about.extra_ends.as_bytes()),
            (sections::EXTRA, about.extra.as_bytes()),
        ],
    );
    Ok(List::new(container, sizes))
}

/// A number of things, if there are not more than that.
pub(super) fn fit(what: &'static str, got: usize, most: usize) -> Result<u32, BuildError> {
    match u32::try_from(got) {
        Ok(n) if got <= most => Ok(n),
        _ => Err(BuildError(Kind::TooMany { what, got, most })),
    }
}

fn joined<'p>(parts: &'p [Part], of: fn(&'p Part) -> &'p String) -> Vec<u8> {
    let mut all = Vec::with_capacity(parts.iter().map(|part| of(part).len()).sum());
    parts.iter().for_each(|part| all.extend_from_slice(of(part).as_bytes()));
    all
}

/// What is known of some entities by themselves.
#[derive(Debug, Default)]
struct Part {
    names: Vec<NameFacts>,
    texts: String,
    ids: String,
    /// As [`EntityWriter`] takes them.
    id_lens: Vec<Option<u16>>,
    /// Keys that pass the filters.
    singles: Vec<Key>,
    pairs: Vec<Key>,
    /// Keys of the table with their names, as numbers from the first of the part.
    filed: Vec<(Key, u32)>,
}

/// The parts of all entities, in order.
fn parts(codes: &LetterCodes, entities: &[Entity]) -> Result<Vec<Part>, BuildError> {
    let part = |entities: &[Entity]| Part::of(codes, entities);
    #[cfg(feature = "parallel")]
    if rayon::current_thread_index().is_some() {
        use rayon::prelude::*;
        let parts: Vec<_> = entities.par_chunks(AT_A_TIME).map(part).collect();
        return parts.into_iter().collect();
    }
    entities.chunks(AT_A_TIME).map(part).collect()
}

impl Part {
    fn of(codes: &LetterCodes, entities: &[Entity]) -> Result<Part, BuildError> {
        let nfc = ComposingNormalizerBorrowed::new_nfc();
        let mut this = Part::default();
        let (mut own, mut keys) = (Vec::new(), NameKeys::default());
        for entity in entities {
            let texts_start = this.texts.len();
            let first = this.names.len();
            for (kind, text) in entity.all_names() {
                if text.len() > MAX_NAME_BYTES {
                    return Err(too_long("name", text));
                }
                let text: Cow<'_, str> = nfc.normalize(text);
                own.clear();
                name_codes(codes, text.as_bytes(), &mut own);
                let words = || own.split(|code| *code == SEP);
                let n_words = if own.is_empty() { 0 } else { words().count() };
                let described = || (entity.id.clone(), text.clone().into_owned());
                if n_words == 0 {
                    let (entity, name) = described();
                    return Err(BuildError(Kind::NoWord { entity, name }));
                }
                let (Ok(words_u8), true) = (u8::try_from(n_words), n_words <= MAX_NAME_WORDS)
                else {
                    let (entity, name) = described();
                    return Err(BuildError(Kind::TooManyWords { entity, name, words: n_words }));
                };
                let Ok(len) = u16::try_from(text.len()) else {
                    return Err(too_long("name", &text));
                };
                keys.fill(words());
                let number = u32::try_from(this.names.len()).unwrap_or(u32::MAX);
                this.filed.extend(keys.filed.iter().map(|key| (*key, number)));
                let passing = if n_words == 1 { &mut this.singles } else { &mut this.pairs };
                passing.extend_from_slice(&keys.passing);
                this.texts.push_str(&text);
                this.names.push(NameFacts {
                    kind: Some(kind),
                    n_words: words_u8,
                    level: entity.level,
                    final_letter: entity.final_letter,
                    is_first: this.names.len() == first,
                    len,
                });
            }
            let first_name = this.names.get(first).map_or(0, |name| usize::from(name.len));
            let first_name = this.texts.get(texts_start..texts_start + first_name);
            if this.names.len() == first {
                this.names.push(NameFacts {
                    kind: None,
                    n_words: 1,
                    level: entity.level,
                    final_letter: entity.final_letter,
                    is_first: true,
                    len: 0,
                });
            }
            let is_full = !entity.names.is_empty();
            if is_full && first_name == Some(&*entity.id) {
                this.id_lens.push(None);
            } else {
                let len = u16::try_from(entity.id.len()).ok();
                let len = len.filter(|len| usize::from(*len) <= MAX_NAME_BYTES);
                let Some(len) = len else { return Err(too_long("id", &entity.id)) };
                this.ids.push_str(&entity.id);
                this.id_lens.push(Some(len));
            }
        }
        Ok(this)
    }
}

#[cold]
fn too_long(what: &'static str, text: &str) -> BuildError {
    let start = text.chars().take(40).collect();
    BuildError(Kind::TooLong { what, start, bytes: text.len() })
}

/// The buckets and entries of the table.
fn table(codes: &LetterCodes, parts: &[Part], names: Names<'_>) -> (Vec<u32>, Vec<u32>) {
    let number = Table::number_bits(names.n_slots);
    let n_entries = parts.iter().map(|part| part.filed.len()).sum();
    let n_buckets = Table::n_buckets(n_entries);
    // the bucket above the entry: in order of these numbers stands all but names of one tag
    let mut filed: Vec<u64> = Vec::with_capacity(n_entries);
    let mut first = 0;
    for part in parts {
        filed.extend(part.filed.iter().map(|(key, name)| {
            let (bucket, tag) = Table::place(*key, n_buckets, number);
            (bucket as u64) << 32 | u64::from(tag | (first + name))
        }));
        first += u32::try_from(part.names.len()).unwrap_or(0);
    }
    sort(&mut filed);
    filed.dedup();
    let tag = |filed: &u64| filed & !u64::from(number);
    let mut of_one_tag = Vec::new();
    for many in filed.chunk_by_mut(|a, b| tag(a) == tag(b)).filter(|names| names.len() > FEW) {
        many.sort_by_cached_key(|filed| {
            #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
            names.codes(codes, *filed as u32 & number, &mut of_one_tag);
            of_one_tag.clone()
        });
    }
    let mut buckets = vec![0; n_buckets + 1];
    for filed in &filed {
        if let Some(count) = buckets.get_mut((filed >> 32) as usize + 1) {
            *count += 1;
        }
    }
    let mut end = 0;
    for bucket in &mut buckets {
        end += *bucket;
        *bucket = end;
    }
    #[expect(clippy::cast_possible_truncation, reason = "the lower half")]
    let entries = filed.iter().map(|filed| *filed as u32).collect();
    (buckets, entries)
}

/// Sorts different numbers.
fn sort(numbers: &mut [u64]) {
    #[cfg(feature = "parallel")]
    if rayon::current_thread_index().is_some() {
        use rayon::prelude::*;
        return numbers.par_sort_unstable();
    }
    numbers.sort_unstable();
}

/// What is known of entities besides their names.
#[derive(Debug, Default)]
struct About {
    entities: EntityWriter,
    kinds: String,
    kind_ends: Vec<u32>,
    extra_of: Vec<u32>,
    extra_ends: Vec<u64>,
    extra: String,
}

impl About {
    fn of(entities: &[Entity], parts: &[Part]) -> Result<About, BuildError> {
        let mut this = About::default();
        let mut numbers: HashMap<&str, u16> = HashMap::new();
        let mut last: Option<(&str, u16)> = None;
        let id_lens = parts.iter().flat_map(|part| &part.id_lens);
        for ((entity, id_len), n) in entities.iter().zip(id_lens).zip(0u32..) {
            let kind = match last {
                Some((kind, number)) if kind == entity.kind => number,
                _ => match numbers.get(entity.kind.as_str()) {
                    Some(number) => *number,
                    None => {
                        let most = usize::from(u16::MAX);
                        let Ok(number) = u16::try_from(fit("types", numbers.len(), most)?) else {
                            continue;
                        };
                        this.kinds.push_str(&entity.kind);
                        let end = fit("bytes of types", this.kinds.len(), u32::MAX as usize)?;
                        this.kind_ends.push(end);
                        numbers.insert(&entity.kind, number);
                        number
                    }
                },
            };
            last = Some((&entity.kind, kind));
            this.entities.push(*id_len, kind);
            if !entity.extra.is_empty() {
                this.extra.push_str(&entity.extra);
                this.extra_of.push(n);
                this.extra_ends.push(this.extra.len() as u64);
            }
        }
        Ok(this)
    }
}

#[cfg(test)]
mod tests {
    use super::super::index::Shortlist;
    use super::*;
    use crate::chars::Kernel;
    use crate::span::NameId;
    use crate::words::{Keys, Words, scan_keys};

    fn error(name: &str) -> String {
        compile(&LetterCodes::new(), &[Entity::new("x", [name])]).unwrap_err().to_string()
    }

    #[test]
    fn names_that_cannot_be_found_are_refused() {
        assert_eq!(error("«…»"), "entity `x`: the name `«…»` holds no letter and no digit");
        let long = vec!["اسم"; 65].join(" ");
        assert_eq!(
            error(&long),
            format!("entity `x`: the name `{long}` has 65 words, more than 64")
        );
    }

    #[test]
    fn names_and_ids_have_a_greatest_length() {
        let (most, long) = ("ab".repeat(MAX_NAME_BYTES / 2), "ab".repeat(MAX_NAME_BYTES / 2 + 1));
        let start = "ab".repeat(20);
        assert_eq!(
            error(&long),
            format!("the name that begins with `{start}` has 20002 bytes, more than 20000")
        );
        let entity = |id: &str| [Entity::new(id, [&most])];
        let list = compile(&LetterCodes::new(), &entity(&most)).unwrap();
        assert_eq!(list.entity(0).unwrap().id(), most);
        let error = compile(&LetterCodes::new(), &entity(&long)).unwrap_err().to_string();
        assert!(error.starts_with("the id that begins with `abab"), "{error}");
    }

    /// Each name is found in itself, by the number it is filed under.
    fn all_are_found(names: Vec<String>) {
        let codes = LetterCodes::new();
        let entities: Vec<Entity> =
            names.iter().map(|name| Entity::new(name.as_str(), [name])).collect();
        let list = compile(&codes, &entities).unwrap();
        assert_eq!(list.n_names(), names.len());
        let index = list.index();
        let mut words = Words::default();
        let mut listed = Shortlist::default();
        for id in (0..).take(names.len()) {
            let name = index.name(NameId(id)).unwrap();
            let text = name.text();
            words.fill(Kernel::best(), &codes, text, 0, text.len());
            let (mut keys, mut passed, mut found) = (Keys::default(), Vec::new(), Vec::new());
            scan_keys::<true, true>(Kernel::best(), &words, 0..words.len(), &mut keys);
            index.look_up(Kernel::best(), &words, 0, &keys, &mut passed, &mut found);
            let mut all = Vec::new();
            for candidate in found.iter().filter(|candidate| candidate.word == 0) {
                index.shortlist(candidate, &codes, &words, 0, &mut listed);
                all.extend_from_slice(&listed.names);
            }
            assert_eq!(all.iter().filter(|other| other.0 == id).count(), 1, "{text} {id}: {all:?}");
        }
    }

    #[test]
    fn every_name_is_found_by_its_key() {
        all_are_found((0..3000).map(|k| format!("اسم {k}")).collect());
        all_are_found((0..3000).map(|k| format!("علم{k}")).collect());
        all_are_found(["ب", "لا", "X", "بن علي", "و ب"].map(String::from).to_vec());
    }

    #[test]
    fn many_names_of_one_key_are_told_apart() {
        let particles = ['و', 'ف', 'ب', 'ك', 'ل', 'س', 'ا'];
        let fronts: Vec<String> = particles
            .iter()
            .flat_map(|a| particles.map(|b| format!("{a}{b}")))
            .flat_map(|two| particles.map(|c| format!("{two}{c}مدد")))
            .collect();
        let behind = |last: &str| fronts.iter().map(|first| format!("{first}{last}")).collect();
        all_are_found(behind(""));
        all_are_found(behind(" حسن"));
        all_are_found(behind(" حسن علي"));
        let thirds = (0..500).map(|k| format!("عبد الله {k}"));
        all_are_found(thirds.chain(["عبد الله".to_owned()]).collect());
        let longer = (0..500).map(|k| format!("عبد الله عمر {k}"));
        all_are_found(longer.chain(["عبد الله عمر".to_owned()]).collect());
    }
}
