//! From entities to the index.

use std::borrow::Cow;
use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::index::{Filter, Name, NameIndex, Table, third_word};
use super::source::{Entity, Level, MAX_NAME_WORDS};
use crate::span::{EntityId, NameId};
use crate::words::{Key, LetterCodes, SEP, name_codes, name_key};

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
    TooLarge { what: &'static str, got: usize },
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
            Kind::TooLarge { what, got } => {
                write!(f, "the watchlist holds {got} {what}, expected at most {}", u32::MAX - 1)
            }
        }
    }
}

impl std::error::Error for BuildError {}

/// Compiles the names of `entities`.
///
/// Cost: O(total length of the names), and a sort of their hashes.
///
/// # Errors
/// A name without a letter or digit, a name of more than [`MAX_NAME_WORDS`] words, more names than
/// fit 32 bits.
pub(crate) fn compile(codes: &LetterCodes, entities: &[Entity]) -> Result<NameIndex, BuildError> {
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let mut arena = Vec::new();
    let mut texts = String::new();
    let mut filed: Vec<(Key, Name)> = Vec::new();
    let (mut n_singles, mut max_words) = (0, 1);
    for (entity, id) in entities.iter().zip(0u32..) {
        for (kind, text) in entity.all_names() {
            let text: Cow<'_, str> = nfc.normalize(text);
            let code_start = arena.len();
            name_codes(codes, &text, &mut arena);
            let own = arena.get(code_start..).unwrap_or_default();
            let words = own.split(|c| *c == SEP).filter(|w| !w.is_empty());
            let n_words = words.clone().count();
            let described = || (entity.id.clone(), text.clone().into_owned());
            if n_words == 0 {
                let (entity, name) = described();
                return Err(BuildError(Kind::NoWord { entity, name }));
            }
            let (Ok(words_u8), true) = (u8::try_from(n_words), n_words <= MAX_NAME_WORDS) else {
                let (entity, name) = described();
                return Err(BuildError(Kind::TooManyWords { entity, name, words: n_words }));
            };
            let text_start = texts.len();
            texts.push_str(&text);
            let key = name_key(words);
            let name = Name {
                hash: key.hash(),
                entity: EntityId(id),
                kind,
                level: entity.level.unwrap_or(Level::Folded),
                final_letter: entity.final_letter,
                n_words: words_u8,
                codes: (in_arena(code_start)?, in_arena(arena.len())?),
                text: (in_arena(text_start)?, in_arena(texts.len())?),
            };
            filed.push((key, name));
            n_singles += usize::from(n_words == 1);
            max_words = max_words.max(n_words);
        }
    }
    fit("names", filed.len())?;
    let third = |name: &Name| {
        let (start, end) = name.codes;
        third_word(arena.get(start as usize..end as usize).unwrap_or_default())
    };
    // stable: names that share a key and a third word stay in list order
    filed.sort_by(|(a, a_name), (b, b_name)| {
        a.cmp(b).then_with(|| third(a_name).cmp(third(b_name)))
    });

    let mut singles = Filter::with_capacity(n_singles);
    let mut pairs = Filter::with_capacity(filed.len() - n_singles);
    let mut table = Table::with_capacity(filed.len());
    let mut before = None;
    for ((key, name), id) in filed.iter().zip(0u32..) {
        let filter = if name.n_words == 1 { &mut singles } else { &mut pairs };
        filter.insert(*key);
        if before != Some(*key) {
            table.insert(key.hash(), NameId(id));
        }
        before = Some(*key);
    }
    let names = filed.into_iter().map(|(_, name)| name).collect();
    Ok(NameIndex { singles, pairs, table, names, codes: arena, texts, n_singles, max_words })
}

fn fit(what: &'static str, got: usize) -> Result<u32, BuildError> {
    match u32::try_from(got) {
        Ok(n) if n < u32::MAX => Ok(n),
        _ => Err(BuildError(Kind::TooLarge { what, got })),
    }
}

fn in_arena(offset: usize) -> Result<u32, BuildError> {
    fit("bytes of names", offset)
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn every_name_is_found_under_its_hash() {
        let codes = LetterCodes::new();
        let entities: Vec<Entity> = (0..3000)
            .map(|k| Entity::new(format!("e{k}"), [format!("اسم {k}"), format!("علم{k}")]))
            .collect();
        let index = compile(&codes, &entities).unwrap();
        assert_eq!((index.len(), index.max_words()), (6000, 2));
        for (name, id) in index.names.iter().zip(0u32..) {
            let words: Vec<&[u8]> = index.codes(name).split(|c| *c == SEP).collect();
            let mut found = Vec::new();
            index.look_up(&[name_key(words.into_iter())], &mut found);
            let (_, first) = found[0];
            assert!(index.sharing(first, &[]).any(|(found, _)| found == NameId(id)));
        }
    }
}
