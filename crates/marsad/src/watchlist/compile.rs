//! From entities to the index.

use std::borrow::Cow;
use std::fmt;

use icu_normalizer::ComposingNormalizerBorrowed;

use super::index::{Filter, Name, NameIndex, Table};
use super::source::{Entity, Level, MAX_NAME_WORDS};
use crate::span::{EntityId, NameId};
use crate::words::{Key, LetterCodes, SEP, name_codes, name_keys};

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
    let mut names: Vec<Name> = Vec::new();
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
            let codes = (in_arena(code_start)?, in_arena(arena.len())?);
            let text = (in_arena(text_start)?, in_arena(texts.len())?);
            names.push(Name {
                key: name_keys(words).0,
                entity: EntityId(id),
                kind,
                level: entity.level.unwrap_or(Level::Variant),
                final_letter: entity.final_letter,
                n_words: words_u8,
                codes,
                text,
            });
            n_singles += usize::from(n_words == 1);
            max_words = max_words.max(n_words);
        }
    }
    fit("names", names.len())?;
    let codes = |name: &Name| {
        let (start, end) = name.codes;
        arena.get(start as usize..end as usize).unwrap_or_default()
    };
    // stable: names of the same letters stay in list order
    names.sort_by(|a, b| a.key.cmp(&b.key).then_with(|| codes(a).cmp(codes(b))));

    // what names are looked up by, of one word and of several, and the first of the group
    let (mut singles, mut pairs) = (Vec::new(), Vec::new());
    let (mut before, mut first) = (None, NameId(0));
    for (name, id) in names.iter().zip(0u32..) {
        if before != Some(name.key) {
            (before, first) = (Some(name.key), NameId(id));
        }
        let (_, keys) = name_keys(codes(name).split(|c| *c == SEP));
        let filed = if name.n_words == 1 { &mut singles } else { &mut pairs };
        filed.extend(keys.into_iter().map(|key| (key, first)));
    }
    let mut table = Table::with_capacity(singles.len() + pairs.len());
    let mut file = |keys: &[(Key, NameId)]| {
        let mut filter = Filter::with_capacity(keys.len());
        for (key, first) in keys {
            filter.insert(*key);
            table.insert(*key, *first);
        }
        filter
    };
    let (singles, pairs) = (file(&singles), file(&pairs));
    Ok(NameIndex { singles, pairs, table, names, codes: arena, texts, n_singles, max_words })
}

pub(super) fn fit(what: &'static str, got: usize) -> Result<u32, BuildError> {
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
    use crate::chars::Kernel;
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

    /// Each name is found in itself, by the number it is filed under.
    fn all_are_found(names: Vec<String>) {
        let codes = LetterCodes::new();
        let entities: Vec<Entity> =
            names.iter().map(|name| Entity::new(name.as_str(), [name])).collect();
        let index = compile(&codes, &entities).unwrap();
        assert_eq!(index.len(), names.len());
        let mut words = Words::default();
        for (name, id) in index.names.iter().zip(0u32..) {
            let text = index.text(name);
            words.fill(Kernel::best(), &codes, text, 0, text.len());
            let (mut keys, mut passed, mut found) = (Keys::default(), Vec::new(), Vec::new());
            scan_keys::<true, true>(Kernel::best(), &words, 0..words.len(), &mut keys);
            index.look_up(Kernel::best(), &keys, &mut passed, &mut found);
            let found: Vec<NameId> = (found.iter().filter(|candidate| candidate.word == 0))
                .flat_map(|candidate| index.names_of(candidate, &words, 0).map(|(id, _)| id))
                .collect();
            let same = |id: &NameId| index.name(*id).is_some_and(|of| of.entity == name.entity);
            assert_eq!(found.iter().filter(|id| same(id)).count(), 1, "{text} {id}: {found:?}");
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
