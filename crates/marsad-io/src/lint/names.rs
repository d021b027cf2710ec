//! One pass over all entities: each name folded once and held against those before it.

use std::collections::{BTreeSet, HashMap};
use std::sync::LazyLock;

use marsad::{Profile, is_ordinary_word, normalize};
use marsad_schema::{EntityRecord, LevelName};

use super::{Surprise, Warning, letters};
use crate::watchlist::{Entry, Watchlist};

/// Common Arabic words, folded; `#` begins a comment.
const COMMON_WORDS: &str = include_str!("../../lists/common_words.txt");

/// Arabic names of so few letters are found inside abbreviations and dialect.
const FEW_LETTERS: usize = 2;

pub(super) fn warnings(entries: &[Entry]) -> Vec<Warning> {
    // the entry that has each folded full name first
    let mut owners: HashMap<String, &Entry> = HashMap::new();
    let mut found = Vec::new();
    for entry in entries {
        let mut warn = |surprise| {
            let (place, entity) = (entry.place.clone(), entry.entity.id.clone());
            found.push(Warning { place, entity, surprise });
        };
        let own = Own::new(&entry.entity);
        for name in entry.entity.names.iter().chain(&entry.entity.weak_names) {
            look(name, entry.entity.level, &mut warn);
        }
        for (key, name) in &own.full {
            if is_common(key) || is_ordinary(key, name) {
                warn(Surprise::CommonWord((*name).to_owned()));
            } else if is_short(key) {
                warn(Surprise::Short((*name).to_owned()));
            }
            if let Some(other) = owners.get(key) {
                warn(Surprise::Shared {
                    name: (*name).to_owned(),
                    with: other.entity.id.clone(),
                    place: other.place.clone(),
                });
            }
        }
        own.doubles.into_iter().for_each(&mut warn);
        exclusions(&entry.entity, &own.full, &own.weak, &mut warn);
        for (key, _) in own.full {
            owners.entry(key).or_insert(entry);
        }
    }
    found
}

/// The names of one entity, each folded form once, in order.
struct Own<'e> {
    full: Vec<(String, &'e str)>,
    weak: Vec<(String, &'e str)>,
    doubles: Vec<Surprise>,
}

impl<'e> Own<'e> {
    fn new(entity: &'e EntityRecord) -> Self {
        let mut own = Own { full: Vec::new(), weak: Vec::new(), doubles: Vec::new() };
        // where each form stands first, and whether among the full names
        let mut first: HashMap<String, (&str, bool)> = HashMap::new();
        let full = entity.names.iter().map(|name| (name, true));
        for (name, is_full) in full.chain(entity.weak_names.iter().map(|name| (name, false))) {
            let key = words(name);
            match first.get(&key) {
                Some((of, was_full)) => own.doubles.push(Surprise::Duplicate {
                    name: name.clone(),
                    of: (*of).to_owned(),
                    is_weak: *was_full && !is_full,
                }),
                None => {
                    first.insert(key.clone(), (name, is_full));
                    let list = if is_full { &mut own.full } else { &mut own.weak };
                    list.push((key, name));
                }
            }
        }
        own
    }
}

/// What can be seen of a name alone.
fn look(name: &str, level: Option<LevelName>, warn: &mut impl FnMut(Surprise)) {
    if name.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return;
    }
    if let Some(character) = name.chars().find(|c| letters::is_invisible(*c)) {
        warn(Surprise::Invisible { name: name.to_owned(), character });
    }
    if let Some(letter) = letters::mixed(name) {
        warn(Surprise::MixedScripts { name: name.to_owned(), letter });
    }
    if letters::is_damaged(name) {
        warn(Surprise::Damaged(name.to_owned()));
    }
    if level == Some(LevelName::Exact) && letters::is_decorated(name) {
        warn(Surprise::ExactSpelling(name.to_owned()));
    }
}

/// Phrases that exclude nothing, and names that are always excluded.
fn exclusions(
    entity: &EntityRecord,
    full: &[(String, &str)],
    weak: &[(String, &str)],
    warn: &mut impl FnMut(Surprise),
) {
    let phrases: Vec<String> = entity.exclude.iter().map(|phrase| words(phrase)).collect();
    for (key, name) in full.iter().chain(weak) {
        if phrases.contains(key) {
            warn(Surprise::Excluded((*name).to_owned()));
        }
    }
    for (phrase, folded) in entity.exclude.iter().zip(&phrases) {
        let folded = format!(" {folded} ");
        let mut names = full.iter().chain(weak);
        // particles may be glued to the name's first word in the phrase
        if !names.any(|(key, _)| folded.contains(&format!("{key} "))) {
            warn(Surprise::ExcludesNothing(phrase.clone()));
        }
    }
}

/// The words of a name as the level `folded` compares them, one space between.
fn words(name: &str) -> String {
    static SEARCH: LazyLock<Profile> = LazyLock::new(Profile::search);
    let folded = normalize(&SEARCH, name);
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        match word.strip_suffix('ة') {
            Some(stem) => {
                out.push_str(stem);
                out.push('ه');
            }
            None => out.push_str(word),
        }
    }
    out
}

/// Whether the news uses a name as it uses words. Names that the built-in list holds for full are none,
/// however the news declines them.
fn is_ordinary(key: &str, name: &str) -> bool {
    static NAMES: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        let mut world = Watchlist::default();
        world.read_world();
        let names = world.entities().flat_map(|entity| &entity.names).map(|name| words(name));
        names.filter(|name| !name.contains(' ')).collect()
    });
    !key.contains(' ') && is_ordinary_word(name) && !NAMES.contains(key)
}

fn is_short(key: &str) -> bool {
    !key.contains(' ') && !key.is_ascii() && key.chars().count() <= FEW_LETTERS
}

fn is_common(key: &str) -> bool {
    static COMMON: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        COMMON_WORDS.lines().filter(|line| !line.starts_with('#')).map(words).collect()
    });
    COMMON.contains(key) || key.strip_prefix("ال").is_some_and(|bare| COMMON.contains(bare))
}
