//! What may surprise in a watchlist that is not wrong: names that are ordinary words, names that two
//! entities share, names that can never be found, letters that are not what they look like.
//!
//! Each warning has a stable code, the place of the entity, and a word on what to do.

use std::fmt;

use crate::watchlist::{Entry, Place};

mod alike;
mod letters;
mod names;
#[cfg(test)]
mod tests;

/// Something in a watchlist that may surprise. Prints as `list:line: reason; what to do`.
#[derive(Debug, Clone, PartialEq)]
pub struct Warning {
    /// The line.
    pub place: Place,
    /// The entity on it.
    pub entity: String,
    /// What may surprise.
    pub surprise: Surprise,
}

/// What may surprise.
#[derive(Debug, Clone, PartialEq)]
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
    /// A full name and one of another entity are one at level `variant`, and not when folded.
    Alike {
        /// The name.
        name: String,
        /// That of the other entity.
        other: String,
        /// The other entity.
        with: String,
        /// Where the other stands.
        place: Place,
        /// How likely both are one name, from 0.8 on.
        score: f32,
    },
    /// A name is, folded, another name of the same entity.
    Duplicate {
        /// The name.
        name: String,
        /// The one before it.
        of: String,
        /// The later one is a weak name of what is a full name.
        is_weak: bool,
    },
    /// A name is, folded, a phrase that the entity excludes, and so never found.
    Excluded(String),
    /// No name of the entity stands in the excluded phrase.
    ExcludesNothing(String),
    /// At level `exact`, a name with signs that texts hardly ever have: marks, tatweel, old forms.
    ExactSpelling(String),
    /// Letters of two scripts in one word, or of Latin and another alphabet that looks like it.
    MixedScripts {
        /// The name.
        name: String,
        /// The letter that does not belong.
        letter: char,
    },
    /// Characters that can not be seen.
    Invisible {
        /// The name, as it is.
        name: String,
        /// The first of them.
        character: char,
    },
    /// A name that was decoded wrongly.
    Damaged(String),
}

impl Surprise {
    /// A name for this kind of surprise that does not change.
    ///
    /// ```
    /// assert_eq!(marsad_io::Surprise::CommonWord("كيف".into()).code(), "common-word");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            Surprise::CommonWord(_) => "common-word",
            Surprise::Short(_) => "short",
            Surprise::Shared { .. } => "shared",
            Surprise::Alike { .. } => "alike",
            Surprise::Duplicate { .. } => "duplicate",
            Surprise::Excluded(_) => "excluded",
            Surprise::ExcludesNothing(_) => "excludes-nothing",
            Surprise::ExactSpelling(_) => "exact-spelling",
            Surprise::MixedScripts { .. } => "mixed-scripts",
            Surprise::Invisible { .. } => "invisible",
            Surprise::Damaged(_) => "damaged",
        }
    }

    /// The name or phrase it is about.
    pub fn name(&self) -> &str {
        match self {
            Surprise::CommonWord(name)
            | Surprise::Short(name)
            | Surprise::Shared { name, .. }
            | Surprise::Alike { name, .. }
            | Surprise::Duplicate { name, .. }
            | Surprise::Excluded(name)
            | Surprise::ExcludesNothing(name)
            | Surprise::ExactSpelling(name)
            | Surprise::MixedScripts { name, .. }
            | Surprise::Invisible { name, .. }
            | Surprise::Damaged(name) => name,
        }
    }

    /// The other entity that it is about, if there is one, and where it stands.
    pub fn other(&self) -> Option<(&str, &Place)> {
        match self {
            Surprise::Shared { with, place, .. } | Surprise::Alike { with, place, .. } => {
                Some((with, place))
            }
            _ => None,
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> &'static str {
        match self {
            Surprise::CommonWord(_) | Surprise::Short(_) => "consider weak_names",
            Surprise::Shared { .. } => "both are reported; tell them apart by longer names",
            Surprise::Alike { .. } => "tell them apart by longer names, or lower the level of one",
            Surprise::Duplicate { is_weak: true, .. } => "take one of them away",
            Surprise::Duplicate { .. } => "one of them is enough",
            Surprise::Excluded(_) => "make the phrase longer, or take the name away",
            Surprise::ExcludesNothing(_) => "correct the phrase, or take it away",
            Surprise::ExactSpelling(_) => "write it plainly, or raise the level",
            Surprise::MixedScripts { .. } => "type it again in one script",
            Surprise::Invisible { .. } => "take them out",
            Surprise::Damaged(_) => "type it again",
        }
    }
}

impl fmt::Display for Surprise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Surprise::CommonWord(name) => write!(f, "the name \"{name}\" is a common word"),
            Surprise::Short(name) => write!(f, "the name \"{name}\" has very few letters"),
            Surprise::Shared { name, with, place } => {
                write!(f, "the name \"{name}\" is also one of `{with}` ({place})")
            }
            Surprise::Alike { name, other, with, place, score } => write!(
                f,
                "at level variant the name \"{name}\" is one with \"{other}\" of `{with}` ({place}), {score:.2}"
            ),
            Surprise::Duplicate { name, of, is_weak: false } if name == of => {
                write!(f, "the name \"{name}\" is given twice")
            }
            Surprise::Duplicate { name, of, is_weak: false } => {
                write!(f, "the name \"{name}\" is the same as \"{of}\" when folded")
            }
            Surprise::Duplicate { name, .. } => {
                write!(f, "the weak name \"{name}\" is a full name too, and so never weak")
            }
            Surprise::Excluded(name) => {
                write!(f, "the name \"{name}\" is never found: it is an excluded phrase too")
            }
            Surprise::ExcludesNothing(phrase) => {
                write!(f, "no name of it stands in the excluded phrase \"{phrase}\"")
            }
            Surprise::ExactSpelling(name) => write!(
                f,
                "at level exact the name \"{name}\" is found only where it has the same marks and signs"
            ),
            Surprise::MixedScripts { name, letter } => write!(
                f,
                "the name \"{name}\" mixes scripts: {letter} is U+{:04X}",
                u32::from(*letter)
            ),
            Surprise::Invisible { name, character } => {
                let seen: String = name.chars().filter(|c| !letters::is_invisible(*c)).collect();
                let code = u32::from(*character);
                write!(f, "the name \"{seen}\" has characters that are not seen, U+{code:04X}")
            }
            Surprise::Damaged(name) => {
                write!(f, "the name \"{name}\" was decoded wrongly and is never found")
            }
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Warning { place, entity, surprise } = self;
        write!(f, "{place}: `{entity}`: {surprise}; {}", surprise.advice())
    }
}

/// Warnings about `entries`, in their order.
///
/// Cost: the names are folded once, and their folded forms kept while it runs.
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
    names::warnings(entries)
}

/// Warnings about names of different entities that are one name at level `variant`, in the order of the
/// later ones: at most three for an entity, each pair once.
///
/// Cost: the list is compiled, and each name looked for once.
///
/// ```
/// use marsad_io::{Watchlist, clashes};
/// let mut list = Watchlist::default();
/// list.read("names.txt", "سيرغي شويغو\nلافروف\nسيرجي شويجو\n".as_bytes())?;
/// let found = clashes(&list.entries);
/// assert_eq!(found.len(), 1);
/// assert_eq!((found[0].place.line, found[0].surprise.code()), (3, "alike"));
/// # Ok::<(), marsad_io::InputError>(())
/// ```
pub fn clashes(entries: &[Entry]) -> Vec<Warning> {
    alike::clashes(entries)
}
