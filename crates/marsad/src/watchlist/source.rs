//! Entities as their owner states them.

use std::fmt;
use std::str::FromStr;

/// Most words a name may have.
///
/// ```
/// use marsad::{Engine, Entity, MAX_NAME_WORDS};
/// let long = vec!["اسم"; MAX_NAME_WORDS + 1].join(" ");
/// assert!(Engine::builder().entity(Entity::new("x", [long])).build().is_err());
/// ```
pub const MAX_NAME_WORDS: usize = 64;

/// Most bytes that a name or an id may have.
///
/// ```
/// use marsad::{Engine, Entity, MAX_NAME_BYTES};
/// let long = "a".repeat(MAX_NAME_BYTES + 1);
/// assert!(Engine::builder().entity(Entity::new("x", [long])).build().is_err());
/// ```
pub const MAX_NAME_BYTES: usize = 20_000;

/// How loosely a spelling in the text may differ from the name as listed. Later levels hold
/// everything equal that earlier ones do.
///
/// ```
/// use marsad::Level;
/// assert!(Level::Exact < Level::Folded);
/// assert_eq!("folded".parse::<Level>()?, Level::Folded);
/// # Ok::<(), marsad::UnknownLevel>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Equal after Unicode NFC.
    Exact,
    /// Equal after the [`search`](crate::Profile::search) profile, with final ة = ه. A name of one
    /// word is not found in a function word that it only folds to: علي in على.
    Folded,
    /// Another way to write the same name, as the name model judges it.
    Variant,
}

impl Level {
    /// All levels, the strictest first.
    pub const ALL: [Level; 3] = [Level::Exact, Level::Folded, Level::Variant];

    /// The level's name in lists, options and results.
    pub const fn name(self) -> &'static str {
        match self {
            Level::Exact => "exact",
            Level::Folded => "folded",
            Level::Variant => "variant",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(name: &str) -> Result<Self, UnknownLevel> {
        Level::ALL
            .into_iter()
            .find(|level| level.name() == name)
            .ok_or_else(|| UnknownLevel(name.to_owned()))
    }
}

/// The name of no [`Level`].
///
/// ```
/// let error = "loose".parse::<marsad::Level>().unwrap_err();
/// assert_eq!(error.to_string(), "unknown level `loose`, expected `exact`, `folded` or `variant`");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownLevel(String);

impl fmt::Display for UnknownLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown level `{}`, expected ", self.0)?;
        for (k, level) in Level::ALL.into_iter().enumerate() {
            let before = match k {
                0 => "",
                k if k + 1 < Level::ALL.len() => ", ",
                _ => " or ",
            };
            write!(f, "{before}`{level}`")?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownLevel {}

/// Whether ة and ه at the end of a word are one letter.
///
/// ```
/// use marsad::{Engine, Entity, FinalLetter, MatchOptions};
/// let mut entity = Entity::new("jeddah", ["جدة"]);
/// entity.final_letter = FinalLetter::Strict;
/// let engine = Engine::builder().entity(entity).build()?;
/// assert!(engine.worker().find("زار جده أمس", &MatchOptions::default())?.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum FinalLetter {
    /// حمزة = حمزه.
    #[default]
    Folded,
    /// They differ, for this entity.
    Strict,
}

/// What a listed name is to its entity.
///
/// ```
/// use marsad::{Engine, Entity, MatchOptions, NameKind};
/// let mut xi = Entity::new("xi", ["شي جين بينغ"]);
/// xi.weak_names.push("شي".to_owned());
/// let engine = Engine::builder().entity(xi).build()?;
/// let mut worker = engine.worker();
/// let options = MatchOptions::default();
/// assert!(worker.find("زيارة شي", &options)?.is_empty());
/// let hits = worker.find("وصل شي جين بينغ، وتستمر زيارة شي يومين", &options)?;
/// assert_eq!((hits[0].kind, hits[1].kind), (NameKind::Full, NameKind::Weak));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NameKind {
    /// Names the entity wherever it stands.
    Full,
    /// Names it only in a document in which a full name of the entity was found too.
    Weak,
    /// A longer phrase in which the name is something else.
    Exclude,
}

/// One entity of a watchlist.
///
/// ```
/// use marsad::{Entity, Level};
/// let mut shoigu = Entity::new("shoigu", ["سيرغي شويغو", "Sergei Shoigu"]);
/// shoigu.kind = "person".to_owned();
/// shoigu.weak_names.push("شويغو".to_owned());
/// shoigu.level = Some(Level::Folded);
/// assert_eq!(shoigu.names.len(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entity {
    /// The owner's identifier.
    pub id: String,
    /// What it is, in the owner's words: `person`, `place`, …
    pub kind: String,
    /// Names that stand for it anywhere, in Arabic or Latin script.
    pub names: Vec<String>,
    /// Names that count only beside a full name in the same document.
    pub weak_names: Vec<String>,
    /// Phrases in which the names are something else; found folded, whatever the level.
    pub exclude: Vec<String>,
    /// The loosest level at which it may be found; `None` leaves it to the search.
    pub level: Option<Level>,
    /// Whether final ة and ه differ.
    pub final_letter: FinalLetter,
    /// What the owner keeps with it, in a form of its own. The engine gives it back and does not look
    /// into it.
    pub extra: String,
}

impl Entity {
    /// An entity with full names only.
    pub fn new<N: Into<String>>(id: impl Into<String>, names: impl IntoIterator<Item = N>) -> Self {
        Entity {
            id: id.into(),
            names: names.into_iter().map(Into::into).collect(),
            ..Entity::default()
        }
    }

    /// How many names it has: full names, weak names, exclusions.
    pub(crate) fn n_names(&self) -> usize {
        self.names.len() + self.weak_names.len() + self.exclude.len()
    }

    /// All its names with their kinds: full names, weak names, exclusions.
    pub(super) fn all_names(&self) -> impl Iterator<Item = (NameKind, &str)> {
        let full = self.names.iter().map(|name| (NameKind::Full, name.as_str()));
        let weak = self.weak_names.iter().map(|name| (NameKind::Weak, name.as_str()));
        let exclude = self.exclude.iter().map(|name| (NameKind::Exclude, name.as_str()));
        full.chain(weak).chain(exclude)
    }
}
