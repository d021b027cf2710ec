//! What may surprise in a watchlist that is not wrong: names that are common words, names that two
//! entities share, exclusions that exclude nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::LazyLock;

use marsad::{Profile, normalize};

use crate::watchlist::{Entry, Place};

/// Common Arabic words, folded; `#` begins a comment.
const COMMON_WORDS: &str = include_str!("../lists/common_words.txt");

/// Arabic names of so few letters are found inside abbreviations and dialect.
const FEW_LETTERS: usize = 2;

/// Something in a watchlist that may surprise. Prints as `list:line: reason`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The line.
    pub place: Place,
    /// The entity on it.
    pub entity: String,
    /// What may surprise.
    pub surprise: Surprise,
}

/// What may surprise.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Surprise {
    /// A full name is a common word.
    CommonWord(String),
    /// A full name has at most two letters.
    Short(String),
    /// A full name is, folded, a full name of another entity too.
    Shared {
        /// The name.
        name: String,
        /// The other entity.
        with: String,
        /// Where the other stands.
        place: Place,
    },
    /// No name of the entity stands in the excluded phrase.
    ExcludesNothing(String),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: `{}`: ", self.place, self.entity)?;
        match &self.surprise {
            Surprise::CommonWord(name) => {
                write!(f, "the name \"{name}\" is a common word; consider weak_names")
            }
            Surprise::Short(name) => {
                write!(f, "the name \"{name}\" has very few letters; consider weak_names")
            }
            Surprise::Shared { name, with, place } => {
                write!(f, "the name \"{name}\" is also one of `{with}` ({place})")
            }
            Surprise::ExcludesNothing(phrase) => {
                write!(f, "no name of it stands in the excluded phrase \"{phrase}\"")
            }
        }
    }
}

/// Warnings about `entries`, in their order.
///
/// Cost: the names are folded once and kept while it runs.
///
/// ```
/// use marsad_io::{Watchlist, warnings};
/// let mut list = Watchlist::default();
/// list.read("names.txt", "كيف\nموسكو\n".as_bytes())?;
/// let found = warnings(&list.entries);
/// assert_eq!(found[0].to_string(), "names.txt:1: `كيف`: the name \"كيف\" is a common word; consider weak_names");
/// assert_eq!(found.len(), 1);
/// # Ok::<(), marsad_io::InputError>(())
/// ```
pub fn warnings(entries: &[Entry]) -> Vec<Warning> {
    let mut owner: BTreeMap<String, &Entry> = BTreeMap::new();
    let mut found = Vec::new();
    for entry in entries {
        let entity = &entry.entity;
        let mut warn = |surprise| {
            let place = entry.place.clone();
            found.push(Warning { place, entity: entity.id.clone(), surprise });
        };
        let mut own = BTreeSet::new();
        for name in &entity.names {
            let key = words(name);
            if !own.insert(key.clone()) {
                continue;
            }
            if is_common(&key) {
                warn(Surprise::CommonWord(name.clone()));
            } else if !key.contains(' ') && !name.is_ascii() && key.chars().count() <= FEW_LETTERS {
                warn(Surprise::Short(name.clone()));
            }
            match owner.get(&key) {
                Some(other) => warn(Surprise::Shared {
                    name: name.clone(),
                    with: other.entity.id.clone(),
                    place: other.place.clone(),
                }),
                None => {
                    owner.insert(key, entry);
                }
            }
        }
        own.extend(entity.weak_names.iter().map(|name| words(name)));
        for phrase in &entity.exclude {
            let folded = format!(" {} ", words(phrase));
            // Particles may be glued to the name's first word in the phrase.
            if !own.iter().any(|name| folded.contains(&format!("{name} "))) {
                warn(Surprise::ExcludesNothing(phrase.clone()));
            }
        }
    }
    found
}

/// The words of a name as the level `folded` compares them, one space between.
fn words(name: &str) -> String {
    let folded = normalize(&Profile::search(), name);
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

fn is_common(key: &str) -> bool {
    static COMMON: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
        COMMON_WORDS.lines().filter(|line| !line.starts_with('#')).map(words).collect()
    });
    COMMON.contains(key) || key.strip_prefix("ال").is_some_and(|bare| COMMON.contains(bare))
}

#[cfg(test)]
mod tests {
    use crate::Watchlist;

    fn warnings(list: &str) -> Vec<String> {
        let mut watchlist = Watchlist::default();
        watchlist.read("l.jsonl", list.as_bytes()).unwrap();
        assert!(watchlist.problems.is_empty(), "{:?}", watchlist.problems);
        super::warnings(&watchlist.entries).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_may_surprise_is_named_with_its_place() {
        let found = warnings(concat!(
            r#"{"id":"a","names":["الحرب","شي","أحمد زويل"]}"#,
            "\n",
            r#"{"id":"b","names":["احمد زويل"],"weak_names":["شي"]}"#,
            "\n",
            r#"{"id":"c","names":["جورجيا"],"exclude":["ولاية جورجيا","ولاية تكساس"]}"#,
        ));
        assert_eq!(
            found,
            [
                "l.jsonl:1: `a`: the name \"الحرب\" is a common word; consider weak_names",
                "l.jsonl:1: `a`: the name \"شي\" is a common word; consider weak_names",
                "l.jsonl:2: `b`: the name \"احمد زويل\" is also one of `a` (l.jsonl:1)",
                "l.jsonl:3: `c`: no name of it stands in the excluded phrase \"ولاية تكساس\"",
            ]
        );
    }

    #[test]
    fn a_sound_list_has_no_warnings() {
        assert!(warnings(r#"{"id":"a","names":["موسكو","Moscow","لي"]}"#).len() == 1);
        assert!(warnings(r#"{"id":"a","names":["موسكو","Moscow","موسكُو"]}"#).is_empty());
    }
}
